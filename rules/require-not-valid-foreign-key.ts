import type { QualifiedName } from '../src/catalog/catalog.ts';
import { findColumn, findRelation, isSameName, resolveName } from '../src/catalog/lookup.ts';
import { addColumnWithout, addNotValid, named } from '../src/advice/constraint.ts';
import { asAdvised, validateLater } from '../src/advice/remedy.ts';
import { findPartitioned, isNew, listed, scansWhileBlocking } from '../src/judge.ts';
import type { AddConstraint, Constraint } from '../src/operation.ts';
import { foreignKeyThroughPartitions } from '../src/advice/partition.ts';
import { printAlterTable, printColumn } from '../src/print.ts';
import { defineRule, type AdviceStep } from '../src/rule.ts';
import type { Step } from '../src/step.ts';

export default defineRule({
  meta: {
    category: 'locking',
    severity: 'error',
    preset: 'recommended',
    description: 'Require a foreign key on rows that are there to be added NOT VALID and validated later',
    fixable: true,
    hasSuggestions: true,
    messages: {
      blocking:
        'Every INSERT, UPDATE and DELETE on {{tables}} waits until each row of "{{table}}" has been looked up, and a row without its counterpart makes the migration fail: ADD FOREIGN KEY holds a SHARE ROW EXCLUSIVE lock on all tables it concerns meanwhile.',
      column:
        'Every read and write of "{{table}}", and every write to "{{referenced}}", waits until each row of "{{table}}" has been looked up: with a DEFAULT, ADD COLUMN … REFERENCES checks the rows that are there, under an ACCESS EXCLUSIVE lock.',
      refused:
        'The statement fails: before Postgres 18, a foreign key of a partitioned table such as "{{table}}" cannot be NOT VALID.',
    },
  },

  on: {
    *addConstraint(operation, step) {
      const { table, constraint } = operation;
      if (constraint.kind !== 'foreignKey') return;
      const partitioned = step.postgres < 18 ? findPartitioned(step, table) : undefined;
      if (constraint.notValid === true && partitioned !== undefined) {
        const advice = foreignKeyThroughPartitions(step, partitioned, operation);
        const remedies = [asAdvised('Add it partition by partition', advice)];
        yield { messageId: 'refused', data: { table: table.name }, advice, remedies };
        return;
      }
      if (!scansWhileBlocking(step)) return;
      // Postgres takes over the foreign keys of the partitions, without a look at their rows.
      const isReady = partitioned?.partitions.every((partition) =>
        hasForeignKey(step, partition, constraint),
      );
      if (isReady === true) return;

      const tables = [table, constraint.references?.table ?? table].filter((name) => !isNew(step, name));
      const byPartition =
        partitioned === undefined ? undefined : foreignKeyThroughPartitions(step, partitioned, operation);
      yield {
        messageId: 'blocking',
        data: { table: table.name, tables: listed([...new Set(tables.map(({ name }) => name))]) },
        advice: addWithItsColumn(step, operation) ?? byPartition ?? addNotValid(step, table, constraint),
        remedies: [
          byPartition === undefined
            ? validateLater(step, operation)
            : asAdvised('Add it partition by partition', byPartition),
        ],
      };
    },

    *addColumn(operation, step) {
      const { table, column } = operation;
      const constraint = column.constraints.find(({ kind }) => kind === 'foreignKey');
      // Without a default the column is NULL in every row, and Postgres looks at none.
      if (constraint === undefined || column.default === undefined || !scansWhileBlocking(step)) return;
      const referenced = constraint.references?.table.name ?? table.name;
      const advice = [
        addColumnWithout(operation, constraint),
        ...addNotValid(step, table, { ...constraint, columns: [column.name] }),
      ];
      yield {
        messageId: 'column',
        data: { table: table.name, referenced },
        span: constraint.span,
        advice,
        remedies: [asAdvised('Add the column alone, and its foreign key NOT VALID', advice)],
      };
    },
  },
});

/** With a new column that is NULL in every row, a foreign key has nothing to look up. */
function addWithItsColumn(
  step: Step,
  { table, constraint }: AddConstraint,
): readonly AdviceStep[] | undefined {
  const [name = '', second] = constraint.columns;
  const column = findColumn(findRelation(step.catalog, table), name);
  if (second !== undefined || column?.origin.migration !== step.migrationIndex) return undefined;
  if (column.type === undefined || column.default !== undefined || column.generated !== undefined)
    return undefined;
  const definition = printColumn({
    name,
    span: constraint.span,
    type: column.type,
    notNull: false,
    constraints: [{ ...named(step, table, constraint), columns: [] }],
  });
  return [
    {
      title: `Write it with the new column, which is NULL in every row, so that Postgres reads none`,
      sql: `${printAlterTable(table)} ADD COLUMN ${definition};`,
    },
  ];
}

function hasForeignKey(step: Step, partition: QualifiedName, { columns, references }: Constraint): boolean {
  if (references === undefined) return false;
  const referenced = resolveName(step.catalog, references.table);
  return (findRelation(step.catalog, partition)?.constraints ?? []).some(
    (constraint) =>
      constraint.kind === 'foreignKey' &&
      constraint.validated &&
      constraint.referenced !== undefined &&
      isSameName(constraint.referenced, referenced) &&
      constraint.columns.join() === columns.join(),
  );
}
