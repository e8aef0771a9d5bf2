import { findRelation } from '../src/catalog/lookup.ts';
import { outsideTransaction } from '../src/advice/constraint.ts';
import { blocks, isLockedAlready } from '../src/judge.ts';
import { printConcurrentDetach } from '../src/print.ts';
import { defineRule } from '../src/rule.ts';

export default defineRule({
  meta: {
    category: 'locking',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow detaching a partition in a way that blocks reads and writes of the whole table',
    hasSuggestions: true,
    messages: {
      blocking:
        'DETACH PARTITION waits for every query that is running on "{{table}}", and every new one, plain SELECT included, waits behind it: it needs an ACCESS EXCLUSIVE lock on the whole table.',
    },
  },

  on: {
    *detachPartition(operation, step) {
      // CONCURRENTLY came with Postgres 14.
      if (operation.concurrently || operation.finalize || step.postgres < 14) return;
      // Postgres refuses CONCURRENTLY where there is a default partition.
      const table = findRelation(step.catalog, operation.table);
      if (table?.hasDefaultPartition === true || !blocks(step).includes('reads')) return;
      if (table !== undefined && isLockedAlready(step, table)) return;

      yield {
        messageId: 'blocking',
        data: { table: operation.table.name },
        advice: [
          outsideTransaction(
            step,
            'Detach it while queries go on (if that is interrupted, DETACH PARTITION … FINALIZE completes it)',
            printConcurrentDetach(operation),
          ),
        ],
        // Not for all unseen: CONCURRENTLY leaves the partition with a CHECK of its bounds.
        remedies: [
          {
            title: 'Detach it CONCURRENTLY, which leaves it with a CHECK of its bounds',
            change: { kind: 'concurrently', sql: printConcurrentDetach(operation) },
          },
        ],
        // A lock timeout bounds the wait.
        depends: (step.settings.lockTimeout ?? 0) > 0,
      };
    },
  },
});
