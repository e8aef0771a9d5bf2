import type { TransactionMode } from '../../migration.ts';
import { compareText } from '../names.ts';
import { isScript } from '../../script-file.ts';
import { packageVersion } from '../packages.ts';
import { pairUpAndDown, sqlWithDowns } from '../pairs.ts';
import { isSqlFile } from '../sql-files.ts';
import { scriptTool, type ScriptTool } from '../script-tool.ts';

const ONE_QUERY: TransactionMode = {
  scope: 'simple-query',
  because:
    "Umzug leaves transactions to the project's own code, which by Umzug's example sends the whole file as one query, and Postgres runs the statements of one query as one transaction",
  optOut:
    'Put the statement in a migration of its own: a file with a single statement runs without a transaction.',
};

const OWN_CODE: TransactionMode = {
  scope: 'none',
  because: 'Umzug opens no transaction for a migration that opens none itself',
  optOut: undefined,
};

const scripts = scriptTool({
  id: 'umzug',
  name: 'Umzug',
  docs: 'https://github.com/sequelize/umzug#readme',
  packages: ['umzug'],
  signature: /['"]umzug['"]|\bumzug\b/,
  hint: /\bcontext\b/,
  transaction: (_text, { file }) => (isScript(file) ? OWN_CODE : ONE_QUERY),
});

/** Files that are applied through Umzug, with or without Sequelize: modules with `up({ context })`, and SQL. */
export const umzug: ScriptTool = {
  ...scripts,

  recognises(directory) {
    if (scripts.recognises(directory)) return true;
    if (!/^(?:db-?)?migrations?$/i.test(directory.name) || !directory.files.some(isSqlFile)) return false;
    return (
      packageVersion(directory, 'umzug') !== undefined ||
      packageVersion(directory, 'sequelize-cli') !== undefined
    );
  },

  list(directory) {
    const { units, notes } = scripts.list(directory);
    const all = [...units, ...pairUpAndDown(directory, sqlWithDowns(directory))];
    return { units: all.toSorted((left, right) => compareText(left.id, right.id)), notes };
  },
};
