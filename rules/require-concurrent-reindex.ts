import { outsideTransaction } from '../src/advice/constraint.ts';
import { isPlainTable, mayBeCutShort } from '../src/advice/remedy.ts';
import { blocks } from '../src/judge.ts';
import type { Step } from '../src/step.ts';
import { findIndex, findRelation } from '../src/catalog/lookup.ts';
import type { Reindex } from '../src/operation.ts';
import { printConcurrentReindex } from '../src/print.ts';
import { defineRule } from '../src/rule.ts';

export default defineRule({
  meta: {
    category: 'locking',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow rebuilding an index in a way that blocks writes to its table',
    fixable: true,
    hasSuggestions: true,
    messages: {
      blocking:
        'Every INSERT, UPDATE and DELETE on {{tables}} waits until the rebuild ends, and so does almost every SELECT: REINDEX holds a SHARE lock on the table and an ACCESS EXCLUSIVE lock on the index, which even the planning of a query waits for.',
      system:
        'REINDEX SYSTEM locks one system catalog after the other, and with each every query of the database waits; it has no CONCURRENTLY form.',
    },
  },

  on: {
    *reindex(operation, step) {
      if (operation.concurrently) return;
      if (operation.target === 'system') {
        yield {
          messageId: 'system',
          advice: [
            {
              title: 'Run it by hand while nobody uses the database, and only for a catalog that is damaged',
            },
          ],
        };
        return;
      }
      // Schemas and databases hold more relations than the history shows.
      const isOne = operation.target === 'index' || operation.target === 'table';
      if (isOne && !blocks(step).includes('writes')) return;

      yield {
        messageId: 'blocking',
        data: { tables: describe(operation) },
        advice: [
          outsideTransaction(
            step,
            'Rebuild it while reads and writes go on (if that fails, drop the INVALID index whose name ends in _ccnew)',
            printConcurrentReindex(operation),
          ),
        ],
        remedies: [
          {
            title: 'Rebuild it CONCURRENTLY',
            change: { kind: 'concurrently', sql: printConcurrentReindex(operation) },
            isSafe: isOne && rebuildsAll(step) && !mayBeCutShort(step),
          },
        ],
      };
    },
  },
});

/** CONCURRENTLY leaves out system catalogs and the indexes of exclusion constraints. */
function rebuildsAll(step: Step<Reindex>): boolean {
  const { name } = step.operation;
  if (name === undefined || !isPlainTable(step, name)) return false;
  const table = findRelation(step.catalog, findIndex(step.catalog, name)?.table ?? name);
  return table?.constraints.every(({ kind }) => kind !== 'exclusion') === true;
}

function describe({ target, name }: Reindex): string {
  if (target === 'table') return `"${name?.name ?? ''}"`;
  if (target === 'index') return `the table of "${name?.name ?? ''}"`;
  const whole = name === undefined ? `the ${target}` : `${target} "${name.name}"`;
  return `one table of ${whole} after the other`;
}
