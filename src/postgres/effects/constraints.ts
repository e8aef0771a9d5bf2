import type { Table } from '../../catalog/catalog.ts';
import { findConstraint, findRelation, resolveName } from '../../catalog/lookup.ts';
import type {
  AddConstraint,
  Constraint,
  DropConstraint,
  RenameConstraint,
  ValidateConstraint,
} from '../../operation.ts';
import type { Effect } from '../effect.ts';
import { isProvenNotNull, referencedColumns } from './columns.ts';
import { newConstraintFailure } from './constraint-failures.ts';
import { incomingForeignKeys } from './dependents.ts';
import {
  described,
  effect,
  failure,
  heapsOf,
  lock,
  lockFamily,
  locksOf,
  type Context,
  type Failure,
} from './facts.ts';

export function addConstraint(context: Context, operation: AddConstraint): Effect {
  const { constraint } = operation;
  const facts = constraint.kind === 'foreignKey' ? addForeignKey : addOther;
  return {
    ...facts(context, operation),
    failure: newConstraintFailure(context, operation.table, constraint),
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
        : [lock(resolveName(catalog, constraint.references.table), 'SHARE ROW EXCLUSIVE', 'referenced')]),
    ],
    scans: checksRows ? heapsOf(catalog, target) : [],
    mayFailOnData: checksRows,
  });
}

function addOther(context: Context, { table, constraint }: AddConstraint): Effect {
  const { catalog } = context;
  const target = resolveName(catalog, table);
  const scans = heapsOf(catalog, target).filter((heap) => readsRows(constraint, findRelation(catalog, heap)));
  return effect({
    locks: lockFamily(context, table, 'ACCESS EXCLUSIVE'),
    scans,
    mayFailOnData: scans.length > 0,
  });
}

function readsRows(constraint: Constraint, table: Table | undefined): boolean {
  if (constraint.notValid || constraint.notEnforced) return false;
  switch (constraint.kind) {
    case 'notNull':
      return constraint.columns.some((column) => !isProvenNotNull(table, column));
    case 'unique':
      return constraint.usingIndex === undefined;
    case 'primaryKey':
      return (
        constraint.usingIndex === undefined ||
        constraint.columns.some((column) => !isProvenNotNull(table, column))
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
        constraint?.referenced === undefined ? [] : [constraint.referenced],
        'ACCESS EXCLUSIVE',
        'referenced',
      ),
      ...locksOf(operation.cascade ? dependents : [], 'ACCESS EXCLUSIVE', 'dependent'),
    ],
    failure: dropConstraintFailure(context, operation, dependents.length > 0),
  });
}

function dropConstraintFailure(
  { catalog }: Context,
  operation: DropConstraint,
  hasDependents: boolean,
): Failure | undefined {
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
  const pending = constraint === undefined || !constraint.validated;
  return effect({
    locks: [
      ...lockFamily(context, operation.table, 'SHARE UPDATE EXCLUSIVE'),
      ...(pending && constraint?.referenced !== undefined
        ? [lock(constraint.referenced, 'ROW SHARE', 'referenced')]
        : []),
    ],
    scans: pending ? heapsOf(catalog, target) : [],
    mayFailOnData: pending,
  });
}

export function renameConstraint(context: Context, operation: RenameConstraint): Effect {
  return effect({ locks: lockFamily(context, operation.table, 'ACCESS EXCLUSIVE') });
}
