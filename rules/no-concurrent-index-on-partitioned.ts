import { findIndex } from '../src/catalog/lookup.ts';
import { asAdvised, byPartition } from '../src/advice/remedy.ts';
import { findPartitioned, isNew } from '../src/judge.ts';
import { indexEachPartition } from '../src/advice/partition.ts';
import { printCreateIndex, quoteName } from '../src/print.ts';
import { defineRule } from '../src/rule.ts';

export default defineRule({
  meta: {
    category: 'correctness',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow CONCURRENTLY for an index of a partitioned table, where Postgres refuses it',
    hasSuggestions: true,
    messages: {
      create:
        'CREATE INDEX CONCURRENTLY fails: Postgres cannot build an index concurrently on "{{table}}", which is partitioned.',
      drop: 'DROP INDEX CONCURRENTLY fails: Postgres cannot drop "{{index}}" concurrently, since its table "{{table}}" is partitioned.',
    },
  },

  on: {
    *createIndex(operation, step) {
      const partitioned = findPartitioned(step, operation.table);
      if (!operation.concurrently || partitioned === undefined) return;
      const plain = printCreateIndex({ ...operation, concurrently: false });
      const isEmpty = isNew(step, operation.table) || operation.only;
      const advice = isEmpty
        ? [{ title: 'Leave out CONCURRENTLY, since there are no rows to read', sql: plain }]
        : indexEachPartition(step, partitioned, operation);
      yield {
        messageId: 'create',
        data: { table: operation.table.name },
        ...(operation.index === undefined ? {} : { name: operation.index }),
        advice,
        remedies: [isEmpty ? asAdvised('Leave out CONCURRENTLY', advice) : byPartition(advice)],
      };
    },

    *dropIndex(operation, step) {
      const index = findIndex(step.catalog, operation.index);
      const partitioned = index === undefined ? undefined : findPartitioned(step, index.table);
      if (!operation.concurrently || partitioned === undefined) return;
      const advice = [
        {
          title:
            'Drop it plainly at a quiet time, with a lock timeout that keeps the wait for running queries short',
          sql: `SET lock_timeout = '2s';\nDROP INDEX ${quoteName(operation.index)};`,
        },
      ];
      yield {
        messageId: 'drop',
        data: { index: operation.index.name, table: partitioned.name },
        advice,
        remedies: [asAdvised('Drop it plainly, with a lock timeout', advice)],
      };
    },
  },
});
