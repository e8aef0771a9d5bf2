import { backfill, keepInStep } from '../src/advice/column.ts';
import { proveNotNull } from '../src/advice/constraint.ts';
import { asAdvised } from '../src/advice/remedy.ts';
import { findColumn, findRelation, indexesOf } from '../src/catalog/lookup.ts';
import { isNew, isNewColumn, isStepOf } from '../src/judge.ts';
import type { AlterColumnType } from '../src/operation.ts';
import { quote, quoteName } from '../src/print.ts';
import { defineRule, type AdviceStep, type Report } from '../src/rule.ts';
import type { Step } from '../src/step.ts';

const MESSAGES = {
  rewrites:
    'Nobody can read or write "{{table}}" until the table and its indexes are written anew, which takes longer the larger they are: changing "{{column}}" from {{from}} to {{to}} converts every row under an ACCESS EXCLUSIVE lock.',
  scans:
    'Nobody can read or write "{{table}}" until all of it has been read, which takes longer the larger the table is: changing "{{column}}" from {{from}} to {{to}} keeps the rows but checks them, or rebuilds an index, under an ACCESS EXCLUSIVE lock.',
  unknown:
    'The history does not say what type "{{column}}" has now. Unless it becomes {{to}} without a conversion, nobody can read or write "{{table}}" until the table and its indexes are written anew, under an ACCESS EXCLUSIVE lock.',
  timeZone:
    'Unless the TimeZone of the session is UTC, nobody can read or write "{{table}}" until the table and its indexes are written anew, which takes longer the larger they are: changing "{{column}}" from {{from}} to {{to}} then converts every row under an ACCESS EXCLUSIVE lock.',
  refused: 'Postgres refuses this with error {{code}}, so the migration stops here: {{error}}.',
} as const;

export default defineRule({
  meta: {
    category: 'locking',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow changing the type of a column where that rewrites or scans a table that is in use',
    hasSuggestions: true,
    messages: MESSAGES,
  },

  on: {
    // At the end of the migration, because an earlier SET of the time zone decides what some changes do.
    *migrationEnd(end) {
      let timeZone: string | undefined;
      for (const step of end.steps) {
        const { operation } = step;
        if (operation.kind === 'setVariable' && operation.name.toLowerCase() === 'timezone')
          timeZone = operation.value;
        if (!isStepOf(step, 'alterColumnType')) continue;
        const report = judge(step, timeZone?.toUpperCase() === 'UTC');
        if (report !== undefined) yield { ...report, at: step };
      }
    },
  },
});

function judge(step: Step<AlterColumnType>, isUtc: boolean): Report<typeof MESSAGES> | undefined {
  const { table, column } = step.operation;
  const { failure, rewrites, scans } = step.effect;
  const data = { table: table.name, column, to: written(step.operation) };
  const steps = byNewColumn(step);
  const advice = { advice: steps, remedies: [asAdvised(steps[0]?.title ?? '', steps)] };
  if (failure !== undefined) {
    return { messageId: 'refused', data: { code: failure.code, error: failure.message }, advice: steps };
  }
  if (isNew(step, table)) return undefined;

  const from = findColumn(findRelation(step.catalog, table), column)?.type?.text;
  if (from === undefined) return { messageId: 'unknown', data, ...advice, depends: true };
  if (rewrites.length > 0 && isOfTimeZone(step)) {
    const known = { ...data, from };
    if (isUtc) return isIndexed(step) ? { messageId: 'scans', data: known, ...advice } : undefined;
    const inOther = inUtc(step.operation);
    const remedies = [asAdvised('Say that the values are in UTC', inOther)];
    return { messageId: 'timeZone', data: known, advice: inOther, remedies, depends: true };
  }
  if (rewrites.length > 0) return { messageId: 'rewrites', data: { ...data, from }, ...advice };
  return scans.length > 0 ? { messageId: 'scans', data: { ...data, from }, ...advice } : undefined;
}

/** Under UTC both types have the same value on disk; only indexes are built anew (seen on Postgres 18). */
function isOfTimeZone({
  operation: { table, column, type, using },
  catalog,
}: Step<AlterColumnType>): boolean {
  const from = findColumn(findRelation(catalog, table), column)?.type;
  const names = [from?.name, type.name].toSorted().join();
  const isPlain = using === undefined || using.text.replaceAll('"', '') === column;
  return names === 'timestamp,timestamptz' && isPlain && from?.modifiers.join() === type.modifiers.join();
}

function isIndexed({ operation: { table, column }, catalog }: Step<AlterColumnType>): boolean {
  const found = findRelation(catalog, table);
  return (
    found !== undefined && indexesOf(catalog, found).some(({ usedColumns }) => usedColumns.includes(column))
  );
}

function inUtc({ table, column, type }: AlterColumnType): readonly AdviceStep[] {
  return [
    {
      title:
        'If the values are in UTC, say so first, which leaves the rows as they are; indexes on the column are still built anew',
      sql: `SET timezone = 'UTC';\nALTER TABLE ${quoteName(table)} ALTER COLUMN ${quote(column)} TYPE ${type.text};`,
    },
  ];
}

/** The new type with its collation. */
function written({ type, collation }: AlterColumnType): string {
  return collation === undefined ? type.text : `${type.text} COLLATE ${quoteName(collation)}`;
}

function byNewColumn(step: Step<AlterColumnType>): readonly AdviceStep[] {
  const { operation } = step;
  const { table, column, type, using } = operation;
  const old = findColumn(findRelation(step.catalog, table), column);
  if (isLengthLimit(operation, step)) return byCheck(operation);
  if (isNewColumn(step, table, column)) {
    return [{ title: `Give "${column}" the type ${type.text} where this deploy adds it` }];
  }
  const next = `${column}_new`;
  const value = using?.text ?? `${quote(column)}::${type.text}`;
  return [
    {
      title: 'Add a second column of the new type, which touches no row',
      sql: `ALTER TABLE ${quoteName(table)} ADD COLUMN ${quote(next)} ${written(operation)};`,
    },
    keepInStep(table, next, value),
    backfill(step, table, next, value),
    ...(old?.notNull === true ? proveNotNull(step, table, next) : []),
    {
      title: `Deploy code that reads and writes "${next}", and rebuild on it, concurrently, what indexes "${column}" has`,
      place: 'later deploy',
    },
    { title: `Drop the trigger, its function and "${column}"`, place: 'later deploy' },
  ];
}

/** Text that gets a maximum length: a CHECK says the same and can be validated without a lock that blocks. */
function isLengthLimit({ table, column, type, using }: AlterColumnType, step: Step): boolean {
  const from = findColumn(findRelation(step.catalog, table), column)?.type?.name;
  if (using !== undefined || type.name !== 'varchar' || type.modifiers.length === 0) return false;
  return from === 'text' || from === 'varchar';
}

function byCheck({ table, column, type }: AlterColumnType): readonly AdviceStep[] {
  const constraint = quote(`${table.name}_${column}_length`);
  const limit = (type.modifiers[0] ?? 0).toString();
  return [
    {
      title: 'Keep the type and limit the length by a constraint, for new rows first',
      sql: `ALTER TABLE ${quoteName(table)} ADD CONSTRAINT ${constraint} CHECK (char_length(${quote(column)}) <= ${limit}) NOT VALID;`,
    },
    {
      title: 'Check the old rows, which blocks neither reads nor writes',
      sql: `ALTER TABLE ${quoteName(table)} VALIDATE CONSTRAINT ${constraint};`,
      place: 'own migration',
    },
  ];
}
