import { beforeAll, describe, expect, it } from 'vitest';
import type { Uses } from '../../src/operation.ts';
import { loadParser } from '../../src/parse/sql.ts';
import { operationsOf, pointedOperation, pointedOperations } from '../support/lowering.ts';

beforeAll(loadParser);

/** `write t`, `read s.t.*`; then `t.c` for a column of a relation, `?.c` for one of unknown origin. */
function described(uses: Uses): readonly string[] {
  return [
    ...uses.relations.map(({ access, relation, star }) => {
      const schema = relation.schema === undefined ? '' : `${relation.schema}.`;
      return `${access} ${schema}${relation.name}${star ? '.*' : ''}`;
    }),
    ...uses.columns.map(({ column, relation }) => `${relation?.name ?? '?'}.${column}`),
    ...uses.functions.map(({ name }) => `${name}()`),
  ];
}

function usesOf(query: string): readonly string[] {
  const [operation] = operationsOf(`CREATE VIEW v AS ${query}`);
  if (operation?.kind !== 'createView') throw new Error('not a view');
  return described(operation.uses);
}

describe('what a query uses', () => {
  it.each([
    ['SELECT a FROM s.t', ['read s.t', 't.a']],
    ['SELECT x.a FROM t AS x', ['read t', 't.a']],
    ['SELECT t.a, s.u.b FROM t, s.u', ['read t', 'read s.u', 't.a', 'u.b']],
    ['SELECT a FROM t, u', ['read t', 'read u', '?.a']],
    ['SELECT * FROM t JOIN u ON t.id = u.t_id', ['read t.*', 'read u.*', 't.id', 'u.t_id']],
    ['SELECT u.* FROM t, u', ['read t', 'read u.*']],
    ['SELECT row_to_json(u) FROM t, u', ['read t', 'read u.*', '?.u', 'row_to_json()']],
    ['SELECT count(*) FROM t', ['read t', 'count()']],
    ['SELECT s.b FROM (SELECT a AS b FROM t) s', ['read t', 't.a']],
    ['SELECT b FROM (SELECT a AS b FROM t) s', ['read t', 't.a']],
    ['WITH c AS (SELECT a FROM t) SELECT a FROM c', ['read t', 't.a']],
    ['WITH RECURSIVE c AS (SELECT a FROM t UNION SELECT a FROM c) SELECT * FROM c', ['read t', 't.a']],
    ['WITH c AS (SELECT 1) SELECT a FROM public.c', ['read public.c', 'c.a']],
    ['SELECT a FROM t UNION ALL SELECT b FROM u', ['read t', 'read u', 't.a', 'u.b']],
    ['SELECT a AS n FROM t GROUP BY n ORDER BY n, b', ['read t', 't.a', 't.b']],
    ['SELECT 1 FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.x = t.y)', ['read t', 'read u', 'u.x', 't.y']],
    ['SELECT 1 FROM t WHERE EXISTS (SELECT 1 FROM u WHERE x = 1)', ['read t', 'read u', '?.x']],
    ['SELECT e.v FROM t, LATERAL jsonb_each(t.j) AS e(k, v)', ['read t', 't.j', 'jsonb_each()']],
    ['SELECT (t.j).f FROM t', ['read t', 't.j']],
    ['SELECT CURRENT_DATE, s.f(a) FROM t', ['read t', 't.a', 'current_date()', 'f()']],
    ['VALUES (1, now())', ['now()']],
  ])('%s', (query, expected) => {
    expect([...usesOf(query)].sort()).toEqual([...expected].sort());
  });

  it('points at each column', () => {
    const text = 'CREATE VIEW v AS SELECT é."Ü", b FROM t AS é';
    expect(pointedOperation(text)).toMatchObject({
      uses: {
        columns: [
          { column: 'Ü', span: 'é."Ü"' },
          { column: 'b', span: 'b' },
        ],
      },
    });
  });
});

describe('INSERT', () => {
  it.each([
    [
      "INSERT INTO s.t (a, \"B\") VALUES (1, 'x'), (2, 'y'::mood)",
      {
        table: { schema: 's', name: 't', span: 's.t' },
        columns: ['a', 'B'],
        source: 'values',
        rows: 2,
        onConflict: false,
        literals: [
          { value: 'x', span: "'x'" },
          { value: 'y', type: { name: 'mood' } },
        ],
        uses: { relations: [] },
      },
    ],
    ['INSERT INTO t DEFAULT VALUES', { columns: undefined, source: 'defaults', rows: 0 }],
    [
      'INSERT INTO t SELECT * FROM o ON CONFLICT DO NOTHING',
      {
        source: 'query',
        rows: 0,
        onConflict: true,
        uses: { relations: [{ relation: { name: 'o' }, star: true }] },
      },
    ],
    [
      'INSERT INTO t (a) VALUES (1) ON CONFLICT (a, lower(b)) DO UPDATE SET c = excluded.c WHERE t.d > 0',
      {
        uses: {
          columns: [
            { column: 'a', span: 'a' },
            { column: 'c', span: 'c' },
            { column: 'c', relation: { name: 't' }, span: 'excluded.c' },
            { column: 'd', span: 't.d' },
            { column: 'a', span: 'a' },
            { column: 'b', span: 'b' },
          ],
        },
      },
    ],
  ])('%s', (text, expected) => {
    expect(pointedOperation(text)).toMatchObject({ kind: 'insert', span: text, ...expected });
  });
});

describe('UPDATE and DELETE', () => {
  it.each([
    [
      "UPDATE s.t AS x SET a = 'v', (b, c) = (SELECT 1, 2) FROM o WHERE x.id = o.id RETURNING *",
      {
        kind: 'update',
        table: { schema: 's', name: 't', span: 's.t' },
        columns: ['a', 'b', 'c'],
        where: { text: 'x.id = o.id', conditions: [{ kind: 'equals', column: 'id', joined: true }] },
        uses: { relations: [{ relation: { name: 'o' }, access: 'read', star: true }] },
        literals: [{ value: 'v' }],
      },
    ],
    ['UPDATE t SET a = 1', { kind: 'update', columns: ['a'] }],
    [
      'DELETE FROM ONLY t USING o WHERE t.id = o.id AND o.x IN (SELECT y FROM z)',
      {
        kind: 'delete',
        where: {
          text: 't.id = o.id AND o.x IN (SELECT y FROM z)',
          uses: { relations: [{ relation: { name: 'z' } }] },
        },
        uses: { relations: [{ relation: { name: 'o' } }, { relation: { name: 'z' } }] },
      },
    ],
  ])('%s', (text, expected) => {
    expect(pointedOperation(text)).toMatchObject({ span: text, ...expected });
  });

  it('has no predicate where none is written', () => {
    expect(pointedOperation('DELETE FROM t')).not.toHaveProperty('where');
    expect(pointedOperation('UPDATE t SET a = 1')).not.toHaveProperty('where');
  });
});

describe('a WITH clause that changes data', () => {
  it('gives an operation of its own, before that of the statement', () => {
    const text =
      'WITH gone AS MATERIALIZED (DELETE FROM a WHERE x = 1 RETURNING id), n AS (UPDATE b SET y = 1 WHERE z = 2) ' +
      'INSERT INTO c SELECT id FROM gone';
    expect(pointedOperations(text)).toMatchObject([
      { kind: 'delete', span: 'DELETE FROM a WHERE x = 1 RETURNING id', where: { text: 'x = 1' } },
      { kind: 'update', span: 'UPDATE b SET y = 1 WHERE z = 2', where: { text: 'z = 2' } },
      {
        kind: 'insert',
        span: text,
        table: { name: 'c' },
        uses: {
          relations: [
            { relation: { name: 'a' }, access: 'write' },
            { relation: { name: 'b' }, access: 'write' },
          ],
        },
      },
    ]);
  });
});

describe('other statements on data', () => {
  it('lists what MERGE reads and writes', () => {
    const text =
      'MERGE INTO t USING s.o AS src ON t.id = src.id WHEN MATCHED AND src.x THEN UPDATE SET a = src.b ' +
      'WHEN NOT MATCHED THEN INSERT (id) VALUES (src.id)';
    const [operation] = operationsOf(text);
    expect(operation).toMatchObject({ kind: 'merge', table: { name: 't' } });
    if (operation?.kind !== 'merge') return;
    expect(described(operation.uses)).toEqual([
      'read s.o',
      't.id',
      'o.id',
      'o.x',
      't.a',
      'o.b',
      't.id',
      'o.id',
    ]);
  });

  it('has the strongest row lock of SELECT', () => {
    expect(pointedOperation('SELECT a FROM t FOR KEY SHARE')).toMatchObject({ locks: 'keyShare' });
    expect(pointedOperation('SELECT a FROM t FOR SHARE FOR NO KEY UPDATE')).toMatchObject({
      locks: 'noKeyUpdate',
    });
    expect(pointedOperation('SELECT a FROM t')).toMatchObject({ locks: 'none' });
  });

  it('truncates and locks each table by itself', () => {
    expect(pointedOperations('TRUNCATE a, s.b CASCADE')).toMatchObject([
      { kind: 'truncate', span: 'a', cascade: true, restartIdentity: false },
      { kind: 'truncate', span: 's.b', table: { schema: 's', name: 'b' } },
    ]);
    expect(pointedOperation('LOCK TABLE t NOWAIT')).toMatchObject({ mode: 'ACCESS EXCLUSIVE', nowait: true });
    expect(pointedOperation('LOCK t IN ROW SHARE MODE')).toMatchObject({
      mode: 'ROW SHARE',
      span: 'LOCK t IN ROW SHARE MODE',
    });
  });
});
