import type { Catalog, QualifiedName } from '../catalog/catalog.ts';
import { resolveName } from '../catalog/lookup.ts';
import { isStepOf } from '../judge.ts';
import type { ObjectName } from '../operation.ts';
import type { Subject } from '../reference.ts';
import type { MigrationEnd, Step } from '../step.ts';
import { lostValues } from './enum-values.ts';
import { requiredColumn } from './required.ts';
import {
  isColumnThere,
  isDropOfColumnUnfelt,
  isDropOfDefaultUnfelt,
  isDropOfTableUnfelt,
  isRenameOfColumnUnfelt,
  isRenameOfTableUnfelt,
  isTableThere,
} from './unfelt.ts';

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
  /** Another column has the name in the end: what code says at head is of that one. */
  readonly isReplaced?: boolean;
}

/** Undefined where the step takes nothing away that code could use, or where Postgres refuses it. */
export function removalOf(step: Step, end: MigrationEnd): Removal | undefined {
  let removal = known.get(step);
  if (removal === undefined) {
    removal = feltRemoval(step, end) ?? 'nothing';
    if (removal !== 'nothing' && step.effect.failure !== undefined) removal = 'nothing';
    known.set(step, removal);
  }
  return removal === 'nothing' ? undefined : removal;
}

/** Each of the rules asks it of each step; a step belongs to one migration, whose end is always the same. */
const known = new WeakMap<Step, Removal | 'nothing'>();

function feltRemoval(step: Step, end: MigrationEnd): Removal | undefined {
  if (isStepOf(step, 'dropColumn')) {
    const { table, column } = step.operation;
    if (isDropOfColumnUnfelt(step)) return undefined;
    const removal = ofColumn('no-drop-referenced-column', step, table, column);
    return isColumnThere(step, column, end) ? { ...removal, isReplaced: true } : removal;
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
