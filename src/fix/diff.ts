/** Lines that were taken away and put in their place. */
export interface Hunk {
  /** The place of the first of them, from 0, before and after. */
  readonly at: number;
  readonly to: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** More differences than this are shown as one. */
const MOST_DIFFERENCES = 1000;

/** What was done to the lines of a text, in order; each line has its line end. */
export function hunksBetween(before: string, after: string): readonly Hunk[] {
  const old = linesOf(before);
  const new_ = linesOf(after);
  const shorter = Math.min(old.length, new_.length);
  let first = 0;
  while (first < shorter && old[first] === new_[first]) first += 1;
  let last = 0;
  while (last < shorter - first && old.at(-1 - last) === new_.at(-1 - last)) last += 1;
  const middle = {
    removed: old.slice(first, old.length - last),
    added: new_.slice(first, new_.length - last),
  };
  return differences(middle.removed, middle.added).map(({ at, to, ...hunk }) => ({
    ...hunk,
    at: at + first,
    to: to + first,
  }));
}

/** The shortest way from one list to the other, by Myers' algorithm. */
function differences(old: readonly string[], new_: readonly string[]): readonly Hunk[] {
  const trace = traceOf(old, new_);
  if (trace === undefined) return [{ at: 0, to: 0, removed: old, added: new_ }];
  const steps: { readonly x: number; readonly y: number; readonly kind: 'removed' | 'added' }[] = [];
  let x = old.length;
  let y = new_.length;
  for (let depth = trace.length - 1; depth > 0; depth -= 1) {
    const reached = trace[depth - 1] ?? new Map<number, number>();
    const diagonal = x - y;
    const isDown = goesDown(reached, diagonal, depth);
    const previous = isDown ? diagonal + 1 : diagonal - 1;
    const fromX = reached.get(previous) ?? 0;
    steps.push({ x: fromX, y: fromX - previous, kind: isDown ? 'added' : 'removed' });
    x = fromX;
    y = fromX - previous;
  }
  return joinSteps(steps.toReversed(), old, new_);
}

/** How far one comes on each diagonal with so many differences; undefined where there are too many. */
function traceOf(
  old: readonly string[],
  new_: readonly string[],
): readonly ReadonlyMap<number, number>[] | undefined {
  const trace: Map<number, number>[] = [];
  for (let depth = 0; depth <= MOST_DIFFERENCES; depth += 1) {
    const before = trace.at(-1) ?? new Map([[1, 0]]);
    const reached = new Map<number, number>();
    for (let diagonal = -depth; diagonal <= depth; diagonal += 2) {
      let x = goesDown(before, diagonal, depth)
        ? (before.get(diagonal + 1) ?? 0)
        : (before.get(diagonal - 1) ?? 0) + 1;
      while (x < old.length && x - diagonal < new_.length && old[x] === new_[x - diagonal]) x += 1;
      reached.set(diagonal, x);
      if (x >= old.length && x - diagonal >= new_.length) return [...trace, reached];
    }
    trace.push(reached);
  }
  return undefined;
}

function goesDown(reached: ReadonlyMap<number, number>, diagonal: number, depth: number): boolean {
  if (diagonal === -depth) return true;
  return diagonal !== depth && (reached.get(diagonal - 1) ?? 0) < (reached.get(diagonal + 1) ?? 0);
}

/** Steps that follow each other make a hunk. */
function joinSteps(
  steps: readonly { readonly x: number; readonly y: number; readonly kind: 'removed' | 'added' }[],
  old: readonly string[],
  new_: readonly string[],
): readonly Hunk[] {
  const hunks: { at: number; to: number; removed: string[]; added: string[] }[] = [];
  for (const { x, y, kind } of steps) {
    const last = hunks.at(-1);
    const follows =
      last !== undefined && last.at + last.removed.length === x && last.to + last.added.length === y;
    const hunk = follows ? last : { at: x, to: y, removed: [], added: [] };
    if (!follows) hunks.push(hunk);
    if (kind === 'removed') hunk.removed.push(old[x] ?? '');
    else hunk.added.push(new_[y] ?? '');
  }
  return hunks;
}

/** The lines with their line ends, none empty. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** The hunks with lines around them, without line ends; each line with a space, a minus or a plus before it. */
export function diffLines(before: string, after: string, context = 1): readonly string[] {
  return groupsOf(before, after, context).flatMap(({ lines }, index) => [
    ...(index === 0 ? [] : ['…']),
    ...lines.map((line) => line.replace(/\r?\n$/, '')),
  ]);
}

/** A patch of one file in git's format; empty where nothing changes. A file that is new is `undefined` before. */
export function patchOf(file: string, before: string | undefined, after: string): string {
  const groups = groupsOf(before ?? '', after, 3);
  if (groups.length === 0) return '';
  const head = [
    `diff --git a/${file} b/${file}`,
    ...(before === undefined ? ['new file mode 100644', '--- /dev/null'] : [`--- a/${file}`]),
    `+++ b/${file}`,
  ];
  const body = groups.map(({ old, new: added, lines }) => {
    const marked = lines.map((line) =>
      line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`,
    );
    return `@@ -${rangeOf(old)} +${rangeOf(added)} @@\n${marked.join('')}`;
  });
  return `${head.join('\n')}\n${body.join('')}`;
}

interface Range {
  readonly start: number;
  readonly length: number;
}

interface Group {
  readonly old: Range;
  readonly new: Range;
  readonly lines: readonly string[];
}

/** Hunks that stand close together share the lines around them. */
function groupsOf(before: string, after: string, context: number): readonly Group[] {
  const all = linesOf(before);
  const joined: Hunk[][] = [];
  for (const hunk of hunksBetween(before, after)) {
    const last = joined.at(-1)?.at(-1);
    if (last !== undefined && hunk.at - (last.at + last.removed.length) <= 2 * context)
      joined.at(-1)?.push(hunk);
    else joined.push([hunk]);
  }
  return joined.map((hunks) => groupOf(hunks, all, context));
}

function groupOf(hunks: readonly Hunk[], all: readonly string[], context: number): Group {
  const [first] = hunks;
  const start = Math.max(0, (first?.at ?? 0) - context);
  const lines: string[] = [];
  let shown = start;
  for (const { at, removed, added } of hunks) {
    lines.push(...all.slice(shown, at).map(unchanged));
    lines.push(...removed.map((line) => `-${line}`), ...added.map((line) => `+${line}`));
    shown = at + removed.length;
  }
  const end = Math.min(shown + context, all.length);
  lines.push(...all.slice(shown, end).map(unchanged));
  const added = lines.filter((line) => !line.startsWith('-')).length;
  const to = (first?.to ?? 0) - ((first?.at ?? 0) - start);
  return { old: { start, length: end - start }, new: { start: to, length: added }, lines };
}

function unchanged(line: string): string {
  return ` ${line}`;
}

/** Lines count from 1; where there are none, the one before is named. */
function rangeOf({ start, length }: Range): string {
  return `${(length === 0 ? start : start + 1).toString()},${length.toString()}`;
}
