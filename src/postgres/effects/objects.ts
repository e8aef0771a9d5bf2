import {
  findColumn,
  findIndex,
  findRelation,
  findRoutines,
  newName,
  resolveName,
  keysIn,
} from '../../catalog/lookup.ts';
import type {
  AlterObject,
  AlterSequence,
  Comment,
  CreateObject,
  CreateSequence,
  DropFunction,
  DropObject,
  DropSchema,
  DropSequence,
  Grant,
  ObjectKind,
  RenameObject,
  SetOwner,
  SetSchema,
} from '../../operation.ts';
import type { Effect } from '../effect.ts';
import { isSerial } from './columns.ts';
import { takenRelation } from './presence.ts';
import { described, effect, failure, lock, lockFamily, locksOf, type Context } from './facts.ts';

export function createSequence(context: Context, operation: CreateSequence): Effect {
  const { catalog } = context;
  return effect({
    failure: operation.ifNotExists ? undefined : takenRelation(context, newName(catalog, operation.sequence)),
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
  const owner = findRelation(catalog, target)?.ownedBy;
  const column = owner && findColumn(findRelation(catalog, owner.table), owner.column);
  const isDefault = column?.type !== undefined && isSerial(column.type) && column.default === undefined;
  return effect({
    locks: [
      lock(target, 'ACCESS EXCLUSIVE', 'target'),
      ...locksOf(
        operation.cascade && isDefault && owner ? [owner.table] : [],
        'ACCESS EXCLUSIVE',
        'dependent',
      ),
    ],
    failure:
      isDefault && !operation.cascade
        ? failure(
            '2BP01',
            `cannot drop sequence ${described(catalog, target)} because other objects depend on it`,
          )
        : undefined,
  });
}

/** Triggers call it by name; with overloads none is known to be the one that is dropped. */
export function dropFunction({ catalog }: Context, operation: DropFunction): Effect {
  const routines = findRoutines(catalog, operation.function);
  const [routine] = routines;
  if (routine === undefined || routines.length > 1) return effect();
  const tables = keysIn(catalog.triggerFunctionUsers, routine.name)
    .map((key) => catalog.relations.get(key))
    .filter((table) => table !== undefined)
    .filter(({ triggers }) =>
      triggers.some((trigger) => findRoutines(catalog, trigger.function).includes(routine)),
    );
  return effect({
    locks: operation.cascade ? locksOf(tables, 'ACCESS EXCLUSIVE', 'dependent') : [],
    failure:
      tables.length > 0 && !operation.cascade
        ? failure(
            '2BP01',
            `cannot drop function ${described(catalog, routine)}(${routine.arguments.join(', ')}) because other objects depend on it`,
          )
        : undefined,
  });
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

/** A comment on a constraint, trigger, rule or policy only reads the table. */
export function comment({ catalog }: Context, { objectKind, name, table }: Comment): Effect {
  if (objectKind === 'index') {
    const index = findIndex(catalog, name) ?? newName(catalog, name);
    return effect({ locks: [lock(index, 'SHARE UPDATE EXCLUSIVE', 'index')] });
  }
  if (RELATIONS.has(objectKind)) {
    return effect({ locks: [lock(resolveName(catalog, name), 'SHARE UPDATE EXCLUSIVE', 'target')] });
  }
  if (table === undefined) return effect();
  const mode = objectKind === 'column' ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS SHARE';
  return effect({ locks: [lock(resolveName(catalog, table), mode, 'target')] });
}

/** Postgres 18 locks the relations against being dropped meanwhile. */
export function grant({ catalog, postgres }: Context, { objectKind, names }: Grant): Effect {
  if (postgres < 18 || !RELATIONS.has(objectKind)) return effect();
  return effect({
    locks: locksOf(
      names.map((name) => resolveName(catalog, name)),
      'ACCESS SHARE',
      'target',
    ),
  });
}
