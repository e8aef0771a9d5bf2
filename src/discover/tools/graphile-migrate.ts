import type { TransactionMode } from '../../migration.ts';
import type { Directory } from '../directory.ts';
import { compareNumbered, withoutExtension } from '../names.ts';
import { isSqlFile } from '../sql-files.ts';
import { wholeFile, type Listing, type Tool, type Unit } from '../tool.ts';

const NO_TRANSACTION = '--! no-transaction';

const FILE: TransactionMode = {
  scope: 'file',
  because: 'graphile-migrate applies each migration in a transaction of its own',
  optOut: `Put the statement in a migration of its own and make "${NO_TRANSACTION}" the first line of current.sql.`,
};

/** The file still goes to the server as one query (`src/migration.ts`, seen in 1.4). */
const ONE_QUERY: TransactionMode = {
  scope: 'simple-query',
  because: `graphile-migrate sends the whole file as one query even with "${NO_TRANSACTION}", and Postgres runs the statements of one query as one transaction`,
  optOut: `Put the statement in a migration of its own, which also starts with "${NO_TRANSACTION}".`,
};

export const graphileMigrate: Tool = {
  id: 'graphile-migrate',
  name: 'graphile-migrate',
  docs: 'https://github.com/graphile/migrate#readme',

  recognises(directory) {
    if (!directory.directories.includes('committed')) return false;
    return directory.directory('committed').files.some(isCommitted);
  },

  list(directory) {
    return listGraphile(directory);
  },

  transaction(text) {
    return /^--!\s*no-transaction\b/.test(bodyOf(text)) ? ONE_QUERY : FILE;
  },

  placeholders: () => true,
};

function isCommitted(name: string): boolean {
  return /^\d+(?:-[-\w]*)?\.sql$/.test(name);
}

/** What follows the headers (`--! Previous: …`) that the tool writes and reads apart from the migration. */
function bodyOf(text: string): string {
  return text.replace(/^(?:--! [A-Z]\w*(?::[^\n]*)?\r?\n)*(?:[ \t]*\r?\n)*/, '');
}

function listGraphile(directory: Directory): Listing {
  const committed = directory.directory('committed');
  const units = committed.files
    .filter(isCommitted)
    .toSorted(compareNumbered)
    .map((name) => unitOf(committed, name, withoutExtension(name)));
  const current = directory.files.includes('current.sql')
    ? [unitOf(directory, 'current.sql', 'current')]
    : currentFolder(directory);
  const all = [...units, ...current].filter((unit) => unit !== undefined);
  return { units: all, notes: includesOf(all) };
}

function currentFolder(directory: Directory): readonly (Unit | undefined)[] {
  if (!directory.directories.includes('current')) return [];
  const current = directory.directory('current');
  return current.files
    .filter(isSqlFile)
    .toSorted(compareNumbered)
    .map((name) => unitOf(current, name, `current/${withoutExtension(name)}`));
}

function unitOf(directory: Directory, name: string, id: string): Unit | undefined {
  const up = wholeFile(directory, name);
  return up === undefined ? undefined : { id, up };
}

function includesOf(units: readonly Unit[]): readonly string[] {
  return units
    .filter(({ up }) => /^--![ \t]*include[ \t]/m.test(up.text))
    .map(({ up }) => `${up.file} includes other files by "--!include"; those are not read.`);
}
