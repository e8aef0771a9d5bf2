import { makeNotNull } from '../src/advice/constraint.ts';
import type { ColumnDefinition, Constraint, ObjectName } from '../src/operation.ts';
import { findRelation, findType } from '../src/catalog/lookup.ts';
import { isEmpty, isLeftNullByRunningCode, isNew } from '../src/judge.ts';
import { printColumn, quoteName } from '../src/print.ts';
import { defineRule, type AdviceStep } from '../src/rule.ts';
import type { Step } from '../src/step.ts';

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
    description: 'Disallow a new column that running code has to fill and does not know',
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
    *addColumn({ table, column }, step) {
      if (!isRequired(column, step) || isEmpty(step, table)) return;
      const data = { table: table.name, column: column.name };
      const advice = waysOut(step, table, column);
      if (isNew(step, table)) yield { messageId: 'requiredOnRows', data, advice };
      else yield { messageId: 'required', data, advice };
    },

    *setNotNull({ table, column }, step) {
      // The check that makes it safe to set was reported where it was added.
      if (isRefusedAlready(step, table, column)) return;
      if (isLeftNullByRunningCode(step, table, column)) {
        yield { messageId: 'refusesNull', ...refusal(step, table, column) };
      }
    },

    *addConstraint({ table, constraint }, step) {
      const column = refusedNulls(constraint).find((name) => isLeftNullByRunningCode(step, table, name));
      if (column === undefined) return;
      const messageId = constraint.notValid === true ? 'checksNull' : 'refusesNull';
      yield { messageId, ...refusal(step, table, column) };
    },
  },
});

function isRequired(column: ColumnDefinition, step: Step): boolean {
  const isKey = column.constraints.some((constraint) => constraint.kind === 'primaryKey');
  const refused = column.constraints.flatMap(refusedNulls).includes(column.name);
  if (!column.notNull && !isKey && !refused) return false;
  if (column.default !== undefined && column.default.constant !== 'null') return false;
  if (column.identity !== undefined || column.generated !== undefined) return false;
  if (column.type?.name.endsWith('serial') === true) return false;
  const type = column.type === undefined ? undefined : findType(step.catalog, column.type);
  return type?.kind !== 'domain' || type.default === undefined;
}

/** Columns in which the constraint refuses NULL. */
function refusedNulls(constraint: Constraint): readonly string[] {
  if (constraint.notEnforced === true) return [];
  if (constraint.kind === 'notNull') return constraint.columns;
  return (constraint.expression?.conditions ?? [])
    .filter((condition) => condition.kind === 'isNotNull')
    .map((condition) => condition.column)
    .filter((column) => column !== undefined);
}

function isRefusedAlready({ catalog }: Step, table: ObjectName, column: string): boolean {
  const constraints = findRelation(catalog, table)?.constraints ?? [];
  return constraints.some((constraint) =>
    constraint.conditions.some((condition) => condition.kind === 'isNotNull' && condition.column === column),
  );
}

function waysOut(step: Step, table: ObjectName, column: ColumnDefinition): readonly AdviceStep[] {
  // A foreign key has nothing to look up where every row is NULL; other constraints read the rows.
  const constraints = column.constraints.filter(({ kind }) => kind === 'foreignKey');
  const nullable = { ...column, notNull: false, constraints };
  return [
    {
      title: 'Add the column nullable, or give it a constant default, which touches no row',
      sql: `ALTER TABLE ${quoteName(table)} ADD COLUMN ${printColumn(nullable)};`,
    },
    ...inLaterDeploy(makeNotNull(step, table, column.name)),
  ];
}

function refusal(step: Step, table: ObjectName, column: string) {
  return {
    data: { table: table.name, column },
    name: column,
    advice: [
      { title: `Leave "${column}" nullable in this deploy` },
      ...inLaterDeploy(makeNotNull(step, table, column)),
    ],
  };
}

function inLaterDeploy(steps: readonly AdviceStep[]): readonly AdviceStep[] {
  return steps.map((step) => ({ ...step, place: 'later deploy' }));
}
