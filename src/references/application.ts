/** Words that stand in code that uses a database by means that ddlint can read. */
export const DATABASE_WORDS: readonly string[] = [
  ...['PrismaClient', 'datasource ', 'typeorm', 'drizzle-orm', 'sequelize', '@mikro-orm/', 'kysely'],
  ...['objection', 'knex', 'slonik', 'pg-promise', 'neondatabase'],
  ...[`'pg'`, `"pg"`, `'postgres'`, `"postgres"`],
];
