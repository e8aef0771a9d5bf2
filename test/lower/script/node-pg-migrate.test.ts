import { beforeAll, describe, expect, it } from 'vitest';

import type { Operation } from '../../../src/operation.ts';
import { loadScriptParser } from '../../../src/parse/script.ts';
import { loadParser } from '../../../src/parse/sql.ts';
import { expectSameOperations, lowerScriptText, pointedScript } from '../../support/script.ts';
import { NODE_PG_MIGRATE_CASES } from './node-pg-migrate-cases.ts';

beforeAll(async () => {
  await Promise.all([loadParser(), loadScriptParser()]);
});

function migration(body: string): { readonly tool: string; readonly text: string } {
  const text = `import type { MigrationBuilder } from 'node-pg-migrate';\n\nexport async function up(pgm: MigrationBuilder): Promise<void> {\n${body}\n}\n`;
  return { tool: 'node-pg-migrate', text };
}

describe('what node-pg-migrate sends', () => {
  it.each(NODE_PG_MIGRATE_CASES)('$code', ({ code, sql }) => {
    expectSameOperations(migration(code), sql);
  });
});

describe('places', () => {
  it('points at the column, the option and the call', () => {
    const script = migration(`  pgm.addColumns('users', {
    age: { type: 'integer', notNull: true },
    name: 'text',
  });
  pgm.alterColumn('users', 'age', { type: 'bigint', notNull: true });
  pgm.dropColumns('users', ['a', 'b']);
  pgm.createIndex('users', 'email');
  pgm.sql(\`
    ALTER TABLE users DROP COLUMN c;
  \`);`);
    expect(pointedScript(script)).toEqual([
      ['addColumn', `age: { type: 'integer', notNull: true }`],
      ['addColumn', `name: 'text'`],
      ['alterColumnType', `type: 'bigint'`],
      ['setNotNull', `notNull: true`],
      ['dropColumn', `'a'`],
      ['dropColumn', `'b'`],
      ['createIndex', `createIndex('users', 'email')`],
      ['dropColumn', 'DROP COLUMN c'],
    ]);
  });
});

function operationsIn(body: string): readonly Operation[] {
  return lowerScriptText(migration(body)).statements.flatMap(({ operations }) => operations);
}

describe('what runs', () => {
  it('is sent when the migration has returned, what pgm.db sends before it', () => {
    const operations = operationsIn(
      `pgm.dropTable('a'); await pgm.db.query('DROP TABLE b'); await pgm.db.select({ text: 'SELECT 1', values: [] });`,
    );
    expect(operations).toMatchObject([
      { kind: 'dropTable', table: { name: 'b' } },
      { kind: 'select' },
      { kind: 'dropTable', table: { name: 'a' } },
    ]);
  });

  it('keeps that a call stands under a condition', () => {
    const operations = operationsIn(`if (process.env.DROP) pgm.dropTable('a'); pgm.dropTable('b');`);
    expect(operations.map(({ conditional }) => conditional)).toEqual([true, undefined]);
  });

  it('leaves the transaction with noTransaction()', () => {
    const script = migration(`pgm.noTransaction(); pgm.addTypeValue('mood', 'ok');`);
    expect(lowerScriptText(script).transaction).toEqual({
      scope: 'none',
      because: 'this migration calls `pgm.noTransaction()`',
    });
    expect(lowerScriptText(migration(`pgm.addTypeValue('mood', 'ok');`)).transaction).toBeUndefined();
  });

  it('uses the shorthands of the migration', () => {
    const text = `exports.shorthands = { key: { type: 'uuid', notNull: true }, owner: { type: 'key', references: 'users' } };
exports.up = (pgm) => { pgm.createTable('t', { a: 'key', b: { type: 'owner', notNull: false } }); };`;
    const operations = lowerScriptText({ tool: 'plain', text }).statements.flatMap((one) => one.operations);
    expect(operations).toMatchObject([
      {
        kind: 'createTable',
        columns: [
          { name: 'a', type: { name: 'uuid' }, notNull: true, constraints: [] },
          {
            name: 'b',
            type: { name: 'uuid' },
            notNull: false,
            constraints: [{ kind: 'foreignKey', references: { table: { name: 'users' } } }],
          },
        ],
      },
    ]);
  });

  it('says what of a call it does not know, and judges the rest', () => {
    expect(
      operationsIn(
        `pgm.createIndex('t', 'a', { concurrently: process.env.CI }); pgm.addColumns('t', { a: 'text', ...more() }); pgm.fly('t');`,
      ),
    ).toMatchObject([
      { kind: 'createIndex', concurrently: false },
      { kind: 'unsupported', reason: '"concurrently" is only known when the migration runs' },
      { kind: 'addColumn', column: { name: 'a' } },
      { kind: 'unsupported', reason: 'some columns are only known when the migration runs' },
      { kind: 'unsupported', reason: 'pgm.fly() is not known' },
    ]);
  });
});

it('reports a builder that is handed to code which cannot be read', () => {
  expect(operationsIn(`const { stamp } = require('some-package'); stamp(pgm, 't');`)).toMatchObject([
    { kind: 'unsupported', reason: 'pgm is handed to a function that cannot be read' },
  ]);
});

describe('which files are node-pg-migrate migrations', () => {
  it.each([
    `/* eslint-disable camelcase */\nexports.shorthands = undefined;\nexports.up = pgm => { pgm.dropTable('t'); };\nexports.down = pgm => {};`,
    `export const up = (pgm) => pgm.dropTable('t');`,
    `import type { MigrationBuilder } from 'node-pg-migrate';\nexport async function up(m: MigrationBuilder) { m.dropTable('t'); }`,
    `module.exports = { up({ dropTable }) { dropTable('t'); } };\nconst { PgLiteral } = require('node-pg-migrate');`,
  ])('%s', (text) => {
    expect(pointedScript({ tool: 'plain', text }).map(([kind]) => kind)).toEqual(['dropTable']);
  });
});
