import { blocks, isInTransaction, isNew } from '../src/judge.ts';
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
    },
  },

  on: {
    *createIndex(operation, step) {
      if (operation.concurrently || isNew(step, operation.table)) return;
      if (!blocks(step).includes('writes')) return;

      yield {
        messageId: 'blocking',
        data: { table: operation.table.name },
        ...(operation.index === undefined ? {} : { name: operation.index }),
        advice: [
          {
            title: 'Build the index without blocking writes',
            sql: printCreateIndex({ ...operation, concurrently: true }),
            outsideTransaction: true,
            place: isInTransaction(step) ? 'own migration' : 'here',
          },
        ],
      };
    },
  },
});
