import { beside } from '../src/advice/remedy.ts';
import { renameByNewColumn } from '../src/advice/rename.ts';
import { usedSteps } from '../src/references/report.ts';
import { defineRule } from '../src/rule.ts';

/** Speaks where a use is known; no-rename-column speaks where code could not be searched in full. */
export default defineRule({
  meta: {
    category: 'compatibility',
    severity: 'error',
    preset: 'recommended',
    readsCode: true,
    description: 'Disallow renaming a column that code still uses by its old name',
    hasSuggestions: true,
    messages: {
      head: 'The code that belongs to this migration still says "{{column}}" of "{{table}}", at {{places}}, where it is "{{to}}" from here on, and fails there.',
      deployed:
        'The code that runs while this is applied says "{{column}}" of "{{table}}", at {{places}} in {{revision}}, and fails there from here on, until its last instance is replaced by code that says "{{to}}"; and after that, going back to the old code breaks it again.',
      possible:
        'The code may still say "{{column}}" of "{{table}}", at {{places}}, where it is "{{to}}" from here on, and then fails there.',
    },
  },

  on: {
    // At the end of the migration, because what keeps the old name alive may come later.
    *migrationEnd(end) {
      for (const { step, told } of usedSteps(end, 'renameColumn')) {
        const { when, places, revision, evidence } = told;
        const { table, column, to } = step.operation;
        const data = { table: table.name, column, to, places, revision };
        const advice = renameByNewColumn(step);
        const remedies = [beside(`Add "${to}" beside it, and keep both in step`, advice)];
        yield { messageId: when, data, advice, remedies, at: step, ...evidence };
      }
    },
  },
});
