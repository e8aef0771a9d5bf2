import { dropDefaultLater } from '../src/advice/contract.ts';
import { findColumn, findRelation } from '../src/catalog/lookup.ts';
import { usedSteps } from '../src/references/report.ts';
import { defaultOf } from '../src/references/unfelt.ts';
import { defineRule } from '../src/rule.ts';

/** Speaks where an INSERT is known; no-drop-default speaks where code could not be searched in full. */
export default defineRule({
  meta: {
    category: 'compatibility',
    severity: 'error',
    preset: 'recommended',
    readsCode: true,
    description: 'Disallow dropping a default that code relies on',
    messages: {
      head: 'The code that belongs to this migration inserts rows into "{{table}}" without "{{column}}", at {{places}}, and relies on {{default}}: from here on such an INSERT {{outcome}}.',
      deployed:
        'The code that runs while this is applied inserts rows into "{{table}}" without "{{column}}", at {{places}} in {{revision}}, and relies on {{default}}: from here on such an INSERT {{outcome}}, until the last instance is replaced by code that names the column.',
      possible:
        'The code may insert rows into "{{table}}" without "{{column}}", at {{places}}, and rely on {{default}}: from here on such an INSERT {{outcome}}.',
    },
  },

  on: {
    // At the end of the migration, because something else may take the place of the default.
    *migrationEnd(end) {
      for (const { step, told } of usedSteps(end, 'dropDefault')) {
        const { when, places, revision, evidence } = told;
        const { table, column: name } = step.operation;
        const column = findColumn(findRelation(step.catalog, table), name);
        const value = defaultOf(column);
        const data = {
          table: table.name,
          column: name,
          default: value === undefined ? 'its default' : `its default ${value}`,
          outcome:
            column === undefined
              ? 'stores NULL, or fails if the column is NOT NULL'
              : column.notNull
                ? 'fails with error 23502'
                : 'stores NULL',
          places,
          revision,
        };
        yield { messageId: when, data, advice: dropDefaultLater(step), at: step, ...evidence };
      }
    },
  },
});
