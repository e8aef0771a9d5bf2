import { createColors } from 'picocolors';

import type { Finding } from '../finding.ts';
import { indexLines, locate, type LineIndex } from '../lines.ts';
import type { LintResult, MigrationSummary, Risk } from '../lint.ts';
import type { Severity } from '../rule.ts';
import { frameLines } from './frame.ts';
import { placesOf } from './references.ts';
import { countSeverities, findingsIn, groupByFile, lockParts } from './summary.ts';
import { count, displayWidth, enumerate, expandTabs, visible, wrap } from './text.ts';

export interface PrettyOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly color: boolean;
  /** Only what makes a run fail: no summary, and nothing where there are no findings. */
  readonly quiet: boolean;
}

/** More unreadable places than this are counted and not listed. */
const MOST_UNREADABLE = 5;
/** More safe migrations than this are counted and not listed. */
const MOST_SAFE = 10;
/** Columns before everything that belongs to a finding. */
const INDENT = '    ';
const LABEL_WIDTH = 9;

type Colors = ReturnType<typeof createColors>;

interface Page {
  readonly width: number;
  readonly colors: Colors;
  /** Whether it is worked out what can be mended. */
  readonly isMendable: boolean;
}

/** To work out how a finding is mended takes as long as to find it: of so many nobody reads each. */
const MOST_MENDED = 50;

/** The report for people: findings by file with their code, then what to think of each migration. */
export function renderPretty(result: LintResult, { width, color, quiet }: PrettyOptions): string {
  const page: Page = {
    width: Math.max(40, Math.min(width, 120)),
    colors: createColors(color),
    isMendable: result.findings.length <= MOST_MENDED,
  };
  const lines = [...findingLines(result, page), ...(quiet ? [] : summaryLines(result, page))];
  return lines.length === 0 ? '' : `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function findingLines({ findings, migrations }: LintResult, page: Page): readonly string[] {
  const texts = new Map(migrations.map(({ migration }) => [migration.file, migration.text]));
  const lines: string[] = [];
  let index: LineIndex | undefined;
  let file: string | undefined;
  for (const finding of findings) {
    if (finding.file !== file) {
      ({ file } = finding);
      const text = texts.get(file);
      index = text === undefined ? undefined : indexLines(text);
      lines.push(page.colors.underline(visible(file)), '');
    }
    lines.push(...headLines(finding, page), ...codeLines(finding, index, page), ...textLines(finding, page));
  }
  return lines;
}

function headLines(finding: Finding, { colors, isMendable }: Page): readonly string[] {
  const { severity, rule, line, column } = finding;
  const place = `${line.toString()}:${column.toString()}`;
  const remark = isMendable && finding.fix.length > 0 ? `${place}  fixable` : place;
  return [`  ${paint(severity, colors)(severity)}  ${colors.bold(rule)}  ${colors.dim(remark)}`, ''];
}

function codeLines(finding: Finding, index: LineIndex | undefined, page: Page): readonly string[] {
  if (index === undefined) return [];
  const { colors } = page;
  const gutter = finding.endLine.toString().length;
  const frame = frameLines(finding, index, page.width - INDENT.length - gutter - ' │ '.length);
  const margin = (line: number | undefined): string =>
    INDENT + colors.dim(`${(line?.toString() ?? '').padStart(gutter)} │ `);
  const lines = frame.flatMap(({ line, text, marks }) => [
    margin(line) + text,
    ...(marks === '' ? [] : [margin(undefined) + paint(finding.severity, colors)(marks)]),
  ]);
  return [...lines, ''];
}

function textLines(finding: Finding, page: Page): readonly string[] {
  const lock = lockParts(finding);
  const width = page.width - INDENT.length;
  const lines = [
    ...wrap(visible(finding.message), width),
    '',
    ...placeBlock(finding, width, page),
    ...(lock.length === 0 ? [] : labelled('Lock', wrapParts(lock, width - LABEL_WIDTH), page)),
    ...(finding.advice === ''
      ? []
      : labelled('Instead', adviceLines(finding.advice, width - LABEL_WIDTH), page)),
  ];
  return lines.map((line) => INDENT + line);
}

/** Who still uses what the statement takes away, each place with its line of code. */
function placeBlock(finding: Finding, width: number, page: Page): readonly string[] {
  const { shown, rest } = placesOf(finding);
  if (shown.length === 0) return [];
  const room = width - LABEL_WIDTH;
  const lines = shown.flatMap(({ words, text }) => [
    ...wrap(visible(words), room),
    page.colors.dim(`  ${clipped(expandTabs(visible(text)), room - 2)}`),
  ]);
  return labelled('Used in', [...lines, ...(rest === '' ? [] : [rest])], page);
}

function clipped(text: string, width: number): string {
  return displayWidth(text) <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

function labelled(label: string, lines: readonly string[], { colors }: Page): readonly string[] {
  const [first = '', ...rest] = lines;
  const head = `${colors.dim(label)}${' '.repeat(LABEL_WIDTH - label.length)}${first}`;
  return [head, ...rest.map((line) => ' '.repeat(LABEL_WIDTH) + line), ''];
}

/** Sentences are wrapped; SQL, which is indented, is left as it is to be copied. */
function adviceLines(advice: string, width: number): readonly string[] {
  return advice.split('\n').flatMap((line) => {
    if (/^\s/.test(line)) return [visible(line)];
    const [number = ''] = /^\d+\. /.exec(line) ?? [];
    const [first = '', ...rest] = wrap(visible(line.slice(number.length)), width - number.length);
    return [number + first, ...rest.map((more) => ' '.repeat(number.length) + more)];
  });
}

/** Parts side by side as far as there is room; a part that is too long by itself is wrapped. */
function wrapParts(parts: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const part of parts.map(visible)) {
    const longer = lines.length === 0 ? part : `${lines.at(-1) ?? ''} · ${part}`;
    if (lines.length > 0 && displayWidth(longer) <= width) lines.splice(-1, 1, longer);
    else lines.push(...wrap(part, width));
  }
  return lines;
}

function summaryLines(result: LintResult, page: Page): readonly string[] {
  if (result.migrations.length === 0) return [];
  return [...migrationLines(result, page), '', ...totalLines(result, page), ...unreadableLines(result, page)];
}

function migrationLines({ migrations, findings }: LintResult, page: Page): readonly string[] {
  const safe = migrations.filter(({ risk }) => risk === 'safe');
  const listed = safe.length > MOST_SAFE ? migrations.filter(({ risk }) => risk !== 'safe') : migrations;
  const byFile = groupByFile(findings);
  const names = listed.map(({ migration }) => visible(migration.file));
  const widest = Math.max(0, ...names.map(displayWidth));
  const lines = listed.map((summary, index) => {
    const name = names[index] ?? '';
    const remarks = remarksOn(summary, byFile.get(summary.migration.file) ?? []);
    const gap = ' '.repeat(widest - displayWidth(name) + 2);
    const tail = remarks.length === 0 ? '' : gap + page.colors.dim(remarks.join(', '));
    return `  ${riskLabel(summary.risk, page)}  ${name}${tail}`;
  });
  const others = migrations.length - listed.length;
  const rest = others > 0 ? [`  ${riskLabel('safe', page)}  ${count(others, 'other migration')}`] : [];
  return [page.colors.bold('Migrations'), '', ...lines, ...rest];
}

/** A file may hold several migrations; each is told of the findings in its own part. */
function remarksOn(
  { migration, needsMaintenanceWindow }: MigrationSummary,
  findings: readonly Finding[],
): readonly string[] {
  const own = findingsIn(migration, findings);
  return [...countSeverities(own), ...(needsMaintenanceWindow ? ['wants a maintenance window'] : [])];
}

function totalLines({ migrations, findings, coverage }: LintResult, page: Page): readonly string[] {
  const { colors, width, isMendable } = page;
  const read = `${count(migrations.length, 'migration')} with ${count(coverage.statements, 'statement')}`;
  if (findings.length === 0) return [`${colors.green('✔')} Nothing to report in ${read}.`];
  return [
    ...wrap(`${enumerate(countSeverities(findings))} in ${read}.`, width),
    colors.dim('ddlint explain <rule> says why, and what to do.'),
    ...fixableLines(findings, isMendable).map(colors.dim),
  ];
}

/** How many findings `ddlint fix` has an answer to. */
function fixableLines(findings: readonly Finding[], isMendable: boolean): readonly string[] {
  if (!isMendable) return ['ddlint fix --dry-run shows what it would mend.'];
  const fixable = findings.filter(({ fix }) => fix.length > 0).length;
  const suggested = findings.filter(
    ({ fix, suggestions }) => fix.length === 0 && suggestions.length > 0,
  ).length;
  if (fixable + suggested === 0) return [];
  const parts = [
    ...(fixable > 0 ? [`mends ${count(fixable, 'finding')}`] : []),
    ...(suggested > 0 ? [`has suggestions for ${count(suggested, fixable > 0 ? 'other' : 'finding')}`] : []),
  ];
  return [`ddlint fix ${enumerate(parts)}.`];
}

function unreadableLines({ coverage }: LintResult, { colors }: Page): readonly string[] {
  const { unsupported } = coverage;
  if (unsupported.length === 0) return [];
  const places = unsupported.slice(0, MOST_UNREADABLE).map(({ migration, operation }) => {
    const { line, column } = locate(indexLines(migration.text), operation.span.start);
    return `  ${visible(migration.file)}:${line.toString()}:${column.toString()}  ${visible(operation.reason)}`;
  });
  const more = unsupported.length - places.length;
  return [
    '',
    colors.yellow(`${count(unsupported.length, 'statement')} could not be read:`),
    ...places,
    ...(more > 0 ? [`  and ${more.toString()} more`] : []),
  ];
}

function paint(severity: Severity, colors: Colors): (text: string) => string {
  switch (severity) {
    case 'error':
      return colors.red;
    case 'warning':
      return colors.yellow;
    case 'info':
      return colors.blue;
    default:
      return severity satisfies never;
  }
}

function riskLabel(risk: Risk, { colors }: Page): string {
  const label = risk.padEnd('dangerous'.length);
  switch (risk) {
    case 'dangerous':
      return colors.red(label);
    case 'risky':
      return colors.yellow(label);
    case 'safe':
      return colors.green(label);
    default:
      return risk satisfies never;
  }
}
