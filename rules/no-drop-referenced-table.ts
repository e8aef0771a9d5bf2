import { dropTableLater } from '../src/advice/contract.ts';
import { usedSteps } from '../src/references/report.ts';
import { tableInItsPlace } from '../src/references/unfelt.ts';
import { defineRule } from '../src/rule.ts';

/**
 * Speaks where a use is known; no-drop-table speaks where code could not be searched in full, and
 * of a drop that looks like a rename.
 */
export default defineRule({
  meta: {
    category: 'compatibility',
    severity: 'error',
    preset: 'recommended',
    readsCode: true,
    description: 'Disallow dropping a table that code still uses',
    messages: {
      head: 'The code that belongs to this migration still uses "{{table}}", at {{places}}, and fails there from here on. Every row of the table is lost for good.',
      deployed:
        'The code that runs while this is applied still uses "{{table}}", at {{places}} in {{revision}}, and fails there from here on, until its last instance is replaced: ship the code without "{{table}}" first. Every row of the table is lost for good.',
      possible:
        'The code may still use "{{table}}", at {{places}}, and then fails there from here on. Every row of the table is lost for good.',
    },
  },

  on: {
    // At the end of the migration, because a table of the same name may take its place.
    *migrationEnd(end) {
      for (const { step, told } of usedSteps(end, 'dropTable')) {
        if (tableInItsPlace(step, end) !== undefined) continue;
        const { when, places, revision, evidence } = told;
        const data = { table: step.operation.table.name, places, revision };
        yield { messageId: when, data, advice: dropTableLater(step), at: step, ...evidence };
      }
    },
  },
});
