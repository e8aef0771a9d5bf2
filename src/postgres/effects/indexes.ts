import type { Catalog, Index, QualifiedName, Table } from '../../catalog/catalog.ts';
import { findIndex, findRelation, indexesOf, newName, resolveName } from '../../catalog/lookup.ts';
import type {
  AlterIndex,
  AttachIndex,
  CreateIndex,
  DropIndex,
  IndexElement,
  ObjectName,
  Reindex,
  RenameIndex,
} from '../../operation.ts';
import type { Effect, PostgresVersion } from '../effect.ts';
import { partitionKeyFailure } from './constraint-failures.ts';
import { incomingForeignKeys } from './dependents.ts';
import { missingColumnAlone, takenRelation } from './presence.ts';
import {
  effect,
  failure,
  lock,
  lockPartitions,
  locksOf,
  partitionHeapsOf,
  partitionsOf,
  syntaxError,
  type Context,
  type Failure,
} from './facts.ts';

export function createIndex(context: Context, operation: CreateIndex): Effect {
  const { catalog } = context;
  const target = resolveName(catalog, operation.table);
  const mode = operation.concurrently ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE';
  const { index } = operation;
  const exists =
    operation.ifNotExists &&
    index !== undefined &&
    findIndex(catalog, { schema: target.schema, name: index }) !== undefined;
  const heaps = operation.only && isPartitioned(catalog, target) ? [] : partitionHeapsOf(catalog, target);
  return effect({
    locks:
      operation.only || exists
        ? [lock(target, mode, 'target')]
        : lockPartitions(context, operation.table, mode),
    scans: exists ? [] : heaps,
    forbiddenInTransaction: operation.concurrently,
    failure: createIndexFailure(context, operation, findRelation(catalog, target)),
    mayFailOnData: operation.unique && !exists && heaps.length > 0,
  });
}

function isPartitioned(catalog: Catalog, name: QualifiedName): boolean {
  return findRelation(catalog, name)?.partitioned !== undefined;
}

function createIndexFailure(
  context: Context,
  operation: CreateIndex,
  table: Table | undefined,
): Failure | undefined {
  const { postgres } = context;
  if (operation.nullsNotDistinct && postgres < 15) return syntaxError('NULLS');
  if (table === undefined) return undefined;
  if (operation.concurrently && table.partitioned !== undefined) {
    return failure('0A000', `cannot create index on partitioned table "${table.name}" concurrently`);
  }
  if (table.kind === 'view' || table.foreign) return notIndexable(postgres, table);
  const { index } = operation;
  const taken =
    index === undefined || operation.ifNotExists
      ? undefined
      : takenRelation(context, { schema: table.schema, name: index });
  if (taken !== undefined) return taken;
  const columns = operation.elements.map(({ column }) => column ?? '');
  const missing = [...operation.elements.flatMap(namedColumns), ...operation.include]
    .map((column) => missingColumnAlone(context, operation.table, column))
    .find((found) => found !== undefined);
  if (missing !== undefined) return missing;
  return operation.unique && table.partitioned !== undefined
    ? partitionKeyFailure(table.partitioned, 'unique', columns)
    : undefined;
}

function namedColumns({ column, expression }: IndexElement): readonly string[] {
  return column === undefined ? (expression?.columns ?? []) : [column];
}

function notIndexable(postgres: PostgresVersion, { name, foreign }: Table): Failure {
  if (postgres >= 15) return failure('42809', `cannot create index on relation "${name}"`);
  return foreign
    ? failure('42809', `cannot create index on foreign table "${name}"`)
    : failure('42809', `"${name}" is not a table or materialized view`);
}

export function dropIndex(context: Context, operation: DropIndex): Effect {
  const { catalog } = context;
  const index = findIndex(catalog, operation.index);
  const name = index ?? newName(catalog, operation.index);
  const mode = operation.concurrently ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE';
  return effect({
    locks: [
      lock(name, mode, 'index'),
      ...(index === undefined ? [] : [lock(index.table, mode, 'target')]),
      ...(index === undefined ? [] : locksOf(partitionedMembers(context, index), mode, 'partition')),
    ],
    forbiddenInTransaction: operation.concurrently,
    failure: dropIndexFailure(context, operation, index),
  });
}

function partitionedMembers({ catalog }: Context, index: Index): readonly QualifiedName[] {
  return index.only ? [] : partitionsOf(catalog, index.table);
}

function dropIndexFailure(
  { catalog }: Context,
  operation: DropIndex,
  index: Index | undefined,
): Failure | undefined {
  if (operation.concurrently && operation.several) {
    return failure('0A000', 'DROP INDEX CONCURRENTLY does not support dropping multiple objects');
  }
  if (operation.concurrently && operation.cascade) {
    return failure('0A000', 'DROP INDEX CONCURRENTLY does not support CASCADE');
  }
  if (index === undefined) return undefined;
  const table = findRelation(catalog, index.table);
  if (operation.concurrently && table?.partitioned !== undefined) {
    return failure('0A000', `cannot drop partitioned index "${index.name}" concurrently`);
  }
  const constraint = table?.constraints.find(
    (candidate) => candidate.kind !== 'foreignKey' && candidate.index === index.name,
  );
  if (table !== undefined && constraint !== undefined) {
    return failure(
      '2BP01',
      `cannot drop index ${index.name} because constraint ${constraint.name} on table ${table.name} requires it`,
    );
  }
  if (index.parent !== undefined) {
    return failure('2BP01', `cannot drop index ${index.name} because index ${index.parent.name} requires it`);
  }
  if (operation.cascade || foreignKeysOn(catalog, index).length === 0) return undefined;
  return failure('2BP01', `cannot drop index ${index.name} because other objects depend on it`);
}

/** Tables whose foreign keys rely on a unique index that belongs to no constraint. */
function foreignKeysOn(catalog: Catalog, index: Index): readonly QualifiedName[] {
  const table = findRelation(catalog, index.table);
  if (!index.unique || index.where !== undefined || table === undefined) return [];
  const columns = index.columns.filter((column) => column !== undefined);
  const isAlone = !table.indexes
    .map((name) => findIndex(catalog, { schema: table.schema, name }))
    .some(
      (other) =>
        other !== undefined && other.name !== index.name && other.unique && isSameSet(other.columns, columns),
    );
  return incomingForeignKeys(catalog, table)
    .filter(({ constraint }) => isAlone && isSameSet(constraint.references?.columns ?? [], columns))
    .map(({ table: other }) => other);
}

function isSameSet(left: readonly (string | undefined)[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name) => name !== undefined && right.includes(name));
}

/** ALTER INDEX … RENAME; ALTER TABLE … RENAME of an index takes ACCESS EXCLUSIVE. */
export function renameIndex({ catalog }: Context, operation: RenameIndex): Effect {
  const name = findIndex(catalog, operation.index) ?? newName(catalog, operation.index);
  return effect({ locks: [lock(name, 'SHARE UPDATE EXCLUSIVE', 'index')] });
}

export function attachIndex({ catalog }: Context, operation: AttachIndex): Effect {
  const parent = findIndex(catalog, operation.index);
  const child = findIndex(catalog, operation.partition);
  return effect({
    locks: [
      lock(parent ?? newName(catalog, operation.index), 'SHARE UPDATE EXCLUSIVE', 'index'),
      lock(child ?? newName(catalog, operation.partition), 'ACCESS EXCLUSIVE', 'index'),
      ...(parent === undefined ? [] : [lock(parent.table, 'ACCESS SHARE', 'parent')]),
      ...(child === undefined ? [] : [lock(child.table, 'ACCESS SHARE', 'partition')]),
    ],
  });
}

export function alterIndex({ catalog }: Context, operation: AlterIndex): Effect {
  const name = findIndex(catalog, operation.index) ?? newName(catalog, operation.index);
  const mode = operation.action === 'setTablespace' ? 'ACCESS EXCLUSIVE' : 'SHARE UPDATE EXCLUSIVE';
  return effect({ locks: [lock(name, mode, 'index')] });
}

export function reindex(context: Context, operation: Reindex): Effect {
  const { catalog, postgres } = context;
  const { target, name, concurrently } = operation;
  if (name === undefined || (target !== 'index' && target !== 'table')) {
    return effect({
      forbiddenInTransaction: true,
      failure:
        concurrently && target === 'system'
          ? failure('0A000', 'cannot reindex system catalogs concurrently')
          : name === undefined && postgres < 16
            ? failure('42601', 'syntax error at end of input')
            : undefined,
    });
  }
  const table = reindexedTable(context, target, name);
  const partitioned = table !== undefined && findRelation(catalog, table)?.partitioned !== undefined;
  return effect({
    ...reindexFacts(context, operation, name, table),
    forbiddenInTransaction: concurrently || partitioned,
    failure: partitioned && postgres < 14 ? partitionedReindexFailure(operation) : undefined,
  });
}

function reindexedTable(
  { catalog }: Context,
  target: Reindex['target'],
  name: ObjectName,
): QualifiedName | undefined {
  return target === 'table' ? resolveName(catalog, name) : findIndex(catalog, name)?.table;
}

function reindexFacts(
  { catalog }: Context,
  { target, concurrently }: Reindex,
  name: ObjectName,
  table: QualifiedName | undefined,
): Partial<Effect> {
  const tableMode = concurrently ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE';
  const indexMode = concurrently ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE';
  const known = table === undefined ? undefined : findRelation(catalog, table);
  const indexes: readonly QualifiedName[] =
    target === 'index'
      ? [findIndex(catalog, name) ?? newName(catalog, name)]
      : known === undefined
        ? []
        : indexesOf(catalog, known);
  const heaps = table === undefined ? [] : partitionHeapsOf(catalog, table);
  return {
    locks: [
      ...locksOf(table === undefined ? [] : [table], tableMode, 'target'),
      ...locksOf(table === undefined ? [] : partitionsOf(catalog, table), tableMode, 'partition'),
      ...locksOf(indexes, indexMode, 'index'),
    ],
    scans: target === 'index' || known === undefined || indexes.length > 0 ? heaps : [],
  };
}

function partitionedReindexFailure({ target }: Reindex): Failure | undefined {
  return target === 'index'
    ? failure('0A000', 'REINDEX is not yet implemented for partitioned indexes')
    : undefined;
}
