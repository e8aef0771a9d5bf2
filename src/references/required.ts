import { findRelation, findType } from '../catalog/lookup.ts';
import { isLeftNullByRunningCode, isNew } from '../judge.ts';
import type { ColumnDefinition, Constraint, ObjectName } from '../operation.ts';
import type { Step } from '../step.ts';

/** The column that INSERTs have to fill from this step on, of a table that running code writes. */
export function requiredColumn(
  step: Step,
): { readonly table: ObjectName; readonly column: string } | undefined {
  const { operation } = step;
  if (operation.kind === 'addColumn') {
    const { table, column } = operation;
    return isRequired(column, step) && !isNew(step, table) ? { table, column: column.name } : undefined;
  }
  if (operation.kind === 'setNotNull') {
    const { table, column } = operation;
    // What refuses NULL already was the matter of the step that added it.
    if (isRefusedAlready(step, table, column)) return undefined;
    return isLeftNullByRunningCode(step, table, column) ? { table, column } : undefined;
  }
  if (operation.kind === 'addConstraint') {
    const { table, constraint } = operation;
    const column = refusedNulls(constraint).find((name) => isLeftNullByRunningCode(step, table, name));
    return column === undefined ? undefined : { table, column };
  }
  return undefined;
}

/** An added column that no INSERT may leave out. */
export function isRequired(column: ColumnDefinition, step: Step): boolean {
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
