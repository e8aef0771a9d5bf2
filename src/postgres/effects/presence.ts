import { isCertain } from '../../catalog/certainty.ts';
import type { QualifiedName, Table } from '../../catalog/catalog.ts';
import { findColumn, findConstraint, findRelation, keyOf, newName } from '../../catalog/lookup.ts';
import { truncateName } from '../../catalog/names.ts';
import { UNKNOWN_NAME, type Constraint, type ObjectName } from '../../operation.ts';
import { failure, type Context, type Failure } from './facts.ts';

/**
 * Why Postgres refuses a name: something has it already, or nothing has it. Said only where the
 * catalog is certain: of what the history made or took away itself, unconditionally and after the
 * last statement that could not be read.
 */

/** Postgres 12 to 18 word it alike for tables, views, sequences and indexes, which share their names. */
export function takenRelation({ catalog }: Context, { schema, name }: QualifiedName): Failure | undefined {
  if (schema === 'pg_temp' || schema === UNKNOWN_NAME || name === UNKNOWN_NAME) return undefined;
  const key = keyOf({ schema, name: truncateName(name) });
  const found = catalog.relations.get(key) ?? catalog.indexes.get(key);
  if (found === undefined || !isCertain(catalog, found.origin)) return undefined;
  return failure('42P07', `relation "${found.name}" already exists`);
}

export function takenColumn({ catalog }: Context, name: ObjectName, column: string): Failure | undefined {
  const table = findRelation(catalog, name);
  const found = findColumn(table, column);
  if (table === undefined || found === undefined || column === UNKNOWN_NAME) return undefined;
  if (!isCertain(catalog, found.origin, table)) return undefined;
  return failure('42701', `column "${column}" of relation "${table.name}" already exists`);
}

export function takenConstraint(
  { catalog }: Context,
  table: Table | undefined,
  constraint: string,
): Failure | undefined {
  const found = findConstraint(table, truncateName(constraint));
  if (table === undefined || found === undefined || constraint === UNKNOWN_NAME) return undefined;
  if (!isCertain(catalog, found.origin, table)) return undefined;
  return failure('42710', `constraint "${found.name}" for relation "${table.name}" already exists`);
}

export function takenType({ catalog }: Context, name: ObjectName): Failure | undefined {
  const { schema, name: type } = newName(catalog, name);
  const found = catalog.types.get(keyOf({ schema, name: truncateName(type) }));
  // `CREATE TYPE name;` declares what a second statement defines.
  if (found === undefined || found.name === UNKNOWN_NAME || found.kind === 'base') return undefined;
  if (!isCertain(catalog, found.origin)) return undefined;
  return failure('42710', `type "${found.name}" already exists`);
}

/** Every table has these, and some clauses may name them. */
const SYSTEM_COLUMNS = ['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid'];

/** The table, where it is known to have no such column. */
function tableWithout(context: Context, name: ObjectName, column: string): Table | undefined {
  const table = findRelation(context.catalog, name);
  return lacksColumn(context, table, column) ? table : undefined;
}

function lacksColumn({ catalog }: Context, table: Table | undefined, column: string): boolean {
  if (table?.kind !== 'table' || !table.columnsKnown || table.mayBeOlder) return false;
  if (table.parent !== undefined || !isCertain(catalog, table.origin)) return false;
  if (column === UNKNOWN_NAME || SYSTEM_COLUMNS.includes(column)) return false;
  // One that has no name may be any.
  return findColumn(table, column) === undefined && findColumn(table, UNKNOWN_NAME) === undefined;
}

export function missingColumn(context: Context, name: ObjectName, column: string): Failure | undefined {
  const table = tableWithout(context, name, column);
  if (table === undefined) return undefined;
  return failure('42703', `column "${column}" of relation "${table.name}" does not exist`);
}

/** RENAME COLUMN and indexes name the column alone. */
export function missingColumnAlone(context: Context, name: ObjectName, column: string): Failure | undefined {
  if (tableWithout(context, name, column) === undefined) return undefined;
  return failure('42703', `column "${column}" does not exist`);
}

/** The columns of a key or a foreign key that the table does not have. */
export function missingKeyColumn(
  context: Context,
  table: Table | undefined,
  { kind, columns }: Constraint,
): Failure | undefined {
  const missing = columns.find((column) => lacksColumn(context, table, column));
  if (missing === undefined || table === undefined) return undefined;
  switch (kind) {
    case 'primaryKey':
    case 'unique':
      return failure('42703', `column "${missing}" named in key does not exist`);
    case 'foreignKey':
      return failure('42703', `column "${missing}" referenced in foreign key constraint does not exist`);
    case 'notNull':
      return failure('42703', `column "${missing}" of relation "${table.name}" does not exist`);
    case 'check':
    case 'exclusion':
      return failure('42703', `column "${missing}" does not exist`);
  }
}

export function missingConstraint(
  { catalog }: Context,
  name: ObjectName,
  constraint: string,
): Failure | undefined {
  const table = findRelation(catalog, name);
  if (table?.kind !== 'table' || table.mayBeOlder || !table.columnsKnown) return undefined;
  if (table.parent !== undefined || !isCertain(catalog, table.origin)) return undefined;
  if (constraint === UNKNOWN_NAME || findConstraint(table, UNKNOWN_NAME) !== undefined) return undefined;
  const truncated = truncateName(constraint);
  if (findConstraint(table, truncated) !== undefined) return undefined;
  return failure('42704', `constraint "${truncated}" of relation "${table.name}" does not exist`);
}
