import { batched } from '../src/advice/column.ts';
import { asAdvised } from '../src/advice/remedy.ts';
import { heldMeanwhile, isNew, isSystemTable, reach } from '../src/judge.ts';
import type { Delete, Update } from '../src/operation.ts';
import { defineRule, type Report } from '../src/rule.ts';
import type { Step } from '../src/step.ts';

const MESSAGES = {
  everyRow:
    'This {{verb}}s every row of "{{table}}" in one transaction: whoever changes one of those rows waits until all are done, the replicas fall behind, and the old versions of all rows stay on disk until VACUUM has removed them. The larger the table, the longer.',
  newColumn:
    'This {{verb}}s every row of "{{table}}" in one transaction, because the column of its WHERE is new and NULL in all of them: whoever changes one of those rows waits until all are done, the replicas fall behind, and the old versions stay on disk until VACUUM has removed them.',
  manyRows:
    'This may {{verb}} most rows of "{{table}}" in one transaction, as {{why}}: whoever changes one of those rows waits until all are done, the replicas fall behind, and the old versions stay on disk until VACUUM has removed them.',
  loop: 'The batches of this loop are one transaction, because the DO block never commits: every row of "{{table}}" that it {{verb}}s stays locked until the last batch is done, and going through batches gains nothing.',
} as const;

export default defineRule({
  meta: {
    category: 'locking',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow changing most rows of a table that is in use in one transaction',
    hasSuggestions: true,
    messages: MESSAGES,
  },

  on: {
    *update(_, step) {
      yield* judge(step);
    },

    *delete(_, step) {
      yield* judge(step);
    },
  },
});

function* judge(step: Step<Update | Delete>): Iterable<Report<typeof MESSAGES>> {
  const { table, where, kind } = step.operation;
  // Under a lock that keeps everybody out, no-work-under-exclusive-lock speaks, with the same way out.
  if (isNew(step, table) || isSystemTable(table) || heldMeanwhile(step) !== undefined) return;
  const data = { table: table.name, verb: kind };
  const advice = [batched(step)];
  const remedies = [asAdvised('Change the rows in batches', advice)];
  const touched = reach(step, table, where);

  if (touched === 'all') {
    yield { messageId: 'everyRow', data, advice, remedies };
  } else if (touched === 'most' && where?.conditions.some(({ kind: test }) => test === 'isNull') === true) {
    yield { messageId: 'newColumn', data, advice, remedies };
  } else if (touched === 'most') {
    const why = 'IS NOT NULL spares only those without a value';
    yield { messageId: 'manyRows', data: { ...data, why }, advice, remedies, depends: true };
  } else if (isLoopWithoutCommit(step)) {
    const title = 'End each round of the loop with COMMIT, and run the block where no transaction is open';
    yield { messageId: 'loop', data, advice: [{ title, outsideTransaction: true }], depends: true };
  } else if (isJoin(step)) {
    const why = 'a join spares only those without a partner';
    yield { messageId: 'manyRows', data: { ...data, why }, advice, remedies, depends: true };
  }
}

/** Batches by LIMIT in a DO block that does not commit between them. */
function isLoopWithoutCommit({ operation, statement }: Step<Update | Delete>): boolean {
  const kinds = statement.operations.map((other) => other.kind);
  const isLimited = operation.where?.conditions.some((condition) => condition.limited === true) === true;
  return isLimited && kinds.includes('doBlock') && !kinds.includes('commit');
}

/** Only compared with the column of another relation, which picks no rows. */
function isJoin({ operation }: Step<Update | Delete>): boolean {
  const conditions = operation.where?.conditions ?? [];
  return (
    operation.uses.relations.length > 0 &&
    conditions.filter(({ kind }) => kind === 'equals').length === 1 &&
    conditions.every(({ kind }) => ['equals', 'isNull', 'isNotNull', 'always'].includes(kind))
  );
}
