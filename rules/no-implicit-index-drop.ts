import type { Catalog, Table } from '../src/catalog/catalog.ts';
import { findRelation, indexesOf } from '../src/catalog/lookup.ts';
import { isNew, isNewColumn, isStepOf, listed } from '../src/judge.ts';
import type { DropColumn } from '../src/operation.ts';
import { defineRule } from '../src/rule.ts';
import type { Step } from '../src/step.ts';

/**
 * Postgres drops with a column each index and constraint of its table that names it, and says
 * nothing (seen on 18): composite, partial and expression indexes, INCLUDE, and checks.
 */
export default defineRule({
  meta: {
    category: 'compatibility',
    severity: 'warning',
    preset: 'recommended',
    description: 'Disallow dropping a column that takes indexes and constraints of other columns with it',
    messages: {
      unique:
        'From here on nothing keeps {{others}} of "{{table}}" unique in any way: "{{column}}" was one of the columns of {{names}}, which Postgres drops with it, and says nothing.',
      check:
        'Nothing checks {{others}} of "{{table}}" any more: with "{{column}}" Postgres drops {{names}}, and says nothing.',
      index:
        'Queries of "{{table}}" by {{others}} may read the whole table from here on: with "{{column}}" Postgres drops {{names}}, and says nothing.',
    },
  },

  on: {
    // At the end of the migration, because it may build in their place what the other columns need.
    *migrationEnd(end) {
      for (const step of end.steps) {
        if (!isStepOf(step, 'dropColumn') || step.effect.failure !== undefined) continue;
        const { table: name, column } = step.operation;
        const after = findRelation(end.catalog, name);
        if (after === undefined || isNew(step, name) || isNewColumn(step, name, column)) continue;
        for (const lost of lostWith(step)) {
          if (isReplaced(lost, end.catalog, after)) continue;
          const { kind, others } = lost;
          const data = { table: name.name, column, names: `"${lost.name}"`, others: listed(others) };
          const advice = [
            {
              title: `Build in a migration before this one what should stay of it for ${listed(others)}, or drop "${lost.name}" by its name`,
            },
          ];
          yield { messageId: kind, data, advice, at: step, name: lost.name };
        }
      }
    },
  },
});

interface Lost {
  readonly kind: 'unique' | 'check' | 'index';
  readonly name: string;
  /** The columns that it is about besides the dropped one. */
  readonly others: readonly string[];
}

function lostWith({ operation: { table: name, column }, catalog }: Step<DropColumn>): readonly Lost[] {
  const table = findRelation(catalog, name);
  if (table === undefined) return [];
  const without = (columns: readonly string[]): readonly string[] =>
    [...new Set(columns)].filter((other) => other !== column);
  const indexes = indexesOf(catalog, table)
    .filter(({ usedColumns }) => usedColumns.includes(column))
    .map(({ name: index, unique, usedColumns }) => {
      const kind = unique ? ('unique' as const) : ('index' as const);
      return { kind, name: index, others: without(usedColumns) };
    });
  const checks = table.constraints
    .filter(({ kind, columns }) => kind === 'check' && columns.includes(column))
    .map(({ name: check, columns }) => ({ kind: 'check' as const, name: check, others: without(columns) }));
  return [...indexes, ...checks].filter(({ others }) => others.length > 0);
}

/** Another index begins with the same columns, or another check names them. */
function isReplaced({ kind, others }: Lost, catalog: Catalog, table: Table): boolean {
  if (kind === 'check') {
    return table.constraints.some(
      (constraint) =>
        constraint.kind === 'check' && others.every((other) => constraint.columns.includes(other)),
    );
  }
  return indexesOf(catalog, table).some(
    ({ unique, columns }) =>
      (kind === 'index' || (unique && columns.length === others.length)) &&
      others.every((other) => columns.slice(0, others.length).includes(other)),
  );
}
