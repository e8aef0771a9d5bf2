import { basename } from 'node:path/posix';

import type { TransactionMode } from '../../migration.ts';
import { comparePaths, compareText, leadingDigits, withoutExtension } from '../names.ts';
import { pairUpAndDown } from '../pairs.ts';
import type { Directory } from '../directory.ts';
import { isSqlFile, sqlFilesBelow } from '../sql-files.ts';
import type { Tool } from '../tool.ts';

const NONE: TransactionMode = {
  scope: 'none',
  because: 'psql and most scripts run a plain SQL file statement by statement, and each commits by itself',
  optOut: undefined,
};

const FOLDER_NAMES =
  /^(?:migrations?|migrate|db-migrations?|db_migrations?|dbmigrations?|sql-migrations?|schema-migrations?|changesets?)$/i;

/** A folder of SQL files that no known tool claims. */
export const plain: Tool = {
  id: 'plain',
  name: 'plain SQL',
  docs: 'https://www.postgresql.org/docs/current/app-psql.html',

  recognises(directory) {
    return FOLDER_NAMES.test(directory.name) && looksOrdered(directory);
  },

  list(directory) {
    return { units: pairUpAndDown(directory, orderedFiles(directory)), notes: [] };
  },

  transaction: () => NONE,

  // Scripts are run by psql as often as by a driver, and a driver would refuse what psql fills in.
  placeholders: () => true,
};

/** Most of its SQL files are numbered or dated, as migrations are and queries are not. */
export function looksOrdered(directory: Directory): boolean {
  const files = directory.files.filter(isSqlFile);
  const numbered = files.filter((name) => /^[vV]?\d+(?:[._-]|$)/.test(withoutExtension(name)));
  return files.length > 0 && numbered.length * 2 >= files.length;
}

/** By the numbers that names start with, where all do; else by name. */
function orderedFiles(directory: Directory): readonly string[] {
  const paths = sqlFilesBelow(directory);
  const isNumbered = paths.every((path) => leadingDigits(basename(path)) !== undefined);
  return paths.toSorted(isNumbered ? comparePaths : compareText);
}
