import { beforeAll, describe, expect, it } from 'vitest';
import { UNKNOWN_NAME } from '../../src/operation.ts';
import { loadParser } from '../../src/parse/sql.ts';
import { lowerFile, operationsOf, pointedOperation, pointedOperations } from '../support/lowering.ts';

beforeAll(loadParser);

describe('settings', () => {
  const reset = { value: undefined, reset: true };
  it.each([
    ["SET lock_timeout = '5s'", { name: 'lock_timeout', value: '5s', local: false, reset: false }],
    ['SET LOCAL statement_timeout TO 5000', { name: 'statement_timeout', value: '5000', local: true }],
    ['SET Search_Path = a, "B"', { name: 'search_path', value: 'a, B' }],
    ["SET TIME ZONE 'utc'", { name: 'timezone', value: 'utc' }],
    ['SET lock_timeout TO DEFAULT', { name: 'lock_timeout', ...reset }],
    ['RESET lock_timeout', { name: 'lock_timeout', ...reset }],
    ['RESET ALL', { name: 'all', ...reset }],
    [
      "SELECT set_config('Lock_Timeout', '5s', true)",
      { name: 'lock_timeout', value: '5s', local: true, reset: false },
    ],
    [
      "SELECT pg_catalog.set_config('search_path', '', false)",
      { name: 'search_path', value: '', local: false },
    ],
    ["SELECT set_config('search_path', f(), false)", { name: 'search_path', value: undefined, reset: false }],
  ])('%s', (text, expected) => {
    expect(pointedOperation(text)).toMatchObject({ kind: 'setVariable', span: text, ...expected });
  });

  it('keeps what a query does besides set_config', () => {
    const kinds = operationsOf("SELECT set_config('a.b', '1', false), f() FROM t").map(({ kind }) => kind);
    expect(kinds).toEqual(['setVariable', 'select']);
  });
});

describe('what cannot be read', () => {
  it('is named where it stands and hides nothing else', () => {
    const text = 'CREATE TABLE a (x int);\nALTER TABEL a DROP x;\nDROP TABLE a;\n';
    expect(pointedOperations(text)).toMatchObject([
      { kind: 'createTable' },
      { kind: 'unsupported', cause: 'syntax', span: 'TABEL', reason: 'syntax error at or near "TABEL"' },
      { kind: 'dropTable', span: 'a' },
    ]);
  });

  it('is a file that psql includes, in its place', () => {
    const text = '\\set ON_ERROR_STOP on\nDROP TABLE a;\n\\i other.sql\nDROP TABLE b;\n';
    expect(pointedOperations(text)).toMatchObject([
      { kind: 'dropTable', span: 'a' },
      {
        kind: 'unsupported',
        cause: 'tool',
        span: '\\i other.sql',
        reason: 'psql includes other.sql here, which is not read',
      },
      { kind: 'dropTable', span: 'b' },
    ]);
  });

  it('is a DO block in a language other than PL/pgSQL, and a string that is put together', () => {
    expect(pointedOperations('DO LANGUAGE plpython3u $$ pass $$')).toMatchObject([
      { kind: 'doBlock', language: 'plpython3u' },
      { kind: 'unsupported', cause: 'language' },
    ]);
    const text = "DO $$ BEGIN DROP TABLE a; EXECUTE 'DROP TABLE ' || name; END $$";
    expect(pointedOperations(text)).toMatchObject([
      { kind: 'doBlock', language: 'plpgsql', span: text },
      { kind: 'dropTable', span: 'a' },
      { kind: 'unsupported', cause: 'dynamic', span: "'DROP TABLE ' || name" },
    ]);
  });
});

describe('placeholders', () => {
  it('are unknown names', () => {
    expect(operationsOf('DROP TABLE ${schema}.users, "${prefix}_log"')).toMatchObject([
      { table: { schema: UNKNOWN_NAME, name: 'users' } },
      { table: { schema: undefined, name: UNKNOWN_NAME } },
    ]);
    const text = 'ALTER TABLE ${schema}.users ADD COLUMN ${name} int;';
    expect(operationsOf(text, true)).toMatchObject([
      { kind: 'addColumn', table: { schema: UNKNOWN_NAME, name: 'users' }, column: { name: UNKNOWN_NAME } },
    ]);
  });

  it('keep the text as it is written', () => {
    const text = 'CREATE INDEX i ON t (a) WHERE b > ${limit}';
    expect(operationsOf(text)).toMatchObject([{ where: { text: 'b > ${limit}' } }]);
  });
});

describe('a file', () => {
  it('has its statements and comments with exact places', () => {
    const text =
      "-- Ärger 🚀\r\nSELECT 'é🚀;', $x$ ; $x$;\r\n\r\n/* ; */ UPDATE \"tä\" SET ö = '🎉' WHERE ü = 1;\r\n";
    const source = lowerFile(text);
    expect(source.statements.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      "SELECT 'é🚀;', $x$ ; $x$;",
      'UPDATE "tä" SET ö = \'🎉\' WHERE ü = 1;',
    ]);
    expect(source.comments.map((comment) => comment.text)).toEqual([' Ärger 🚀', ' ; ']);
    expect(pointedOperations(text)).toMatchObject([
      { kind: 'select', literals: [{ span: "'é🚀;'" }, { span: '$x$ ; $x$' }] },
      {
        kind: 'update',
        table: { name: 'tä', span: '"tä"' },
        columns: ['ö'],
        where: { text: 'ü = 1', columns: ['ü'] },
        literals: [{ value: '🎉', span: "'🎉'" }],
        uses: { columns: [{ span: 'ö' }, { span: 'ü' }] },
      },
    ]);
  });

  it('is read however deep its expressions are', () => {
    const sum = Array.from({ length: 1000 }, (_, index) => `a${String(index)}`).join(' + ');
    expect(operationsOf(`UPDATE t SET b = 1 WHERE ${sum} > 0`)).toMatchObject([{ kind: 'update' }]);
    const choice = Array.from({ length: 5000 }, (_, index) => `a = ${String(index)}`).join(' OR ');
    expect(operationsOf(`DELETE FROM t WHERE ${choice}`)).toMatchObject([{ kind: 'delete' }]);
    const union = Array.from({ length: 700 }, () => 'SELECT a FROM t').join(' UNION ');
    expect(operationsOf(`CREATE VIEW v AS ${union}`)).toMatchObject([{ kind: 'createView', columns: ['a'] }]);
  });

  it('has no statements where there are none', () => {
    expect(lowerFile('')).toMatchObject({ statements: [] });
    expect(lowerFile('-- only a comment\n;;\n').statements).toEqual([]);
  });
});
