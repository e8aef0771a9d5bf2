import type { TransactionMode } from '../../migration.ts';
import { isScript } from '../../script-file.ts';
import { configurationOf, settingIn } from '../script-settings.ts';
import { scriptTool } from '../script-tool.ts';

const NONE: TransactionMode = {
  scope: 'none',
  because: 'Slonik\'s migrator opens no transaction unless "singleTransaction" is set',
  optOut: undefined,
};

const ONE_QUERY: TransactionMode = {
  scope: 'simple-query',
  because:
    "Slonik's migrator sends an SQL file as one query, and Postgres runs the statements of one query as one transaction",
  optOut:
    'Put the statement in a migration of its own: a file with a single statement runs without a transaction.',
};

const BATCH: TransactionMode = {
  scope: 'batch',
  because:
    'Slonik\'s migrator applies all pending migrations in one transaction where "singleTransaction" is set',
  optOut: undefined,
};

/** Modules with `up({ context: { connection, sql } })`, and SQL files beside them. */
export const slonik = scriptTool({
  id: 'slonik',
  name: 'Slonik',
  docs: 'https://www.npmjs.com/package/@slonik/migrator',
  packages: ['@slonik/migrator', 'slonik'],
  signature: /['"]@slonik\/migrator['"]/,
  hint: /\bcontext\s*:\s*\{[^}]*\b(?:connection|sql)\b/,
  appliesSql: true,

  transaction(_text, { directory, file }) {
    const migrate = configurationOf(
      directory,
      ['migrate', 'migrator', 'slonik.config'],
      ['src', 'db', 'database', 'scripts'],
    );
    if (settingIn(migrate, 'singleTransaction') === 'true') return BATCH;
    return isScript(file) ? NONE : ONE_QUERY;
  },
});
