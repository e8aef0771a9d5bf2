import type { QualifiedName } from '../../catalog/catalog.ts';
import { findRelation, isSameName, newName, resolveName } from '../../catalog/lookup.ts';
import {
  UNKNOWN_NAME,
  type AlterTable,
  type CreateTable,
  type DropTable,
  type LockMode,
  type RenameTable,
} from '../../operation.ts';
import type { Effect, RelationLock } from '../effect.ts';
import { newConstraintFailure, partitionKeyFailure } from './constraint-failures.ts';
import { readLocks } from './data.ts';
import {
  incomingForeignKeys,
  incomingThroughParents,
  policiesUsing,
  referencedTables,
  trackedRoutinesUsing,
  viewsUsing,
  withViewsOnTop,
} from './dependents.ts';
import { takenRelation } from './presence.ts';
import {
  descendants,
  partitionsOf,
  described,
  effect,
  failure,
  heapsOf,
  lock,
  lockFamily,
  lockReferenced,
  locksOf,
  syntaxError,
  type Context,
  type Failure,
} from './facts.ts';

export function createTable(context: Context, operation: CreateTable): Effect {
  const { catalog } = context;
  const target = newName(catalog, operation.table);
  if (operation.ifNotExists && findRelation(catalog, operation.table) !== undefined) return effect();
  const constraints = [
    ...operation.constraints,
    ...operation.columns.flatMap((column) => column.constraints),
  ];
  const parent =
    operation.partitionOf === undefined ? undefined : resolveName(catalog, operation.partitionOf.parent);
  return effect({
    locks: [
      lock(target, 'ACCESS EXCLUSIVE', 'target'),
      ...constraints
        .map((constraint) => constraint.references?.table)
        .filter((table) => table !== undefined)
        .filter((table) => !isSameName(resolveName(catalog, table), target))
        .flatMap((table) => lockReferenced(context, table, 'SHARE ROW EXCLUSIVE')),
      ...(parent === undefined
        ? []
        : locksOf(
            referencedTables(catalog, findRelation(catalog, parent)),
            'SHARE ROW EXCLUSIVE',
            'referenced',
          )),
      ...(parent === undefined ? [] : [lock(parent, 'ACCESS EXCLUSIVE', 'parent')]),
      ...defaultPartitions(context, parent),
      ...operation.inherits.map((name) =>
        lock(resolveName(catalog, name), 'SHARE UPDATE EXCLUSIVE', 'parent'),
      ),
      ...operation.like.map(({ table }) => lock(resolveName(catalog, table), 'ACCESS SHARE', 'dependent')),
      ...(operation.query === undefined ? [] : readLocks(context, operation.query.uses)),
    ],
    scans: defaultPartitions(context, parent).map(({ relation }) => relation),
    failure: createTableFailure(context, operation),
    mayFailOnData: defaultPartitions(context, parent).length > 0,
  });
}

/** A new partition takes rows that the default one might hold, so that one is locked and read. */
function defaultPartitions(context: Context, parent: QualifiedName | undefined): readonly RelationLock[] {
  if (parent === undefined) return [];
  return locksOf(defaultPartitionOf(context, parent), 'ACCESS EXCLUSIVE', 'partition');
}

/** The default partition, where the catalog can tell which it is. */
export function defaultPartitionOf({ catalog }: Context, parent: QualifiedName): readonly QualifiedName[] {
  const table = findRelation(catalog, parent);
  if (table === undefined) return [];
  return table.defaultPartition === undefined ? [] : [table.defaultPartition];
}

function createTableFailure(context: Context, operation: CreateTable): Failure | undefined {
  const { columns, constraints } = operation;
  const taken =
    operation.persistence === 'temporary'
      ? undefined
      : takenRelation(context, newName(context.catalog, operation.table));
  if (taken !== undefined && !operation.ifNotExists) return taken;
  const repeated = columns.find(
    ({ name }, index) =>
      name !== UNKNOWN_NAME && columns.slice(0, index).some((column) => column.name === name),
  );
  if (repeated !== undefined) return failure('42701', `column "${repeated.name}" specified more than once`);
  const virtual = columns.some(({ generated }) => generated?.storage === 'virtual');
  if (virtual && context.postgres < 18) return syntaxError('VIRTUAL');
  const all = [
    ...constraints,
    ...columns.flatMap((column) =>
      column.constraints.map((constraint) => ({ ...constraint, columns: [column.name] })),
    ),
  ];
  const { partitionBy } = operation;
  const key =
    partitionBy === undefined
      ? undefined
      : all
          .map((constraint) => partitionKeyFailure(partitionBy, constraint.kind, constraint.columns))
          .find((found) => found !== undefined);
  if (key !== undefined) return key;
  return all
    .filter((constraint) => constraint.kind !== 'notNull')
    .map((constraint) => newConstraintFailure(context, undefined, constraint))
    .find((found) => found !== undefined);
}

export function dropTable(context: Context, operation: DropTable): Effect {
  const { catalog } = context;
  const target = resolveName(catalog, operation.table);
  const table = findRelation(catalog, target);
  const gone = [target, ...(operation.cascade ? descendants : partitionsOf)(catalog, target)];
  const alongside = (operation.alongside ?? []).map((name) => resolveName(catalog, name));
  const stays = (other: QualifiedName): boolean =>
    ![...gone, ...alongside].some((name) => isSameName(name, other));
  const incoming = [
    ...gone.flatMap((name) => incomingForeignKeys(catalog, name)),
    ...incomingThroughParents(catalog, table),
  ]
    .map(({ table: other }) => other)
    .filter(stays);
  const views = gone.flatMap((name) => viewsUsing(catalog, name)).filter(stays);
  const children = (table?.children ?? []).filter(stays);
  const parent = table?.parent;
  return effect({
    locks: [
      lock(target, 'ACCESS EXCLUSIVE', 'target'),
      ...locksOf(gone.slice(1), 'ACCESS EXCLUSIVE', 'partition'),
      ...locksOf(
        gone.flatMap((name) => referencedTables(catalog, findRelation(catalog, name))),
        'ACCESS EXCLUSIVE',
        'referenced',
      ),
      ...(parent === undefined ? [] : dropLocksOnParent(context, target, parent)),
      ...(operation.cascade
        ? locksOf([...incoming, ...withViewsOnTop(catalog, views)], 'ACCESS EXCLUSIVE', 'dependent')
        : []),
    ],
    failure:
      !operation.cascade &&
      (incoming.length + views.length + children.length > 0 ||
        policiesUsing(catalog, target).some(({ table: other }) => stays(other)) ||
        trackedRoutinesUsing(catalog, target).length > 0)
        ? failure(
            '2BP01',
            `cannot drop table ${described(catalog, target)} because other objects depend on it`,
          )
        : undefined,
  });
}

function dropLocksOnParent(
  context: Context,
  target: QualifiedName,
  parent: QualifiedName,
): readonly RelationLock[] {
  if (findRelation(context.catalog, parent)?.partitioned === undefined) return [];
  return [
    lock(parent, 'ACCESS EXCLUSIVE', 'parent'),
    ...locksOf(
      defaultPartitionOf(context, parent).filter((name) => !isSameName(name, target)),
      'ACCESS EXCLUSIVE',
      'partition',
    ),
  ];
}

export function renameTable(context: Context, operation: RenameTable): Effect {
  const target = resolveName(context.catalog, operation.table);
  return effect({
    locks: [lock(target, 'ACCESS EXCLUSIVE', 'target')],
    failure: takenRelation(context, { schema: target.schema, name: operation.to }),
  });
}

/** https://www.postgresql.org/docs/current/sql-altertable.html, `AlterTableGetLockLevel` in tablecmds.c. */
const ALTER_TABLE_MODES: Readonly<Record<AlterTable['action'], LockMode>> = {
  setLogged: 'ACCESS EXCLUSIVE',
  setUnlogged: 'ACCESS EXCLUSIVE',
  setAccessMethod: 'ACCESS EXCLUSIVE',
  setTablespace: 'ACCESS EXCLUSIVE',
  setStorageParameters: 'SHARE UPDATE EXCLUSIVE',
  setStatistics: 'SHARE UPDATE EXCLUSIVE',
  setStorage: 'ACCESS EXCLUSIVE',
  setCompression: 'ACCESS EXCLUSIVE',
  setColumnOptions: 'SHARE UPDATE EXCLUSIVE',
  setIdentityOptions: 'ACCESS EXCLUSIVE',
  alterConstraint: 'ACCESS EXCLUSIVE',
  clusterOn: 'SHARE UPDATE EXCLUSIVE',
  setWithoutCluster: 'SHARE UPDATE EXCLUSIVE',
  setReplicaIdentity: 'ACCESS EXCLUSIVE',
  enableTrigger: 'SHARE ROW EXCLUSIVE',
  disableTrigger: 'SHARE ROW EXCLUSIVE',
  enableRule: 'ACCESS EXCLUSIVE',
  disableRule: 'ACCESS EXCLUSIVE',
  enableRowSecurity: 'ACCESS EXCLUSIVE',
  disableRowSecurity: 'ACCESS EXCLUSIVE',
  forceRowSecurity: 'ACCESS EXCLUSIVE',
  noForceRowSecurity: 'ACCESS EXCLUSIVE',
  inherit: 'ACCESS EXCLUSIVE',
  noInherit: 'ACCESS EXCLUSIVE',
  ofType: 'ACCESS EXCLUSIVE',
  notOfType: 'ACCESS EXCLUSIVE',
  foreignOptions: 'ACCESS EXCLUSIVE',
  splitPartition: 'ACCESS EXCLUSIVE',
  mergePartitions: 'ACCESS EXCLUSIVE',
};

const REWRITING: readonly AlterTable['action'][] = [
  'setLogged',
  'setUnlogged',
  'setAccessMethod',
  'setTablespace',
];

/** Subcommands that stay on the named table: its partitions keep their own setting. */
const NOT_RECURSING: readonly AlterTable['action'][] = [
  'setLogged',
  'setUnlogged',
  'setAccessMethod',
  'setTablespace',
  'setStorageParameters',
  'clusterOn',
  'setWithoutCluster',
  'setReplicaIdentity',
  'enableRule',
  'disableRule',
  'enableRowSecurity',
  'disableRowSecurity',
  'forceRowSecurity',
  'noForceRowSecurity',
  'inherit',
  'noInherit',
  'ofType',
  'notOfType',
];

export function alterTable(context: Context, operation: AlterTable): Effect {
  const { catalog } = context;
  const target = resolveName(catalog, operation.table);
  const mode = ALTER_TABLE_MODES[operation.action];
  const table = findRelation(catalog, target);
  const isNoChange =
    (operation.action === 'setLogged' && table?.persistence === 'permanent') ||
    (operation.action === 'setUnlogged' && table?.persistence === 'unlogged');
  return effect({
    locks: [
      ...(NOT_RECURSING.includes(operation.action)
        ? [lock(target, mode, 'target')]
        : lockFamily(context, operation.table, mode)),
      ...parentLocks(context, operation),
    ],
    rewrites: REWRITING.includes(operation.action) && !isNoChange ? heapsOf(catalog, target).slice(0, 1) : [],
    failure: alterTableFailure(context, operation),
  });
}

/** The table that INHERIT and NO INHERIT name. */
function parentLocks({ catalog }: Context, { action, name, table }: AlterTable): readonly RelationLock[] {
  if (name === undefined || (action !== 'inherit' && action !== 'noInherit')) return [];
  const parent = resolveName(catalog, { schema: undefined, name, span: table.span });
  return [lock(parent, action === 'inherit' ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS SHARE', 'parent')];
}

function alterTableFailure({ postgres }: Context, operation: AlterTable): Failure | undefined {
  if (operation.action === 'setAccessMethod' && postgres < 15) return syntaxError('ACCESS');
  if (operation.action === 'setCompression' && postgres < 14) return syntaxError('COMPRESSION');
  if (operation.action === 'splitPartition') return syntaxError('SPLIT');
  if (operation.action === 'mergePartitions') return syntaxError('MERGE');
  return undefined;
}
