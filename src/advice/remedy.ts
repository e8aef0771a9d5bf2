import type { AddConstraint, ObjectName } from '../operation.ts';
import { findIndex, findRelation } from '../catalog/lookup.ts';
import { printAlterTable, quote } from '../print.ts';
import type { AdviceStep, Remedy } from '../rule.ts';
import type { Step } from '../step.ts';
import { named } from './constraint.ts';

/** What rules say of remedies that several of them give. */

/** A timeout is in force, which a statement that takes longer than the one before may hit. */
export function mayBeCutShort({ settings }: Step): boolean {
  return (settings.lockTimeout ?? 0) > 0 || (settings.statementTimeout ?? 0) > 0;
}

/** A table that the history shows, and shows not to be partitioned: nothing refuses CONCURRENTLY there. */
export function isPlainTable({ catalog }: Step, name: ObjectName): boolean {
  const table = findRelation(catalog, findIndex(catalog, name)?.table ?? name);
  return table !== undefined && table.partitioned === undefined;
}

/** Adds the constraint NOT VALID, and validates it then. */
export function validateLater(step: Step, { table, constraint }: AddConstraint): Remedy {
  const complete = named(step, table, constraint);
  // Without the table, the name that Postgres chooses is only a guess.
  const isKnown = constraint.name !== undefined || findRelation(step.catalog, table) !== undefined;
  return {
    title: `Add "${complete.name}" NOT VALID`,
    change: {
      kind: 'notValid',
      name: complete.name,
      validate: `${printAlterTable(table)} VALIDATE CONSTRAINT ${quote(complete.name)};`,
    },
    isSafe: isKnown && (step.settings.statementTimeout ?? 0) === 0,
  };
}

/** The way to an index or a key of a partitioned table. */
export function byPartition(steps: readonly AdviceStep[]): Remedy {
  return { title: 'Build it partition by partition', change: { kind: 'replace', steps } };
}

/** Writes out what the advice says; nothing, where a step of it is for a person to work out. */
export function asAdvised(title: string, steps: readonly AdviceStep[]): Remedy {
  return { title, change: { kind: 'replace', steps } };
}

/** The way to a key through an index; none where the same statement drops the key that was there before. */
export function throughIndex(
  { statement }: Step,
  title: string,
  steps: readonly AdviceStep[],
): readonly Remedy[] {
  const dropsKey = statement.operations.some(
    ({ kind }) => kind === 'dropConstraint' || kind === 'dropColumn',
  );
  return dropsKey ? [] : [asAdvised(title, steps)];
}

/** A new name beside the old one, without what is only said of the code. */
export function beside(title: string, steps: readonly AdviceStep[]): Remedy {
  return asAdvised(
    title,
    steps.filter(({ sql, place }) => sql !== undefined || place === 'later deploy'),
  );
}

/** A column that is required once all code fills it. */
export function nullableNow(
  column: string,
  { isAdded, steps }: { readonly isAdded: boolean; readonly steps: readonly AdviceStep[] },
): Remedy {
  return isAdded
    ? asAdvised(`Add "${column}" nullable`, steps)
    : { title: `Leave "${column}" nullable in this deploy`, change: { kind: 'remove' } };
}
