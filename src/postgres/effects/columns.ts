import type { Catalog, QualifiedName, Table } from '../../catalog/catalog.ts';
import { findColumn, findRelation, findType, isSameName, resolveName } from '../../catalog/lookup.ts';
import type {
  AddColumn,
  ColumnDefinition,
  DropColumn,
  DropNotNull,
  Expression,
  RenameColumn,
  SetDefault,
  DropDefault,
  SetNotNull,
  TypeName,
} from '../../operation.ts';
import type { Effect, PostgresVersion, RelationLock } from '../effect.ts';
import { volatilityOf } from '../volatility.ts';
import { newConstraintFailure } from './constraint-failures.ts';
import {
  incomingForeignKeys,
  policiesUsingColumn,
  referencedTables,
  trackedRoutinesUsing,
  viewsUsingColumn,
  withViewsOnTop,
} from './dependents.ts';
import { missingColumn, missingColumnAlone, takenColumn } from './presence.ts';
import {
  described,
  effect,
  failure,
  heapsOf,
  isPartition,
  leavesOut,
  lock,
  lockAltered,
  lockFamily,
  lockReferenced,
  locksOf,
  syntaxError,
  type Context,
  type Failure,
} from './facts.ts';

const SERIALS = ['serial', 'bigserial', 'smallserial'];

export function addColumn(context: Context, operation: AddColumn): Effect {
  const { catalog } = context;
  const { column } = operation;
  const target = resolveName(catalog, operation.table);
  const locks = lockAltered(context, operation, 'ACCESS EXCLUSIVE');
  const existing = findColumn(findRelation(catalog, target), column.name);
  if (operation.ifNotExists && existing !== undefined) {
    return effect({ locks: [lock(target, 'ACCESS EXCLUSIVE', 'target')] });
  }
  const heaps = heapsOf(catalog, target);
  const rewrites = rewritesForNewColumn(catalog, column);
  const filled = fillsExistingRows(catalog, column);
  const isKey = column.constraints.some(({ kind }) => kind === 'primaryKey');
  const checksRows = column.constraints.some(
    ({ kind, notEnforced, notValid }) => kind === 'check' && !notEnforced && !notValid,
  );
  const buildsIndex = column.constraints.some(({ kind }) => isIndexed(kind));
  const validatesForeignKey =
    column.default !== undefined && column.constraints.some(({ kind }) => kind === 'foreignKey');
  const leavesNulls = (column.notNull || isKey) && (!filled || column.generated !== undefined);
  const checksDomain = constrainedDomain(catalog, column.type) !== undefined;
  return effect({
    locks: [
      ...locks,
      ...column.constraints
        .map((constraint) => constraint.references?.table)
        .filter((table) => table !== undefined)
        .flatMap((table) => lockReferenced(context, table, 'SHARE ROW EXCLUSIVE')),
    ],
    rewrites: rewrites ? heaps : [],
    scans: leavesNulls || checksRows || buildsIndex || validatesForeignKey ? heaps : [],
    failure: addColumnFailure(context, operation),
    mayFailOnData:
      leavesNulls || checksRows || validatesForeignKey || checksDomain || (buildsIndex && filled),
  });
}

/** Existing rows get a value for the new column that is not stored once for all of them. */
function rewritesForNewColumn(catalog: Catalog, column: ColumnDefinition): boolean {
  if (column.generated !== undefined) return column.generated.storage === 'stored';
  if (column.identity !== undefined || isSerial(column.type)) return true;
  if (constrainedDomain(catalog, column.type) !== undefined) return true;
  const value = defaultOf(catalog, column);
  return value !== undefined && volatilityOf(value, catalog) === 'volatile';
}

function fillsExistingRows(catalog: Catalog, column: ColumnDefinition): boolean {
  if (column.generated !== undefined || column.identity !== undefined || isSerial(column.type)) return true;
  const value = defaultOf(catalog, column);
  return value !== undefined && value.constant !== 'null';
}

function defaultOf(catalog: Catalog, column: ColumnDefinition): Expression | undefined {
  if (column.default !== undefined || column.type === undefined) return column.default;
  if (column.type.arrayDimensions > 0) return undefined;
  const type = findType(catalog, column.type);
  return type?.kind === 'domain' ? type.default : undefined;
}

function constrainedDomain(catalog: Catalog, type: TypeName | undefined): QualifiedName | undefined {
  if (type === undefined || type.arrayDimensions > 0) return undefined;
  const found = findType(catalog, type);
  if (found?.kind !== 'domain') return undefined;
  return found.notNull || found.checks.length > 0 ? found : constrainedDomain(catalog, found.base);
}

export function isSerial(type: TypeName | undefined): boolean {
  return type !== undefined && SERIALS.includes(type.name);
}

function isIndexed(kind: string): boolean {
  return kind === 'unique' || kind === 'primaryKey' || kind === 'exclusion';
}

function addColumnFailure(context: Context, operation: AddColumn): Failure | undefined {
  const { column } = operation;
  const table = findRelation(context.catalog, operation.table);
  if (column.generated?.storage === 'virtual' && context.postgres < 18) return syntaxError('VIRTUAL');
  if (isPartition(context.catalog, table)) {
    return failure('42809', 'cannot add column to a partition');
  }
  if (leavesOut(context, operation, 'all')) {
    return failure('42P16', 'column must be added to child tables too');
  }
  const taken = operation.ifNotExists ? undefined : takenColumn(context, operation.table, column.name);
  if (taken !== undefined) return taken;
  return column.constraints
    .map((constraint) => newConstraintFailure(context, table, constraint))
    .find((found) => found !== undefined);
}

export function dropColumn(context: Context, operation: DropColumn): Effect {
  const { catalog } = context;
  const target = resolveName(catalog, operation.table);
  const table = findRelation(catalog, target);
  const incoming = incomingForeignKeys(catalog, target).filter(({ constraint }) =>
    referencedColumns(table, constraint.references?.columns).includes(operation.column),
  );
  const views = viewsUsingColumn(catalog, target, operation.column);
  const own = (table?.constraints ?? []).filter(({ columns }) => columns.includes(operation.column));
  const dependents: readonly RelationLock[] = operation.cascade
    ? [
        ...locksOf(
          incoming.map(({ table: other }) => other),
          'ACCESS EXCLUSIVE',
          'dependent',
        ),
        ...locksOf(withViewsOnTop(catalog, views), 'ACCESS EXCLUSIVE', 'dependent'),
      ]
    : [];
  return effect({
    locks: [
      // With ONLY too: what inherits is told that the column is its own now.
      ...lockFamily(context, operation.table, 'ACCESS EXCLUSIVE'),
      ...locksOf(
        referencedTables(catalog, table === undefined ? undefined : { ...table, constraints: own }),
        'ACCESS EXCLUSIVE',
        'referenced',
      ),
      ...dependents,
    ],
    failure: dropColumnFailure(context, operation, () =>
      [
        views,
        incoming,
        policiesUsingColumn(catalog, target, operation.column),
        trackedRoutinesUsing(catalog, target, operation.column),
      ].some(({ length }) => length > 0),
    ),
  });
}

function dropColumnFailure(
  context: Context,
  operation: DropColumn,
  hasDependents: () => boolean,
): Failure | undefined {
  const { catalog, postgres } = context;
  const target = resolveName(catalog, operation.table);
  const table = findRelation(catalog, target);
  const { column } = operation;
  const missing = operation.ifExists ? undefined : missingColumn(context, operation.table, column);
  if (missing !== undefined) return missing;
  if (table !== undefined && isPartition(catalog, table)) {
    return failure('42P16', `cannot drop inherited column "${column}"`);
  }
  if (table?.partitioned?.columns.includes(column)) {
    return failure(
      '42P16',
      `cannot drop column "${column}" because it is part of the partition key of relation "${target.name}"`,
    );
  }
  if (leavesOut(context, operation, 'partitions')) {
    return failure('42P16', 'cannot drop column from only the partitioned table when partitions exist');
  }
  if (operation.cascade || !(isUsedInTable(table, column, postgres) || hasDependents())) return undefined;
  return failure(
    '2BP01',
    `cannot drop column ${column} of table ${described(catalog, target)} because other objects depend on it`,
  );
}

/** Before 15 a generated column went with the column that it reads. */
function isUsedInTable(table: Table | undefined, column: string, postgres: PostgresVersion): boolean {
  if (table === undefined) return false;
  const { columns, triggers } = table;
  return (
    (postgres >= 15 && columns.some(({ generated }) => generated?.expression.columns.includes(column))) ||
    triggers.some((trigger) => [...trigger.columns, ...trigger.whenColumns].includes(column))
  );
}

/** The columns a foreign key points at; without any it means the primary key. */
export function referencedColumns(
  table: Table | undefined,
  columns: readonly string[] | undefined,
): readonly string[] {
  if (columns !== undefined && columns.length > 0) return columns;
  return table?.constraints.find(({ kind }) => kind === 'primaryKey')?.columns ?? [];
}

export function renameColumn(context: Context, operation: RenameColumn): Effect {
  const table = findRelation(context.catalog, operation.table);
  return effect({
    locks: lockFamily(context, operation.table, 'ACCESS EXCLUSIVE'),
    failure: isPartition(context.catalog, table)
      ? failure('42P16', `cannot rename inherited column "${operation.column}"`)
      : (missingColumnAlone(context, operation.table, operation.column) ??
        takenColumn(context, operation.table, operation.to)),
  });
}

export function changeDefault(context: Context, operation: SetDefault | DropDefault): Effect {
  return effect({
    locks: lockAltered(context, operation, 'ACCESS EXCLUSIVE'),
    failure: missingColumn(context, operation.table, operation.column),
  });
}

export function setNotNull(context: Context, operation: SetNotNull): Effect {
  const { catalog } = context;
  const target = resolveName(catalog, operation.table);
  const heaps = heapsOf(catalog, target);
  const altered = operation.only === true ? heaps.filter((heap) => isSameName(heap, target)) : heaps;
  const unproven = altered.filter((heap) => !isProvenNotNull(findRelation(catalog, heap), operation.column));
  return effect({
    locks: lockAltered(context, operation, 'ACCESS EXCLUSIVE'),
    scans: unproven,
    failure:
      missingColumn(context, operation.table, operation.column) ?? onlyParentNotNull(context, operation),
    mayFailOnData: unproven.length > 0,
  });
}

/** Partitions must not hold what their parent refuses. */
function onlyParentNotNull(context: Context, operation: SetNotNull): Failure | undefined {
  if (!leavesOut(context, operation, 'partitions')) return undefined;
  const partitions = findRelation(context.catalog, operation.table)?.partitions ?? [];
  const isSet = partitions.every(
    (name) => findColumn(findRelation(context.catalog, name), operation.column)?.notNull === true,
  );
  return isSet ? undefined : failure('42P16', 'constraint must be added to child tables too');
}

/**
 * Postgres takes it as proof that the column is not null already, or that a validated CHECK says so
 * (12 and later, `ConstraintImpliedByRelConstraint`).
 */
export function isProvenNotNull(table: Table | undefined, column: string): boolean {
  if (table === undefined) return false;
  const found = findColumn(table, column);
  const notValid = table.constraints.some(
    ({ kind, columns, validated }) => kind === 'notNull' && columns.includes(column) && !validated,
  );
  if (found?.notNull && !notValid) return true;
  return table.constraints.some(
    ({ kind, validated, notEnforced, conditions }) =>
      kind === 'check' &&
      validated &&
      !notEnforced &&
      conditions.some((condition) => condition.kind === 'isNotNull' && condition.column === column),
  );
}

export function dropNotNull(context: Context, operation: DropNotNull): Effect {
  const table = findRelation(context.catalog, operation.table);
  const inKey = table?.constraints.some(
    ({ kind, columns }) => kind === 'primaryKey' && columns.includes(operation.column),
  );
  return effect({
    locks: lockAltered(context, operation, 'ACCESS EXCLUSIVE'),
    failure: inKey
      ? failure('42P16', `column "${operation.column}" is in a primary key`)
      : missingColumn(context, operation.table, operation.column),
  });
}
