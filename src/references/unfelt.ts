import type { Column } from '../catalog/catalog.ts';
import { findColumn, findRelation } from '../catalog/lookup.ts';
import { isFilledByNewTrigger, isNew, isNewColumn, isStepOf } from '../judge.ts';
import type {
  AddColumn,
  CreateTable,
  DropColumn,
  DropDefault,
  DropTable,
  ObjectName,
  RenameColumn,
  TypeName,
} from '../operation.ts';
import type { MigrationEnd, Step } from '../step.ts';

/** No code can miss the column: it is of this deploy, was never there, or is computed when it is read. */
export function isDropOfColumnUnfelt(step: Step<DropColumn>): boolean {
  const { table, column } = step.operation;
  if (isNew(step, table) || isNewColumn(step, table, column)) return true;
  const found = findRelation(step.catalog, table);
  if (found === undefined) return false;
  const dropped = findColumn(found, column);
  // IF EXISTS of a column that is not there does nothing; without it Postgres refuses.
  if (dropped === undefined) return found.columnsKnown && step.effect.failure === undefined;
  return dropped.generated?.storage === 'virtual';
}

/** No code can miss the table: it is of this deploy, or stands for what an earlier run of a script left. */
export function isDropOfTableUnfelt(step: Step<DropTable>, end: MigrationEnd): boolean {
  const { table, ifExists } = step.operation;
  if (isNew(step, table)) return true;
  return findRelation(step.catalog, table) === undefined && ifExists && makesTemporary(table, end);
}

/** A script that makes a temporary table drops what an earlier run of it may have left. */
function makesTemporary(table: ObjectName, end: MigrationEnd): boolean {
  return end.steps.some(
    ({ operation }) =>
      operation.kind === 'createTable' &&
      operation.persistence === 'temporary' &&
      operation.table.name === table.name,
  );
}

/** Nobody says the old name yet, or whoever says it still finds what is meant when all is done. */
export function isRenameOfColumnUnfelt(step: Step<RenameColumn>, end: MigrationEnd): boolean {
  const { table, column } = step.operation;
  if (isNew(step, table) || isNewColumn(step, table, column)) return true;
  // Two columns that change places in one transaction: whoever says the old name finds a column.
  if (isColumnThere(step, column, end)) return true;
  return end.steps.some(
    ({ operation, transaction }) =>
      operation.kind === 'createView' &&
      operation.view.name === table.name &&
      transaction.id === step.transaction.id,
  );
}

/** The same of a table that is renamed or moved to another schema. */
export function isRenameOfTableUnfelt(table: ObjectName, step: Step, end: MigrationEnd): boolean {
  if (isNew(step, table)) return true;
  // IF EXISTS of a table that has just been renamed away, or a view: ALTER TABLE renames both.
  const found = findRelation(step.catalog, table);
  if (found !== undefined && found.kind !== 'table') return true;
  return end.steps.some(({ operation, transaction }) => {
    const isSameTransaction = transaction.id === step.transaction.id;
    if (!isSameTransaction) return false;
    if (operation.kind === 'createView') return operation.view.name === table.name;
    return operation.kind === 'renameTable' && operation.to === table.name;
  });
}

/** The column is there again when the migration has run, under the name that code says. */
export function isColumnThere(
  step: Step<DropColumn | RenameColumn>,
  column: string,
  end: MigrationEnd,
): boolean {
  const { table } = step.operation;
  if (findRelation(step.catalog, table) === undefined) return isGivenAfter(step, column, end);
  return findColumn(findRelation(end.catalog, table), column) !== undefined;
}

/** Of a table that the history does not make, all that is known is what the migration says. */
function isGivenAfter(
  step: Step<DropColumn | RenameColumn>,
  column: string,
  { steps }: MigrationEnd,
): boolean {
  let isGiven = false;
  for (const { operation } of steps.slice(steps.findIndex((other) => other === step) + 1)) {
    if (!('table' in operation) || operation.table?.name !== step.operation.table.name) continue;
    if (operation.kind === 'addColumn' && operation.column.name === column) isGiven = true;
    if (operation.kind === 'renameColumn' && operation.to === column) isGiven = true;
    const isTaken = operation.kind === 'dropColumn' || operation.kind === 'renameColumn';
    if (isTaken && operation.column === column) isGiven = false;
  }
  return isGiven;
}

/** A column that the migration itself has given the name that it is dropped by: no code says it. */
export function isNamedByMigration(step: Step<DropColumn>, { steps }: MigrationEnd): boolean {
  const { table, column } = step.operation;
  return steps
    .slice(
      0,
      steps.findIndex((other) => other === step),
    )
    .some(
      ({ operation }) =>
        operation.kind === 'renameColumn' && operation.table.name === table.name && operation.to === column,
    );
}

/** The same of a table. */
export function isTableThere(step: Step, table: ObjectName, end: MigrationEnd): boolean {
  const wasThere = findRelation(step.catalog, table) !== undefined;
  return wasThere && findRelation(end.catalog, table) !== undefined;
}

/** Nobody can rely on the default: there was none, or something else fills the column in the end. */
export function isDropOfDefaultUnfelt(step: Step<DropDefault>, end: MigrationEnd): boolean {
  const { table, column } = step.operation;
  if (isNew(step, table) || isNewColumn(step, table, column)) return true;
  const found = findRelation(step.catalog, table);
  if (found === undefined) return false;
  const before = findColumn(found, column);
  // Without a default, or with one that is NULL, there is nothing to miss.
  if (before === undefined) return found.columnsKnown;
  if (before.default?.constant === 'null') return true;
  if (defaultOf(before) === undefined) return true;
  // A default that this migration has set itself is one that nobody relies on.
  const start = end.steps[0] && findColumn(findRelation(end.steps[0].catalog, table), column);
  if (start !== undefined && defaultOf(start) === undefined) return true;
  const left = findRelation(end.catalog, table);
  const after = findColumn(left, column);
  // What drops the column or the table is the matter of other rules.
  if (left === undefined || after === undefined || isFilledByNewTrigger(step, left)) return true;
  return after.default !== undefined || after.identity !== undefined || after.generated !== undefined;
}

/** What an INSERT without the column stores, in words; a serial column draws from its sequence. */
export function defaultOf(column: Column | undefined): string | undefined {
  if (column?.type?.name.endsWith('serial') === true) return 'the next number of its sequence';
  return column?.default?.text;
}

/** What gives the name of a dropped column to another one, so that code finds that in its place. */
export function columnOfItsName(
  step: Step<DropColumn>,
  end: MigrationEnd,
): Step<AddColumn> | Step<RenameColumn> | undefined {
  const { table, column } = step.operation;
  if (!isColumnThere(step, column, end)) return undefined;
  return end.steps.find(
    (other): other is Step<AddColumn> | Step<RenameColumn> =>
      (isStepOf(other, 'addColumn') &&
        other.operation.table.name === table.name &&
        other.operation.column.name === column) ||
      (isStepOf(other, 'renameColumn') &&
        other.operation.table.name === table.name &&
        other.operation.to === column),
  );
}

/** The one column that the migration adds in its place without copying a value. */
export function columnInItsPlace(step: Step<DropColumn>, end: MigrationEnd): Step<AddColumn> | undefined {
  const { table, column } = step.operation;
  const dropped = findColumn(findRelation(step.catalog, table), column);
  const candidates = end.steps.filter(
    (other): other is Step<AddColumn> =>
      other.operation.kind === 'addColumn' &&
      other.operation.table.name === table.name &&
      (other.operation.column.name === column || isSameType(dropped, other.operation.column.type)),
  );
  const [only, second] = candidates;
  if (only === undefined || second !== undefined || mayReplaceAnother(only, step, end)) return undefined;
  const isFilled = end.steps.some(
    ({ operation }) =>
      operation.kind === 'update' &&
      operation.table.name === table.name &&
      operation.columns.includes(only.operation.column.name),
  );
  return isFilled ? undefined : only;
}

/** Another column that goes has the name of the new one, or its type where this one has not the name. */
function mayReplaceAnother(added: Step<AddColumn>, step: Step<DropColumn>, end: MigrationEnd): boolean {
  const { name, type } = added.operation.column;
  if (name === step.operation.column) return false;
  return end.steps.some((other) => {
    if (other === step || !isStepOf(other, 'dropColumn')) return false;
    const { table, column } = other.operation;
    if (table.name !== step.operation.table.name) return false;
    return column === name || isSameType(findColumn(findRelation(other.catalog, table), column), type);
  });
}

function isSameType(dropped: Column | undefined, type: TypeName | undefined): boolean {
  const old = dropped?.type;
  return (
    old !== undefined &&
    old.name === type?.name &&
    old.arrayDimensions === type.arrayDimensions &&
    old.modifiers.join() === type.modifiers.join()
  );
}

/** The one table of another name with the very same columns, into which no row is copied. */
export function tableInItsPlace(step: Step<DropTable>, end: MigrationEnd): Step<CreateTable> | undefined {
  const dropped = findRelation(step.catalog, step.operation.table);
  if (dropped === undefined || dropped.columns.length < 2) return undefined;
  const names = namesOf(dropped.columns);
  const [successor, another] = end.steps
    .filter((other) => isStepOf(other, 'createTable'))
    .filter(({ operation }) => operation.query === undefined && namesOf(operation.columns) === names)
    .filter(({ operation }) => operation.table.name !== dropped.name);
  if (another !== undefined) return undefined;
  const isFilled = end.steps.some(
    ({ operation }) =>
      operation.kind === 'insert' && operation.table.name === successor?.operation.table.name,
  );
  return isFilled ? undefined : successor;
}

function namesOf(columns: readonly { readonly name: string }[]): string {
  return JSON.stringify(columns.map((column) => column.name).sort());
}
