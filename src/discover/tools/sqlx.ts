import type { TransactionMode } from '../../migration.ts';
import { findUp, type Directory } from '../directory.ts';
import { listPairs } from '../pairs.ts';
import { isSqlFile } from '../sql-files.ts';
import type { Tool } from '../tool.ts';

const NO_TRANSACTION = '-- no-transaction';

const FILE: TransactionMode = {
  scope: 'file',
  because: 'sqlx applies each migration in a transaction of its own',
  optOut: `Put the statement in a migration of its own and start that with the line "${NO_TRANSACTION}".`,
};

/** The file still goes to the server as one query (`sqlx-postgres/src/migrate.rs`, seen in 0.9). */
const ONE_QUERY: TransactionMode = {
  scope: 'simple-query',
  because: `sqlx sends the whole file as one query even with "${NO_TRANSACTION}", and Postgres runs the statements of one query as one transaction`,
  optOut: `Put the statement in a migration of its own, which also starts with "${NO_TRANSACTION}".`,
};

export const sqlx: Tool = {
  id: 'sqlx',
  name: 'sqlx',
  docs: 'https://docs.rs/sqlx/latest/sqlx/macro.migrate.html',

  recognises(directory) {
    const files = directory.files.filter(isSqlFile);
    if (files.length === 0 || !files.every((name) => /^\d+_/.test(name))) return false;
    return directory.name === 'migrations' && usesSqlx(directory);
  },

  list: (directory) => listPairs(directory, { simple: true }),

  transaction(text) {
    return text.startsWith(NO_TRANSACTION) ? ONE_QUERY : FILE;
  },
};

/** Looks at the manifest of the crate and, where the crate is part of one, at that of its workspace. */
function usesSqlx(directory: Directory): boolean {
  let found = findUp(directory, ['Cargo.toml', 'sqlx.toml']);
  while (found !== undefined) {
    if (found.name === 'sqlx.toml' || found.directory.directories.includes('.sqlx')) return true;
    if (/^\s*(?:\[(?:\w+\.)*dependencies\.)?"?sqlx\b/m.test(found.directory.read(found.name) ?? ''))
      return true;
    const above = found.directory.directories.includes('.git') ? undefined : found.directory.parent;
    found = above === undefined ? undefined : findUp(above, ['Cargo.toml', 'sqlx.toml']);
  }
  return false;
}
