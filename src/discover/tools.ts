import type { ToolId } from '../migration.ts';
import type { Directory } from './directory.ts';
import type { ScriptTool } from './script-tool.ts';
import type { Tool } from './tool.ts';
import { atlas } from './tools/atlas.ts';
import { dbMigrate } from './tools/db-migrate.ts';
import { dbmate } from './tools/dbmate.ts';
import { diesel } from './tools/diesel.ts';
import { drizzle } from './tools/drizzle.ts';
import { flyway } from './tools/flyway.ts';
import { golangMigrate } from './tools/golang-migrate.ts';
import { goose } from './tools/goose.ts';
import { graphileMigrate } from './tools/graphile-migrate.ts';
import { knex } from './tools/knex.ts';
import { kysely } from './tools/kysely.ts';
import { liquibase } from './tools/liquibase.ts';
import { lucid } from './tools/lucid.ts';
import { mikroOrm } from './tools/mikro-orm.ts';
import { nodePgMigrate } from './tools/node-pg-migrate.ts';
import { plain } from './tools/plain.ts';
import { prisma } from './tools/prisma.ts';
import { script } from './tools/script.ts';
import { sequelize } from './tools/sequelize.ts';
import { slonik } from './tools/slonik.ts';
import { sqitch } from './tools/sqitch.ts';
import { sqlx } from './tools/sqlx.ts';
import { supabase } from './tools/supabase.ts';
import { typeorm } from './tools/typeorm.ts';
import { umzug } from './tools/umzug.ts';

/** The most telling layouts first: the first tool that recognises a directory has it. */
export const TOOLS: readonly Tool[] = [
  prisma,
  drizzle,
  diesel,
  sqitch,
  atlas,
  graphileMigrate,
  flyway,
  liquibase,
  goose,
  dbmate,
  lucid,
  mikroOrm,
  typeorm,
  slonik,
  kysely,
  knex,
  dbMigrate,
  nodePgMigrate,
  supabase,
  sqlx,
  sequelize,
  umzug,
  golangMigrate,
  script,
  plain,
];

/** Those whose migrations may be scripts, the most telling first. */
export const SCRIPT_TOOLS: readonly ScriptTool[] = [
  lucid,
  mikroOrm,
  typeorm,
  slonik,
  kysely,
  knex,
  dbMigrate,
  nodePgMigrate,
  sequelize,
  umzug,
  script,
];

/** The tool of a script that somebody named, wherever it lies. */
export function toolOfScript(text: string, directory: Directory): ScriptTool {
  return SCRIPT_TOOLS.find((tool) => tool.claims(text, directory)) ?? script;
}

export function findTool(id: ToolId): Tool | undefined {
  return TOOLS.find((tool) => tool.id === id);
}
