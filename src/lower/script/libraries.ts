import { dbMigrate } from './db-migrate.ts';
import { kysely } from './kysely.ts';
import { lucid } from './lucid.ts';
import { mikroOrm } from './mikro-orm.ts';
import { knex } from './knex.ts';
import type { Library } from './library.ts';
import { nodePgMigrate } from './node-pg-migrate.ts';
import { rawSql } from './raw-sql.ts';
import { sequelize } from './sequelize.ts';
import { typeorm } from './typeorm.ts';

/** The most telling first; the last takes what is of none of the others. */
export const LIBRARIES: readonly Library[] = [
  typeorm,
  nodePgMigrate,
  kysely,
  lucid,
  mikroOrm,
  sequelize,
  dbMigrate,
  knex,
  rawSql,
];
