import type { Habits, ToolId } from '../migration.ts';

const FORGIVING: Habits = { edited: 'ignored', missing: 'ignored', outOfOrder: 'applied' };

/**
 * What each tool does on a database that has applied another history than the files are, by
 * default. From the documentation and the source of the tools; docs/tools.md has the addresses.
 */
const HABITS: Readonly<Record<ToolId, Partial<Habits>>> = {
  atlas: { edited: 'refused', missing: 'refused', outOfOrder: 'refused' },
  drizzle: { outOfOrder: 'skipped' },
  flyway: { edited: 'refused', missing: 'refused', outOfOrder: 'refused' },
  'golang-migrate': { outOfOrder: 'skipped' },
  goose: { outOfOrder: 'refused' },
  'graphile-migrate': { edited: 'refused', missing: 'refused', outOfOrder: 'refused' },
  knex: { missing: 'refused' },
  kysely: { missing: 'refused', outOfOrder: 'refused' },
  liquibase: { edited: 'refused' },
  'node-pg-migrate': { missing: 'refused', outOfOrder: 'refused' },
  prisma: { edited: 'warned' },
  sqlx: { edited: 'refused', missing: 'refused' },
  supabase: { missing: 'refused', outOfOrder: 'refused' },
};

/** Undefined where nobody knows what applies the files. */
export function habitsOf(tool: ToolId): Habits | undefined {
  return tool === 'plain' || tool === 'script' ? undefined : { ...FORGIVING, ...HABITS[tool] };
}
