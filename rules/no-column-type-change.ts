import { backfill, keepInStep } from '../src/advice.ts';
import { proveNotNull } from '../src/constraint-advice.ts';
import { findColumn, findRelation } from '../src/catalog/lookup.ts';
import { isNew, isNewColumn } from '../src/judge.ts';
import type { AlterColumnType } from '../src/operation.ts';
import { quote, quoteName } from '../src/print.ts';
import { defineRule, type AdviceStep } from '../src/rule.ts';
import type { Step } from '../src/step.ts';

export default defineRule({
  meta: {
    category: 'locking',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow changing the type of a column where that rewrites or scans a table that is in use',
    messages: {
      rewrites:
        'Nobody can read or write "{{table}}" until the table and its indexes are written anew, which takes longer the larger they are: changing "{{column}}" from {{from}} to {{to}} converts every row under an ACCESS EXCLUSIVE lock.',
      scans:
        'Nobody can read or write "{{table}}" until all of it has been read, which takes longer the larger the table is: changing "{{column}}" from {{from}} to {{to}} keeps the rows but checks them, or rebuilds an index, under an ACCESS EXCLUSIVE lock.',
      unknown:
        'The history does not say what type "{{column}}" has now. Unless it becomes {{to}} without a conversion, nobody can read or write "{{table}}" until the table and its indexes are written anew, under an ACCESS EXCLUSIVE lock.',
      refused: 'Postgres refuses this with error {{code}}, so the migration stops here: {{error}}.',
    },
  },

  on: {
    *alterColumnType(operation, step) {
      const { table, column, type } = operation;
      const { failure, rewrites, scans } = step.effect;
      const data = { table: table.name, column, to: type.text };
      const advice = byNewColumn(operation, step);
      if (failure !== undefined) {
        yield { messageId: 'refused', data: { code: failure.code, error: failure.message }, advice };
        return;
      }
      if (isNew(step, table)) return;

      const from = findColumn(findRelation(step.catalog, table), column)?.type?.text;
      if (from === undefined) {
        yield { messageId: 'unknown', data, advice, depends: true };
      } else if (rewrites.length > 0) {
        yield { messageId: 'rewrites', data: { ...data, from }, advice };
      } else if (scans.length > 0) {
        yield { messageId: 'scans', data: { ...data, from }, advice };
      }
    },
  },
});

function byNewColumn(operation: AlterColumnType, step: Step): readonly AdviceStep[] {
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
      sql: `ALTER TABLE ${quoteName(table)} ADD COLUMN ${quote(next)} ${type.text};`,
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
