import type { AttachPartition, DetachPartition, ObjectName } from '../operation.ts';
import { addTableConstraint, setColumnNotNull } from './apply-constraint.ts';
import { cloneIndexes } from './clone.ts';
import type { Catalog, Column, Origin, QualifiedName, Table } from './catalog.ts';
import { putIndex, updateTable } from './edit.ts';
import { findConstraint, findRelation, indexesOf, isSameName } from './lookup.ts';

interface Heritage {
  readonly parent: ObjectName;
  readonly child: QualifiedName;
  readonly origin: Origin;
  /** Set where the child is a partition. */
  readonly partition?: { readonly isDefault: boolean };
}

/** Makes a new table inherit from, or a partition of, another: its columns, checks and keys. */
export function inherit(
  catalog: Catalog,
  { parent: parentName, child, origin, partition }: Heritage,
): Catalog {
  const parent = findRelation(catalog, parentName);
  if (parent === undefined) {
    return updateTable(catalog, child, (table) => ({
      ...table,
      columnsKnown: false,
      parent: table.parent ?? { schema: parentName.schema ?? child.schema, name: parentName.name },
    }));
  }
  let next = linkChild(catalog, parent, child, partition);
  next = updateTable(next, child, (table) => ({
    ...table,
    columns: mergeColumns(parent.columns, table.columns, origin),
    columnsKnown: partition === undefined ? table.columnsKnown && parent.columnsKnown : parent.columnsKnown,
  }));
  next = inheritConstraints(next, parent, child, origin);
  return partition === undefined ? next : inheritAsPartition(next, parent, child, origin);
}

/** A partition also gets the indexes, the keys and the row triggers of its parent. */
function inheritAsPartition(catalog: Catalog, parent: Table, child: QualifiedName, origin: Origin): Catalog {
  const next = updateTable(catalog, child, (table) => ({
    ...table,
    triggers: [...table.triggers, ...parent.triggers.filter((trigger) => trigger.forEachRow)],
  }));
  return cloneIndexes(next, { from: parent, to: child, attach: true, origin });
}

function linkChild(
  catalog: Catalog,
  parent: Table,
  child: QualifiedName,
  partition: Heritage['partition'],
): Catalog {
  const name: QualifiedName = { schema: child.schema, name: child.name };
  const next = updateTable(catalog, parent, (table) =>
    partition === undefined
      ? { ...table, children: [...table.children, name] }
      : {
          ...table,
          partitions: [...table.partitions, name],
          hasDefaultPartition: table.hasDefaultPartition || partition.isDefault,
          defaultPartition: partition.isDefault ? name : table.defaultPartition,
        },
  );
  return updateTable(next, child, (table) => ({
    ...table,
    parent: table.parent ?? { schema: parent.schema, name: parent.name },
  }));
}

/** Inherited columns come first; a column that both have is one column. */
function mergeColumns(
  inherited: readonly Column[],
  own: readonly Column[],
  origin: Origin,
): readonly Column[] {
  const merged = inherited.map((column) => {
    const definition = own.find((candidate) => candidate.name === column.name);
    return {
      ...column,
      origin,
      type: definition?.type ?? column.type,
      notNull: column.notNull || definition?.notNull === true,
      default: definition?.default ?? column.default,
      generated: definition?.generated ?? column.generated,
    };
  });
  return [
    ...merged,
    ...own.filter((column) => inherited.every((candidate) => candidate.name !== column.name)),
  ];
}

function inheritConstraints(catalog: Catalog, parent: Table, child: QualifiedName, origin: Origin): Catalog {
  let next = catalog;
  const isPartition = parent.partitioned !== undefined;
  for (const constraint of parent.constraints) {
    const isInherited =
      (constraint.kind === 'check' && constraint.noInherit !== true) ||
      (constraint.kind === 'foreignKey' && isPartition);
    if (constraint.kind === 'notNull') {
      for (const column of constraint.columns) {
        next = setColumnNotNull(next, child, column, { origin, name: constraint.name });
      }
    } else if (isInherited && findConstraint(findRelation(next, child), constraint.name) === undefined) {
      const context = { origin, isNewTable: true };
      next = addTableConstraint(next, child, { ...constraint, span: constraint.origin.span }, context);
    }
  }
  return next;
}

/** `ALTER TABLE … INHERIT`: the child must have the columns and checks of its parent already. */
export function joinParent(catalog: Catalog, childName: ObjectName, parentName: ObjectName): Catalog {
  const parent = findRelation(catalog, parentName);
  const child = findRelation(catalog, childName);
  if (parent === undefined || child === undefined) return catalog;
  return linkChild(catalog, parent, child, undefined);
}

export function leaveParent(catalog: Catalog, childName: ObjectName, parentName: ObjectName): Catalog {
  const parent = findRelation(catalog, parentName);
  const child = findRelation(catalog, childName);
  if (parent === undefined || child === undefined) return catalog;
  return unlinkChild(catalog, parent, child);
}

function unlinkChild(catalog: Catalog, parent: Table, child: Table): Catalog {
  const isOther = (name: QualifiedName): boolean => !isSameName(name, child);
  const next = updateTable(catalog, parent, (table) => ({
    ...table,
    partitions: table.partitions.filter(isOther),
    children: table.children.filter(isOther),
    ...(table.defaultPartition !== undefined && !isOther(table.defaultPartition)
      ? { hasDefaultPartition: false, defaultPartition: undefined }
      : {}),
  }));
  return updateTable(next, child, (table) => ({ ...table, parent: undefined }));
}

export function attachPartition(catalog: Catalog, operation: AttachPartition, origin: Origin): Catalog {
  const parent = findRelation(catalog, operation.table);
  const child = findRelation(catalog, operation.partition);
  if (parent === undefined || child === undefined) {
    return updateTable(catalog, operation.table, (table) => ({
      ...table,
      hasDefaultPartition: table.hasDefaultPartition || operation.isDefault,
    }));
  }
  let next = linkChild(catalog, parent, child, { isDefault: operation.isDefault });
  next = inheritConstraints(next, parent, child, origin);
  return inheritAsPartition(next, parent, child, origin);
}

/** A detached partition keeps its columns, indexes and constraints as its own. */
export function detachPartition(catalog: Catalog, operation: DetachPartition): Catalog {
  const parent = findRelation(catalog, operation.table);
  const child = findRelation(catalog, operation.partition);
  if (parent === undefined || child === undefined) return catalog;
  let next = unlinkChild(catalog, parent, child);
  const cloned = new Set(parent.triggers.filter(({ forEachRow }) => forEachRow).map(({ name }) => name));
  next = updateTable(next, child, (table) => ({
    ...table,
    triggers: table.triggers.filter((trigger) => !cloned.has(trigger.name)),
  }));
  for (const index of indexesOf(next, child)) {
    if (index.parent !== undefined) next = putIndex(next, { ...index, parent: undefined });
  }
  return next;
}
