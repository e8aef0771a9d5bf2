import { relationOf } from '../findings.ts';
import { blocks } from '../judge.ts';
import { indexLines, locate } from '../lines.ts';
import type { LintResult, MigrationSummary } from '../lint.ts';
import { subjectOf } from '../subject.ts';
import { effectJson } from './effect.ts';
import { findingJson } from './json.ts';

/** The version of the contract; it changes when a field is renamed or removed. */
const VERSION = 1;

/**
 * The inventory as JSON: every operation of every migration, in the order in which they run, and
 * apart from it the findings.
 */
export function renderOperations(result: LintResult): string {
  const report = {
    version: VERSION,
    operations: result.migrations.flatMap(operationsOf),
    findings: result.findings.map(findingJson),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function operationsOf({ migration, source, steps }: MigrationSummary) {
  const lines = indexLines(migration.text);
  const numbers = new Map(source.statements.map(({ span }, index) => [span.start, index + 1]));
  return steps.map((step) => {
    const { name, columns, detail } = subjectOf(step.operation);
    return {
      file: migration.file,
      ...locate(lines, step.operation.span.start),
      // The number of the statement in its migration, from 1.
      statement: numbers.get(step.statement.span.start) ?? null,
      operation: step.operation.kind,
      relation: relationOf(step) ?? null,
      name: name ?? null,
      columns,
      detail: detail ?? null,
      transaction: step.transaction.kind,
      effect: effectJson(step.effect, blocks(step)),
    };
  });
}
