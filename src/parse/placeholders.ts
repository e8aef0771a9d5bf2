// A private-use character stands for each one of a placeholder, so that offsets stay. Postgres takes
// it for a letter, and nobody names a table with it.
const MARK = '\uE000';

/** Whether a name of the tree was, in whole or in part, filled in by the migration tool. */
export function isPlaceholderName(name: string): boolean {
  return name.includes(MARK);
}

/** What may stand where a placeholder does, in the order in which it is tried. */
export const FILLINGS = ['name', 'string', 'number', 'nothing'] as const;
export type Filling = (typeof FILLINGS)[number];

/** Text of the same length that Postgres can read in place of a placeholder. */
export function fill(placeholder: string, filling: Filling): string {
  const { length } = placeholder;
  const quote = placeholder.charAt(1);
  if (placeholder.startsWith(':') && (quote === "'" || quote === '"')) {
    return quote + MARK.repeat(length - 2) + quote;
  }
  switch (filling) {
    case 'name':
      return MARK.repeat(length);
    case 'string':
      return `'${MARK.repeat(length - 2)}'`;
    case 'number':
      return '1'.padStart(length, '0');
    case 'nothing':
      return ' '.repeat(length);
    default:
      return filling satisfies never;
  }
}

/** The same name with `${…}` and `{{…}}` inside its quotes marked, or undefined where there are none. */
export function fillQuotedName(name: string): string | undefined {
  if (!name.includes('{')) return undefined;
  const filled = name.replace(/\$\{[^{}"]*\}|\{\{[^{}"]*\}\}/g, (match) => MARK.repeat(match.length));
  return filled === name ? undefined : filled;
}
