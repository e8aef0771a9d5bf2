import type { TypeName } from '../operation.ts';

/**
 * Whether every value of the one type is, byte for byte, a value of the other, so that Postgres
 * changes the catalog alone. 12 to 18; from pg_cast (binary-coercible types) and from the planner
 * support functions of the length coercions.
 */
export function isTrivialConversion(from: TypeName, to: TypeName): boolean {
  if (from.arrayDimensions > 0 || to.arrayDimensions > 0) return false;
  const key = `${from.name}>${to.name}`;
  if (UNLIMITED.has(key)) return to.modifiers.length === 0;
  return LIMITED[key]?.(from.modifiers, to.modifiers) ?? false;
}

/** Binary-coercible, so long as the target has no length. */
const UNLIMITED: ReadonlySet<string> = new Set([
  'varchar>text',
  'cidr>inet',
  'int4>oid',
  'oid>int4',
  'bit>varbit',
  'xml>text',
  'citext>text',
  'citext>varchar',
  'text>citext',
  'varchar>citext',
]);

type Modifiers = readonly number[];

const LIMITED: Readonly<Record<string, (from: Modifiers, to: Modifiers) => boolean>> = {
  'varchar>varchar': widens,
  'text>varchar': widens,
  'xml>varchar': widens,
  'varbit>varbit': widens,
  'numeric>numeric': widensNumeric,
  'timestamp>timestamp': widensSeconds,
  'timestamptz>timestamptz': widensSeconds,
  'time>time': widensSeconds,
  'timetz>timetz': widensSeconds,
  'interval>interval': (from, to) => to.length === 0 || from.join() === to.join(),
};

function widens([from]: Modifiers, [to]: Modifiers): boolean {
  return to === undefined || (from !== undefined && to >= from);
}

function widensNumeric(from: Modifiers, to: Modifiers): boolean {
  const [toPrecision, toScale = 0] = to;
  if (toPrecision === undefined) return true;
  const [fromPrecision, fromScale = 0] = from;
  return fromPrecision !== undefined && toScale === fromScale && toPrecision >= fromPrecision;
}

/** Six digits are all there are, so without a precision none are cut. */
function widensSeconds([from = 6]: Modifiers, [to = 6]: Modifiers): boolean {
  return to >= 6 || to >= from;
}
