import type { DefElem, Node } from 'libpg-query';
import { strings, unwrap, unwrapAll } from './node.ts';

/** An entry of a statement's option list, such as `(VERBOSE, CONCURRENTLY false)`. */
export function findOption(options: readonly Node[] | undefined, name: string): DefElem | undefined {
  return unwrapAll(options, 'DefElem').find((option) => option.defname === name);
}

const FALSE_VALUES: ReadonlySet<string> = new Set(['false', 'off', '0']);

/** Whether a boolean option is on; it is when it stands without a value. */
export function hasOption(options: readonly Node[] | undefined, name: string): boolean {
  const option = findOption(options, name);
  if (option === undefined) return false;
  return option.arg === undefined || !FALSE_VALUES.has(optionText(option)?.toLowerCase() ?? '');
}

/** The value of an option as text, where it is a word, a string, a number or a name. */
export function optionText(option: DefElem | undefined): string | undefined {
  const value = option?.arg;
  const integer = unwrap(value, 'Integer');
  if (integer !== undefined) return String(integer.ival ?? 0);
  const flag = unwrap(value, 'Boolean');
  if (flag !== undefined) return String(flag.boolval === true);
  const type = unwrap(value, 'TypeName');
  if (type !== undefined) return strings(type.names).at(-1);
  return unwrap(value, 'String')?.sval ?? unwrap(value, 'Float')?.fval;
}
