import type { Constraint } from '../operation.ts';
import { addIndexedConstraint } from './apply-key.ts';
import type { Catalog, Index, Origin, QualifiedName, Table } from './catalog.ts';
import { putIndex } from './edit.ts';
import { findRelation, indexesOf, keyOf } from './lookup.ts';
import { chooseRelationName, distinctColumnNames } from './names.ts';

interface Clone {
  readonly from: Table;
  readonly to: QualifiedName;
  /** The copies belong to the originals, and an index that is there already is taken for a copy. */
  readonly attach: boolean;
  readonly origin: Origin;
}

/** Gives a table the indexes of another, and the constraints behind them, under names of its own. */
export function cloneIndexes(catalog: Catalog, { from, to, attach, origin }: Clone): Catalog {
  let next = catalog;
  for (const index of indexesOf(catalog, from)) {
    const table = findRelation(next, to);
    if (table === undefined) return next;
    const constraint = from.constraints.find((candidate) => candidate.index === index.name);
    const parent = attach ? { schema: index.schema, name: index.name } : undefined;
    const existing = attach ? findEquivalent(next, table, index, constraint !== undefined) : undefined;
    if (existing !== undefined) {
      next = putIndex(next, { ...existing, parent });
    } else if (constraint === undefined) {
      next = cloneIndex(next, table, index, { parent, origin });
    } else {
      const copied: Constraint = { ...constraint, name: undefined, span: origin.span };
      const before = table.indexes;
      next = addIndexedConstraint(next, to, copied, origin);
      const added = findRelation(next, to)?.indexes.find((name) => !before.includes(name));
      const copy = next.indexes.get(keyOf({ schema: to.schema, name: added ?? '' }));
      if (copy !== undefined && parent !== undefined) next = putIndex(next, { ...copy, parent });
    }
  }
  return next;
}

function cloneIndex(
  catalog: Catalog,
  table: Table,
  index: Index,
  { parent, origin }: { readonly parent: QualifiedName | undefined; readonly origin: Origin },
): Catalog {
  const { schema, name } = table;
  const columns = distinctColumnNames(index.columnNames);
  const chosen = chooseRelationName(catalog, { schema, table: name, columns }, 'idx');
  return putIndex(catalog, { ...index, schema, name: chosen, table: { schema, name }, parent, origin });
}

function findEquivalent(catalog: Catalog, table: Table, index: Index, isKey: boolean): Index | undefined {
  return indexesOf(catalog, table).find(
    (candidate) =>
      candidate.parent === undefined &&
      candidate.unique === index.unique &&
      candidate.method === index.method &&
      candidate.columns.length === index.columns.length &&
      candidate.columns.every(
        (column, position) => column !== undefined && column === index.columns[position],
      ) &&
      candidate.where?.text === index.where?.text &&
      table.constraints.some((constraint) => constraint.index === candidate.name) === isKey,
  );
}
