import { fingerprintsOf } from '../fingerprint.ts';
import type { LintResult } from '../lint.ts';
import type { Severity } from '../rule.ts';
import { repositoryPath, type ReportContext } from './context.ts';

const SEVERITIES: Readonly<Record<Severity, string>> = { error: 'critical', warning: 'minor', info: 'info' };

/**
 * A Code Quality report of GitLab, which compares the fingerprints of two branches.
 * https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
export function renderGitlab(result: LintResult, context: ReportContext): string {
  const pathOf = (file: string): string => repositoryPath(context, file);
  const issues = [...fingerprintsOf(result, pathOf)].map(([finding, { hash }]) => ({
    description: finding.message,
    check_name: finding.rule,
    fingerprint: hash,
    severity: SEVERITIES[finding.severity],
    location: { path: pathOf(finding.file), lines: { begin: finding.line, end: finding.endLine } },
  }));
  return `${JSON.stringify(issues, null, 2)}\n`;
}
