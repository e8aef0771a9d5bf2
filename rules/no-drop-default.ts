import { dropDefaultLater } from '../src/advice/contract.ts';
import { findColumn, findRelation } from '../src/catalog/lookup.ts';
import { isStepOf } from '../src/judge.ts';
import { isUnusedByCode, unreadPlaces } from '../src/references/report.ts';
import { defaultOf, isDropOfDefaultUnfelt } from '../src/references/unfelt.ts';
import { defineRule } from '../src/rule.ts';

export default defineRule({
  meta: {
    category: 'compatibility',
    severity: 'error',
    preset: 'recommended',
    yieldsTo: 'no-drop-relied-on-default',
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
        if (!isStepOf(step, 'dropDefault') || isDropOfDefaultUnfelt(step, end)) continue;
        if (isUnusedByCode(step, end)) continue;
        const { table, column: name } = step.operation;
        const column = findColumn(findRelation(step.catalog, table), name);
        const data = { table: table.name, column: name };
        const references = unreadPlaces(step, end);
        const at = { depends: true, at: step, advice: dropDefaultLater(step), references };
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
