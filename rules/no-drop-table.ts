import { dropTableLater } from '../src/advice/contract.ts';
import { findRelation } from '../src/catalog/lookup.ts';
import { isCopied, isStepOf, placeOf } from '../src/judge.ts';
import type { CreateTable, ObjectName } from '../src/operation.ts';
import { refusingObjects } from '../src/references/database.ts';
import { isUnusedByCode, unreadPlaces, usesTold } from '../src/references/report.ts';
import { isDropOfTableUnfelt, tableInItsPlace } from '../src/references/unfelt.ts';
import { defineRule, type AdviceStep } from '../src/rule.ts';
import type { MigrationEnd, Step } from '../src/step.ts';

export default defineRule({
  meta: {
    category: 'data-loss',
    severity: 'error',
    preset: 'recommended',
    yieldsTo: 'no-drop-referenced-table',
    description: 'Disallow dropping a table that running code may use',
    messages: {
      dropped:
        'Every row of "{{table}}" is lost for good, and the code that runs now fails from here on wherever it uses the table.',
      copied:
        'The code that runs now fails from here on wherever it uses "{{table}}", and what the migration does not copy from it is lost for good.',
      ifExists:
        'If "{{table}}" exists, every row of it is lost for good: the history does not create it, so it may be a table that running code uses.',
      recreated:
        'Every row of "{{table}}" is lost for good: it is dropped here, and created again, empty, at {{place}}.',
      replaced:
        'This looks like a rename, and every row of "{{table}}" is lost: it is dropped while "{{created}}", with the same columns, is created empty at {{place}}, and nothing copies the rows.',
      refused:
        'Postgres refuses this with error {{code}}, so the migration stops here: {{error}}. Without that, every row of "{{table}}" would be lost.',
    },
  },

  on: {
    // At the end of the migration, because the table that takes its place may come later.
    *migrationEnd(end) {
      for (const step of end.steps) {
        if (!isStepOf(step, 'dropTable') || isDropOfTableUnfelt(step, end)) continue;
        const { table, ifExists } = step.operation;
        const found = findRelation(step.catalog, table);
        const data = { table: table.name };
        const { failure } = step.effect;
        const successor = tableInItsPlace(step, end);
        const again = creationOf(table, step, end);
        if (failure !== undefined) {
          yield {
            messageId: 'refused',
            data: { ...data, code: failure.code, error: failure.message },
            references: refusingObjects(step, end),
            advice: dropTableLater(step),
            at: step,
          };
        } else if (found === undefined && ifExists) {
          if (isUnusedByCode(step, end)) continue;
          yield { messageId: 'ifExists', data, advice: dropTableLater(step), depends: true, at: step };
        } else if (again !== undefined) {
          yield {
            messageId: 'recreated',
            data: { ...data, place: placeOf(step, again) },
            advice: [{ title: `Change "${table.name}" in place, unless the loss of its rows is meant` }],
            at: step,
          };
        } else if (successor === undefined) {
          if (isUnusedByCode(step, end)) continue;
          const messageId = isCopied(end, table) ? 'copied' : 'dropped';
          yield {
            messageId,
            data,
            advice: dropTableLater(step),
            at: step,
            references: unreadPlaces(step, end),
          };
        } else {
          const created = successor.operation.table.name;
          yield {
            messageId: 'replaced',
            references: usesTold(step, end)?.evidence.references ?? [],
            data: { ...data, created, place: placeOf(step, successor) },
            advice: copyInstead(table.name, created),
            at: step,
          };
        }
      }
    },
  },
});

/** The empty table that takes the name later in the migration. */
function creationOf(table: ObjectName, step: Step, end: MigrationEnd): Step<CreateTable> | undefined {
  if (isCopied(end, table)) return undefined;
  return end.steps
    .slice(end.steps.indexOf(step))
    .filter((other) => isStepOf(other, 'createTable'))
    .find(({ operation }) => operation.query === undefined && operation.table.name === table.name);
}

function copyInstead(table: string, created: string): readonly AdviceStep[] {
  return [
    { title: `Keep "${table}" and deploy code that writes both tables` },
    { title: 'Copy the rows in batches, each its own transaction', place: 'later deploy' },
    { title: `Deploy code that uses "${created}" alone, and then drop "${table}"`, place: 'later deploy' },
  ];
}
