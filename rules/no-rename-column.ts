import { backfill, keepInStep } from '../src/advice/column.ts';
import { findColumn, findRelation } from '../src/catalog/lookup.ts';
import { isNew, isNewColumn, isStepOf } from '../src/judge.ts';
import type { RenameColumn } from '../src/operation.ts';
import { quote, quoteName } from '../src/print.ts';
import { defineRule, type AdviceStep } from '../src/rule.ts';
import type { MigrationEnd, Step } from '../src/step.ts';

export default defineRule({
  meta: {
    category: 'compatibility',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow renaming a column that running code may use',
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
        if (!isStepOf(step, 'renameColumn') || isExempt(step, end)) continue;
        const { table, column, to } = step.operation;
        const { failure } = step.effect;
        const data = { table: table.name, column };
        const advice = byNewColumn(step);
        yield failure === undefined
          ? { messageId: 'renamed', data: { ...data, to }, advice, at: step }
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

function isExempt(step: Step<RenameColumn>, end: MigrationEnd): boolean {
  const { table, column } = step.operation;
  if (isNew(step, table) || isNewColumn(step, table, column)) return true;
  if (isTakenAgain(step, end)) return true;
  return end.steps.some(
    ({ operation, transaction }) =>
      operation.kind === 'createView' &&
      operation.view.name === table.name &&
      transaction.id === step.transaction.id,
  );
}

/** Two columns that change places in one transaction: whoever says the old name finds a column. */
function isTakenAgain(step: Step<RenameColumn>, end: MigrationEnd): boolean {
  const { table, column } = step.operation;
  const wasThere = findRelation(step.catalog, table) !== undefined;
  return wasThere && findColumn(findRelation(end.catalog, table), column) !== undefined;
}

function byNewColumn(step: Step<RenameColumn>): readonly AdviceStep[] {
  const { table, column, to } = step.operation;
  const type = findColumn(findRelation(step.catalog, table), column)?.type?.text;
  return [
    {
      title:
        'Rename it in the code only, where the ORM can map a property to a column of another name; else take the steps below',
    },
    type === undefined
      ? { title: `Add "${to}" as a column of the same type` }
      : {
          title: 'Add a column of the new name, which touches no row',
          sql: `ALTER TABLE ${quoteName(table)} ADD COLUMN ${quote(to)} ${type};`,
        },
    keepInStep(table, to, quote(column)),
    backfill(step, table, to, quote(column)),
    { title: `Deploy code that reads "${to}" and writes both`, place: 'later deploy' },
    {
      title: `Drop the trigger, its function and "${column}" when no older code runs any more`,
      place: 'later deploy',
    },
  ];
}
