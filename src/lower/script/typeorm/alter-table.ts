import { quotedText, sqlAt, valueText } from '../sql-text.ts';
import { Text } from '../text.ts';
import type { Value } from '../value.ts';
import { commentOnColumn, createEnumType, deleteExpression, insertExpression } from './create-table.ts';
import { columnSql, isEnum, nameOf } from './column-sql.ts';
import { primaryKeySql, uniqueOfColumn } from './constraint-sql.ts';
import { itemsOf, Options } from './options.ts';
import type { Sender } from './sender.ts';
import type { TableRef } from './table.ts';

/** `addColumn`: the type of its enum, the column, then its key, its unique constraint and its comment. */
export function addColumn(sender: Sender, ref: TableRef, column: Options): void {
  if (isEnum(column)) createEnumType(sender, ref, column);
  const sql = sqlAt(column.span);
  alter(sender, ref, sql`ADD ${columnSql(ref, column)}`);
  if (column.flag('isPrimary')) {
    const name = column.text('primaryKeyConstraintName');
    alter(sender, ref, sql`ADD ${primaryKeySql(ref, [nameOf(column)], column.span, name)}`);
  }
  if (column.flag('isUnique')) alter(sender, ref, sql`ADD ${uniqueOfColumn(ref, column, nameOf(column))}`);
  insertExpression(sender, column);
  commentOnColumn(sender, ref, column);
}

/** `dropColumn`; what hangs on the column alone, TypeORM drops first, and Postgres would with it. */
export function dropColumn(sender: Sender, ref: TableRef, column: Value, ifExists: boolean): void {
  const name = memberName(column);
  alter(sender, ref, sqlAt(column.span)`DROP COLUMN ${ifExists ? 'IF EXISTS ' : ''}${quotedText(name)}`);
  if (column.type === 'object') deleteExpression(sender, new Options(column, sender.miss));
}

/** `ALTER TABLE` with one clause. */
export function alter(sender: Sender, ref: TableRef, clause: Text): void {
  sender.send(sqlAt(sender.place)`ALTER TABLE ${ref.path} ${clause}`);
}

/** The name of a column, an index or a constraint that is given by its name or as an object. */
export function memberName(value: Value): Text {
  if (value.type === 'string') return value.text;
  const name = value.type === 'object' ? value.entries.get('name') : undefined;
  return name === undefined ? Text.hole(value.span) : valueText(name);
}

/** A list of columns, indexes or constraints that is an argument of a call. */
export function members(sender: Sender, value: Value | undefined, what: string): readonly Value[] {
  if (value === undefined) {
    sender.miss(`${what} is missing`, sender.place);
    return [];
  }
  return itemsOf(value, what, sender.miss);
}
