import type { TransactionMode } from '../../migration.ts';
import type { Directory } from '../directory.ts';
import { configurationOf, settingIn } from '../script-settings.ts';
import { scriptTool } from '../script-tool.ts';

const BATCH: TransactionMode = {
  scope: 'batch',
  because: 'Kysely applies all pending migrations in one transaction',
  optOut:
    'Set "disableTransactions: true" where the Migrator is made; that goes for all migrations that are applied with it.',
};

const NONE: TransactionMode = {
  scope: 'none',
  because: 'Kysely opens no transaction where "disableTransactions" is set',
  optOut: undefined,
};

/** Modules with `up(db: Kysely<any>)`. */
export const kysely = scriptTool({
  id: 'kysely',
  name: 'Kysely',
  docs: 'https://kysely.dev/docs/migrations',
  packages: ['kysely', 'kysely-ctl'],
  signature: /\b(?:from|require\()\s*['"]kysely['"]|\bKysely</,
  hint: /\bdb\s*\.\s*schema\b/,

  transaction: (_text, { directory }) =>
    settingIn(configurationIn(directory), 'disableTransactions') === 'true' ? NONE : BATCH,

  snakeCase: {
    mark: /\bnew CamelCasePlugin\(/g,
    package: 'kysely',
    // A file that is handed its connection says nothing of it.
    configuration(directory) {
      const file = configurationIn(directory);
      return file !== undefined && /\bnew Kysely\b/.test(file) ? file : undefined;
    },
  },
});

/** Where the migrator is made. */
function configurationIn(directory: Directory): string | undefined {
  return configurationOf(
    directory,
    ['kysely.config', 'migrate', 'migrator', 'migrateToLatest', 'migrate-to-latest'],
    ['src', 'db', 'database', 'scripts', '.config'],
  );
}
