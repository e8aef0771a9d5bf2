import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadParser } from '../../src/parse/sql.ts';
import { BASE, CASES, FORBIDDEN_IN_TRANSACTIONS } from './cases.ts';
import { ACTIVE_TRANSACTION, expectationOf } from './expectation.ts';
import { errorOf, observe, prepare, type Session } from './observe.ts';

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
  it.each(cases)('$title', async ({ setup = '', statement, violating }) => {
    await prepare(session, BASE + setup);
    const { comparable, mayFailOnData, ...said } = expectationOf(BASE + setup, statement, VERSION);

    expect(said).toEqual(comparable(await observe(session, statement)));

    if (violating === undefined) return;
    expect(mayFailOnData).toBe(true);
    await session.execute(violating);
    expect(await errorOf(session, statement)).toBeDefined();
  });
});

describe('statements that Postgres refuses in a transaction', () => {
  it.each(FORBIDDEN_IN_TRANSACTIONS)('$title', async ({ setup = '', statement, needsServer }) => {
    await prepare(session, BASE + setup);
    const { failure, forbiddenInTransaction } = expectationOf(BASE + setup, statement, VERSION);

    expect(forbiddenInTransaction).toBe(true);
    expect([ACTIVE_TRANSACTION, failure?.code]).toContain((await observe(session, statement)).error?.code);
    if (needsServer !== true) expect(await errorOf(session, statement)).toEqual(failure);
  });
});
