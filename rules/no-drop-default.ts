import type { Column } from '../src/catalog/catalog.ts';
import { findColumn, findRelation } from '../src/catalog/lookup.ts';
import { isFilledByNewTrigger, isNew, isNewColumn, isStepOf } from '../src/judge.ts';
import type { DropDefault } from '../src/operation.ts';
import { quote, quoteName } from '../src/print.ts';
import { defineRule } from '../src/rule.ts';
import type { MigrationEnd, Step } from '../src/step.ts';

export default defineRule({
  meta: {
    category: 'compatibility',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow dropping the default of a column that running code may leave out',
    messages: {
      fails:
        'Every INSERT into "{{table}}" that leaves out "{{column}}" fails from here on with error 23502: the column is NOT NULL, and its default {{default}} is gone. The code that runs now may rely on it.',
      leavesNull:
        'Every INSERT into "{{table}}" that leaves out "{{column}}" stores NULL from here on, where it stored {{default}}. The code that runs now may rely on it.',
      unknown:
        'Every INSERT into "{{table}}" that leaves out "{{column}}" stores NULL from here on, or fails if the column is NOT NULL. The code that runs now may rely on its default.',
    },
  },

  on: {
    // At the end of the migration, because something else may take the place of the default.
    *migrationEnd(end) {
      for (const step of end.steps) {
        if (!isStepOf(step, 'dropDefault') || isExempt(step, end)) continue;
        const { table, column: name } = step.operation;
        const column = findColumn(findRelation(step.catalog, table), name);
        const data = { table: table.name, column: name };
        const at = { depends: true, at: step, advice: advise(step.operation) };
        const value = defaultOf(column);
        if (column === undefined || value === undefined) yield { messageId: 'unknown', data, ...at };
        else {
          const known = { ...data, default: value };
          yield { messageId: column.notNull ? 'fails' : 'leavesNull', data: known, ...at };
        }
      }
    },
  },
});

function isExempt(step: Step<DropDefault>, end: MigrationEnd): boolean {
  const { table, column } = step.operation;
  if (isNew(step, table) || isNewColumn(step, table, column)) return true;
  const found = findRelation(step.catalog, table);
  if (found === undefined) return false;
  const before = findColumn(found, column);
  // Without a default, or with one that is NULL, there is nothing to miss.
  if (before === undefined) return found.columnsKnown;
  if (before.default?.constant === 'null') return true;
  if (defaultOf(before) === undefined) return true;
  // A default that this migration has set itself is one that nobody relies on.
  const start = end.steps[0] && findColumn(findRelation(end.steps[0].catalog, table), column);
  if (start !== undefined && defaultOf(start) === undefined) return true;
  const left = findRelation(end.catalog, table);
  const after = findColumn(left, column);
  // What drops the column or the table is the matter of other rules.
  if (left === undefined || after === undefined || isFilledByNewTrigger(step, left)) return true;
  return after.default !== undefined || after.identity !== undefined || after.generated !== undefined;
}

/** A serial column draws its values from its sequence. */
function defaultOf(column: Column | undefined): string | undefined {
  if (column?.type?.name.endsWith('serial') === true) return 'the next number of its sequence';
  return column?.default?.text;
}

function advise({ table, column }: DropDefault) {
  return [
    { title: `Deploy code that names "${column}" in every INSERT` },
    {
      title: 'Drop the default when no older code runs any more',
      sql: `ALTER TABLE ${quoteName(table)} ALTER COLUMN ${quote(column)} DROP DEFAULT;`,
      place: 'later deploy' as const,
    },
  ];
}
