import { findRelation } from '../src/catalog/lookup.ts';
import { isNew, isNewColumn, joined } from '../src/judge.ts';
import type { Operation } from '../src/operation.ts';
import { existsIn, madeBy, takenBy } from '../src/reversal.ts';
import { defineRule } from '../src/rule.ts';
import type { MigrationEnd, Step } from '../src/step.ts';

export default defineRule({
  meta: {
    category: 'rollback',
    severity: 'warning',
    preset: 'strict',
    description: 'Require a down migration that reverses the migration, where the tool keeps down migrations',
    messages: {
      missing:
        'There is no way back: the tool reverses a migration by its down migration, and this one has none, so a release that has to be taken back leaves the schema as it is.',
      empty:
        'The down migration does nothing: the tool records this migration as reversed while the schema stays as it is, and applying it again fails.',
      throws:
        'The down migration throws: it says that there is no way back, so a release that has to be taken back leaves the schema as it is.',
      incomplete:
        'The down migration does not reverse this one: {{left}}. The tool records it as reversed all the same, and applying it again may fail.',
    },
  },

  on: {
    *migrationEnd(end) {
      const { migration, down, steps } = end;
      if (migration.missingDown) {
        yield {
          messageId: 'missing',
          advice: [
            { title: 'Write the down migration, or say in an ignore comment why there is no way back' },
          ],
          at: end,
        };
      }
      if (migration.missingDown || down === undefined || !steps.some(changesSchema)) return;
      if (end.downThrows) {
        yield {
          messageId: 'throws',
          advice: [
            { title: 'Reverse what can be reversed, or say in an ignore comment why there is no way back' },
          ],
          at: end,
        };
        return;
      }
      if (!down.some(doesSomething)) {
        yield {
          messageId: 'empty',
          advice: [{ title: 'Reverse each statement in the down migration, the last one first' }],
          at: end,
        };
        return;
      }
      const left = leftBehind(end, down);
      if (left.length === 0) return;
      yield {
        messageId: 'incomplete',
        data: { left: joined(left) },
        advice: [{ title: 'Reverse each statement in the down migration, the last one first' }],
        at: end,
      };
    },
  },
});

const IDLE: readonly Operation['kind'][] = [
  'begin',
  'commit',
  'rollback',
  'savepoint',
  'setVariable',
  'select',
  'utility',
  'comment',
];

function doesSomething({ operation }: Step): boolean {
  return !IDLE.includes(operation.kind);
}

function changesSchema(step: Step): boolean {
  return madeBy(step.operation) !== undefined || takenBy(step.operation) !== undefined;
}

/** What the migration makes and its down migration does not take away, and the other way round. */
function leftBehind(end: MigrationEnd, down: readonly Step[]): readonly string[] {
  // What cannot be read may do the missing part, and so may a rename or a CASCADE.
  const isClear = down.every(({ operation }) => {
    if (operation.kind === 'unsupported' || operation.kind.startsWith('rename')) return false;
    return !('cascade' in operation && operation.cascade);
  });
  if (!isClear) return [];

  const taken = new Set(down.map(({ operation }) => takenBy(operation)));
  const brought = new Set(down.map(({ operation }) => madeBy(operation)));
  const start = end.steps[0]?.catalog;
  const left = end.steps.flatMap((step) => {
    const { operation } = step;
    const made = madeBy(operation);
    if (made !== undefined) {
      const isReversed = taken.has(made) || goesWithTable(operation, taken);
      const isNewThing = isStillThere(operation, end) && start !== undefined && !existsIn(operation, start);
      return isReversed || !isNewThing ? [] : [`${made} stays`];
    }
    const gone = takenBy(operation);
    return gone !== undefined && !brought.has(gone) && isMissed(step) ? [`${gone} does not come back`] : [];
  });
  return [...new Set(left)];
}

/** Indexes and columns go with their table, and indexes with any column that they name. */
function goesWithTable(operation: Operation, taken: ReadonlySet<string | undefined>): boolean {
  if (operation.kind !== 'addColumn' && operation.kind !== 'createIndex') return false;
  const { name } = operation.table;
  if (taken.has(`table "${name}"`) || taken.has(`view "${name}"`)) return true;
  if (operation.kind === 'addColumn') return false;
  const columns = [
    ...operation.elements.flatMap(({ column, expression }) => expression?.columns ?? [column ?? '']),
    ...operation.include,
    ...(operation.where?.columns ?? []),
  ];
  return columns.some((column) => taken.has(`column "${column}" of "${name}"`));
}

function isStillThere(operation: Operation, { catalog }: MigrationEnd): boolean {
  if (operation.kind !== 'createTable') return true;
  return findRelation(catalog, operation.table) !== undefined;
}

/** What is dropped only if it is there, or was made by this deploy, need not come back. */
function isMissed(step: Step): boolean {
  const { operation } = step;
  if (operation.kind !== 'dropTable' && operation.kind !== 'dropColumn') return false;
  if (operation.ifExists || isNew(step, operation.table)) return false;
  return operation.kind === 'dropTable' || !isNewColumn(step, operation.table, operation.column);
}
