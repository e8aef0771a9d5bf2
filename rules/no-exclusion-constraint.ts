import { listed, scansWhileBlocking } from '../src/judge.ts';
import { defineRule, type AdviceStep } from '../src/rule.ts';

export default defineRule({
  meta: {
    category: 'locking',
    severity: 'error',
    preset: 'recommended',
    description:
      'Disallow adding an exclusion constraint, or one WITHOUT OVERLAPS, to a table that is in use',
    messages: {
      exclusion:
        'Every read and write of "{{table}}" waits until an index of all its rows is built and each row compared with the others: EXCLUDE holds an ACCESS EXCLUSIVE lock meanwhile, and Postgres has neither NOT VALID nor USING INDEX for it.',
      temporal:
        'Every read and write of "{{table}}" waits until an index of all its rows is built and each row compared with the others: WITHOUT OVERLAPS on {{columns}} holds an ACCESS EXCLUSIVE lock meanwhile, and Postgres has neither NOT VALID nor USING INDEX for it.',
    },
  },

  on: {
    *addConstraint({ table, constraint }, step) {
      if (!scansWhileBlocking(step)) return;
      const rest = { advice: advise(table.name) };
      if (constraint.kind === 'exclusion') {
        yield { messageId: 'exclusion', data: { table: table.name }, ...rest };
      } else if (constraint.temporal === true && constraint.kind !== 'foreignKey') {
        yield {
          messageId: 'temporal',
          data: { table: table.name, columns: listed(constraint.columns) },
          ...rest,
        };
      }
    },
  },
});

/** There is no way without a wait that could be written out, only ways to choose when. */
function advise(table: string): readonly AdviceStep[] {
  return [
    {
      title: `Make the constraint with a new table, copy the rows of "${table}" in batches while a trigger keeps both in step, and switch over`,
      place: 'later deploy',
    },
    {
      title:
        'Or, where the table is small, add it in a maintenance window, with a statement_timeout that bounds the wait',
    },
  ];
}
