import type { Catalog, Dependent, Index, KeySet, QualifiedName, Table } from './catalog.ts';
import { findRelation, keyOf } from './lookup.ts';
import type { ObjectName } from '../operation.ts';
import { PersistentMap } from './persistent-map.ts';

/**
 * The only writers of relations and indexes: they keep the maps that lead back from an object to
 * what depends on it.
 */

/** Adds a relation, or replaces the one of the same name. */
export function putTable(catalog: Catalog, table: Table): Catalog {
  const key = keyOf(table);
  const before = catalog.relations.get(key);
  return replaceTable(catalog, key, before, table);
}

/** Takes a relation out, without what belongs to it. */
export function removeTable(catalog: Catalog, table: Table): Catalog {
  const key = keyOf(table);
  const before = catalog.relations.get(key);
  if (before === undefined) return catalog;
  return replaceTable(catalog, key, before, undefined);
}

/** Replaces a known relation by what `change` makes of it. */
export function updateTable(
  catalog: Catalog,
  name: ObjectName | QualifiedName,
  change: (table: Table) => Table,
): Catalog {
  const table = findRelation(catalog, name);
  if (table === undefined) return catalog;
  const changed = change(table);
  return changed === table ? catalog : putTable(catalog, changed);
}

/** Adds an index to the catalog and to its table, or replaces the one of the same name. */
export function putIndex(catalog: Catalog, index: Index): Catalog {
  const next = { ...catalog, indexes: catalog.indexes.set(keyOf(index), index) };
  return updateTable(next, index.table, (table) =>
    table.indexes.includes(index.name) ? table : { ...table, indexes: [...table.indexes, index.name] },
  );
}

export function removeIndex(catalog: Catalog, index: Index): Catalog {
  const next = { ...catalog, indexes: catalog.indexes.delete(keyOf(index)) };
  return updateTable(next, index.table, (table) => ({
    ...table,
    indexes: table.indexes.filter((name) => name !== index.name),
  }));
}

/** Adds `entry` to, or takes it out of, the list that `key` leads to. */
function link<Entry>(
  map: PersistentMap<readonly Entry[]>,
  key: string,
  change: { readonly add: Entry } | { readonly remove: (entry: Entry) => boolean },
): PersistentMap<readonly Entry[]> {
  const entries = map.get(key) ?? [];
  if ('add' in change) return map.set(key, [...entries, change.add]);
  const left = entries.filter((entry) => !change.remove(entry));
  return left.length === 0 ? map.delete(key) : map.set(key, left);
}

/** One of the two is there; whole lists are compared by identity, as most changes leave most of them alone. */
function replaceTable(
  catalog: Catalog,
  key: string,
  before: Table | undefined,
  after: Table | undefined,
): Catalog {
  const { relations, referencedBy, constraintNames, typeUsers, triggerFunctionUsers, usedBy, guarded } =
    catalog;
  const haveConstraintsChanged = before?.constraints !== after?.constraints;
  // Each field by its name, in the order of all other catalogs: it is slow to write again to what a
  // spread has copied.
  return {
    relations: after === undefined ? relations.delete(key) : relations.set(key, after),
    indexes: catalog.indexes,
    types: catalog.types,
    routines: catalog.routines,
    schemas: catalog.schemas,
    searchPath: catalog.searchPath,
    referencedBy: haveConstraintsChanged
      ? relinkKeys(referencedBy, key, referencedKeys(before), referencedKeys(after))
      : referencedBy,
    usedBy:
      before?.uses === after?.uses
        ? usedBy
        : relinkDependent(usedBy, dependentOf(after ?? before), usedKeys(before), usedKeys(after)),
    typeUsers:
      before?.columns === after?.columns
        ? typeUsers
        : relinkKeys(typeUsers, key, typeNames(before), typeNames(after)),
    triggerFunctionUsers:
      before?.triggers === after?.triggers
        ? triggerFunctionUsers
        : relinkKeys(triggerFunctionUsers, key, functionNames(before), functionNames(after)),
    guarded: relinkGuarded(guarded, key, before, after),
    constraintNames: haveConstraintsChanged ? recountNames(constraintNames, before, after) : constraintNames,
    postgres: catalog.postgres,
    gap: catalog.gap,
  };
}

function relinkGuarded(
  guarded: KeySet,
  key: string,
  before: Table | undefined,
  after: Table | undefined,
): KeySet {
  if (isGuarded(before) === isGuarded(after)) return guarded;
  return isGuarded(after) ? guarded.set(key, true) : guarded.delete(key);
}

function relinkKeys(
  map: PersistentMap<KeySet>,
  key: string,
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
): PersistentMap<KeySet> {
  let next = map;
  for (const target of before) {
    if (after.has(target)) continue;
    const left = next.get(target)?.delete(key);
    next = left === undefined || left.size === 0 ? next.delete(target) : next.set(target, left);
  }
  for (const target of after) {
    if (!before.has(target)) next = next.set(target, (next.get(target) ?? NO_KEYS).set(key, true));
  }
  return next;
}

function isGuarded(table: Table | undefined): boolean {
  return table !== undefined && table.policies.length > 0;
}

const NOTHING: ReadonlySet<string> = new Set();
const NO_KEYS: KeySet = PersistentMap.empty();

/** Moves a dependent from the relations that it used to those that it uses. */
export function relinkDependent(
  map: PersistentMap<readonly Dependent[]>,
  dependent: Dependent | undefined,
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
): PersistentMap<readonly Dependent[]> {
  if (dependent === undefined) return map;
  const isDependent = (entry: Dependent): boolean =>
    entry.kind === dependent.kind && entry.name === dependent.name && entry.schema === dependent.schema;
  let next = map;
  for (const target of before) if (!after.has(target)) next = link(next, target, { remove: isDependent });
  for (const target of after) if (!before.has(target)) next = link(next, target, { add: dependent });
  return next;
}

function dependentOf(table: Table | undefined): Dependent | undefined {
  if (table?.kind !== 'view' && table?.kind !== 'materializedView') return undefined;
  return { schema: table.schema, name: table.name, kind: table.kind };
}

function referencedKeys(table: Table | undefined): ReadonlySet<string> {
  let keys: Set<string> | undefined;
  for (const { referenced } of table?.constraints ?? [])
    if (referenced !== undefined) (keys ??= new Set()).add(keyOf(referenced));
  return keys ?? NOTHING;
}

function typeNames(table: Table | undefined): ReadonlySet<string> {
  let names: Set<string> | undefined;
  for (const { type } of table?.columns ?? [])
    if (type !== undefined && !BUILT_IN.has(type.name)) (names ??= new Set()).add(type.name);
  return names ?? NOTHING;
}

function functionNames(table: Table | undefined): ReadonlySet<string> {
  const triggers = table?.triggers ?? [];
  return triggers.length === 0 ? NOTHING : new Set(triggers.map((trigger) => trigger.function.name));
}

function usedKeys(table: Table | undefined): ReadonlySet<string> {
  const relations = table?.uses?.relations ?? [];
  if (relations.length === 0) return NOTHING;
  return new Set(
    relations.map(({ relation }) => keyOf({ schema: relation.schema ?? '', name: relation.name })),
  );
}

function recountNames(
  names: PersistentMap<number>,
  before: Table | undefined,
  after: Table | undefined,
): PersistentMap<number> {
  const schema = (after ?? before)?.schema ?? '';
  const old = before?.constraints ?? [];
  const current = after?.constraints ?? [];
  // Most changes add one at the end.
  let same = 0;
  while (same < old.length && old[same] === current[same]) same += 1;
  const gone = namesFrom(old, same);
  const added = namesFrom(current, same);
  let next = names;
  for (const name of gone) if (!added.has(name)) next = count(next, keyOf({ schema, name }), -1);
  for (const name of added) if (!gone.has(name)) next = count(next, keyOf({ schema, name }), 1);
  return next;
}

/** The names of constraints, of which a table has none twice, from one place on. */
function namesFrom(constraints: Table['constraints'], place: number): ReadonlySet<string> {
  if (place === constraints.length) return NOTHING;
  return new Set(constraints.slice(place).map(({ name }) => name));
}

function count(names: PersistentMap<number>, key: string, step: 1 | -1): PersistentMap<number> {
  const counted = (names.get(key) ?? 0) + step;
  return counted > 0 ? names.set(key, counted) : names.delete(key);
}

/** The types most columns have; nobody can rename or drop them, so nobody asks who uses them. */
const BUILT_IN: ReadonlySet<string> = new Set(
  `bool int2 int4 int8 float4 float8 numeric text varchar bpchar char uuid json jsonb bytea date time timetz timestamp
  timestamptz interval serial bigserial smallserial inet cidr name oid tsvector xml bit varbit money`.split(
    /\s+/,
  ),
);
