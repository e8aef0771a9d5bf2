/** Migrations that ask the database what is there before they decide what to send. */
import { beforeAll, describe, expect, it } from 'vitest';

import { applyOperation, emptyCatalog } from '../../../src/catalog/apply.ts';
import type { Catalog } from '../../../src/catalog/catalog.ts';
import type { Operation } from '../../../src/operation.ts';
import { loadScriptParser } from '../../../src/parse/script.ts';
import { loadParser } from '../../../src/parse/sql.ts';
import { resolvePreconditions } from '../../../src/replay/preconditions.ts';
import { operationsOf } from '../../support/lowering.ts';
import { createProject, ddlint } from '../../support/project.ts';
import { lowerScriptText, type Script } from '../../support/script.ts';

beforeAll(async () => {
  await Promise.all([loadParser(), loadScriptParser()]);
});

const knex = (body: string): Script => ({
  tool: 'knex',
  text: `exports.up = async (knex) => { ${body} };`,
});
const typeorm = (body: string): Script => ({
  tool: 'typeorm',
  text: `import { TableColumn } from 'typeorm';
export class A1700000000000 { async up(queryRunner: QueryRunner) { ${body} } }`,
});
const sequelize = (body: string): Script => ({
  tool: 'sequelize',
  text: `module.exports = { up: async (queryInterface, Sequelize) => { ${body} } };`,
});

/** What runs of a migration after a history, each operation with what is said of it. */
function runs(history: string, script: Script): readonly string[] {
  const { statements } = resolvePreconditions(lowerScriptText(script), catalogOf(history));
  const operations = statements.flatMap((statement) => statement.operations);
  return operations.filter(({ kind }) => kind !== 'select').map(described);
}

function described(operation: Operation): string {
  const flags = [
    'ifExists' in operation && operation.ifExists ? ' if exists' : '',
    'ifNotExists' in operation && operation.ifNotExists ? ' if not exists' : '',
    operation.conditional === true ? ' conditionally' : '',
  ];
  return operation.kind + flags.join('');
}

function catalogOf(sql: string): Catalog {
  let catalog = emptyCatalog();
  for (const operation of operationsOf(sql)) {
    const origin = { migration: 0, deploy: 0, transaction: 0, span: operation.span };
    catalog = applyOperation(catalog, operation, origin);
  }
  return catalog;
}

const USERS = 'CREATE TABLE users (id int);';
const WITH_NAME = 'CREATE TABLE users (id int, name text);';

describe('a column that is added where it is missing', () => {
  const ways: readonly (readonly [string, Script])[] = [
    [
      'Knex',
      knex(`if (!(await knex.schema.hasColumn('users', 'name')))
        await knex.schema.alterTable('users', (t) => { t.string('name'); });`),
    ],
    [
      'Knex, with a callback',
      knex(`return knex.schema.hasColumn('users', 'name').then((exists) => {
        if (!exists) return knex.schema.table('users', (t) => t.string('name'));
      });`),
    ],
    [
      'Knex, inside of the table',
      knex(`const exists = await knex.schema.hasColumn('users', 'name');
      await knex.schema.table('users', (t) => { if (!exists) t.string('name'); });`),
    ],
    [
      'TypeORM',
      typeorm(`const exists = await queryRunner.hasColumn('users', 'name');
      if (exists === false) await queryRunner.query('ALTER TABLE users ADD name text');`),
    ],
    [
      'TypeORM, of a table that is read',
      typeorm(`const table = await queryRunner.getTable('users');
      const column = table?.findColumnByName('name');
      if (!column) await queryRunner.addColumn('users', new TableColumn({ name: 'name', type: 'text' }));`),
    ],
    [
      'TypeORM, of the columns of a table that is read',
      typeorm(`const table = await queryRunner.getTable('users');
      if (table.columns.some((column) => column.name === 'name')) return;
      await queryRunner.addColumn('users', new TableColumn({ name: 'name', type: 'text' }));`),
    ],
    [
      'TypeORM, by SQL',
      typeorm(`const found = await queryRunner.query(\`SELECT 1 FROM information_schema.columns
        WHERE table_name = 'users' AND column_name = 'name'\`);
      if (found.length > 0) return;
      await queryRunner.query('ALTER TABLE users ADD name text');`),
    ],
    [
      'a client of pg, by SQL',
      {
        tool: 'script',
        text: `export const up = async (client) => {
          const { rowCount } = await client.query("SELECT 1 FROM information_schema.columns WHERE table_name = 'users' AND column_name = 'name'");
          if (rowCount < 1) await client.query('ALTER TABLE users ADD name text');
        };`,
      },
    ],
    [
      'the entity manager of TypeORM, by SQL',
      typeorm(`const [found] = await queryRunner.manager.query("SELECT * FROM information_schema.columns WHERE table_name = 'users' AND column_name = 'name'");
      if (!found) await queryRunner.query('ALTER TABLE users ADD name text');`),
    ],
    [
      'Knex, by SQL',
      knex(`const { rows } = await knex.raw(\`SELECT EXISTS (SELECT 1 FROM information_schema.columns
        WHERE table_name = ? AND column_name = ?) AS is_there\`, ['users', 'name']);
      if (!rows[0].is_there) await knex.schema.alterTable('users', (t) => { t.string('name'); });`),
    ],
    [
      'Sequelize, by SQL',
      sequelize(`const [[row]] = await queryInterface.sequelize.query(
        "SELECT count(*) FROM information_schema.columns WHERE table_name = 'users' AND column_name = 'name'");
      if (row.count === 0) await queryInterface.addColumn('users', 'name', Sequelize.TEXT);`),
    ],
    [
      'Sequelize',
      sequelize(`const columns = await queryInterface.describeTable('users');
      if (!columns.name) await queryInterface.addColumn('users', 'name', Sequelize.TEXT);`),
    ],
    [
      'Sequelize, by the keys of what is described',
      sequelize(`const columns = await queryInterface.describeTable('users');
      if ('name' in columns) return;
      if (!Object.keys(columns).includes('name'))
        await queryInterface.addColumn('users', 'name', Sequelize.TEXT);`),
    ],
  ];

  it.each(ways)('%s: is not sent where the history has added it', (_, script) => {
    expect(runs(WITH_NAME, script)).toEqual([]);
  });

  it.each(ways)('%s: is sent where the history knows the table without it', (_, script) => {
    expect(runs(USERS, script)).toEqual(['addColumn']);
  });

  it.each(ways)('%s: is what IF NOT EXISTS is where the table is not known', (_, script) => {
    expect(runs('', script)).toEqual(['addColumn if not exists']);
  });
});

describe('a table that is dropped where it is there', () => {
  const ways: readonly (readonly [string, Script])[] = [
    ['Knex', knex(`if (await knex.schema.hasTable('users')) await knex.schema.dropTable('users');`)],
    ['TypeORM', typeorm(`(await queryRunner.hasTable('users')) && (await queryRunner.dropTable('users'));`)],
    [
      'TypeORM, of a table that is read',
      typeorm(`const table = await queryRunner.getTable('users');
      if (table == null) { return; } else { await queryRunner.query('DROP TABLE users'); }`),
    ],
    [
      'Sequelize',
      sequelize(`const tables = await queryInterface.showAllTables();
      if (!tables.includes('users')) return;
      await queryInterface.sequelize.query('DROP TABLE users');`),
    ],
    [
      'Sequelize, by the name alone',
      sequelize(`if (await queryInterface.tableExists('users'))
        await queryInterface.sequelize.query('DROP TABLE users');`),
    ],
  ];

  it.each(ways)('%s: is dropped where the history has made it', (_, script) => {
    expect(runs(USERS, script)).toEqual(['dropTable']);
  });

  it.each(ways)('%s: is what IF EXISTS is where it is not known', (_, script) => {
    expect(runs('', script)).toEqual(['dropTable if exists conditionally']);
  });
});

describe('what is asked', () => {
  it('is answered by what the migration has done until then', () => {
    const script = knex(`await knex.schema.createTable('users', (t) => { t.increments(); });
      if (!(await knex.schema.hasColumn('users', 'name')))
        await knex.schema.alterTable('users', (t) => { t.string('name'); });
      if (!(await knex.schema.hasColumn('users', 'name')))
        await knex.schema.alterTable('users', (t) => { t.text('name'); });`);
    expect(runs('', script)).toEqual(['createTable', 'addColumn']);
  });

  it('makes a table that may be older', () => {
    const script = knex(`if (await knex.schema.hasTable('users')) return;
      await knex.schema.createTable('users', (t) => { t.increments(); });
      await knex.schema.createTable('others', (t) => { t.increments(); });`);
    expect(runs('', script)).toEqual(['createTable if not exists', 'createTable']);
    expect(runs(USERS, script)).toEqual([]);
  });

  it('holds in both branches, and in neither where it is one of two conditions', () => {
    const of = (test: string): Script =>
      knex(`const users = await knex.schema.hasTable('users');
        const name = await knex.schema.hasColumn('users', 'name');
        if (${test}) await knex.schema.dropTable('a'); else await knex.schema.dropTable('b');`);
    const dropped = (history: string, test: string): readonly string[] => {
      const source = resolvePreconditions(lowerScriptText(of(test)), catalogOf(history));
      return source.statements.flatMap(({ operations }) =>
        operations.map((operation) =>
          operation.kind === 'dropTable'
            ? operation.table.name + (operation.conditional === true ? '?' : '')
            : operation.kind,
        ),
      );
    };
    expect(dropped(WITH_NAME, 'users && name')).toEqual(['a', 'b?']);
    expect(dropped(USERS, 'users && name')).toEqual(['b?']);
    expect(dropped(USERS, '!users || !name')).toEqual(['a?']);
    expect(dropped(USERS, '!(users && !name)')).toEqual(['a?', 'b']);
    expect(dropped(USERS, 'users && process.env.X')).toEqual(['a?', 'b?']);
    expect(dropped(USERS, 'users && true')).toEqual(['a', 'b?']);
  });

  it('skips the turns of a loop that it ends', () => {
    const script = knex(`for (const name of ['users', 'pets']) {
        if (await knex.schema.hasTable(name)) continue;
        await knex.schema.createTable(name, (t) => { t.increments(); });
      }
      await knex.raw('DROP TABLE users');`);
    expect(runs(USERS, script)).toEqual(['createTable if not exists', 'dropTable']);
  });

  it('makes a table new for what comes to it in the same branch, and for nothing else', async () => {
    const up = `export async function up(knex) {
  if (!(await knex.schema.hasTable('users'))) {
    await knex.raw('CREATE TABLE users (id int)');
    await knex.raw('CREATE INDEX users_id ON users (id)');
  }
  await knex.raw('CREATE INDEX users_again ON users (id)');
}
`;
    const cwd = createProject({ 'migrations/20240101_users.js': up });
    const { stdout } = await ddlint(cwd, ['--format', 'compact', '--since', 'none']);
    expect(stdout).toMatch(
      /^migrations\/20240101_users\.js:6:19: warning: .*\[require-concurrent-index\]\n$/,
    );
  });

  it('is not certain of what the history may have made', () => {
    const script = knex(`if (!(await knex.schema.hasTable('users')))
      await knex.schema.createTable('users', (t) => { t.increments(); });`);
    const maybe = `DO $$ BEGIN IF random() > 0.5 THEN ${USERS} END IF; END $$;`;
    expect(runs(maybe, script)).toEqual(['createTable if not exists conditionally']);
  });
});
