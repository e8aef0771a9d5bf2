import type { TableConstraint } from '../src/catalog/catalog.ts';
import { isStepOf } from '../src/judge.ts';
import { printAlterTable, quote } from '../src/print.ts';
import { defineRule } from '../src/rule.ts';
import type { HistoryEnd, Step } from '../src/step.ts';

export default defineRule({
  meta: {
    category: 'correctness',
    severity: 'warning',
    preset: 'recommended',
    description: 'Require a constraint that was added NOT VALID to be validated by a later migration',
    hasSuggestions: true,
    messages: {
      notValidated:
        'Rows of "{{table}}" that were there before may still break "{{constraint}}": it was added NOT VALID, and no later migration validates it, so that neither queries nor SET NOT NULL can rely on it.',
    },
  },

  on: {
    *historyEnd(end) {
      // Most migrations add none, and what the history comes to is worked out when it is asked for.
      if (!end.ends.some(({ steps }) => steps.some((step) => isStepOf(step, 'addConstraint')))) return;
      const newest = lastDeploy(end);
      for (const table of end.catalog.relations.values()) {
        for (const constraint of table.constraints) {
          // What the newest deploy adds is validated by the next one.
          if (constraint.validated || constraint.notEnforced === true) continue;
          if (constraint.origin.deploy === newest) continue;
          const step = findAddition(end, constraint);
          if (step === undefined) continue;

          const name = { schema: table.schema === 'public' ? undefined : table.schema, name: table.name };
          const sql = `${printAlterTable(name)} VALIDATE CONSTRAINT ${quote(constraint.name)};`;
          yield {
            at: step,
            messageId: 'notValidated',
            data: { table: table.name, constraint: constraint.name },
            name: constraint.name,
            advice: [
              {
                title: 'Check the old rows while reads and writes go on',
                sql,
                place: 'own migration',
              },
            ],
            remedies: [
              {
                title: 'Add a migration that validates it',
                change: { kind: 'append', sql, words: ['validate', constraint.name] },
              },
            ],
          };
        }
      }
    },
  },
});

/** None of those that are judged, where a migration follows that is live already. */
function lastDeploy({ ends, history }: HistoryEnd): number {
  if (history.migrations.at(-1)?.isNew !== true) return -1;
  return ends.reduce((last, { steps }) => Math.max(last, steps.at(-1)?.deploy ?? last), -1);
}

/** The step that added the constraint, unless that was merged before; a partition's comes from its parent. */
function findAddition({ ends }: HistoryEnd, { origin }: TableConstraint): Step | undefined {
  const end = ends.find(({ migrationIndex }) => migrationIndex === origin.migration);
  return end?.steps.find(
    ({ operation }) => operation.kind === 'addConstraint' && operation.span.start === origin.span.start,
  );
}
