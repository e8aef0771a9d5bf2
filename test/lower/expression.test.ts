import { beforeAll, describe, expect, it } from 'vitest';
import type { Condition, Expression, OperationOf } from '../../src/operation.ts';
import { loadParser } from '../../src/parse/sql.ts';
import { operationsOf } from '../support/lowering.ts';

beforeAll(loadParser);

function defaultOf(written: string): Expression {
  const [operation] = operationsOf(`ALTER TABLE t ALTER c SET DEFAULT ${written}`);
  if (operation?.kind !== 'setDefault') throw new Error('not a default');
  return operation.default;
}

function whereOf(written: string, table = 't'): Expression {
  const [operation] = operationsOf(
    `DELETE FROM ${table} WHERE ${written}`,
  ) as readonly OperationOf<'delete'>[];
  if (operation?.where === undefined) throw new Error('no predicate');
  return operation.where;
}

describe('the constant of an expression', () => {
  it.each([
    ['NULL', 'null'],
    ['NULL::text', 'null'],
    ['CAST(NULL AS int)', 'null'],
    ['1', 'literal'],
    ['-1.5', 'literal'],
    ['- (2)', 'literal'],
    ['true', 'literal'],
    ["'a'", 'literal'],
    ["'a'::mood", 'literal'],
    ["interval '1 day'", 'literal'],
    ['\'a\' COLLATE "C"', 'literal'],
    ["ARRAY['a', 'b']::text[]", 'literal'],
    ['ARRAY[]::text[]', 'literal'],
    ['ARRAY[now()]', 'none'],
    ['now()', 'none'],
    ['CURRENT_TIMESTAMP', 'none'],
    ['1 + 1', 'none'],
  ])('%s is %s', (written, constant) => {
    expect(defaultOf(written)).toMatchObject({ text: written, constant });
  });
});

describe('the functions of an expression', () => {
  it.each([
    ['now()', ['now']],
    ['public."Id"(now())', ['public.Id', 'now']],
    ['CURRENT_TIMESTAMP(3)', ['current_timestamp']],
    ['CURRENT_USER', ['current_user']],
    ['lower(now()::text) || lower(now()::text)', ['lower', 'now']],
    ["now() AT TIME ZONE 'utc'", ['pg_catalog.timezone', 'now']],
    ["nextval('s.q'::regclass)", ['nextval']],
    ['1', []],
  ])('%s', (written, names) => {
    const { functions } = defaultOf(written);
    expect(functions.map(({ schema, name }) => (schema === undefined ? name : `${schema}.${name}`))).toEqual(
      names,
    );
  });
});

describe('the literals of an expression', () => {
  it('have the type of the cast around them', () => {
    const written = "ARRAY['a'::app.\"Mood\", E'b\\n', $$c$$]";
    const text = `ALTER TABLE t ALTER c SET DEFAULT ${written}`;
    const [operation] = operationsOf(text) as readonly OperationOf<'setDefault'>[];
    const literals = operation?.default.literals ?? [];
    expect(literals.map(({ value }) => value)).toEqual(['a', 'b\n', 'c']);
    expect(literals.map(({ span }) => text.slice(span.start, span.end))).toEqual(["'a'", "E'b\\n'", '$$c$$']);
    expect(literals[0]?.type).toMatchObject({ schema: 'app', name: 'Mood', text: 'app."Mood"' });
    expect(literals[1]?.type).toBeUndefined();
  });
});

describe('the columns of an expression', () => {
  it('are named once, without their qualifier, and not inside of subqueries', () => {
    const where = whereOf(
      't.a = b AND b > 1 AND c IN (SELECT d FROM o) AND (g::geometry(Point)) IS NOT NULL',
    );
    expect(where.columns).toEqual(['a', 'b', 'c', 'g']);
    expect(where.uses).toMatchObject({
      relations: [{ relation: { name: 'o' }, access: 'read' }],
      columns: [{ column: 'd', relation: { name: 'o' } }],
    });
  });
});

describe('the conditions of a predicate', () => {
  const cases: readonly (readonly [string, readonly Condition[]])[] = [
    ['a IS NULL', [{ kind: 'isNull', column: 'a' }]],
    ['t.a IS NOT NULL', [{ kind: 'isNotNull', column: 'a' }]],
    ['a = 1 AND (b = $1 AND c = now())', ['a', 'b', 'c'].map((column) => ({ kind: 'equals', column }))],
    ["'x' = a", [{ kind: 'equals', column: 'a' }]],
    ['a = b', [{ kind: 'other' }]],
    ['t.a = o.b', [{ kind: 'equals', column: 'a', joined: true }]],
    ['o.b = t.a', [{ kind: 'equals', column: 'a', joined: true }]],
    ['a IN (1, 2)', [{ kind: 'in', column: 'a' }]],
    ['a NOT IN (1, 2)', [{ kind: 'other', column: 'a' }]],
    ['a = ANY (ARRAY[1, 2])', [{ kind: 'in', column: 'a' }]],
    ['a = ANY ($1)', [{ kind: 'in', column: 'a' }]],
    ['a BETWEEN 1 AND 10', [{ kind: 'range', column: 'a' }]],
    [
      'a > 1 AND 5 >= b',
      [
        { kind: 'range', column: 'a' },
        { kind: 'range', column: 'b' },
      ],
    ],
    ['a NOT BETWEEN 1 AND 10', [{ kind: 'other', column: 'a' }]],
    ["a <> 'x'", [{ kind: 'other', column: 'a' }]],
    ["a LIKE 'x%'", [{ kind: 'other', column: 'a' }]],
    ['lower(a) = 1', [{ kind: 'other', column: 'a' }]],
    ['a = 1 OR b = 2', [{ kind: 'other' }]],
    ['a IN (SELECT 1 LIMIT 10)', [{ kind: 'subquery', column: 'a', limited: true }]],
    ['a IN (SELECT 1 LIMIT $1)', [{ kind: 'subquery', column: 'a', limited: true }]],
    ['a IN (SELECT 1 LIMIT NULL)', [{ kind: 'subquery', column: 'a' }]],
    ['EXISTS (SELECT 1)', [{ kind: 'subquery' }]],
    ['a = (SELECT max(x) FROM o)', [{ kind: 'subquery', column: 'a' }]],
    ['NOT EXISTS (SELECT 1)', [{ kind: 'other' }]],
    ['true', [{ kind: 'always' }]],
    ['1 = 1', [{ kind: 'always' }]],
    ['1 = 2', [{ kind: 'other' }]],
    ['false', [{ kind: 'other' }]],
  ];

  it.each(cases)('%s', (written, conditions) => {
    expect(whereOf(written).conditions).toEqual(conditions);
  });

  it('knows the table by its alias', () => {
    expect(whereOf('o.id = x.id', 't AS x USING o').conditions).toEqual([
      { kind: 'equals', column: 'id', joined: true },
    ]);
    expect(whereOf('x.id = x.other', 't AS x').conditions).toEqual([{ kind: 'other' }]);
  });
});
