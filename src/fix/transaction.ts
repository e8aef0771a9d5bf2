import type { MigrationEnd, Step } from '../step.ts';

/** Whether a statement that Postgres refuses inside a transaction runs where the step stands. */
export function runsWithoutTransaction({
  step,
  end,
}: {
  readonly step: Step;
  readonly end: MigrationEnd;
}): boolean {
  const { kind, mode } = step.transaction;
  const isAlone = end.steps.every(({ statement }) => statement === step.statement);
  switch (mode.scope) {
    case 'none':
      // Prisma's own splitter knows CONCURRENTLY with CREATE INDEX only, and sends a file that it cannot
      // read as one query (https://github.com/prisma/prisma-engines/pull/5847).
      return (
        kind === 'none' &&
        (isAlone || step.migration.tool !== 'prisma' || step.operation.kind === 'createIndex')
      );
    case 'simple-query':
      return kind === 'none' && isAlone;
    // A migration that holds nothing else runs without a transaction.
    case 'automatic':
      return kind !== 'explicit' && isAlone;
    case 'file':
    case 'batch':
      return false;
  }
}
