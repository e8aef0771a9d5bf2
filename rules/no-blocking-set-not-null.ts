import { findRelation } from '../src/catalog/lookup.ts';
import { addNotValid, fillFirst, makeNotNull, proveNotNull } from '../src/advice/constraint.ts';
import { validateLater } from '../src/advice/remedy.ts';
import { isLeftNullByRunningCode, scansWhileBlocking } from '../src/judge.ts';
import { defineRule } from '../src/rule.ts';

export default defineRule({
  meta: {
    category: 'locking',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow SET NOT NULL where no validated check spares Postgres the look at every row',
    fixable: true,
    hasSuggestions: true,
    messages: {
      blocking:
        'Every read and write of "{{table}}" waits until each of its rows has been read, and one without "{{column}}" makes the migration fail: SET NOT NULL holds an ACCESS EXCLUSIVE lock meanwhile.',
      constraint:
        'Every read and write of "{{table}}" waits until each of its rows has been read, and one without "{{column}}" makes the migration fail: ADD … NOT NULL holds an ACCESS EXCLUSIVE lock meanwhile.',
    },
  },

  on: {
    *setNotNull({ table, column }, step) {
      // no-required-column speaks of the code that breaks, and its way out is this one.
      if (!scansWhileBlocking(step) || isLeftNullByRunningCode(step, table, column)) return;
      const steps = proveNotNull(step, table, column);
      // A check that is there and not validated yet would be a valid one afterwards.
      const isAdded = steps.length > 1;
      yield {
        messageId: 'blocking',
        data: { table: table.name, column },
        advice: makeNotNull(step, table, column),
        remedies: [
          {
            title: 'Set it NOT NULL behind a constraint that is validated before',
            change: { kind: 'replace', steps },
            isSafe:
              isAdded &&
              findRelation(step.catalog, table) !== undefined &&
              (step.settings.statementTimeout ?? 0) === 0,
          },
        ],
      };
    },

    *addConstraint(operation, step) {
      const { table, constraint } = operation;
      const [column] = constraint.columns;
      if (constraint.kind !== 'notNull' || column === undefined || !scansWhileBlocking(step)) return;
      if (isLeftNullByRunningCode(step, table, column)) return;
      yield {
        messageId: 'constraint',
        data: { table: table.name, column },
        advice: [fillFirst(column), ...addNotValid(step, table, constraint)],
        remedies: [validateLater(step, operation)],
      };
    },
  },
});
