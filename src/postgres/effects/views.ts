import { isCertain } from '../../catalog/certainty.ts';
import type { Catalog, QualifiedName } from '../../catalog/catalog.ts';
import { findRelation, indexesOf, isSameName, newName, resolveName } from '../../catalog/lookup.ts';
import type { CreateView, DropView, RefreshMaterializedView, RenameView } from '../../operation.ts';
import type { Effect } from '../effect.ts';
import { readLocks, useLocks } from './data.ts';
import { viewsUsing, withViewsOnTop } from './dependents.ts';
import { takenRelation } from './presence.ts';
import { described, effect, failure, lock, locksOf, type Context } from './facts.ts';

export function createView(context: Context, operation: CreateView): Effect {
  const { catalog } = context;
  const target = newName(catalog, operation.view);
  const mayExist = operation.replace || operation.ifNotExists || operation.persistence === 'temporary';
  return effect({
    failure: mayExist ? undefined : takenRelation(context, target),
    locks: [
      lock(target, 'ACCESS EXCLUSIVE', 'target'),
      ...(operation.materialized && operation.withData ? readLocks : useLocks)(context, operation.uses),
    ],
  });
}

export function dropView({ catalog }: Context, operation: DropView): Effect {
  const target = resolveName(catalog, operation.view);
  const alongside = (operation.alongside ?? []).map((name) => resolveName(catalog, name));
  const views = viewsUsing(catalog, target).filter(
    (view) => !alongside.some((name) => isSameName(name, view)),
  );
  const word = operation.materialized ? 'materialized view' : 'view';
  return effect({
    locks: [
      lock(target, 'ACCESS EXCLUSIVE', 'target'),
      ...(operation.cascade ? locksOf(withViewsOnTop(catalog, views), 'ACCESS EXCLUSIVE', 'dependent') : []),
    ],
    failure:
      views.length > 0 && !operation.cascade && isThere(catalog, target)
        ? failure(
            '2BP01',
            `cannot drop ${word} ${described(catalog, target)} because other objects depend on it`,
          )
        : undefined,
  });
}

/** What the name means is not known where the history does not say what stands there. */
function isThere(catalog: Catalog, name: QualifiedName): boolean {
  const found = findRelation(catalog, name);
  return found !== undefined && isCertain(catalog, found.origin, found);
}

export function renameView({ catalog }: Context, operation: RenameView): Effect {
  return effect({ locks: [lock(resolveName(catalog, operation.view), 'ACCESS EXCLUSIVE', 'target')] });
}

export function refreshMaterializedView(context: Context, operation: RefreshMaterializedView): Effect {
  const { catalog } = context;
  const target = resolveName(catalog, operation.view);
  const view = findRelation(catalog, target);
  return effect({
    locks: [
      lock(target, operation.concurrently ? 'EXCLUSIVE' : 'ACCESS EXCLUSIVE', 'target'),
      ...(operation.withData && view?.uses !== undefined ? readLocks(context, view.uses) : []),
    ],
    rewrites: operation.concurrently ? [] : [target],
    scans: operation.concurrently ? [target] : [],
    failure: refreshFailure(context, operation),
  });
}

function refreshFailure({ catalog }: Context, operation: RefreshMaterializedView): Effect['failure'] {
  if (!operation.concurrently) return undefined;
  if (!operation.withData) {
    return failure('42601', 'REFRESH options CONCURRENTLY and WITH NO DATA cannot be used together');
  }
  const view = findRelation(catalog, operation.view);
  if (view === undefined) return undefined;
  const usable = indexesOf(catalog, view).some(
    (index) => index.unique && index.where === undefined && !index.columns.includes(undefined),
  );
  if (usable) return undefined;
  return failure('55000', `cannot refresh materialized view "${view.schema}.${view.name}" concurrently`);
}
