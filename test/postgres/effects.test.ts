import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyOperation, emptyCatalog } from '../../src/catalog/apply.ts';
import type { Catalog } from '../../src/catalog/catalog.ts';
import { lowerSql } from '../../src/lower/sql/lower-sql.ts';
import { LOCK_MODES, type LockMode, type Operation } from '../../src/operation.ts';
import { loadParser, parseSql } from '../../src/parse/sql.ts';
import type { Effect } from '../../src/postgres/effect.ts';
import { effectOf } from '../../src/postgres/effects.ts';
import { BASE, CASES, type Case } from './cases.ts';
import { errorOf, observe, prepare, type Observation, type ObservedLock, type Session } from './observe.ts';

const VERSION = 18;

let database: PGlite;
let session: Session;

beforeAll(async () => {
  await loadParser();
  database = await PGlite.create();
  session = {
    execute: async (sql) => {
      await database.exec(sql);
    },
    query: async (sql) => (await database.query<never>(sql)).rows,
  };
}, 60_000);

afterAll(async () => {
  await database.close();
});

describe.each(Object.entries(CASES))('%s', (_group, cases) => {
  it.each(cases)('$title', async (example) => {
    const setup = `${BASE}${example.setup ?? ''}`;
    await prepare(session, setup);
    const observed = await observe(session, example.statement);
    const { effect, catalog, operations } = effectsOf(setup, example.statement);

    expect(effect.failure).toEqual(observed.error);
    if (observed.error !== undefined) return;
    expect(comparableLocks(effect.locks, catalog)).toEqual(
      comparableLocks(observedLocks(observed, effect), catalog),
    );
    expect(effect.rewrites).toEqual(operations.some(givesNewFiles) ? effect.rewrites : observed.rewrites);
    expect(effect.scans).toEqual(operations.some(readsByPlan) ? effect.scans : observed.scans);
    await expectFailureOnData(example, effect);
  });
});

async function expectFailureOnData({ violating, statement }: Case, effect: Combined): Promise<void> {
  if (violating === undefined) return;
  expect(effect.mayFailOnData).toBe(true);
  await session.execute(violating);
  expect(await errorOf(session, statement)).toBeDefined();
}

interface Lock {
  readonly relation: string;
  readonly mode: LockMode;
}

interface Combined {
  readonly locks: readonly Lock[];
  readonly rewrites: readonly string[];
  readonly scans: readonly string[];
  readonly failure: Effect['failure'];
  readonly mayFailOnData: boolean;
}

/** What the statement's operations do together, each in the catalog that those before it leave. */
function effectsOf(
  setup: string,
  statement: string,
): { effect: Combined; catalog: Catalog; operations: readonly Operation[] } {
  const catalog = operationsOf(setup).reduce(apply, emptyCatalog(VERSION));
  const operations = operationsOf(statement);
  let current = catalog;
  const effects = operations.map((operation) => {
    const effect = effectOf(operation, current, VERSION);
    current = apply(current, operation);
    return effect;
  });
  const names = (relations: Effect['rewrites']): readonly string[] =>
    [...new Set(relations.map(({ name }) => name))].sort();
  return {
    catalog,
    operations,
    effect: {
      locks: effects.flatMap(({ locks }) =>
        locks.map(({ relation, mode }) => ({ relation: relation.name, mode })),
      ),
      rewrites: names(effects.flatMap(({ rewrites }) => rewrites)),
      scans: names(effects.flatMap(({ scans }) => scans)),
      failure: effects.map(({ failure }) => failure).find((failure) => failure !== undefined),
      mayFailOnData: effects.some(({ mayFailOnData }) => mayFailOnData),
    },
  };
}

function operationsOf(sql: string): readonly Operation[] {
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

/** A statement's own new indexes and sequences, and those that come with its tables, are no effect worth a line. */
function observedLocks({ locks }: Observation, effect: Combined): readonly ObservedLock[] {
  const named = effect.locks.map(({ relation }) => relation);
  return locks.filter(({ kind, isNew, relation }) => {
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
