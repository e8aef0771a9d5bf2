import { dropColumnLater } from '../src/advice/contract.ts';
import { findColumn, findRelation } from '../src/catalog/lookup.ts';
import type { Column } from '../src/catalog/catalog.ts';
import { isCopied, isStepOf, placeOf } from '../src/judge.ts';
import type { AddColumn, DropColumn, TypeName } from '../src/operation.ts';
import { printColumn, quoteName } from '../src/print.ts';
import { isDropOfColumnUnfelt } from '../src/references/removal.ts';
import { isToldByCode } from '../src/references/report.ts';
import { defineRule, type AdviceStep } from '../src/rule.ts';
import type { MigrationEnd, Step } from '../src/step.ts';

export default defineRule({
  meta: {
    category: 'data-loss',
    severity: 'error',
    preset: 'recommended',
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
        const successor = successorOf(step, end);
        if (failure !== undefined) {
          const advice = dropColumnLater(step);
          yield {
            messageId: 'refused',
            data: { ...data, code: failure.code, error: failure.message },
            advice,
            at: step,
          };
        } else if (successor === undefined) {
          if (isToldByCode(step, end)) continue;
          const messageId = isCopied(end, table) ? 'copied' : 'dropped';
          yield { messageId, data, advice: dropColumnLater(step), at: step };
        } else {
          const { column: added } = successor.operation;
          const place = placeOf(step, successor);
          const advice = copyFirst(step.operation, successor.operation);
          yield added.name === column
            ? { messageId: 'retyped', data: { ...data, place }, advice, at: step }
            : { messageId: 'renamed', data: { ...data, added: added.name, place }, advice, at: step };
        }
      }
    },
  },
});

/** The one column that the migration adds in its place without copying a value. */
function successorOf(step: Step<DropColumn>, end: MigrationEnd): Step<AddColumn> | undefined {
  const { table, column } = step.operation;
  const dropped = findColumn(findRelation(step.catalog, table), column);
  const candidates = end.steps.filter(
    (other): other is Step<AddColumn> =>
      other.operation.kind === 'addColumn' &&
      other.operation.table.name === table.name &&
      (other.operation.column.name === column || isSameType(dropped, other.operation.column.type)),
  );
  const [only, second] = candidates;
  if (only === undefined || second !== undefined) return undefined;
  const isFilled = end.steps.some(
    ({ operation }) =>
      operation.kind === 'update' &&
      operation.table.name === table.name &&
      operation.columns.includes(only.operation.column.name),
  );
  return isFilled ? undefined : only;
}

function isSameType(dropped: Column | undefined, type: TypeName | undefined): boolean {
  const old = dropped?.type;
  return (
    old !== undefined &&
    old.name === type?.name &&
    old.arrayDimensions === type.arrayDimensions &&
    old.modifiers.join() === type.modifiers.join()
  );
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
