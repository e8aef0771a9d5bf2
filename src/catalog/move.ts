import type { ObjectName, Uses } from '../operation.ts';
import type { Catalog, Index, QualifiedName, Table } from './catalog.ts';
import { putTable, removeTable, updateTable } from './edit.ts';
import { isSameName, keyOf, keysIn } from './lookup.ts';

/**
 * Gives a relation another name or schema. What Postgres tracks by object id follows it: foreign
 * keys, views, partitions, indexes, owned sequences. Bodies of routines are text and keep the old name.
 */
export function moveRelation(catalog: Catalog, table: Table, to: QualifiedName): Catalog {
  const from: QualifiedName = { schema: table.schema, name: table.name };
  if (isSameName(from, to) || catalog.relations.has(keyOf(to)) || catalog.indexes.has(keyOf(to)))
    return catalog;
  const constraints = table.constraints.map((constraint) =>
    constraint.referenced !== undefined && isSameName(constraint.referenced, from)
      ? retarget(constraint, to)
      : constraint,
  );
  const referencing = keysIn(catalog.referencedBy, keyOf(from));
  const isSelfReferencing = referencing.includes(keyOf(from));
  const moved: Table = {
    ...table,
    schema: to.schema,
    name: to.name,
    constraints: isSelfReferencing ? constraints : table.constraints,
  };
  let next = putTable(removeTable(catalog, table), moved);
  next = moveIndexes(next, table, to);
  next = moveReferences(next, referencing, from, to);
  next = moveUses(next, from, to);
  next = moveFamily(next, table, from, to);
  for (const sequence of table.ownedSequences) next = moveSequence(next, sequence, from, to);
  if (table.ownedBy !== undefined) {
    next = updateTable(next, table.ownedBy.table, (owner) => ({
      ...owner,
      ownedSequences: replaceName(owner.ownedSequences, from, to),
    }));
  }
  return next;
}

type WithReference = Table['constraints'][number];

function retarget(constraint: WithReference, to: QualifiedName): WithReference {
  const { references } = constraint;
  if (references === undefined) return { ...constraint, referenced: to };
  const table: ObjectName = { ...to, span: references.table.span };
  return { ...constraint, referenced: to, references: { ...references, table } };
}

function moveIndexes(catalog: Catalog, table: Table, to: QualifiedName): Catalog {
  let { indexes } = catalog;
  for (const name of table.indexes) {
    const index = indexes.get(keyOf({ schema: table.schema, name }));
    if (index === undefined) continue;
    const moved: Index = { ...index, schema: to.schema, table: to };
    indexes = indexes.delete(keyOf(index)).set(keyOf(moved), moved);
  }
  return { ...catalog, indexes };
}

function moveReferences(
  catalog: Catalog,
  referencing: readonly string[],
  from: QualifiedName,
  to: QualifiedName,
): Catalog {
  let next = catalog;
  for (const key of referencing) {
    const table = next.relations.get(key);
    if (table === undefined) continue;
    next = putTable(next, {
      ...table,
      constraints: table.constraints.map((constraint) =>
        constraint.referenced !== undefined && isSameName(constraint.referenced, from)
          ? retarget(constraint, to)
          : constraint,
      ),
    });
  }
  return next;
}

function moveUses(catalog: Catalog, from: QualifiedName, to: QualifiedName): Catalog {
  let next = catalog;
  for (const dependent of catalog.usedBy.get(keyOf(from)) ?? []) {
    if (dependent.kind === 'routine') continue;
    next = updateTable(next, { schema: dependent.schema, name: dependent.name }, (view) =>
      view.uses === undefined ? view : { ...view, uses: renamedUses(view.uses, from, to) },
    );
  }
  return next;
}

function renamedUses(uses: Uses, from: QualifiedName, to: QualifiedName): Uses {
  const rename = <Name extends ObjectName | undefined>(name: Name): Name =>
    name?.name === from.name && name.schema === from.schema ? { ...name, ...to } : name;
  return {
    ...uses,
    relations: uses.relations.map((use) => ({ ...use, relation: rename(use.relation) })),
    columns: uses.columns.map((use) => ({ ...use, relation: rename(use.relation) })),
  };
}

function moveFamily(catalog: Catalog, table: Table, from: QualifiedName, to: QualifiedName): Catalog {
  let next = catalog;
  if (table.parent !== undefined) {
    next = updateTable(next, table.parent, (parent) => ({
      ...parent,
      partitions: replaceName(parent.partitions, from, to),
      children: replaceName(parent.children, from, to),
    }));
  }
  for (const child of [...table.partitions, ...table.children]) {
    next = updateTable(next, child, (current) => ({ ...current, parent: to }));
  }
  return next;
}

/** A sequence that a column owns goes to another schema with its table, and keeps its own name. */
function moveSequence(
  catalog: Catalog,
  name: QualifiedName,
  from: QualifiedName,
  to: QualifiedName,
): Catalog {
  const sequence = catalog.relations.get(keyOf(name));
  if (sequence?.ownedBy === undefined) return catalog;
  const next = putTable(catalog, { ...sequence, ownedBy: { ...sequence.ownedBy, table: to } });
  const owned = next.relations.get(keyOf(name));
  if (from.schema === to.schema || owned === undefined) return next;
  return moveRelation(next, owned, { schema: to.schema, name: name.name });
}

function replaceName(
  names: readonly QualifiedName[],
  from: QualifiedName,
  to: QualifiedName,
): readonly QualifiedName[] {
  return names.map((name) => (isSameName(name, from) ? to : name));
}
