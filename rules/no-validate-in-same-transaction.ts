import { findConstraint, findRelation, isSameName } from '../src/catalog/lookup.ts';
import { nextTransaction } from '../src/advice/constraint.ts';
import { isNew } from '../src/judge.ts';
import type { LockMode } from '../src/operation.ts';
import { blocksReads } from '../src/postgres/locks.ts';
import { printAlterTable, quote } from '../src/print.ts';
import { defineRule } from '../src/rule.ts';
import type { Step } from '../src/step.ts';

export default defineRule({
  meta: {
    category: 'locking',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow validating a constraint in the transaction that added it',
    hasSuggestions: true,
    messages: {
      sameTransaction:
        'NOT VALID gains nothing here: every {{blocked}} "{{table}}" waits until all its rows have been checked, since the {{mode}} lock that adding "{{constraint}}" took is held to the end of the transaction: {{because}}.',
    },
  },

  on: {
    *validateConstraint({ table: name, constraint }, step) {
      const table = findRelation(step.catalog, name);
      const found = findConstraint(table, constraint);
      if (table === undefined || found === undefined || isNew(step, name)) return;
      if (found.validated || found.origin.transaction !== step.transaction.id) return;

      const held = step.transaction.heldLocks.find(({ relation }) => isSameName(relation, table));
      const own: LockMode = found.kind === 'foreignKey' ? 'SHARE ROW EXCLUSIVE' : 'ACCESS EXCLUSIVE';
      const mode = held?.mode ?? own;
      const sql = `${printAlterTable(name)} VALIDATE CONSTRAINT ${quote(constraint)};`;
      yield {
        messageId: 'sameTransaction',
        data: {
          table: table.name,
          constraint,
          mode,
          blocked: blocksReads(mode) ? 'read and write of' : 'INSERT, UPDATE and DELETE on',
          because: becauseOf(step),
        },
        advice: [
          {
            title: 'Validate it after the transaction that adds it',
            sql,
            place: nextTransaction(step),
          },
        ],
        remedies: [{ title: 'Validate it', change: { kind: 'move', to: 'next transaction', sql } }],
      };
    },
  },
});

function becauseOf({ transaction }: Step): string {
  switch (transaction.kind) {
    case 'none':
      return 'both are parts of one statement';
    case 'explicit':
      return 'both stand between BEGIN and COMMIT';
    case 'tool':
    case 'implicit':
      return transaction.mode.because;
  }
}
