import { findColumn, findRelation } from '../catalog/lookup.ts';
import { isInTransaction } from '../judge.ts';
import type { ObjectName, RenameColumn, RenameTable } from '../operation.ts';
import { quote, quoteName } from '../print.ts';
import type { AdviceStep } from '../rule.ts';
import type { Step } from '../step.ts';
import { backfill, keepInStep } from './column.ts';

/** A new column beside the old one, kept in step until no code says the old name. */
export function renameByNewColumn(step: Step<RenameColumn>): readonly AdviceStep[] {
  const { table, column, to } = step.operation;
  const type = findColumn(findRelation(step.catalog, table), column)?.type?.text;
  return [
    {
      title:
        'Rename it in the code only, where the ORM can map a property to a column of another name; else take the steps below',
    },
    type === undefined
      ? { title: `Add "${to}" as a column of the same type` }
      : {
          title: 'Add a column of the new name, which touches no row',
          sql: `ALTER TABLE ${quoteName(table)} ADD COLUMN ${quote(to)} ${type};`,
        },
    keepInStep(table, to, quote(column)),
    backfill(step, table, to, quote(column)),
    { title: `Deploy code that reads "${to}" and writes both`, place: 'later deploy' },
    {
      title: `Drop the trigger, its function and "${column}" when no older code runs any more`,
      place: 'later deploy',
    },
  ];
}

/** The old name as a view of the renamed table. */
export function renameBehindView(step: Step<RenameTable>): readonly AdviceStep[] {
  const { table, to } = step.operation;
  const renamed = `ALTER TABLE ${quoteName(table)} RENAME TO ${quote(to)};`;
  return behindView(step, table, renamed, { schema: table.schema, name: to });
}

/** The old name as a view of the table that a statement has renamed or moved. */
export function behindView(
  step: Step,
  table: ObjectName,
  rename: string,
  to: Pick<ObjectName, 'schema' | 'name'>,
): readonly AdviceStep[] {
  const both = [rename, `CREATE VIEW ${quoteName(table)} AS SELECT * FROM ${quoteName(to)};`];
  return [
    {
      title:
        'Rename it in the code only, where the ORM can map a model to a table of another name; else take the steps below',
    },
    {
      title: 'Keep the old name as a view in the same transaction, which old code can read and write',
      sql: (isInTransaction(step) ? both : ['BEGIN;', ...both, 'COMMIT;']).join('\n'),
    },
    { title: `Deploy code that uses "${to.name}"`, place: 'later deploy' },
    {
      title: 'Drop the view when no older code runs any more',
      sql: `DROP VIEW ${quoteName(table)};`,
      place: 'later deploy',
    },
  ];
}
