import type {
  AddEnumValue,
  AlterDomain,
  CreateType,
  DropType,
  ObjectName,
  RenameEnumValue,
} from '../operation.ts';
import { dropColumnOf } from './apply-column.ts';
import type { Catalog, CatalogType, Column, Origin, QualifiedName, Table } from './catalog.ts';
import { putTable, updateTable } from './edit.ts';
import { findType, isSameName, keyOf, newName, keysIn } from './lookup.ts';
import { truncateName } from './names.ts';
import { blankTable, columnOf } from './new-table.ts';

export function createType(catalog: Catalog, { type, definition }: CreateType, origin: Origin): Catalog {
  const name = newName(catalog, type);
  const { schema } = name;
  const base = { schema, name: truncateName(name.name), origin };
  const key = keyOf(base);
  if (catalog.types.has(key) && !isShell(catalog.types.get(key))) return catalog;
  const put = (created: CatalogType): Catalog => ({ ...catalog, types: catalog.types.set(key, created) });
  switch (definition.kind) {
    case 'enum':
      return put({
        ...base,
        kind: 'enum',
        values: definition.values.map((value) => ({ value, origin })),
      });
    case 'domain':
      return put({
        ...base,
        kind: 'domain',
        base: definition.base,
        notNull: definition.notNull,
        default: definition.default,
        checks: checkNames(base.name, definition.checks),
      });
    case 'composite': {
      const columns = definition.columns.map((column) => columnOf(column, origin));
      return putTable(put({ ...base, kind: 'composite' }), {
        ...blankTable('compositeType', base, origin),
        columns,
      });
    }
    case 'range':
    case 'base':
      return put({ ...base, kind: definition.kind });
  }
}

/** `CREATE TYPE name;` declares a type that a second statement then defines. */
function isShell(type: CatalogType | undefined): boolean {
  return type?.kind === 'base';
}

function checkNames(
  domain: string,
  checks: readonly { readonly name: string | undefined }[],
): readonly string[] {
  const names: string[] = [];
  for (const check of checks) {
    let name = check.name ?? `${domain}_check`;
    for (let suffix = 1; names.includes(name); suffix += 1) name = `${domain}_check${String(suffix)}`;
    names.push(name);
  }
  return names;
}

export function dropType(catalog: Catalog, { type, cascade }: DropType): Catalog {
  const found = findType(catalog, type);
  if (found === undefined) return catalog;
  let next: Catalog = { ...catalog, types: catalog.types.delete(keyOf(found)) };
  const composite = next.relations.get(keyOf(found));
  if (composite?.kind === 'compositeType') {
    next = { ...next, relations: next.relations.delete(keyOf(found)) };
  }
  if (!cascade) return next;
  for (const [table, column] of columnsOfType(catalog, found)) {
    next = dropColumnOf(next, table, column.name, true);
  }
  return next;
}

/** The columns of a type. A name without a schema is taken for the type if the search path leads to it. */
function columnsOfType(catalog: Catalog, type: CatalogType): readonly (readonly [Table, Column])[] {
  return keysIn(catalog.typeUsers, type.name).flatMap((key) => {
    const table = catalog.relations.get(key);
    return (table?.columns ?? [])
      .filter((column) => column.type?.name === type.name && isTypeNamed(catalog, column.type, type))
      .flatMap((column) => (table === undefined ? [] : [[table, column] as const]));
  });
}

function isTypeNamed(
  catalog: Catalog,
  name: { readonly schema: string | undefined; readonly name: string },
  type: QualifiedName,
): boolean {
  if (name.schema !== undefined) return name.schema === type.schema;
  const found = findType(catalog, name);
  return found === undefined || isSameName(found, type);
}

/** Renames a type or moves it to another schema; columns follow it. */
export function moveType(catalog: Catalog, name: ObjectName, to: Partial<QualifiedName>): Catalog {
  const found = findType(catalog, name);
  if (found === undefined) return catalog;
  const renamed = { schema: to.schema ?? found.schema, name: truncateName(to.name ?? found.name) };
  if (catalog.types.has(keyOf(renamed))) return catalog;
  const columns = columnsOfType(catalog, found);
  let next: Catalog = {
    ...catalog,
    types: catalog.types.delete(keyOf(found)).set(keyOf(renamed), { ...found, ...renamed }),
  };
  const composite = next.relations.get(keyOf(found));
  if (composite?.kind === 'compositeType') {
    next = putTable(
      { ...next, relations: next.relations.delete(keyOf(found)) },
      { ...composite, ...renamed },
    );
  }
  for (const table of new Set(columns.map(([owner]) => owner))) {
    const names = new Set(columns.filter(([owner]) => owner === table).map(([, column]) => column.name));
    next = updateTable(next, { schema: table.schema, name: table.name }, (current) => ({
      ...current,
      columns: current.columns.map((column) =>
        names.has(column.name) ? { ...column, type: retyped(column.type, renamed) } : column,
      ),
    }));
  }
  return next;
}

function retyped(type: Column['type'], to: QualifiedName): Column['type'] {
  if (type === undefined) return undefined;
  return { ...type, name: to.name, schema: type.schema === undefined ? undefined : to.schema };
}

export function addEnumValue(catalog: Catalog, operation: AddEnumValue, origin: Origin): Catalog {
  return changeEnum(catalog, operation.type, (values) => {
    if (values.some(({ value }) => value === operation.value)) return values;
    const neighbour = values.findIndex(({ value }) => value === (operation.before ?? operation.after));
    const index = neighbour < 0 ? values.length : operation.before === undefined ? neighbour + 1 : neighbour;
    return values.toSpliced(index, 0, { value: operation.value, origin });
  });
}

export function renameEnumValue(catalog: Catalog, { type, value, to }: RenameEnumValue): Catalog {
  return changeEnum(catalog, type, (values) =>
    values.map((existing) => (existing.value === value ? { ...existing, value: to } : existing)),
  );
}

type EnumValues = Extract<CatalogType, { readonly kind: 'enum' }>['values'];

function changeEnum(catalog: Catalog, name: ObjectName, change: (values: EnumValues) => EnumValues): Catalog {
  const type = findType(catalog, name);
  if (type?.kind !== 'enum') return catalog;
  return { ...catalog, types: catalog.types.set(keyOf(type), { ...type, values: change(type.values) }) };
}

export function alterDomain(catalog: Catalog, operation: AlterDomain): Catalog {
  const domain = findType(catalog, operation.domain);
  if (domain?.kind !== 'domain') return catalog;
  const put = (changes: Partial<Pick<typeof domain, 'notNull' | 'default' | 'checks'>>): Catalog => ({
    ...catalog,
    types: catalog.types.set(keyOf(domain), { ...domain, ...changes }),
  });
  switch (operation.action) {
    case 'setNotNull':
    case 'dropNotNull':
      return put({ notNull: operation.action === 'setNotNull' });
    case 'dropDefault':
      return put({ default: undefined });
    case 'addConstraint': {
      const added = [...domain.checks.map((name) => ({ name })), { name: operation.constraint?.name }];
      return put({ checks: checkNames(domain.name, added) });
    }
    case 'dropConstraint':
      return put({ checks: domain.checks.filter((name) => name !== operation.name) });
    case 'setDefault':
    case 'validateConstraint':
      return catalog;
  }
}

/** `ALTER TYPE … ADD ATTRIBUTE` and its like are not followed: the attributes are unknown from then on. */
export function alterType(catalog: Catalog, name: ObjectName): Catalog {
  return updateTable(catalog, name, (table) =>
    table.kind === 'compositeType' ? { ...table, columnsKnown: false } : table,
  );
}
