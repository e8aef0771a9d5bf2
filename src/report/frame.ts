import type { Finding } from '../finding.ts';
import { lineText, type LineIndex } from '../lines.ts';
import { displayWidth, expandTabs, visible } from './text.ts';

/** One line of source with what marks the span in it, as wide as asked for. */
export interface FrameLine {
  /** Undefined where lines were left out. */
  readonly line: number | undefined;
  readonly text: string;
  /** Spaces and `~`, or `^` for a single column; empty where nothing is marked. */
  readonly marks: string;
}

/** More lines than this of a long statement say no more. */
const MOST_LINES = 4;
const ELLIPSIS = '…';

/** The lines of a finding; the middle of a long span is left out, and long lines are clipped around it. */
export function frameLines(finding: Finding, index: LineIndex, width: number): readonly FrameLine[] {
  const last =
    finding.endColumn === 1 && finding.endLine > finding.line ? finding.endLine - 1 : finding.endLine;
  const numbers = Array.from({ length: last - finding.line + 1 }, (_, offset) => finding.line + offset);
  const shown =
    numbers.length <= MOST_LINES ? numbers : [...numbers.slice(0, MOST_LINES - 1), undefined, last];
  return shown.map((line) =>
    line === undefined
      ? { line, text: ELLIPSIS, marks: '' }
      : frameLine(line, lineText(index, line), { ...marked(line, finding), width }),
  );
}

interface Marked {
  /** 0-based, half-open, in UTF-16 code units. */
  readonly from: number;
  readonly to: number;
}

function marked(line: number, finding: Finding): Marked {
  return {
    from: line === finding.line ? finding.column - 1 : 0,
    to: line === finding.endLine ? finding.endColumn - 1 : Infinity,
  };
}

function frameLine(line: number, source: string, { from, to, width }: Marked & { width: number }): FrameLine {
  const { length } = source.trimEnd();
  const indent = /^\s*/.exec(source)?.[0].length ?? 0;
  const start = Math.min(Math.max(from, indent), length);
  const end = Math.max(start, Math.min(to, length));
  const shown = expandTabs(visible(source)).trimEnd();
  const before = displayWidth(expandTabs(visible(source.slice(0, start))));
  const marks = Math.max(1, displayWidth(expandTabs(visible(source.slice(0, end)))) - before);
  return { line, ...clip({ text: shown, before, marks }, width) };
}

interface MarkedText {
  readonly text: string;
  /** Columns before the first marked one. */
  readonly before: number;
  readonly marks: number;
}

/** Cuts a line to the columns around what is marked. */
function clip({ text, before, marks }: MarkedText, width: number): Pick<FrameLine, 'text' | 'marks'> {
  if (displayWidth(text) <= width) return { text, marks: draw(before, marks) };
  const context = Math.max(0, Math.floor((width - Math.min(marks, width)) / 2));
  const skipped = before + marks <= width - 1 ? 0 : Math.max(0, before - context);
  const head = skipped > 0 ? ELLIPSIS : '';
  const room = width - head.length - ELLIPSIS.length;
  const rest = dropColumns(text, skipped);
  const isWhole = displayWidth(rest.text) <= room + ELLIPSIS.length;
  const kept = isWhole ? rest.text : takeColumns(rest.text, room);
  const shift = before - skipped - rest.extra + head.length;
  return {
    text: `${head}${kept}${isWhole ? '' : ELLIPSIS}`,
    marks: draw(shift, Math.min(marks, Math.max(1, displayWidth(kept) - (shift - head.length)))),
  };
}

function draw(before: number, marks: number): string {
  return `${' '.repeat(Math.max(0, before))}${marks === 1 ? '^' : '~'.repeat(marks)}`;
}

function takeColumns(text: string, columns: number): string {
  let taken = '';
  let width = 0;
  for (const character of text) {
    width += displayWidth(character);
    if (width > columns) break;
    taken += character;
  }
  return taken;
}

/** `extra` is 1 where a wide character stood on the cut and went as a whole. */
function dropColumns(text: string, columns: number): { readonly text: string; readonly extra: number } {
  let dropped = 0;
  let width = 0;
  for (const character of text) {
    if (width >= columns) break;
    width += displayWidth(character);
    dropped += character.length;
  }
  return { text: text.slice(dropped), extra: width - columns > 0 ? width - columns : 0 };
}
