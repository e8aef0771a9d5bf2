/** By UTF-16 code unit, as `ls` in the C locale and most tools sort. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Compares two runs of decimal digits of any length by their value. */
export function compareDigits(left: string, right: string): number {
  const first = left.replace(/^0+(?=\d)/, '');
  const second = right.replace(/^0+(?=\d)/, '');
  return first.length - second.length || compareText(first, second);
}

/** The digits a name starts with; undefined where it starts with something else. */
export function leadingDigits(name: string): string | undefined {
  return /^\d+/.exec(name)?.[0];
}

/** By the number that a name starts with, then by name; names without a number come last. */
export function compareNumbered(left: string, right: string): number {
  const first = leadingDigits(left);
  const second = leadingDigits(right);
  if (first === undefined || second === undefined) {
    return Number(first === undefined) - Number(second === undefined) || compareText(left, right);
  }
  return compareDigits(first, second) || compareText(left, right);
}

/** Folder by folder, each part by its number and then by its name. */
export function comparePaths(left: string, right: string): number {
  const first = left.split('/');
  const second = right.split('/');
  for (let index = 0; index < Math.min(first.length, second.length); index += 1) {
    const order = compareNumbered(first[index] ?? '', second[index] ?? '');
    if (order !== 0) return order;
  }
  return first.length - second.length;
}

export function withoutExtension(name: string): string {
  return name.replace(/\.[^.]*$/, '');
}
