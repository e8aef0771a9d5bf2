import { findColumn, findRelation } from '../catalog/lookup.ts';
import type {
  AddColumn,
  ColumnDefinition,
  DropColumn,
  DropDefault,
  DropTable,
  ObjectName,
} from '../operation.ts';
import { printColumn, quote, quoteName } from '../print.ts';
import type { AdviceStep } from '../rule.ts';
import type { Step } from '../step.ts';
import { makeNotNull } from './constraint.ts';

/** The code first, the column in a later deploy. */
export function dropColumnLater({ operation, catalog }: Step<DropColumn>): readonly AdviceStep[] {
  const { table, column } = operation;
  const dropped = findColumn(findRelation(catalog, table), column);
  const isRequired = dropped?.notNull === true && dropped.default === undefined;
  const alter = `ALTER TABLE ${quoteName(table)}`;
  return [
    ...(isRequired && dropped.identity === undefined
      ? [
          {
            title: 'Let the code that no longer fills the column insert rows',
            sql: `${alter} ALTER COLUMN ${quote(column)} DROP NOT NULL;`,
          },
        ]
      : []),
    { title: `Deploy code that no longer names "${column}", its models included` },
    {
      title: 'Drop the column when no older code runs any more, and keep a backup of what it holds',
      sql: `${alter} DROP COLUMN ${quote(column)};`,
      place: 'later deploy',
    },
  ];
}

/** The code first, the table in a later deploy. */
export function dropTableLater({ operation: { table } }: Step<DropTable>): readonly AdviceStep[] {
  return [
    { title: `Deploy code that no longer uses "${table.name}", its models included` },
    {
      title: 'Drop the table when no older code runs any more, and keep a backup of its rows',
      sql: `DROP TABLE ${quoteName(table)};`,
      place: 'later deploy',
    },
  ];
}

/** The code first, the loss of the default in a later deploy. */
export function dropDefaultLater({ operation }: Step<DropDefault>): readonly AdviceStep[] {
  const { table, column } = operation;
  return [
    { title: `Deploy code that names "${column}" in every INSERT` },
    {
      title: 'Drop the default when no older code runs any more',
      sql: `ALTER TABLE ${quoteName(table)} ALTER COLUMN ${quote(column)} DROP DEFAULT;`,
      place: 'later deploy',
    },
  ];
}

/** The column nullable now, and required once all code fills it. */
export function addRequiredLater(step: Step<AddColumn>): readonly AdviceStep[] {
  const { table, column } = step.operation;
  // A foreign key has nothing to look up where every row is NULL; other constraints read the rows.
  const constraints = column.constraints.filter(({ kind }) => kind === 'foreignKey');
  const nullable: ColumnDefinition = { ...column, notNull: false, constraints };
  return [
    {
      title: 'Add the column nullable, or give it a constant default, which touches no row',
      sql: `ALTER TABLE ${quoteName(table)} ADD COLUMN ${printColumn(nullable)};`,
    },
    ...inLaterDeploy(makeNotNull(step, table, column.name)),
  ];
}

/** The same of a column that the deploy has added already. */
export function requireLater(
  step: Step,
  { table, column }: { readonly table: ObjectName; readonly column: string },
): readonly AdviceStep[] {
  return [
    { title: `Leave "${column}" nullable in this deploy` },
    ...inLaterDeploy(makeNotNull(step, table, column)),
  ];
}

function inLaterDeploy(steps: readonly AdviceStep[]): readonly AdviceStep[] {
  return steps.map((step) => ({ ...step, place: 'later deploy' }));
}
