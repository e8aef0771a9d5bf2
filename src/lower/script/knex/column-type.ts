import { literalText, listed, quotedText, sqlAt, valueText } from '../sql-text.ts';
import { Text } from '../text.ts';
import {
  booleanOf,
  entryOf,
  isNullish,
  numberOf,
  stringOf,
  truthOf,
  type CallSite,
  type Value,
} from '../value.ts';
import { nameText, placeOf } from './node.ts';

const SIMPLE: Readonly<Record<string, string>> = {
  tinyint: 'smallint',
  smallint: 'smallint',
  mediumint: 'integer',
  integer: 'integer',
  bigint: 'bigint',
  biginteger: 'bigint',
  bool: 'boolean',
  boolean: 'boolean',
  float: 'real',
  double: 'double precision',
  date: 'date',
  time: 'time',
  geometry: 'geometry',
  geography: 'geography',
  point: 'point',
  binary: 'bytea',
  text: 'text',
  jsonb: 'jsonb',
};

/** Methods of the table builder that add a column, in lower case. */
export const COLUMN_METHODS: ReadonlySet<string> = new Set([
  ...Object.keys(SIMPLE),
  ...['json', 'string', 'varchar', 'decimal', 'datetime', 'timestamp', 'uuid', 'bit', 'enum', 'enu'],
  ...['increments', 'bigincrements', 'specifictype'],
  // Knex has them for other databases and writes "undefined" for Postgres.
  ...['int', 'real', 'serial', 'year', 'char', 'tinytext', 'mediumtext', 'longtext', 'varbinary'],
  ...['tinyblob', 'mediumblob', 'blob', 'longblob', 'set'],
]);

export interface TypeContext {
  /** Of `withSchema`, quoted. */
  readonly schema: Text | undefined;
  /** `t.primary(…)` gives the table its key, and no column does. */
  readonly hasPrimaryKey: boolean;
}

/** The type of a column as Knex writes it for Postgres, with the key or the check that belongs to it. */
export function columnType(method: string, call: CallSite, context: TypeContext): Text {
  const sql = sqlAt(call.span);
  const [, first, second] = call.args;
  const type = method.toLowerCase();
  switch (type) {
    case 'string':
    case 'varchar':
      return sql`varchar(${integer(first, 255, call)})`;
    case 'decimal':
      if (first?.type === 'constant' && first.value === null) return sql`decimal`;
      return sql`decimal(${integer(first, 8, call)}, ${integer(second, 2, call)})`;
    case 'datetime':
    case 'timestamp':
      return timestamp(first, second, call);
    case 'json':
      return booleanOf(first) === true ? sql`jsonb` : sql`json`;
    case 'bit':
      return sql`bit(${integer(entryOf(first, 'length'), 1, call)})`;
    case 'uuid':
      return sql`uuid${keyOf(first, false, context)}`;
    case 'increments':
    case 'bigincrements':
      return sql`${type === 'increments' ? 'serial' : 'bigserial'}${keyOf(first, true, context)}`;
    case 'specifictype':
      return first === undefined ? Text.hole(call.span) : valueText(first).within(call.span);
    case 'enum':
    case 'enu':
      return isNative(second)
        ? enumName(second, call, context)
        : sql`text check (${nameText(call.args[0], call.span)} in (${enumValues(first, call)}))`;
    default:
      return Text.frame(SIMPLE[type] ?? 'undefined', call.span);
  }
}

/** CREATE TYPE for an enum that Postgres does not have yet. */
export function enumDefinition(method: string, call: CallSite, context: TypeContext): Text | undefined {
  const [, values, options] = call.args;
  if (!/^enum?$/i.test(method) || !isNative(options)) return undefined;
  if (
    truthOf(entryOf(options, 'existingType') ?? { type: 'constant', value: false, span: call.span }) === true
  )
    return undefined;
  return sqlAt(
    call.span,
  )`create type ${enumName(options, call, context)} as enum (${enumValues(values, call)})`;
}

function isNative(options: Value | undefined): boolean {
  const useNative = entryOf(options, 'useNative');
  return useNative !== undefined && truthOf(useNative) === true;
}

function enumName(options: Value | undefined, call: CallSite, { schema }: TypeContext): Text {
  const given = entryOf(options, 'schemaName');
  const [inSchema, name] = [given, entryOf(options, 'enumName')].map((value) =>
    value === undefined || isNullish(value)
      ? undefined
      : quotedText(
          value.type === 'string' ? value.text.within(call.span) : Text.hole(placeOf(value, call.span)),
        ),
  );
  const own = name ?? quotedText(Text.hole(call.span));
  const qualifier = inSchema ?? schema;
  return qualifier === undefined ? own : sqlAt(call.span)`${qualifier}.${own}`;
}

function enumValues(values: Value | undefined, { span }: CallSite): Text {
  if (values?.type !== 'array' || !values.complete) return Text.hole(placeOf(values, span));
  return listed(
    values.items.map((item) => literalText(valueText(item).within(span))),
    span,
  );
}

function integer(value: Value | undefined, fallback: number, { span }: CallSite): Text {
  if (value === undefined || isNullish(value)) return Text.frame(String(fallback), span);
  const text = stringOf(value);
  const number = text === undefined ? numberOf(value) : Number.parseInt(text, 10);
  if (number === undefined && value.type === 'unknown') return Text.hole(span);
  return Text.frame(
    String(number === undefined || Number.isNaN(number) ? fallback : Math.trunc(number)),
    span,
  );
}

function timestamp(first: Value | undefined, second: Value | undefined, call: CallSite): Text {
  const isOptions = first?.type === 'object';
  const useTz = isOptions
    ? booleanOf(entryOf(first, 'useTz')) !== false
    : first === undefined || truthOf(first) !== true;
  const precision = isOptions ? entryOf(first, 'precision') : second;
  const name = useTz ? 'timestamptz' : 'timestamp';
  if (precision === undefined || isNullish(precision)) return Text.frame(name, call.span);
  return sqlAt(call.span)`${name}(${integer(precision, 6, call)})`;
}

function keyOf(options: Value | undefined, byDefault: boolean, { hasPrimaryKey }: TypeContext): string {
  const primaryKey = entryOf(options, 'primaryKey');
  const isKey =
    options === undefined || isNullish(options)
      ? byDefault
      : primaryKey !== undefined && truthOf(primaryKey) === true;
  return isKey && !hasPrimaryKey ? ' primary key' : '';
}
