import type { ToolId } from '../migration.ts';
import type { Tool } from './tool.ts';
import { atlas } from './tools/atlas.ts';
import { dbmate } from './tools/dbmate.ts';
import { diesel } from './tools/diesel.ts';
import { drizzle } from './tools/drizzle.ts';
import { flyway } from './tools/flyway.ts';
import { golangMigrate } from './tools/golang-migrate.ts';
import { goose } from './tools/goose.ts';
import { graphileMigrate } from './tools/graphile-migrate.ts';
import { liquibase } from './tools/liquibase.ts';
import { nodePgMigrate } from './tools/node-pg-migrate.ts';
import { plain } from './tools/plain.ts';
import { prisma } from './tools/prisma.ts';
import { sqitch } from './tools/sqitch.ts';
import { sqlx } from './tools/sqlx.ts';
import { supabase } from './tools/supabase.ts';
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
  nodePgMigrate,
  supabase,
  sqlx,
  umzug,
  golangMigrate,
  plain,
];

export function findTool(id: ToolId): Tool | undefined {
  return TOOLS.find((tool) => tool.id === id);
}
