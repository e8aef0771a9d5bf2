import type { Constraint } from '../operation.ts';
import { renameIndex } from './apply-index.ts';
import type { Catalog, Index, Origin, QualifiedName, TableConstraint } from './catalog.ts';
import { putIndex, updateTable } from './edit.ts';
import { findConstraint, findRelation, keyOf } from './lookup.ts';
import { chooseRelationName, distinctColumnNames, isRelationName, truncateName } from './names.ts';

/** A primary key, unique or exclusion constraint, with the index that enforces it. */
export function addIndexedConstraint(
  catalog: Catalog,
  name: QualifiedName,
  constraint: Constraint,
  origin: Origin,
): Catalog {
  const table = findRelation(catalog, name);
  if (table === undefined) return catalog;
  if (constraint.usingIndex !== undefined) return adoptIndex(catalog, table, constraint, origin);

  const { schema } = table;
  const label = LABELS[constraint.kind] ?? 'key';
  const columns = distinctColumnNames(constraint.columns);
  const chosen = truncateName(
    constraint.name ?? chooseRelationName(catalog, { schema, table: table.name, columns }, label),
  );
  if (isRelationName(catalog, { schema, name: chosen })) return catalog;
  if (findConstraint(table, chosen) !== undefined) return catalog;
  let next = putIndex(catalog, indexOf(constraint, { schema, name: chosen }, table, origin));
  next = updateTable(next, table, (current) => ({
    ...current,
    constraints: [...current.constraints, recordOf(constraint, chosen, constraint.columns, origin)],
  }));
  const { name: _name, ...unnamed } = constraint;
  for (const partition of table.partitions) {
    next = addPartitionKey(
      next,
      partition,
      { ...unnamed, name: undefined },
      { parent: { schema, name: chosen }, origin },
    );
  }
  return next;
}

function addPartitionKey(
  catalog: Catalog,
  partition: QualifiedName,
  constraint: Constraint,
  { parent, origin }: { readonly parent: QualifiedName; readonly origin: Origin },
): Catalog {
  const before = findRelation(catalog, partition)?.indexes ?? [];
  const next = addIndexedConstraint(catalog, partition, constraint, origin);
  const added = findRelation(next, partition)?.indexes.find((index) => !before.includes(index));
  const index = next.indexes.get(keyOf({ schema: partition.schema, name: added ?? '' }));
  return index === undefined ? next : putIndex(next, { ...index, parent });
}

const LABELS: Readonly<Partial<Record<Constraint['kind'], 'pkey' | 'key' | 'excl'>>> = {
  primaryKey: 'pkey',
  unique: 'key',
  exclusion: 'excl',
};

/** `USING INDEX`: the constraint takes over an index, which takes over the constraint's name. */
function adoptIndex(catalog: Catalog, name: QualifiedName, constraint: Constraint, origin: Origin): Catalog {
  const { schema } = name;
  const index = catalog.indexes.get(keyOf({ schema, name: constraint.usingIndex ?? '' }));
  if (index === undefined) return catalog;
  const chosen = truncateName(constraint.name ?? index.name);
  const next = chosen === index.name ? catalog : renameIndex(catalog, index, chosen);
  const columns = index.columns.filter((column) => column !== undefined);
  return updateTable(next, name, (table) => ({
    ...table,
    constraints: [...table.constraints, recordOf(constraint, chosen, columns, origin)],
  }));
}

function recordOf(
  constraint: Constraint,
  name: string,
  columns: readonly string[],
  origin: Origin,
): TableConstraint {
  return {
    ...constraint,
    name,
    columns,
    validated: true,
    conditions: [],
    index: name,
    referenced: undefined,
    origin,
  };
}

function indexOf(constraint: Constraint, name: QualifiedName, table: QualifiedName, origin: Origin): Index {
  const isExclusion = constraint.kind === 'exclusion';
  return {
    schema: name.schema,
    name: name.name,
    table: { schema: table.schema, name: table.name },
    unique: !isExclusion,
    method: isExclusion || constraint.temporal === true ? 'gist' : 'btree',
    columns: constraint.columns,
    columnNames: constraint.columns,
    include: [],
    usedColumns: constraint.columns,
    where: undefined,
    only: false,
    parent: undefined,
    origin,
  };
}
