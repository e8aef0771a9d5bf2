import { addNotValid, fillFirst, makeNotNull } from '../src/advice/constraint.ts';
import { isLeftNullByRunningCode, scansWhileBlocking } from '../src/judge.ts';
import { defineRule } from '../src/rule.ts';

export default defineRule({
  meta: {
    category: 'locking',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow SET NOT NULL where no validated check spares Postgres the look at every row',
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
      yield {
        messageId: 'blocking',
        data: { table: table.name, column },
        advice: makeNotNull(step, table, column),
      };
    },

    *addConstraint({ table, constraint }, step) {
      const [column] = constraint.columns;
      if (constraint.kind !== 'notNull' || column === undefined || !scansWhileBlocking(step)) return;
      if (isLeftNullByRunningCode(step, table, column)) return;
      yield {
        messageId: 'constraint',
        data: { table: table.name, column },
        advice: [fillFirst(column), ...addNotValid(step, table, constraint)],
      };
    },
  },
});
