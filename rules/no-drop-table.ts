import { findRelation } from '../src/catalog/lookup.ts';
import type { Table } from '../src/catalog/catalog.ts';
import { isCopied, isNew, isStepOf, placeOf } from '../src/judge.ts';
import type { CreateTable, DropTable, ObjectName } from '../src/operation.ts';
import { quoteName } from '../src/print.ts';
import { defineRule, type AdviceStep } from '../src/rule.ts';
import type { MigrationEnd, Step } from '../src/step.ts';

export default defineRule({
  meta: {
    category: 'data-loss',
    severity: 'error',
    preset: 'recommended',
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
        if (!isStepOf(step, 'dropTable') || isNew(step, step.operation.table)) continue;
        const { table, ifExists } = step.operation;
        const found = findRelation(step.catalog, table);
        const data = { table: table.name };
        const { failure } = step.effect;
        const successor = found === undefined ? undefined : successorOf(found, end);
        const again = creationOf(table, step, end);
        if (failure !== undefined) {
          yield {
            messageId: 'refused',
            data: { ...data, code: failure.code, error: failure.message },
            advice: contract(step),
            at: step,
          };
        } else if (found === undefined && ifExists) {
          if (makesTemporary(table, end)) continue;
          yield { messageId: 'ifExists', data, advice: contract(step), depends: true, at: step };
        } else if (again !== undefined) {
          yield {
            messageId: 'recreated',
            data: { ...data, place: placeOf(step, again) },
            advice: [{ title: `Change "${table.name}" in place, unless the loss of its rows is meant` }],
            at: step,
          };
        } else if (successor === undefined) {
          const messageId = isCopied(end, table) ? 'copied' : 'dropped';
          yield { messageId, data, advice: contract(step), at: step };
        } else {
          const created = successor.operation.table.name;
          yield {
            messageId: 'replaced',
            data: { ...data, created, place: placeOf(step, successor) },
            advice: [
              { title: `Keep "${table.name}" and deploy code that writes both tables` },
              { title: 'Copy the rows in batches, each its own transaction', place: 'later deploy' },
              {
                title: `Deploy code that uses "${created}" alone, and then drop "${table.name}"`,
                place: 'later deploy',
              },
            ],
            at: step,
          };
        }
      }
    },
  },
});

/** A script that makes a temporary table drops what an earlier run of it may have left. */
function makesTemporary(table: ObjectName, end: MigrationEnd): boolean {
  return end.steps.some(
    ({ operation }) =>
      operation.kind === 'createTable' &&
      operation.persistence === 'temporary' &&
      operation.table.name === table.name,
  );
}

/** The empty table that takes the name later in the migration. */
function creationOf(table: ObjectName, step: Step, end: MigrationEnd): Step<CreateTable> | undefined {
  if (isCopied(end, table)) return undefined;
  return end.steps
    .slice(end.steps.indexOf(step))
    .filter((other) => isStepOf(other, 'createTable'))
    .find(({ operation }) => operation.query === undefined && operation.table.name === table.name);
}

/** The one table of another name with the very same columns, into which no row is copied. */
function successorOf(dropped: Table, end: MigrationEnd): Step<CreateTable> | undefined {
  const names = namesOf(dropped.columns);
  if (dropped.columns.length < 2) return undefined;
  const [successor, another] = end.steps
    .filter((step) => isStepOf(step, 'createTable'))
    .filter(({ operation }) => operation.query === undefined && namesOf(operation.columns) === names)
    .filter(({ operation }) => operation.table.name !== dropped.name);
  if (another !== undefined) return undefined;
  const isFilled = end.steps.some(
    ({ operation }) =>
      operation.kind === 'insert' && operation.table.name === successor?.operation.table.name,
  );
  return isFilled ? undefined : successor;
}

function namesOf(columns: readonly { readonly name: string }[]): string {
  return JSON.stringify(columns.map((column) => column.name).sort());
}

function contract({ operation: { table } }: Step<DropTable>): readonly AdviceStep[] {
  return [
    { title: `Deploy code that no longer uses "${table.name}", its models included` },
    {
      title: 'Drop the table when no older code runs any more, and keep a backup of its rows',
      sql: `DROP TABLE ${quoteName(table)};`,
      place: 'later deploy',
    },
  ];
}
