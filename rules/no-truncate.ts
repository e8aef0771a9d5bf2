import { findRelation } from '../src/catalog/lookup.ts';
import { isNew, listed } from '../src/judge.ts';
import { quoteName } from '../src/print.ts';
import { defineRule } from '../src/rule.ts';

export default defineRule({
  meta: {
    category: 'data-loss',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow emptying a table that running code may use',
    messages: {
      emptied:
        'Every row of "{{table}}" is lost for good, and nobody can read or write it until the transaction ends: TRUNCATE holds an ACCESS EXCLUSIVE lock, and a transaction with an older snapshot finds the table empty too.',
      cascades:
        'CASCADE empties {{others}} along with "{{table}}", because they reference it: every row of all of them is lost for good, and nobody can read or write them until the transaction ends, as TRUNCATE holds an ACCESS EXCLUSIVE lock.',
      refused: 'Postgres refuses this with error {{code}}, so the migration stops here: {{error}}.',
    },
  },

  on: {
    *truncate({ table }, step) {
      if (isNew(step, table)) return;
      const { failure, locks } = step.effect;
      const others = locks
        .filter((lock) => lock.role === 'dependent' && !isNew(step, lock.relation))
        .map((lock) => lock.relation.name);
      const advice = [
        { title: 'Keep the rows, unless the loss is meant' },
        ...(findRelation(step.catalog, table)?.partitioned === undefined
          ? []
          : [{ title: `Detach and drop the partitions of ${quoteName(table)} that nobody needs` }]),
        { title: 'If they have to go, delete them in batches, so that others can go on working' },
      ];

      if (failure !== undefined) {
        yield { messageId: 'refused', data: { code: failure.code, error: failure.message }, advice };
      } else if (others.length > 0) {
        yield { messageId: 'cascades', data: { table: table.name, others: listed(others) }, advice };
      } else {
        yield { messageId: 'emptied', data: { table: table.name }, advice };
      }
    },
  },
});
