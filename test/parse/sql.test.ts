import { beforeAll, describe, expect, it } from 'vitest';
import { isPlaceholderName } from '../../src/parse/placeholders.ts';
import { loadParser, parseSql, type ParsedSql } from '../../src/parse/sql.ts';

beforeAll(loadParser);

function parse(text: string, placeholders = false): ParsedSql {
  return parseSql(text, { start: 0, end: text.length }, { placeholders });
}

/** The statements as written, with a mark on those that Postgres would refuse. */
function statements(text: string, placeholders = false): readonly string[] {
  return parse(text, placeholders).statements.map(({ span, error }) => {
    const statement = text.slice(span.start, span.end);
    return error === undefined ? statement : `!${statement}`;
  });
}

describe('statements', () => {
  it('ends each one with its semicolon and leaves comments before it out', () => {
    expect(statements('-- one\nSELECT 1; /* two */ SELECT 2;;\n;SELECT 3')).toEqual([
      'SELECT 1;',
      'SELECT 2;',
      'SELECT 3',
    ]);
  });

  it.each([[''], [' \n\t'], ['-- nothing'], ['/* nothing /* at */ all */'], [';']])(
    'finds none in %j',
    (text) => {
      expect(statements(text)).toEqual([]);
    },
  );

  it('keeps semicolons inside strings, names, comments and dollar quotes', () => {
    const text = `SELECT ';' AS ";", E'\\';', $$;$$, $a$;$$;$a$ /* ; */ -- ;\n, U&';', 1;`;
    expect(statements(text)).toEqual([text]);
  });

  it('keeps the body of a rule together', () => {
    const rule =
      'CREATE OR REPLACE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO a VALUES (1); DELETE FROM b);';
    expect(statements(`${rule} SELECT 1;`)).toEqual([rule, 'SELECT 1;']);
  });

  it('keeps a BEGIN ATOMIC body together, CASE included', () => {
    const body =
      'CREATE FUNCTION f(a int) RETURNS int BEGIN ATOMIC SELECT CASE WHEN a > 0 THEN 1 ELSE 0 END; SELECT 2; END;';
    expect(statements(`${body} SELECT 1;`)).toEqual([body, 'SELECT 1;']);
  });

  it('does not take the BEGIN of a transaction for a body', () => {
    expect(statements('BEGIN; CREATE TABLE t (a int); END;')).toEqual([
      'BEGIN;',
      'CREATE TABLE t (a int);',
      'END;',
    ]);
  });

  it('goes on after a parenthesis that is never closed', () => {
    expect(statements('CREATE TABLE a (id int; CREATE TABLE b (id int);')).toEqual([
      '!CREATE TABLE a (id int;',
      'CREATE TABLE b (id int);',
    ]);
  });
});

/** Each error with the text that it points at. */
function errors(text: string, placeholders = false): readonly (readonly [string, string])[] {
  return parse(text, placeholders).statements.flatMap(({ error }) =>
    error === undefined ? [] : [[error.message, text.slice(error.span.start, error.span.end)] as const],
  );
}

describe('errors', () => {
  it.each([
    ['CREATE TABEL t;', 'syntax error at or near "TABEL"', 'TABEL'],
    ["SELECT 'é😀' FORM t;", 'syntax error at or near "t"', 't'],
    ['SELECT (1;', 'syntax error at or near ";"', ';'],
    ['SELECT (1', 'syntax error at end of input', '1'],
    [
      "SELECT 'open; SELECT 2;",
      `unterminated quoted string at or near "'open; SELECT 2;"`,
      "'open; SELECT 2;",
    ],
    ['SELECT "open', 'unterminated quoted identifier at or near ""open"', '"open'],
    ['SELECT $a$open $$', 'unterminated dollar-quoted string at or near "$a$open $$"', '$a$open $$'],
    ['SELECT 1 /* open /* */', 'unterminated /* comment at or near "/* open /* */"', '/* open /* */'],
    ['SELECT 1a;', 'trailing junk after numeric literal at or near "1a"', '1a'],
  ])('says of %j what Postgres says', (text, message, token) => {
    expect(errors(text)).toEqual([[message, token]]);
  });

  it('stay in their statement', () => {
    expect(statements('SELECT 1; CREATE TABEL t; SELECT 2;')).toEqual([
      'SELECT 1;',
      '!CREATE TABEL t;',
      'SELECT 2;',
    ]);
  });

  it('tell of a NUL character', () => {
    const [error] = errors('SELECT 1; SELECT \0 2;');
    expect(error?.[0]).toContain('NUL character');
    expect(statements('SELECT 1; SELECT \0 2;')[0]).toBe('SELECT 1;');
  });

  it.each([
    ['operators', `SELECT 1${'+1'.repeat(50_000)};`],
    ['a few operators too many', `SELECT 1${'+1'.repeat(4000)};`],
    ['subqueries', `SELECT ${'(SELECT '.repeat(3000)}1${')'.repeat(3000)};`],
    ['calls', `SELECT ${'f('.repeat(50_000)}1${')'.repeat(50_000)};`],
    ['values', `SELECT 1${',1'.repeat(300_000)};`],
  ])('take the place of a crash on too many %s, and the grammar goes on', (_, text) => {
    for (let round = 0; round < 3; round++) {
      expect(parse(`${text} SELECT 2;`).statements.map(({ error }) => error === undefined)).toEqual([
        false,
        true,
      ]);
    }
    expect(process.exitCode).toBeUndefined();
  });
});

describe('places', () => {
  it('are UTF-16 offsets, whatever stands before', () => {
    const file = `-- é😀\r\nSELECT 'é😀', b FROM "tâ😀ble", c;\rSELECT d;`;
    const [first, second] = parse(file).statements;
    expect(first?.at(Buffer.byteLength("SELECT 'é😀', "))).toBe(file.indexOf('b FROM'));
    expect(first?.at(Buffer.byteLength('SELECT \'é😀\', b FROM "tâ😀ble", '))).toBe(file.indexOf('c;'));
    expect(file.slice(second?.span.start, second?.span.end)).toBe('SELECT d;');
  });

  it('stay in the range that was asked for', () => {
    const file = "BAD 'text SELECT 1; -- end\nSELECT 2; more' bad";
    const range = { start: file.indexOf('SELECT 1'), end: file.indexOf(' more') };
    const { statements, comments } = parseSql(file, range, { placeholders: false });
    expect(statements.map(({ source }) => source)).toEqual(['SELECT 1;', 'SELECT 2;']);
    expect(comments.map((comment) => comment.text)).toEqual([' end']);
  });
});

describe('comments', () => {
  it('are found everywhere but in strings', () => {
    const { comments } = parse("-- a\r\nSELECT '-- no', /* b /* c */ */ 1 --d\r, 2; --");
    expect(comments.map((comment) => comment.text)).toEqual([' a', ' b /* c */ ', 'd', '']);
  });
});

describe('psql', () => {
  it('has its commands stand apart', () => {
    const text = "\\connect app\nSELECT 1\n  \\echo it's\n, 2;\n\\i other.sql";
    expect(statements(text)).toEqual(["SELECT 1\n  \\echo it's\n, 2;"]);
    expect(parse(text).commands.map(({ name, argument }) => [name, argument])).toEqual([
      ['connect', 'app'],
      ['echo', "it's"],
      ['i', 'other.sql'],
    ]);
  });

  it('sends a statement with a command', () => {
    expect(statements("SELECT 'DROP TABLE t' \\gexec\nSELECT 1;")).toEqual([
      "SELECT 'DROP TABLE t'",
      'SELECT 1;',
    ]);
  });

  it('feeds lines to COPY', () => {
    const text =
      "COPY t (a) FROM stdin;\n1\tit's; $$\n\\N\n\\.\nSELECT 1;\nCOPY u FROM STDIN WITH (FORMAT csv);\r\n';\r\n\\.\r\n";
    expect(statements(text)).toEqual([
      'COPY t (a) FROM stdin;',
      'SELECT 1;',
      'COPY u FROM STDIN WITH (FORMAT csv);',
    ]);
  });

  it('takes what follows a COPY without end marker for statements', () => {
    expect(statements('COPY t FROM stdin;\nSELECT 1;')).toEqual(['COPY t FROM stdin;', 'SELECT 1;']);
  });
});

describe('placeholders', () => {
  /** The names of tables in the tree. */
  function tables(text: string): readonly string[] {
    return [...JSON.stringify(parse(text, true).statements).matchAll(/"relname":"([^"]*)"/g)].map(
      ([, name]) => name ?? '',
    );
  }

  it.each([
    'SELECT * FROM ${table};',
    'SELECT * FROM {{ table }};',
    'SELECT * FROM ${prefix}_users;',
    'SELECT * FROM users_${suffix}_${more};',
    'SELECT * FROM app.${table};',
    'SELECT * FROM "${table}";',
    'SELECT * FROM "my_{{table}}";',
    'SELECT * FROM :table;',
    'SELECT * FROM :"table";',
    'SELECT * FROM :t;',
  ])('make the name unknown in %s', (text) => {
    expect(statements(text, true)).toEqual([text]);
    expect(tables(text).map(isPlaceholderName)).toEqual([true]);
  });

  it('leave the names beside them known', () => {
    expect(tables('SELECT * FROM ${schema}.users;')).toEqual(['users']);
  });

  it.each([
    'ALTER ROLE app PASSWORD ${password};',
    "ALTER ROLE app PASSWORD :'password';",
    'CREATE SEQUENCE s START ${first} INCREMENT :by;',
    'SELECT 1 LIMIT :n;',
    'CREATE TABLE t (a int) ${options};',
    'CREATE TABLE t (a ${type} DEFAULT :value, b varchar(${n}));',
    'SET lock_timeout = ${timeout};',
    'GRANT SELECT ON t TO ${reader}, :"writer";',
  ])('stand for what fits in %s', (text) => {
    expect(statements(text, true)).toEqual([text]);
  });

  it('are known in braces without being asked for', () => {
    expect(statements('SELECT * FROM ${table};')).toEqual(['SELECT * FROM ${table};']);
  });

  it('are not casts, slices, named arguments or times', () => {
    const text = "SELECT a::text, b[1:n], c[:m], f(x := 1), '12:30' FROM t;";
    const { tokens } = parse(text, true).statements[0] ?? { tokens: [] };
    expect(statements(text, true)).toEqual([text]);
    expect(tokens.filter(({ kind }) => kind === 'placeholder')).toEqual([]);
  });

  it('may decide what a statement is, which is then no error of its author', () => {
    const [whole, start] = parse('${statements}; CREATE ${what} x;', true).statements.map(
      ({ error }) => error,
    );
    expect(whole).toMatchObject({ cause: 'tool', span: { start: 0, end: 13 } });
    expect(whole?.message).toContain('${statements}');
    expect(start).toMatchObject({ cause: 'tool' });
  });

  it('do not hide an error that stands elsewhere', () => {
    const [before, behind] = parse('CREATE TABEL ${t} (a int); INSERT INTO ${t} (a) VALEUS (1);').statements;
    expect(before?.error).toMatchObject({ cause: 'syntax', message: 'syntax error at or near "TABEL"' });
    expect(behind?.error).toMatchObject({ cause: 'syntax', message: 'syntax error at or near "VALEUS"' });
  });
});
