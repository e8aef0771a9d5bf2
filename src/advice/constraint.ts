import { findIndex, findRelation, resolveName } from '../catalog/lookup.ts';
import { chooseConstraintName, chooseRelationName } from '../catalog/names.ts';
import type { AddColumn, Constraint, ObjectName } from '../operation.ts';
import {
  printAlterTable,
  printColumn,
  printConstraint,
  printKeyIndex,
  printUsingIndex,
  quote,
} from '../print.ts';
import { isNewColumn } from '../judge.ts';
import type { AdviceStep } from '../rule.ts';
import type { Step } from '../step.ts';

/** Constraints and indexes in steps that block nobody, placed as the tool's transaction demands. */

/** Where a statement goes that must not share a transaction with the one before it. */
export function nextTransaction(step: Step): NonNullable<AdviceStep['place']> {
  const { kind, mode } = step.transaction;
  if (mode.scope === 'batch') return 'later deploy';
  return mode.scope === 'none' && kind === 'none' ? 'here' : 'own migration';
}

/** A statement that Postgres refuses inside a transaction. */
export function outsideTransaction(step: Step, title: string, sql?: string): AdviceStep {
  const when = isOnNewColumn(step) ? 'after' : 'before';
  return {
    title: isByHand(step) ? `${title}, by hand ${when} this deploy` : title,
    ...(sql === undefined ? {} : { sql }),
    outsideTransaction: true,
    place: step.transaction.mode.scope === 'none' || isByHand(step) ? 'here' : 'own migration',
  };
}

/** An index that cannot be built before this deploy, which adds a column of it. */
export function isOnNewColumn(step: Step): boolean {
  const { operation } = step;
  if (operation.kind !== 'createIndex') return false;
  return operation.elements
    .flatMap(({ column, expression }) => (column === undefined ? (expression?.columns ?? []) : [column]))
    .some((column) => isNewColumn(step, operation.table, column));
}

/** Where a statement goes that follows those of `outsideTransaction`. */
export function afterOutside(step: Step): NonNullable<AdviceStep['place']> {
  return isByHand(step) ? 'here' : nextTransaction(step);
}

/** The tool has no way out of its transaction. */
export function isByHand({ transaction }: Step): boolean {
  const { scope, optOut } = transaction.mode;
  return scope !== 'none' && scope !== 'automatic' && optOut === undefined;
}

/** The constraint with the name that Postgres gives it where the migration does not. */
export function named(
  { catalog }: Pick<Step, 'catalog'>,
  table: ObjectName,
  constraint: Constraint,
): Constraint & { readonly name: string } {
  const { schema, name } = resolveName(catalog, table);
  const parts = { schema, table: name, columns: constraint.columns };
  if (constraint.name !== undefined) return { ...constraint, name: constraint.name };
  switch (constraint.kind) {
    case 'primaryKey':
      return { ...constraint, name: chooseRelationName(catalog, parts, 'pkey') };
    case 'unique':
      return { ...constraint, name: chooseRelationName(catalog, parts, 'key') };
    case 'exclusion':
      return { ...constraint, name: chooseRelationName(catalog, parts, 'excl') };
    case 'foreignKey':
      return { ...constraint, name: chooseConstraintName(catalog, parts, 'fkey') };
    case 'notNull':
      return { ...constraint, name: chooseConstraintName(catalog, parts, 'not_null') };
    case 'check': {
      // Only a check of one column has that column in its name.
      const columns = constraint.columns.length === 1 ? constraint.columns : [];
      return { ...constraint, name: chooseConstraintName(catalog, { ...parts, columns }, 'check') };
    }
  }
}

/** Adds the column without one of its constraints. */
export function addColumnWithout({ table, column }: AddColumn, left: Constraint): AdviceStep {
  const constraints = column.constraints.filter((constraint) => constraint !== left);
  return {
    title: 'Add the column alone, which touches no row',
    sql: `${printAlterTable(table)} ADD COLUMN ${printColumn({ ...column, constraints })};`,
  };
}

/** Adds a check or foreign key for new rows first, then checks the old ones. */
export function addNotValid(step: Step, table: ObjectName, constraint: Constraint): readonly AdviceStep[] {
  const complete = named(step, table, constraint);
  return [
    {
      title: 'Have the constraint hold for new rows only, which reads no row',
      sql: `${printAlterTable(table)} ADD ${printConstraint({ ...complete, notValid: true })};`,
    },
    {
      title: 'Check the old rows while reads and writes go on',
      sql: `${printAlterTable(table)} VALIDATE CONSTRAINT ${quote(complete.name)};`,
      place: nextTransaction(step),
    },
  ];
}

/** Adds a primary key or unique constraint through an index that is built before. */
export function addThroughIndex(
  step: Step,
  table: ObjectName,
  constraint: Constraint,
): readonly AdviceStep[] {
  const key = named(step, table, constraint);
  const index = { ...key, name: isNameInUse(step, table, key.name) ? `${key.name}_new` : key.name };
  return [
    outsideTransaction(
      step,
      'Build its index without blocking writes (if duplicates make that fail, drop the INVALID index, remove them and try again)',
      printKeyIndex(table, index),
    ),
    {
      title: 'Have the constraint take the index over, which reads no row',
      sql: printUsingIndex(table, key, index.name),
      place: afterOutside(step),
    },
  ];
}

/** Until this transaction drops it, another index has the name; Postgres renames the new one afterwards. */
function isNameInUse(step: Step, table: ObjectName, name: string): boolean {
  const before = step.transaction.steps[0]?.catalog ?? step.catalog;
  const { schema } = resolveName(before, table);
  if (findIndex(before, { schema, name }) !== undefined) return true;
  return step.statement.operations.some(
    (operation) =>
      operation.kind === 'dropColumn' ||
      (operation.kind === 'dropConstraint' && operation.constraint === name),
  );
}

/** Makes a column NOT NULL that running code may leave NULL, and that holds NULLs. */
export function makeNotNull(step: Step, table: ObjectName, column: string): readonly AdviceStep[] {
  return [fillFirst(column), ...proveNotNull(step, table, column)];
}

/** NOT VALID spares the old rows only: what running code writes has to obey the constraint at once. */
export function fillFirst(column: string): AdviceStep {
  return { title: `Have all running code write "${column}", and fill the rows that have none, in batches` };
}

/**
 * Makes a filled column NOT NULL without reading the table under a lock that blocks anybody. The last step
 * reads no row, since a validated check is proof enough (Postgres 12 and later); Postgres 18 has NOT
 * VALID for NOT NULL itself.
 */
export function proveNotNull(step: Step, table: ObjectName, column: string): readonly AdviceStep[] {
  const alter = printAlterTable(table);
  const pending = findRelation(step.catalog, table)?.constraints.find(
    (constraint) =>
      constraint.kind === 'check' &&
      constraint.notEnforced !== true &&
      constraint.conditions.some(
        (condition) => condition.kind === 'isNotNull' && condition.column === column,
      ),
  );
  const parts = { schema: resolveName(step.catalog, table).schema, table: table.name, columns: [column] };
  const name = quote(pending?.name ?? chooseConstraintName(step.catalog, parts, 'not_null'));
  const isNative = step.postgres >= 18 && pending === undefined;
  const clause = isNative ? `NOT NULL ${quote(column)}` : `CHECK (${quote(column)} IS NOT NULL)`;
  const add: AdviceStep = {
    title: 'Refuse new rows without it, which reads no row',
    sql: `${alter} ADD CONSTRAINT ${name} ${clause} NOT VALID;`,
  };
  const proven = [
    `${alter} VALIDATE CONSTRAINT ${name};`,
    ...(isNative ? [] : [`${alter} ALTER COLUMN ${quote(column)} SET NOT NULL;`]),
    ...(isNative || pending !== undefined ? [] : [`${alter} DROP CONSTRAINT ${name};`]),
  ];
  return [
    ...(pending === undefined ? [add] : []),
    {
      title: isNative
        ? 'Check the old rows while reads and writes go on, which makes the column NOT NULL'
        : 'Check the old rows while reads and writes go on, so that SET NOT NULL reads none',
      sql: proven.join('\n'),
      place: nextTransaction(step),
    },
  ];
}
