import { dropColumnLater } from '../src/advice/contract.ts';
import { usedSteps } from '../src/references/report.ts';
import { columnInItsPlace, columnOfItsName } from '../src/references/unfelt.ts';
import { defineRule } from '../src/rule.ts';

/**
 * Speaks where a use is known; no-drop-column speaks where code could not be searched in full, and
 * of a drop that looks like a rename or gives the name to another column.
 */
export default defineRule({
  meta: {
    category: 'compatibility',
    severity: 'error',
    preset: 'recommended',
    readsCode: true,
    description: 'Disallow dropping a column that code still uses',
    messages: {
      head: 'The code that belongs to this migration still uses "{{column}}" of "{{table}}", at {{places}}, and fails there from here on. What the column holds is lost for good.',
      deployed:
        'The code that runs while this is applied still uses "{{column}}" of "{{table}}", at {{places}} in {{revision}}, and fails there from here on, until its last instance is replaced: ship the code without "{{column}}" first. What the column holds is lost for good.',
      possible:
        'The code may still use "{{column}}" of "{{table}}", at {{places}}, and then fails there from here on. What the column holds is lost for good.',
    },
  },

  on: {
    // At the end of the migration, because a column of the same name may take its place.
    *migrationEnd(end) {
      for (const { step, told } of usedSteps(end, 'dropColumn')) {
        if ((columnOfItsName(step, end) ?? columnInItsPlace(step, end)) !== undefined) continue;
        const { when, places, revision, evidence } = told;
        const { table, column } = step.operation;
        const data = { table: table.name, column, places, revision };
        yield { messageId: when, data, advice: dropColumnLater(step), at: step, ...evidence };
      }
    },
  },
});
