import type { Span } from '../../../operation.ts';
import { listed, sqlAt, type SqlPart } from '../sql-text.ts';
import { Text } from '../text.ts';
import { type ObjectValue, type Value } from '../value.ts';
import { constantText, nameText, nodeOf, placeOf } from './node.ts';

/** What follows the table of an INSERT; undefined where Knex sends nothing, for an empty list. */
export function insertedText(data: Value | undefined, place: Span): Text | undefined {
  const sql = sqlAt(place);
  const query = nodeOf(data);
  if (query !== undefined) return query.sql;
  const rows = data?.type === 'array' ? data.items : data === undefined ? [] : [data];
  if (data?.type === 'array' && data.complete && rows.length === 0) return undefined;
  const objects = rows.filter((row) => row.type === 'object');
  const isKnown = objects.length === rows.length && objects.every(({ complete }) => complete);
  const columns = [...new Set(objects.flatMap(({ entries }) => [...entries.keys()]))].toSorted();
  if (isKnown && objects.length > 0 && columns.length === 0) return sql`default values`;
  const incomplete = data?.type === 'array' && !data.complete && rows.length === 0;
  if (!isKnown || columns.length === 0 || incomplete) return sql`values (${Text.hole(placeOf(data, place))})`;
  const names = columns.map((column) => columnName(column, objects, place));
  const values = objects.map((row) => sql`(${listed(rowText(row, columns, place), place)})`);
  return sql`(${listed(names, place)}) values ${listed(values, place)}`;
}

function rowText({ entries }: ObjectValue, columns: readonly string[], place: Span): readonly SqlPart[] {
  return columns.map((column) => {
    const value = entries.get(column);
    return value === undefined ? 'default' : constantText(value, place);
  });
}

function columnName(column: string, rows: readonly ObjectValue[], place: Span): Text {
  const row = rows.find(({ entries }) => entries.has(column));
  const span = row?.keys?.get(column) ?? placeOf(row, place);
  return nameText({ type: 'string', text: Text.of(column, span), span }, place);
}

/** The assignments of an UPDATE. */
export function assignments(args: readonly Value[], place: Span): Text {
  const [data, value] = args;
  const sql = sqlAt(place);
  if (data?.type === 'string') return sql`${nameText(data, place)} = ${constantText(value, place)}`;
  if (data?.type !== 'object')
    return sql`${Text.hole(placeOf(data, place))} = ${Text.hole(placeOf(data, place))}`;
  const parts = [...data.entries]
    .filter(([, entry]) => !(entry.type === 'constant' && entry.value === undefined))
    .map(
      ([column, entry]): SqlPart => sql`${columnName(column, [data], place)} = ${constantText(entry, place)}`,
    );
  if (!data.complete || parts.length === 0)
    parts.push(sql`${Text.hole(data.span)} = ${Text.hole(data.span)}`);
  return listed(parts, place);
}

/** `increment('count', 2)` and `decrement({ count: 2 })`. */
export function counted(sign: '+' | '-', args: readonly Value[], place: Span): Text {
  const [column, amount] = args;
  const sql = sqlAt(place);
  const one = (name: Text, value: Value | undefined): Text =>
    sql`${name} = ${name} ${sign} ${value === undefined ? '1' : constantText(value, place)}`;
  if (column?.type !== 'object') return one(nameText(column, place), amount);
  return listed(
    [...column.entries].map(([name, value]) => one(columnName(name, [column], place), value)),
    place,
  );
}
