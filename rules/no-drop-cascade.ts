import type { QualifiedName } from '../src/catalog/catalog.ts';
import { findRelation, findType, isSameName, resolveName } from '../src/catalog/lookup.ts';
import { isNew, joined } from '../src/judge.ts';
import type { Operation } from '../src/operation.ts';
import { cascadeOf } from '../src/postgres/cascade.ts';
import { defineRule, type EndReport } from '../src/rule.ts';
import type { MigrationEnd, Step } from '../src/step.ts';

const MESSAGES = {
  takes:
    'CASCADE drops more than the statement says: {{dependents}}. The code that runs now fails wherever it relies on that.',
  unknown:
    'CASCADE may drop more than the statement says, such as views, foreign keys or columns of a type: the history does not create "{{object}}", so what depends on it is not known here.',
} as const;

export default defineRule({
  meta: {
    category: 'data-loss',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow CASCADE where it drops more than the statement names',
    messages: MESSAGES,
  },

  on: {
    // At the end of the migration, because views that go may be made again.
    *migrationEnd(end) {
      for (const step of end.steps) yield* judge(step, end);
    },
  },
});

function* judge(step: Step, end: MigrationEnd): Iterable<EndReport<typeof MESSAGES>> {
  // One CASCADE is one cause, however many names stand before it.
  const cascades = step.statement.operations.filter((other) => 'cascade' in other && other.cascade);
  if (cascades[0] !== step.operation) return;
  const used = cascades.filter((other) => !isOfThisDeploy(other, step));
  const found = used.map((other) => cascadeOf(other, step.catalog));
  const dependents = found
    .flatMap((dependent) => dependent ?? [])
    .filter(({ relation }) => !isNamed(step, relation) && !isMadeAgain(step, relation, end));
  const advice = [
    { title: 'Drop or change what depends on it first, each by a statement that names it' },
    { title: 'Leave out CASCADE, so that Postgres refuses where something was forgotten' },
  ];
  // IF EXISTS of what the history does not create: most likely it is not there.
  const unknown = used.find(
    (other, index) => found[index] === undefined && !('ifExists' in other && other.ifExists),
  );
  if (dependents.length > 0) {
    const words = [...new Set(dependents.map((dependent) => dependent.words))];
    yield { messageId: 'takes', data: { dependents: joined(words) }, advice, at: step };
  } else if (unknown !== undefined) {
    yield { messageId: 'unknown', data: { object: namedBy(unknown) }, advice, depends: true, at: step };
  }
}

/** A view of the same name before the transaction ends: nobody sees it gone. */
function isMadeAgain(step: Step, relation: QualifiedName, end: MigrationEnd): boolean {
  return end.steps.some(
    ({ operation, transaction, catalog }) =>
      operation.kind === 'createView' &&
      transaction.id === step.transaction.id &&
      isSameName(resolveName(catalog, operation.view), relation),
  );
}

/** What nobody uses yet takes nothing along that anybody misses. */
function isOfThisDeploy(operation: Operation, step: Step): boolean {
  switch (operation.kind) {
    case 'dropTable':
    case 'dropColumn':
    case 'dropConstraint':
      return isNew(step, operation.table);
    case 'dropView':
      return findRelation(step.catalog, operation.view)?.origin.deploy === step.deploy;
    case 'dropType':
      return findType(step.catalog, operation.type)?.origin.deploy === step.deploy;
    default:
      return false;
  }
}

/** Dropped by the same statement, which says so. */
function isNamed({ statement, catalog }: Step, relation: QualifiedName): boolean {
  return statement.operations.some(
    (other) =>
      (other.kind === 'dropTable' && isSameName(resolveName(catalog, other.table), relation)) ||
      (other.kind === 'dropView' && isSameName(resolveName(catalog, other.view), relation)),
  );
}

function namedBy(operation: Operation): string {
  switch (operation.kind) {
    case 'dropTable':
      return operation.table.name;
    case 'dropView':
      return operation.view.name;
    case 'dropColumn':
      return operation.column;
    case 'dropConstraint':
      return operation.constraint;
    case 'dropType':
      return operation.type.name;
    case 'dropSequence':
      return operation.sequence.name;
    case 'dropSchema':
      return operation.schema;
    case 'dropObject':
      return operation.name.name;
    default:
      return '';
  }
}
