import type { Catalog, Origin, QualifiedName, Table, TableConstraint } from '../../catalog/catalog.ts';
import { findColumn, findRelation, isSameName, keyOf, resolveName } from '../../catalog/lookup.ts';
import type { ColumnUse } from '../../operation.ts';

/** A foreign key that points at a table, with the table that has it. */
export interface IncomingForeignKey {
  readonly table: Table;
  readonly constraint: TableConstraint;
}

/** Views and materialized views that name the relation in their query, directly. */
export function viewsUsing(catalog: Catalog, relation: QualifiedName): readonly Table[] {
  return (catalog.usedBy.get(keyOf(relation)) ?? [])
    .filter((dependent) => dependent.kind !== 'routine')
    .map((dependent) => findRelation(catalog, dependent))
    .filter((view) => view !== undefined);
}

/** The views among them that certainly read the column. */
export function viewsUsingColumn(
  catalog: Catalog,
  relation: QualifiedName,
  column: string,
): readonly Table[] {
  return viewsUsing(catalog, relation).filter((view) => readsColumn(catalog, view, relation, column));
}

/** Views that go when the given ones are dropped with CASCADE: they and those built on them. */
export function withViewsOnTop(catalog: Catalog, views: readonly Table[]): readonly Table[] {
  const seen = new Map<string, Table>();
  const visit = (view: Table): void => {
    if (seen.has(keyOf(view))) return;
    seen.set(keyOf(view), view);
    viewsUsing(catalog, view).forEach(visit);
  };
  views.forEach(visit);
  return [...seen.values()];
}

/** Foreign keys of other tables (and, with `self`, of its own) that point at the table. */
export function incomingForeignKeys(
  catalog: Catalog,
  relation: QualifiedName,
): readonly IncomingForeignKey[] {
  return (catalog.referencedBy.get(keyOf(relation)) ?? [])
    .map((key) => catalog.relations.get(key))
    .filter((table) => table !== undefined)
    .flatMap((table) =>
      table.constraints
        .filter((constraint) => constraint.kind === 'foreignKey')
        .filter(({ referenced }) => referenced !== undefined && isSameName(referenced, relation))
        .map((constraint) => ({ table, constraint })),
    );
}

/** Tables that the table's foreign keys point at; itself is not among them. */
export function referencedTables(table: Table | undefined): readonly QualifiedName[] {
  return (table?.constraints ?? [])
    .map((constraint) => constraint.referenced)
    .filter((referenced) => referenced !== undefined)
    .filter((referenced) => table === undefined || !isSameName(referenced, table));
}

function readsColumn(catalog: Catalog, view: Table, relation: QualifiedName, column: string): boolean {
  const uses = view.uses;
  if (uses === undefined) return false;
  const resolved = uses.relations.map((use) => ({ ...use, name: resolveName(catalog, use.relation) }));
  if (resolved.some((use) => use.star && isSameName(use.name, relation))) {
    const origin = findColumn(findRelation(catalog, relation), column)?.origin;
    if (origin !== undefined && isEarlier(origin, view.origin)) return true;
  }
  const candidates = resolved.map((use) => use.name);
  return uses.columns.some(
    (use) => use.column === column && meansRelation(catalog, use, relation, candidates),
  );
}

/** An unqualified column is certain only if no other relation of the query can have it. */
function meansRelation(
  catalog: Catalog,
  use: ColumnUse,
  relation: QualifiedName,
  candidates: readonly QualifiedName[],
): boolean {
  if (use.relation !== undefined) return isSameName(resolveName(catalog, use.relation), relation);
  return candidates
    .filter((candidate) => !isSameName(candidate, relation))
    .every((candidate) => {
      const other = findRelation(catalog, candidate);
      return other?.columnsKnown === true && findColumn(other, use.column) === undefined;
    });
}

/** `SELECT *` was expanded when the view was created: columns added later are not in it. */
function isEarlier(left: Origin, right: Origin): boolean {
  if (left.migration !== right.migration) return left.migration < right.migration;
  return left.span.start < right.span.start;
}
