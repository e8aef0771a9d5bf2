import { beside } from '../src/advice/remedy.ts';
import { renameBehindView } from '../src/advice/rename.ts';
import { usedSteps } from '../src/references/report.ts';
import { defineRule } from '../src/rule.ts';

/** Speaks where a use is known; no-rename-table speaks where code could not be searched in full. */
export default defineRule({
  meta: {
    category: 'compatibility',
    severity: 'error',
    preset: 'recommended',
    readsCode: true,
    description: 'Disallow renaming a table that code still uses by its old name',
    hasSuggestions: true,
    messages: {
      head: 'The code that belongs to this migration still says "{{table}}", at {{places}}, where it is "{{to}}" from here on, and fails there.',
      deployed:
        'The code that runs while this is applied says "{{table}}", at {{places}} in {{revision}}, and fails there from here on, until its last instance is replaced by code that says "{{to}}"; and after that, going back to the old code breaks it again.',
      possible:
        'The code may still say "{{table}}", at {{places}}, where it is "{{to}}" from here on, and then fails there.',
    },
  },

  on: {
    // At the end of the migration, because the view that keeps the old name alive may come later.
    *migrationEnd(end) {
      for (const { step, told } of usedSteps(end, 'renameTable')) {
        const { when, places, revision, evidence } = told;
        const { table, to } = step.operation;
        const data = { table: table.name, to, places, revision };
        const advice = renameBehindView(step);
        const remedies = [beside('Keep the old name as a view', advice)];
        yield { messageId: when, data, advice, remedies, at: step, ...evidence };
      }
    },
  },
});
