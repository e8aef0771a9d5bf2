import { findIndex } from '../src/catalog/lookup.ts';
import { outsideTransaction } from '../src/advice/constraint.ts';
import { findPartitioned, whyTogether } from '../src/judge.ts';
import type { Operation } from '../src/operation.ts';
import {
  printConcurrentDetach,
  printConcurrentIndexDrop,
  printConcurrentReindex,
  printCreateIndex,
} from '../src/print.ts';
import { defineRule, type Remedy } from '../src/rule.ts';
import type { Step } from '../src/step.ts';

export default defineRule({
  meta: {
    category: 'correctness',
    severity: 'error',
    preset: 'recommended',
    description:
      'Disallow CONCURRENTLY, VACUUM and their like inside a transaction, where Postgres refuses them',
    hasSuggestions: true,
    messages: {
      inTransaction: '{{statement}} fails here, since Postgres refuses it inside a transaction: {{because}}.',
      inDoBlock:
        '{{statement}} fails here, since Postgres refuses it inside a transaction, and a DO block always runs in one.',
    },
  },

  on: {
    *any(operation, step) {
      if (!step.effect.forbiddenInTransaction || isRefusedAnyway(operation, step)) return;
      const { statement, sql } = describe(operation);
      const advice = [outsideTransaction(step, `Run it outside of any transaction`, sql)];
      const remedies: readonly Remedy[] = [
        { title: 'Run it', change: { kind: 'move', to: 'no transaction', sql } },
      ];
      if (step.statement.operations.some((part) => part.kind === 'doBlock')) {
        yield { messageId: 'inDoBlock', data: { statement }, advice };
      } else if (step.transaction.kind !== 'none') {
        yield {
          messageId: 'inTransaction',
          data: { statement, because: whyTogether(step) },
          advice,
          remedies,
        };
      }
    },
  },
});

/** no-concurrent-index-on-partitioned says what to do there: it fails outside of a transaction too. */
function isRefusedAnyway(operation: Operation, step: Step): boolean {
  switch (operation.kind) {
    case 'createIndex':
      return findPartitioned(step, operation.table) !== undefined;
    case 'dropIndex': {
      const table = findIndex(step.catalog, operation.index)?.table;
      return table !== undefined && findPartitioned(step, table) !== undefined;
    }
    default:
      return false;
  }
}

function describe(operation: Operation): { readonly statement: string; readonly sql?: string } {
  switch (operation.kind) {
    case 'createIndex': {
      // Without IF NOT EXISTS, which the INVALID index of a failed build would satisfy.
      const sql = printCreateIndex({ ...operation, ifNotExists: false });
      return { statement: 'CREATE INDEX CONCURRENTLY', sql };
    }
    case 'dropIndex':
      return {
        statement: 'DROP INDEX CONCURRENTLY',
        sql: printConcurrentIndexDrop(operation.index, operation.ifExists),
      };
    case 'reindex':
      return {
        statement: operation.concurrently
          ? 'REINDEX CONCURRENTLY'
          : `REINDEX ${operation.target.toUpperCase()}`,
        sql: printConcurrentReindex(operation),
      };
    case 'detachPartition':
      return { statement: 'DETACH PARTITION CONCURRENTLY', sql: printConcurrentDetach(operation) };
    case 'vacuum':
      return { statement: operation.full ? 'VACUUM FULL' : 'VACUUM' };
    case 'cluster':
      return { statement: 'CLUSTER' };
    case 'createObject':
      return { statement: `CREATE ${operation.objectKind.toUpperCase()}` };
    case 'alterObject':
      return { statement: `ALTER ${operation.objectKind.toUpperCase()}` };
    case 'dropObject':
      return { statement: `DROP ${operation.objectKind.toUpperCase()}` };
    case 'addEnumValue':
      return { statement: 'ALTER TYPE … ADD VALUE' };
    case 'utility':
      return { statement: operation.command };
    default:
      return { statement: 'The statement' };
  }
}
