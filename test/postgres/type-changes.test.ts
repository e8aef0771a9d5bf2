import { PGlite } from '@electric-sql/pglite';
import { citext } from '@electric-sql/pglite/contrib/citext';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Catalog } from '../../src/catalog/catalog.ts';
import { findColumn, findRelation } from '../../src/catalog/lookup.ts';
import { loadParser } from '../../src/parse/sql.ts';
import { effectOf } from '../../src/postgres/effects.ts';
import { typeChange } from '../../src/postgres/type-changes.ts';
import { catalogOf, operationsOf } from './expectation.ts';
import { observe, prepare, type Observation, type Session } from './observe.ts';

/** Every pair of these is tried, in both directions. */
const TYPES = [
  'int',
  'bigint',
  'numeric',
  'numeric(10, 2)',
  'numeric(12, 2)',
  'text',
  'varchar',
  'varchar(20)',
  'varchar(50)',
  'char(20)',
  'citext',
  'jsonb',
  'timestamp',
  'timestamp(3)',
  'timestamptz',
  'interval',
  'cidr',
  'inet',
  'varbit(8)',
  'varbit(16)',
  'text[]',
  'varchar(20)[]',
  'mood',
  'plain',
  'short',
  'positive',
] as const;

const SETUP = `
CREATE TYPE mood AS ENUM ('a');
CREATE TYPE other_mood AS ENUM ('a');
CREATE DOMAIN plain AS text;
CREATE DOMAIN short AS varchar(20);
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
`;

let database: PGlite;
let session: Session;

beforeAll(async () => {
  await loadParser();
  database = await PGlite.create({ extensions: { citext } });
  session = {
    execute: async (sql) => {
      await database.exec(sql);
    },
    query: async (sql) => (await database.query<never>(sql)).rows,
  };
  // In UTC, timestamp and timestamptz are the same bytes; a migration cannot count on that.
  await database.exec(
    "CREATE SCHEMA extensions; CREATE EXTENSION citext SCHEMA extensions; SET search_path = public, extensions; SET TimeZone = 'Europe/Paris'",
  );
}, 60_000);

afterAll(async () => {
  await database.close();
});

describe('ALTER COLUMN … TYPE from', () => {
  it.each(TYPES)(
    '%s',
    async (from) => {
      const setup = `${SETUP} CREATE TABLE t (c ${from}); CREATE INDEX i ON t (c);`;
      await prepare(session, setup);
      const catalog = catalogOf(setup, 18);

      const said: Record<string, string> = {};
      const seen: Record<string, string> = {};
      for (const to of TYPES) {
        said[to] = expected(catalog, to);
        seen[to] = outcome(await observe(session, `ALTER TABLE t ALTER COLUMN c TYPE ${to}`));
      }
      expect(said).toEqual(seen);
    },
    30_000,
  );
});

function outcome({ error, rewrites, rebuiltIndexes }: Observation): string {
  if (error !== undefined) return error.message;
  if (rewrites.length > 0) return 'rewrite';
  return rebuiltIndexes.length > 0 ? 'rebuilds indexes' : 'nothing';
}

function expected(catalog: Catalog, to: string): string {
  const [operation] = operationsOf(`ALTER TABLE t ALTER COLUMN c TYPE ${to}`);
  if (operation?.kind !== 'alterColumnType') throw new Error(`${to} is no type`);
  const { failure, rewrites } = effectOf(operation, catalog, 18);
  if (failure !== undefined) return failure.message;
  if (rewrites.length > 0) return 'rewrite';
  const column = findColumn(findRelation(catalog, operation.table), operation.column);
  return typeChange(column?.type, operation, catalog).rebuildsIndexes ? 'rebuilds indexes' : 'nothing';
}
