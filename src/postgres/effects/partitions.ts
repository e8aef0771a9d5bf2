import { findRelation, isSameName, resolveName } from '../../catalog/lookup.ts';
import type { AttachPartition, DetachPartition } from '../../operation.ts';
import type { Effect } from '../effect.ts';
import { defaultPartitionOf } from './tables.ts';
import { incomingForeignKeys, incomingThroughParents, referencedTables } from './dependents.ts';
import {
  descendants,
  distinct,
  effect,
  failure,
  heapsOf,
  lock,
  locksOf,
  syntaxError,
  type Context,
} from './facts.ts';

/**
 * The partition is read in full unless one of its valid CHECKs implies the new bound. The bound is
 * not part of the operation, so any valid CHECK on a column of the partition key counts as that.
 */
export function attachPartition(context: Context, operation: AttachPartition): Effect {
  const { catalog } = context;
  const parent = resolveName(catalog, operation.table);
  const partition = resolveName(catalog, operation.partition);
  const keys = findRelation(catalog, parent)?.partitioned?.columns ?? [];
  const proven =
    keys.length > 0 &&
    (findRelation(catalog, partition)?.constraints ?? []).some(
      ({ kind, validated, columns }) =>
        kind === 'check' && validated && keys.every((key) => columns.includes(key)),
    );
  const siblings = defaultPartitionOf(context, parent).filter((name) => !isSameName(name, partition));
  return effect({
    locks: [
      lock(parent, 'SHARE UPDATE EXCLUSIVE', 'target'),
      lock(partition, 'ACCESS EXCLUSIVE', 'partition'),
      ...locksOf(descendants(catalog, partition), 'ACCESS EXCLUSIVE', 'partition'),
      ...locksOf(siblings, 'ACCESS EXCLUSIVE', 'partition'),
      ...locksOf(
        referencedTables(catalog, findRelation(catalog, parent)),
        'SHARE ROW EXCLUSIVE',
        'referenced',
      ),
    ],
    scans: [...(proven ? [] : heapsOf(catalog, partition)), ...siblings],
    mayFailOnData: !proven || siblings.length > 0,
  });
}

export function detachPartition(context: Context, operation: DetachPartition): Effect {
  const { catalog, postgres } = context;
  const parent = resolveName(catalog, operation.table);
  const partition = resolveName(catalog, operation.partition);
  // Postgres makes sure that no row of theirs points at the partition.
  const referencing = distinct(
    [
      ...incomingForeignKeys(catalog, parent),
      ...incomingThroughParents(catalog, findRelation(catalog, parent)),
    ].map(({ table: other }) => other),
  );
  const gentle = operation.concurrently || operation.finalize;
  const table = findRelation(catalog, parent);
  const siblings = defaultPartitionOf(context, parent).filter((name) => !isSameName(name, partition));
  return effect({
    locks: [
      lock(parent, gentle ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE', 'target'),
      lock(
        partition,
        postgres < 14 && referencing.length === 0 ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE',
        'partition',
      ),
      ...locksOf(siblings, 'ACCESS EXCLUSIVE', 'partition'),
      ...locksOf(referencedTables(catalog, table), 'SHARE ROW EXCLUSIVE', 'referenced'),
      ...locksOf(referencing, 'ACCESS EXCLUSIVE', 'dependent'),
    ],
    scans: referencing,
    forbiddenInTransaction: operation.concurrently,
    mayFailOnData: referencing.length > 0,
    failure:
      operation.concurrently && postgres < 14
        ? syntaxError('CONCURRENTLY')
        : operation.finalize && postgres < 14
          ? syntaxError('FINALIZE')
          : operation.concurrently && table?.hasDefaultPartition
            ? failure('55000', 'cannot detach partitions concurrently when a default partition exists')
            : undefined,
  });
}
