import { beside } from '../src/advice/remedy.ts';
import { renameByNewColumn } from '../src/advice/rename.ts';
import { isStepOf } from '../src/judge.ts';
import { isUnusedByCode, unreadPlaces } from '../src/references/report.ts';
import { isRenameOfColumnUnfelt } from '../src/references/unfelt.ts';
import { defineRule } from '../src/rule.ts';

export default defineRule({
  meta: {
    category: 'compatibility',
    severity: 'error',
    preset: 'recommended',
    yieldsTo: 'no-rename-referenced-column',
    description: 'Disallow renaming a column that running code may use',
    hasSuggestions: true,
    messages: {
      renamed:
        'The code that runs now fails from here on wherever it reads or writes "{{column}}" of "{{table}}", until the code that says "{{to}}" is deployed everywhere; and after that, going back to the old code breaks it again.',
      refused:
        'Postgres refuses this with error {{code}}, so the migration stops here: {{error}}. Without that, the code that runs now would fail wherever it uses "{{column}}".',
    },
  },

  on: {
    // At the end of the migration, because what keeps the old name alive may come later.
    *migrationEnd(end) {
      for (const step of end.steps) {
        if (!isStepOf(step, 'renameColumn') || isRenameOfColumnUnfelt(step, end)) continue;
        const { table, column, to } = step.operation;
        const { failure } = step.effect;
        if (failure === undefined && isUnusedByCode(step, end)) continue;
        const data = { table: table.name, column };
        const advice = renameByNewColumn(step);
        const remedies = [beside(`Add "${to}" beside it, and keep both in step`, advice)];
        yield failure === undefined
          ? {
              messageId: 'renamed',
              data: { ...data, to },
              advice,
              remedies,
              at: step,
              references: unreadPlaces(step, end),
            }
          : {
              messageId: 'refused',
              data: { column, code: failure.code, error: failure.message },
              advice,
              at: step,
            };
      }
    },
  },
});
