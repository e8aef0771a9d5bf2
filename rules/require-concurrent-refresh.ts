import type { Table } from '../src/catalog/catalog.ts';
import { findRelation, indexesOf } from '../src/catalog/lookup.ts';
import { blocks } from '../src/judge.ts';
import { quoteName } from '../src/print.ts';
import { defineRule } from '../src/rule.ts';
import type { Step } from '../src/step.ts';

export default defineRule({
  meta: {
    category: 'locking',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow refreshing a materialized view in a way that blocks those who read it',
    hasSuggestions: true,
    messages: {
      blocking:
        'Every SELECT on "{{view}}" waits until its query has run: REFRESH MATERIALIZED VIEW holds an ACCESS EXCLUSIVE lock on it meanwhile.',
    },
  },

  on: {
    *refreshMaterializedView(operation, step) {
      if (operation.concurrently || !operation.withData || !blocks(step).includes('reads')) return;
      const { view } = operation;
      const known = findRelation(step.catalog, view);
      const isKeyed = known !== undefined && hasWholeKey(step, known);
      const sql = `REFRESH MATERIALIZED VIEW CONCURRENTLY ${quoteName(view)};`;
      yield {
        messageId: 'blocking',
        data: { view: view.name },
        advice: [
          ...(isKeyed
            ? []
            : [{ title: 'Give it a unique index on columns that tell its rows apart, without WHERE' }]),
          { title: 'Refresh it while it is read', sql },
        ],
        // A view that was never filled refuses CONCURRENTLY, and no history says whether one was.
        remedies: isKeyed
          ? [
              {
                title: 'Refresh it CONCURRENTLY',
                change: { kind: 'concurrently', sql, inTransaction: true },
              },
            ]
          : [],
      };
    },
  },
});

/** CONCURRENTLY needs a unique index on plain columns that covers all rows. */
function hasWholeKey({ catalog }: Step, view: Table): boolean {
  return indexesOf(catalog, view).some(
    ({ unique, where, columns }) => unique && where === undefined && !columns.includes(undefined),
  );
}
