import { UNKNOWN_NAME, type ObjectName } from '../operation.ts';
import type {
  Catalog,
  CatalogType,
  Column,
  Index,
  KeySet,
  QualifiedName,
  Routine,
  Table,
  TableConstraint,
} from './catalog.ts';
import type { PersistentMap } from './persistent-map.ts';

/** Keys that have been asked for, by schema and name. */
const keys = new Map<string, Map<string, string>>();

/**
 * The key of an object in the maps of a catalog: the same string for the same name, whose hash is
 * then worked out once, and not for each of the many times that it is looked up.
 */
export function keyOf({ schema, name }: QualifiedName): string {
  const ofSchema = keys.get(schema) ?? new Map<string, string>();
  if (ofSchema.size === 0) keys.set(schema, ofSchema);
  const known = ofSchema.get(name);
  if (known !== undefined) return known;
  const key = `${schema}.${name}`;
  ofSchema.set(name, key);
  return key;
}

export function isSameName(left: QualifiedName, right: QualifiedName): boolean {
  return left.schema === right.schema && left.name === right.name;
}

/**
 * The name with its schema: that of the object it names, or, where there is none, the schema in
 * which Postgres would create it.
 */
export function resolveName(catalog: Catalog, name: ObjectName): QualifiedName {
  return findRelation(catalog, name) ?? newName(catalog, name);
}

/** The name that a new object gets. */
export function newName(catalog: Catalog, name: ObjectName): QualifiedName {
  return { schema: name.schema ?? catalog.searchPath[0] ?? 'public', name: name.name };
}

/** A table, view, materialized view or sequence; undefined where the history does not create it. */
export function findRelation(catalog: Catalog, name: ObjectName | QualifiedName): Table | undefined {
  return find(catalog, name, catalog.relations);
}

export function findIndex(catalog: Catalog, name: ObjectName | QualifiedName): Index | undefined {
  return find(catalog, name, catalog.indexes);
}

export function findType(
  catalog: Catalog,
  name: { schema: string | undefined; name: string },
): CatalogType | undefined {
  return find(catalog, name, catalog.types);
}

export function findRoutines(catalog: Catalog, name: ObjectName | QualifiedName): readonly Routine[] {
  return find(catalog, name, catalog.routines) ?? [];
}

/** The keys that a map back to dependents has for `key`, in alphabetical order. */
export function keysIn(map: PersistentMap<KeySet>, key: string): readonly string[] {
  return [...(map.get(key)?.entries() ?? [])].map(([entry]) => entry).sort();
}

export function findColumn(table: Table | undefined, column: string): Column | undefined {
  return table?.columns.find((candidate) => candidate.name === column);
}

export function findConstraint(table: Table | undefined, constraint: string): TableConstraint | undefined {
  return table?.constraints.find((candidate) => candidate.name === constraint);
}

/** The indexes of a table, those of its constraints included. */
export function indexesOf(catalog: Catalog, table: Table): readonly Index[] {
  return table.indexes
    .map((name) => catalog.indexes.get(keyOf({ schema: table.schema, name })))
    .filter((index) => index !== undefined);
}

function find<Value>(
  { searchPath }: Catalog,
  { schema, name }: { readonly schema: string | undefined; readonly name: string },
  map: PersistentMap<Value>,
): Value | undefined {
  if (name === UNKNOWN_NAME) return undefined;
  const findIn = (searched: string): Value | undefined => map.get(keyOf({ schema: searched, name }));
  if (schema !== undefined) return findIn(schema);
  // Temporary tables, then Postgres's own objects, come before the search path.
  const implicit = findIn('pg_temp') ?? findIn('pg_catalog');
  if (implicit !== undefined) return implicit;
  for (const searched of searchPath) {
    const value = findIn(searched);
    if (value !== undefined) return value;
  }
  return undefined;
}
