import type { UseFinder } from './source.ts';
import { drizzle } from './uses/drizzle.ts';
import { knex } from './uses/knex.ts';
import { kysely } from './uses/kysely.ts';
import { members } from './uses/members.ts';
import { mikroOrm } from './uses/mikro-orm.ts';
import { prisma } from './uses/prisma.ts';
import { sequelize } from './uses/sequelize.ts';
import { sql } from './uses/sql.ts';
import { typeorm } from './uses/typeorm.ts';

/** Finders of uses, each of which is asked about each file that holds a name of a subject. */
export const USE_FINDERS: readonly UseFinder[] = [
  sql,
  prisma,
  typeorm,
  drizzle,
  sequelize,
  mikroOrm,
  knex,
  kysely,
  members,
];
