import { findRelation, resolveName } from '../../catalog/lookup.ts';
import type { Analyze, Cluster, PreparedTransaction, Utility, Vacuum } from '../../operation.ts';
import type { Effect } from '../effect.ts';
import { effect, failure, heapsOf, lockFamily, type Context } from './facts.ts';

export function vacuum(context: Context, operation: Vacuum): Effect {
  const mode = operation.full ? 'ACCESS EXCLUSIVE' : 'SHARE UPDATE EXCLUSIVE';
  const targets = operation.tables.map((name) => resolveName(context.catalog, name));
  const heaps = targets.flatMap((target) => heapsOf(context.catalog, target));
  return effect({
    locks: operation.tables.flatMap((table) => lockFamily(context, table, mode)),
    rewrites: operation.full ? heaps : [],
    forbiddenInTransaction: true,
  });
}

export function analyze(context: Context, operation: Analyze): Effect {
  return effect({
    locks: operation.tables.flatMap((table) => lockFamily(context, table, 'SHARE UPDATE EXCLUSIVE')),
  });
}

/** Without a table it clusters every table that has been clustered before, each in a transaction of its own. */
export function cluster(context: Context, operation: Cluster): Effect {
  const { catalog } = context;
  if (operation.table === undefined) return effect({ forbiddenInTransaction: true });
  const target = resolveName(catalog, operation.table);
  const table = findRelation(catalog, target);
  return effect({
    locks: lockFamily(context, operation.table, 'ACCESS EXCLUSIVE'),
    rewrites: heapsOf(catalog, target),
    forbiddenInTransaction: table?.partitioned !== undefined,
    failure:
      table?.partitioned !== undefined && context.postgres < 15
        ? failure('0A000', 'cannot cluster a partitioned table')
        : undefined,
  });
}

export function utility(_context: Context, { forbiddenInTransaction }: Utility): Effect {
  return effect({ forbiddenInTransaction: forbiddenInTransaction ?? false });
}

/** PREPARE TRANSACTION ends a transaction; the other two finish one from outside of it. */
export function preparedTransaction(_context: Context, { action }: PreparedTransaction): Effect {
  return effect({ forbiddenInTransaction: action !== 'prepare' });
}
