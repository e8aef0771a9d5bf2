import type { Catalog, CatalogType, Column, QualifiedName, Table } from '../catalog/catalog.ts';
import { findColumn, findRelation, findType, resolveName } from '../catalog/lookup.ts';
import { isFilledByNewTrigger, isLeftNullByRunningCode, isNew, isNewColumn, isStepOf } from '../judge.ts';
import type {
  AlterColumnType,
  ColumnDefinition,
  Constraint,
  DropColumn,
  DropDefault,
  DropTable,
  ObjectName,
  RenameColumn,
  RenameEnumValue,
} from '../operation.ts';
import type { Subject } from '../reference.ts';
import type { MigrationEnd, Step } from '../step.ts';

/** The rules that ask who still uses what a step takes away. */
export type ReferencedRule =
  | 'no-drop-referenced-column'
  | 'no-drop-referenced-enum-value'
  | 'no-drop-referenced-table'
  | 'no-drop-relied-on-default'
  | 'no-rename-referenced-column'
  | 'no-rename-referenced-table'
  | 'no-unfilled-required-column';

/** What a step takes away from code that may use it, and the rule whose business that is. */
export interface Removal {
  readonly rule: ReferencedRule;
  readonly subjects: readonly Subject[];
}

/** Undefined where the step takes nothing away that code could use, or where Postgres refuses it. */
export function removalOf(step: Step, end: MigrationEnd): Removal | undefined {
  const removal = feltRemoval(step, end);
  return removal === undefined || step.effect.failure !== undefined ? undefined : removal;
}

function feltRemoval(step: Step, end: MigrationEnd): Removal | undefined {
  if (isStepOf(step, 'dropColumn')) {
    const { table, column } = step.operation;
    if (isDropOfColumnUnfelt(step) || isColumnThere(step, column, end)) return undefined;
    return ofColumn('no-drop-referenced-column', step, table, column);
  }
  if (isStepOf(step, 'dropTable')) {
    const { table } = step.operation;
    if (isDropOfTableUnfelt(step, end) || isTableThere(step, table, end)) return undefined;
    return ofTable('no-drop-referenced-table', step, table);
  }
  if (isStepOf(step, 'renameColumn')) {
    const { table, column } = step.operation;
    return isRenameOfColumnUnfelt(step, end)
      ? undefined
      : ofColumn('no-rename-referenced-column', step, table, column);
  }
  if (isStepOf(step, 'renameTable')) {
    const { table } = step.operation;
    return isRenameOfTableUnfelt(table, step, end)
      ? undefined
      : ofTable('no-rename-referenced-table', step, table);
  }
  if (isStepOf(step, 'dropDefault')) {
    const { table, column } = step.operation;
    if (isDropOfDefaultUnfelt(step, end)) return undefined;
    return ofInsert('no-drop-relied-on-default', step, table, column);
  }
  const required = requiredColumn(step);
  if (required !== undefined) {
    return ofInsert('no-unfilled-required-column', step, required.table, required.column);
  }
  const subjects = lostValues(step);
  return subjects.length === 0 ? undefined : { rule: 'no-drop-referenced-enum-value', subjects };
}

function ofColumn(rule: ReferencedRule, { catalog }: Step, table: ObjectName, column: string): Removal {
  return { rule, subjects: [{ kind: 'column', table: fullName(catalog, table), column }] };
}

function ofTable(rule: ReferencedRule, { catalog }: Step, table: ObjectName): Removal {
  return { rule, subjects: [{ kind: 'table', table: fullName(catalog, table) }] };
}

function ofInsert(rule: ReferencedRule, { catalog }: Step, table: ObjectName, column: string): Removal {
  return { rule, subjects: [{ kind: 'insert', table: fullName(catalog, table), column }] };
}

function fullName(catalog: Catalog, table: ObjectName): QualifiedName {
  const { schema, name } = resolveName(catalog, table);
  return { schema, name };
}

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
function isColumnThere(step: Step<DropColumn | RenameColumn>, column: string, end: MigrationEnd): boolean {
  const { table } = step.operation;
  const wasThere = findRelation(step.catalog, table) !== undefined;
  return wasThere && findColumn(findRelation(end.catalog, table), column) !== undefined;
}

function isTableThere(step: Step, table: ObjectName, end: MigrationEnd): boolean {
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

/** The column that INSERTs have to fill from this step on, of a table that running code writes. */
function requiredColumn(step: Step): { readonly table: ObjectName; readonly column: string } | undefined {
  const { operation } = step;
  if (operation.kind === 'addColumn') {
    const { table, column } = operation;
    return isRequired(column, step) && !isNew(step, table) ? { table, column: column.name } : undefined;
  }
  if (operation.kind === 'setNotNull') {
    const { table, column } = operation;
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
export function refusedNulls(constraint: Constraint): readonly string[] {
  if (constraint.notEnforced === true) return [];
  if (constraint.kind === 'notNull') return constraint.columns;
  return (constraint.expression?.conditions ?? [])
    .filter((condition) => condition.kind === 'isNotNull')
    .map((condition) => condition.column)
    .filter((column) => column !== undefined);
}

/** The values that the columns of an enum can no longer hold. */
function lostValues(step: Step): readonly Subject[] {
  if (isStepOf(step, 'renameEnumValue')) return renamedValue(step);
  return isStepOf(step, 'alterColumnType') ? narrowedValues(step) : [];
}

function renamedValue({ operation: { type, value }, catalog, deploy }: Step<RenameEnumValue>) {
  const found = enumOf(catalog, type);
  if (found?.origin.deploy === deploy) return [];
  const name = found ?? { schema: type.schema ?? catalog.searchPath[0] ?? 'public', name: type.name };
  return [valueOf(name, value, found === undefined ? [] : columnsOf(catalog, found))];
}

/** An enum cannot lose a value: its columns are given another enum that has not got it. */
function narrowedValues(step: Step<AlterColumnType>): readonly Subject[] {
  const { operation, catalog } = step;
  const table = findRelation(catalog, operation.table);
  const before = findColumn(table, operation.column)?.type;
  const old = before === undefined ? undefined : enumOf(catalog, before);
  const next = enumOf(catalog, operation.type);
  if (table === undefined || old?.kind !== 'enum' || next?.kind !== 'enum') return [];
  if (isNew(step, operation.table) || isNewColumn(step, operation.table, operation.column)) return [];
  const kept = new Set(next.values.map(({ value }) => value));
  const lost = old.values.filter(({ value }) => !kept.has(value));
  const columns = [{ table: nameOf(table), column: operation.column }];
  return lost.map(({ value }) => valueOf(old, value, columns));
}

type EnumType = Extract<CatalogType, { readonly kind: 'enum' }>;
type EnumSubject = Extract<Subject, { readonly kind: 'enumValue' }>;

function enumOf(
  catalog: Catalog,
  type: { readonly schema: string | undefined; readonly name: string },
): EnumType | undefined {
  const found = findType(catalog, type);
  return found?.kind === 'enum' ? found : undefined;
}

function valueOf(type: QualifiedName, value: string, columns: EnumSubject['columns']): Subject {
  return { kind: 'enumValue', type: { schema: type.schema, name: type.name }, value, columns };
}

/** The columns of an enum, in the order of their tables' names. */
function columnsOf(catalog: Catalog, type: EnumType): EnumSubject['columns'] {
  const tables = [...(catalog.typeUsers.get(type.name)?.entries() ?? [])]
    .map(([key]) => catalog.relations.get(key))
    .filter((table): table is Table => table?.kind === 'table')
    .sort((left, right) => (left.name < right.name ? -1 : 1));
  return tables.flatMap((table) =>
    table.columns
      .filter((column) => column.type !== undefined && enumOf(catalog, column.type) === type)
      .map(({ name }) => ({ table: nameOf(table), column: name })),
  );
}

function nameOf({ schema, name }: Table): QualifiedName {
  return { schema, name };
}
