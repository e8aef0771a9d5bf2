import { dropColumnLater } from '../src/advice/contract.ts';
import { isStepOf } from '../src/judge.ts';
import { usesTold } from '../src/references/report.ts';
import { defineRule } from '../src/rule.ts';

/** Speaks where a use is known; no-drop-column speaks where code could not be searched in full. */
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
      for (const step of end.steps) {
        if (!isStepOf(step, 'dropColumn')) continue;
        const told = usesTold(step, end);
        if (told === undefined) continue;
        const { table, column } = step.operation;
        const { when, places, revision, references } = told;
        const data = { table: table.name, column, places };
        const report = { references, advice: dropColumnLater(step), at: step, depends: when === 'possible' };
        yield when === 'deployed'
          ? { messageId: when, data: { ...data, revision }, ...report }
          : { messageId: when, data, ...report };
      }
    },
  },
});
