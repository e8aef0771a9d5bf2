import { quotedText, sqlAt } from '../sql-text.ts';
import type { Value } from '../value.ts';
import { commentOnColumn, deleteExpression, insertExpression } from './create-table.ts';
import { alter, memberName } from './alter.ts';
import { columnSql, isEnum, nameOf } from './column-sql.ts';
import { primaryKeySql, uniqueOfColumn } from './constraint-sql.ts';
import { Options } from '../options.ts';
import { createEnumType } from './enum-sql.ts';
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
