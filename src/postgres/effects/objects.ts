import { findRelation, newName, resolveName } from '../../catalog/lookup.ts';
import type {
  AlterObject,
  AlterSequence,
  Comment,
  CreateObject,
  CreateSequence,
  DropObject,
  DropSchema,
  DropSequence,
  ObjectKind,
  RenameObject,
  SetOwner,
  SetSchema,
} from '../../operation.ts';
import type { Effect } from '../effect.ts';
import { effect, failure, lock, lockFamily, locksOf, type Context } from './facts.ts';

export function createSequence(context: Context, operation: CreateSequence): Effect {
  const { catalog } = context;
  return effect({
    locks: [
      lock(newName(catalog, operation.sequence), 'ACCESS EXCLUSIVE', 'target'),
      ...(operation.ownedBy === undefined
        ? []
        : [lock(resolveName(catalog, operation.ownedBy.table), 'ACCESS SHARE', 'dependent')]),
    ],
  });
}

export function alterSequence({ catalog }: Context, operation: AlterSequence): Effect {
  return effect({
    locks: [
      lock(resolveName(catalog, operation.sequence), 'SHARE ROW EXCLUSIVE', 'target'),
      ...(operation.ownedBy === undefined
        ? []
        : [lock(resolveName(catalog, operation.ownedBy.table), 'ACCESS SHARE', 'dependent')]),
    ],
  });
}

export function dropSequence({ catalog }: Context, operation: DropSequence): Effect {
  const target = resolveName(catalog, operation.sequence);
  return effect({ locks: [lock(target, 'ACCESS EXCLUSIVE', 'target')] });
}

/** Every relation in the schema is dropped with it. */
export function dropSchema({ catalog }: Context, operation: DropSchema): Effect {
  const members = [...catalog.relations.values()].filter(({ schema }) => schema === operation.schema);
  return effect({
    locks: operation.cascade ? locksOf(members, 'ACCESS EXCLUSIVE', 'dependent') : [],
    failure:
      members.length > 0 && !operation.cascade
        ? failure('2BP01', `cannot drop schema ${operation.schema} because other objects depend on it`)
        : undefined,
  });
}

export function createObject(context: Context, operation: CreateObject): Effect {
  if (operation.table === undefined) {
    return effect({ forbiddenInTransaction: OUTSIDE_OF_TRANSACTIONS.has(operation.objectKind) });
  }
  const mode = operation.objectKind === 'statistics' ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE';
  return effect({ locks: [lock(resolveName(context.catalog, operation.table), mode, 'target')] });
}

export function dropObject(context: Context, operation: DropObject): Effect {
  if (operation.table === undefined) {
    return effect({ forbiddenInTransaction: OUTSIDE_OF_TRANSACTIONS.has(operation.objectKind) });
  }
  const mode = operation.objectKind === 'statistics' ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE';
  return effect({ locks: [lock(resolveName(context.catalog, operation.table), mode, 'target')] });
}

/** Commands on objects of the whole cluster, which cannot be undone. */
const OUTSIDE_OF_TRANSACTIONS: ReadonlySet<ObjectKind> = new Set<ObjectKind>([
  'database',
  'tablespace',
  'subscription',
]);

export function alterObject({ catalog }: Context, operation: AlterObject): Effect {
  const { objectKind, detail, table } = operation;
  return effect({
    locks: table === undefined ? [] : [lock(resolveName(catalog, table), 'ACCESS EXCLUSIVE', 'target')],
    forbiddenInTransaction: objectKind === 'database' && /^set tablespace/i.test(detail),
  });
}

export function renameObject({ catalog }: Context, operation: RenameObject): Effect {
  const { objectKind, name, table } = operation;
  if (table !== undefined) {
    return effect({ locks: [lock(resolveName(catalog, table), 'ACCESS EXCLUSIVE', 'target')] });
  }
  return effect({
    locks: RELATIONS.has(objectKind) ? [lock(resolveName(catalog, name), 'ACCESS EXCLUSIVE', 'target')] : [],
  });
}

const RELATIONS: ReadonlySet<ObjectKind> = new Set<ObjectKind>([
  'table',
  'foreign table',
  'view',
  'materialized view',
  'sequence',
]);

export function setSchema(context: Context, operation: SetSchema): Effect {
  const { catalog } = context;
  if (!RELATIONS.has(operation.objectKind)) return effect();
  return effect({ locks: [lock(resolveName(catalog, operation.name), 'ACCESS EXCLUSIVE', 'target')] });
}

export function setOwner(context: Context, operation: SetOwner): Effect {
  if (!RELATIONS.has(operation.objectKind)) return effect();
  return effect({ locks: lockFamily(context, operation.name, 'ACCESS EXCLUSIVE').slice(0, 1) });
}

/** COMMENT ON a relation, or on a column, constraint, trigger, rule or policy of one. */
export function comment(context: Context, operation: Comment): Effect {
  const { catalog } = context;
  const table = RELATIONS.has(operation.objectKind) ? findRelation(catalog, operation.name) : undefined;
  return effect({
    locks: table === undefined ? [] : [lock(table, 'SHARE UPDATE EXCLUSIVE', 'target')],
  });
}
