import type { Catalog, QualifiedName } from './catalog.ts';
import { keyOf } from './lookup.ts';

/** The longest name in bytes: NAMEDATALEN less the terminating zero. */
const MAX_BYTES = 63;

/**
 * The name that Postgres makes of its parts, as makeObjectName does: the longer of the first two
 * is cut, byte by byte but never within a character, until all of it fits.
 * https://github.com/postgres/postgres/blob/REL_18_STABLE/src/backend/commands/indexcmds.c
 */
export function makeObjectName(first: string, second: string | undefined, label: string): string {
  const overhead = label.length + 1 + (second === undefined ? 0 : 1);
  const available = MAX_BYTES - overhead;
  let firstBytes = byteLength(first);
  let secondBytes = second === undefined ? 0 : byteLength(second);
  while (firstBytes + secondBytes > available) {
    if (firstBytes > secondBytes) firstBytes -= 1;
    else secondBytes -= 1;
  }
  const parts = [
    clip(first, firstBytes),
    ...(second === undefined ? [] : [clip(second, secondBytes)]),
    label,
  ];
  return parts.join('_');
}

/** Cuts a name that is too long, as Postgres does with any identifier. */
export function truncateName(name: string): string {
  return clip(name, MAX_BYTES);
}

interface NameParts {
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly string[];
}

/** The name of an index or sequence; for one of a constraint, it must be free as a constraint's name too. */
export function chooseRelationName(
  catalog: Catalog,
  { schema, table, columns }: NameParts,
  label: 'pkey' | 'key' | 'excl' | 'idx' | 'seq',
): string {
  const isConstraint = label === 'pkey' || label === 'key' || label === 'excl';
  const second = label === 'pkey' ? undefined : joinColumns(columns);
  return firstFree(table, second, label, (name) => {
    const key = keyOf({ schema, name });
    return isRelationName(catalog, { schema, name }) || (isConstraint && catalog.constraintNames.has(key));
  });
}

/** The name of a check, foreign key or not-null constraint, which has no index. */
export function chooseConstraintName(
  catalog: Catalog,
  { schema, table, columns }: NameParts,
  label: 'check' | 'fkey' | 'not_null',
): string {
  const second = columns.length === 0 ? undefined : joinColumns(columns);
  return firstFree(table, second, label, (name) => catalog.constraintNames.has(keyOf({ schema, name })));
}

/** The parts of an index's name that stand for its columns: a second `lower` becomes `lower1`. */
export function distinctColumnNames(columns: readonly string[]): readonly string[] {
  const names: string[] = [];
  for (const column of columns) {
    let name = column;
    for (let suffix = 1; names.includes(name); suffix += 1) {
      const digits = String(suffix);
      name = clip(column, MAX_BYTES - digits.length) + digits;
    }
    names.push(name);
  }
  return names;
}

export function isRelationName(catalog: Catalog, name: QualifiedName): boolean {
  return catalog.relations.has(keyOf(name)) || catalog.indexes.has(keyOf(name));
}

function firstFree(
  first: string,
  second: string | undefined,
  label: string,
  isTaken: (name: string) => boolean,
): string {
  let name = makeObjectName(first, second, label);
  for (let pass = 1; isTaken(name); pass += 1)
    name = makeObjectName(first, second, `${label}${String(pass)}`);
  return name;
}

/** ChooseIndexNameAddition stops once the columns so far fill a name. */
function joinColumns(columns: readonly string[]): string {
  let joined = '';
  for (const column of columns) {
    joined = joined === '' ? column : `${joined}_${column}`;
    if (byteLength(joined) > MAX_BYTES) break;
  }
  return joined;
}

function byteLength(text: string): number {
  return Buffer.byteLength(text);
}

function clip(text: string, bytes: number): string {
  // A UTF-16 unit is at most three bytes of UTF-8.
  if (text.length * 3 <= bytes || byteLength(text) <= bytes) return text;
  let clipped = '';
  let used = 0;
  for (const character of text) {
    used += byteLength(character);
    if (used > bytes) break;
    clipped += character;
  }
  return clipped;
}
