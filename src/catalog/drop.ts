import type { Catalog, Dependent, QualifiedName, Table } from './catalog.ts';
import { removeTable, updateTable } from './edit.ts';
import { isSameName, keyOf, keysIn } from './lookup.ts';

/**
 * Takes a relation away with all that Postgres drops along with it. Foreign keys that point at it
 * go in any case: without CASCADE Postgres would have refused if there were any.
 */
export function dropRelation(catalog: Catalog, table: Table, cascade: boolean): Catalog {
  let next = cascade ? dropDependents(catalog, table) : catalog;
  next = dropReferences(next, table);
  const current = next.relations.get(keyOf(table));
  if (current === undefined) return next;
  let { indexes } = next;
  for (const name of current.indexes) indexes = indexes.delete(keyOf({ schema: current.schema, name }));
  next = removeTable({ ...next, indexes }, current);
  next = leaveParent(next, current);
  for (const name of current.ownedSequences) {
    const sequence = next.relations.get(keyOf(name));
    if (sequence !== undefined) next = removeTable(next, sequence);
  }
  if (current.ownedBy !== undefined) next = disown(next, current, current.ownedBy.table);
  for (const name of [...current.partitions, ...(cascade ? current.children : [])]) {
    const child = next.relations.get(keyOf(name));
    if (child !== undefined) next = dropRelation(next, child, cascade);
  }
  return next;
}

/** The views that use a relation, or one column of it, and the views that use those. */
export function dropDependents(catalog: Catalog, table: QualifiedName, column?: string): Catalog {
  let next = catalog;
  for (const dependent of viewsUsing(catalog, table, column)) {
    const view = next.relations.get(keyOf(dependent));
    if (view !== undefined) next = dropRelation(next, view, true);
  }
  return next;
}

/** The views and materialized views that use a relation, or one column of it. */
export function viewsUsing(catalog: Catalog, table: QualifiedName, column?: string): readonly Dependent[] {
  const dependents = (catalog.usedBy.get(keyOf(table)) ?? []).filter(({ kind }) => kind !== 'routine');
  if (column === undefined) return dependents;
  return dependents.filter((dependent) => {
    const uses = catalog.relations.get(keyOf(dependent))?.uses;
    return uses?.columns.some(
      (use) =>
        use.column === column && use.relation?.name === table.name && use.relation.schema === table.schema,
    );
  });
}

function dropReferences(catalog: Catalog, table: Table): Catalog {
  let next = catalog;
  for (const key of keysIn(catalog.referencedBy, keyOf(table))) {
    const referencing = next.relations.get(key);
    if (referencing === undefined) continue;
    next = updateTable(next, referencing, (current) => ({
      ...current,
      constraints: current.constraints.filter(
        ({ referenced }) => referenced === undefined || !isSameName(referenced, table),
      ),
    }));
  }
  return next;
}

function leaveParent(catalog: Catalog, table: Table): Catalog {
  if (table.parent === undefined) return catalog;
  const isOther = (name: QualifiedName): boolean => !isSameName(name, table);
  return updateTable(catalog, table.parent, (parent) => ({
    ...parent,
    partitions: parent.partitions.filter(isOther),
    children: parent.children.filter(isOther),
  }));
}

function disown(catalog: Catalog, sequence: QualifiedName, owner: QualifiedName): Catalog {
  return updateTable(catalog, owner, (table) => ({
    ...table,
    ownedSequences: table.ownedSequences.filter((name) => !isSameName(name, sequence)),
  }));
}
