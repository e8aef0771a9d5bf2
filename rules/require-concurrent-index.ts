import { findRelation } from '../src/catalog/lookup.ts';
import { isByHand, outsideTransaction } from '../src/constraint-advice.ts';
import { findPartitioned, scansWhileBlocking } from '../src/judge.ts';
import { indexEachPartition } from '../src/partition-advice.ts';
import { printCreateIndex } from '../src/print.ts';
import { defineRule } from '../src/rule.ts';

export default defineRule({
  meta: {
    category: 'locking',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow building an index in a way that blocks writes to a table that is in use',
    messages: {
      blocking:
        'Every INSERT, UPDATE and DELETE on "{{table}}" waits until the index is built, which takes longer the larger the table is: CREATE INDEX holds a SHARE lock on it meanwhile.',
      partitioned:
        'Every INSERT, UPDATE and DELETE on "{{table}}" waits until the indexes of all its partitions are built, one after the other: CREATE INDEX holds a SHARE lock on the table and on each partition until the end.',
    },
  },

  on: {
    *createIndex(operation, step) {
      const { table } = operation;
      if (operation.concurrently || !scansWhileBlocking(step)) return;
      // Nothing but REFRESH writes to a materialized view.
      if (findRelation(step.catalog, table)?.kind === 'materializedView') return;

      // Where the tool leaves no way but to build it by hand, IF NOT EXISTS finds it built.
      const isBuilt = operation.ifNotExists && isByHand(step);
      const rest = {
        ...(operation.index === undefined ? {} : { name: operation.index }),
        depends: isBuilt,
      };
      const partitioned = findPartitioned(step, table);
      if (partitioned !== undefined) {
        const advice = indexEachPartition(step, partitioned, operation);
        yield { messageId: 'partitioned', data: { table: table.name }, ...rest, advice };
        return;
      }

      const title = operation.unique
        ? 'Build the index without blocking writes (if duplicates make it fail, drop the INVALID index that is left, remove them and try again)'
        : 'Build the index without blocking writes';
      const sql = printCreateIndex({ ...operation, concurrently: true, ifNotExists: false });
      const advice = [outsideTransaction(step, title, sql)];
      yield { messageId: 'blocking', data: { table: table.name }, ...rest, advice };
    },
  },
});
