import { applyOperation, emptyCatalog } from '../../src/catalog/apply.ts';
import type { Catalog, QualifiedName } from '../../src/catalog/catalog.ts';
import { lowerSql } from '../../src/lower/sql/lower-sql.ts';
import { LOCK_MODES, type LockMode, type Operation } from '../../src/operation.ts';
import { parseSql } from '../../src/parse/sql.ts';
import type { Effect, PostgresVersion } from '../../src/postgres/effect.ts';
import { effectOf } from '../../src/postgres/effects.ts';
import type { Observation, ObservedLock } from './observe.ts';

/** What is compared; names have no schema and stand in order. */
export interface Comparable {
  readonly failure: Effect['failure'];
  readonly forbiddenInTransaction: boolean;
  readonly locks: readonly string[];
  readonly rewrites: readonly string[];
  readonly scans: readonly string[];
}

/** What `effectOf` says of a statement, to hold against what was seen. */
export interface Expectation extends Comparable {
  readonly mayFailOnData: boolean;
  /** The observation without what effects do not speak of. */
  readonly comparable: (observed: Observation) => Comparable;
}

interface Lock {
  readonly relation: string;
  readonly mode: LockMode;
}

/** A statement's operations count together, each in the catalog that those before it leave. */
export function expectationOf(setup: string, statement: string, postgres: PostgresVersion): Expectation {
  const catalog = catalogOf(setup, postgres);
  const operations = operationsOf(statement);
  let current = catalog;
  const effects = operations.map((operation) => {
    const effect = effectOf(operation, current, postgres);
    current = apply(current, operation);
    return effect;
  });
  const failure = effects.map((effect) => effect.failure).find((found) => found !== undefined);
  const locks = effects.flatMap((effect) =>
    effect.locks.map(({ relation, mode }) => ({ relation: relation.name, mode })),
  );
  const isData = operations.some(givesNewFiles);
  const isQuery = operations.some(readsByPlan);
  const said = (relations: readonly QualifiedName[]): readonly string[] =>
    failure === undefined ? [...new Set(relations.map(({ name }) => name))].sort() : [];
  return {
    failure,
    forbiddenInTransaction: effects.some((effect) => effect.forbiddenInTransaction),
    locks: failure === undefined ? comparableLocks(locks, catalog) : [],
    rewrites: isData ? [] : said(effects.flatMap(({ rewrites }) => rewrites)),
    scans: isQuery ? [] : said(effects.flatMap(({ scans }) => scans)),
    mayFailOnData: effects.some((effect) => effect.mayFailOnData),
    comparable: (observed) => ({
      failure: observed.error,
      forbiddenInTransaction: observed.error?.code === ACTIVE_TRANSACTION,
      locks: comparableLocks(withoutOwn(observed.locks, locks), catalog),
      rewrites: isData ? [] : observed.rewrites,
      scans: isQuery ? [] : observed.scans,
    }),
  };
}

/** `active_sql_transaction`: the statement cannot run inside a transaction block. */
export const ACTIVE_TRANSACTION = '25001';

/** The catalog that a setup leaves behind. */
export function catalogOf(setup: string, postgres: PostgresVersion): Catalog {
  return operationsOf(setup).reduce(apply, emptyCatalog(postgres));
}

/** The operations of all statements, in order. */
export function operationsOf(sql: string): readonly Operation[] {
  const parsed = parseSql(sql, { start: 0, end: sql.length }, { placeholders: false });
  return lowerSql(parsed).statements.flatMap(({ operations }) => operations);
}

function apply(catalog: Catalog, operation: Operation): Catalog {
  return applyOperation(catalog, operation, {
    migration: 0,
    deploy: 0,
    transaction: 0,
    span: operation.span,
  });
}

/**
 * New indexes and sequences come with what the statement makes, and sequences with the columns that
 * own them: unless the statement names them, they are no effect worth a line.
 */
function withoutOwn(observed: readonly ObservedLock[], said: readonly Lock[]): readonly ObservedLock[] {
  const named = said.map(({ relation }) => relation);
  return observed.filter(({ kind, isNew, relation }) => {
    if (kind === 'table') return true;
    return kind === 'sequence' ? named.includes(relation) : !isNew;
  });
}

/**
 * Postgres opens the indexes of a table to plan a query or to keep them up to date, and locks them
 * like a table that is rewritten or dropped; only a lock on an index that says more than that of
 * its table counts.
 */
function comparableLocks(locks: readonly Lock[], catalog: Catalog): readonly string[] {
  const modes = new Map<string, LockMode>();
  for (const { relation, mode } of locks) {
    const held = modes.get(relation);
    if (held === undefined || strength(mode) > strength(held)) modes.set(relation, mode);
  }
  const indexes = new Map([...catalog.indexes.values()].map((index) => [index.name, index.table.name]));
  return [...modes]
    .filter(([relation, mode]) => {
      const table = indexes.get(relation);
      if (table === undefined) return true;
      const held = modes.get(table);
      return (
        strength(mode) > strength('ROW EXCLUSIVE') && (held === undefined || strength(mode) > strength(held))
      );
    })
    .map(([relation, mode]) => `${relation}: ${mode}`)
    .sort();
}

function strength(mode: LockMode): number {
  return LOCK_MODES.indexOf(mode);
}

/** What a query reads, and in which way, is up to its plan. */
function readsByPlan({ kind }: Operation): boolean {
  return [
    'createTable',
    'createView',
    'refreshMaterializedView',
    'insert',
    'update',
    'delete',
    'merge',
    'select',
    'truncate',
  ].includes(kind);
}

/** TRUNCATE gives its tables new, empty files, which is no rewrite. */
function givesNewFiles({ kind }: Operation): boolean {
  return kind === 'truncate';
}
