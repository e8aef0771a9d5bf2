import type { History, TransactionMode } from '../../src/migration.ts';
import type { Suggestion } from '../../src/rule.ts';
import { LIVE, migrationOf } from './hazards.ts';

/** A script, and the files that a suggestion adds to it. */
export interface Scripts {
  readonly text: string;
  readonly files?: Suggestion['files'];
}

/** What a script is applied to: the tables that are there before. The way in which the library wraps it is given. */
export function historyOfScripts(tool: string, scope: TransactionMode['scope'], scripts: Scripts): History {
  const { text, files = [] } = scripts;
  const optOut = scope === 'none' ? undefined : 'Leave the transaction.';
  const transaction: TransactionMode = { scope, because: 'the test says so', optOut };
  const added = [{ file: SCRIPT_FILE, text }, ...files].map((part) => ({
    ...migrationOf({ ...part, tool, isNew: true }),
    transaction,
  }));
  const before = migrationOf({ file: '1700000000001_init.sql', tool: 'plain', text: LIVE, isNew: false });
  return {
    tool,
    toolName: tool,
    directory: '.',
    migrations: [before, ...added],
    downs: new Map(),
    baseline: undefined,
  };
}

export const SCRIPT_FILE = '1700000000002_change.ts';
