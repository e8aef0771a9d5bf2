import type { Table } from '../../catalog/catalog.ts';
import { findColumn, findConstraint, findIndex, findRelation, resolveName } from '../../catalog/lookup.ts';
import type {
  AddConstraint,
  Constraint,
  DropConstraint,
  ObjectName,
  RenameConstraint,
  ValidateConstraint,
} from '../../operation.ts';
import type { Effect, RelationLock } from '../effect.ts';
import { isProvenNotNull, referencedColumns } from './columns.ts';
import { newConstraintFailure } from './constraint-failures.ts';
import { incomingForeignKeys, isInherited } from './dependents.ts';
import { missingConstraint, missingKeyColumn } from './presence.ts';
import {
  described,
  effect,
  failure,
  heapsOf,
  lock,
  lockFamily,
  lockPartitions,
  lockReferenced,
  locksOf,
  partitionHeapsOf,
  partitionsOf,
  type Context,
  type Failure,
} from './facts.ts';

export function addConstraint(context: Context, operation: AddConstraint): Effect {
  const { constraint } = operation;
  const table = findRelation(context.catalog, operation.table);
  const facts = constraint.kind === 'foreignKey' ? addForeignKey : addOther;
  return {
    ...facts(context, operation),
    failure: missingKeyColumn(context, table, constraint) ?? newConstraintFailure(context, table, constraint),
  };
}

function addForeignKey(context: Context, { table, constraint }: AddConstraint): Effect {
  const { catalog } = context;
  const target = resolveName(catalog, table);
  const checksRows = !constraint.notValid && !constraint.notEnforced;
  return effect({
    locks: [
      ...lockFamily(context, table, 'SHARE ROW EXCLUSIVE'),
      ...(constraint.references === undefined
        ? []
        : lockReferenced(context, constraint.references.table, 'SHARE ROW EXCLUSIVE')),
    ],
    scans: checksRows ? heapsOf(catalog, target) : [],
    mayFailOnData: checksRows,
  });
}

function addOther(context: Context, { table, constraint, only }: AddConstraint): Effect {
  const { catalog } = context;
  const target = resolveName(catalog, table);
  const isKey = ['primaryKey', 'unique', 'exclusion'].includes(constraint.kind);
  if (isKey && only === true && findRelation(catalog, target)?.partitioned !== undefined) {
    return effect({ locks: [lock(target, 'ACCESS EXCLUSIVE', 'target')] });
  }
  const heaps = isKey || constraint.noInherit ? partitionHeapsOf(catalog, target) : heapsOf(catalog, target);
  const scans = heaps.filter((heap) => readsRows(context, constraint, findRelation(catalog, heap)));
  return effect({
    locks: isKey ? lockKey(context, table, constraint) : lockCheck(context, table, constraint),
    scans,
    mayFailOnData: scans.length > 0,
  });
}

/** Before 18 the partitions are only locked to build their indexes, unless columns become NOT NULL. */
function lockKey(context: Context, table: ObjectName, constraint: Constraint): readonly RelationLock[] {
  const { catalog, postgres } = context;
  const target = findRelation(catalog, table);
  const becomesNotNull =
    constraint.kind === 'primaryKey' &&
    keyColumns(context, target, constraint).some((column) => !findColumn(target, column)?.notNull);
  const mode = postgres < 18 && !becomesNotNull ? 'SHARE' : 'ACCESS EXCLUSIVE';
  return lockPartitions(context, table, 'ACCESS EXCLUSIVE', mode);
}

/** Before 18 a CHECK that is not inherited leaves inheriting tables alone. */
function lockCheck(context: Context, table: ObjectName, constraint: Constraint): readonly RelationLock[] {
  const isAlone = constraint.noInherit === true && context.postgres < 18;
  return isAlone
    ? [lock(resolveName(context.catalog, table), 'ACCESS EXCLUSIVE', 'target')]
    : lockFamily(context, table, 'ACCESS EXCLUSIVE');
}

/** The columns of the index that USING INDEX names are those of the key. */
function keyColumns(
  { catalog }: Context,
  table: Table | undefined,
  { columns, usingIndex }: Constraint,
): readonly string[] {
  if (usingIndex === undefined || table === undefined) return columns;
  const index = findIndex(catalog, { schema: table.schema, name: usingIndex });
  return index?.columns.filter((column) => column !== undefined) ?? columns;
}

function readsRows(context: Context, constraint: Constraint, table: Table | undefined): boolean {
  if (constraint.notValid || constraint.notEnforced) return false;
  switch (constraint.kind) {
    case 'notNull':
      return constraint.columns.some((column) => !isProvenNotNull(table, column));
    case 'unique':
      return constraint.usingIndex === undefined;
    case 'primaryKey':
      return (
        constraint.usingIndex === undefined ||
        keyColumns(context, table, constraint).some((column) => !isProvenNotNull(table, column))
      );
    case 'check':
    case 'exclusion':
    case 'foreignKey':
      return true;
  }
}

export function dropConstraint(context: Context, operation: DropConstraint): Effect {
  const { catalog } = context;
  const target = resolveName(catalog, operation.table);
  const table = findRelation(catalog, target);
  const constraint = findConstraint(table, operation.constraint);
  const dependents = dependentForeignKeys(context, table, operation.constraint);
  return effect({
    locks: [
      ...lockFamily(context, operation.table, 'ACCESS EXCLUSIVE'),
      ...locksOf(
        constraint?.referenced === undefined
          ? []
          : [constraint.referenced, ...partitionsOf(catalog, constraint.referenced)],
        'ACCESS EXCLUSIVE',
        'referenced',
      ),
      ...locksOf(operation.cascade ? dependents : [], 'ACCESS EXCLUSIVE', 'dependent'),
    ],
    failure: dropConstraintFailure(context, operation, dependents.length > 0),
  });
}

function dropConstraintFailure(
  context: Context,
  operation: DropConstraint,
  hasDependents: boolean,
): Failure | undefined {
  const { catalog } = context;
  const table = findRelation(catalog, operation.table);
  const constraint = findConstraint(table, operation.constraint);
  if (table !== undefined && constraint !== undefined && isInherited(catalog, table, constraint)) {
    return failure(
      '42P16',
      `cannot drop inherited constraint "${operation.constraint}" of relation "${table.name}"`,
    );
  }
  const missing = operation.ifExists
    ? undefined
    : missingConstraint(context, operation.table, operation.constraint);
  if (missing !== undefined) return missing;
  if (operation.cascade || !hasDependents) return undefined;
  const target = described(catalog, resolveName(catalog, operation.table));
  return failure(
    '2BP01',
    `cannot drop constraint ${operation.constraint} on table ${target} because other objects depend on it`,
  );
}

/** Tables with foreign keys that rely on the key. */
function dependentForeignKeys(
  { catalog }: Context,
  table: Table | undefined,
  name: string,
): readonly Table[] {
  const constraint = findConstraint(table, name);
  if (table === undefined || constraint === undefined) return [];
  if (constraint.kind !== 'primaryKey' && constraint.kind !== 'unique') return [];
  return incomingForeignKeys(catalog, table)
    .filter(({ constraint: incoming }) => {
      const columns = referencedColumns(table, incoming.references?.columns);
      return (
        columns.length === constraint.columns.length &&
        columns.every((column) => constraint.columns.includes(column))
      );
    })
    .map(({ table: other }) => other);
}

export function validateConstraint(context: Context, operation: ValidateConstraint): Effect {
  const { catalog } = context;
  const target = resolveName(catalog, operation.table);
  const constraint = findConstraint(findRelation(catalog, target), operation.constraint);
  const pending = constraint?.validated !== true;
  return effect({
    locks: [
      ...lockFamily(context, operation.table, 'SHARE UPDATE EXCLUSIVE'),
      ...(pending && constraint?.referenced !== undefined
        ? [lock(constraint.referenced, 'ROW SHARE', 'referenced')]
        : []),
    ],
    scans: pending ? heapsOf(catalog, target) : [],
    failure: missingConstraint(context, operation.table, operation.constraint),
    mayFailOnData: pending,
  });
}

export function renameConstraint(context: Context, operation: RenameConstraint): Effect {
  return effect({ locks: lockFamily(context, operation.table, 'ACCESS EXCLUSIVE') });
}
