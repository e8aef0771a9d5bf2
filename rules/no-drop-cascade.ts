import type { QualifiedName } from '../src/catalog/catalog.ts';
import { findRelation, findType, isSameName, resolveName } from '../src/catalog/lookup.ts';
import { isNew, joined } from '../src/judge.ts';
import type { Operation } from '../src/operation.ts';
import { cascadeOf } from '../src/postgres/cascade.ts';
import { defineRule } from '../src/rule.ts';
import type { Step } from '../src/step.ts';

export default defineRule({
  meta: {
    category: 'data-loss',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow CASCADE where it drops more than the statement names',
    messages: {
      takes:
        'CASCADE drops more than the statement says: {{dependents}}. The code that runs now fails wherever it relies on one of them.',
      unknown:
        'CASCADE may drop more than the statement says, such as views, foreign keys or columns of a type: the history does not create "{{object}}", so what depends on it is not known here.',
    },
  },

  on: {
    *any(operation, step) {
      if (isOfThisDeploy(operation, step)) return;
      const dependents = cascadeOf(operation, step.catalog)?.filter(
        ({ relation }) => !isNamed(step, relation),
      );
      if (dependents?.length === 0 || (dependents === undefined && isGone(step))) return;
      const advice = [
        { title: 'Drop or change what depends on it first, each by a statement that names it' },
        { title: 'Leave out CASCADE, so that Postgres refuses where something was forgotten' },
      ];
      yield dependents === undefined
        ? { messageId: 'unknown', data: { object: namedBy(operation) }, advice, depends: true }
        : { messageId: 'takes', data: { dependents: joined(dependents.map(({ words }) => words)) }, advice };
    },
  },
});

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

/** Not in the history, and not expected to exist: an earlier CASCADE may have taken it. */
function isGone({ operation, statement }: Step): boolean {
  const isFirst = statement.operations[0] === operation;
  return !isFirst || ('ifExists' in operation && operation.ifExists);
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
