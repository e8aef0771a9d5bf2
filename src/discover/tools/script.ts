import type { TransactionMode } from '../../migration.ts';
import { compareNumbered } from '../names.ts';
import { scriptTool } from '../script-tool.ts';

const NONE: TransactionMode = {
  scope: 'none',
  because:
    'nothing is known of a transaction around this script, and without one each statement commits by itself',
  optOut: undefined,
};

/** Modules with `up` that send SQL, of a library that is not known or of the project's own. */
export const script = scriptTool({
  id: 'script',
  name: 'scripts',
  docs: 'https://node-postgres.com/',
  packages: [],
  signature: /\b(?:create|alter|drop)\s+(?:table|(?:unique\s+)?index|type|schema|view|extension|function)\b/i,
  appliesSql: true,
  compare: (left, right) => compareNumbered(left.id, right.id),

  transaction: () => NONE,
});
