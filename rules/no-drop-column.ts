import { dropColumnLater } from '../src/advice/contract.ts';
import { findColumn, findRelation } from '../src/catalog/lookup.ts';
import { isCopied, isStepOf, placeOf } from '../src/judge.ts';
import type { AddColumn, DropColumn } from '../src/operation.ts';
import { printColumn, quoteName } from '../src/print.ts';
import { refusingObjects } from '../src/references/database.ts';
import { isUnusedByCode, unreadPlaces, usesTold } from '../src/references/report.ts';
import {
  columnInItsPlace,
  columnOfItsName,
  isDropOfColumnUnfelt,
  isNamedByMigration,
} from '../src/references/unfelt.ts';
import { defineRule, type AdviceStep } from '../src/rule.ts';
import type { MigrationEnd, Step } from '../src/step.ts';

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
      replaced:
        'The code that runs now finds another column under the name "{{column}}" of "{{table}}" from here on, the one that gets it at {{place}}{{types}}: it fails or goes wrong wherever it expects the old one, and what the migration does not copy is lost for good.',
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
        const namesake = columnOfItsName(step, end);
        const references = usesTold(step, end)?.evidence.references ?? [];
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
          if (isNamedByMigration(step, end) && isCopied(end, table)) continue;
          if (namesake !== undefined) {
            const place = placeOf(step, namesake);
            const advice = keepBoth(step.operation);
            const types = typesOf(step, end);
            yield { messageId: 'replaced', data: { ...data, place, types }, advice, at: step, references };
            continue;
          }
          const messageId = isCopied(end, table) ? 'copied' : 'dropped';
          yield {
            messageId,
            data,
            advice: dropColumnLater(step),
            at: step,
            references: unreadPlaces(step, end),
          };
        } else {
          const { column: added } = successor.operation;
          const place = placeOf(step, successor);
          const advice = copyFirst(step.operation, successor.operation);
          const same = { advice, at: step, references };
          yield added.name === column
            ? { messageId: 'retyped', data: { ...data, place }, ...same }
            : { messageId: 'renamed', data: { ...data, added: added.name, place }, ...same };
        }
      }
    },
  },
});

/** For prose: ` (jsonb instead of text)`; empty where one of them is not known. */
function typesOf(step: Step<DropColumn>, end: MigrationEnd): string {
  const { table, column } = step.operation;
  const before = findColumn(findRelation(step.catalog, table), column)?.type?.text;
  const after = findColumn(findRelation(end.catalog, table), column)?.type?.text;
  if (before === undefined || after === undefined || before === after) return '';
  return ` (${after} instead of ${before})`;
}

function keepBoth({ column }: DropColumn): readonly AdviceStep[] {
  return [
    { title: `Keep "${column}" as it is, and the new column beside it under a name of its own` },
    { title: 'Deploy code that writes both, and copy the old values in batches', place: 'later deploy' },
    {
      title: `Deploy code that uses the new one alone, and then drop "${column}"`,
      place: 'later deploy',
    },
  ];
}

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
