import type { ColumnDefinition } from '../operation.ts';
import type { Catalog, Column, Origin, QualifiedName, Table } from './catalog.ts';
import { putTable, updateTable } from './edit.ts';
import { keyOf } from './lookup.ts';
import { chooseRelationName, truncateName } from './names.ts';

/** A relation of which nothing is known yet but its kind, its name and where it was made. */
export function blankTable(kind: Table['kind'], name: QualifiedName, origin: Origin): Table {
  return {
    schema: name.schema,
    name: truncateName(name.name),
    kind,
    persistence: 'permanent',
    foreign: false,
    columns: [],
    columnsKnown: true,
    constraints: [],
    indexes: [],
    triggers: [],
    policies: [],
    rowSecurity: false,
    partitioned: undefined,
    parent: undefined,
    partitions: [],
    children: [],
    hasDefaultPartition: false,
    uses: undefined,
    ownedBy: undefined,
    ownedSequences: [],
    origin,
    mayBeOlder: false,
    filled: false,
  };
}

export function columnOf(definition: ColumnDefinition, origin: Origin): Column {
  const isGenerated = definition.identity !== undefined || isSerial(definition);
  return {
    name: definition.name,
    type: definition.type,
    notNull: definition.notNull || isGenerated,
    default: definition.default,
    generated: definition.generated,
    identity: definition.identity,
    collation: definition.collation,
    origin,
  };
}

function isSerial({ type }: ColumnDefinition): boolean {
  return type?.name === 'serial' || type?.name === 'bigserial' || type?.name === 'smallserial';
}

/** The sequence behind a serial or identity column, owned by it. */
export function addSequenceOf(
  catalog: Catalog,
  table: QualifiedName,
  column: ColumnDefinition,
  origin: Origin,
): Catalog {
  if (column.identity === undefined && !isSerial(column)) return catalog;
  return addOwnedSequence(catalog, table, column.name, origin);
}

export function addOwnedSequence(
  catalog: Catalog,
  table: QualifiedName,
  column: string,
  origin: Origin,
): Catalog {
  const { schema } = table;
  const name = chooseRelationName(catalog, { schema, table: table.name, columns: [column] }, 'seq');
  return ownSequence(
    putTable(catalog, blankTable('sequence', { schema, name }, origin)),
    { schema, name },
    {
      table: { schema, name: table.name },
      column,
    },
  );
}

/** Makes a column the owner of a known sequence, or nobody. */
export function ownSequence(catalog: Catalog, sequence: QualifiedName, ownedBy: Table['ownedBy']): Catalog {
  const before = catalog.relations.get(keyOf(sequence));
  if (before === undefined) return catalog;
  let next = catalog;
  if (before.ownedBy !== undefined) {
    next = updateTable(next, before.ownedBy.table, (table) => ({
      ...table,
      ownedSequences: table.ownedSequences.filter((name) => keyOf(name) !== keyOf(sequence)),
    }));
  }
  next = putTable(next, { ...before, ownedBy });
  if (ownedBy === undefined) return next;
  const { schema, name } = sequence;
  return updateTable(next, ownedBy.table, (table) => ({
    ...table,
    ownedSequences: [...table.ownedSequences, { schema, name }],
  }));
}
