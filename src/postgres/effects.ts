import type { Catalog } from '../catalog/catalog.ts';
import type { Operation, OperationKind, OperationOf } from '../operation.ts';
import type { Effect, PostgresVersion } from './effect.ts';
import { alterColumnType } from './effects/column-type.ts';
import {
  addColumn,
  changeDefault,
  dropColumn,
  dropNotNull,
  renameColumn,
  setNotNull,
} from './effects/columns.ts';
import {
  addConstraint,
  dropConstraint,
  renameConstraint,
  validateConstraint,
} from './effects/constraints.ts';
import { addIdentity, dropExpression, dropIdentity, setExpression } from './effects/generated-columns.ts';
import { copy, lockTable, select, truncate, writeRows } from './effects/data.ts';
import { effect, type Context } from './effects/facts.ts';
import { alterIndex, attachIndex, createIndex, dropIndex, reindex, renameIndex } from './effects/indexes.ts';
import { analyze, cluster, preparedTransaction, utility, vacuum } from './effects/maintenance.ts';
import {
  alterObject,
  alterSequence,
  comment,
  createObject,
  createSequence,
  dropFunction,
  dropObject,
  dropSchema,
  dropSequence,
  grant,
  renameObject,
  setOwner,
  setSchema,
} from './effects/objects.ts';
import { attachPartition, detachPartition } from './effects/partitions.ts';
import { alterTable, createTable, dropTable, renameTable } from './effects/tables.ts';
import { changePolicy, createTrigger, dropTrigger } from './effects/triggers.ts';
import { addEnumValue, alterDomain, createType, dropType } from './effects/types.ts';
import { createView, dropView, refreshMaterializedView, renameView } from './effects/views.ts';

type OperationsByKind = { readonly [Kind in OperationKind]: OperationOf<Kind> };
type Effects = {
  readonly [Kind in OperationKind]: (context: Context, operation: OperationsByKind[Kind]) => Effect;
};

const none = (): Effect => effect();

const EFFECTS: Effects = {
  createTable,
  dropTable,
  renameTable,
  alterTable,
  addColumn,
  dropColumn,
  renameColumn,
  alterColumnType,
  setDefault: changeDefault,
  dropDefault: changeDefault,
  setNotNull,
  dropNotNull,
  addIdentity,
  dropIdentity,
  setExpression,
  dropExpression,
  addConstraint,
  dropConstraint,
  validateConstraint,
  renameConstraint,
  attachPartition,
  detachPartition,
  createIndex,
  dropIndex,
  renameIndex,
  attachIndex,
  alterIndex,
  reindex,
  createView,
  dropView,
  renameView,
  refreshMaterializedView,
  createType,
  dropType,
  renameType: none,
  addEnumValue,
  renameEnumValue: none,
  alterDomain,
  createFunction: none,
  dropFunction,
  createTrigger,
  dropTrigger,
  createPolicy: changePolicy,
  dropPolicy: changePolicy,
  createSequence,
  alterSequence,
  dropSequence,
  createSchema: none,
  dropSchema,
  renameSchema: none,
  createObject,
  dropObject,
  alterObject,
  renameObject,
  setSchema,
  setOwner,
  comment,
  grant,
  insert: writeRows,
  update: writeRows,
  delete: writeRows,
  merge: writeRows,
  truncate,
  copy,
  select,
  call: none,
  begin: none,
  commit: none,
  rollback: none,
  savepoint: none,
  preparedTransaction,
  lockTable,
  setVariable: none,
  vacuum,
  analyze,
  cluster,
  utility,
  doBlock: none,
  unsupported: none,
};

/** Every kind of operation there is. */
export const OPERATION_KINDS: readonly string[] = Object.keys(EFFECTS);

/**
 * What Postgres 12 to 18 does for the operation in the catalog as it is before. Relations and
 * columns that the catalog does not know are taken for ordinary ones that exist, with rows; of
 * their partitions, indexes and dependents nothing is said.
 */
export function effectOf(operation: Operation, catalog: Catalog, postgres: PostgresVersion): Effect {
  return effectOfKind(operation.kind, operation, { catalog, postgres });
}

function effectOfKind<Kind extends OperationKind>(
  kind: Kind,
  operation: OperationsByKind[Kind],
  context: Context,
): Effect {
  return EFFECTS[kind](context, operation);
}
