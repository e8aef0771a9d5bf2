import type { Span } from '../../../operation.ts';
import { quotedText, sqlAt } from '../sql-text.ts';
import { Text } from '../text.ts';
import { isNullish, stringOf, type Value } from '../value.ts';
import { nameText, nodeOf } from './node.ts';

/** The table of a builder. */
export interface Table {
  readonly name: Value | undefined;
  /** Of `withSchema`, quoted. */
  readonly schema: Text | undefined;
  /** The call on the schema builder. */
  readonly place: Span;
}

/** The name as it stands in SQL. */
export function tableText({ name, schema, place }: Table): Text {
  const own = nameText(name, place);
  return schema === undefined ? own : sqlAt(place)`${schema}.${own}`;
}

/** What Knex makes up a name from. */
export interface NamedBy {
  readonly type: 'index' | 'unique' | 'foreign';
  readonly table: Table;
  readonly columns: Value | undefined;
}

/** What is given, or the name that Knex makes up from the table and its columns. */
export function nameOrDefault(given: Value | undefined, named: NamedBy, place: Span): Text {
  return given === undefined || isNullish(given) || stringOf(given) === ''
    ? defaultName(named, place)
    : nameText(given, place);
}

/** `table_column_index`, in lower case. */
export function defaultName({ type, table: { name }, columns }: NamedBy, place: Span): Text {
  const parts = columns?.type === 'array' ? columns.items : columns === undefined ? [] : [columns];
  const isComplete = columns?.type !== 'array' || columns.complete;
  const known = [name, ...parts].map(plainName);
  if (!isComplete || known.includes(undefined)) return quotedText(Text.hole(place));
  const [table = '', ...names] = known.map(String);
  const joined = `${table.replace(/[.-]/g, '_')}_${names.join('_')}_${type}`;
  return quotedFrame(joined.toLowerCase(), place);
}

/** `table_pkey`, which Knex quotes part by part. */
export function primaryKeyName({ name }: Table, place: Span): Text {
  const table = stringOf(name);
  if (table === undefined) return quotedText(Text.hole(place));
  const parts = `${table}_pkey`.split('.').map((part) => quotedFrame(part, place));
  return Text.join(parts.flatMap((part, index) => (index === 0 ? [part] : [Text.frame('.', place), part])));
}

function plainName(value: Value | undefined): string | undefined {
  const sql = nodeOf(value)?.sql;
  return sql === undefined ? stringOf(value) : sql.hasHoles ? undefined : sql.value;
}

function quotedFrame(name: string, place: Span): Text {
  return Text.frame(`"${name.replaceAll('"', '""')}"`, place);
}
