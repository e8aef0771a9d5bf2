import type { CreateView, DropView } from '../operation.ts';
import type { Catalog, Origin, Table } from './catalog.ts';
import { dropRelation } from './drop.ts';
import { putTable } from './edit.ts';
import { findRelation, keyOf, newName } from './lookup.ts';
import { blankTable } from './new-table.ts';
import { outputColumns, resolveUses } from './uses.ts';

export function createView(catalog: Catalog, operation: CreateView, origin: Origin): Catalog {
  const name = newName(catalog, operation.view);
  const existing = catalog.relations.get(keyOf(name));
  if (existing !== undefined && (!operation.replace || existing.kind !== 'view')) return catalog;
  const kind = operation.materialized ? 'materializedView' : 'view';
  const output = outputColumns(catalog, operation.columns, operation.uses, origin);
  const view: Table = {
    ...blankTable(kind, name, origin),
    persistence: operation.persistence,
    columns: output.columns,
    columnsKnown: output.known,
    uses: resolveUses(catalog, operation.uses),
    mayBeOlder: operation.ifNotExists,
    filled: operation.materialized && operation.withData,
  };
  if (existing === undefined) return putTable(catalog, view);
  const { columns, columnsKnown, uses } = view;
  return putTable(catalog, { ...existing, columns, columnsKnown, uses });
}

export function dropView(catalog: Catalog, { view, materialized, cascade }: DropView): Catalog {
  const found = findRelation(catalog, view);
  const kind = materialized ? 'materializedView' : 'view';
  return found?.kind === kind ? dropRelation(catalog, found, cascade) : catalog;
}
