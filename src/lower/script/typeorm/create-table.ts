import { listed, literalText, quotedText, sqlAt, type SqlPart } from '../sql-text.ts';
import type { Text } from '../text.ts';
import { columnSql, isEnum, nameOf } from './column-sql.ts';
import {
  checkSql,
  exclusionSql,
  foreignKeySql,
  indexSql,
  primaryKeySql,
  uniqueOfColumn,
  uniqueSql,
} from './constraint-sql.ts';
import type { Options } from '../options.ts';
import type { Sender } from './sender.ts';
import { createEnumType } from './enum-sql.ts';
import { objectName, type TableRef } from './table.ts';

export interface CreateTableFlags {
  readonly ifNotExists: boolean;
  readonly foreignKeys: boolean;
  readonly indices: boolean;
}

/** `createTable`: the types of its enums, the table, its comments, its indexes. */
export function createTable(sender: Sender, ref: TableRef, table: Options, flags: CreateTableFlags): void {
  const asked = flags.ifNotExists ? [{ is: 'noTable' as const, table: objectName(ref) }] : [];
  sender.onlyIf(asked, () => {
    sendTable(sender, ref, table, flags);
  });
}

function sendTable(sender: Sender, ref: TableRef, table: Options, flags: CreateTableFlags): void {
  const columns = table.each('columns');
  for (const column of columns) if (isEnum(column)) createEnumType(sender, ref, column);
  for (const column of columns) insertExpression(sender, column);

  const sql = sqlAt(sender.place);
  const parts = [
    ...columns.map((column) => columnSql(ref, column)),
    ...constraintsOf(ref, table, columns),
    ...(flags.foreignKeys ? table.each('foreignKeys').map((key) => foreignKeySql(ref, key)) : []),
    ...primaryKeyOf(ref, columns),
  ];
  sender.send(sql`CREATE TABLE ${ref.path} (${listed(parts, sender.place)})`);
  for (const column of columns) commentOnColumn(sender, ref, column);
  if (flags.indices) for (const index of table.each('indices')) sender.send(indexSql(ref, index), index.span);
  const comment = table.text('comment');
  if (comment !== undefined) commentOn(sender, ['TABLE ', ref.path], comment);
}

function constraintsOf(ref: TableRef, table: Options, columns: readonly Options[]): readonly Text[] {
  const uniques = table.each('uniques');
  const isKnown = (name: string): boolean =>
    uniques.some((unique) => {
      const names = unique.texts('columnNames');
      return names.length === 1 && names[0]?.value === name;
    });
  const ofColumns = columns.filter((column) => column.flag('isUnique') && !isKnown(nameOf(column).value));
  return [
    ...uniques.map((unique) => uniqueSql(ref, unique)),
    ...ofColumns.map((column) => uniqueOfColumn(ref, column, nameOf(column))),
    ...table.each('checks').map((check) => checkSql(ref, check)),
    ...table.each('exclusions').map((exclusion) => exclusionSql(ref, exclusion)),
  ];
}

function primaryKeyOf(ref: TableRef, columns: readonly Options[]): readonly Text[] {
  const primary = columns.filter((column) => column.flag('isPrimary'));
  const [first] = primary;
  if (first === undefined) return [];
  return [primaryKeySql(ref, primary.map(nameOf), first.span, first.text('primaryKeyConstraintName'))];
}

/** What TypeORM notes of a generated column in a table of its own. */
export function insertExpression(sender: Sender, column: Options): void {
  if (column.text('generatedType')?.value !== 'STORED' || column.text('asExpression') === undefined) return;
  const place = column.placeOf('asExpression');
  sender.send(
    sqlAt(
      place,
    )`INSERT INTO "typeorm_metadata"("database", "schema", "table", "type", "name", "value") VALUES ($1, $2, $3, $4, $5, $6)`,
    place,
  );
}

export function deleteExpression(sender: Sender, column: Options): void {
  if (!column.says('generatedType', 'STORED')) return;
  sender.send(
    sqlAt(
      sender.place,
    )`DELETE FROM "typeorm_metadata" WHERE "type" = $1 AND "name" = $2 AND "database" = $3 AND "schema" = $4 AND "table" = $5`,
  );
}

export function commentOnColumn(sender: Sender, ref: TableRef, column: Options): void {
  const comment = column.text('comment');
  if (comment !== undefined)
    commentOn(sender, ['COLUMN ', ref.path, '.', quotedText(nameOf(column))], comment);
}

/** `undefined` takes the comment away. */
export function commentOn(sender: Sender, target: SqlPart, comment: Text | undefined): void {
  const text = comment === undefined ? 'NULL' : literalText(comment);
  sender.send(sqlAt(sender.place)`COMMENT ON ${target} IS ${text}`);
}
