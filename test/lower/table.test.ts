import { beforeAll, describe, expect, it } from 'vitest';
import { loadParser } from '../../src/parse/sql.ts';
import { pointedOperation } from '../support/lowering.ts';

beforeAll(loadParser);

/** The column that CREATE TABLE makes of a definition. */
function column(definition: string): unknown {
  return (pointedOperation(`CREATE TABLE t (a int, ${definition}, z int)`) as { columns: unknown[] })
    .columns[1];
}

function type(written: string): unknown {
  return (column(`c ${written}`) as { type: unknown }).type;
}

function constraint(definition: string): unknown {
  const { constraints } = pointedOperation(`CREATE TABLE t (a int, ${definition}, z int)`) as {
    constraints: unknown[];
  };
  return constraints[0];
}

describe('CREATE TABLE', () => {
  it('has its columns and constraints with their own text', () => {
    const operation = pointedOperation(
      'CREATE TABLE IF NOT EXISTS Public."Users" (Id bigint PRIMARY KEY, "E-Mail" text NOT NULL, CONSTRAINT u UNIQUE ("E-Mail"))',
    );
    expect(operation).toMatchObject({
      kind: 'createTable',
      table: { schema: 'public', name: 'Users', span: 'Public."Users"' },
      ifNotExists: true,
      persistence: 'permanent',
      foreign: false,
      columns: [
        { name: 'id', span: 'Id bigint PRIMARY KEY', notNull: false, constraints: [{ kind: 'primaryKey' }] },
        { name: 'E-Mail', span: '"E-Mail" text NOT NULL', notNull: true, constraints: [] },
      ],
      constraints: [
        { kind: 'unique', name: 'u', span: 'CONSTRAINT u UNIQUE ("E-Mail")', columns: ['E-Mail'] },
      ],
    });
  });

  it.each([
    ['CREATE TEMP TABLE t (a int)', { persistence: 'temporary' }],
    ['CREATE UNLOGGED TABLE t (a int)', { persistence: 'unlogged' }],
    ['CREATE TABLE c.s.t (a int)', { table: { schema: 's', name: 't', span: 'c.s.t' } }],
    ['CREATE FOREIGN TABLE t (a int) SERVER s', { foreign: true, columns: [{ name: 'a' }] }],
    ['CREATE TABLE t (b int) INHERITS (p, s.q)', { inherits: [{ name: 'p' }, { schema: 's', name: 'q' }] }],
    [
      'CREATE TABLE t (a int) PARTITION BY RANGE (a, lower(b))',
      { partitionBy: { strategy: 'range', columns: ['a', ''] } },
    ],
    ['CREATE TABLE t (a int) PARTITION BY LIST (a)', { partitionBy: { strategy: 'list' } }],
    ['CREATE TABLE t (a int) PARTITION BY HASH (a)', { partitionBy: { strategy: 'hash' } }],
    [
      'CREATE TABLE t PARTITION OF s.p (a NOT NULL) FOR VALUES FROM (1) TO (2)',
      {
        partitionOf: { parent: { schema: 's', name: 'p', span: 's.p' }, isDefault: false },
        inherits: [],
        columns: [{ name: 'a', type: undefined, notNull: true, span: 'a NOT NULL' }],
      },
    ],
    ['CREATE TABLE t PARTITION OF p DEFAULT', { partitionOf: { isDefault: true }, columns: [] }],
    [
      'CREATE TABLE t OF s.kind (a WITH OPTIONS DEFAULT 1)',
      { columns: [{ name: 'a', default: { text: '1' } }] },
    ],
    [
      'CREATE TABLE t (LIKE s.o INCLUDING INDEXES INCLUDING DEFAULTS)',
      { like: [{ table: { schema: 's', name: 'o' }, including: ['defaults', 'indexes'] }] },
    ],
    ['CREATE TABLE t (LIKE o INCLUDING ALL EXCLUDING STORAGE)', { like: [{ including: { length: 8 } }] }],
    [
      'CREATE TABLE t AS SELECT a.x, count(*) AS n, b.* FROM s.a, b',
      {
        columns: [],
        query: {
          columns: ['x', 'n', ''],
          withData: true,
          uses: {
            relations: [{ relation: { schema: 's', name: 'a' } }, { relation: { name: 'b' }, star: true }],
          },
        },
      },
    ],
    [
      'CREATE TABLE t (x) AS VALUES (1, 2) WITH NO DATA',
      { query: { columns: ['x', 'column2'], withData: false } },
    ],
    ['CREATE TABLE t AS EXECUTE p', { query: { columns: [''], uses: { relations: [] } } }],
    [
      'SELECT a INTO TEMP t FROM o',
      { persistence: 'temporary', table: { name: 't' }, query: { columns: ['a'] } },
    ],
  ])('%s', (text, expected) => {
    expect(pointedOperation(text)).toMatchObject({ kind: 'createTable', span: text, ...expected });
  });
});

describe('a column', () => {
  it.each([
    ["c text DEFAULT 'x' || 'y' NOT NULL", { default: { text: "'x' || 'y'" }, notNull: true }],
    ['c int DEFAULT -1', { default: { text: '-1', constant: 'literal' } }],
    ['c int NULL DEFAULT NULL::int', { default: { text: 'NULL::int', constant: 'null' }, notNull: false }],
    ['c int CONSTRAINT d DEFAULT (1 + 2) CHECK (c > 0)', { default: { text: '(1 + 2)' } }],
    [
      'c text DEFAULT lower(\'A\') COLLATE "C"',
      { default: { text: "lower('A')" }, collation: { name: 'C' } },
    ],
    [
      'c text COLLATE pg_catalog."de_DE" NOT NULL',
      { collation: { schema: 'pg_catalog', span: 'pg_catalog."de_DE"' } },
    ],
    [
      'c int GENERATED ALWAYS AS (a * 2) STORED',
      { generated: { storage: 'stored', expression: { text: 'a * 2', columns: ['a'] } } },
    ],
    ['c int GENERATED ALWAYS AS (a) VIRTUAL', { generated: { storage: 'virtual' } }],
    ['c int GENERATED ALWAYS AS (a)', { generated: { storage: 'virtual' } }],
    ['c int GENERATED ALWAYS AS IDENTITY', { identity: 'always' }],
    ['c int GENERATED BY DEFAULT AS IDENTITY (START 5)', { identity: 'byDefault' }],
    [
      'c int UNIQUE DEFERRABLE INITIALLY DEFERRED NOT NULL',
      {
        notNull: true,
        constraints: [
          {
            kind: 'unique',
            span: 'UNIQUE DEFERRABLE INITIALLY DEFERRED',
            deferrable: true,
            initiallyDeferred: true,
          },
        ],
      },
    ],
    [
      'c int CONSTRAINT k CHECK (c > 0) NO INHERIT REFERENCES s.o (id) ON DELETE SET NULL ON UPDATE CASCADE',
      {
        constraints: [
          {
            kind: 'check',
            name: 'k',
            columns: ['c'],
            noInherit: true,
            span: 'CONSTRAINT k CHECK (c > 0) NO INHERIT',
            expression: { text: 'c > 0', conditions: [{ kind: 'range', column: 'c' }] },
          },
          {
            kind: 'foreignKey',
            name: undefined,
            columns: ['c'],
            references: {
              table: { schema: 's', name: 'o', span: 's.o' },
              columns: ['id'],
              onDelete: 'setNull',
              onUpdate: 'cascade',
            },
          },
        ],
      },
    ],
    [
      'c int REFERENCES o NOT ENFORCED',
      { constraints: [{ references: { columns: [] }, notEnforced: true }] },
    ],
  ])('%s', (definition, expected) => {
    expect(column(definition)).toMatchObject({ name: 'c', span: definition, ...expected });
  });
});

describe('a type', () => {
  it.each([
    ['integer', { name: 'int4' }],
    ['pg_catalog.int8', { name: 'int8', schema: undefined }],
    ['serial4', { name: 'serial' }],
    ['bigserial', { name: 'bigserial' }],
    ['serial2', { name: 'smallserial' }],
    ['varchar(20)', { name: 'varchar', modifiers: [20] }],
    ['character varying (20)', { name: 'varchar', modifiers: [20] }],
    ['char', { name: 'bpchar', modifiers: [1] }],
    ['numeric(10, 2)', { name: 'numeric', modifiers: [10, 2] }],
    ['double precision', { name: 'float8' }],
    ['timestamp(3) with time zone', { name: 'timestamptz', modifiers: [3] }],
    ['timestamp without time zone', { name: 'timestamp' }],
    ['timestamptz(3)', { name: 'timestamptz', modifiers: [3] }],
    ['interval', { name: 'interval', modifiers: [] }],
    ['interval day to second (3)', { name: 'interval', modifiers: [3] }],
    ['interval(6)', { name: 'interval', modifiers: [6] }],
    ['bit varying(5)', { name: 'varbit', modifiers: [5] }],
    ['text[][3]', { name: 'text', arrayDimensions: 2 }],
    ['text ARRAY[4]', { name: 'text', arrayDimensions: 1 }],
    ['"Mood"', { name: 'Mood' }],
    ['app."Mood"[]', { schema: 'app', name: 'Mood', arrayDimensions: 1 }],
    ['geometry(Point, 4326)', { name: 'geometry', modifiers: [4326] }],
  ])('%s', (written, expected) => {
    expect(type(written)).toMatchObject({ text: written, span: written, ...expected });
    expect(type(`${written} NOT NULL DEFAULT NULL`)).toMatchObject({ text: written, ...expected });
  });
});

describe('a table constraint', () => {
  it.each([
    ['PRIMARY KEY (a, "B")', { kind: 'primaryKey', columns: ['a', 'B'], name: undefined }],
    ['UNIQUE NULLS NOT DISTINCT (a) INCLUDE (z)', { kind: 'unique', columns: ['a'], nullsNotDistinct: true }],
    ['UNIQUE (a, z WITHOUT OVERLAPS)', { kind: 'unique', temporal: true }],
    ['CONSTRAINT n NOT NULL a NO INHERIT', { kind: 'notNull', name: 'n', columns: ['a'], noInherit: true }],
    [
      'CHECK (a > 0 AND z IS NOT NULL) NOT ENFORCED',
      { kind: 'check', columns: ['a', 'z'], notEnforced: true },
    ],
    [
      'FOREIGN KEY (a, z) REFERENCES o (x, y) ON DELETE RESTRICT ON UPDATE SET DEFAULT',
      {
        columns: ['a', 'z'],
        references: { columns: ['x', 'y'], onDelete: 'restrict', onUpdate: 'setDefault' },
      },
    ],
    ['FOREIGN KEY (a, PERIOD z) REFERENCES o (x, PERIOD y)', { kind: 'foreignKey', temporal: true }],
    ['EXCLUDE USING gist (a WITH =, lower(b) WITH =) WHERE (z > 1)', { kind: 'exclusion', columns: ['a'] }],
  ])('%s', (definition, expected) => {
    expect(constraint(definition)).toMatchObject({ span: definition, ...expected });
  });
});
