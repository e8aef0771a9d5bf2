import type { TransactionMode } from '../../migration.ts';
import { listPairs, mostArePairs } from '../pairs.ts';
import type { Tool } from '../tool.ts';

const ONE_QUERY: TransactionMode = {
  scope: 'simple-query',
  because:
    'golang-migrate sends the whole file as one query, and Postgres runs the statements of one query as one transaction',
  optOut:
    'Put the statement in a migration of its own: a file with a single statement runs without a transaction.',
};

export const golangMigrate: Tool = {
  id: 'golang-migrate',
  name: 'golang-migrate',
  docs: 'https://github.com/golang-migrate/migrate/blob/master/database/postgres/README.md',

  recognises: (directory) => mostArePairs(directory),

  list: (directory) => listPairs(directory, { simple: false }),

  transaction: () => ONE_QUERY,
};
