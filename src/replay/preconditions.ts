import type { Catalog, Column, Table } from '../catalog/catalog.ts';
import { findColumn, findRelation, findType } from '../catalog/lookup.ts';
import type { Precondition, Source, TypeName } from '../operation.ts';

/**
 * The migration without the operations that its library does not come to, with the catalog as it is
 * when the migration starts.
 */
export function resolvePreconditions(source: Source, catalog: Catalog): Source {
  const isOpen = source.statements.some(({ operations }) =>
    operations.some(({ onlyIf }) => onlyIf !== undefined),
  );
  if (!isOpen) return source;
  const statements = source.statements.flatMap((statement) => {
    const operations = statement.operations.filter(({ onlyIf = [] }) =>
      onlyIf.every((precondition) => holds(precondition, catalog)),
    );
    const isNone = operations.length === 0 && statement.operations.length > 0;
    return isNone ? [] : [{ ...statement, operations }];
  });
  return { ...source, statements };
}

function holds(precondition: Precondition, catalog: Catalog): boolean {
  if (precondition.is === 'noTable') return findRelation(catalog, precondition.table) === undefined;
  if (precondition.is === 'noType') return findType(catalog, precondition.type) === undefined;
  const table = findRelation(catalog, precondition.table);
  if (precondition.is === 'withPrimaryKey')
    return table?.constraints.some(({ kind }) => kind === 'primaryKey') ?? true;
  const column = findColumn(table, precondition.column);
  if (table === undefined || column?.type === undefined) return precondition.is === 'unknown';
  switch (precondition.is) {
    case 'unknown':
      return false;
    case 'nullable':
      return !column.notNull;
    case 'notNull':
      return column.notNull;
    case 'withDefault':
      return column.default !== undefined || SERIALS.has(column.type.name);
    case 'unique':
      return hasOwnUnique(table, column);
    case 'notUnique':
      return !hasOwnUnique(table, column);
    case 'inPrimaryKey':
      return isInPrimaryKey(table, column);
    case 'notInPrimaryKey':
      return !isInPrimaryKey(table, column);
    case 'ofType':
      return isOfType(column.type, precondition);
    case 'ofOtherType':
      return !isOfType(column.type, precondition);
    case 'enumWithin':
      return valuesOf(column.type, catalog).every((value) => precondition.values.includes(value));
    case 'enumBeyond':
      return valuesOf(column.type, catalog).some((value) => !precondition.values.includes(value));
    case 'enumWithout':
      return !valuesOf(column.type, catalog).includes(precondition.value);
    default:
      return precondition satisfies never;
  }
}

const SERIALS: ReadonlyMap<string, string> = new Map([
  ['serial', 'int4'],
  ['bigserial', 'int8'],
  ['smallserial', 'int2'],
]);

function plainName({ name }: TypeName): string {
  return SERIALS.get(name) ?? name;
}

function isOfType(
  found: TypeName,
  { type, anyModifiers }: { readonly type: TypeName; readonly anyModifiers: boolean },
): boolean {
  return (
    plainName(found) === plainName(type) &&
    found.arrayDimensions > 0 === type.arrayDimensions > 0 &&
    (anyModifiers || found.modifiers.join(',') === type.modifiers.join(','))
  );
}

function hasOwnUnique({ constraints }: Table, { name }: Column): boolean {
  return constraints.some(
    ({ kind, columns }) => kind === 'unique' && columns.length === 1 && columns[0] === name,
  );
}

function isInPrimaryKey({ constraints }: Table, { name }: Column): boolean {
  return constraints.some(({ kind, columns }) => kind === 'primaryKey' && columns.includes(name));
}

function valuesOf(type: TypeName, catalog: Catalog): readonly string[] {
  const found = findType(catalog, type);
  return found?.kind === 'enum' ? found.values.map(({ value }) => value) : [];
}
