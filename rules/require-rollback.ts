import type { Catalog } from '../src/catalog/catalog.ts';
import { findColumn, findIndex, findRelation, findType, resolveName } from '../src/catalog/lookup.ts';
import { isNew, isNewColumn, joined } from '../src/judge.ts';
import type { Operation } from '../src/operation.ts';
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
  return appears(step.operation) !== undefined || goes(step.operation) !== undefined;
}

/** What the migration makes and its down migration does not take away, and the other way round. */
function leftBehind(end: MigrationEnd, down: readonly Step[]): readonly string[] {
  // What cannot be read may do the missing part, and so may a rename or a CASCADE.
  const isClear = down.every(({ operation }) => {
    if (operation.kind === 'unsupported' || operation.kind.startsWith('rename')) return false;
    return !('cascade' in operation && operation.cascade);
  });
  if (!isClear) return [];

  const taken = new Set(down.map(({ operation }) => goes(operation)));
  const brought = new Set(down.map(({ operation }) => appears(operation)));
  const start = end.steps[0]?.catalog;
  const left = end.steps.flatMap((step) => {
    const { operation } = step;
    const made = appears(operation);
    if (made !== undefined) {
      const isReversed = taken.has(made) || goesWithTable(operation, taken);
      const isNewThing = isStillThere(operation, end) && start !== undefined && !isThere(operation, start);
      return isReversed || !isNewThing ? [] : [`${made} stays`];
    }
    const gone = goes(operation);
    return gone !== undefined && !brought.has(gone) && isMissed(step) ? [`${gone} does not come back`] : [];
  });
  return [...new Set(left)];
}

/** What an operation makes, in the words in which `goes` names what another takes away. */
function appears(operation: Operation): string | undefined {
  switch (operation.kind) {
    case 'createTable':
      return operation.persistence === 'temporary' ? undefined : `table "${operation.table.name}"`;
    case 'addColumn':
      return `column "${operation.column.name}" of "${operation.table.name}"`;
    case 'createIndex':
      return operation.index === undefined ? undefined : `index "${operation.index}"`;
    case 'createView':
      return operation.replace ? undefined : `view "${operation.view.name}"`;
    case 'createType':
      return `type "${operation.type.name}"`;
    case 'createSchema':
      return `schema "${operation.schema}"`;
    default:
      return undefined;
  }
}

function goes(operation: Operation): string | undefined {
  switch (operation.kind) {
    case 'dropTable':
      return `table "${operation.table.name}"`;
    case 'dropColumn':
      return `column "${operation.column}" of "${operation.table.name}"`;
    case 'dropIndex':
      return `index "${operation.index.name}"`;
    case 'dropView':
      return `view "${operation.view.name}"`;
    case 'dropType':
      return `type "${operation.type.name}"`;
    case 'dropSchema':
      return `schema "${operation.schema}"`;
    default:
      return undefined;
  }
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

/** Dropped and made again, so that it was there before and stays. */
function isThere(operation: Operation, catalog: Catalog): boolean {
  switch (operation.kind) {
    case 'createTable':
      return findRelation(catalog, operation.table) !== undefined;
    case 'createView':
      return findRelation(catalog, operation.view) !== undefined;
    case 'addColumn':
      return findColumn(findRelation(catalog, operation.table), operation.column.name) !== undefined;
    case 'createIndex': {
      const { schema } = resolveName(catalog, operation.table);
      return (
        operation.index !== undefined && findIndex(catalog, { schema, name: operation.index }) !== undefined
      );
    }
    case 'createType':
      return findType(catalog, operation.type) !== undefined;
    default:
      return false;
  }
}

/** What is dropped only if it is there, or was made by this deploy, need not come back. */
function isMissed(step: Step): boolean {
  const { operation } = step;
  if (operation.kind !== 'dropTable' && operation.kind !== 'dropColumn') return false;
  if (operation.ifExists || isNew(step, operation.table)) return false;
  return operation.kind === 'dropTable' || !isNewColumn(step, operation.table, operation.column);
}
