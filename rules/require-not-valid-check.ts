import { addColumnWithout, addNotValid, fillFirst } from '../src/advice/constraint.ts';
import { asAdvised, validateLater } from '../src/advice/remedy.ts';
import { isLeftNullByRunningCode, scansWhileBlocking } from '../src/judge.ts';
import type { Constraint } from '../src/operation.ts';
import { defineRule } from '../src/rule.ts';

export default defineRule({
  meta: {
    category: 'locking',
    severity: 'error',
    preset: 'recommended',
    description: 'Require a check on rows that are there to be added NOT VALID and validated later',
    fixable: true,
    hasSuggestions: true,
    messages: {
      blocking:
        'Every read and write of "{{table}}" waits until each of its rows has been checked, and a row that breaks the check makes the migration fail: ADD CONSTRAINT … CHECK holds an ACCESS EXCLUSIVE lock meanwhile.',
      column:
        'Every read and write of "{{table}}" waits until each of its rows has been checked: ADD COLUMN … CHECK reads all of them under an ACCESS EXCLUSIVE lock, even where the new column is NULL.',
    },
  },

  on: {
    *addConstraint(operation, step) {
      const { table, constraint } = operation;
      if (constraint.kind !== 'check' || !scansWhileBlocking(step)) return;
      const required = columnsRequired(constraint);
      // no-required-column speaks of the code that breaks, and its way out is this one.
      if (required.some((column) => isLeftNullByRunningCode(step, table, column))) return;
      yield {
        messageId: 'blocking',
        data: { table: table.name },
        advice: [...required.map(fillFirst), ...addNotValid(step, table, constraint)],
        remedies: [validateLater(step, operation)],
      };
    },

    *addColumn(operation, step) {
      const { table, column } = operation;
      const constraint = column.constraints.find(
        ({ kind, notEnforced }) => kind === 'check' && notEnforced !== true,
      );
      // The rewrite of the table checks its rows along the way, and is what has to go first.
      if (constraint === undefined || step.effect.rewrites.length > 0 || !scansWhileBlocking(step)) return;
      if (column.default === undefined && columnsRequired(constraint).includes(column.name)) return;
      const advice = [addColumnWithout(operation, constraint), ...addNotValid(step, table, constraint)];
      yield {
        messageId: 'column',
        data: { table: table.name },
        span: constraint.span,
        advice,
        remedies: [asAdvised('Add the column alone, and its check NOT VALID', advice)],
      };
    },
  },
});

/** The columns in which the check refuses NULL by its own words. */
function columnsRequired({ expression }: Constraint): readonly string[] {
  return (expression?.conditions ?? []).flatMap(({ kind, column }) =>
    kind === 'isNotNull' && column !== undefined ? [column] : [],
  );
}
