import type { TransactionMode } from '../../migration.ts';
import type { Directory } from '../directory.ts';
import { compareText } from '../names.ts';
import { packageVersion } from '../packages.ts';
import { isDownFolder, pairUpAndDown } from '../pairs.ts';
import { isSqlFile } from '../sql-files.ts';
import type { Tool } from '../tool.ts';

const ONE_QUERY: TransactionMode = {
  scope: 'simple-query',
  because:
    "Umzug leaves transactions to the project's own code, which by Umzug's example sends the whole file as one query, and Postgres runs the statements of one query as one transaction",
  optOut:
    'Put the statement in a migration of its own: a file with a single statement runs without a transaction.',
};

/** SQL files that are applied through Umzug, with or without Sequelize. */
export const umzug: Tool = {
  id: 'umzug',
  name: 'Umzug',
  docs: 'https://github.com/sequelize/umzug#raw-sql-migrations',

  recognises(directory) {
    if (!/^(?:db-?)?migrations?$/i.test(directory.name) || !directory.files.some(isSqlFile)) return false;
    return (
      packageVersion(directory, 'umzug') !== undefined ||
      packageVersion(directory, 'sequelize-cli') !== undefined
    );
  },

  list(directory) {
    return { units: pairUpAndDown(directory, filesOf(directory)), notes: [] };
  },

  transaction: () => ONE_QUERY,
};

function filesOf(directory: Directory): readonly string[] {
  const downs = directory.directories
    .filter(isDownFolder)
    .flatMap((folder) => directory.directory(folder).files.map((name) => `${folder}/${name}`));
  return [...directory.files.toSorted(compareText), ...downs].filter(isSqlFile);
}
