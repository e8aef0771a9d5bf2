import type { Span } from '../../../operation.ts';
import { listed, quotedText, sqlAt } from '../sql-text.ts';
import { Text } from '../text.ts';
import { isNullish, type ObjectValue, type Value } from '../value.ts';
import type { Sender } from './sender.ts';
import type { TableRef } from './table.ts';

/** Which rows: what the manager takes as criteria, or the conditions of a query builder. */
export interface Rows {
  readonly criteria?: Value | undefined;
  readonly conditions?: readonly Text[];
}

export function update(
  sender: Sender,
  ref: TableRef,
  { values, ...rows }: Rows & { readonly values: Value | undefined },
): void {
  const place = values?.span ?? sender.place;
  const sql = sqlAt(place);
  const entries = values?.type === 'object' ? [...values.entries] : [];
  if (values === undefined || entries.length === 0) {
    sender.miss('the columns that it writes are only known when the migration runs', place);
    return;
  }
  const sets = entries.map(([name, value]) => sql`${keySql(name, values)} = ${written(value, sender)}`);
  sender.send(sqlAt(sender.place)`UPDATE ${ref.path} SET ${listed(sets, place)}${whereSql(rows, sender)}`);
}

/** A column, where it is the key of an object. */
function keySql(name: string, object: Value): Text {
  const place = object.type === 'object' ? object.keys?.get(name) : undefined;
  return quotedText(Text.of(name, place ?? object.span));
}

/** A value goes as a parameter, what a function returns as SQL. */
function written(value: Value, sender: Sender): Text {
  if (value.type === 'function') {
    const result = sender.call.run.call(value, [], value.span);
    return result.type === 'string' ? result.text : Text.hole(value.span);
  }
  if (isNullish(value)) return Text.of('NULL', value.span);
  return Text.of('$1', value.span);
}

export function remove(sender: Sender, ref: TableRef, rows: Rows): void {
  sender.send(sqlAt(sender.place)`DELETE FROM ${ref.path}${whereSql(rows, sender)}`);
}

/** `values` is an object, or a list of them. */
export function insert(sender: Sender, ref: TableRef, values: Value | undefined): void {
  const place = values?.span ?? sender.place;
  const rows = values?.type === 'array' ? values.items : values === undefined ? [] : [values];
  const known = rows.filter((row): row is ObjectValue => row.type === 'object');
  const names = [...new Set(known.flatMap(({ entries }) => [...entries.keys()]))];
  const sql = sqlAt(place);
  const columns =
    names.length === 0 || known.length < rows.length
      ? undefined
      : sql`(${listed(
          names.map((name) => quotedText(Text.of(name, place))),
          place,
        )})`;
  const row = `(${names.length === 0 ? '$1' : names.map(() => '$1').join(', ')})`;
  const all = Array.from({ length: Math.max(1, rows.length) }, () => row).join(', ');
  sender.send(sqlAt(sender.place)`INSERT INTO ${ref.path}${columns} VALUES ${Text.of(all, place)}`);
}

function whereSql({ criteria, conditions }: Rows, sender: Sender): Text | undefined {
  const all = conditions ?? (criteria === undefined ? [] : criteriaSql(criteria));
  const [first, ...rest] = all;
  if (first === undefined) return undefined;
  const sql = sqlAt(sender.place);
  return sql` WHERE ${Text.join([first, ...rest])}`;
}

/** An object of columns, an id or a list of ids. */
export function criteriaSql(criteria: Value): readonly Text[] {
  const { span } = criteria;
  const sql = sqlAt(span);
  switch (criteria.type) {
    case 'object': {
      const parts = [...criteria.entries].map(([name, value]) =>
        conditionSql(keySql(name, criteria), value, span),
      );
      return parts.flatMap((part, index) => (index === 0 ? [part] : [sql` AND `, part]));
    }
    case 'array':
      return [sql`"id" IN ($1)`];
    case 'unknown':
      return [Text.hole(span)];
    default:
      return [sql`"id" = $1`];
  }
}

/** `In([…])` and the like are operators of TypeORM that are not followed. */
function conditionSql(column: Text, value: Value, place: Span): Text {
  const sql = sqlAt(value.span);
  if (isNullish(value)) return sql`${column} IS NULL`;
  return value.type === 'string' || value.type === 'constant'
    ? sql`${column} = $1`
    : sql`${column} = ${Text.hole(place)}`;
}
