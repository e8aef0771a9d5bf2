import { beforeAll, describe, expect, it } from 'vitest';
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
