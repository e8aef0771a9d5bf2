import { outsideTransaction } from '../src/advice/constraint.ts';
import { asAdvised } from '../src/advice/remedy.ts';
import { isNew } from '../src/judge.ts';
import type { CreateIndex } from '../src/operation.ts';
import { printConcurrentIndexDrop, printCreateIndex } from '../src/print.ts';
import { defineRule } from '../src/rule.ts';
import type { Step } from '../src/step.ts';

export default defineRule({
  meta: {
    category: 'correctness',
    severity: 'warning',
    preset: 'recommended',
    description: 'Disallow IF NOT EXISTS where an index is built concurrently',
    hasSuggestions: true,
    messages: {
      skipped:
        'If a first try fails, this migration succeeds without an index on the second: a failed CREATE INDEX CONCURRENTLY leaves an INVALID index "{{index}}" on "{{table}}", which no query uses and every write maintains, and which satisfies IF NOT EXISTS.',
    },
  },

  on: {
    *migrationEnd({ steps }) {
      for (const [place, step] of steps.entries()) {
        const { operation } = step;
        if (operation.kind !== 'createIndex' || !operation.concurrently || !operation.ifNotExists) continue;
        const { index } = operation;
        // Where it fails in any case, no-concurrently-in-transaction says all there is to say.
        if (index === undefined || step.transaction.kind !== 'none' || isNew(step, operation.table)) continue;
        if (isCleared(steps.slice(0, place), index) || isAdopted(steps.slice(place), operation)) continue;

        const drop = outsideTransaction(
          step,
          'Drop what a failed try may have left',
          printConcurrentIndexDrop({ schema: operation.table.schema, name: index }, true),
        );
        const create = outsideTransaction(
          step,
          'Build the index, so that a failure is seen',
          printCreateIndex({ ...operation, ifNotExists: false }),
        );
        yield {
          at: step,
          messageId: 'skipped',
          data: { index, table: operation.table.name },
          name: index,
          advice: [drop, create],
          remedies: [
            asAdvised('Drop what a failed try may have left before', [drop, create]),
            asAdvised('Leave out IF NOT EXISTS, so that a second try fails', [create]),
          ],
        };
      }
    },
  },
});

/** An INVALID leftover is dropped before, so that there is nothing for IF NOT EXISTS to find. */
function isCleared(earlier: readonly Step[], index: string): boolean {
  return earlier.some(({ operation }) => operation.kind === 'dropIndex' && operation.index.name === index);
}

/** `ADD CONSTRAINT … USING INDEX` fails on an INVALID index, so the failure is seen. */
function isAdopted(later: readonly Step[], { index }: CreateIndex): boolean {
  return later.some(
    ({ operation }) => operation.kind === 'addConstraint' && operation.constraint.usingIndex === index,
  );
}
