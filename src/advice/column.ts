import { findColumn, findRelation } from '../catalog/lookup.ts';
import { outsideTransaction } from './constraint.ts';
import type { ColumnDefinition, Delete, Expression, ObjectName, Update } from '../operation.ts';
import { printBatches, printSyncTrigger, quote, quoteName } from '../print.ts';
import type { AdviceStep } from '../rule.ts';
import type { Step } from '../step.ts';

/** Parts of the safe way that several rules give. */

/** Adds the column as nothing but an entry in the catalog: nullable, without default and constraints. */
export function addPlainColumn(table: ObjectName, column: ColumnDefinition, type?: string): AdviceStep {
  const collation = column.collation === undefined ? '' : ` COLLATE ${quoteName(column.collation)}`;
  return {
    title: 'Add the column alone, which touches no row',
    sql: `ALTER TABLE ${quoteName(table)} ADD COLUMN ${quote(column.name)} ${type ?? column.type?.text ?? ''}${collation};`,
  };
}

/** What becomes of the constraints that `addPlainColumn` leaves out. */
export function constraintsAfterwards(column: ColumnDefinition): readonly AdviceStep[] {
  if (column.constraints.length === 0) return [];
  return [
    {
      title:
        'Add its constraints when it is filled: UNIQUE and PRIMARY KEY through an index that was built concurrently, CHECK and REFERENCES as NOT VALID and then VALIDATE',
      place: 'own migration',
    },
  ];
}

/** Has Postgres compute the column for each row that running code writes. */
export function keepInStep(table: ObjectName, column: string, value: string): AdviceStep {
  return {
    title: `Have a trigger fill "${column}" in every row that is written from now on`,
    sql: printSyncTrigger(table, column, value),
  };
}

/** Runs an UPDATE or DELETE, given without its WHERE, in batches that commit one by one. */
export function inBatches(step: Step, table: ObjectName, statement: string, where?: string): AdviceStep {
  const batches = { table, key: batchKey(step, table), statement, ...(where === undefined ? {} : { where }) };
  return outsideTransaction(
    step,
    'Change the rows in batches, each its own transaction',
    printBatches(batches),
  );
}

/** The UPDATE or DELETE of the step in batches, with its own text where that can be taken apart. */
export function batched(step: Step<Update | Delete>): AdviceStep {
  const { table, where, uses, span } = step.operation;
  const written = step.migration.text.slice(span.start, where?.span.start ?? span.end).trimEnd();
  // A builder's call is no SQL that could stand in a loop.
  const isSql = /^(?:update|delete)\s/i.test(written);
  const statement = !isSql
    ? undefined
    : where === undefined
      ? withoutSemicolon(written)
      : beforeWhere(written);
  if (statement === undefined || uses.relations.length > 0) {
    return { title: 'Change the rows in batches along the key of the table, each batch its own transaction' };
  }
  return inBatches(step, table, statement, where && asFilter(where));
}

/** As one part of an AND: what may be an OR at its top goes in parentheses, and what is always true goes. */
function asFilter({ text, conditions }: Expression): string | undefined {
  if (conditions.every(({ kind }) => kind === 'always')) return undefined;
  return conditions.some(({ kind }) => kind === 'other') ? `(${text})` : text;
}

function withoutSemicolon(text: string): string {
  return text.endsWith(';') ? text.slice(0, -1).trimEnd() : text;
}

/** Undefined where a parenthesis or anything else stands between WHERE and its condition. */
function beforeWhere(text: string): string | undefined {
  return text.toLowerCase().endsWith('where') ? text.slice(0, -'where'.length).trimEnd() : undefined;
}

/** Fills the column of the rows that are there already. */
export function backfill(step: Step, table: ObjectName, column: string, value: string): AdviceStep {
  const title = 'Fill the old rows in batches, each its own transaction';
  if (batchKey(step, table).name === column) return { title };
  const statement = `UPDATE ${quoteName(table)} SET ${quote(column)} = ${value}`;
  return { ...inBatches(step, table, statement, `${quote(column)} IS NULL`), title };
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
