import type { TransactionMode } from '../../migration.ts';
import type { Directory } from '../directory.ts';
import { compareText } from '../names.ts';
import { wholeFile, type Tool, type Unit } from '../tool.ts';

const FILE: TransactionMode = {
  scope: 'file',
  because: 'diesel applies each migration in a transaction of its own',
  optOut:
    'Put the statement in a migration of its own, with a file "metadata.toml" beside it that says "run_in_transaction = false".',
};

/** The file still goes to the server as one query, as its documentation warns. */
const ONE_QUERY: TransactionMode = {
  scope: 'simple-query',
  because:
    'diesel sends the whole file as one query even with "run_in_transaction = false", and Postgres runs the statements of one query as one transaction',
  optOut: 'Put the statement in a migration of its own, which also says "run_in_transaction = false".',
};

export const diesel: Tool = {
  id: 'diesel',
  name: 'diesel',
  docs: 'https://docs.rs/diesel_migrations/latest/diesel_migrations/',

  recognises(directory) {
    const newest = directory.directories.findLast(isVersioned);
    return newest !== undefined && directory.directory(newest).files.includes('up.sql');
  },

  list(directory) {
    const units = directory.directories
      .filter(isVersioned)
      .map((name) => unitOf(directory, name))
      .filter((unit) => unit !== undefined)
      .sort((left, right) => compareText(left.id, right.id));
    return { units, notes: [] };
  },

  transaction(_text, { directory, file }) {
    const folder = file.split('/').at(-2) ?? '';
    const metadata = directory.read(`${folder}/metadata.toml`) ?? '';
    return /^\s*run_in_transaction\s*=\s*false\b/m.test(metadata) ? ONE_QUERY : FILE;
  },
};

function isVersioned(name: string): boolean {
  return /^\d[\d-]*_/.test(name);
}

function unitOf(directory: Directory, name: string): Unit | undefined {
  const up = wholeFile(directory, `${name}/up.sql`);
  // What stands before the first underscore is the version, without its dashes.
  const id = name.split('_', 1).join('').replaceAll('-', '');
  return up === undefined ? undefined : { id, up, down: wholeFile(directory, `${name}/down.sql`) };
}
