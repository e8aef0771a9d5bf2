import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Finding } from '../../src/finding.ts';
import { lint } from '../../src/lint.ts';
import { loadParser } from '../../src/parse/sql.ts';
import { recommendedRules } from '../support/lint-fixture.ts';
import { historyOf, migrationOf } from '../support/migrations.ts';

const SCHEMA = `
CREATE TYPE mood AS ENUM ('ok', 'bad');
CREATE TABLE teams (id int PRIMARY KEY, c int);
CREATE TABLE t (id int PRIMARY KEY, c int, d int NOT NULL DEFAULT 3, m mood DEFAULT 'ok');
INSERT INTO t VALUES (1, 1);
`;

let postgres: PGlite;

beforeAll(async () => {
  [postgres] = await Promise.all([PGlite.create(), loadParser()]);
}, 60_000);

afterAll(async () => {
  await postgres.close();
});

beforeEach(async () => {
  await postgres.exec('DROP SCHEMA public CASCADE; CREATE SCHEMA public;');
  await postgres.exec('DISCARD ALL');
});

/** The code of the error that a statement ends in; undefined where it goes through. */
async function errorOf(sql: string): Promise<string | undefined> {
  try {
    await postgres.exec(sql);
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

/** What ddlint says of a statement after a history of two migrations. */
function findingsOf(objects: string, statement: string): readonly Finding[] {
  const histories = [SCHEMA, objects, statement].map((text, index) =>
    migrationOf(text, { file: `${index.toString()}.sql`, id: index.toString(), isNew: index === 2 }),
  );
  const { findings } = lint([historyOf(histories)], {
    postgres: 18,
    rulesFor: recommendedRules,
    together: true,
    connection: { lockTimeout: 5000, statementTimeout: undefined },
    requireReason: false,
  });
  return findings;
}

const named = ({ references }: Finding): readonly string[] =>
  references.map(({ kind, confidence, file, text }) => `${kind} ${confidence} ${file} ${text}`);

interface Broken {
  readonly objects: string;
  readonly statement: string;
  /** What fails afterwards, and how. */
  readonly use: string;
  readonly error: string;
  readonly rule: string;
  readonly kind?: string;
  readonly confidence?: string;
}

const SQL_FUNCTION = `CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT sum(c) FROM t';`;
const PLPGSQL_FUNCTION = `CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT c FROM t LIMIT 1); END $$;`;
const TYPED = `CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ DECLARE x t.c%TYPE; BEGIN RETURN 1; END $$;`;
const INSERTING = `CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ INSERT INTO t (id, c) VALUES (77, 1) $$;`;
const TRIGGER = `CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.c > 1 THEN NEW.d := 2; END IF; RETURN NEW; END $$;
CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();`;

describe('what Postgres breaks without a word', () => {
  it.each<Broken>([
    {
      objects: SQL_FUNCTION,
      statement: 'ALTER TABLE t DROP COLUMN c',
      use: 'SELECT f()',
      error: '42703',
      rule: 'no-drop-referenced-column',
    },
    {
      objects: PLPGSQL_FUNCTION,
      statement: 'ALTER TABLE t DROP COLUMN c',
      use: 'SELECT f()',
      error: '42703',
      rule: 'no-drop-referenced-column',
    },
    {
      objects: `SET check_function_bodies = off; ${TYPED}`,
      statement: 'ALTER TABLE t DROP COLUMN c',
      use: 'SELECT f()',
      error: '42703',
      rule: 'no-drop-referenced-column',
    },
    {
      objects: TRIGGER,
      statement: 'ALTER TABLE t DROP COLUMN c',
      use: 'INSERT INTO t (id) VALUES (9)',
      error: '42703',
      rule: 'no-drop-referenced-column',
      kind: 'trigger',
    },
    {
      objects: SQL_FUNCTION,
      statement: 'ALTER TABLE t RENAME COLUMN c TO cc',
      use: 'SELECT f()',
      error: '42703',
      rule: 'no-rename-referenced-column',
    },
    {
      objects: TRIGGER,
      statement: 'ALTER TABLE t RENAME COLUMN c TO cc',
      use: 'INSERT INTO t (id) VALUES (9)',
      error: '42703',
      rule: 'no-rename-referenced-column',
      kind: 'trigger',
    },
    {
      objects: PLPGSQL_FUNCTION,
      statement: 'ALTER TABLE t RENAME TO tt',
      use: 'SELECT f()',
      error: '42P01',
      rule: 'no-rename-referenced-table',
    },
    {
      objects: SQL_FUNCTION,
      statement: 'DROP TABLE t',
      use: 'SELECT f()',
      error: '42P01',
      rule: 'no-drop-referenced-table',
    },
    {
      objects: `CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM t WHERE m = 'bad' $$;`,
      statement: `ALTER TYPE mood RENAME VALUE 'bad' TO 'sad'`,
      use: 'SELECT f()',
      error: '22P02',
      rule: 'no-drop-referenced-enum-value',
      confidence: 'likely',
    },
    {
      objects: INSERTING,
      statement: 'ALTER TABLE t ALTER COLUMN d DROP DEFAULT',
      use: 'SELECT f()',
      error: '23502',
      rule: 'no-drop-relied-on-default',
    },
    {
      objects: `${INSERTING} DELETE FROM t;`,
      statement: 'ALTER TABLE t ADD COLUMN q int NOT NULL',
      use: 'SELECT f()',
      error: '23502',
      rule: 'no-unfilled-required-column',
    },
  ])('$statement: $objects', async ({ objects, statement, use, error, rule, kind, confidence }) => {
    await postgres.exec(SCHEMA + objects);
    expect(await errorOf(statement)).toBeUndefined();
    expect(await errorOf(use)).toBe(error);

    const [finding] = findingsOf(objects, statement).filter((found) => found.rule === rule);
    const [first = ''] = objects.split('\n');
    expect(finding && named(finding)).toEqual([
      `${kind ?? 'function'} ${confidence ?? 'certain'} 1.sql ${first}`,
    ]);
  });

  it.each([
    ['ALTER TABLE teams DROP COLUMN c', SQL_FUNCTION],
    ['ALTER TABLE t DROP COLUMN d', SQL_FUNCTION],
    ['ALTER TABLE t RENAME COLUMN c TO cc', 'CREATE VIEW v AS SELECT c FROM t;'],
    ['ALTER TABLE t RENAME COLUMN c TO cc', 'CREATE POLICY p ON t USING (c > 1);'],
    [
      'ALTER TABLE t RENAME COLUMN c TO cc',
      'CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT sum(c) FROM t; END;',
    ],
    [`ALTER TYPE mood RENAME VALUE 'bad' TO 'sad'`, `CREATE VIEW v AS SELECT id FROM t WHERE m = 'bad';`],
  ])('%s breaks nothing of %s', async (statement, objects) => {
    await postgres.exec(SCHEMA + objects);
    expect(await errorOf(statement)).toBeUndefined();
    const uses = objects.includes('FUNCTION f')
      ? 'SELECT f()'
      : objects.includes('VIEW')
        ? 'SELECT * FROM v'
        : 'SELECT 1';
    expect(await errorOf(uses)).toBeUndefined();
    expect(findingsOf(objects, statement).flatMap(({ references }) => references)).toEqual([]);
  });

  it('is mended where the migration replaces the function', () => {
    const mended = `ALTER TABLE t DROP COLUMN c;
      CREATE OR REPLACE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT sum(d) FROM t';`;
    expect(findingsOf(SQL_FUNCTION, mended).map(({ rule }) => rule)).not.toContain(
      'no-drop-referenced-column',
    );
  });
});

describe('what Postgres refuses', () => {
  it.each([
    ['ALTER TABLE t DROP COLUMN c', 'view', 'CREATE VIEW v AS SELECT c FROM t;'],
    ['ALTER TABLE t DROP COLUMN c', 'policy', 'CREATE POLICY p ON t USING (c > 1);'],
    [
      'ALTER TABLE t DROP COLUMN c',
      'policy',
      'CREATE POLICY p ON teams USING (EXISTS (SELECT 1 FROM t WHERE t.c = teams.c));',
    ],
    [
      'DROP TABLE t',
      'policy',
      'CREATE POLICY p ON teams USING (EXISTS (SELECT 1 FROM t WHERE t.c = teams.c));',
    ],
    [
      'ALTER TABLE t DROP COLUMN c',
      'function',
      'CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT sum(c) FROM t; END;',
    ],
    [
      'DROP TABLE t',
      'function',
      'CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT sum(c) FROM t; END;',
    ],
    [
      'ALTER TABLE t DROP COLUMN c',
      'column',
      'ALTER TABLE t ADD COLUMN g int GENERATED ALWAYS AS (c + 1) STORED;',
    ],
    ['DROP TABLE t', 'constraint', 'ALTER TABLE teams ADD FOREIGN KEY (c) REFERENCES t (id);'],
  ])('%s because of a %s is told with it: %s', async (statement, kind, objects) => {
    await postgres.exec(SCHEMA + objects);
    expect(await errorOf(statement)).toBe('2BP01');

    const [finding, ...others] = findingsOf(objects, statement);
    expect(others).toEqual([]);
    expect(finding?.message).toContain('2BP01');
    expect(finding && named(finding)).toEqual([`${kind} certain 1.sql ${objects}`]);
  });

  it.each([
    [
      'policy "p" of "teams"',
      'CREATE POLICY p ON teams USING (EXISTS (SELECT 1 FROM t WHERE t.c = teams.c));',
    ],
    [
      'function "f"',
      'CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT sum(c) FROM t; END;',
    ],
    [
      'trigger "x" of "t"',
      `CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
       CREATE TRIGGER x BEFORE UPDATE OF c ON t FOR EACH ROW EXECUTE FUNCTION f();`,
    ],
  ])('goes along with CASCADE: %s', async (words, objects) => {
    await postgres.exec(SCHEMA + objects);
    expect(await errorOf('ALTER TABLE t DROP COLUMN c')).toBe('2BP01');
    expect(await errorOf('ALTER TABLE t DROP COLUMN c CASCADE')).toBeUndefined();

    const findings = findingsOf(objects, 'ALTER TABLE t DROP COLUMN c CASCADE');
    expect(findings.find(({ rule }) => rule === 'no-drop-cascade')?.message).toContain(words);
  });
});
