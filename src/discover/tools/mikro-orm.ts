import type { TransactionMode } from '../../migration.ts';
import { configurationOf, settingIn } from '../script-settings.ts';
import { scriptTool } from '../script-tool.ts';

const OVERRIDE = 'Return false from an "isTransactional()" method of the migration.';

const BATCH: TransactionMode = {
  scope: 'batch',
  because: 'MikroORM applies all pending migrations in one transaction',
  optOut: OVERRIDE,
};

const FILE: TransactionMode = {
  scope: 'file',
  because: 'MikroORM applies each migration in a transaction of its own where "allOrNothing" is off',
  optOut: OVERRIDE,
};

const NONE: TransactionMode = {
  scope: 'none',
  because: 'the configuration of MikroORM turns "transactional" off',
  optOut: undefined,
};

/** Classes that extend `Migration` of `@mikro-orm/migrations`. */
export const mikroOrm = scriptTool({
  id: 'mikro-orm',
  name: 'MikroORM',
  docs: 'https://mikro-orm.io/docs/migrations',
  packages: ['@mikro-orm/migrations', '@mikro-orm/core'],
  signature: /['"][^'"\n]*mikro-orm[^'"\n]*['"]|\bthis\.addSql\(/,

  transaction(_text, { directory }) {
    const config = configurationOf(
      directory,
      ['mikro-orm.config', 'mikroorm.config', 'mikro-orm'],
      ['src', 'config', 'db'],
    );
    if (settingIn(config, 'transactional') === 'false') return NONE;
    return settingIn(config, 'allOrNothing') === 'false' ? FILE : BATCH;
  },
});
