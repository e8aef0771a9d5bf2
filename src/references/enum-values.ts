import type { Catalog, CatalogType, QualifiedName, Table } from '../catalog/catalog.ts';
import { findColumn, findRelation, findType } from '../catalog/lookup.ts';
import { isNew, isNewColumn, isStepOf } from '../judge.ts';
import type { AlterColumnType, RenameEnumValue } from '../operation.ts';
import type { Subject } from '../reference.ts';
import type { Step } from '../step.ts';

/** The values that the columns of an enum can no longer hold. */
export function lostValues(step: Step): readonly EnumSubject[] {
  if (isStepOf(step, 'renameEnumValue')) return renamedValue(step);
  return isStepOf(step, 'alterColumnType') ? narrowedValues(step) : [];
}

function renamedValue({ operation: { type, value }, catalog, deploy }: Step<RenameEnumValue>) {
  const found = enumOf(catalog, type);
  if (found?.origin.deploy === deploy) return [];
  const name = found ?? { schema: type.schema ?? catalog.searchPath[0] ?? 'public', name: type.name };
  return [valueOf(name, value, found === undefined ? [] : columnsOf(catalog, found))];
}

/** An enum cannot lose a value: its columns are given another enum that has not got it. */
function narrowedValues(step: Step<AlterColumnType>): readonly EnumSubject[] {
  const { operation, catalog } = step;
  const table = findRelation(catalog, operation.table);
  const before = findColumn(table, operation.column)?.type;
  const old = before === undefined ? undefined : enumOf(catalog, before);
  const next = enumOf(catalog, operation.type);
  if (table === undefined || old?.kind !== 'enum' || next?.kind !== 'enum') return [];
  if (isNew(step, operation.table) || isNewColumn(step, operation.table, operation.column)) return [];
  const kept = new Set(next.values.map(({ value }) => value));
  const lost = old.values.filter(({ value }) => !kept.has(value));
  const columns = [{ table: nameOf(table), column: operation.column }];
  return lost.map(({ value }) => valueOf(old, value, columns));
}

type EnumType = Extract<CatalogType, { readonly kind: 'enum' }>;
type EnumSubject = Extract<Subject, { readonly kind: 'enumValue' }>;

function enumOf(
  catalog: Catalog,
  type: { readonly schema: string | undefined; readonly name: string },
): EnumType | undefined {
  const found = findType(catalog, type);
  return found?.kind === 'enum' ? found : undefined;
}

function valueOf(type: QualifiedName, value: string, columns: EnumSubject['columns']): EnumSubject {
  return { kind: 'enumValue', type: { schema: type.schema, name: type.name }, value, columns };
}

/** The columns of an enum, in the order of their tables' names. */
function columnsOf(catalog: Catalog, type: EnumType): EnumSubject['columns'] {
  const tables = [...(catalog.typeUsers.get(type.name)?.entries() ?? [])]
    .map(([key]) => catalog.relations.get(key))
    .filter((table): table is Table => table?.kind === 'table')
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  return tables.flatMap((table) =>
    table.columns
      .filter((column) => column.type !== undefined && enumOf(catalog, column.type) === type)
      .map(({ name }) => ({ table: nameOf(table), column: name })),
  );
}

function nameOf({ schema, name }: Table): QualifiedName {
  return { schema, name };
}
