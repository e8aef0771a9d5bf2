import { findRelation, isSameName, resolveName } from '../../catalog/lookup.ts';
import type {
  Copy,
  Delete,
  Insert,
  LockTable,
  Merge,
  ObjectName,
  Select,
  Truncate,
  Update,
  Uses,
} from '../../operation.ts';
import type { QualifiedName } from '../../catalog/catalog.ts';
import type { Effect, RelationLock } from '../effect.ts';
import { incomingForeignKeys, referencedTables } from './dependents.ts';
import { missingColumn } from './presence.ts';
import {
  descendants,
  effect,
  failure,
  lock,
  lockFamily,
  locksOf,
  syntaxError,
  type Context,
  type Failure,
} from './facts.ts';

/** Locks of the relations that a query reads or, in a data-modifying WITH, writes. */
export function useLocks({ catalog }: Context, uses: Uses): readonly RelationLock[] {
  return uses.relations.map(({ relation, access }) =>
    lock(
      resolveName(catalog, relation),
      access === 'write' ? 'ROW EXCLUSIVE' : 'ACCESS SHARE',
      access === 'write' ? 'target' : 'dependent',
    ),
  );
}

/** The same for a query that runs: what its views and partitioned tables are made of is locked too. */
export function readLocks(context: Context, uses: Uses): readonly RelationLock[] {
  return useLocks(context, uses).flatMap((held) => {
    const table = findRelation(context.catalog, held.relation);
    return [
      held,
      ...locksOf(descendants(context.catalog, held.relation), held.mode, 'partition'),
      ...(table?.kind === 'view' && table.uses !== undefined ? readLocks(context, table.uses) : []),
    ];
  });
}

export function writeRows(context: Context, operation: Insert | Update | Delete | Merge): Effect {
  return effect({
    locks: [
      ...(operation.kind === 'insert'
        ? [lock(resolveName(context.catalog, operation.table), 'ROW EXCLUSIVE', 'target')]
        : lockFamily(context, operation.table, 'ROW EXCLUSIVE')),
      ...(operation.kind === 'insert' ? foreignKeyLocks(context, operation.table) : []),
      ...readLocks(context, operation.uses),
    ],
    failure: writeFailure(context, operation),
    mayFailOnData: true,
  });
}

function writeFailure(context: Context, operation: Insert | Update | Delete | Merge): Failure | undefined {
  if (operation.kind === 'merge') return context.postgres < 15 ? syntaxError('MERGE') : undefined;
  if (operation.kind === 'delete') return undefined;
  return (operation.columns ?? [])
    .map((column) => missingColumn(context, operation.table, column))
    .find((found) => found !== undefined);
}

/** New rows lock the rows that their foreign keys point at. */
function foreignKeyLocks({ catalog }: Context, table: ObjectName): readonly RelationLock[] {
  return locksOf(referencedTables(catalog, findRelation(catalog, table)), 'ROW SHARE', 'referenced');
}

export function copy(context: Context, operation: Copy): Effect {
  const { table, direction } = operation;
  const mode = direction === 'from' ? 'ROW EXCLUSIVE' : 'ACCESS SHARE';
  return effect({
    locks: [
      ...(table === undefined ? [] : [lock(resolveName(context.catalog, table), mode, 'target')]),
      ...readLocks(context, operation.uses),
    ],
    mayFailOnData: direction === 'from',
  });
}

export function select(context: Context, operation: Select): Effect {
  const locks = readLocks(context, operation.uses);
  return effect({
    locks:
      operation.locks === 'none'
        ? locks
        : locks.map((held) => (held.mode === 'ACCESS SHARE' ? { ...held, mode: 'ROW SHARE' } : held)),
  });
}

export function truncate(context: Context, operation: Truncate): Effect {
  const { catalog } = context;
  const target = resolveName(catalog, operation.table);
  const together = [target, ...(operation.alongside ?? []).map((name) => resolveName(catalog, name))];
  const dependents = referencing(context, [target, ...descendants(catalog, target)]).filter(
    (name) => !together.some((other) => isSameName(other, name)),
  );
  return effect({
    locks: [
      ...lockFamily(context, operation.table, 'ACCESS EXCLUSIVE'),
      ...(operation.cascade ? locksOf(dependents, 'ACCESS EXCLUSIVE', 'dependent') : []),
    ],
    failure:
      dependents.length > 0 && !operation.cascade
        ? failure('0A000', 'cannot truncate a table referenced in a foreign key constraint')
        : undefined,
  });
}

/** Tables that have to be emptied too: those with foreign keys to the given ones, and so on. */
function referencing({ catalog }: Context, tables: readonly QualifiedName[]): readonly QualifiedName[] {
  const found: QualifiedName[] = [...tables];
  for (const table of found) {
    const next = incomingForeignKeys(catalog, table)
      .flatMap(({ table: other }) => [other, ...descendants(catalog, other)])
      .filter((other) => !found.some((name) => isSameName(name, other)));
    found.push(...next);
  }
  return found.slice(tables.length);
}

export function lockTable(context: Context, operation: LockTable): Effect {
  const { catalog } = context;
  const view = findRelation(catalog, operation.table);
  return effect({
    locks: [
      ...lockFamily(context, operation.table, operation.mode),
      ...(view?.kind === 'view' && view.uses !== undefined
        ? readLocks(context, view.uses).map((held) => ({ ...held, mode: operation.mode }))
        : []),
    ],
  });
}
