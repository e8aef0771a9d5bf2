import type { AttachIndex, CreateIndex, IndexElement } from '../operation.ts';
import type { Catalog, Index, Origin, QualifiedName, Table } from './catalog.ts';
import { putIndex, putTable, removeIndex, updateTable } from './edit.ts';
import { findIndex, findRelation, isSameName, keyOf } from './lookup.ts';
import { chooseRelationName, distinctColumnNames, isRelationName, truncateName } from './names.ts';

export function createIndex(catalog: Catalog, operation: CreateIndex, origin: Origin): Catalog {
  const table = findRelation(catalog, operation.table);
  if (table === undefined) return catalog;
  const name = operation.index === undefined ? undefined : truncateName(operation.index);
  if (name !== undefined && isRelationName(catalog, { schema: table.schema, name })) return catalog;
  return addIndex(catalog, table, { operation, name, parent: undefined, origin });
}

interface NewIndex {
  readonly operation: CreateIndex;
  readonly name: string | undefined;
  readonly parent: QualifiedName | undefined;
  readonly origin: Origin;
}

function addIndex(catalog: Catalog, table: Table, { operation, name, parent, origin }: NewIndex): Catalog {
  const { schema } = table;
  const columns = distinctColumnNames([...operation.elements.map(nameOfElement), ...operation.include]);
  const chosen = name ?? chooseRelationName(catalog, { schema, table: table.name, columns }, 'idx');
  let next = putIndex(catalog, {
    schema,
    name: chosen,
    table: { schema, name: table.name },
    unique: operation.unique,
    method: operation.method,
    columns: operation.elements.map((element) => element.column),
    columnNames: columns,
    include: operation.include,
    usedColumns: usedColumns(operation),
    where: operation.where,
    only: operation.only && table.partitioned !== undefined && table.partitions.length > 0,
    parent,
    origin,
  });
  for (const partition of operation.only ? [] : table.partitions) {
    const child = findRelation(next, partition);
    if (child === undefined) continue;
    next = addIndex(next, child, { operation, name: undefined, parent: { schema, name: chosen }, origin });
  }
  return next;
}

function usedColumns({ elements, include, where }: CreateIndex): readonly string[] {
  const columns = elements.flatMap(({ column, expression }) => [
    ...(column === undefined ? [] : [column]),
    ...(expression?.columns ?? []),
  ]);
  return [...new Set([...columns, ...include, ...(where?.columns ?? [])])];
}

/** What stands for one element in the name of an index: its column, its function, or `expr`. */
function nameOfElement({ column, expressionName }: IndexElement): string {
  return column ?? expressionName ?? 'expr';
}

/** Takes an index away with those of the partitions that are attached to it. */
export function dropIndex(catalog: Catalog, name: QualifiedName): Catalog {
  const index = catalog.indexes.get(keyOf(name));
  if (index === undefined) return catalog;
  let next = removeIndex(catalog, index);
  for (const child of attachedIndexes(catalog, index)) {
    next = dropIndex(next, child);
    next = updateTable(next, child.table, (table) => ({
      ...table,
      constraints: table.constraints.filter((constraint) => constraint.index !== child.name),
    }));
  }
  return next;
}

function attachedIndexes(catalog: Catalog, index: Index): readonly Index[] {
  const table = catalog.relations.get(keyOf(index.table));
  return (table?.partitions ?? []).flatMap((partition) =>
    (catalog.relations.get(keyOf(partition))?.indexes ?? [])
      .map((name) => catalog.indexes.get(keyOf({ schema: partition.schema, name })))
      .filter((child) => child !== undefined)
      .filter((child) => child.parent !== undefined && isSameName(child.parent, index)),
  );
}

/** Renames an index, and the constraint that it belongs to: Postgres keeps the two names the same. */
export function renameIndex(catalog: Catalog, name: QualifiedName, to: string): Catalog {
  const index = catalog.indexes.get(keyOf(name));
  const renamed = { schema: name.schema, name: truncateName(to) };
  if (index === undefined || isRelationName(catalog, renamed)) return catalog;
  let next: Catalog = {
    ...catalog,
    indexes: catalog.indexes.delete(keyOf(index)).set(keyOf(renamed), { ...index, name: renamed.name }),
  };
  for (const child of attachedIndexes(catalog, index)) next = putIndex(next, { ...child, parent: renamed });
  const table = next.relations.get(keyOf(index.table));
  if (table === undefined) return next;
  return putTable(next, {
    ...table,
    indexes: table.indexes.map((candidate) => (candidate === index.name ? renamed.name : candidate)),
    constraints: table.constraints.some((constraint) => constraint.index === index.name)
      ? table.constraints.map((constraint) =>
          constraint.index === index.name
            ? { ...constraint, name: renamed.name, index: renamed.name }
            : constraint,
        )
      : table.constraints,
  });
}

/** `ALTER INDEX parent ATTACH PARTITION child`: the parent is complete once every partition has one. */
export function attachIndex(catalog: Catalog, operation: AttachIndex): Catalog {
  const parent = findIndex(catalog, operation.index);
  const child = findIndex(catalog, operation.partition);
  if (parent === undefined || child === undefined) return catalog;
  const next = putIndex(catalog, { ...child, parent: { schema: parent.schema, name: parent.name } });
  const table = next.relations.get(keyOf(parent.table));
  const isComplete = attachedIndexes(next, parent).length === (table?.partitions.length ?? 0);
  return isComplete ? putIndex(next, { ...parent, only: false }) : next;
}
