import type { TransactionMode } from '../../migration.ts';
import { listScriptFolders } from '../folders.ts';
import { packageVersion } from '../packages.ts';
import type { Tool } from '../tool.ts';

const SCRIPT = 'migration.sql';
const LOCK_FILE = 'migration_lock.toml';

export const prisma: Tool = {
  id: 'prisma',
  name: 'Prisma',
  docs: 'https://www.prisma.io/docs/orm/prisma-migrate',

  recognises(directory) {
    if (directory.files.includes(LOCK_FILE)) return true;
    const newest = directory.directories.findLast((name) => /^\d{14}_/.test(name));
    if (newest === undefined) return false;
    const { files } = directory.directory(newest);
    // Drizzle's folders of the same form hold a snapshot beside the script.
    return files.includes(SCRIPT) && !files.includes('snapshot.json');
  },

  otherDatabase(directory) {
    const provider = /^\s*provider\s*=\s*"([^"]+)"/m.exec(directory.read(LOCK_FILE) ?? '')?.[1];
    return provider === undefined || /^(postgres|postgresql|cockroachdb)$/.test(provider)
      ? undefined
      : provider;
  },

  list(directory) {
    const listing = listScriptFolders(directory, SCRIPT);
    const [first] = listing.units;
    if (first === undefined || directory.files.includes(LOCK_FILE)) return listing;
    const file = directory.pathOf(LOCK_FILE);
    return {
      ...listing,
      problems: [{ kind: 'no lock file', file, text: '', others: [] }],
      journal: LOCK_FILE,
    };
  },

  transaction(text, { directory }): TransactionMode {
    const version = packageVersion(directory, 'prisma');
    const splits =
      version !== undefined && (version.major > 7 || (version.major === 7 && version.minor >= 4));
    return splits && !isBeyondSplitter(text) ? SPLIT : ONE_QUERY;
  },
};

const OWN_FILE =
  'Put the statement in a migration of its own, made with "prisma migrate dev --create-only": a file with a single statement runs without a transaction.';

const ONE_QUERY: TransactionMode = {
  scope: 'simple-query',
  because:
    'Prisma sends the whole file as one query, and Postgres runs the statements of one query as one transaction',
  optOut: OWN_FILE,
};

const SPLIT: TransactionMode = {
  scope: 'none',
  because: 'Prisma sends the statements of a file one by one since version 7.4, and each commits by itself',
  optOut: undefined,
};

/**
 * Prisma splits a file with a parser of its own and sends the whole file as one query where that
 * parser fails, which it does at every CONCURRENTLY but that of CREATE INDEX
 * (https://github.com/prisma/prisma-engines/pull/5847).
 */
function isBeyondSplitter(text: string): boolean {
  return /\b(?:drop\s+index|detach\s+partition\s+\S+|reindex\b[^;]*)\s+concurrently\b/i.test(text);
}
