import { beforeAll, describe, expect, it } from 'vitest';
import { loadParser } from '../../src/parse/sql.ts';
import { pointedOperation } from '../support/lowering.ts';

beforeAll(loadParser);

describe('types', () => {
  it.each([
    [
      "CREATE TYPE app.\"Mood\" AS ENUM ('sad', 'ok')",
      {
        kind: 'createType',
        type: { schema: 'app', name: 'Mood' },
        definition: { kind: 'enum', values: ['sad', 'ok'] },
      },
    ],
    [
      'CREATE TYPE k AS (a int, b numeric(10, 2) COLLATE "C")',
      {
        definition: {
          kind: 'composite',
          columns: [
            { name: 'a', span: 'a int' },
            { name: 'b', type: { modifiers: [10, 2] }, collation: { name: 'C' } },
          ],
        },
      },
    ],
    [
      "CREATE DOMAIN d AS varchar(5) DEFAULT 'x' || 'y' CONSTRAINT k CHECK (VALUE <> '') NOT NULL",
      {
        definition: {
          kind: 'domain',
          base: { name: 'varchar', modifiers: [5] },
          notNull: true,
          default: { text: "'x' || 'y'" },
          checks: [{ kind: 'check', name: 'k', span: "CONSTRAINT k CHECK (VALUE <> '')" }],
        },
      },
    ],
    ["ALTER TYPE k ADD VALUE IF NOT EXISTS 'a' BEFORE 'b'", { value: 'a', ifNotExists: true, before: 'b' }],
    ["ALTER TYPE k ADD VALUE 'a' AFTER 'b'", { value: 'a', ifNotExists: false, after: 'b' }],
    ["ALTER TYPE k RENAME VALUE 'a' TO 'b'", { kind: 'renameEnumValue', value: 'a', to: 'b' }],
    [
      'ALTER DOMAIN d ADD CONSTRAINT k CHECK (VALUE > 0) NOT VALID',
      { name: 'k', constraint: { kind: 'check', notValid: true, expression: { text: 'VALUE > 0' } } },
    ],
  ])('%s', (text, expected) => {
    expect(pointedOperation(text)).toMatchObject({ span: text, ...expected });
  });
});

describe('views', () => {
  it.each([
    [
      'CREATE OR REPLACE TEMP VIEW s.v (x) AS SELECT a, b + 1 AS n, lower(c), d::text, * FROM t',
      {
        kind: 'createView',
        view: { schema: 's', name: 'v' },
        replace: true,
        materialized: false,
        persistence: 'temporary',
        columns: ['x', 'n', 'lower', 'd', ''],
      },
    ],
    [
      'CREATE MATERIALIZED VIEW IF NOT EXISTS m AS SELECT count(*), CASE WHEN a THEN 1 END, 1, CURRENT_DATE FROM t WITH NO DATA',
      {
        kind: 'createView',
        materialized: true,
        ifNotExists: true,
        withData: false,
        columns: ['count', 'case', '?column?', 'current_date'],
      },
    ],
    ['REFRESH MATERIALIZED VIEW CONCURRENTLY s.m', { concurrently: true, withData: true, keyword: 'VIEW' }],
    ['REFRESH MATERIALIZED VIEW m WITH NO DATA', { concurrently: false, withData: false }],
  ])('%s', (text, expected) => {
    expect(pointedOperation(text)).toMatchObject({ span: text, ...expected });
  });
});

describe('triggers and policies', () => {
  it.each([
    [
      'CREATE TRIGGER g AFTER INSERT OR UPDATE OF a, "B" OR DELETE ON s.t FOR EACH ROW WHEN (NEW.a > 1) EXECUTE FUNCTION s.f()',
      {
        kind: 'createTrigger',
        trigger: 'g',
        table: { schema: 's', name: 't', span: 's.t' },
        function: { schema: 's', name: 'f', span: 's.f' },
        timing: 'after',
        events: ['insert', 'update', 'delete'],
        columns: ['a', 'B'],
        forEachRow: true,
        constraint: false,
        when: { text: 'NEW.a > 1', columns: ['a'] },
      },
    ],
    [
      'CREATE OR REPLACE TRIGGER g BEFORE TRUNCATE ON t EXECUTE PROCEDURE f()',
      { timing: 'before', events: ['truncate'], forEachRow: false, replace: true, function: { span: 'f' } },
    ],
    ['CREATE TRIGGER g INSTEAD OF DELETE ON v FOR EACH ROW EXECUTE FUNCTION f()', { timing: 'insteadOf' }],
    [
      'CREATE CONSTRAINT TRIGGER g AFTER INSERT ON t DEFERRABLE FOR EACH ROW EXECUTE FUNCTION f()',
      { constraint: true },
    ],
    [
      'CREATE POLICY p ON t AS RESTRICTIVE FOR UPDATE TO r USING (a = 1) WITH CHECK (b = current_user)',
      {
        kind: 'createPolicy',
        policy: 'p',
        command: 'update',
        permissive: false,
        using: { text: 'a = 1', columns: ['a'] },
        check: { text: 'b = current_user', functions: [{ name: 'current_user' }] },
      },
    ],
    ['CREATE POLICY p ON t', { command: 'all', permissive: true }],
  ])('%s', (text, expected) => {
    expect(pointedOperation(text)).toMatchObject({ span: text, ...expected });
  });
});

describe('sequences', () => {
  it.each([
    [
      'CREATE SEQUENCE q START 5 OWNED BY s.t.c',
      { ownedBy: { table: { schema: 's', name: 't', span: 's.t' }, column: 'c' } },
    ],
    [
      'ALTER SEQUENCE q OWNED BY t.c',
      { kind: 'alterSequence', ownedBy: { table: { name: 't' }, column: 'c' } },
    ],
    ['ALTER SEQUENCE q OWNED BY NONE', { kind: 'alterSequence', disowned: true }],
  ])('%s', (text, expected) => {
    expect(pointedOperation(text)).toMatchObject({ span: text, ...expected });
  });
});

describe('functions', () => {
  it('has the signature as written', () => {
    const text =
      'CREATE OR REPLACE FUNCTION s."F"(a int, OUT b text, INOUT c numeric(5, 2), VARIADIC d text[]) ' +
      "LANGUAGE SQL STABLE SECURITY DEFINER SET search_path = '' AS $$ SELECT x FROM t $$";
    expect(pointedOperation(text)).toMatchObject({
      kind: 'createFunction',
      function: { schema: 's', name: 'F', span: 's."F"' },
      replace: true,
      procedure: false,
      arguments: ['int', 'numeric(5, 2)', 'text[]'],
      returns: undefined,
      language: 'sql',
      volatility: 'stable',
      securityDefiner: true,
      setsSearchPath: true,
      body: {
        readable: true,
        dynamic: [],
        operations: [{ kind: 'select', span: 'SELECT x FROM t' }],
        uses: { relations: [{ relation: { name: 't', span: 't' } }], columns: [{ column: 'x', span: 'x' }] },
      },
    });
  });

  it.each([
    [
      'CREATE FUNCTION f(p int) RETURNS SETOF s.t LANGUAGE sql IMMUTABLE RETURN p + 1',
      {
        returns: { schema: 's', name: 't', text: 'SETOF s.t' },
        volatility: 'immutable',
        body: { readable: true },
      },
    ],
    [
      'CREATE FUNCTION f() RETURNS TABLE (a int, b text) LANGUAGE sql AS $$ SELECT 1 $$',
      {
        arguments: [],
        returns: { text: 'TABLE (a int, b text)' },
        volatility: 'volatile',
        setsSearchPath: false,
      },
    ],
    [
      'CREATE PROCEDURE p(v int) LANGUAGE sql BEGIN ATOMIC INSERT INTO t (a) VALUES (v); DELETE FROM u; END',
      {
        procedure: true,
        body: {
          operations: [
            { kind: 'insert', span: 'INSERT INTO t (a) VALUES (v)' },
            { kind: 'delete', span: 'DELETE FROM u' },
          ],
          uses: {
            relations: [
              { relation: { name: 't' }, access: 'write' },
              { relation: { name: 'u' }, access: 'write' },
            ],
            columns: [{ column: 'a' }],
          },
        },
      },
    ],
    [
      "CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'lib', 'symbol'",
      { language: 'c', body: { readable: false, operations: [] } },
    ],
    [
      'CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE q; UPDATE t SET a = 1; END $$',
      {
        body: {
          dynamic: ['q'],
          operations: [{ kind: 'update', span: 'UPDATE t SET a = 1' }],
        },
      },
    ],
  ])('%s', (text, expected) => {
    expect(pointedOperation(text)).toMatchObject({ kind: 'createFunction', span: text, ...expected });
  });
});
