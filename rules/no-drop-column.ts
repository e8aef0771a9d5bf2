import { dropColumnLater } from '../src/advice/contract.ts';
import { isCopied, isStepOf, placeOf } from '../src/judge.ts';
import type { AddColumn, DropColumn } from '../src/operation.ts';
import { printColumn, quoteName } from '../src/print.ts';
import { refusingObjects } from '../src/references/database.ts';
import { isUnusedByCode, usesTold } from '../src/references/report.ts';
import { columnInItsPlace, isDropOfColumnUnfelt } from '../src/references/unfelt.ts';
import { defineRule, type AdviceStep } from '../src/rule.ts';

export default defineRule({
  meta: {
    category: 'data-loss',
    severity: 'error',
    preset: 'recommended',
    yieldsTo: 'no-drop-referenced-column',
    description: 'Disallow dropping a column that running code may use',
    messages: {
      dropped:
        'What "{{column}}" holds is lost for good, and the code that runs now fails from here on wherever it reads or writes "{{column}}" of "{{table}}": an ORM names every column of its model in each query.',
      copied:
        'The code that runs now fails from here on wherever it reads or writes "{{column}}" of "{{table}}", and what the migration does not copy from it is lost for good: an ORM names every column of its model in each query.',
      renamed:
        'This looks like a rename, and what "{{column}}" holds is lost: it is dropped from "{{table}}" while "{{added}}", of the same type, is added at {{place}}, and nothing copies the values. The code that runs now fails wherever it uses "{{column}}".',
      retyped:
        'This looks like a change of type, and what "{{column}}" holds is lost: it is dropped from "{{table}}" and added again at {{place}}, empty. The code that runs now finds no value in it.',
      refused:
        'Postgres refuses this with error {{code}}, so the migration stops here: {{error}}. Without that, what "{{column}}" holds would be lost, and the code that runs now would fail wherever it uses it.',
    },
  },

  on: {
    // At the end of the migration, because the column that takes its place may come later.
    *migrationEnd(end) {
      for (const step of end.steps) {
        if (!isStepOf(step, 'dropColumn') || isDropOfColumnUnfelt(step)) continue;
        const { table, column } = step.operation;
        const data = { table: table.name, column };
        const { failure } = step.effect;
        const successor = columnInItsPlace(step, end);
        if (failure !== undefined) {
          const advice = dropColumnLater(step);
          yield {
            messageId: 'refused',
            data: { ...data, code: failure.code, error: failure.message },
            references: refusingObjects(step, end),
            advice,
            at: step,
          };
        } else if (successor === undefined) {
          if (isUnusedByCode(step, end)) continue;
          const messageId = isCopied(end, table) ? 'copied' : 'dropped';
          yield { messageId, data, advice: dropColumnLater(step), at: step };
        } else {
          const { column: added } = successor.operation;
          const place = placeOf(step, successor);
          const advice = copyFirst(step.operation, successor.operation);
          const references = usesTold(step, end)?.evidence.references ?? [];
          yield added.name === column
            ? { messageId: 'retyped', data: { ...data, place }, advice, at: step }
            : {
                messageId: 'renamed',
                data: { ...data, added: added.name, place },
                advice,
                at: step,
                references,
              };
        }
      }
    },
  },
});

function copyFirst(dropped: DropColumn, added: AddColumn): readonly AdviceStep[] {
  const column = { ...added.column, notNull: false, constraints: [] };
  const name = column.name === dropped.column ? `${column.name}_new` : column.name;
  return [
    {
      title: 'Add the new column and keep the old one',
      sql: `ALTER TABLE ${quoteName(added.table)} ADD COLUMN ${printColumn({ ...column, name })};`,
    },
    {
      title: `Deploy code that writes "${dropped.column}" and "${name}", and copy the old values in batches`,
      place: 'later deploy',
    },
    {
      title: `Deploy code that uses "${name}" alone, and then drop "${dropped.column}"`,
      place: 'later deploy',
    },
  ];
}
