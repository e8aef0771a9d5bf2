import { blocks, feltLocks, lockPhrase } from '../src/judge.ts';
import type { RelationLock } from '../src/postgres/effect.ts';
import { quoteLiteral } from '../src/print.ts';
import { blocksReads, isStronger } from '../src/postgres/locks.ts';
import { defineRule, type AdviceStep, type Remedy } from '../src/rule.ts';
import type { MigrationEnd, Step } from '../src/step.ts';

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
    fixable: true,
    hasSuggestions: true,
    messages: {
      missing:
        'If {{busy}} "{{table}}" when this runs, everybody who {{others}} the table after it waits as well: the statement queues for {{mode}}, with no limit, and whoever {{others}} it later queues behind it. No lock_timeout is set.',
      zero: 'A lock_timeout of 0 is no limit: if {{busy}} "{{table}}" when this runs, the statement queues for {{mode}}, and whoever {{others}} it later queues behind it.',
      tooLate:
        'The lock_timeout is set only after this statement, so it waits without a limit: if {{busy}} "{{table}}" when it runs, it queues for {{mode}}, and whoever {{others}} it later queues behind it.',
      outsideTransaction:
        'SET LOCAL has no effect outside a transaction, so no lock_timeout is set: if {{busy}} "{{table}}" when this runs, the statement queues for {{mode}}, and whoever {{others}} it later queues behind it.',
    },
  },

  on: {
    *migrationEnd(end) {
      const step = end.steps.find((candidate) => blocks(candidate).length > 0);
      if (step === undefined || isLimited(step)) return;
      const locks = feltLocks(step);
      const tables = locks.filter(({ role }) => role !== 'index');
      const lock = [...tables, ...locks].sort(byStrength)[0];
      const mode = lock?.mode ?? 'ACCESS EXCLUSIVE';
      // Only what blocks reads waits for them, and has them wait behind it.
      const words = blocksReads(mode)
        ? { busy: 'a long query uses', others: 'wants' }
        : { busy: 'a long transaction has written to', others: 'writes to' };
      const data = { table: lock?.relation.name ?? '', mode: lockPhrase(mode), ...words };
      yield {
        messageId: reasonOf(step, end.steps),
        data,
        advice: [limit(step)],
        remedies: remediesOf(step, end),
        at: step,
      };
    },
  },
});

function byStrength(left: RelationLock, right: RelationLock): number {
  if (left.mode === right.mode) return 0;
  return isStronger(left.mode, right.mode) ? -1 : 1;
}

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

const DEFAULT = '5s';

/** What is set for the session would cancel a concurrent build that waits for others, so it ends with the migration. */
function remediesOf(step: Step, { steps }: MigrationEnd): readonly Remedy[] {
  const later = steps.slice(steps.indexOf(step));
  if (later.some(({ effect }) => effect.forbiddenInTransaction)) return [];
  const set = steps.find(setsTimeout);
  const written = set?.operation.kind === 'setVariable' ? set.operation.value : undefined;
  const value = step.settings.lockTimeout === 0 ? DEFAULT : (written ?? DEFAULT);
  const isLocal = isInTransaction(step);
  // What the migration sets for the session itself is its own to take back.
  const isOwn = set !== undefined && !isLost(set);
  return [
    {
      title: `Set a lock_timeout of ${value} before it`,
      change: {
        kind: 'around',
        before: setTimeout(isLocal, value),
        ...(isLocal || isOwn ? {} : { atEnd: 'RESET lock_timeout;' }),
      },
      isSafe: set === undefined,
    },
  ];
}

/** A file that is sent as one query becomes a transaction by its second statement. */
function isInTransaction({ transaction }: Step): boolean {
  return transaction.kind !== 'none' || transaction.mode.scope === 'simple-query';
}

function setTimeout(isLocal: boolean, value: string): string {
  return `SET ${isLocal ? 'LOCAL ' : ''}lock_timeout = ${quoteLiteral(value)};`;
}

function limit(step: Step): AdviceStep {
  const isLocal = isInTransaction(step);
  return {
    title: `Limit the wait before the first statement that takes a lock, and run the migration again when it gives up${isLocal ? '' : '; where the connection serves others afterwards, RESET it at the end'}`,
    sql: setTimeout(isLocal, DEFAULT),
  };
}
