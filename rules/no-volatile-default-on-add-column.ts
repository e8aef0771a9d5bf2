import { addPlainColumn, backfill, constraintsAfterwards } from '../src/advice/column.ts';
import { proveNotNull } from '../src/advice/constraint.ts';
import { asAdvised } from '../src/advice/remedy.ts';
import { isNew, rewriteCause } from '../src/judge.ts';
import { quote, quoteName } from '../src/print.ts';
import { defineRule } from '../src/rule.ts';

export default defineRule({
  meta: {
    category: 'locking',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow adding a column with a volatile default to a table that is in use',
    hasSuggestions: true,
    messages: {
      volatile:
        'Nobody can read or write "{{table}}" until all of it is written anew, which takes longer the larger the table is: the default {{default}} is volatile, so each existing row needs a value of its own, and ADD COLUMN holds an ACCESS EXCLUSIVE lock meanwhile.',
    },
  },

  on: {
    *addColumn({ table, column }, step) {
      if (column.default === undefined || rewriteCause(step, column) !== 'default') return;
      if (isNew(step, table)) return;

      const advice = [
        addPlainColumn(table, column),
        {
          title: 'Set the default, which counts for new rows only',
          sql: `ALTER TABLE ${quoteName(table)} ALTER COLUMN ${quote(column.name)} SET DEFAULT ${column.default.text};`,
        },
        backfill(step, table, column.name, column.default.text),
        ...(column.notNull ? proveNotNull(step, table, column.name) : []),
        ...constraintsAfterwards(column),
      ];
      yield {
        messageId: 'volatile',
        data: { table: table.name, default: column.default.text },
        advice,
        remedies: [asAdvised('Add the column alone, and fill the old rows in batches', advice)],
      };
    },
  },
});
