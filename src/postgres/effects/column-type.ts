import type { QualifiedName, Table } from '../../catalog/catalog.ts';
import { findColumn, findRelation, indexesOf, resolveName } from '../../catalog/lookup.ts';
import type { AlterColumnType } from '../../operation.ts';
import type { Effect } from '../effect.ts';
import { missingAssignmentCast } from '../assignment-casts.ts';
import { typeChange } from '../type-changes.ts';
import { referencedColumns } from './columns.ts';
import { incomingForeignKeys, viewsUsingColumn } from './dependents.ts';
import { missingColumn } from './presence.ts';
import {
  effect,
  failure,
  heapsOf,
  isPartition,
  leavesOut,
  lockAltered,
  locksOf,
  type Context,
  type Failure,
} from './facts.ts';

export function alterColumnType(context: Context, operation: AlterColumnType): Effect {
  const { catalog } = context;
  const target = resolveName(catalog, operation.table);
  const table = findRelation(catalog, target);
  const change = typeChange(findColumn(table, operation.column)?.type, operation, catalog);
  const heaps = heapsOf(catalog, target);
  const reads = change.heap !== 'none' || rechecks(context, table, operation, change.rebuildsIndexes);
  const { outgoing, incoming } = foreignKeyTables(context, target, operation.column);
  return effect({
    locks: [
      ...lockAltered(context, operation, 'ACCESS EXCLUSIVE'),
      ...locksOf([...outgoing, ...incoming], 'ACCESS EXCLUSIVE', 'referenced'),
    ],
    rewrites: change.heap === 'rewrite' ? heaps : [],
    scans: [...(reads ? heaps : []), ...(change.heap === 'rewrite' ? incoming : [])],
    failure: typeFailure(context, operation, table),
    mayFailOnData: change.heap !== 'none',
  });
}

/** CHECKs on the column are verified anew, and its indexes are built anew unless they stay as they are. */
function rechecks(
  { catalog }: Context,
  table: Table | undefined,
  { column }: AlterColumnType,
  rebuildsIndexes: boolean,
): boolean {
  if (table === undefined) return false;
  const checked = table.constraints.some(
    ({ kind, columns, validated }) => kind === 'check' && validated && columns.includes(column),
  );
  return (
    checked ||
    (rebuildsIndexes && indexesOf(catalog, table).some(({ usedColumns }) => usedColumns.includes(column)))
  );
}

/** Foreign keys on both ends of the column are dropped and made again. */
function foreignKeyTables(
  { catalog }: Context,
  target: QualifiedName,
  column: string,
): { readonly outgoing: readonly QualifiedName[]; readonly incoming: readonly QualifiedName[] } {
  const table = findRelation(catalog, target);
  const outgoing = (table?.constraints ?? [])
    .filter(({ columns }) => columns.includes(column))
    .map(({ referenced }) => referenced)
    .filter((referenced) => referenced !== undefined);
  const incoming = incomingForeignKeys(catalog, target)
    .filter(({ constraint }) => referencedColumns(table, constraint.references?.columns).includes(column))
    .map(({ table: other }) => other);
  return { outgoing, incoming };
}

function typeFailure(
  context: Context,
  operation: AlterColumnType,
  table: Table | undefined,
): Failure | undefined {
  return table === undefined
    ? undefined
    : (missingColumn(context, operation.table, operation.column) ??
        onlyFailure(context, operation) ??
        dependentFailure(context, operation.column, table) ??
        castFailure(context, operation, table));
}

function onlyFailure(context: Context, operation: AlterColumnType): Failure | undefined {
  if (!leavesOut(context, operation, 'all')) return undefined;
  return failure(
    '42P16',
    `type of inherited column "${operation.column}" must be changed in child tables too`,
  );
}

function castFailure(
  { catalog }: Context,
  { column, type, using }: AlterColumnType,
  table: Table,
): Failure | undefined {
  const from = findColumn(table, column)?.type;
  if (from === undefined || using !== undefined) return undefined;
  const missing = missingAssignmentCast(from, type, catalog);
  if (missing === undefined) return undefined;
  return failure('42804', `column "${column}" cannot be cast automatically to type ${missing}`);
}

function dependentFailure({ catalog, postgres }: Context, column: string, table: Table): Failure | undefined {
  if (isPartition(catalog, table)) return failure('42P16', `cannot alter inherited column "${column}"`);
  if (table.partitioned?.columns.includes(column)) {
    return failure(
      '42P16',
      `cannot alter column "${column}" because it is part of the partition key of relation "${table.name}"`,
    );
  }
  if (viewsUsingColumn(catalog, table, column).length > 0) {
    return failure('0A000', 'cannot alter type of a column used by a view or rule');
  }
  if (table.columns.some(({ generated }) => generated?.expression.columns.includes(column))) {
    return failure(
      postgres < 15 ? '42601' : '0A000',
      'cannot alter type of a column used by a generated column',
    );
  }
  if (table.policies.some(({ columns }) => columns.includes(column))) {
    return failure('0A000', 'cannot alter type of a column used in a policy definition');
  }
  if (table.triggers.some(({ columns, whenColumns }) => [...columns, ...whenColumns].includes(column))) {
    return failure('0A000', 'cannot alter type of a column used in a trigger definition');
  }
  return undefined;
}
