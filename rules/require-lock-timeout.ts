import { blocks, lockPhrase } from '../src/judge.ts';
import { blocksReads } from '../src/postgres/locks.ts';
import { defineRule, type AdviceStep } from '../src/rule.ts';
import type { Step } from '../src/step.ts';

/**
 * One report for a migration, at the first statement that would wait: one setting mends them all.
 * What blocks nobody, CREATE INDEX CONCURRENTLY above all, needs no limit and must not have a short one.
 */
export default defineRule({
  meta: {
    category: 'locking',
    severity: 'warning',
    preset: 'strict',
    description: 'Require a lock_timeout before a statement that blocks reads or writes of a table in use',
    messages: {
      missing:
        'If a long query uses "{{table}}" when this runs, everybody who wants the table after it waits as well: the statement queues for {{mode}}, with no limit, and whoever comes later queues behind it. No lock_timeout is set.',
      zero: 'A lock_timeout of 0 is no limit: if a long query uses "{{table}}" when this runs, the statement queues for {{mode}}, and whoever comes later queues behind it.',
      tooLate:
        'The lock_timeout is set only after this statement, so it waits without a limit: if a long query uses "{{table}}" when it runs, it queues for {{mode}}, and whoever comes later queues behind it.',
      outsideTransaction:
        'SET LOCAL has no effect outside a transaction, so no lock_timeout is set: if a long query uses "{{table}}" when this runs, the statement queues for {{mode}}, and whoever comes later queues behind it.',
    },
  },

  on: {
    *migrationEnd(end) {
      const step = end.steps.find((candidate) => blocks(candidate).length > 0);
      if (step === undefined || isLimited(step)) return;
      const lock =
        step.effect.locks.find((held) => blocksReads(held.mode)) ??
        step.effect.locks.find(({ role }) => role === 'target');
      const data = { table: lock?.relation.name ?? '', mode: lockPhrase(lock?.mode ?? 'ACCESS EXCLUSIVE') };
      yield { messageId: reasonOf(step, end.steps), data, advice: [limit(step)], at: step };
    },
  },
});

function isLimited({ settings }: Step): boolean {
  return settings.lockTimeout !== undefined && settings.lockTimeout > 0;
}

function reasonOf(step: Step, steps: readonly Step[]): 'missing' | 'zero' | 'tooLate' | 'outsideTransaction' {
  const index = steps.indexOf(step);
  if (steps.slice(0, index).some((other) => setsTimeout(other) && isLost(other))) return 'outsideTransaction';
  if (step.settings.lockTimeout === 0) return 'zero';
  return steps.slice(index).some(setsTimeout) ? 'tooLate' : 'missing';
}

function setsTimeout({ operation }: Step): boolean {
  return operation.kind === 'setVariable' && operation.name === 'lock_timeout' && !operation.reset;
}

/** Postgres warns and goes on. */
function isLost({ operation, transaction }: Step): boolean {
  return operation.kind === 'setVariable' && operation.local && transaction.kind === 'none';
}

function limit({ transaction }: Step): AdviceStep {
  const isLocal = transaction.kind !== 'none';
  return {
    title: `Limit the wait before the first statement that takes a lock, and run the migration again when it gives up${isLocal ? '' : '; where the connection serves others afterwards, RESET it at the end'}`,
    sql: `SET ${isLocal ? 'LOCAL ' : ''}lock_timeout = '5s';`,
  };
}
