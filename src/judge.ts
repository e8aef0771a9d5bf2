import type { QualifiedName, Table } from './catalog/catalog.ts';
import { findRelation, keyOf } from './catalog/lookup.ts';
import type { ObjectName } from './operation.ts';
import { blocksReads, blocksWrites } from './postgres/locks.ts';
import type { Step } from './step.ts';

/**
 * What rules ask of a step. Kept here once, so that every rule means the same by "new", "blocks"
 * and "quoted".
 */

/**
 * Created by the deploy that the step belongs to, so that no running code uses it and no lock on
 * it is felt. A table made with IF NOT EXISTS may be an old one and is not new.
 */
export function isNew(step: Pick<Step, 'catalog' | 'deploy'>, relation: ObjectName | QualifiedName): boolean {
  const table = findRelation(step.catalog, relation);
  return table !== undefined && isNewTable(step, table);
}

function isNewTable(step: Pick<Step, 'deploy'>, table: Table): boolean {
  if (table.persistence === 'temporary') return true;
  return table.origin.deploy === step.deploy && !table.mayBeOlder;
}

/** New, and nothing has filled it in bulk since. */
export function isEmpty(
  step: Pick<Step, 'catalog' | 'deploy'>,
  relation: ObjectName | QualifiedName,
): boolean {
  const table = findRelation(step.catalog, relation);
  return table !== undefined && isNewTable(step, table) && !table.filled;
}

/** What the step's locks keep running code from doing, on relations that running code may use. */
export function blocks(step: Step): readonly ('reads' | 'writes')[] {
  const felt = step.effect.locks.filter((lock) => !isNew(step, lock.relation));
  return [
    ...(felt.some((lock) => blocksReads(lock.mode)) ? (['reads'] as const) : []),
    ...(felt.some((lock) => blocksWrites(lock.mode)) ? (['writes'] as const) : []),
  ];
}

/** Reads in full a relation that may hold many rows. */
export function scansRows(step: Step): boolean {
  return step.effect.scans.some((relation) => !isEmpty(step, relation));
}

/** The table where the history shows that it is partitioned. */
export function findPartitioned(
  { catalog }: Pick<Step, 'catalog'>,
  relation: ObjectName | QualifiedName,
): Table | undefined {
  const table = findRelation(catalog, relation);
  return table?.partitioned === undefined ? undefined : table;
}

/** Whether CONCURRENTLY would fail where the step stands. */
export function isInTransaction(step: Step): boolean {
  return step.transaction.kind !== 'none';
}

/** The table with its schema, as reports print it. */
export function qualified(name: QualifiedName): string {
  return keyOf(name);
}
