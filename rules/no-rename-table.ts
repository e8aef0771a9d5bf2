import { findColumn, findRelation } from '../src/catalog/lookup.ts';
import { isInTransaction, isNew, listed, placeOf } from '../src/judge.ts';
import type { ObjectName } from '../src/operation.ts';
import { quote, quoteName } from '../src/print.ts';
import { defineRule, type AdviceStep } from '../src/rule.ts';
import type { MigrationEnd, Step } from '../src/step.ts';

export default defineRule({
  meta: {
    category: 'compatibility',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow renaming a table that running code may use, or moving it to another schema',
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
        } else if (operation.kind === 'renameTable' && !isExempt(operation.table, step, end)) {
          const { table, to } = operation;
          const renamed = `ALTER TABLE ${quoteName(table)} RENAME TO ${quote(to)};`;
          const advice = behindView(step, table, renamed, { schema: table.schema, name: to });
          yield { messageId: 'renamed', data: { table: table.name, to }, advice, at: step };
        }
        if (operation.kind === 'setSchema' && operation.objectKind === 'table') {
          const { name, schema } = operation;
          if (isExempt(name, step, end)) continue;
          const moved = `ALTER TABLE ${quoteName(name)} SET SCHEMA ${quote(schema)};`;
          const advice = behindView(step, name, moved, { schema, name: name.name });
          yield { messageId: 'moved', data: { table: name.name, schema }, advice, depends: true, at: step };
        }
      }
    },
  },
});

function isExempt(table: ObjectName, step: Step, end: MigrationEnd): boolean {
  if (isNew(step, table)) return true;
  // IF EXISTS of a table that has just been renamed away, or a view: ALTER TABLE renames both.
  const found = findRelation(step.catalog, table);
  if (found !== undefined && found.kind !== 'table') return true;
  return end.steps.some(({ operation, transaction }) => {
    const isSameTransaction = transaction.id === step.transaction.id;
    if (!isSameTransaction) return false;
    if (operation.kind === 'createView') return operation.view.name === table.name;
    return operation.kind === 'renameTable' && operation.to === table.name;
  });
}

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

function behindView(
  step: Step,
  table: ObjectName,
  rename: string,
  to: Pick<ObjectName, 'schema' | 'name'>,
): readonly AdviceStep[] {
  const both = [rename, `CREATE VIEW ${quoteName(table)} AS SELECT * FROM ${quoteName(to)};`];
  return [
    {
      title:
        'Rename it in the code only, where the ORM can map a model to a table of another name; else take the steps below',
    },
    {
      title: 'Keep the old name as a view in the same transaction, which old code can read and write',
      sql: (isInTransaction(step) ? both : ['BEGIN;', ...both, 'COMMIT;']).join('\n'),
    },
    { title: `Deploy code that uses "${to.name}"`, place: 'later deploy' },
    {
      title: 'Drop the view when no older code runs any more',
      sql: `DROP VIEW ${quoteName(table)};`,
      place: 'later deploy',
    },
  ];
}
