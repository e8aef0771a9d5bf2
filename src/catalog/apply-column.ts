import type { AddColumn, AddIdentity, AlterColumnType, DropColumn, ObjectName } from '../operation.ts';
import { addTableConstraint, findNotNull, removeConstraint, setColumnNotNull } from './apply-constraint.ts';
import { dropIndex } from './apply-index.ts';
import { constraintsOf } from './apply-table.ts';
import type { Catalog, Column, Origin, QualifiedName, Table } from './catalog.ts';
import { dropDependents } from './drop.ts';
import { removeTable, updateTable } from './edit.ts';
import { findColumn, findRelation, indexesOf, isSameName, keyOf, keysIn } from './lookup.ts';
import { addOwnedSequence, addSequenceOf, columnOf } from './new-table.ts';

export function addColumn(catalog: Catalog, { table, column }: AddColumn, origin: Origin): Catalog {
  const found = findRelation(catalog, table);
  if (found === undefined || findColumn(found, column.name) !== undefined) return catalog;
  let next = addSequenceOf(catalog, found, column, origin);
  next = addColumnTo(next, found, columnOf(column, origin));
  // What is not null or has a key reaches the heirs by itself; the column has to be there first.
  if (columnOf(column, origin).notNull) {
    next = setColumnNotNull(next, found, column.name, { origin, name: column.notNullName });
  }
  for (const constraint of constraintsOf(column)) {
    next = addTableConstraint(next, found, constraint, { origin, isNewTable: false });
  }
  return next;
}

function addColumnTo(catalog: Catalog, name: QualifiedName, column: Column): Catalog {
  const table = findRelation(catalog, name);
  if (table === undefined || findColumn(table, column.name) !== undefined) return catalog;
  let next = updateTable(catalog, table, (current) => ({
    ...current,
    columns: [...current.columns, column],
  }));
  for (const heir of heirsOf(table)) next = addColumnTo(next, heir, column);
  return next;
}

function heirsOf(table: Table): readonly QualifiedName[] {
  return [...table.partitions, ...table.children];
}

export function dropColumn(catalog: Catalog, { table, column, cascade }: DropColumn): Catalog {
  const found = findRelation(catalog, table);
  return found === undefined ? catalog : dropColumnOf(catalog, found, column, cascade);
}

/** A column goes with its indexes, its constraints, the foreign keys that point at it and its sequences. */
export function dropColumnOf(
  catalog: Catalog,
  name: QualifiedName,
  column: string,
  cascade: boolean,
): Catalog {
  const table = findRelation(catalog, name);
  if (table === undefined || findColumn(table, column) === undefined) return catalog;
  let next = cascade ? dropDependents(catalog, table, column) : catalog;
  for (const constraint of table.constraints) {
    if (constraint.columns.includes(column)) next = removeConstraint(next, table, constraint);
  }
  for (const index of indexesOf(next, table)) {
    if (index.usedColumns.includes(column)) next = dropIndex(next, index);
  }
  next = dropReferencesTo(next, table, column);
  for (const sequence of sequencesOf(next, table, column)) next = removeTable(next, sequence);
  next = updateTable(next, table, (current) => withoutColumn(next, current, column, cascade));
  for (const heir of heirsOf(table)) next = dropColumnOf(next, heir, column, cascade);
  return next;
}

function dropReferencesTo(catalog: Catalog, table: Table, column: string): Catalog {
  let next = catalog;
  for (const key of keysIn(catalog.referencedBy, keyOf(table))) {
    const referencing = catalog.relations.get(key);
    for (const constraint of referencing?.constraints ?? []) {
      const isAffected =
        constraint.referenced !== undefined &&
        isSameName(constraint.referenced, table) &&
        constraint.references?.columns.includes(column) === true;
      if (isAffected && referencing !== undefined) next = removeConstraint(next, referencing, constraint);
    }
  }
  return next;
}

function sequencesOf(catalog: Catalog, table: Table, column: string): readonly Table[] {
  return table.ownedSequences
    .map((name) => catalog.relations.get(keyOf(name)))
    .filter((sequence) => sequence !== undefined)
    .filter((sequence) => sequence.ownedBy?.column === column);
}

function withoutColumn(catalog: Catalog, table: Table, column: string, cascade: boolean): Table {
  const left = {
    ...table,
    columns: table.columns.filter((candidate) => candidate.name !== column),
    ownedSequences: table.ownedSequences.filter((name) => catalog.relations.has(keyOf(name))),
  };
  if (!cascade) return left;
  return {
    ...left,
    columns: left.columns.filter(({ generated }) => generated?.expression.columns.includes(column) !== true),
    triggers: table.triggers.filter(
      (trigger) => !trigger.columns.includes(column) && !trigger.whenColumns.includes(column),
    ),
    policies: table.policies.filter((policy) => !policy.columns.includes(column)),
  };
}

export function alterColumnType(catalog: Catalog, operation: AlterColumnType): Catalog {
  return changeColumn(catalog, operation.table, operation.column, (column) => ({
    ...column,
    type: operation.type,
    collation:
      operation.collation ?? (column.type?.name === operation.type.name ? column.collation : undefined),
  }));
}

/** Changes a column here and in the tables that inherit it. */
export function changeColumn(
  catalog: Catalog,
  name: ObjectName | QualifiedName,
  columnName: string,
  change: (column: Column) => Column,
): Catalog {
  const table = findRelation(catalog, name);
  if (table === undefined || findColumn(table, columnName) === undefined) return catalog;
  let next = changeOwnColumn(catalog, table, columnName, change);
  for (const heir of heirsOf(table)) next = changeColumn(next, heir, columnName, change);
  return next;
}

/** Changes a column here alone, as ALTER TABLE ONLY does. */
export function changeOwnColumn(
  catalog: Catalog,
  name: ObjectName | QualifiedName,
  columnName: string,
  change: (column: Column) => Column,
): Catalog {
  const table = findRelation(catalog, name);
  if (table === undefined || findColumn(table, columnName) === undefined) return catalog;
  return updateTable(catalog, table, (current) => ({
    ...current,
    columns: current.columns.map((column) => (column.name === columnName ? change(column) : column)),
  }));
}

export function setNotNull(catalog: Catalog, table: ObjectName, column: string, origin: Origin): Catalog {
  const found = findRelation(catalog, table);
  return findColumn(found, column) === undefined || found === undefined
    ? catalog
    : setColumnNotNull(catalog, found, column, { origin });
}

export function dropNotNull(catalog: Catalog, table: ObjectName | QualifiedName, column: string): Catalog {
  const found = findRelation(catalog, table);
  if (found === undefined || findColumn(found, column) === undefined) return catalog;
  const constraint = findNotNull(found, column);
  let next = constraint === undefined ? catalog : removeConstraint(catalog, found, constraint);
  next = updateTable(next, found, (current) => ({
    ...current,
    columns: current.columns.map((candidate) =>
      candidate.name === column && candidate.notNull ? { ...candidate, notNull: false } : candidate,
    ),
  }));
  for (const heir of heirsOf(found)) next = dropNotNull(next, heir, column);
  return next;
}

export function addIdentity(catalog: Catalog, operation: AddIdentity, origin: Origin): Catalog {
  const table = findRelation(catalog, operation.table);
  if (table === undefined || findColumn(table, operation.column) === undefined) return catalog;
  const next = changeColumn(catalog, table, operation.column, (column) => ({
    ...column,
    identity: operation.identity,
  }));
  return addOwnedSequence(next, table, operation.column, origin);
}

export function dropIdentity(catalog: Catalog, name: ObjectName, columnName: string): Catalog {
  const table = findRelation(catalog, name);
  if (table === undefined || findColumn(table, columnName)?.identity === undefined) return catalog;
  let next = catalog;
  for (const sequence of sequencesOf(catalog, table, columnName)) next = removeTable(next, sequence);
  next = updateTable(next, table, (current) => ({
    ...current,
    ownedSequences: current.ownedSequences.filter((sequence) => next.relations.has(keyOf(sequence))),
  }));
  return changeColumn(next, table, columnName, (column) => ({ ...column, identity: undefined }));
}
