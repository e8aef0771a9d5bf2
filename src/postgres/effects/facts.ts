import type { Catalog, QualifiedName, Table } from '../../catalog/catalog.ts';
import { findRelation, isSameName, keyOf, resolveName } from '../../catalog/lookup.ts';
import type { LockMode, ObjectName } from '../../operation.ts';
import type { Effect, PostgresVersion, RelationLock } from '../effect.ts';
import { isStronger } from '../locks.ts';

/** What an effect depends on beside the operation. */
export interface Context {
  readonly catalog: Catalog;
  readonly postgres: PostgresVersion;
}

export type Failure = NonNullable<Effect['failure']>;

/** The effect of a statement that locks no relation, as `parts` change it. */
export function effect(parts: Partial<Effect> = {}): Effect {
  return {
    locks: strongestOfEach(parts.locks ?? []),
    rewrites: distinct(parts.rewrites ?? []),
    scans: distinct([...(parts.scans ?? []), ...(parts.rewrites ?? [])]),
    forbiddenInTransaction: parts.forbiddenInTransaction ?? false,
    failure: parts.failure,
    mayFailOnData: parts.mayFailOnData ?? false,
  };
}

export function failure(code: string, message: string): Failure {
  return { code, message };
}

/** What an older server says of a word that its grammar does not have. */
export function syntaxError(word: string): Failure {
  return failure('42601', `syntax error at or near "${word}"`);
}

export function lock(relation: QualifiedName, mode: LockMode, role: RelationLock['role']): RelationLock {
  return { relation: { schema: relation.schema, name: relation.name }, mode, role };
}

export function locksOf(
  relations: readonly QualifiedName[],
  mode: LockMode,
  role: RelationLock['role'],
): readonly RelationLock[] {
  return relations.map((relation) => lock(relation, mode, role));
}

/** Locks the relation and, as almost every ALTER TABLE does, all its partitions and children. */
export function lockFamily(context: Context, name: ObjectName, mode: LockMode): readonly RelationLock[] {
  const target = resolveName(context.catalog, name);
  return [lock(target, mode, 'target'), ...locksOf(descendants(context.catalog, target), mode, 'partition')];
}

/** The same, or the relation alone where the statement says ONLY. */
export function lockAltered(
  context: Context,
  { table, only }: { readonly table: ObjectName; readonly only?: true },
  mode: LockMode,
): readonly RelationLock[] {
  if (only !== true) return lockFamily(context, table, mode);
  return [lock(resolveName(context.catalog, table), mode, 'target')];
}

/** Whether the statement leaves out partitions, or with `all` any table that inherits. */
export function leavesOut(
  { catalog }: Context,
  { table, only }: { readonly table: ObjectName; readonly only?: true },
  which: 'partitions' | 'all',
): boolean {
  const found = findRelation(catalog, table);
  if (only !== true || found === undefined) return false;
  return found.partitions.length > 0 || (which === 'all' && found.children.length > 0);
}

/** Locks the relation and its partitions, but no tables that inherit from it. */
export function lockPartitions(
  { catalog }: Context,
  name: ObjectName,
  mode: LockMode,
  partitionMode: LockMode = mode,
): readonly RelationLock[] {
  const target = resolveName(catalog, name);
  return [
    lock(target, mode, 'target'),
    ...locksOf(partitionsOf(catalog, target), partitionMode, 'partition'),
  ];
}

/** The table that a foreign key points at; its partitions get triggers too. */
export function lockReferenced(
  { catalog }: Context,
  name: ObjectName,
  mode: LockMode,
): readonly RelationLock[] {
  const target = resolveName(catalog, name);
  return locksOf([target, ...partitionsOf(catalog, target)], mode, 'referenced');
}

/** Partitions at every depth, as far as the catalog knows them. */
export function partitionsOf(catalog: Catalog, relation: QualifiedName): readonly QualifiedName[] {
  const partitions = findRelation(catalog, relation)?.partitions ?? [];
  return partitions.flatMap((partition) => [partition, ...partitionsOf(catalog, partition)]);
}

/** Partitions and inheriting tables at every depth, as far as the catalog knows them. */
export function descendants(catalog: Catalog, relation: QualifiedName): readonly QualifiedName[] {
  const table = findRelation(catalog, relation);
  if (table === undefined) return [];
  return [...table.partitions, ...table.children].flatMap((child) => [child, ...descendants(catalog, child)]);
}

/** The members of the family that hold rows: a partitioned table itself holds none, nor does a foreign table. */
export function heapsOf(catalog: Catalog, relation: QualifiedName): readonly QualifiedName[] {
  return withRows(catalog, [relation, ...descendants(catalog, relation)]);
}

/** The table, or the partitions that hold its rows. */
export function partitionHeapsOf(catalog: Catalog, relation: QualifiedName): readonly QualifiedName[] {
  return withRows(catalog, [relation, ...partitionsOf(catalog, relation)]);
}

function withRows(catalog: Catalog, relations: readonly QualifiedName[]): readonly QualifiedName[] {
  return relations.filter((member) => {
    const table = findRelation(catalog, member);
    return table === undefined || (table.partitioned === undefined && !table.foreign);
  });
}

export function ancestors(catalog: Catalog, table: Table | undefined): readonly QualifiedName[] {
  if (table?.parent === undefined) return [];
  return [table.parent, ...ancestors(catalog, findRelation(catalog, table.parent))];
}

export function isPartition(catalog: Catalog, table: Table | undefined): boolean {
  if (table?.parent === undefined) return false;
  return findRelation(catalog, table.parent)?.partitioned !== undefined;
}

/** The name as Postgres writes it in errors about dependencies: with its schema only where it is not on the search path. */
export function described(catalog: Catalog, name: QualifiedName): string {
  return catalog.searchPath.includes(name.schema) ? name.name : keyOf(name);
}

export function distinct(names: readonly QualifiedName[]): readonly QualifiedName[] {
  return names
    .filter((name, index) => names.findIndex((other) => isSameName(other, name)) === index)
    .map(({ schema, name }) => ({ schema, name }));
}

function strongestOfEach(locks: readonly RelationLock[]): readonly RelationLock[] {
  return locks.filter((candidate, index) =>
    locks.every((other, otherIndex) => {
      if (!isSameName(other.relation, candidate.relation)) return true;
      if (isStronger(candidate.mode, other.mode)) return true;
      return candidate.mode === other.mode && index <= otherIndex;
    }),
  );
}
