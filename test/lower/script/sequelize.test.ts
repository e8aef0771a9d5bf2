import { beforeAll, describe, expect, it } from 'vitest';

import type { Statement } from '../../../src/operation.ts';
import { loadScriptParser } from '../../../src/parse/script.ts';
import { loadParser } from '../../../src/parse/sql.ts';
import { expectSameOperations, lowerScriptText, pointedScript } from '../../support/script.ts';
import { SEQUELIZE_CASES } from './sequelize-cases.ts';

beforeAll(async () => {
  await Promise.all([loadParser(), loadScriptParser()]);
});

function migration(body: string): string {
  return `module.exports = { up: async (queryInterface, Sequelize) => { ${body} }, down: async () => {} };`;
}

function statementsOf(body: string): readonly Statement[] {
  return lowerScriptText({ tool: 'sequelize', text: migration(body) }).statements;
}

/** Each operation with how it is sent. */
function sent(body: string): readonly string[] {
  return statementsOf(body).flatMap(({ operations, outside, query }) =>
    operations.map(
      ({ kind, conditional }) =>
        kind +
        (conditional === true ? ' if' : '') +
        (outside === true ? ' outside' : '') +
        (query === undefined ? '' : ` in query ${String(query)}`),
    ),
  );
}

function kinds(text: string, direction: 'up' | 'down' = 'up'): readonly string[] {
  const { statements } = lowerScriptText({ tool: 'umzug', text, direction });
  return statements.flatMap(({ operations }) => operations.map(({ kind }) => kind));
}

function pointed(body: string): readonly (readonly [string, string])[] {
  return pointedScript({ tool: 'sequelize', text: migration(body) });
}

function reasons(body: string): readonly string[] {
  return statementsOf(body).flatMap(({ operations }) =>
    operations.flatMap((operation) => (operation.kind === 'unsupported' ? [operation.reason] : [])),
  );
}

describe('the calls of a query interface', () => {
  it.each(SEQUELIZE_CASES)('$call', ({ call, queries }) => {
    expectSameOperations({ tool: 'sequelize', text: migration(`await ${call};`) }, queries);
  });
});

describe('the shapes of a migration', () => {
  const drop = `await queryInterface.dropTable('t');`;

  it.each([
    ['an object', `module.exports = { async up(queryInterface) { ${drop} }, async down() {} };`],
    ['an export each', `exports.up = async function (queryInterface) { ${drop} };`],
    ['a default export', `export default { up: async (queryInterface) => { ${drop} } };`],
    [
      'types',
      `import { QueryInterface } from 'sequelize'; export async function up(q: QueryInterface) { await q.dropTable('t'); }`,
    ],
    [
      "the type of Umzug's context",
      `import type { Migration } from '../umzug'; export const up: Migration = async ({ context: queryInterface }) => { ${drop} };`,
    ],
    [
      'a context of several things',
      `export const up = async ({ context: { queryInterface, sequelize } }) => { ${drop} };`,
    ],
    [
      'a context that is the instance',
      `import { Sequelize } from 'sequelize'; export const up = async ({ context }) => { await context.query('DROP TABLE t'); };`,
    ],
    [
      'parameters by name',
      `import { DataTypes } from 'sequelize'; export const up = async (params) => { await params.context.getQueryInterface().dropTable('t'); };`,
    ],
    [
      "TypeScript's own export",
      `export = { async up(queryInterface: QueryInterface): Promise<void> { ${drop} } };`,
    ],
    ['a class', `export class Drop { async up(queryInterface) { ${drop} } }`],
    ['promises', `exports.up = (queryInterface) => queryInterface.dropTable('t').then(() => {});`],
  ])('reads %s', (_, text) => {
    expect(kinds(text)).toEqual(['dropTable']);
  });

  it('reads the way down', () => {
    const text = `exports.up = async (queryInterface) => {}; exports.down = async (queryInterface) => { ${drop} };`;
    expect(kinds(text)).toEqual([]);
    expect(kinds(text, 'down')).toEqual(['dropTable']);
  });

  it('takes types from wherever they are imported', () => {
    const sql = ['ALTER TABLE public.t ADD COLUMN c varchar(255)'];
    for (const [head, type] of [
      [`const { DataTypes } = require('sequelize');`, 'DataTypes.STRING'],
      [`import Sequelize from 'sequelize';`, 'Sequelize.DataTypes.STRING(255)'],
      [`import { DataTypes } from '@sequelize/core';`, '{ type: DataTypes.STRING }'],
      [`import { DataType } from 'sequelize-typescript';`, 'new DataType.STRING()'],
      ['', 'queryInterface.sequelize.Sequelize.STRING'],
    ] as const) {
      const text = `${head} exports.up = (queryInterface) => queryInterface.addColumn('t', 'c', ${type});`;
      expectSameOperations({ tool: 'sequelize', text }, sql);
    }
  });
});

describe('transactions', () => {
  it('opens none by itself', () => {
    expect(sent(`await queryInterface.dropTable('t');`)).toEqual(['dropTable']);
  });

  it('follows a managed transaction to its end', () => {
    expect(
      sent(`await queryInterface.sequelize.transaction(async (transaction) => {
        await queryInterface.removeColumn('t', 'a', { transaction });
        await queryInterface.sequelize.query('DROP VIEW v', { transaction });
      });
      await queryInterface.dropTable('t');`),
    ).toEqual(['begin', 'dropColumn', 'dropView', 'commit', 'dropTable']);
  });

  it('follows an unmanaged transaction, whose rollback is the path of a failure', () => {
    expect(
      sent(`const t = await queryInterface.sequelize.transaction();
      try {
        await queryInterface.addColumn('t', 'a', Sequelize.INTEGER, { transaction: t });
        await t.commit();
      } catch (error) {
        await t.rollback();
        throw error;
      }`),
    ).toEqual(['begin', 'addColumn', 'commit']);
  });

  it('sends a call without the option on another connection', () => {
    expect(
      sent(`await queryInterface.sequelize.transaction({ isolationLevel: 'SERIALIZABLE' }, async (t) => {
        await queryInterface.addIndex('t', ['a'], { transaction: t });
        await queryInterface.addIndex('t', ['b']);
        await queryInterface.addIndex('t', { fields: ['c'], transaction: t });
        await queryInterface.addConstraint('t', { fields: ['c'], type: 'unique' });
        await queryInterface.bulkDelete('t', null, {});
      });`),
    ).toEqual([
      'begin',
      'createIndex',
      'createIndex outside',
      'createIndex',
      'addConstraint outside',
      'delete outside',
      'commit',
    ]);
  });

  it('sends the statements of one call and of one string as one query', () => {
    expect(
      sent(`await queryInterface.changeColumn('t', 'a', Sequelize.TEXT);
      await queryInterface.sequelize.query('SET lock_timeout = 1; DROP TABLE t');`),
    ).toEqual([
      'dropNotNull in query 0',
      'dropDefault in query 0',
      'alterColumnType in query 0',
      'setVariable in query 1',
      'dropTable in query 1',
    ]);
  });
});

describe('places', () => {
  it('points at the column that is added, changed or dropped', () => {
    expect(
      pointed(`await queryInterface.addColumn('t', 'a', { type: Sequelize.INTEGER }, {});
      await queryInterface.removeColumn('t', 'b', {});
      await queryInterface.changeColumn('t', 'c', { type: Sequelize.TEXT, allowNull: false });`),
    ).toEqual([
      ['addColumn', `'a', { type: Sequelize.INTEGER }`],
      ['dropColumn', `'b'`],
      ['setNotNull', `{ type: Sequelize.TEXT, allowNull: false }`],
      ['dropDefault', `{ type: Sequelize.TEXT, allowNull: false }`],
      ['alterColumnType', `{ type: Sequelize.TEXT, allowNull: false }`],
    ]);
  });

  it('points at the column, the type and the reference inside of a new table', () => {
    const text = migration(
      `await queryInterface.createTable('t', { id: Sequelize.INTEGER, a: { allowNull: false, type: Sequelize.UUID, references: { model: 'u', key: 'id' } } });`,
    );
    const [statement] = lowerScriptText({ tool: 'sequelize', text }).statements;
    const [operation] = statement?.operations ?? [];
    if (operation?.kind !== 'createTable') throw new Error('no table is created');
    const at = ({ start, end }: { start: number; end: number }): string => text.slice(start, end);
    expect(operation.columns.map(({ span }) => at(span))).toEqual([
      'id: Sequelize.INTEGER',
      `a: { allowNull: false, type: Sequelize.UUID, references: { model: 'u', key: 'id' } }`,
    ]);
    expect(operation.columns.map(({ type }) => type && at(type.span))).toEqual([
      'Sequelize.INTEGER',
      'Sequelize.UUID',
    ]);
    expect(operation.columns[1]?.constraints.map(({ span }) => at(span))).toEqual([
      `references: { model: 'u', key: 'id' }`,
    ]);
    expect(at(operation.table.span)).toBe('t');
  });

  it('points into the SQL of a query', () => {
    expect(
      pointed(`await queryInterface.sequelize.query(\`ALTER TABLE t ADD COLUMN a int, DROP COLUMN b\`);`),
    ).toEqual([
      ['addColumn', 'ADD COLUMN a int'],
      ['dropColumn', 'DROP COLUMN b'],
    ]);
  });

  it('stays inside of the call where a name is defined elsewhere', () => {
    expect(
      pointed(`const table = 't'; const column = 'a'; await queryInterface.removeColumn(table, column);`),
    ).toEqual([['dropColumn', 'removeColumn(table, column)']]);
    expect(
      pointed(`const shared = { allowNull: false, type: Sequelize.TEXT };
      await queryInterface.changeColumn('t', 'a', shared);`),
    ).toEqual([
      ['setNotNull', `changeColumn('t', 'a', shared)`],
      ['dropDefault', `changeColumn('t', 'a', shared)`],
      ['alterColumnType', `changeColumn('t', 'a', shared)`],
    ]);
  });
});

describe('what a reader knows without running the migration', () => {
  it('takes the branch of Postgres', () => {
    expect(
      sent(`if (queryInterface.sequelize.getDialect() === 'postgres') await queryInterface.dropTable('t');
      else await queryInterface.dropSchema('s');
      if (queryInterface.sequelize.options.dialect === 'mysql') await queryInterface.dropTable('u');`),
    ).toEqual(['dropTable']);
  });

  it('marks what depends on the database', () => {
    expect(
      sent(`const [rows] = await queryInterface.sequelize.query('SELECT 1');
      if (rows.length === 0) await queryInterface.addColumn('t', 'a', Sequelize.INTEGER);`),
    ).toEqual(['select', 'addColumn if']);
  });

  it('fills replacements in as values', () => {
    expectSameOperations(
      {
        tool: 'sequelize',
        text: migration(
          `await queryInterface.sequelize.query('DELETE FROM t WHERE a = :a AND b IN (:b)', { replacements: { a: process.env.A, b: ['x', 'y'] } });`,
        ),
      },
      [`DELETE FROM t WHERE a = $1 AND b IN ('x', 'y')`],
    );
  });

  it('reads the values of bulkUpdate where they are sent apart', () => {
    expectSameOperations(
      { tool: 'sequelize', text: migration(`await queryInterface.bulkUpdate('t', { a: 1 }, { b: 'x' });`) },
      [`UPDATE "t" SET "a" = $1 WHERE "b" = 'x'`],
    );
  });

  it('names what it cannot read', () => {
    expect(
      reasons(`await queryInterface.dropAllTables();
      await queryInterface.addColumn('t', 'a', require('../types').a);
      await queryInterface.createTable('t', Model.rawAttributes);
      await queryInterface.sequelize.sync();
      await queryInterface.sequelize.query(buildSql());
      await helper(queryInterface);
      await queryInterface.frobnicate('t');`),
    ).toEqual([
      'dropAllTables() drops what is in the database when it runs',
      'the definition of the column is only known when the migration runs',
      'the columns of the table are only known when the migration runs',
      'what sequelize.sync() does depends on the models of the project',
      expect.stringContaining('the SQL is only known when the migration runs'),
      'queryInterface is handed to a function that cannot be read',
      'what frobnicate() of the query interface does is not known',
    ]);
  });

  it('judges the rest of a table of which one column is not known', () => {
    expect(sent(`await queryInterface.createTable('t', { a: Sequelize.INTEGER, b: columnOf(x) });`)).toEqual([
      'createTable',
      'unsupported',
    ]);
  });
});
