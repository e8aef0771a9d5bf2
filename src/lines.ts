import type { Location } from './finding.ts';
import type { Span } from './operation.ts';

/** Where the lines of one text start; made once for a text and then asked for any number of places. */
export interface LineIndex {
  readonly text: string;
  /** Offsets of the first character of each line, in order. */
  readonly starts: readonly number[];
}

const LINE_BREAK = /\r\n|\n|\r/g;

export function indexLines(text: string): LineIndex {
  const starts = [0];
  for (const match of text.matchAll(LINE_BREAK)) starts.push(match.index + match[0].length);
  return { text, starts };
}

/** Line and column of an offset, both 1-based; an offset past the end is the end. */
export function locate(index: LineIndex, offset: number): { readonly line: number; readonly column: number } {
  const at = Math.max(0, Math.min(offset, index.text.length));
  const line = lineOf(index, at);
  return { line, column: at - startOf(index, line) + 1 };
}

export function locateSpan(index: LineIndex, span: Span): Location {
  const start = locate(index, span.start);
  const end = locate(index, Math.max(span.start, span.end));
  return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}

/** The text of a 1-based line without its line break; empty for a line that is not there. */
export function lineText(index: LineIndex, line: number): string {
  const start = index.starts[line - 1];
  if (start === undefined) return '';
  return index.text.slice(start, index.starts[line] ?? index.text.length).replace(/[\r\n]+$/, '');
}

/** The place of an offset, with its line of code, trimmed. */
export function quoteLine(
  index: LineIndex,
  offset: number,
): { readonly line: number; readonly column: number; readonly text: string } {
  const { line, column } = locate(index, offset);
  return { line, column, text: lineText(index, line).trim() };
}

/** The last line that starts at or before the offset, found by halving. */
function lineOf({ starts }: LineIndex, offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? Infinity) <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

function startOf({ starts }: LineIndex, line: number): number {
  return starts[line - 1] ?? 0;
}
