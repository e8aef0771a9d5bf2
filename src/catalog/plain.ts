import type { Catalog, KeySet, QualifiedName } from './catalog.ts';
import { keyOf } from './lookup.ts';
import { PersistentMap } from './persistent-map.ts';

type Entries<Value> = readonly (readonly [key: string, value: Value])[];

type Plain<Value> =
  Value extends PersistentMap<infer Entry>
    ? Entries<Entry extends KeySet ? readonly string[] : Entry>
    : Value;

/** A catalog of nothing but arrays and plain objects, which can be written to a file. */
export type PlainCatalog = { readonly [Field in keyof Catalog]: Plain<Catalog[Field]> };

/** Shares what the catalog holds. */
export function toPlain(catalog: Catalog): PlainCatalog {
  return {
    ...catalog,
    relations: [...catalog.relations.entries()],
    indexes: [...catalog.indexes.entries()],
    types: [...catalog.types.entries()],
    routines: [...catalog.routines.entries()],
    schemas: [...catalog.schemas.entries()],
    referencedBy: sets(catalog.referencedBy),
    usedBy: [...catalog.usedBy.entries()],
    typeUsers: sets(catalog.typeUsers),
    triggerFunctionUsers: sets(catalog.triggerFunctionUsers),
    guarded: keys(catalog.guarded),
    constraintNames: [...catalog.constraintNames.entries()],
  };
}

/** The catalog that `toPlain` was given, also where that was in another process. */
export function fromPlain(plain: PlainCatalog): Catalog {
  return {
    ...plain,
    relations: mapOfNamed(plain.relations, (table) => table),
    indexes: mapOfNamed(plain.indexes, (index) => index),
    types: mapOfNamed(plain.types, (type) => type),
    routines: mapOfNamed(plain.routines, ([routine]) => routine),
    schemas: mapOf(plain.schemas),
    referencedBy: mapOfSets(plain.referencedBy),
    usedBy: mapOf(plain.usedBy),
    typeUsers: mapOfSets(plain.typeUsers),
    triggerFunctionUsers: mapOfSets(plain.triggerFunctionUsers),
    guarded: setOf(plain.guarded),
    constraintNames: mapOf(plain.constraintNames),
  };
}

function keys(set: KeySet): Plain<KeySet> {
  return [...set.entries()];
}

function sets(map: PersistentMap<KeySet>): Entries<readonly string[]> {
  return [...map.entries()].map(([key, set]) => [key, [...set.entries()].map(([member]) => member)]);
}

function mapOf<Value>(entries: Entries<Value>): PersistentMap<Value> {
  return entries.reduce((map, [key, value]) => map.set(key, value), PersistentMap.empty<Value>());
}

/** What is looked up by its name is found under the key that `keyOf` has made for it. */
function mapOfNamed<Value>(
  entries: Entries<Value>,
  nameOf: (value: Value) => QualifiedName | undefined,
): PersistentMap<Value> {
  return mapOf(
    entries.map(([key, value]) => {
      const name = nameOf(value);
      return [name === undefined ? key : keyOf(name), value];
    }),
  );
}

function setOf(entries: Plain<KeySet>): KeySet {
  return mapOf(entries);
}

function mapOfSets(entries: Entries<readonly string[]>): PersistentMap<KeySet> {
  return mapOf(entries.map(([key, members]) => [key, mapOf(members.map((member) => [member, true]))]));
}
