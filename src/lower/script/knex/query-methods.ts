/** The statement that a query becomes. */
export type QueryKind = 'select' | 'insert' | 'update' | 'delete' | 'truncate';

/** Turn the query into another statement. */
export const WRITES: Readonly<Record<string, QueryKind | undefined>> = {
  insert: 'insert',
  upsert: 'insert',
  update: 'update',
  increment: 'update',
  decrement: 'update',
  del: 'delete',
  delete: 'delete',
  truncate: 'truncate',
};
/** Name what a query gives. */
export const COLUMNS: ReadonlySet<string> = new Set([
  'select',
  'column',
  'columns',
  'first',
  'pluck',
  'distinct',
]);
/** Count or sum up. */
export const AGGREGATES: ReadonlySet<string> = new Set([
  'count',
  'min',
  'max',
  'sum',
  'avg',
  'countDistinct',
]);
/** Lock the rows that a query gives. */
export const LOCKS: Readonly<Record<string, string | undefined>> = {
  forUpdate: 'for update',
  forShare: 'for share',
  forNoKeyUpdate: 'for no key update',
  forKeyShare: 'for key share',
};
/** Change what comes back or how it is sent, not what is done. */
export const NEUTRAL: ReadonlySet<string> = new Set([
  'returning',
  'transacting',
  'queryContext',
  'debug',
  'timeout',
  'options',
  'connection',
  'on',
  'as',
  'hintComment',
  'comment',
  'skipLocked',
  'noWait',
  'orderBy',
  'orderByRaw',
  'groupBy',
  'groupByRaw',
  'union',
  'unionAll',
  'offset',
  'clearSelect',
  'clearOrder',
  'distinctOn',
]);
const OTHER: ReadonlySet<string> = new Set([
  'from',
  'table',
  'into',
  'withSchema',
  'with',
  'withRecursive',
  'limit',
  'modify',
  'clone',
  'onConflict',
  'ignore',
  'merge',
  'updateFrom',
  'using',
  'joinRaw',
  'columnInfo',
  'toString',
  'toQuery',
]);
/** Methods that add a condition. */
export const WHERE = /^(?:(?:and|or)W|w)here/;
/** Methods that join another table, with the kind of the join. */
export const JOIN = /^(?:(left|right|inner|full|cross)(Outer)?J|j)oin$/;

/** Whether a query can start with the method: `knex.select(…)`, `knex.where(…)`. */
export function isQueryMethod(name: string): boolean {
  return (
    Object.hasOwn(WRITES, name) ||
    COLUMNS.has(name) ||
    AGGREGATES.has(name) ||
    OTHER.has(name) ||
    WHERE.test(name) ||
    JOIN.test(name)
  );
}
