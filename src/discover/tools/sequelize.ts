import type { TransactionMode } from '../../migration.ts';
import { scriptTool, type ScriptTool } from '../script-tool.ts';

const NONE: TransactionMode = {
  scope: 'none',
  because: 'Sequelize opens no transaction for a migration that opens none itself',
  optOut: undefined,
};

const scripts = scriptTool({
  id: 'sequelize',
  name: 'Sequelize',
  docs: 'https://sequelize.org/docs/v6/other-topics/migrations/',
  packages: ['sequelize', 'sequelize-cli', 'sequelize-typescript', '@sequelize/core'],
  signature: /\bqueryInterface\b|\bsequelize-cli\b|\b(?:from|require\()\s*['"]@?sequelize(?:\/core)?['"]/i,

  transaction: () => NONE,
});

/** Modules with `up(queryInterface, Sequelize)`, of sequelize-cli or Umzug; `createTable` writes IF NOT EXISTS. */
export const sequelize: ScriptTool = { ...scripts, writesIfNotExists: true };
