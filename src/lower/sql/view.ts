import type { CreateTableAsStmt, IntoClause, Node, RefreshMatViewStmt, ViewStmt } from 'libpg-query';
import type { CreateTable, CreateView, Operation } from '../../operation.ts';
import { literalsOf } from './expression.ts';
import { keywordSpan } from './index.ts';
import { knownAll, relationName } from './name.ts';
import { unwrap } from './node.ts';
import { outputNames } from './output-name.ts';
import { type Region, spanOf } from './region.ts';
import { persistenceOf } from './table.ts';
import { NO_USES, usesOfQuery } from './uses.ts';

export function lowerCreateView(node: ViewStmt, region: Region): readonly Operation[] {
  return [
    {
      kind: 'createView',
      span: spanOf(region),
      view: relationName(node.view, region),
      materialized: false,
      replace: node.replace === true,
      ifNotExists: false,
      columns: namedOutputs(node.query, node.aliases),
      uses: usesOfQuery(node.query, region),
      ...literalsIn(node.query, region),
      withData: false,
      persistence: persistenceOf(node.view),
    },
  ];
}

function literalsIn(query: Node | undefined, region: Region): Pick<CreateView, 'literals'> {
  const literals = literalsOf(query, region);
  return literals.length === 0 ? {} : { literals };
}

/** The names listed with the relation come first; the query names the other columns. */
function namedOutputs(query: Node | undefined, aliases: readonly Node[] | undefined): readonly string[] {
  const listed = knownAll(aliases);
  return [...listed, ...outputNames(query).slice(listed.length)];
}

export function lowerCreateTableAs(node: CreateTableAsStmt, region: Region): readonly Operation[] {
  const ifNotExists = node.if_not_exists === true;
  if (node.objtype !== 'OBJECT_MATVIEW') {
    return [createTableFrom(node.query, node.into ?? {}, { ifNotExists, region })];
  }
  return [
    {
      kind: 'createView',
      span: spanOf(region),
      view: relationName(node.into?.rel, region),
      materialized: true,
      replace: false,
      ifNotExists,
      columns: namedOutputs(node.query, node.into?.colNames),
      uses: usesOfQuery(node.query, region),
      ...literalsIn(node.query, region),
      withData: node.into?.skipData !== true,
      persistence: persistenceOf(node.into?.rel),
    },
  ];
}

/** `CREATE TABLE … AS` and `SELECT … INTO`. */
export function createTableFrom(
  query: Node | undefined,
  into: IntoClause,
  context: { readonly ifNotExists: boolean; readonly region: Region },
): CreateTable {
  const { ifNotExists, region } = context;
  // What a prepared statement selects is not written here.
  const isExecute = unwrap(query, 'ExecuteStmt') !== undefined;
  return {
    kind: 'createTable',
    span: spanOf(region),
    table: relationName(into.rel, region),
    ifNotExists,
    persistence: persistenceOf(into.rel),
    foreign: false,
    columns: [],
    constraints: [],
    inherits: [],
    like: [],
    query: {
      uses: isExecute ? NO_USES : usesOfQuery(query, region),
      columns: isExecute && into.colNames === undefined ? [''] : namedOutputs(query, into.colNames),
      withData: into.skipData !== true,
    },
  };
}

export function lowerRefreshView(node: RefreshMatViewStmt, region: Region): readonly Operation[] {
  return [
    {
      kind: 'refreshMaterializedView',
      span: spanOf(region),
      view: relationName(node.relation, region),
      concurrently: node.concurrent === true,
      withData: node.skipData !== true,
      keyword: keywordSpan('VIEW', region),
    },
  ];
}
