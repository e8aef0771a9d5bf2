import type { TransactionMode } from '../../migration.ts';
import type { Directory } from '../directory.ts';
import { compareDigits, compareText } from '../names.ts';
import { configurationOf, settingIn } from '../script-settings.ts';
import { scriptTool } from '../script-tool.ts';
import type { Unit } from '../tool.ts';

const ALL: TransactionMode = {
  scope: 'batch',
  because: 'TypeORM applies all pending migrations in one transaction',
  optOut:
    'Set "migrationsTransactionMode: \'each\'" in the data source, and "transaction = false" in the class of the migration.',
};

const EACH: TransactionMode = {
  scope: 'file',
  because:
    'TypeORM applies each migration in a transaction of its own where migrationsTransactionMode is "each"',
  optOut: 'Set "transaction = false" in the class of the migration.',
};

const NONE: TransactionMode = {
  scope: 'none',
  because: 'TypeORM opens no transaction where migrationsTransactionMode is "none"',
  optOut: undefined,
};

/** Classes with `up(queryRunner)`, in the order of the timestamps at the end of their names. */
export const typeorm = scriptTool({
  id: 'typeorm',
  name: 'TypeORM',
  docs: 'https://typeorm.io/docs/migrations/why',
  packages: ['typeorm'],
  signature: /\bMigrationInterface\b|\b(?:from|require\()\s*['"]typeorm['"]/,
  hint: /\bqueryRunner\b/,
  compare: byTimestamp,

  transaction(_text, { directory }) {
    switch (settingIn(dataSourceOf(directory), 'migrationsTransactionMode')) {
      case 'each':
        return EACH;
      case 'none':
        return NONE;
      default:
        return ALL;
    }
  },
});

const DATA_SOURCES = [
  'data-source',
  'datasource',
  'dataSource',
  'DataSource',
  'ormconfig',
  'typeorm.config',
  'orm.config',
];

function dataSourceOf(directory: Directory): string | undefined {
  return configurationOf(directory, DATA_SOURCES, ['src', 'config', 'db', 'database', 'typeorm']);
}

function byTimestamp(left: Unit, right: Unit): number {
  return compareDigits(timestampOf(left), timestampOf(right)) || compareText(left.id, right.id);
}

/** The 13 digits that the class is named with, or its `name`, as TypeORM reads them; else those of the file. */
function timestampOf({ up, id }: Unit): string {
  const name = /\bname\s*(?::\s*string\s*)?=\s*['"`]\w*?(\d{13})['"`]/.exec(up.text);
  const known = name ?? /\bclass\s+\w*?(\d{13})\b/.exec(up.text) ?? /(\d{10,})/.exec(id);
  return known?.[1] ?? '0';
}
