import { asAdvised } from '../src/advice/remedy.ts';
import { isNew } from '../src/judge.ts';
import {
  printAlterTable,
  printConcurrentReindex,
  printCreateIndex,
  printDuration,
  quote,
  quoteLiteral,
} from '../src/print.ts';
import { defineRule, type AdviceStep } from '../src/rule.ts';
import type { Step } from '../src/step.ts';

const LIFT = 'Lift the timeout for this statement alone';

type Timeout = 'lock_timeout' | 'statement_timeout';

/** A concurrent build waits for all older transactions, and lock_timeout counts that wait too. */
const OF_BUILD: readonly Timeout[] = ['lock_timeout', 'statement_timeout'];
/** VALIDATE waits for its lock before it begins: a lock timeout there loses nothing. */
const OF_VALIDATION: readonly Timeout[] = ['statement_timeout'];

export default defineRule({
  meta: {
    category: 'correctness',
    severity: 'warning',
    preset: 'recommended',
    description: 'Disallow a short timeout around a concurrent index build or the validation of a constraint',
    hasSuggestions: true,
    messages: {
      build:
        'If it takes longer than {{limit}}, the build is cancelled and leaves an INVALID index, which no query uses and every write maintains: {{setting}} is in force, and a concurrent build reads the whole table twice and waits for every older transaction.',
      validation:
        'If it takes longer than {{limit}}, the check of "{{table}}" is cancelled and the migration fails, however often it is tried: statement_timeout is in force, and VALIDATE CONSTRAINT reads the whole table.',
    },
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: {
        minimum: {
          type: 'integer',
          minimum: 1,
          description: 'A timeout of at least so many seconds is long enough',
        },
      },
    },
    defaultOptions: { minimum: 3600 },
  },

  on: {
    *createIndex(operation, step, options) {
      const [short] = shortTimeouts(step, OF_BUILD, options);
      if (!operation.concurrently || short === undefined || isNew(step, operation.table)) return;
      const sql = printCreateIndex({ ...operation, ifNotExists: false });
      const advice = advise(step, OF_BUILD, sql);
      yield { messageId: 'build', data: short, advice, remedies: [asAdvised(LIFT, advice)] };
    },

    *reindex(operation, step, options) {
      const [short] = shortTimeouts(step, OF_BUILD, options);
      if (!operation.concurrently || short === undefined) return;
      if (operation.name !== undefined && isNew(step, operation.name)) return;
      const advice = advise(step, OF_BUILD, printConcurrentReindex(operation));
      yield { messageId: 'build', data: short, advice, remedies: [asAdvised(LIFT, advice)] };
    },

    *validateConstraint({ table, constraint }, step, options) {
      const [short] = shortTimeouts(step, OF_VALIDATION, options);
      if (short === undefined || isNew(step, table) || step.effect.scans.length === 0) return;
      const sql = `${printAlterTable(table)} VALIDATE CONSTRAINT ${quote(constraint)};`;
      const advice = advise(step, OF_VALIDATION, sql);
      yield {
        messageId: 'validation',
        data: { ...short, table: table.name },
        advice,
        remedies: [asAdvised(LIFT, advice)],
      };
    },
  },
});

/** The timeouts in force that are too short, as messages write them. */
function shortTimeouts(
  step: Step,
  timeouts: readonly Timeout[],
  { minimum }: { readonly minimum: number },
): readonly { readonly setting: Timeout; readonly limit: string }[] {
  return timeouts.flatMap((setting) => {
    const milliseconds = inForce(step, setting) ?? 0;
    return milliseconds > 0 && milliseconds < minimum * 1000
      ? [{ setting, limit: printDuration(milliseconds) }]
      : [];
  });
}

function inForce({ settings }: Step, timeout: Timeout): number | undefined {
  return timeout === 'lock_timeout' ? settings.lockTimeout : settings.statementTimeout;
}

function advise(step: Step, timeouts: readonly Timeout[], sql: string): readonly AdviceStep[] {
  const isBuild = timeouts === OF_BUILD;
  // A tool that sends the file as one query makes a transaction of SET and the statement.
  if (isBuild && step.transaction.mode.scope !== 'none') {
    return [
      { title: `Set ${timeouts.join(' and ')} to 0 on the connection of this migration, or for its role` },
      { title: 'Then build the index', sql, outsideTransaction: true, place: 'own migration' },
    ];
  }
  const set = timeouts.map((timeout) => `SET ${timeout} = 0;`);
  const restore = timeouts.flatMap((timeout) => {
    const milliseconds = inForce(step, timeout);
    return milliseconds === undefined
      ? []
      : [`SET ${timeout} = ${quoteLiteral(printDuration(milliseconds))};`];
  });
  return [{ title: LIFT, sql: [...set, sql, ...restore].join('\n') }];
}
