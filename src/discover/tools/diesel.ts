import type { TransactionMode } from '../../migration.ts';
import type { Directory } from '../directory.ts';
import { compareText } from '../names.ts';
import { wholeFile, type Tool, type Unit } from '../tool.ts';

const FILE: TransactionMode = {
  scope: 'file',
  because: 'diesel applies each migration in a transaction of its own',
  optOut: 'Write "run_in_transaction = false" in a file "metadata.toml" beside "up.sql".',
};

const NONE: TransactionMode = {
  scope: 'none',
  because:
    '"run_in_transaction = false" in metadata.toml makes diesel apply the migration without a transaction',
  optOut: undefined,
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
    return /^\s*run_in_transaction\s*=\s*false\b/m.test(metadata) ? NONE : FILE;
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
