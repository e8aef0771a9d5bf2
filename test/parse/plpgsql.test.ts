import { loadModule, parsePlPgSQLSync } from 'libpg-query';
import { beforeAll, describe, expect, it } from 'vitest';
import { readPlpgsql } from '../../src/parse/plpgsql.ts';
import type { Fragment } from '../../src/parse/plpgsql-fragments.ts';
import { tokenize } from '../../src/parse/tokens.ts';

beforeAll(loadModule);

/** What Postgres's own PL/pgSQL parser takes for SQL, in any order. */
function fragmentsOfPostgres(body: string): readonly string[] {
  const tree = parsePlPgSQLSync(
    `CREATE FUNCTION f() RETURNS SETOF record LANGUAGE plpgsql AS $body$${body}$body$`,
  );
  const queries: string[] = [];
  collectQueries(tree, queries);
  return queries.toSorted();
}

function collectQueries(value: unknown, queries: string[]): void {
  if (typeof value !== 'object' || value === null) return;
  if ('query' in value && typeof value.query === 'string' && 'parseMode' in value) {
    const isAssignment = typeof value.parseMode === 'number' && value.parseMode >= 3;
    const text = isAssignment ? value.query.replace(/^[^=]*?:?=/, '') : value.query;
    queries.push(onOneLine(text.replace(/^"__Case__Variable_\d+__" IN \(([^]*)\)$/, '$1')));
  }
  for (const child of Object.values(value)) collectQueries(child, queries);
}

function read(body: string): {
  readonly fragments: readonly Fragment[];
  readonly problems: readonly string[];
} {
  const { tokens } = tokenize(body, { start: 0, end: body.length }, false);
  const { fragments, problems } = readPlpgsql(body, tokens);
  return { fragments, problems: problems.map(({ start, end }) => body.slice(start, end)) };
}

function textOf(body: string, { kind, tokens, into }: Fragment): string {
  const start = tokens[0]?.start ?? 0;
  const end = tokens.at(-1)?.end ?? 0;
  const text =
    into === undefined ? body.slice(start, end) : body.slice(start, into.start) + body.slice(into.end, end);
  return onOneLine(kind === 'perform' ? text.replace(/^perform/i, 'SELECT') : text);
}

const onOneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

function fragments(body: string): readonly string[] {
  return read(body).fragments.map((fragment) => `${fragment.kind}: ${textOf(body, fragment)}`);
}

const BODIES: Readonly<Record<string, string>> = {
  branches: `BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'é;😀') THEN
      CREATE TYPE mood AS ENUM ('a'); ALTER TABLE x ADD COLUMN y int;
    ELSIF a = 2 THEN PERFORM f(1);
    ELSEIF b THEN NULL;
    ELSE DELETE FROM t;
    END IF;
  END`,
  cases: `DECLARE x int; BEGIN
    CASE x WHEN 1 THEN DELETE FROM a; ELSE DELETE FROM b; END CASE;
    CASE WHEN (CASE WHEN x = 1 THEN true END) THEN NULL; WHEN x > 3 THEN UPDATE t SET a = CASE WHEN x = 1 THEN 2 END; END CASE;
  END`,
  loops: `DECLARE r record; i int; a int[]; c CURSOR (k int) FOR SELECT * FROM t WHERE id = k; BEGIN
    <<outer>>
    LOOP EXIT outer WHEN i > 3; CONTINUE; END LOOP outer;
    WHILE (SELECT count(*) FROM t) > 0 LOOP DELETE FROM t; END LOOP;
    FOR i IN REVERSE 10..1 BY 2 LOOP INSERT INTO t VALUES (i); END LOOP;
    FOR i IN a[1]..f(2, 3) LOOP NULL; END LOOP;
    FOR r IN SELECT * FROM t FOR UPDATE LOOP UPDATE t SET x=-1 WHERE id = r.id; END LOOP;
    FOR r IN WITH q AS (SELECT 1) SELECT * FROM q LOOP NULL; END LOOP;
    FOR r IN EXECUTE 'SELECT 1' USING i, i + 1 LOOP NULL; END LOOP;
    FOREACH i IN ARRAY ARRAY[1, 2] LOOP NULL; END LOOP;
  END`,
  values: `<<top>>
  DECLARE
    x CONSTANT int := (SELECT count(*) FROM users);
    y int NOT NULL DEFAULT 1; z text = 'a;b'; a int[]; r record; u users%ROWTYPE; t users.email%TYPE;
  BEGIN
    y := y + 1; y = 2; a[y + 1] := 3; r.id := 4; top.y := 5;
    SELECT count(*) INTO STRICT y FROM orders;
    SELECT 1, 2 INTO y, z;
    INSERT INTO log (a) VALUES (1) RETURNING id INTO y;
    WITH q AS (INSERT INTO log VALUES (1) RETURNING id) SELECT id INTO y FROM q;
    GET DIAGNOSTICS y = ROW_COUNT;
  END top;`,
  execute: `DECLARE x text; BEGIN
    EXECUTE 'DROP TABLE ' || x INTO x USING x, 1;
    EXECUTE format('DROP TABLE %I', x) USING x INTO x;
    EXECUTE 'VACUUM';
  END`,
  results: `DECLARE x int; BEGIN
    RETURN QUERY SELECT * FROM t;
    RETURN QUERY EXECUTE 'SELECT 1' USING x;
    RAISE NOTICE '% and %', (SELECT 1), x + 1 USING HINT = 'a' || 'b', ERRCODE = 'P0001';
    RAISE EXCEPTION SQLSTATE '22012' USING MESSAGE = 'no';
    RAISE division_by_zero;
    RAISE;
    ASSERT x > 0, 'negative';
    RETURN;
  END`,
  handlers: `BEGIN
    BEGIN ALTER TABLE t ADD COLUMN a int;
    EXCEPTION WHEN duplicate_column OR SQLSTATE '42P07' THEN RAISE NOTICE 'there'; WHEN others THEN DELETE FROM t;
    END;
    CALL p(1);
  END`,
  cursors: `DECLARE c refcursor; d CURSOR (k int) IS SELECT k; BEGIN
    OPEN c FOR SELECT * FROM t; OPEN c FOR EXECUTE 'SELECT 1' USING 2;
    MOVE c; CLOSE c;
  END`,
  nested: `BEGIN
    CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1; SELECT 2';
    CREATE FUNCTION h() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;
    CREATE TABLE if_not (begin_at int, "end" int, loop_count int);
    COMMENT ON TABLE t IS 'BEGIN; END';
  END`,
};

describe('readPlpgsql', () => {
  it.each(Object.entries(BODIES))('finds the same SQL as Postgres in %s', (_, body) => {
    const { fragments, problems } = read(body);
    expect(problems).toEqual([]);
    expect(fragments.map((fragment) => textOf(body, fragment)).toSorted()).toEqual(fragmentsOfPostgres(body));
  });

  it('takes the values of a CASE one by one, and COMMIT for a statement', () => {
    expect(fragments('BEGIN CASE x WHEN 1, f(2, 3) THEN COMMIT; END CASE; END')).toEqual([
      'expression: x',
      'expression: 1',
      'expression: f(2, 3)',
      'statement: COMMIT',
    ]);
  });

  it('keeps the order of the source', () => {
    expect(fragments('BEGIN IF a THEN DELETE FROM b; END IF; PERFORM c(); EXECUTE d; x := e; END')).toEqual([
      'expression: a',
      'statement: DELETE FROM b',
      'perform: SELECT c()',
      'dynamic: d',
      'expression: e',
    ]);
  });

  it('knows what runs only under a condition', () => {
    const body = `BEGIN
      DELETE FROM always;
      IF a THEN DELETE FROM branch; END IF;
      LOOP DELETE FROM loop; END LOOP;
      BEGIN DELETE FROM attempt; EXCEPTION WHEN others THEN DELETE FROM handler; END;
      BEGIN DELETE FROM block; END;
    END`;
    const conditional = read(body)
      .fragments.filter((fragment) => fragment.conditional)
      .map((fragment) => textOf(body, fragment));
    expect(conditional).toEqual([
      'DELETE FROM branch',
      'DELETE FROM loop',
      'DELETE FROM attempt',
      'DELETE FROM handler',
    ]);
  });

  it('reads on after what it does not understand', () => {
    const body = 'BEGIN IF a DELETE FROM x; END IF; DELETE FROM y; END; DELETE FROM z;';
    expect(read(body).problems).not.toEqual([]);
    expect(fragments(body)).toContain('statement: DELETE FROM y');
    expect(fragments(body)).toContain('statement: DELETE FROM z');
  });

  it('gives up on nesting that no person wrote', () => {
    const body = `${'BEGIN '.repeat(5000)}DELETE FROM x; ${'END; '.repeat(5000)}`;
    expect(read(body).problems).not.toEqual([]);
  });
});
