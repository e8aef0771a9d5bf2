import { addColumnWithout, addThroughIndex } from '../src/advice/constraint.ts';
import { throughIndex } from '../src/advice/remedy.ts';
import { findPartitioned, listed, scansWhileBlocking } from '../src/judge.ts';
import { keyEachPartition } from '../src/advice/partition.ts';
import { defineRule } from '../src/rule.ts';

const TITLE = 'Build its index CONCURRENTLY, and have the constraint take that over';

export default defineRule({
  meta: {
    category: 'locking',
    severity: 'error',
    preset: 'recommended',
    description:
      'Require a unique constraint on a table in use to take over an index that was built concurrently',
    hasSuggestions: true,
    messages: {
      blocking:
        'Every read and write of "{{table}}" waits until an index of all its rows is built, and duplicates in {{columns}} make the migration fail: ADD … UNIQUE holds an ACCESS EXCLUSIVE lock meanwhile.',
      column:
        'Every read and write of "{{table}}" waits until an index of all its rows is built, although the column is new: ADD COLUMN … UNIQUE holds an ACCESS EXCLUSIVE lock meanwhile.',
    },
  },

  on: {
    *addConstraint(operation, step) {
      const { table, constraint } = operation;
      // no-exclusion-constraint speaks of WITHOUT OVERLAPS, which takes no ready index.
      if (constraint.kind !== 'unique' || constraint.temporal === true) return;
      if (constraint.usingIndex !== undefined || !scansWhileBlocking(step)) return;
      const partitioned = findPartitioned(step, table);
      const advice =
        partitioned === undefined
          ? addThroughIndex(step, table, constraint)
          : keyEachPartition(step, partitioned, operation);
      yield {
        messageId: 'blocking',
        data: { table: table.name, columns: listed(constraint.columns) },
        advice,
        remedies: throughIndex(step, TITLE, advice),
      };
    },

    *addColumn(operation, step) {
      const { table, column } = operation;
      const constraint = column.constraints.find(({ kind }) => kind === 'unique');
      // A rewrite builds all indexes along the way, and is what has to go first.
      if (constraint === undefined || step.effect.rewrites.length > 0 || !scansWhileBlocking(step)) return;
      const key = { ...constraint, columns: [column.name] };
      const partitioned = findPartitioned(step, table);
      const advice = [
        addColumnWithout(operation, constraint),
        ...(partitioned === undefined
          ? addThroughIndex(step, table, key)
          : keyEachPartition(step, partitioned, { table, constraint: key })),
      ];
      yield {
        messageId: 'column',
        data: { table: table.name },
        span: constraint.span,
        advice,
        remedies: throughIndex(step, TITLE, advice),
      };
    },
  },
});
