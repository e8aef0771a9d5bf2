import type { Finding } from '../finding.ts';
import { indexLines, locate } from '../lines.ts';
import type { Reference } from '../reference.ts';
import type { LintResult, MigrationSummary } from '../lint.ts';
import type { Edit } from '../rule.ts';
import { effectJson } from './effect.ts';

/** The version of the contract; it changes when a field is renamed or removed. */
const VERSION = 1;

/** The findings, migrations and coverage of a run as JSON; lines and columns are 1-based. */
export function renderJson(result: LintResult): string {
  const report = {
    version: VERSION,
    findings: result.findings.map(findingJson),
    migrations: result.migrations.map(migrationJson),
    coverage: coverageJson(result),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** A finding as both JSON formats show it. */
export function findingJson(finding: Finding) {
  return {
    rule: finding.rule,
    category: finding.category,
    severity: finding.severity,
    message: finding.message,
    advice: finding.advice,
    file: finding.file,
    line: finding.line,
    column: finding.column,
    endLine: finding.endLine,
    endColumn: finding.endColumn,
    operation: finding.operation ?? null,
    relation: finding.relation ?? null,
    name: finding.name ?? null,
    effect: effectJson(finding.effect, finding.blocks),
    references: finding.references.map(referenceJson),
    docs: finding.docs,
    fix: finding.fix.map(editJson),
    suggestions: finding.suggestions.map(({ title, edits, files = [] }) => ({
      title,
      edits: edits.map(editJson),
      files,
    })),
  };
}

/** Offsets are UTF-16 and half-open, in the text of the file without a byte order mark. */
function editJson({ span, text }: Edit) {
  return { start: span.start, end: span.end, text };
}

function referenceJson(reference: Reference) {
  const { file, line, column, text, kind, confidence, because, in: moment, revision } = reference;
  return {
    ...{ file, line, column, text, kind, confidence, because: because ?? null },
    ...{ in: moment, revision: revision ?? null },
  };
}

function migrationJson({ migration, risk, source }: MigrationSummary) {
  return {
    file: migration.file,
    tool: migration.tool,
    direction: migration.direction,
    transaction: migration.transaction.scope,
    risk,
    statements: source.statements.length,
    operations: source.statements.reduce((sum, { operations }) => sum + operations.length, 0),
  };
}

function coverageJson({ coverage }: LintResult) {
  return {
    files: coverage.files,
    statements: coverage.statements,
    operations: coverage.operations,
    unsupported: coverage.unsupported.map(({ migration, operation }) => ({
      file: migration.file,
      ...locate(indexLines(migration.text), operation.span.start),
      reason: operation.reason,
    })),
  };
}
