import { findRelation } from '../src/catalog/lookup.ts';
import { isNew, isNewColumn } from '../src/judge.ts';
import type { ObjectName, Operation } from '../src/operation.ts';
import type { Effect } from '../src/postgres/effect.ts';
import { effectOf } from '../src/postgres/effects.ts';
import { defineRule, type AdviceStep } from '../src/rule.ts';
import type { Step } from '../src/step.ts';

type Failure = NonNullable<Effect['failure']>;

/**
 * Speaks of what no other rule knows better. Left to others are the failures of columns whose type
 * changes (no-column-type-change), of dropped or renamed columns and dropped or truncated tables
 * that are in use (no-drop-column, no-rename-column, no-drop-table, no-truncate), of CONCURRENTLY
 * on partitioned tables (no-concurrent-index-on-partitioned) and in a transaction
 * (no-concurrently-in-transaction), and of foreign keys that cannot be NOT VALID
 * (require-not-valid-foreign-key).
 */
export default defineRule({
  meta: {
    category: 'correctness',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow statements that Postgres refuses in the schema that the history has built',
    messages: {
      refused: 'Postgres refuses this with error {{code}}, so the migration stops here: {{error}}.',
      version:
        'Postgres {{postgres}} refuses this with error {{code}}, so the migration stops here: {{error}}. A newer version takes it.',
    },
  },

  on: {
    *any(operation, step) {
      const { failure } = step.effect;
      if (failure === undefined || operation.conditional === true || isLeftToOthers(operation, step)) return;
      if (isUndoneBefore(operation, step) || mayHaveOtherName(failure, step)) return;
      const data = { code: failure.code, error: failure.message };
      if (effectOf(operation, step.catalog, 18).failure === undefined) {
        const postgres = step.postgres.toString();
        yield {
          messageId: 'version',
          data: { ...data, postgres },
          advice: [
            {
              title:
                'If no server runs a version this old, say so by --postgres or by "postgres" in the configuration',
            },
          ],
          // The version may be no more than the oldest that is supported.
          depends: true,
        };
        return;
      }
      // Files of no known tool may be no history at all, or run in another order.
      const depends = step.migration.tool === 'plain' && step.migrationIndex > 0;
      yield { messageId: 'refused', data, advice: wayOut(failure), depends };
    },
  },
});

function isLeftToOthers(operation: Operation, step: Step): boolean {
  const { effect, transaction, catalog, postgres } = step;
  if (effect.forbiddenInTransaction && transaction.kind !== 'none') return true;
  const isPartitioned = (table: ObjectName): boolean =>
    findRelation(catalog, table)?.partitioned !== undefined;
  switch (operation.kind) {
    case 'alterColumnType':
      return true;
    case 'dropTable':
    case 'truncate':
      return !isNew(step, operation.table);
    case 'dropColumn':
    case 'renameColumn':
      return !isNew(step, operation.table) && !isNewColumn(step, operation.table, operation.column);
    case 'createIndex':
      return operation.concurrently && isPartitioned(operation.table);
    case 'dropIndex':
      return operation.concurrently && effect.failure?.message.includes('partitioned index') === true;
    case 'addConstraint':
      return operation.constraint.notValid === true && postgres < 18 && isPartitioned(operation.table);
    default:
      return false;
  }
}

/**
 * ALTER TABLE drops before it adds, and adds columns before all that may name them, in whatever
 * order its subcommands stand.
 */
function isUndoneBefore(operation: Operation, { statement, effect }: Step): boolean {
  const others = statement.operations;
  if (effect.failure?.code === '42703') return others.some((other) => other.kind === 'addColumn');
  if (operation.kind === 'addColumn')
    return others.some((other) => other.kind === 'dropColumn' && other.column === operation.column.name);
  if (operation.kind === 'addConstraint')
    return others.some(
      (other) => other.kind === 'dropConstraint' && other.constraint === operation.constraint.name,
    );
  return false;
}

/** Names may be sent in snake case or not: what is missing, or there already, may be spelled the other way. */
function mayHaveOtherName({ message }: Failure, { migration }: Step): boolean {
  return migration.naming?.isPossible === true && /"[^"]*[A-Z_][^"]*"/.test(message);
}

function wayOut({ code }: Failure): readonly AdviceStep[] {
  switch (code) {
    case '42P07':
    case '42701':
    case '42710':
      return [{ title: 'Leave it out, give it another name, or drop what is there in an earlier statement' }];
    case '42703':
    case '42704':
      return [{ title: 'Name what is there after the statements before this one' }];
    case '2BP01':
      return [{ title: 'Drop or change what depends on it first, by a statement that names it' }];
    default:
      return [];
  }
}
