import type { TransactionMode } from '../../migration.ts';
import type { Directory } from '../directory.ts';
import { listScripts, scriptTool, type ScriptTool } from '../script-tool.ts';
import { wholeFile, type Unit } from '../tool.ts';

const FILE: TransactionMode = {
  scope: 'file',
  because: 'db-migrate applies each migration in a transaction of its own',
  optOut: 'Apply the migration with "--non-transactional"; it cannot leave the transaction by itself.',
};

const scripts = scriptTool({
  id: 'db-migrate',
  name: 'db-migrate',
  docs: 'https://db-migrate.readthedocs.io/',
  packages: ['db-migrate', 'db-migrate-pg'],
  signature: /\bdbmigrate\b|\bdb-migrate\b|\bdb\.runSql\(/,
  hint: /\bup\b[^\n]{0,30}\bdb\b/,
  transaction: () => FILE,
});

/** Modules with `up(db)`, and the SQL files that `create --sql-file` makes for them. */
export const dbMigrate: ScriptTool = {
  ...scripts,

  list(directory) {
    const { units, notes } = listScripts(directory, {});
    return { units: units.map((unit) => withSqlFiles(unit, directory)), notes };
  },
};

/** A migration that only sends the SQL files of its name is linted where its SQL stands. */
function withSqlFiles(unit: Unit, directory: Directory): Unit {
  if (!directory.directories.includes('sqls') || !unit.up.text.includes(`'${unit.id}-up.sql'`)) return unit;
  const up = wholeFile(directory, `sqls/${unit.id}-up.sql`);
  if (up === undefined) return unit;
  return { id: unit.id, up, down: wholeFile(directory, `sqls/${unit.id}-down.sql`) };
}
