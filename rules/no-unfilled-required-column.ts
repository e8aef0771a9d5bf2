import { addRequiredLater, requireLater } from '../src/advice/contract.ts';
import { nullableNow } from '../src/advice/remedy.ts';
import { isStepOf } from '../src/judge.ts';
import { usesTold } from '../src/references/report.ts';
import { requiredColumn } from '../src/references/required.ts';
import { defineRule } from '../src/rule.ts';

/** Speaks where an INSERT is known; no-required-column speaks where code could not be searched in full. */
export default defineRule({
  meta: {
    category: 'compatibility',
    severity: 'error',
    preset: 'recommended',
    readsCode: true,
    description: 'Disallow a new required column that the INSERTs of the code leave out',
    hasSuggestions: true,
    messages: {
      head: 'The code that belongs to this migration inserts rows into "{{table}}" without "{{column}}", at {{places}}, and fails there from here on: the column is required and has no default.{{rows}}',
      deployed:
        'The code that runs while this is applied inserts rows into "{{table}}" without "{{column}}", which it does not know, at {{places}} in {{revision}}, and fails there from here on, until its last instance is replaced: the column is required and has no default.{{rows}}',
      possible:
        'The code may insert rows into "{{table}}" without "{{column}}", at {{places}}, and then fails there from here on: the column is required and has no default.{{rows}}',
    },
  },

  on: {
    *migrationEnd(end) {
      for (const step of end.steps) {
        const required = requiredColumn(step);
        const told = usesTold(step, end);
        if (required === undefined || told === undefined) continue;
        const { when, places, revision, evidence } = told;
        const isAdded = isStepOf(step, 'addColumn');
        const data = {
          table: required.table.name,
          column: required.column,
          places,
          revision,
          rows: isAdded
            ? ' The statement itself fails with error 23502 if the table holds a single row.'
            : '',
        };
        const advice = isAdded ? addRequiredLater(step) : requireLater(step, required);
        const remedies = [nullableNow(required.column, { isAdded, steps: advice })];
        yield { messageId: when, data, advice, remedies, name: required.column, at: step, ...evidence };
      }
    },
  },
});
