import { findColumn, findRelation } from './catalog/lookup.ts';
import type { ColumnDefinition, ObjectName } from './operation.ts';
import { printBatches, printSyncTrigger, quote, quoteName } from './print.ts';
import type { AdviceStep } from './rule.ts';
import type { Step } from './step.ts';

/** Parts of the safe way that several rules give. */

/** Adds the column as nothing but an entry in the catalog: nullable, without default and constraints. */
export function addPlainColumn(table: ObjectName, column: ColumnDefinition, type?: string): AdviceStep {
  const collation = column.collation === undefined ? '' : ` COLLATE ${quoteName(column.collation)}`;
  return {
    title: 'Add the column alone, which touches no row',
    sql: `ALTER TABLE ${quoteName(table)} ADD COLUMN ${quote(column.name)} ${type ?? column.type?.text ?? ''}${collation};`,
  };
}

/** Has Postgres compute the column for each row that running code writes. */
export function keepInStep(table: ObjectName, column: string, value: string): AdviceStep {
  return {
    title: `Have a trigger fill ${quote(column)} in every row that is written from now on`,
    sql: printSyncTrigger(table, column, value),
  };
}

/** Runs an UPDATE or DELETE, given without its WHERE, in batches that commit one by one. */
export function inBatches(step: Step, table: ObjectName, statement: string, where?: string): AdviceStep {
  return {
    title: 'Change the rows in batches, each its own transaction',
    sql: printBatches({
      table,
      key: batchKey(step, table),
      statement,
      ...(where === undefined ? {} : { where }),
    }),
    place: 'own migration',
    outsideTransaction: true,
  };
}

/** Fills the column of the rows that are there already. */
export function backfill(step: Step, table: ObjectName, column: string, value: string): AdviceStep {
  const statement = `UPDATE ${quoteName(table)} SET ${quote(column)} = ${value}`;
  return {
    ...inBatches(step, table, statement, `${quote(column)} IS NULL`),
    title: 'Fill the old rows in batches, each its own transaction',
  };
}

/** Makes a filled column NOT NULL without a scan under a lock that blocks anybody. */
export function makeNotNull(table: ObjectName, column: string): readonly AdviceStep[] {
  const constraint = quote(`${table.name}_${column}_not_null`);
  const alter = `ALTER TABLE ${quoteName(table)}`;
  return [
    {
      title: 'Have the database refuse new NULLs, without looking at the old rows',
      sql: `${alter} ADD CONSTRAINT ${constraint} CHECK (${quote(column)} IS NOT NULL) NOT VALID;`,
      place: 'own migration',
    },
    {
      title: 'Check the old rows, which blocks neither reads nor writes',
      sql: `${alter} VALIDATE CONSTRAINT ${constraint};`,
      place: 'own migration',
    },
    {
      title: 'Set NOT NULL, which the validated check proves without a scan',
      sql: `${alter} ALTER COLUMN ${quote(column)} SET NOT NULL;\n${alter} DROP CONSTRAINT ${constraint};`,
      place: 'own migration',
    },
  ];
}

/** The column that a table is walked along: its primary key where that is one column, else `id`. */
function batchKey(step: Step, name: ObjectName): { readonly name: string; readonly type: string } {
  const table = findRelation(step.catalog, name);
  const primaryKey = table?.constraints.find((constraint) => constraint.kind === 'primaryKey');
  const [key = 'id', second] = primaryKey?.columns ?? [];
  const column = findColumn(table, second === undefined ? key : 'id');
  return { name: column?.name ?? 'id', type: arrayElement(column?.type?.text) };
}

/** A serial is no type that an array can have. */
function arrayElement(type: string | undefined): string {
  if (type === undefined) return 'bigint';
  switch (type.toLowerCase()) {
    case 'serial':
    case 'serial4':
    case 'smallserial':
    case 'serial2':
      return 'integer';
    case 'bigserial':
    case 'serial8':
      return 'bigint';
    default:
      return type;
  }
}
