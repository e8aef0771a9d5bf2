import { findRelation, resolveName } from '../../catalog/lookup.ts';
import type { CreatePolicy, CreateTrigger, DropPolicy, DropTrigger } from '../../operation.ts';
import type { Effect } from '../effect.ts';
import { effect, failure, lock, lockPartitions, syntaxError, type Context, type Failure } from './facts.ts';

export function createTrigger(context: Context, operation: CreateTrigger): Effect {
  return effect({
    locks: operation.forEachRow
      ? lockPartitions(context, operation.table, 'SHARE ROW EXCLUSIVE')
      : [lock(resolveName(context.catalog, operation.table), 'SHARE ROW EXCLUSIVE', 'target')],
    failure: createTriggerFailure(context, operation),
  });
}

function createTriggerFailure({ catalog, postgres }: Context, operation: CreateTrigger): Failure | undefined {
  if (operation.replace && postgres < 14) return syntaxError('TRIGGER');
  const table = findRelation(catalog, operation.table);
  if (table === undefined || operation.replace) return undefined;
  return table.triggers.some(({ name }) => name === operation.trigger)
    ? failure('42710', `trigger "${operation.trigger}" for relation "${table.name}" already exists`)
    : undefined;
}

export function dropTrigger(context: Context, operation: DropTrigger): Effect {
  const table = findRelation(context.catalog, operation.table);
  const forEachRow = table?.triggers.find(({ name }) => name === operation.trigger)?.forEachRow ?? true;
  return effect({
    locks: forEachRow
      ? lockPartitions(context, operation.table, 'ACCESS EXCLUSIVE')
      : [lock(resolveName(context.catalog, operation.table), 'ACCESS EXCLUSIVE', 'target')],
  });
}

export function changePolicy({ catalog }: Context, operation: CreatePolicy | DropPolicy): Effect {
  return effect({ locks: [lock(resolveName(catalog, operation.table), 'ACCESS EXCLUSIVE', 'target')] });
}
