import { isStepOf, whyTogether } from '../src/judge.ts';
import { defineRule } from '../src/rule.ts';
import type { Step } from '../src/step.ts';

export default defineRule({
  meta: {
    category: 'correctness',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow BEGIN and COMMIT that leave a transaction open or end another one',
    hasSuggestions: true,
    messages: {
      open: 'Nothing commits what begins here: it is rolled back when the connection closes, or its locks are held for as long as the connection stays open.',
      nested:
        'This BEGIN has no effect but a warning, because a transaction is open already: {{because}}. The COMMIT that belongs to it ends that transaction.',
      endsEarly:
        'This ends the transaction that the tool has opened: {{because}}. If a statement below fails, what stands above stays, and the migration has run half way.',
      rollsBack:
        'This undoes the transaction that the tool has opened: {{because}}. What stands above is lost, and the tool records the migration as applied.',
      insideBlock:
        'This fails with error 2D000: a DO block can COMMIT or ROLLBACK only where no transaction is open around it, and {{because}}.',
    },
  },

  on: {
    *begin(_, step) {
      const { kind } = step.transaction;
      if (kind !== 'tool' && kind !== 'explicit') return;
      yield {
        messageId: 'nested',
        data: { because: whyTogether(step) },
        advice: [{ title: 'Leave out BEGIN and its COMMIT' }],
      };
    },

    *commit(_, step) {
      if (isInBlock(step)) {
        if (step.transaction.kind !== 'none') yield insideBlock(step);
      } else if (step.transaction.kind === 'tool' && !isOfNestedBegin(step)) {
        yield { messageId: 'endsEarly', data: { because: whyTogether(step) }, advice: wayOut(step) };
      }
    },

    *rollback({ toSavepoint }, step) {
      if (toSavepoint !== undefined) return;
      if (isInBlock(step)) {
        if (step.transaction.kind !== 'none') yield insideBlock(step);
      } else if (step.transaction.kind === 'tool') {
        yield { messageId: 'rollsBack', data: { because: whyTogether(step) }, advice: wayOut(step) };
      }
    },

    *migrationEnd(end) {
      const opener = end.openTransaction?.openedBy;
      if (opener === undefined) return;
      yield {
        messageId: 'open',
        advice: [{ title: 'End the file with COMMIT', sql: 'COMMIT;' }],
        remedies: [{ title: 'End the file with COMMIT', change: { kind: 'around', atEnd: 'COMMIT;' } }],
        at: opener,
      };
    },
  },
});

/** The COMMIT of a BEGIN that was reported: one finding for the pair. */
function isOfNestedBegin({ transaction }: Step): boolean {
  return transaction.steps.some((other) => isStepOf(other, 'begin'));
}

function isInBlock({ statement }: Step): boolean {
  return statement.operations.some((operation) => operation.kind === 'doBlock');
}

function insideBlock(step: Step) {
  const advice = [{ title: 'Run the block where no transaction is open', outsideTransaction: true }];
  return { messageId: 'insideBlock' as const, data: { because: whyTogether(step) }, advice };
}

function wayOut({ transaction }: Step) {
  const { optOut } = transaction.mode;
  return [
    { title: 'Leave it out and split the migration where one part has to be committed before the next' },
    ...(optOut === undefined
      ? []
      : [{ title: 'Or run the migration without the transaction of the tool', outsideTransaction: true }]),
  ];
}
