import type { Catalog, KeySet } from './catalog.ts';
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
    guarded: [...catalog.guarded.entries()],
    constraintNames: [...catalog.constraintNames.entries()],
  };
}

/** The catalog that `toPlain` was given, also where that was in another process. */
export function fromPlain(plain: PlainCatalog): Catalog {
  return {
    ...plain,
    relations: mapOf(plain.relations),
    indexes: mapOf(plain.indexes),
    types: mapOf(plain.types),
    routines: mapOf(plain.routines),
    schemas: mapOf(plain.schemas),
    referencedBy: mapOfSets(plain.referencedBy),
    usedBy: mapOf(plain.usedBy),
    typeUsers: mapOfSets(plain.typeUsers),
    triggerFunctionUsers: mapOfSets(plain.triggerFunctionUsers),
    guarded: mapOf(plain.guarded),
    constraintNames: mapOf(plain.constraintNames),
  };
}

function sets(map: PersistentMap<KeySet>): Entries<readonly string[]> {
  return [...map.entries()].map(([key, set]) => [key, [...set.entries()].map(([member]) => member)]);
}

function mapOf<Value>(entries: Entries<Value>): PersistentMap<Value> {
  return entries.reduce((map, [key, value]) => map.set(key, value), PersistentMap.empty<Value>());
}

function mapOfSets(entries: Entries<readonly string[]>): PersistentMap<KeySet> {
  return mapOf(entries.map(([key, members]) => [key, mapOf(members.map((member) => [member, true]))]));
}
