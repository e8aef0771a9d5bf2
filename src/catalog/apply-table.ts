import {
  UNKNOWN_NAME,
  type AlterTable,
  type ColumnDefinition,
  type Constraint,
  type CreateTable,
  type DropTable,
  type ObjectName,
} from '../operation.ts';
import { addTableConstraint, setColumnNotNull } from './apply-constraint.ts';
import { inherit, joinParent, leaveParent } from './apply-inheritance.ts';
import { copyLike } from './apply-like.ts';
import type { Catalog, Origin, QualifiedName, Table } from './catalog.ts';
import { dropRelation } from './drop.ts';
import { putTable, updateTable } from './edit.ts';
import { findRelation, keyOf, newName } from './lookup.ts';
import { truncateName } from './names.ts';
import { addSequenceOf, blankTable, columnOf } from './new-table.ts';
import { outputColumns, resolveUses } from './uses.ts';

export function createTable(catalog: Catalog, operation: CreateTable, origin: Origin): Catalog {
  const name = nameOf(catalog, operation);
  if (name.name === UNKNOWN_NAME || name.schema === UNKNOWN_NAME) return catalog;
  const existing = catalog.relations.get(keyOf(name));
  if (existing !== undefined && !isOfEarlierSession(existing, origin)) return catalog;
  const free = existing === undefined ? catalog : dropRelation(catalog, existing, true);

  const definitions = operation.columns;
  let next = definitions.reduce(
    (result, definition) => addSequenceOf(result, name, definition, origin),
    putTable(free, tableOf(free, operation, name, origin)),
  );
  for (const parent of operation.inherits) next = inherit(next, { parent, child: name, origin });
  if (operation.partitionOf !== undefined) {
    const { parent, isDefault } = operation.partitionOf;
    next = inherit(next, { parent, child: name, origin, partition: { isDefault } });
  }
  const constraints = inOrderOfCreation(operation);
  const context = { origin, isNewTable: true };
  for (const like of operation.like) next = copyLike(next, name, like, origin);
  for (const constraint of constraints.checks) next = addTableConstraint(next, name, constraint, context);
  for (const definition of definitions) {
    if (!columnOf(definition, origin).notNull) continue;
    next = setColumnNotNull(next, name, definition.name, { origin, name: definition.notNullName });
  }
  for (const constraint of constraints.others) next = addTableConstraint(next, name, constraint, context);
  return next;
}

/** Temporary tables live in a schema of their own, which is searched first; the catalog keeps them under `pg_temp`. */
function nameOf(catalog: Catalog, { table, persistence }: CreateTable): QualifiedName {
  const name = truncateName(table.name);
  if (persistence === 'temporary') return { schema: 'pg_temp', name };
  return newName(catalog, { ...table, name });
}

/** A temporary table ends with its session, and each migration has one of its own. */
function isOfEarlierSession(table: Table, origin: Origin): boolean {
  return table.persistence === 'temporary' && table.origin.migration !== origin.migration;
}

function tableOf(catalog: Catalog, operation: CreateTable, name: QualifiedName, origin: Origin): Table {
  const { query } = operation;
  const selected =
    query === undefined ? undefined : outputColumns(catalog, query.columns, query.uses, origin);
  return {
    ...blankTable('table', name, origin),
    persistence: operation.persistence,
    foreign: operation.foreign,
    columns: [...(selected?.columns ?? []), ...operation.columns.map((column) => columnOf(column, origin))],
    columnsKnown: (selected?.known ?? true) && operation.columns.every((column) => column.type !== undefined),
    partitioned: operation.partitionBy,
    uses: query === undefined ? undefined : resolveUses(catalog, query.uses),
    mayBeOlder: operation.ifNotExists || (operation.onlyIf?.some(({ is }) => is === 'noTable') ?? false),
    filled: query?.withData === true,
  };
}

/** Checks first, then not-null, then keys with the primary key first, then foreign keys: their names depend on it. */
function inOrderOfCreation(operation: CreateTable): {
  readonly checks: readonly Constraint[];
  readonly others: readonly Constraint[];
} {
  const all = [...operation.columns.flatMap(constraintsOf), ...operation.constraints];
  const ofKind = (...kinds: readonly Constraint['kind'][]): readonly Constraint[] =>
    all.filter((constraint) => kinds.includes(constraint.kind));
  const keys = [...ofKind('primaryKey'), ...ofKind('unique', 'exclusion')];
  return {
    checks: ofKind('check'),
    others: [...ofKind('notNull'), ...withoutRepeated(keys), ...ofKind('foreignKey')],
  };
}

/** The constraints written with a column, which need not name it. */
export function constraintsOf(column: ColumnDefinition): readonly Constraint[] {
  return column.constraints.map((constraint) =>
    constraint.columns.length === 0 && constraint.kind !== 'check'
      ? { ...constraint, columns: [column.name] }
      : constraint,
  );
}

/** `PRIMARY KEY UNIQUE` makes one index: Postgres leaves out a key that repeats an earlier one. */
function withoutRepeated(keys: readonly Constraint[]): readonly Constraint[] {
  const kept: Constraint[] = [];
  for (const key of keys) {
    const index = kept.findIndex((earlier) => isRepeated(key, earlier));
    const earlier = kept[index];
    if (earlier === undefined) kept.push(key);
    else kept[index] = { ...earlier, name: earlier.name ?? key.name };
  }
  return kept;
}

function isRepeated(key: Constraint, earlier: Constraint): boolean {
  return (
    key.kind === 'unique' &&
    earlier.kind !== 'exclusion' &&
    (key.name === undefined || earlier.name === undefined) &&
    key.columns.join('\n') === earlier.columns.join('\n') &&
    key.deferrable === earlier.deferrable &&
    key.nullsNotDistinct === earlier.nullsNotDistinct
  );
}

export function dropTable(catalog: Catalog, { table, cascade }: DropTable): Catalog {
  const found = findRelation(catalog, table);
  return found?.kind === 'table' ? dropRelation(catalog, found, cascade) : catalog;
}

/** Marks a table as written in bulk. */
export function fill(catalog: Catalog, table: ObjectName): Catalog {
  return updateTable(catalog, table, (current) => (current.filled ? current : { ...current, filled: true }));
}

/** The few subcommands that change what the catalog knows of a table. */
export function alterTable(catalog: Catalog, operation: AlterTable): Catalog {
  const { table: name, span } = operation;
  const change = (fields: Partial<Table>): Catalog =>
    updateTable(catalog, name, (table) => ({ ...table, ...fields }));
  switch (operation.action) {
    case 'setLogged':
      return change({ persistence: 'permanent' });
    case 'setUnlogged':
      return change({ persistence: 'unlogged' });
    case 'enableRowSecurity':
      return change({ rowSecurity: true });
    case 'disableRowSecurity':
      return change({ rowSecurity: false });
    case 'inherit':
    case 'noInherit': {
      if (operation.name === undefined) return catalog;
      const parent: ObjectName = { schema: undefined, name: operation.name, span };
      return operation.action === 'inherit'
        ? joinParent(catalog, name, parent)
        : leaveParent(catalog, name, parent);
    }
    default:
      return catalog;
  }
}
