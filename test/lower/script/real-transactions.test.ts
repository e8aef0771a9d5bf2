/** Runs CREATE INDEX CONCURRENTLY through the real migrators, for what docs/tools.md says of their transactions. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { Migration } from '@mikro-orm/migrations';
import { SlonikMigrator } from '@slonik/migrator';
import type { Knex } from 'knex';
import { Migrator, sql } from 'kysely';
import type { QueryRunner } from 'typeorm';
import { Umzug, memoryStorage } from 'umzug';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { PgShim } from '../../support/pg-shim.ts';
import {
  dbMigrateOn,
  knexOn,
  kyselyOn,
  mikroOrmOn,
  nodePgMigrateOn,
  sequelizeOn,
  slonikOn,
  typeormOn,
} from '../../support/real-libraries.ts';

let shim: PgShim;

beforeAll(async () => {
  shim = await PgShim.create();
});

beforeEach(() => shim.reset());

const CONCURRENTLY = 'CREATE INDEX CONCURRENTLY customers_name ON customers (name)';

const REFUSED = /CREATE INDEX CONCURRENTLY cannot run inside a transaction block/;
/** What Umzug throws, which names the migration. */
const CAUSED = { cause: { message: expect.stringMatching(REFUSED) as unknown } };

describe('CREATE INDEX CONCURRENTLY through the migrator', () => {
  beforeEach(() => shim.database.exec('CREATE TABLE customers (id serial PRIMARY KEY, name text)'));

  it.each([[true], [false]])('of Knex, where it wraps each migration: %s', async (transaction) => {
    const knex = knexOn(shim);
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
    const db = kyselyOn(shim);
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
    const source = await typeormOn(shim, [Index1700000000000]);
    const running = source.runMigrations({ transaction: mode });
    await (mode === 'none' || own === false ? running : expect(running).rejects.toThrow(REFUSED));
  });

  it('of Sequelize, which opens no transaction, and inside one that the migration opens', async () => {
    const sequelize = await sequelizeOn(shim);
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
    const running = nodePgMigrateOn(shim, dir);
    await (noTransaction ? running : expect(running).rejects.toThrow(REFUSED));
    rmSync(dir, { recursive: true });
  });

  it.each([[true], [false]])('of db-migrate, where it wraps each migration: %s', async (isTransactional) => {
    const dir = mkdtempSync(path.join(tmpdir(), 'ddlint-db-migrate-'));
    writeFileSync(
      path.join(dir, '20240101000000-index.js'),
      `exports.up = (db) => db.runSql('${CONCURRENTLY}');
       exports._meta = { version: 1 };`,
    );
    const running = dbMigrateOn(shim, dir, { isTransactional });
    await (isTransactional ? expect(running).rejects.toThrow(REFUSED) : running);
    rmSync(dir, { recursive: true });
  });

  // All connections of the stand-in are one session, so that a migration that leaves the transaction around
  // all of them cannot be seen here: docs/decisions/0004 has it, run on a server.
  it.each([
    [{}, undefined],
    [{ allOrNothing: false }, undefined],
    [{ allOrNothing: false }, false],
    [{ transactional: false }, undefined],
  ])('of MikroORM, with the settings %j, isTransactional() of the class: %s', async (settings, own) => {
    class Index extends Migration {
      up(): void {
        this.addSql(CONCURRENTLY);
      }
      override isTransactional(): boolean {
        return own ?? super.isTransactional();
      }
    }
    const { migrator, close } = await mikroOrmOn(shim, [Index], settings);
    const running = migrator.up();
    const passes = own === false || 'transactional' in settings;
    await (passes ? running : expect(running).rejects.toThrow(REFUSED));
    await close();
  });

  it.each([
    { file: 'a script', name: '1_index.js', singleTransaction: false, passes: true },
    { file: 'a script', name: '1_index.js', singleTransaction: true, passes: false },
    { file: 'a statement', name: '1_index.sql', singleTransaction: false, passes: true },
    { file: 'a statement', name: '1_index.sql', singleTransaction: true, passes: false },
    { file: 'two statements', name: '1_index.sql', singleTransaction: false, passes: false },
  ])(
    'of Slonik, $file, with singleTransaction: $singleTransaction',
    async ({ file, name, singleTransaction, passes }) => {
      const script = `exports.up = ({ context: { connection, sql } }) => connection.query(sql\`${CONCURRENTLY}\`);`;
      const sqlFile = file === 'two statements' ? `SET lock_timeout = 0; ${CONCURRENTLY}` : CONCURRENTLY;
      const folder = mkdtempSync(path.join(tmpdir(), 'ddlint-slonik-'));
      writeFileSync(path.join(folder, name), file === 'a script' ? script : sqlFile);
      const migrator = new SlonikMigrator({
        slonik: slonikOn(shim),
        migrationsPath: folder,
        migrationTableName: 'migrations',
        logger: undefined,
        ...(singleTransaction ? { singleTransaction } : {}),
      });
      const running = migrator.up();
      await (passes ? running : expect(running).rejects.toMatchObject(CAUSED));
      rmSync(folder, { recursive: true });
    },
  );

  it('of Umzug, which opens no transaction, and inside one that the migration opens', async () => {
    const sequelize = await sequelizeOn(shim);
    const umzug = new Umzug({
      migrations: [
        { name: '1_alone', up: ({ context }) => context.query(CONCURRENTLY) },
        {
          name: '2_inside',
          up: ({ context }) =>
            context.transaction((transaction) =>
              context.query(CONCURRENTLY.replace('customers_name', 'customers_second'), { transaction }),
            ),
        },
      ],
      context: sequelize,
      storage: memoryStorage(),
      logger: undefined,
    });
    await umzug.up({ to: '1_alone' });
    await expect(umzug.up()).rejects.toMatchObject(CAUSED);
  });
});
