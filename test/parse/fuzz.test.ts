import { beforeAll, expect, it } from 'vitest';
import { decodeString } from '../../src/parse/literal.ts';
import { readPlpgsql } from '../../src/parse/plpgsql.ts';
import { loadParser, parseSql, type ParsedStatement } from '../../src/parse/sql.ts';
import { tokenize } from '../../src/parse/tokens.ts';
import type { Span } from '../../src/operation.ts';
import { seededRandom } from '../support/random.ts';

const INPUTS = Number(process.env.DDLINT_FUZZ_INPUTS ?? 1000);

const SEEDS: readonly string[] = [
  `-- users\r\nCREATE TABLE "üser" (id bigint PRIMARY KEY, email text DEFAULT 'it''s 😀', "😀" int[] CHECK (a[1:2] IS NULL));
ALTER TABLE app.users ADD COLUMN IF NOT EXISTS x numeric(10, 2) DEFAULT -1.5e-3::float8, DROP COLUMN y CASCADE;
CREATE UNIQUE INDEX CONCURRENTLY i ON t USING gin ((lower(email)) gin_trgm_ops) WHERE a <> E'\\'' AND b = $1;`,
  `CREATE OR REPLACE FUNCTION f(a int) RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE n int := (SELECT count(*) FROM t); r record;
BEGIN
  IF NEW.a = 1 THEN UPDATE t SET b = 2 WHERE id = NEW.id; ELSIF a > 2 THEN RAISE NOTICE 'x %', a USING HINT = 'h'; ELSE NULL; END IF;
  FOR r IN SELECT * FROM t LOOP EXECUTE format('DROP TABLE %I', r.name) INTO n USING a; END LOOP;
  CASE a WHEN 1, 2 THEN PERFORM g(); ELSE RETURN NULL; END CASE;
  RETURN NEW;
EXCEPTION WHEN others THEN RAISE;
END $body$;
DO 'BEGIN ALTER TABLE x ADD y int; INSERT INTO z VALUES (''a''); END';
CREATE FUNCTION g() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;`,
  `\\restrict abc\n\\connect app\nSET x = 'y';\nCOPY public.t (a, b) FROM stdin;\n1\t';'\n2\t$$\n\\.\n\nSELECT 1 \\gexec
CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM a; DELETE FROM b);\n/* a /* b */ ; */ SELECT U&'\\0041', U&"\\0041", B'01', X'1F', N'n', $q$;$q$;`,
  'INSERT INTO ${schema}.users VALUES (:id, :\'name\', {{value}}, a::text, b[1:n]); DELETE FROM "${t}" WHERE x = ${prefix}_y LIMIT :n;',
];
const SPLINTERS = [
  "'",
  '"',
  '$$',
  '$a$',
  '/*',
  '*/',
  '--',
  '(',
  ')',
  ';',
  '\\',
  '\n',
  '\r',
  '\0',
  '😀',
  '\uD83D',
  'é',
  ':',
  '${',
  '{{',
  '[',
  "E'",
  'BEGIN',
  'END',
  'CASE',
  'IF',
  'LOOP',
  'THEN',
  'CREATE FUNCTION f() BEGIN ATOMIC ',
  'COPY t FROM stdin;',
  '\n\\.',
];

beforeAll(loadParser);

it(`reads ${String(INPUTS)} damaged texts without throwing, every place inside its range and in order`, () => {
  const random = seededRandom(2);
  for (let input = 0; input < INPUTS; input++) {
    const text = damage(random);
    const start = random() < 0.2 ? Math.floor(random() * text.length) : 0;
    const range = { start, end: text.length - Math.floor(random() * 0.2 * (text.length - start)) };
    const placeholders = random() < 0.5;
    const { statements, comments, commands } = parseSql(text, range, { placeholders });
    const where = JSON.stringify({ text, range, placeholders });
    expectInOrder(
      statements.map(({ span }) => span),
      range,
      where,
    );
    expectInOrder(
      comments.map(({ span }) => span),
      range,
      where,
    );
    expectInOrder(
      commands.map(({ span }) => span),
      range,
      where,
    );
    for (const statement of statements) expectWhole(text, statement, where);
  }
});

function expectInOrder(spans: readonly Span[], { start, end }: Span, where: string): void {
  let at = start;
  for (const span of spans) {
    expect(span.start, where).toBeGreaterThanOrEqual(at);
    expect(span.end, where).toBeGreaterThan(span.start);
    at = span.end;
  }
  expect(at, where).toBeLessThanOrEqual(end);
}

function expectWhole(file: string, statement: ParsedStatement, where: string): void {
  const { span, text, source, node, error, tokens } = statement;
  expect(source, where).toBe(file.slice(span.start, span.end));
  expect(text.length, where).toBe(source.length);
  expect((node === undefined) === (error !== undefined), where).toBe(true);
  expectInOrder(tokens, span, where);
  if (error !== undefined) expectInOrder([error.span], span, where);
  expect(statement.at(0), where).toBe(span.start);
  expect(statement.at(Number.MAX_SAFE_INTEGER), where).toBe(span.end);
  for (const token of tokens) {
    const body = decodeString(source, span.start, token)?.text ?? '';
    const whole = { start: 0, end: body.length };
    const read = readPlpgsql(body, tokenize(body, whole, false).tokens);
    for (const fragment of read.fragments) expectInOrder(fragment.tokens, whole, where);
    for (const problem of read.problems) expectInOrder([problem], whole, where);
  }
}

function damage(random: () => number): string {
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = (texts: readonly string[]) => texts[below(texts.length)] ?? '';
  let text = pick(SEEDS);
  for (let count = 1 + below(4); count > 0; count--) {
    const at = below(text.length + 1);
    const to = at + below(30);
    switch (below(5)) {
      case 0:
        text = text.slice(0, at);
        break;
      case 1:
        text = text.slice(0, at) + text.slice(to);
        break;
      case 2:
        text = text.slice(0, at) + pick(SPLINTERS) + text.slice(at);
        break;
      case 3:
        text = text.slice(0, at) + String.fromCharCode(below(0x250)) + text.slice(at + 1);
        break;
      default: {
        const other = pick(SEEDS);
        text = text.slice(0, at) + other.slice(below(other.length));
      }
    }
  }
  return text;
}
