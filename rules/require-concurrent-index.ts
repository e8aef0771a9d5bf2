import { findRelation } from '../src/catalog/lookup.ts';
import { isByHand, isOnNewColumn, outsideTransaction } from '../src/advice/constraint.ts';
import {
  findPartitioned,
  heldMeanwhile,
  lockPhrase,
  placeOf,
  scansWhileBlocking,
  whyTogether,
} from '../src/judge.ts';
import { indexEachPartition } from '../src/advice/partition.ts';
import { byPartition, isPlainTable, mayBeCutShort } from '../src/advice/remedy.ts';
import { blocksReads } from '../src/postgres/locks.ts';
import { printCreateIndex } from '../src/print.ts';
import { defineRule, type Remedy } from '../src/rule.ts';

export default defineRule({
  meta: {
    category: 'locking',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow building an index in a way that blocks writes to a table that is in use',
    fixable: true,
    hasSuggestions: true,
    messages: {
      blocking:
        'Every INSERT, UPDATE and DELETE on "{{table}}" waits until the index is built, which takes longer the larger the table is: CREATE INDEX holds a SHARE lock on it meanwhile.',
      underLock:
        'Every read and write of "{{locked}}" waits until the index on "{{table}}" is built, which takes longer the larger the table is: the statement at {{place}} took {{mode}} on "{{locked}}", which lasts to the end of the transaction ({{because}}). By itself, CREATE INDEX would hold a SHARE lock and keep writes to "{{table}}" waiting.',
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
      const isBuilt = operation.ifNotExists && isByHand(step) && !isOnNewColumn(step);
      const rest = {
        ...(operation.index === undefined ? {} : { name: operation.index }),
        depends: isBuilt,
      };
      const partitioned = findPartitioned(step, table);
      if (partitioned !== undefined) {
        const advice = indexEachPartition(step, partitioned, operation);
        yield {
          messageId: 'partitioned',
          data: { table: table.name },
          ...rest,
          advice,
          remedies: [byPartition(advice)],
        };
        return;
      }

      const title = operation.unique
        ? 'Build the index without blocking writes (if duplicates make it fail, drop the INVALID index that is left, remove them and try again)'
        : 'Build the index without blocking writes';
      const sql = printCreateIndex({ ...operation, concurrently: true, ifNotExists: false });
      const advice = [outsideTransaction(step, title, sql)];
      const remedies: readonly Remedy[] = [
        {
          title: 'Build the index CONCURRENTLY',
          // A failed build leaves an INVALID index, which IF NOT EXISTS would take for the one that is wanted.
          change: operation.ifNotExists ? { kind: 'replace', steps: advice } : { kind: 'concurrently', sql },
          isSafe: !operation.ifNotExists && isPlainTable(step, table) && !mayBeCutShort(step),
        },
      ];
      const held = heldMeanwhile(step);
      if (held === undefined || !blocksReads(held.mode)) {
        yield { messageId: 'blocking', data: { table: table.name }, ...rest, advice, remedies };
        return;
      }
      const data = {
        table: table.name,
        locked: held.relation.name,
        place: placeOf(step, held.step),
        mode: lockPhrase(held.mode),
        because: whyTogether(step),
      };
      yield { messageId: 'underLock', data, ...rest, advice, remedies };
    },
  },
});
