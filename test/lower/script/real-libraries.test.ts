/**
 * Runs migrations through the real libraries on a real Postgres, records the SQL that they send,
 * and compares what ddlint reads of the SQL with what it reads of the migration.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import createKnex, { type Knex } from 'knex';
import { Kysely, Migrator, PostgresDialect, sql } from 'kysely';
import { runner as runNodePgMigrate } from 'node-pg-migrate';
import * as sequelizePackage from 'sequelize';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { applyOperation, emptyCatalog } from '../../../src/catalog/apply.ts';
import type { Catalog } from '../../../src/catalog/catalog.ts';
import { loadScripts } from '../../../src/lower/lower.ts';
import type { Operation } from '../../../src/operation.ts';
import { loadParser } from '../../../src/parse/sql.ts';
import { resolvePreconditions } from '../../../src/replay/preconditions.ts';
import { operationsOf } from '../../support/lowering.ts';
import { PgShim } from '../../support/pg-shim.ts';
import { lowerScriptText } from '../../support/script.ts';

const SCRIPTS = path.join(import.meta.dirname, '../../../fixtures/scripts');

let shim: PgShim;

beforeAll(async () => {
  await Promise.all([loadParser(), loadScripts()]);
  shim = await PgShim.create();
});

beforeEach(() => shim.reset());

interface Migration {
  readonly file: string;
  readonly text: string;
  readonly module: Readonly<Record<string, unknown>>;
}

async function migrationsOf(library: string): Promise<readonly Migration[]> {
  const folder = path.join(SCRIPTS, library);
  return Promise.all(
    readdirSync(folder)
      .sort()
      .map(async (name) => {
        const file = path.join(folder, name);
        const module = (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
        return { file, text: readFileSync(file, 'utf8'), module };
      }),
  );
}

type Up = (...args: readonly unknown[]) => Promise<void>;

function upOf({ module }: Migration): Up {
  const exported = (module.default ?? module) as { readonly up: Up };
  return (module.up as Up | undefined) ?? exported.up.bind(exported);
}

describe('what is read of a migration is what the library sends', () => {
  it('Knex', async () => {
    const knex = knexOn();
    await compare('knex', (migration) => upOf(migration)(knex));
    await knex.destroy();
  });

  it('Kysely', async () => {
    const db = kyselyOn();
    await compare('kysely', (migration) => upOf(migration)(db));
  });

  it('Sequelize', async () => {
    const queryInterface = (await sequelizeOn()).getQueryInterface();
    await compare('sequelize', (migration) => upOf(migration)(queryInterface, sequelizePackage.Sequelize));
  });

  it('TypeORM', async () => {
    const queryRunner = (await typeormOn()).createQueryRunner();
    await compare('typeorm', async ({ module }) => {
      for (const migration of Object.values(module) as readonly (new () => { up: Up })[])
        await new migration().up(queryRunner);
    });
  });

  it('node-pg-migrate', async () => {
    await compare('node-pg-migrate', () => nodePgMigrateOn(path.join(SCRIPTS, 'node-pg-migrate')));
  });
});

const CONCURRENTLY = 'CREATE INDEX CONCURRENTLY customers_name ON customers (name)';

const REFUSED = /CREATE INDEX CONCURRENTLY cannot run inside a transaction block/;

describe('CREATE INDEX CONCURRENTLY through the migrator', () => {
  beforeEach(() => shim.database.exec('CREATE TABLE customers (id serial PRIMARY KEY, name text)'));

  it.each([[true], [false]])('of Knex, where it wraps each migration: %s', async (transaction) => {
    const knex = knexOn();
    const migration = {
      up: (trx: Knex) => trx.raw(CONCURRENTLY),
      down: () => Promise.resolve(),
      config: { transaction },
    };
    const migrationSource = {
      getMigrations: () => Promise.resolve(['1_index']),
      getMigrationName: (name: string) => name,
      getMigration: () => Promise.resolve(migration),
    };
    const running = knex.migrate.latest({ migrationSource });
    await (transaction ? expect(running).rejects.toThrow(REFUSED) : running);
    await knex.destroy();
  });

  it.each([[false], [true]])('of Kysely, where its transactions are off: %s', async (disableTransactions) => {
    const db = kyselyOn();
    const migrator = new Migrator({
      db,
      disableTransactions,
      provider: {
        getMigrations: () =>
          Promise.resolve({
            '1_index': {
              up: async (on) => {
                await sql.raw(CONCURRENTLY).execute(on);
              },
            },
          }),
      },
    });
    const { error } = await migrator.migrateToLatest();
    if (disableTransactions) expect(error).toBeUndefined();
    else expect(String(error)).toMatch(REFUSED);
  });

  it.each([
    ['all', undefined],
    ['each', undefined],
    ['none', undefined],
    ['each', false],
  ] as const)('of TypeORM, in the mode %s, transaction of the class: %s', async (mode, own) => {
    class Index1700000000000 {
      name = 'Index1700000000000';
      transaction?: boolean;
      constructor() {
        if (own !== undefined) this.transaction = own;
      }
      up(queryRunner: QueryRunner): Promise<void> {
        return queryRunner.query(CONCURRENTLY);
      }
      down(): Promise<void> {
        return Promise.resolve();
      }
    }
    const source = await typeormOn([Index1700000000000]);
    const running = source.runMigrations({ transaction: mode });
    await (mode === 'none' || own === false ? running : expect(running).rejects.toThrow(REFUSED));
  });

  it('of Sequelize, which opens no transaction, and inside one that the migration opens', async () => {
    const sequelize = await sequelizeOn();
    const queryInterface = sequelize.getQueryInterface();
    await queryInterface.addIndex('customers', ['name'], { concurrently: true, name: 'customers_name' });
    const inside = sequelize.transaction((transaction) =>
      queryInterface.addIndex('customers', ['name'], {
        concurrently: true,
        name: 'customers_second',
        transaction,
      }),
    );
    await expect(inside).rejects.toThrow(REFUSED);
  });

  it.each([[false], [true]])('of node-pg-migrate, after pgm.noTransaction(): %s', async (noTransaction) => {
    const dir = mkdtempSync(path.join(tmpdir(), 'ddlint-node-pg-migrate-'));
    const optOut = noTransaction ? 'pgm.noTransaction();' : '';
    writeFileSync(
      path.join(dir, '1700000000000_index.cjs'),
      `exports.up = (pgm) => { ${optOut} pgm.createIndex('customers', 'name', { concurrently: true }); };`,
    );
    const running = nodePgMigrateOn(dir);
    await (noTransaction ? running : expect(running).rejects.toThrow(REFUSED));
    rmSync(dir, { recursive: true });
  });
});

function knexOn(): Knex {
  const knex = createKnex({ client: 'pg', connection: {}, pool: { min: 1, max: 1 } });
  Object.assign(knex.client, {
    acquireRawConnection: () => Promise.resolve(shim.client()),
    checkVersion: () => Promise.resolve('18'),
  });
  return knex;
}

function kyselyOn(): Kysely<unknown> {
  const pool = { connect: () => Promise.resolve(shim.client()), end: () => Promise.resolve() };
  return new Kysely<unknown>({ dialect: new PostgresDialect({ pool: pool as never }) });
}

async function sequelizeOn(): Promise<sequelizePackage.Sequelize> {
  const sequelize = new sequelizePackage.Sequelize({
    dialect: 'postgres',
    dialectModule: shim.module,
    logging: false,
    pool: { max: 1, min: 1 },
  });
  await sequelize.authenticate();
  return sequelize;
}

async function typeormOn(migrations: readonly (new () => MigrationInterface)[] = []): Promise<DataSource> {
  const source = new DataSource({
    type: 'postgres',
    driver: shim.module,
    database: 'postgres',
    migrations: [...migrations],
    logging: false,
  });
  return source.initialize();
}

async function nodePgMigrateOn(dir: string): Promise<void> {
  await runNodePgMigrate({
    dbClient: shim.client(),
    dir,
    direction: 'up',
    migrationsTable: 'pgmigrations',
    count: 1,
    log: () => undefined,
  });
}

/** Applies each migration of a library and compares what it sent with what is read of its file. */
async function compare(library: string, apply: (migration: Migration) => Promise<void>): Promise<void> {
  let catalog: Catalog = emptyCatalog();
  for (const migration of await migrationsOf(library)) {
    shim.sent.length = 0;
    await apply(migration);
    const sent = shim.sent.flatMap((sql) => operationsOf(sql)).filter(changesSomething);
    const source = lowerScriptText({ tool: library, text: migration.text, file: migration.file });
    const read = resolvePreconditions(source, catalog)
      .statements.flatMap(({ operations }) => operations)
      .filter(changesSomething);
    expect(read.map(withoutPlaces)).toEqual(sent.map(withoutPlaces));
    expect(read.filter(({ kind }) => kind === 'unsupported')).toEqual([]);
    expect(read.length).toBeGreaterThan(5);
    for (const operation of sent) {
      const origin = { migration: 0, deploy: 0, transaction: 0, span: operation.span };
      catalog = applyOperation(catalog, operation, origin);
    }
  }
}

/**
 * Leaves out what a library asks of the database, its own bookkeeping, and transactions; and the keys
 * that TypeORM renames with their table, by names that it makes of hashes and no reader knows.
 */
function changesSomething(operation: Operation): boolean {
  if (operation.kind === 'renameConstraint' && operation.to.startsWith('PK_')) return false;
  if (['select', 'begin', 'commit', 'rollback', 'setVariable', 'utility'].includes(operation.kind))
    return false;
  return !JSON.stringify(operation).includes('pgmigrations');
}

/** An operation without its places, and with `public` as what the search path finds. */
function withoutPlaces(operation: Operation): unknown {
  const left = new Set(['span', 'keyword', 'conditional', 'onlyIf', 'text', 'literals', 'uses']);
  return JSON.parse(
    JSON.stringify(operation, (key, value: unknown) =>
      left.has(key) || (key === 'schema' && value === 'public') ? undefined : value,
    ),
  ) as unknown;
}
