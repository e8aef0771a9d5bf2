import type { Edit } from '../rule.ts';

/** The text with all edits made. They are in any order and do not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { span, text: inserted } of inOrder(edits)) {
    parts.push(text.slice(at, span.start), inserted);
    at = span.end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

/** By their places; what is inserted at the same place stays in the order in which it is given. */
export function inOrder(edits: readonly Edit[]): readonly Edit[] {
  return edits.toSorted(
    (left, right) => left.span.start - right.span.start || left.span.end - right.span.end,
  );
}

/** Whether one of these edits changes what the other ones change, or inserts at the same place. */
export function overlaps(left: readonly Edit[], right: readonly Edit[]): boolean {
  return left.some(({ span }) =>
    right.some((other) => span.start <= other.span.end && other.span.start <= span.end),
  );
}

/** One edit that does what several do, as ESLint wants it: from the first place to the last. */
export function asOneEdit(text: string, edits: readonly Edit[]): Edit | undefined {
  const sorted = inOrder(edits);
  const [first] = sorted;
  if (first === undefined) return undefined;
  const start = first.span.start;
  const end = Math.max(...sorted.map(({ span }) => span.end));
  const moved = sorted.map((edit) => ({
    text: edit.text,
    span: { start: edit.span.start - start, end: edit.span.end - start },
  }));
  return { span: { start, end }, text: applyEdits(text.slice(start, end), moved) };
}
