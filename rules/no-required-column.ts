import { nullableNow } from '../src/advice/remedy.ts';
import { addRequiredLater, requireLater } from '../src/advice/contract.ts';
import { isEmpty, isNew, isStepOf } from '../src/judge.ts';
import { isUnusedByCode } from '../src/references/report.ts';
import { isRequired, requiredColumn } from '../src/references/required.ts';
import { defineRule } from '../src/rule.ts';

/**
 * Speaks of writers: what running code can no longer insert. What locks a table while NOT NULL is
 * set is the matter of no-blocking-set-not-null and require-not-valid-check, which stay silent
 * where `isLeftNullByRunningCode` holds, because the way out here is another.
 */
export default defineRule({
  meta: {
    category: 'compatibility',
    severity: 'error',
    preset: 'recommended',
    yieldsTo: 'no-unfilled-required-column',
    description: 'Disallow a new column that running code has to fill and does not know',
    hasSuggestions: true,
    messages: {
      required:
        'This fails with error 23502 if "{{table}}" holds a single row, and if it holds none, every INSERT of the code that runs now fails from here on: "{{column}}" is NOT NULL without a default, and that code does not know it.',
      requiredOnRows:
        'This fails with error 23502: the migration has put rows into "{{table}}", and "{{column}}" is NOT NULL without a default.',
      refusesNull:
        'Every INSERT into "{{table}}" by the code that runs now fails as soon as this commits: it does not know "{{column}}", which this deploy adds, and without a default that column is NULL in what it inserts.',
      checksNull:
        'Every INSERT into "{{table}}" by the code that runs now fails as soon as this commits: it does not know "{{column}}", which this deploy adds, and without a default that column is NULL in what it inserts. NOT VALID spares the rows that are there, not those that come.',
    },
  },

  on: {
    *migrationEnd(end) {
      for (const step of end.steps) {
        if (isStepOf(step, 'addColumn')) {
          const { table, column } = step.operation;
          if (!isRequired(column, step) || isEmpty(step, table)) continue;
          const isOnRows = isNew(step, table);
          const data = { table: table.name, column: column.name };
          const advice = addRequiredLater(step);
          const remedies = [nullableNow(column.name, { isAdded: true, steps: advice })];
          const report = { data, advice, remedies, at: step };
          yield { messageId: isOnRows ? 'requiredOnRows' : 'required', ...report };
        } else {
          const required = requiredColumn(step);
          if (required === undefined || isUnusedByCode(step, end)) continue;
          const { table, column } = required;
          const isNotValid = isStepOf(step, 'addConstraint') && step.operation.constraint.notValid === true;
          const data = { table: table.name, column };
          const advice = requireLater(step, required);
          const remedies = [nullableNow(column, { isAdded: false, steps: advice })];
          const report = { data, name: column, advice, remedies, at: step };
          yield { messageId: isNotValid ? 'checksNull' : 'refusesNull', ...report };
        }
      }
    },
  },
});
