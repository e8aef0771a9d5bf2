import type { Operation, OperationKind, OperationOf, SetVariable } from '../operation.ts';
import type { PostgresVersion } from '../postgres-version.ts';
import {
  addColumn,
  addIdentity,
  alterColumnType,
  changeColumn,
  changeOwnColumn,
  dropColumn,
  dropIdentity,
  dropNotNull,
  setNotNull,
} from './apply-column.ts';
import { addConstraint, dropConstraint, renameConstraint, validateConstraint } from './apply-constraint.ts';
import { attachIndex, createIndex, dropIndex, renameIndex } from './apply-index.ts';
import { attachPartition, detachPartition } from './apply-inheritance.ts';
import {
  createFunction,
  createPolicy,
  createTrigger,
  dropFunction,
  dropPolicy,
  dropTrigger,
} from './apply-routine.ts';
import {
  createSchema,
  dropSchema,
  moveNamedRelation,
  renameObject,
  renameSchema,
  setSchema,
} from './apply-schema.ts';
import { alterSequence, createSequence, dropSequence } from './apply-sequence.ts';
import { alterTable, createTable, dropTable, fill } from './apply-table.ts';
import {
  addEnumValue,
  alterDomain,
  alterType,
  createType,
  dropType,
  moveType,
  renameEnumValue,
} from './apply-type.ts';
import { createView, dropView } from './apply-view.ts';
import type { Catalog, Origin } from './catalog.ts';
import { leavesGap } from './certainty.ts';
import { findIndex } from './lookup.ts';
import { PersistentMap } from './persistent-map.ts';
import { renameColumn } from './rename-column.ts';

const DEFAULT_SEARCH_PATH: readonly string[] = ['public'];

/** A database in which only the schema `public` exists. */
export function emptyCatalog(postgres: PostgresVersion = 18): Catalog {
  const span = { start: 0, end: 0 };
  const origin: Origin = { migration: -1, deploy: -1, transaction: -1, span };
  return {
    relations: PersistentMap.empty(),
    indexes: PersistentMap.empty(),
    types: PersistentMap.empty(),
    routines: PersistentMap.empty(),
    schemas: PersistentMap.empty<Origin>().set('public', origin),
    searchPath: DEFAULT_SEARCH_PATH,
    referencedBy: PersistentMap.empty(),
    usedBy: PersistentMap.empty(),
    typeUsers: PersistentMap.empty(),
    triggerFunctionUsers: PersistentMap.empty(),
    guarded: PersistentMap.empty(),
    constraintNames: PersistentMap.empty(),
    postgres,
    gap: undefined,
  };
}

/**
 * The schema after an operation. An operation on what the history does not create, or one that
 * Postgres would refuse because of what it does create, changes nothing.
 */
export function applyOperation(catalog: Catalog, operation: Operation, origin: Origin): Catalog {
  const made = operation.conditional === true ? { ...origin, conditional: operation.conditional } : origin;
  const next = applyKind(catalog, operation.kind, operation, made);
  return leavesGap(catalog, operation) ? { ...next, gap: origin } : next;
}

type OperationByKind = { readonly [Kind in OperationKind]: OperationOf<Kind> };
type Appliers = {
  readonly [Kind in OperationKind]: (
    catalog: Catalog,
    operation: OperationByKind[Kind],
    origin: Origin,
  ) => Catalog;
};

function applyKind<Kind extends OperationKind>(
  catalog: Catalog,
  kind: Kind,
  operation: OperationByKind[Kind],
  origin: Origin,
): Catalog {
  return APPLIERS[kind](catalog, operation, origin);
}

const unchanged = (catalog: Catalog): Catalog => catalog;

const APPLIERS: Appliers = {
  createTable,
  dropTable,
  renameTable: (catalog, { table, to }) => moveNamedRelation(catalog, table, { name: to }),
  addColumn,
  dropColumn,
  renameColumn,
  alterColumnType,
  setDefault: (catalog, { table, column: name, default: value, only }) =>
    (only === true ? changeOwnColumn : changeColumn)(catalog, table, name, (column) => ({
      ...column,
      default: value,
    })),
  dropDefault: (catalog, { table, column: name, only }) =>
    (only === true ? changeOwnColumn : changeColumn)(catalog, table, name, (column) => ({
      ...column,
      default: undefined,
    })),
  setNotNull: (catalog, { table, column }, origin) => setNotNull(catalog, table, column, origin),
  dropNotNull: (catalog, { table, column }) => dropNotNull(catalog, table, column),
  addIdentity,
  dropIdentity: (catalog, { table, column }) => dropIdentity(catalog, table, column),
  setExpression: (catalog, { table, column: name, expression }) =>
    changeColumn(catalog, table, name, (column) =>
      column.generated === undefined ? column : { ...column, generated: { ...column.generated, expression } },
    ),
  dropExpression: (catalog, { table, column: name }) =>
    changeColumn(catalog, table, name, (column) => ({ ...column, generated: undefined })),
  addConstraint,
  dropConstraint,
  validateConstraint,
  renameConstraint,
  attachPartition,
  detachPartition,
  alterTable,
  createIndex,
  dropIndex: (catalog, { index }) => {
    const found = findIndex(catalog, index);
    return found === undefined ? catalog : dropIndex(catalog, found);
  },
  renameIndex: (catalog, { index, to }) => {
    const found = findIndex(catalog, index);
    return found === undefined ? catalog : renameIndex(catalog, found, to);
  },
  attachIndex,
  alterIndex: unchanged,
  reindex: unchanged,
  createView,
  dropView,
  renameView: (catalog, { view, to }) => moveNamedRelation(catalog, view, { name: to }),
  refreshMaterializedView: (catalog, { view, withData }) => (withData ? fill(catalog, view) : catalog),
  createType,
  dropType,
  renameType: (catalog, { type, to }) => moveType(catalog, type, { name: to }),
  addEnumValue,
  renameEnumValue,
  alterDomain,
  createFunction,
  dropFunction,
  createTrigger,
  dropTrigger,
  createPolicy,
  dropPolicy,
  createSequence,
  alterSequence,
  dropSequence,
  createSchema: (catalog, { schema }, origin) => createSchema(catalog, schema, origin),
  dropSchema,
  renameSchema,
  createObject: unchanged,
  dropObject: unchanged,
  alterObject: (catalog, { objectKind, name }) =>
    objectKind === 'type' ? alterType(catalog, name) : catalog,
  renameObject,
  setSchema,
  setOwner: unchanged,
  comment: unchanged,
  grant: unchanged,
  insert: (catalog, { table, source }) => (source === 'query' ? fill(catalog, table) : catalog),
  update: unchanged,
  delete: unchanged,
  merge: (catalog, { table }) => fill(catalog, table),
  truncate: unchanged,
  copy: (catalog, { table, direction }) =>
    table !== undefined && direction === 'from' ? fill(catalog, table) : catalog,
  select: unchanged,
  call: unchanged,
  begin: unchanged,
  commit: unchanged,
  rollback: unchanged,
  savepoint: unchanged,
  preparedTransaction: unchanged,
  lockTable: unchanged,
  setVariable: setSearchPath,
  vacuum: unchanged,
  analyze: unchanged,
  cluster: unchanged,
  utility: unchanged,
  doBlock: unchanged,
  unsupported: unchanged,
};

/** `"$user"` is left out: no migration has a schema for the role that runs it. */
function setSearchPath(catalog: Catalog, { name, value, reset }: SetVariable): Catalog {
  const isSearchPath = name.toLowerCase() === 'search_path';
  if (reset && (isSearchPath || name.toLowerCase() === 'all'))
    return { ...catalog, searchPath: DEFAULT_SEARCH_PATH };
  if (!isSearchPath || value === undefined) return catalog;
  return { ...catalog, searchPath: parseSearchPath(value) };
}

function parseSearchPath(value: string): readonly string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .map((part) => (/^(['"]).*\1$/.test(part) ? part.slice(1, -1) : part.toLowerCase()))
    .filter((schema) => schema !== '' && schema !== '$user');
}
