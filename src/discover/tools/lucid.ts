import type { TransactionMode } from '../../migration.ts';
import { configurationOf, settingIn } from '../script-settings.ts';
import { scriptTool } from '../script-tool.ts';

const FILE: TransactionMode = {
  scope: 'file',
  because: 'Lucid applies each migration in a transaction of its own',
  optOut: 'Set "static disableTransactions = true" in the class of the migration.',
};

const NONE: TransactionMode = {
  scope: 'none',
  because: 'the configuration of the database sets "disableTransactions", and Lucid opens no transaction',
  optOut: undefined,
};

/** Classes that extend AdonisJS's `BaseSchema`. */
export const lucid = scriptTool({
  id: 'lucid',
  name: 'Lucid',
  docs: 'https://lucid.adonisjs.com/docs/migrations',
  packages: ['@adonisjs/lucid'],
  signature: /['"](?:@adonisjs\/lucid|@ioc:Adonis\/Lucid)\/\w+['"]/i,

  transaction: (_text, { directory }) =>
    settingIn(configurationOf(directory, ['database'], ['config']), 'disableTransactions') === 'true'
      ? NONE
      : FILE,
});
