import type { Finding } from '../finding.ts';
import type { LintResult } from '../lint.ts';
import type { Severity } from '../rule.ts';
import { repositoryPath, type ReportContext } from './context.ts';
import { placeLines } from './references.ts';

/**
 * Annotations of GitHub Actions, which need no token. GitHub shows the first ten of each level;
 * the log holds them all.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export function renderGithub({ findings }: LintResult, context: ReportContext): string {
  return findings.map((finding) => annotation(finding, context)).join('');
}

function annotation(finding: Finding, context: ReportContext): string {
  const { line, column, endLine, endColumn, message, advice } = finding;
  const places = placeLines(finding, (file) => repositoryPath(context, file)).join('\n');
  const properties = {
    file: repositoryPath(context, finding.file),
    line,
    endLine,
    // GitHub takes columns only of an annotation within one line.
    ...(line === endLine ? { col: column, endColumn } : {}),
    title: `ddlint: ${finding.rule}`,
  };
  const listed = Object.entries(properties).map(
    ([name, value]) => `${name}=${escapeProperty(String(value))}`,
  );
  const text = [message, places, advice].filter((part) => part !== '').join('\n\n');
  return `::${levelOf(finding.severity)} ${listed.join(',')}::${escapeData(text)}\n`;
}

function levelOf(severity: Severity): string {
  return severity === 'info' ? 'notice' : severity;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
