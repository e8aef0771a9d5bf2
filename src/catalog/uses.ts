import type { ColumnUse, ObjectName, Uses } from '../operation.ts';
import type { Catalog, Column, Origin, Table } from './catalog.ts';
import { findColumn, findRelation, resolveName } from './lookup.ts';

/**
 * The uses of a query with each name as it is resolved now: relations with their schema, columns
 * with their relation where only one can be meant, `*` as the columns that it stands for. Views
 * keep what they were made with.
 */
export function resolveUses(catalog: Catalog, uses: Uses): Uses {
  const resolve = (name: ObjectName): ObjectName => {
    const { schema, name: resolved } = resolveName(catalog, name);
    return { schema, name: resolved, span: name.span };
  };
  const relations = uses.relations.map((use) => ({ ...use, relation: resolve(use.relation) }));
  const tables = relations.map(({ relation }) => findRelation(catalog, relation));
  const named = uses.columns.map((use): ColumnUse => {
    if (use.relation !== undefined) return { ...use, relation: resolve(use.relation) };
    const owners = tables.filter((table) => findColumn(table, use.column) !== undefined);
    const [owner] = owners;
    const isCertain = owners.length === 1 && tables.every((table) => table?.columnsKnown === true);
    return isCertain && owner !== undefined ? { ...use, relation: nameOf(owner, use) } : use;
  });
  const isStarKnown = (index: number): boolean => tables[index]?.columnsKnown === true;
  const starred = relations.flatMap(({ relation, star }, index) =>
    star && isStarKnown(index)
      ? (tables[index]?.columns ?? []).map((column) => ({
          column: column.name,
          relation,
          span: relation.span,
        }))
      : [],
  );
  return {
    relations: relations.map((use, index) =>
      use.star && isStarKnown(index) ? { ...use, star: false } : use,
    ),
    columns: [...named, ...starred],
    functions: uses.functions,
  };
}

function nameOf(table: Table, { span }: ColumnUse): ObjectName {
  return { schema: table.schema, name: table.name, span };
}

/**
 * The columns that a query gives: `names` as far as they are written, an empty string where `*`
 * decides. Only `*` tells the type of a column.
 */
export function outputColumns(
  catalog: Catalog,
  names: readonly string[],
  uses: Uses,
  origin: Origin,
): { readonly columns: readonly Column[]; readonly known: boolean } {
  const starred = uses.relations.filter((use) => use.star).map((use) => findRelation(catalog, use.relation));
  const stars = names.filter((name) => name === '').length;
  const groups =
    stars === 1 ? [starred] : stars === starred.length ? starred.map((table) => [table]) : undefined;
  const known =
    groups !== undefined &&
    groups.flat().every((table) => table?.columnsKnown === true) &&
    groups.every((group) => group.length > 0);
  let star = 0;
  const columns = names.flatMap((name) => {
    if (name !== '') return [outputColumn(name, undefined, origin)];
    const group = groups?.[star] ?? [];
    star += 1;
    return group.flatMap((table) =>
      (table?.columns ?? []).map((column) => outputColumn(column.name, column.type, origin)),
    );
  });
  return { columns, known: stars === 0 || known };
}

function outputColumn(name: string, type: Column['type'], origin: Origin): Column {
  return {
    name,
    type,
    notNull: false,
    default: undefined,
    generated: undefined,
    identity: undefined,
    collation: undefined,
    origin,
  };
}
