import type { Edit } from '../rule.ts';
import { applyEdits, inOrder } from './edit.ts';

/** Lines that edits take away and put in their place. */
export interface Hunk {
  /** The first of the lines, from 0, before the edits. */
  readonly at: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** What edits do to the lines of a text, in order; a line has no line end. */
export function hunksOf(text: string, edits: readonly Edit[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  for (const group of groupByLines(text, inOrder(edits))) {
    const start = startOfLine(text, group[0]?.span.start ?? 0);
    const end = endOfLine(text, Math.max(...group.map(({ span }) => span.end)));
    const moved = group.map(({ span, text: inserted }) => ({
      span: { start: span.start - start, end: span.end - start },
      text: inserted,
    }));
    const before = text.slice(start, end);
    const hunk = trimmed({
      at: linesOf(text.slice(0, start)).length - 1,
      removed: linesOf(before),
      added: linesOf(applyEdits(before, moved)),
    });
    if (hunk.removed.length > 0 || hunk.added.length > 0) hunks.push(hunk);
  }
  return hunks;
}

/** The hunks with lines around them, each line with a space, a minus or a plus before it. */
export function diffLines(text: string, edits: readonly Edit[], context = 1): readonly string[] {
  const lines = linesOf(text);
  const last = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  const result: string[] = [];
  let shown: number | undefined;
  for (const { at, removed, added } of hunksOf(text, edits)) {
    const from = Math.max(shown ?? 0, at - context);
    if (shown !== undefined) {
      const until = Math.min(shown + context, from);
      result.push(...lines.slice(shown, until).map(unchanged), ...(until < from ? ['…'] : []));
    }
    result.push(...lines.slice(Math.max(from, shown ?? 0), at).map(unchanged));
    result.push(...removed.map((line) => `-${line}`), ...added.map((line) => `+${line}`));
    shown = at + removed.length;
  }
  if (shown === undefined) return [];
  return [...result, ...lines.slice(shown, Math.min(shown + context, last)).map(unchanged)];
}

function unchanged(line: string): string {
  return ` ${line}`;
}

/** Edits that touch the same line, or lines that follow each other, belong together. */
function groupByLines(text: string, edits: readonly Edit[]): readonly (readonly Edit[])[] {
  const groups: Edit[][] = [];
  let end = -1;
  for (const edit of edits) {
    const last = groups.at(-1);
    if (last !== undefined && startOfLine(text, edit.span.start) <= end) last.push(edit);
    else groups.push([edit]);
    end = Math.max(end, endOfLine(text, edit.span.end));
  }
  return groups;
}

function trimmed({ at, removed, added }: Hunk): Hunk {
  const shorter = Math.min(removed.length, added.length);
  let first = 0;
  while (first < shorter && removed[first] === added[first]) first += 1;
  let last = 0;
  while (last < shorter - first && removed.at(-1 - last) === added.at(-1 - last)) last += 1;
  return {
    at: at + first,
    removed: removed.slice(first, removed.length - last),
    added: added.slice(first, added.length - last),
  };
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r\n|\n/);
}

function startOfLine(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** Before the line end. */
function endOfLine(text: string, offset: number): number {
  const found = text.indexOf('\n', offset);
  if (found < 0) return text.length;
  return text.charAt(found - 1) === '\r' ? Math.max(offset, found - 1) : found;
}
