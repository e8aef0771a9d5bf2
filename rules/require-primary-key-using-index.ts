import { findIndex, findRelation, resolveName } from '../src/catalog/lookup.ts';
import { addColumnWithout, addThroughIndex, makeNotNull, nextTransaction } from '../src/advice/constraint.ts';
import { throughIndex } from '../src/advice/remedy.ts';
import { findPartitioned, listed, scansWhileBlocking } from '../src/judge.ts';
import type { AddConstraint, ObjectName } from '../src/operation.ts';
import { keyEachPartition } from '../src/advice/partition.ts';
import { isProvenNotNull } from '../src/postgres/effects/columns.ts';
import { printAlterTable, printConstraint } from '../src/print.ts';
import { defineRule, type AdviceStep } from '../src/rule.ts';
import type { Step } from '../src/step.ts';

const TITLE = 'Build its index CONCURRENTLY, and have the primary key take that over';

export default defineRule({
  meta: {
    category: 'locking',
    severity: 'error',
    preset: 'recommended',
    description: 'Require a primary key on a table in use to take over an index that was built concurrently',
    hasSuggestions: true,
    messages: {
      blocking:
        'Every read and write of "{{table}}" waits until an index of all its rows is built, and duplicates or NULLs in {{columns}} make the migration fail: ADD PRIMARY KEY holds an ACCESS EXCLUSIVE lock meanwhile.',
      nullable:
        'Every read and write of "{{table}}" waits until each of its rows has been read for NULLs: a primary key makes {{columns}} NOT NULL, and does so under an ACCESS EXCLUSIVE lock, although the index is ready.',
    },
  },

  on: {
    *addConstraint(operation, step) {
      const { table, constraint } = operation;
      // no-exclusion-constraint speaks of WITHOUT OVERLAPS, which takes no ready index.
      if (constraint.kind !== 'primaryKey' || constraint.temporal === true) return;
      if (!scansWhileBlocking(step)) return;
      if (constraint.usingIndex === undefined) {
        const data = { table: table.name, columns: listed(constraint.columns) };
        const advice = advise(step, operation);
        yield { messageId: 'blocking', data, advice, remedies: throughIndex(step, TITLE, advice) };
        return;
      }
      const nullable = nullableColumns(step, table, indexColumns(step, operation));
      const sql = `${printAlterTable(table)} ADD ${printConstraint(constraint)};`;
      yield {
        messageId: 'nullable',
        data: { table: table.name, columns: listed(nullable) },
        advice: [
          ...nullable.flatMap((column) => makeNotNull(step, table, column)),
          { title: 'Then add the primary key, which reads no row', sql, place: nextTransaction(step) },
        ],
      };
    },

    *addColumn(operation, step) {
      const { table, column } = operation;
      const constraint = column.constraints.find(({ kind }) => kind === 'primaryKey');
      // A rewrite builds all indexes along the way, and is what has to go first. Without a default
      // the statement fails as soon as there is a row: no-required-column says so.
      if (constraint === undefined || column.default === undefined) return;
      if (step.effect.rewrites.length > 0 || !scansWhileBlocking(step)) return;
      const filled = { ...operation, column: { ...column, notNull: true } };
      yield {
        messageId: 'blocking',
        data: { table: table.name, columns: listed([column.name]) },
        span: constraint.span,
        advice: [
          addColumnWithout(filled, constraint),
          { title: `Give each row a "${column.name}" of its own, in batches` },
          ...addThroughIndex(step, table, { ...constraint, columns: [column.name] }),
        ],
      };
    },
  },
});

function advise(step: Step, addition: Pick<AddConstraint, 'table' | 'constraint'>): readonly AdviceStep[] {
  const { table, constraint } = addition;
  const partitioned = findPartitioned(step, table);
  return [
    ...nullableColumns(step, table, constraint.columns).flatMap((column) => makeNotNull(step, table, column)),
    ...(partitioned === undefined
      ? addThroughIndex(step, table, constraint)
      : keyEachPartition(step, partitioned, addition)),
  ];
}

function nullableColumns(step: Step, table: ObjectName, columns: readonly string[]): readonly string[] {
  const known = findRelation(step.catalog, table);
  return columns.filter((column) => !isProvenNotNull(known, column));
}

/** The constraint itself names no columns where it takes over an index. */
function indexColumns({ catalog }: Step, { table, constraint }: AddConstraint): readonly string[] {
  const { schema } = resolveName(catalog, table);
  const index = findIndex(catalog, { schema, name: constraint.usingIndex ?? '' });
  return index?.columns.filter((column) => column !== undefined) ?? constraint.columns;
}
