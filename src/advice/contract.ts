import { findColumn, findRelation } from '../catalog/lookup.ts';
import type { DropColumn, DropTable } from '../operation.ts';
import { quote, quoteName } from '../print.ts';
import type { AdviceStep } from '../rule.ts';
import type { Step } from '../step.ts';

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
