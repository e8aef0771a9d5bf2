import { beforeAll, describe, expect, it } from 'vitest';
import { lowerStatement } from '../../src/lower/sql/lower-sql.ts';
import { lowerBody, type LoweredBody } from '../../src/lower/sql/plpgsql.ts';
import type { Span } from '../../src/operation.ts';
import { loadParser, parseSql } from '../../src/parse/sql.ts';

beforeAll(loadParser);

/** The body of the last statement of a file. */
function bodyOf(file: string, language = 'plpgsql'): LoweredBody {
  const span = { start: 0, end: file.length };
  const statement = parseSql(file, span, { placeholders: false }).statements.at(-1);
  const body = statement?.tokens.findLast(({ kind }) => kind === 'dollarString' || kind === 'string');
  if (statement === undefined || body === undefined) throw new Error('The file has no body.');
  return lowerBody({
    statement,
    body,
    language,
    lowerStatement: (inner) => lowerStatement(inner).operations,
  });
}

const textAt = (file: string, { start, end }: Span): string => file.slice(start, end);

/** Each operation with what it points at in the file. */
function operations(file: string, language?: string): readonly string[] {
  return bodyOf(file, language).operations.map(
    ({ kind, span, conditional }) => `${conditional === true ? '?' : ''}${kind}: ${textAt(file, span)}`,
  );
}

function relations(body: LoweredBody): readonly string[] {
  return body.uses.relations.map(({ relation, access }) => `${access} ${relation.name}`);
}

describe('lowerBody', () => {
  it('points into the file, behind accents, emoji and CRLF', () => {
    const file = `SELECT 'é😀';\r\nDO $$\r\nBEGIN\r\n  -- ü\r\n  ALTER TABLE "tâble" ADD COLUMN "né😀" int;\r\nEND\r\n$$;`;
    const [operation] = bodyOf(file).operations;
    expect(operation?.kind).toBe('addColumn');
    if (operation?.kind !== 'addColumn') return;
    expect(textAt(file, operation.table.span)).toBe('"tâble"');
    expect(textAt(file, operation.column.span)).toContain('"né😀"');
  });

  it('maps a quoted body back over its doubled quotes', () => {
    const file = `DO 'BEGIN INSERT INTO a VALUES (''x''); DROP TABLE b; END';`;
    expect(operations(file)).toEqual(["insert: INSERT INTO a VALUES (''x'')", 'dropTable: b']);
  });

  it('maps an escape string back', () => {
    const file = String.raw`DO E'BEGIN\n  COMMENT ON TABLE a IS \'x\';\n  DROP TABLE b;\nEND';`;
    expect(operations(file)).toEqual([String.raw`comment: COMMENT ON TABLE a IS \'x\'`, 'dropTable: b']);
  });

  it('flags what stands under a condition', () => {
    const file = 'DO $$ BEGIN DROP TABLE a; IF (SELECT true FROM c) THEN DROP TABLE b; END IF; END $$;';
    expect(operations(file)).toEqual(['dropTable: a', '?dropTable: b']);
    expect(relations(bodyOf(file))).toEqual(['read c']);
  });

  it('runs PERFORM as a SELECT', () => {
    const file = 'DO $$ BEGIN PERFORM pg_sleep(1) FROM t; END $$;';
    expect(operations(file)).toEqual(['select: PERFORM pg_sleep(1) FROM t']);
    expect(bodyOf(file).uses.functions.map(({ name }) => name)).toEqual(['pg_sleep']);
  });

  it('takes INTO for a target, not for a new table', () => {
    const file = 'DO $$ DECLARE n int; BEGIN SELECT count(*) INTO n FROM t; END $$;';
    expect(operations(file)).toEqual(['select: SELECT count(*) INTO n FROM t']);
  });

  it.each([
    ["EXECUTE 'DROP TABLE a'", 'dropTable: a'],
    ["EXECUTE 'DROP ' || 'TABLE a'", 'dropTable: a'],
    ["EXECUTE ('DROP TABLE'::text || ' a')", 'dropTable: a'],
    ['EXECUTE $q$DROP TABLE a$q$ USING 1', 'dropTable: a'],
    ["EXECUTE format('DROP TABLE %I', 'a')", 'dropTable: %I'],
    ["EXECUTE format('DROP TABLE %2$s -- 100%%', 'a', 'b')", 'dropTable: %2$s'],
  ])('reads %s', (execute, operation) => {
    const body = bodyOf(`DO $$ BEGIN ${execute}; END $$;`);
    expect(operations(`DO $$ BEGIN ${execute}; END $$;`)).toEqual([operation]);
    expect(body.dynamic).toEqual([]);
    expect(body.readable).toBe(true);
  });

  it.each([
    "'DROP TABLE ' || name",
    "format('DROP TABLE %I', name)",
    "format('DROP TABLE %I')",
    "format('%10s', 'a')",
    'name',
    "(SELECT 'DROP TABLE ' || t.name FROM t)",
  ])('says that EXECUTE %s is put together at run time', (expression) => {
    const file = `DO $$ DECLARE name text; BEGIN EXECUTE ${expression}; END $$;`;
    const { dynamic, operations } = bodyOf(file);
    expect(dynamic.map((span) => textAt(file, span))).toEqual([expression]);
    expect(operations).toEqual([]);
  });

  it('reads a body in SQL', () => {
    const file =
      "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'UPDATE a SET x = ''1'' WHERE y; SELECT z FROM b';";
    const body = bodyOf(file, 'sql');
    expect(body.readable).toBe(true);
    expect(relations(body)).toEqual(['write a', 'read b']);
    expect(body.uses.columns.map(({ column, span }) => [column, textAt(file, span)])).toEqual([
      ['x', 'x'],
      ['y', 'y'],
      ['z', 'z'],
    ]);
  });

  it('says where a body does not parse, and reads the rest', () => {
    const file = 'DO $$ BEGIN DROP TABEL a; DROP TABLE b; END $$;';
    const body = bodyOf(file);
    expect(body.readable).toBe(false);
    expect(body.problems.map(({ message, span }) => [message, textAt(file, span)])).toEqual([
      ['syntax error at or near "TABEL"', 'TABEL'],
    ]);
    expect(operations(file)).toEqual(['dropTable: b']);
  });

  it('says where the structure is lost', () => {
    const file = 'DO $$ BEGIN IF a DROP TABLE b; END $$;';
    expect(bodyOf(file).readable).toBe(false);
  });

  it('does not read other languages', () => {
    expect(
      bodyOf("CREATE FUNCTION f() RETURNS int LANGUAGE plpython3u AS 'return 1';", 'plpython3u'),
    ).toMatchObject({
      readable: false,
      operations: [],
    });
  });
});
