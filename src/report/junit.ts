import type { Finding } from '../finding.ts';
import type { LintResult } from '../lint.ts';
import { repositoryPath, type ReportContext } from './context.ts';
import { placeLines } from './references.ts';
import { groupByFile } from './summary.ts';
import { visible } from './text.ts';

/**
 * JUnit's XML, for services that show test results: each file is a suite and each finding a test
 * case. What does not make the run fail is a case that passes and is told of in the suite's output.
 * https://github.com/windyroad/JUnit-Schema
 */
export function renderJunit(result: LintResult, context: ReportContext): string {
  const files = [...new Set(result.migrations.map(({ migration }) => migration.file))];
  const byFile = groupByFile(result.findings);
  const suites = files.flatMap((file, id) => suite({ file, id, findings: byFile.get(file) ?? [] }, context));
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites>', ...suites, '</testsuites>', ''].join(
    '\n',
  );
}

interface Suite {
  readonly file: string;
  readonly id: number;
  readonly findings: readonly Finding[];
}

function suite({ file, id, findings }: Suite, context: ReportContext): readonly string[] {
  const name = repositoryPath(context, file);
  const isFailure = ({ severity }: Finding): boolean =>
    severity === 'error' || (severity === 'warning' && context.failsOnWarnings);
  const passing = findings.filter((finding) => !isFailure(finding));
  const attributes = {
    id: id.toString(),
    package: 'ddlint',
    name,
    timestamp: context.now.toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length),
    hostname: 'localhost',
    tests: Math.max(1, findings.length).toString(),
    failures: (findings.length - passing.length).toString(),
    errors: '0',
    time: '0',
  };
  const cases =
    findings.length === 0
      ? [testCase('no findings', name, undefined)]
      : findings.map((finding) => testCase(titleOf(finding), name, isFailure(finding) ? finding : undefined));
  return [
    `  <testsuite${attributeList(attributes)}>`,
    '    <properties></properties>',
    ...cases,
    `    <system-out>${escape(passing.map((finding) => textOf(finding, name)).join('\n'))}</system-out>`,
    '    <system-err></system-err>',
    '  </testsuite>',
  ];
}

function testCase(title: string, file: string, failure: Finding | undefined): string {
  const attributes = attributeList({ name: title, classname: file, time: '0' });
  if (failure === undefined) return `    <testcase${attributes}></testcase>`;
  const cause = attributeList({ message: failure.message, type: failure.rule });
  return `    <testcase${attributes}><failure${cause}>${escape(textOf(failure, file))}</failure></testcase>`;
}

function titleOf({ rule, line, column }: Finding): string {
  return `${rule} at ${line.toString()}:${column.toString()}`;
}

function textOf(finding: Finding, file: string): string {
  const place = `${file}:${finding.line.toString()}:${finding.column.toString()}`;
  const parts = [
    `${place} ${finding.severity} ${finding.rule}`,
    finding.message,
    placeLines(finding).join('\n'),
    finding.advice,
    finding.docs,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function attributeList(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escape(value).replaceAll('"', '&quot;').replaceAll('\n', '&#10;')}"`)
    .join('');
}

/** XML 1.0 has no way to write most control characters. */
function escape(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => visible(line).replaceAll(/[\uD800-\uDFFF\uFFFE\uFFFF]/gu, '\uFFFD'));
  return lines.join('\n').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
