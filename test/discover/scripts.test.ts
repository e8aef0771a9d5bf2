import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { discover } from '../../src/discover/discover.ts';
import type { History, Migration } from '../../src/migration.ts';
import { files, find, fixture, ids, only, project } from '../support/discovery.ts';

const UP = 'export async function up(db) { await db.query("CREATE TABLE a (id int)"); }\n';
const UP_AND_DOWN = `${UP}export async function down(db) { await db.query("DROP TABLE a"); }\n`;

function scopes(history: History): readonly Migration['transaction']['scope'][] {
  return history.migrations.map(({ transaction }) => transaction.scope);
}

function noDown(history: History): readonly string[] {
  return history.migrations.filter(({ missingDown }) => missingDown).map(({ id }) => id);
}

describe('TypeORM', () => {
  it('goes by the timestamps of the classes and by the mode of the data source', () => {
    const history = only(fixture('typeorm'));
    expect(history).toMatchObject({ tool: 'typeorm', toolName: 'TypeORM', directory: 'src/migrations' });
    expect(ids(history)).toEqual(['1700000000000-CreateBooks', 'a-later-name']);
    expect(scopes(history)).toEqual(['file', 'file']);
    expect(history.migrations[0]?.transaction.optOut).toContain('transaction = false');
  });

  it('has one transaction for all where the data source says nothing', () => {
    const text = `import { MigrationInterface } from 'typeorm';\nexport class A1700000000000 implements MigrationInterface { async up() {} }\n`;
    const modeOf = (dataSource: string): string | undefined =>
      only(
        discover({
          cwd: project({ 'src/migration/1700000000000-A.ts': text, 'src/data-source.ts': dataSource }),
          paths: [],
        }),
      ).migrations[0]?.transaction.scope;
    expect(modeOf('export default new DataSource({});')).toBe('batch');
    expect(modeOf('export default new DataSource({ migrationsTransactionMode: "none" });')).toBe('none');
  });
});

describe('Knex', () => {
  it('has one transaction for all that is pending', () => {
    const history = only(fixture('knex'));
    expect(history).toMatchObject({ tool: 'knex', directory: 'migrations' });
    expect(ids(history)).toEqual(['20240101000000_books', '20240201000000_isbn_idx']);
    expect(scopes(history)).toEqual(['batch', 'batch']);
    expect(history.migrations[0]?.transaction.optOut).toContain('transaction: false');
  });

  it('has none where the knexfile turns them off', () => {
    const cwd = project({
      'knexfile.ts': 'export default { migrations: { disableTransactions: true } };\n',
      'db/migrations/001_a.ts':
        "import type { Knex } from 'knex';\nexport async function up(knex: Knex) {}\n",
    });
    expect(scopes(only(discover({ cwd, paths: [] })))).toEqual(['none']);
  });
});

describe('Sequelize', () => {
  it('opens no transaction, and finds the migration without a way back', () => {
    const history = only(fixture('sequelize'));
    expect(history).toMatchObject({ tool: 'sequelize', directory: 'migrations' });
    expect(scopes(history)).toEqual(['none', 'none']);
    expect(noDown(history)).toEqual(['20240201000000-isbn-idx']);
  });
});

describe('Kysely', () => {
  it('has one transaction for all that is pending, and leaves out what defines no up', () => {
    const { histories, notes } = fixture('kysely');
    expect(histories[0]).toMatchObject({ tool: 'kysely', directory: 'src/db/migrations' });
    expect(histories.flatMap(scopes)).toEqual(['batch', 'batch']);
    expect(notes).toEqual(['src/db/migrations/helpers.ts defines no "up" and was left out.']);
  });

  it('has none where transactions are disabled', () => {
    const cwd = project({
      'kysely.config.ts': 'export default defineConfig({ migrations: { disableTransactions: true } });\n',
      'migrations/1_a.ts': `import { Kysely } from 'kysely';\n${UP}`,
    });
    expect(scopes(only(discover({ cwd, paths: [] })))).toEqual(['none']);
  });
});

describe('names in snake case', () => {
  const namingOf = (files: Readonly<Record<string, string>>): Migration['naming'] =>
    only(discover({ cwd: project(files), paths: [] })).migrations[0]?.naming;
  const knex = "import type { Knex } from 'knex';\nexport async function up(knex: Knex) {}\n";
  const kysely = `import { Kysely } from 'kysely';\n${UP}`;

  it('are those of the mappers in the knexfile', () => {
    expect(namingOf({ 'knexfile.ts': 'export default {};\n', 'migrations/1_a.ts': knex })).toBeUndefined();
    expect(
      namingOf({
        'knexfile.ts': 'export default { ...knexSnakeCaseMappers({ underscoreBeforeDigits: true }) };\n',
        'migrations/1_a.ts': knex,
      }),
    ).toMatchObject({ underscoreBeforeDigits: true, upperCase: false });
  });

  it('are those of the plugin where the migrator of Kysely is made', () => {
    expect(
      namingOf({
        'src/migrate.ts': 'const db = new Kysely({ plugins: [new CamelCasePlugin()] });\n',
        'migrations/1_a.ts': kysely,
      }),
    ).toMatchObject({ underscoreBeforeDigits: false });
  });

  const camelCase =
    "import type { Knex } from 'knex';\nexport const up = (k: Knex) => k.schema.dropTable('oldUsers');\n";
  const objection = '{ "dependencies": { "knex": "3", "objection": "3", "pg": "8" } }';
  const connection =
    'export default () => knex({ client: "pg", ...knexSnakeCaseMappers({ upperCase: true }) });\n';

  it('are those of the mappers wherever the project connects, if there is no knexfile', () => {
    const naming = (text: string): Migration['naming'] =>
      namingOf({
        'package.json': objection,
        'src/modules/SystemDB/SystemDB.module.ts': connection,
        'src/migrations/1_a.ts': text,
      });
    expect(naming(camelCase)).toEqual({
      upperCase: true,
      underscoreBeforeDigits: false,
      underscoreBetweenUppercaseLetters: false,
    });
    expect(naming(knex)).toBeUndefined();
  });

  it('are not known where only one of the project and its knexfile says so, or says so on a condition', () => {
    const files = { 'package.json': objection, 'migrations/1_a.ts': camelCase };
    expect(
      namingOf({ ...files, 'knexfile.ts': 'export default { client: "pg" };\n', 'src/db.ts': connection }),
    ).toMatchObject({ isPossible: true });
    const chosen =
      'const mapper = process.env.SNAKE ? knexSnakeCaseMappers() : {};\nexport default { ...mapper };\n';
    expect(namingOf({ ...files, 'knexfile.ts': chosen })).toMatchObject({ isPossible: true });
  });

  it('are those of the plugin where the project makes its Kysely, if the migrator makes none', () => {
    const files = {
      'package.json': '{ "dependencies": { "kysely": "0.28", "pg": "8" } }',
      'src/database/database.module.ts':
        'export const db = new Kysely({ dialect, plugins: [new CamelCasePlugin()] });\n',
      'src/migrations/1_a.ts': `import type { Kysely } from 'kysely';\nexport const up = (db: Kysely<any>) => db.schema.dropTable('oldUsers').execute();\n`,
    };
    const imported = "import { db } from './database/database.module';\nnew Migrator({ db });\n";
    expect(namingOf({ ...files, 'src/migrate.ts': imported })).toEqual({
      upperCase: false,
      underscoreBeforeDigits: false,
      underscoreBetweenUppercaseLetters: false,
    });
    const own = 'const db = new Kysely<any>({ dialect });\nnew Migrator({ db });\n';
    expect(namingOf({ ...files, 'src/migrate.ts': own })).toMatchObject({ isPossible: true });
  });
});

describe('MikroORM', () => {
  it('has one transaction for all that is pending', () => {
    const history = only(fixture('mikro-orm'));
    expect(history).toMatchObject({ tool: 'mikro-orm', directory: 'src/migrations' });
    expect(scopes(history)).toEqual(['batch', 'batch']);
    expect(noDown(history)).toEqual(['Migration20240201000000']);
  });

  it.each([
    ['allOrNothing: false', 'file'],
    ['transactional: false', 'none'],
  ])('follows %s', (setting, scope) => {
    const cwd = project({
      'mikro-orm.config.ts': `export default { migrations: { ${setting} } };\n`,
      'migrations/Migration20240101000000.ts':
        "import { Migration } from '@mikro-orm/migrations';\nexport class A extends Migration { async up() {} }\n",
    });
    expect(scopes(only(discover({ cwd, paths: [] })))).toEqual([scope]);
  });
});

describe('Lucid', () => {
  it('has a transaction for each migration, which the configuration turns off', () => {
    const history = only(fixture('lucid'));
    expect(history).toMatchObject({ tool: 'lucid', toolName: 'Lucid', directory: 'database/migrations' });
    expect(ids(history)).toEqual(['1704067200000_create_books_table', '1706745600000_add_isbn_index']);
    expect(scopes(history)).toEqual(['file', 'file']);
    expect(noDown(history)).toEqual([]);
    const cwd = project({
      'config/database.ts':
        'export default defineConfig({ connections: { pg: { migrations: { disableTransactions: true } } } });\n',
      'database/migrations/1_a.ts':
        "import BaseSchema from '@ioc:Adonis/Lucid/Schema';\nexport default class A extends BaseSchema { async up() {} }\n",
    });
    expect(scopes(only(discover({ cwd, paths: [] })))).toEqual(['none']);
  });
});

describe('db-migrate', () => {
  it('lints the SQL files of a migration where they are', () => {
    const history = only(fixture('db-migrate'));
    expect(history).toMatchObject({ tool: 'db-migrate', directory: 'migrations' });
    expect(files(history)).toEqual([
      'migrations/20240101000000-books.js',
      'migrations/sqls/20240201000000-isbn-up.sql',
    ]);
    expect(history.downs.get('20240201000000-isbn')?.file).toBe(
      'migrations/sqls/20240201000000-isbn-down.sql',
    );
    expect(scopes(history)).toEqual(['file', 'file']);
  });
});

describe('Slonik', () => {
  it('applies SQL files and scripts in one order', () => {
    const history = only(fixture('slonik'));
    expect(history).toMatchObject({ tool: 'slonik', directory: 'migrations' });
    expect(ids(history)).toEqual(['2024.01.01T00.00.00.books', '2024.02.01T00.00.00.isbn-idx']);
    expect(noDown(history)).toEqual([]);
    expect(scopes(history)).toEqual(['batch', 'batch']);
  });

  it('sends an SQL file as one query where there is no transaction for all', () => {
    const cwd = project({
      'migrations/2024.01.01T00.00.00.books.sql': 'CREATE TABLE books (id int);\n',
      'migrations/2024.02.01T00.00.00.isbn.ts': `import type { Migration } from '@slonik/migrator';\n${UP}`,
    });
    expect(scopes(only(discover({ cwd, paths: [] })))).toEqual(['simple-query', 'none']);
  });
});

describe('node-pg-migrate', () => {
  it('names its own way out in a script, and takes "down = false" at its word', () => {
    const history = only(fixture('node-pg-migrate'));
    const script = find(history, '1717228800000_frame-no-lookup');
    expect(script.transaction.optOut).toBe('Call "pgm.noTransaction()" in the migration.');
    expect(noDown(history)).toEqual([]);
  });
});

describe('scripts of no known library', () => {
  it('are numbered, and are neither tests nor type declarations', () => {
    const history = only(fixture('script'));
    expect(history).toMatchObject({ tool: 'script', directory: 'migrations' });
    expect(ids(history)).toEqual(['1_books', '2_seed', '10_isbn_idx']);
    expect(scopes(history)).toEqual(['none', 'none', 'none']);
    expect(noDown(history)).toEqual(['1_books', '2_seed']);
  });

  it('may be numbered and named after a test or a configuration', () => {
    const cwd = project({
      'migrations/1_a.ts': UP,
      'migrations/2_add-config.ts': UP,
      'migrations/3_drop_test.ts': UP,
      'migrations/3_drop_test.spec.ts': UP,
      'migrations/knex-config.ts': UP,
    });
    expect(ids(only(discover({ cwd, paths: [] })))).toEqual(['1_a', '2_add-config', '3_drop_test']);
  });

  it('are found by themselves only where they hold SQL, in a folder of migrations', () => {
    const cwd = project({
      'src/migrations/1_a.ts': UP,
      'src/jobs/1_a.ts': UP,
      'mongo/migrations/1_a.js': 'exports.up = (db) => db.collection("a").drop();\n',
      'dist/migrations/1_a.js': UP,
    });
    expect(discover({ cwd, paths: [] }).histories.map(({ directory }) => directory)).toEqual([
      'src/migrations',
    ]);
  });

  it('are linted wherever somebody names them', () => {
    const cwd = project({ 'jobs/1_a.ts': UP_AND_DOWN, 'jobs/2_b.ts': UP, 'jobs/lib/c.ts': 'export {};\n' });
    const folder = only(discover({ cwd, paths: ['jobs'] }));
    expect(ids(folder)).toEqual(['1_a', '2_b']);
    const file = only(discover({ cwd, paths: ['jobs/2_b.ts'] }));
    expect(file.migrations.map(({ id, isNew }) => [id, isNew])).toEqual([
      ['1_a', false],
      ['2_b', true],
    ]);
  });

  it('take the transaction that the command line states', () => {
    const cwd = project({ 'jobs/1_a.ts': UP });
    const history = only(discover({ cwd, paths: ['jobs'], defaultTransaction: 'file' }));
    expect(scopes(history)).toEqual(['file']);
  });

  it('leave out what was compiled beside its source, and the migrations of other databases', () => {
    const cwd = project({ 'migrations/1_a.ts': UP, 'migrations/1_a.js': UP, 'migrations/index.ts': UP });
    expect(files(only(discover({ cwd, paths: [] })))).toEqual(['migrations/1_a.ts']);

    const other = project({
      'package.json': '{ "dependencies": { "mysql2": "3" } }',
      'migrations/1_a.ts': UP,
    });
    const { histories, notes } = discover({ cwd: other, paths: [] });
    expect(histories).toEqual([]);
    expect(notes).toEqual(['migrations was left out: its migrations are for MySQL.']);
  });

  it('know their place on disk, so that what they import can be read', () => {
    const cwd = project({ 'migrations/1_a.ts': UP });
    const [migration] = only(discover({ cwd, paths: [] })).migrations;
    expect(migration?.path).toBe(path.resolve(cwd, 'migrations/1_a.ts'));
  });
});
