import { drizzle } from './models/drizzle.ts';
import { knex } from './models/knex.ts';
import { kysely } from './models/kysely.ts';
import { mikroOrm } from './models/mikro-orm.ts';
import { objection } from './models/objection.ts';
import { prisma } from './models/prisma.ts';
import { sequelize } from './models/sequelize.ts';
import { typeorm } from './models/typeorm.ts';
import type { ModelReader } from './source.ts';

/** One for each ORM whose models ddlint reads. */
export const MODEL_READERS: readonly ModelReader[] = [
  prisma,
  typeorm,
  drizzle,
  sequelize,
  mikroOrm,
  kysely,
  objection,
  knex,
];
