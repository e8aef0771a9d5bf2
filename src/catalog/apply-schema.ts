import type {
  DropSchema,
  ObjectKind,
  ObjectName,
  RenameObject,
  RenameSchema,
  SetSchema,
} from '../operation.ts';
import { renameIndex } from './apply-index.ts';
import { moveRoutines, removeRoutines } from './apply-routine.ts';
import { dropType, moveType } from './apply-type.ts';
import type { Catalog, Origin, QualifiedName } from './catalog.ts';
import { dropRelation } from './drop.ts';
import { updateTable } from './edit.ts';
import { findIndex, findRelation, findRoutines, keyOf } from './lookup.ts';
import { moveRelation } from './move.ts';
import { renameColumn } from './rename-column.ts';

export function createSchema(catalog: Catalog, schema: string, origin: Origin): Catalog {
  if (catalog.schemas.has(schema)) return catalog;
  return { ...catalog, schemas: catalog.schemas.set(schema, origin) };
}

/** Walks the catalog, as only few migrations drop a schema. */
export function dropSchema(catalog: Catalog, { schema, span }: DropSchema): Catalog {
  if (!catalog.schemas.has(schema)) return catalog;
  let next: Catalog = { ...catalog, schemas: catalog.schemas.delete(schema) };
  for (const relation of catalog.relations.values()) {
    if (relation.schema === schema && next.relations.has(keyOf(relation)))
      next = dropRelation(next, relation, true);
  }
  for (const { schema: of, name } of catalog.types.values()) {
    if (of !== schema) continue;
    const type = { schema: of, name, span };
    next = dropType(next, { kind: 'dropType', type, domain: false, ifExists: false, cascade: true, span });
  }
  for (const [routine] of catalog.routines.values()) {
    if (routine?.schema === schema) next = removeRoutines(next, routine, true);
  }
  return next;
}

/** Walks the catalog, as only few migrations rename a schema. */
export function renameSchema(catalog: Catalog, { schema, to, span }: RenameSchema): Catalog {
  const origin = catalog.schemas.get(schema);
  if (origin === undefined || catalog.schemas.has(to)) return catalog;
  let next: Catalog = { ...catalog, schemas: catalog.schemas.delete(schema).set(to, origin) };
  for (const { schema: of, name } of catalog.relations.values()) {
    const relation = next.relations.get(keyOf({ schema: of, name }));
    if (of === schema && relation !== undefined) next = moveRelation(next, relation, { schema: to, name });
  }
  for (const { schema: of, name } of catalog.types.values()) {
    if (of === schema) next = moveType(next, { schema: of, name, span }, { schema: to });
  }
  for (const [routine] of catalog.routines.values()) {
    if (routine?.schema === schema) next = moveRoutines(next, routine, { schema: to, name: routine.name });
  }
  return next;
}

export function setSchema(catalog: Catalog, { objectKind, name, schema }: SetSchema): Catalog {
  return move(catalog, objectKind, name, { schema });
}

export function renameObject(catalog: Catalog, operation: RenameObject): Catalog {
  const { objectKind, name, to, table } = operation;
  switch (objectKind) {
    case 'trigger':
      return renameOnTable(catalog, table, (current) => ({
        ...current,
        triggers: current.triggers.map((trigger) =>
          trigger.name === name.name ? { ...trigger, name: to } : trigger,
        ),
      }));
    case 'policy':
      return renameOnTable(catalog, table, (current) => ({
        ...current,
        policies: current.policies.map((policy) =>
          policy.name === name.name ? { ...policy, name: to } : policy,
        ),
      }));
    case 'column': {
      const { span } = operation;
      if (table === undefined) return catalog;
      return renameColumn(catalog, { kind: 'renameColumn', table, column: name.name, to, span });
    }
    default:
      return move(catalog, objectKind, name, { name: to });
  }
}

function renameOnTable(
  catalog: Catalog,
  table: ObjectName | undefined,
  change: Parameters<typeof updateTable>[2],
): Catalog {
  return table === undefined ? catalog : updateTable(catalog, table, change);
}

function move(
  catalog: Catalog,
  objectKind: ObjectKind,
  name: ObjectName,
  to: Partial<QualifiedName>,
): Catalog {
  switch (objectKind) {
    case 'table':
    case 'view':
    case 'materialized view':
    case 'sequence':
    case 'foreign table':
      return moveNamedRelation(catalog, name, to);
    case 'type':
    case 'domain':
      return moveType(catalog, name, to);
    case 'function':
    case 'procedure':
    case 'routine':
    case 'aggregate': {
      const [routine] = findRoutines(catalog, name);
      if (routine === undefined) return catalog;
      return moveRoutines(
        catalog,
        { schema: routine.schema, name: routine.name },
        { ...nameOf(routine), ...to },
      );
    }
    default:
      return catalog;
  }
}

export function moveNamedRelation(catalog: Catalog, name: ObjectName, to: Partial<QualifiedName>): Catalog {
  const relation = findRelation(catalog, name);
  if (relation === undefined) return moveNamedIndex(catalog, name, to);
  if (relation.kind === 'compositeType') return catalog;
  return moveRelation(catalog, relation, { ...nameOf(relation), ...to });
}

/** `ALTER TABLE` renames an index too. */
function moveNamedIndex(catalog: Catalog, name: ObjectName, { name: to }: Partial<QualifiedName>): Catalog {
  const index = findIndex(catalog, name);
  return index === undefined || to === undefined ? catalog : renameIndex(catalog, index, to);
}

function nameOf({ schema, name }: QualifiedName): QualifiedName {
  return { schema, name };
}
