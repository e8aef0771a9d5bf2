import { beforeAll, describe, expect, it } from 'vitest';
import { loadParser } from '../../src/parse/sql.ts';
import { pointedOperation, pointedOperations } from '../support/lowering.ts';

beforeAll(loadParser);

describe('CREATE INDEX', () => {
  it('has every clause', () => {
    const text =
      'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY s.t USING gist ' +
      '(lower(a) text_ops DESC, (b || c) COLLATE "C", "D" s.ops NULLS FIRST, coalesce(e, \'\')) ' +
      'INCLUDE (f, "G") NULLS NOT DISTINCT WITH (fillfactor = 70) TABLESPACE fast ' +
      'WHERE deleted_at IS NULL AND a = 1;';
    expect(pointedOperation(text)).toMatchObject({
      kind: 'createIndex',
      span: text.slice(0, -1),
      index: 'i',
      table: { schema: 's', name: 't', span: 's.t' },
      only: true,
      unique: true,
      concurrently: true,
      ifNotExists: true,
      method: 'gist',
      elements: [
        {
          text: 'lower(a) text_ops DESC',
          column: undefined,
          expression: { text: 'lower(a)', columns: ['a'], functions: [{ name: 'lower', span: 'lower' }] },
          operatorClass: 'text_ops',
          descending: true,
        },
        { text: '(b || c) COLLATE "C"', expression: { text: 'b || c', columns: ['b', 'c'] } },
        { text: '"D" s.ops NULLS FIRST', column: 'D', operatorClass: 's.ops' },
        { text: "coalesce(e, '')", expression: { text: "coalesce(e, '')" } },
      ],
      include: ['f', 'G'],
      nullsNotDistinct: true,
      options: 'WITH (fillfactor = 70) TABLESPACE fast',
      where: {
        text: 'deleted_at IS NULL AND a = 1',
        columns: ['deleted_at', 'a'],
        conditions: [
          { kind: 'isNull', column: 'deleted_at' },
          { kind: 'equals', column: 'a' },
        ],
      },
      keyword: 'INDEX',
    });
  });

  it('has the defaults of the shortest form', () => {
    const operation = pointedOperation('create index on t (a)');
    expect(operation).toMatchObject({
      index: undefined,
      only: false,
      unique: false,
      concurrently: false,
      ifNotExists: false,
      method: 'btree',
      elements: [{ text: 'a', column: 'a' }],
      include: [],
      nullsNotDistinct: false,
      keyword: 'index',
    });
    expect(operation).not.toHaveProperty('where');
    expect(operation).not.toHaveProperty('options');
  });
});

describe('other statements about indexes', () => {
  it('drops each name by itself', () => {
    expect(pointedOperations('DROP INDEX CONCURRENTLY IF EXISTS s.a, "B" CASCADE')).toMatchObject([
      {
        kind: 'dropIndex',
        span: 's.a',
        index: { schema: 's', name: 'a' },
        concurrently: true,
        ifExists: true,
        cascade: true,
        several: true,
        keyword: 'INDEX',
      },
      { kind: 'dropIndex', span: '"B"', index: { name: 'B' }, several: true },
    ]);
    expect(pointedOperation('DROP INDEX a')).toMatchObject({ concurrently: false, several: false });
  });

  it.each([
    [
      'REINDEX INDEX CONCURRENTLY s.i',
      { target: 'index', name: { span: 's.i' }, concurrently: true, keyword: 'INDEX' },
    ],
    ['REINDEX (VERBOSE, CONCURRENTLY) TABLE t', { target: 'table', name: { name: 't' }, concurrently: true }],
    ['REINDEX (CONCURRENTLY off) TABLE t', { concurrently: false, keyword: 'TABLE' }],
    ['REINDEX SCHEMA s', { target: 'schema', name: { name: 's', span: 's' } }],
    ['REINDEX DATABASE', { target: 'database', name: undefined }],
    ['REINDEX SYSTEM d', { target: 'system', name: { name: 'd' } }],
  ])('%s', (text, expected) => {
    expect(pointedOperation(text)).toMatchObject({ kind: 'reindex', span: text, ...expected });
  });
});
