import type { CodeTree } from './source.ts';

/** Words that stand in code that uses a database, by whatever means ddlint can read. */
const MEANS: readonly string[] = [
  ...['PrismaClient', 'datasource ', 'typeorm', 'drizzle-orm', 'sequelize', '@mikro-orm/', 'kysely'],
  ...[
    'objection',
    'knex',
    'slonik',
    "'pg'",
    '"pg"',
    'pg-promise',
    "'postgres'",
    '"postgres"',
    'neondatabase',
  ],
];

/** Whether the code that uses the database, or some of it, is among what was searched. */
export function isDatabaseUser(tree: CodeTree | undefined): boolean {
  return tree !== undefined && tree.filesWith(MEANS).length > 0;
}
