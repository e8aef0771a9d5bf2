import { createRequire } from 'node:module';

import type { Constructor, IMigrator } from '@mikro-orm/core';
import { MikroORM } from '@mikro-orm/postgresql';
import { Migrator as MikroOrmMigrator, type Migration as MikroOrmMigration } from '@mikro-orm/migrations';
import createKnex, { type Knex } from 'knex';
import { Kysely, PostgresDialect } from 'kysely';
import { runner as runNodePgMigrate } from 'node-pg-migrate';
import { Sequelize } from 'sequelize';
import { createPool, type DatabasePool } from 'slonik';
import { DataSource, type MigrationInterface } from 'typeorm';

import type { PgShim } from './pg-shim.ts';

export function knexOn(shim: PgShim): Knex {
  const knex = createKnex({ client: 'pg', connection: {}, pool: { min: 1, max: 1 } });
  connectKnex(knex.client, shim);
  return knex;
}

function connectKnex(client: unknown, shim: PgShim): void {
  Object.assign(client as object, {
    acquireRawConnection: () => Promise.resolve(shim.client()),
    checkVersion: () => Promise.resolve('18'),
  });
}

export function kyselyOn(shim: PgShim): Kysely<unknown> {
  const pool = { connect: () => Promise.resolve(shim.client()), end: () => Promise.resolve() };
  return new Kysely<unknown>({ dialect: new PostgresDialect({ pool: pool as never }) });
}

export async function sequelizeOn(shim: PgShim): Promise<Sequelize> {
  const sequelize = new Sequelize({
    dialect: 'postgres',
    dialectModule: shim.module,
    logging: false,
    pool: { max: 1, min: 1 },
  });
  await sequelize.authenticate();
  return sequelize;
}

export async function typeormOn(
  shim: PgShim,
  migrations: readonly (new () => MigrationInterface)[] = [],
): Promise<DataSource> {
  const source = new DataSource({
    type: 'postgres',
    driver: shim.module,
    database: 'postgres',
    migrations: [...migrations],
    logging: false,
  });
  return source.initialize();
}

export async function nodePgMigrateOn(shim: PgShim, dir: string): Promise<void> {
  await runNodePgMigrate({
    dbClient: shim.client(),
    dir,
    direction: 'up',
    migrationsTable: 'pgmigrations',
    count: 1,
    log: () => undefined,
  });
}

/** What of its packages, which have no types, is used here. */
interface DbMigrate {
  getInstance(isModule: true, options: object): { silence(isSilent: true): void; up(): Promise<unknown> };
}

/** db-migrate's own runner over a folder, of which it takes the files that end in `.js`. */
export async function dbMigrateOn(
  shim: PgShim,
  dir: string,
  options: { readonly isTransactional?: boolean } = {},
): Promise<void> {
  const require = createRequire(import.meta.url);
  const dbMigrate = require('db-migrate') as DbMigrate;
  // Its driver takes the class from the package, and cannot be handed another.
  const pg = createRequire(require.resolve('db-migrate-pg'))('pg') as { Client: unknown };
  const { Client } = pg;
  pg.Client = shim.module.Client;
  try {
    const migrator = dbMigrate.getInstance(true, {
      cwd: dir,
      throwUncatched: true,
      env: 'test',
      config: { test: { driver: 'pg' } },
      cmdOptions: { 'migrations-dir': dir, 'non-transactional': options.isTransactional === false },
    });
    migrator.silence(true);
    await migrator.up();
  } finally {
    pg.Client = Client;
  }
}

/** MikroORM's migrator over classes that are applied in this order. */
export async function mikroOrmOn(
  shim: PgShim,
  migrations: readonly (Constructor<MikroOrmMigration> & { readonly name: string })[],
  options: { readonly transactional?: boolean; readonly allOrNothing?: boolean },
): Promise<{ readonly migrator: IMigrator; readonly close: () => Promise<void> }> {
  const orm = await MikroORM.init({
    dbName: 'postgres',
    connect: false,
    discovery: { warnWhenNoEntities: false },
    extensions: [MikroOrmMigrator],
    migrations: {
      migrationsList: migrations.map((migration) => ({ name: migration.name, class: migration })),
      snapshot: false,
      silent: true,
      ...options,
    },
  });
  connectKnex(orm.em.getConnection().getKnex().client, shim);
  return { migrator: orm.migrator, close: () => orm.close() };
}

export function slonikOn(shim: PgShim): DatabasePool {
  return createPool('postgresql://', { PgPool: shim.module.Pool });
}
