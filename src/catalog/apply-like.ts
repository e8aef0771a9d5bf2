import type { CreateTable } from '../operation.ts';
import { addTableConstraint, setColumnNotNull } from './apply-constraint.ts';
import type { Catalog, Origin, QualifiedName } from './catalog.ts';
import { cloneIndexes } from './clone.ts';
import { updateTable } from './edit.ts';
import { findRelation } from './lookup.ts';
import { addOwnedSequence } from './new-table.ts';

type Like = CreateTable['like'][number];

/** `LIKE`: the columns and their NOT NULL always, the rest by `INCLUDING`. */
export function copyLike(catalog: Catalog, name: QualifiedName, like: Like, origin: Origin): Catalog {
  const source = findRelation(catalog, like.table);
  if (source === undefined) return updateTable(catalog, name, (table) => ({ ...table, columnsKnown: false }));

  const options = new Set(like.including.map((option) => option.toLowerCase()));
  const includes = (option: string): boolean => options.has('all') || options.has(option);
  let next = updateTable(catalog, name, (table) => ({
    ...table,
    columnsKnown: table.columnsKnown && source.columnsKnown,
    columns: [
      ...table.columns,
      ...source.columns.map((column) => ({
        ...column,
        default: includes('defaults') ? column.default : undefined,
        generated: includes('generated') ? column.generated : undefined,
        identity: includes('identity') ? column.identity : undefined,
        origin,
      })),
    ],
  }));
  for (const column of source.columns) {
    if (column.identity !== undefined && includes('identity')) {
      next = addOwnedSequence(next, name, column.name, origin);
    }
  }
  for (const constraint of source.constraints) {
    if (constraint.kind === 'notNull') {
      for (const column of constraint.columns)
        next = setColumnNotNull(next, name, column, { origin, name: constraint.name });
    } else if (constraint.kind === 'check' && includes('constraints')) {
      const context = { origin, isNewTable: true };
      next = addTableConstraint(next, name, { ...constraint, span: origin.span }, context);
    }
  }
  return includes('indexes') ? cloneIndexes(next, { from: source, to: name, attach: false, origin }) : next;
}
