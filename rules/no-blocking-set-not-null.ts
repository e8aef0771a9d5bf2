import { addNotValid, fillFirst, makeNotNull } from '../src/constraint-advice.ts';
import { scansWhileBlocking } from '../src/judge.ts';
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
      if (!scansWhileBlocking(step)) return;
      yield {
        messageId: 'blocking',
        data: { table: table.name, column },
        advice: makeNotNull(step, table, column),
      };
    },

    *addConstraint({ table, constraint }, step) {
      const [column] = constraint.columns;
      if (constraint.kind !== 'notNull' || column === undefined || !scansWhileBlocking(step)) return;
      yield {
        messageId: 'constraint',
        data: { table: table.name, column },
        advice: [fillFirst(column), ...addNotValid(step, table, constraint)],
      };
    },
  },
});
