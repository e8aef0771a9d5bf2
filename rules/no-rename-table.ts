import { beside } from '../src/advice/remedy.ts';
import { behindView, renameBehindView } from '../src/advice/rename.ts';
import { findColumn, findRelation } from '../src/catalog/lookup.ts';
import { isNew, isStepOf, listed, placeOf } from '../src/judge.ts';
import type { ObjectName } from '../src/operation.ts';
import { quote, quoteName } from '../src/print.ts';
import { isUnusedByCode, unreadPlaces } from '../src/references/report.ts';
import { isRenameOfTableUnfelt } from '../src/references/unfelt.ts';
import { defineRule } from '../src/rule.ts';
import type { MigrationEnd, Step } from '../src/step.ts';

export default defineRule({
  meta: {
    category: 'compatibility',
    severity: 'error',
    preset: 'recommended',
    yieldsTo: 'no-rename-referenced-table',
    description: 'Disallow renaming a table that running code may use, or moving it to another schema',
    hasSuggestions: true,
    messages: {
      renamed:
        'The code that runs now fails from here on wherever it uses "{{table}}", until the code that says "{{to}}" is deployed everywhere; and after that, going back to the old code breaks it again.',
      replaced:
        'The code that runs now fails from here on wherever it uses {{columns}} of "{{table}}": the table that takes its name, at {{place}}, has no such column.',
      moved:
        'The code that runs now fails from here on wherever it uses "{{table}}", unless "{{schema}}" is on its search path or it names another schema than the one that the table leaves.',
    },
  },

  on: {
    // At the end of the migration, because the view that keeps the old name alive may come later.
    *migrationEnd(end) {
      for (const step of end.steps) {
        const { operation } = step;
        const missed = operation.kind === 'renameTable' && missedAfterSwap(operation.table, step, end);
        if (operation.kind === 'renameTable' && missed) {
          const { name } = operation.table;
          yield {
            messageId: 'replaced',
            data: { table: name, columns: listed(missed.columns), place: placeOf(step, missed.swap) },
            advice: [
              { title: `Give the new table every column of "${name}" until no older code runs any more` },
            ],
            at: step,
          };
        } else if (isStepOf(step, 'renameTable')) {
          const { table, to } = step.operation;
          if (isRenameOfTableUnfelt(table, step, end) || isUnusedByCode(step, end)) continue;
          const data = { table: table.name, to };
          const advice = renameBehindView(step);
          const remedies = [beside('Keep the old name as a view', advice)];
          const references = unreadPlaces(step, end);
          yield { messageId: 'renamed', data, advice, remedies, at: step, references };
        }
        if (operation.kind === 'setSchema' && operation.objectKind === 'table') {
          const { name, schema } = operation;
          if (isRenameOfTableUnfelt(name, step, end)) continue;
          const moved = `ALTER TABLE ${quoteName(name)} SET SCHEMA ${quote(schema)};`;
          const advice = behindView(step, name, moved, { schema, name: name.name });
          const remedies = [beside('Keep the old name as a view', advice)];
          const data = { table: name.name, schema };
          yield { messageId: 'moved', data, advice, remedies, depends: true, at: step };
        }
      }
    },
  },
});

/** What the table that takes the name has not, if one does in the same transaction. */
function missedAfterSwap(table: ObjectName, step: Step, end: MigrationEnd) {
  const swap = end.steps.find(
    ({ operation, transaction }) =>
      transaction.id === step.transaction.id &&
      operation.kind === 'renameTable' &&
      operation.to === table.name,
  );
  const before = findRelation(step.catalog, table);
  const after = findRelation(end.catalog, table);
  if (swap === undefined || before === undefined || after?.columnsKnown !== true || isNew(step, table))
    return undefined;
  const missed = before.columns.filter(({ name }) => findColumn(after, name) === undefined);
  return missed.length === 0 ? undefined : { swap, columns: missed.map(({ name }) => name) };
}
