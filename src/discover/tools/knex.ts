import type { TransactionMode } from '../../migration.ts';
import type { Directory } from '../directory.ts';
import { configurationOf, settingIn } from '../script-settings.ts';
import { scriptTool } from '../script-tool.ts';

const BATCH: TransactionMode = {
  scope: 'batch',
  because: 'Knex applies all pending migrations in one transaction unless one of them opts out',
  optOut: 'Export "config = { transaction: false }" from the migration.',
};

const NONE: TransactionMode = {
  scope: 'none',
  because: 'the knexfile sets "disableTransactions", and Knex opens no transaction',
  optOut: undefined,
};

/** Modules with `up(knex)`, also those of Objection. */
export const knex = scriptTool({
  id: 'knex',
  name: 'Knex',
  docs: 'https://knexjs.org/guide/migrations.html',
  packages: ['knex', 'objection'],
  signature:
    /\b(?:from|require\(|import\()\s*['"]knex['"]|\bup\b[^\n]{0,40}\bknex\b|\bknex\.(?:schema|raw)\b/i,
  hint: /\.schema\b|\.raw\(/,

  transaction: (_text, { directory }) =>
    settingIn(knexfileOf(directory), 'disableTransactions') === 'true' ? NONE : BATCH,

  snakeCase: { mark: /\bknexSnakeCaseMappers\(/g, package: 'objection', configuration: knexfileOf },
});

function knexfileOf(directory: Directory): string | undefined {
  return configurationOf(directory, ['knexfile', 'knex.config', 'knex'], ['src', 'config', 'db', 'database']);
}
