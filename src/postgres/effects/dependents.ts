import type {
  Catalog,
  Origin,
  Policy,
  QualifiedName,
  Routine,
  Table,
  TableConstraint,
} from '../../catalog/catalog.ts';
import { findColumn, findRelation, isSameName, keyOf, resolveName, keysIn } from '../../catalog/lookup.ts';
import type { ColumnUse, ObjectName } from '../../operation.ts';
import { partitionsOf } from './facts.ts';

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

/** A policy with the table that it guards. */
export interface PolicyOf {
  readonly table: Table;
  readonly policy: Policy;
}

/** Policies whose expressions name the column, those of other tables that read it in a subquery included. */
export function policiesUsingColumn(
  catalog: Catalog,
  relation: QualifiedName,
  column: string,
): readonly PolicyOf[] {
  return policiesOf(catalog).filter(
    ({ table, policy }) =>
      (isSameName(table, relation) && policy.columns.includes(column)) ||
      policy.uses.columns.some(
        (use) =>
          use.column === column && use.relation !== undefined && means(catalog, use.relation, relation),
      ),
  );
}

/** Policies of other tables that read the relation. */
export function policiesUsing(catalog: Catalog, relation: QualifiedName): readonly PolicyOf[] {
  return policiesOf(catalog).filter(
    ({ table, policy }) =>
      !isSameName(table, relation) &&
      policy.uses.relations.some((use) => means(catalog, use.relation, relation)),
  );
}

function policiesOf(catalog: Catalog): readonly PolicyOf[] {
  return [...catalog.guarded.entries()].flatMap(([key]) => {
    const table = catalog.relations.get(key);
    return table === undefined ? [] : table.policies.map((policy) => ({ table, policy }));
  });
}

/**
 * Functions in standard SQL (`RETURN`, `BEGIN ATOMIC`) that use the relation, or that column of it.
 * Of no other function does Postgres know what its body uses.
 */
export function trackedRoutinesUsing(
  catalog: Catalog,
  relation: QualifiedName,
  column?: string,
): readonly Routine[] {
  return (catalog.usedBy.get(keyOf(relation)) ?? [])
    .filter((dependent) => dependent.kind === 'routine')
    .flatMap((dependent) => catalog.routines.get(keyOf(dependent)) ?? [])
    .filter(({ body }) => body.tracked === true)
    .filter(
      ({ uses }) =>
        column === undefined ||
        uses.columns.some(
          (use) =>
            use.column === column && use.relation !== undefined && means(catalog, use.relation, relation),
        ),
    );
}

function means(catalog: Catalog, name: ObjectName, relation: QualifiedName): boolean {
  return isSameName(resolveName(catalog, name), relation);
}

/** Foreign keys of other tables (and, with `self`, of its own) that point at the table. */
export function incomingForeignKeys(
  catalog: Catalog,
  relation: QualifiedName,
): readonly IncomingForeignKey[] {
  return keysIn(catalog.referencedBy, keyOf(relation))
    .map((key) => catalog.relations.get(key))
    .filter((table) => table !== undefined)
    .flatMap((table) =>
      table.constraints
        .filter((constraint) => constraint.kind === 'foreignKey')
        .filter(({ referenced }) => referenced !== undefined && isSameName(referenced, relation))
        .map((constraint) => ({ table, constraint })),
    );
}

/**
 * Tables that the table's own foreign keys point at, with their partitions; itself is not among
 * them. What a partition has of its parent counts as the parent's.
 */
export function referencedTables(catalog: Catalog, table: Table | undefined): readonly QualifiedName[] {
  if (table === undefined) return [];
  return table.constraints
    .filter((constraint) => !isInherited(catalog, table, constraint))
    .map((constraint) => constraint.referenced)
    .filter((referenced) => referenced !== undefined)
    .filter((referenced) => !isSameName(referenced, table))
    .flatMap((referenced) => [referenced, ...partitionsOf(catalog, referenced)]);
}

/** The parent has the same constraint. */
export function isInherited(catalog: Catalog, table: Table, constraint: TableConstraint): boolean {
  const parent = table.parent && findRelation(catalog, table.parent);
  if (parent === undefined || (constraint.kind !== 'check' && parent.partitioned === undefined)) return false;
  return parent.constraints.some(
    (other) =>
      other.kind === constraint.kind &&
      (constraint.kind === 'check'
        ? other.name === constraint.name && other.noInherit !== true
        : other.columns.join() === constraint.columns.join() &&
          (other.referenced === undefined ||
            (constraint.referenced !== undefined && isSameName(other.referenced, constraint.referenced)))),
  );
}

/** Foreign keys that point at a partitioned table that the table is a partition of. */
export function incomingThroughParents(
  catalog: Catalog,
  table: Table | undefined,
): readonly IncomingForeignKey[] {
  const parent = table?.parent && findRelation(catalog, table.parent);
  if (parent?.partitioned === undefined) return [];
  return [...incomingForeignKeys(catalog, parent), ...incomingThroughParents(catalog, parent)];
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
