import type { Finding } from '../finding.ts';
import { indexLines, lineText } from '../lines.ts';
import type { LintResult, MigrationSummary, Risk } from '../lint.ts';
import { isScript } from '../script-file.ts';
import { adviceParts } from './advice-text.ts';
import { repositoryPath, type ReportContext } from './context.ts';
import { placesOf } from './references.ts';
import { countSeverities, feltLocks, findingsIn, groupByFile, lockParts, whoWaits } from './summary.ts';
import { count, enumerate, visible } from './text.ts';

/** The longest comment that GitHub takes, in characters; a job summary may be longer. */
const LIMIT = 65_536;
/** Room for the sentence that says what was left out. */
const RESERVE = 200;
/** The table takes at most half of the room. */
const TABLE_LIMIT = LIMIT / 2;
/** More lines of one statement say no more. */
const MOST_LINES = 8;
const MOST_LOCKS = 3;

const RISKS: Readonly<Record<Risk, string>> = {
  dangerous: '🔴 dangerous',
  risky: '🟠 risky',
  safe: '🟢 safe',
};

/**
 * A comment on a pull request, or the summary of a job: a table of the migrations, and folded below
 * it what was found. Never longer than a comment may be. The first line lets a script find the
 * comment again to replace it.
 */
export function renderMarkdown(result: LintResult, context: ReportContext): string {
  const head = ['<!-- ddlint -->', `### ddlint: ${headline(result)}`, ...table(result, context)];
  return `${fit(head, details(result, context)).join('\n\n')}\n`;
}

function headline({ findings, migrations }: LintResult): string {
  const read = count(migrations.length, 'migration');
  return findings.length === 0
    ? `nothing to report in ${read}`
    : `${enumerate(countSeverities(findings))} in ${read}`;
}

/** The parts that fit below the head, and what is missing. */
function fit(head: readonly string[], parts: readonly string[]): readonly string[] {
  let room = LIMIT - RESERVE - head.join('\n\n').length;
  const shown: string[] = [];
  for (const part of parts) {
    room -= part.length + '\n\n'.length;
    if (room < 0) break;
    shown.push(part);
  }
  const missing = parts.length - shown.length;
  if (missing === 0) return [...head, ...shown];
  return [
    ...head,
    ...shown,
    `Details of ${count(missing, 'more migration')} do not fit here. The log of the job has them all.`,
  ];
}

function table({ migrations, findings, coverage }: LintResult, context: ReportContext): readonly string[] {
  if (migrations.length === 0) return [];
  const byFile = groupByFile(findings);
  const rows = migrations.map((summary) => row(summary, byFile.get(summary.migration.file) ?? [], context));
  const lines = ['| Migration | Risk | Locks | Who waits | Findings |', '| --- | --- | --- | --- | --- |'];
  let room = TABLE_LIMIT;
  for (const line of rows) {
    room -= line.length + 1;
    if (room < 0) break;
    lines.push(line);
  }
  const missing = rows.length - (lines.length - 2);
  const { unsupported } = coverage;
  return [
    lines.join('\n'),
    ...(missing > 0 ? [`And ${count(missing, 'more migration')}.`] : []),
    ...(unsupported.length > 0 ? [`⚠️ ${count(unsupported.length, 'statement')} could not be read.`] : []),
  ];
}

function row(summary: MigrationSummary, ofFile: readonly Finding[], context: ReportContext): string {
  const { migration, risk, needsMaintenanceWindow } = summary;
  const locks = [...feltLocks(summary)];
  const shown = locks.slice(0, MOST_LOCKS).map(([relation, mode]) => `${mode} on ${code(relation)}`);
  const more = locks.length - shown.length;
  const cells = [
    code(repositoryPath(context, migration.file)),
    RISKS[risk],
    [...shown, ...(more > 0 ? [`${more.toString()} more`] : [])].join('<br>'),
    enumerate(whoWaits(summary)) || 'nobody',
    [
      ...countSeverities(findingsIn(migration, ofFile)),
      ...(needsMaintenanceWindow ? ['wants a maintenance window'] : []),
    ].join(', '),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** One folded part for each file with findings. */
function details({ findings, migrations }: LintResult, context: ReportContext): readonly string[] {
  const texts = new Map(migrations.map(({ migration }) => [migration.file, migration.text]));
  return [...groupByFile(findings)].map(([file, own]) => {
    const title = `<code>${html(visible(repositoryPath(context, file)))}</code>: ${enumerate(countSeverities(own))}`;
    const parts = own.map((finding) => section(finding, texts.get(file)));
    return `<details>\n<summary>${title}</summary>\n\n${parts.join('\n\n')}\n\n</details>`;
  });
}

function section(finding: Finding, text: string | undefined): string {
  const { rule, severity, line, docs, message, advice } = finding;
  const lock = lockParts(finding);
  const language = isScript(finding.file) ? 'ts' : 'sql';
  const parts = [
    `#### ${docs === '' ? rule : `[${rule}](${docs})`} · ${severity} · line ${line.toString()}`,
    ...(text === undefined ? [] : [fence(codeOf(finding, text), language)]),
    prose(message),
    ...usedIn(finding),
    ...(lock.length === 0 ? [] : [`**Lock:** ${prose(lock.join(' · '))}`]),
    ...(advice === '' ? [] : [`**Instead:**`, adviceOf(advice, language)]),
  ];
  return parts.join('\n\n');
}

/** Who still uses what the statement takes away. */
function usedIn(finding: Finding): readonly string[] {
  const { shown, rest } = placesOf(finding);
  if (shown.length === 0) return [];
  const items = [
    ...shown.map(({ words, text }) => `${prose(words)}: ${code(text)}`),
    ...(rest === '' ? [] : [rest]),
  ];
  return ['**Used in:**', items.map((item) => `- ${item}`).join('\n')];
}

function codeOf({ line, endLine, endColumn }: Finding, text: string): string {
  const index = indexLines(text);
  const last = endColumn === 1 && endLine > line ? endLine - 1 : endLine;
  const shown = Math.min(last, line + MOST_LINES - 1);
  const lines = Array.from({ length: shown - line + 1 }, (_, offset) => lineText(index, line + offset));
  return [...lines, ...(shown < last ? ['…'] : [])].join('\n');
}

/** Sentences as prose, and their code below them. */
function adviceOf(advice: string, language: string): string {
  const parts = adviceParts(advice).map(({ number, text, code: lines }) => {
    const indent = ' '.repeat(number.length);
    const block = lines === '' ? '' : `\n${indented(`\n${fence(lines, language)}\n`, indent)}`;
    return `${number}${prose(text)}${block}`;
  });
  return parts.join('\n').trimEnd();
}

function indented(text: string, indent: string): string {
  return text.replaceAll(/^(?=.)/gm, indent);
}

/** A block of code whose fence is longer than any run of backticks in it. */
function fence(text: string, language: string): string {
  const marks = '`'.repeat(Math.max(2, ...runsOf(text)) + 1);
  const lines = text.split('\n').map(visible);
  return [marks + language, ...lines, marks].join('\n');
}

function code(text: string): string {
  const marks = '`'.repeat(Math.max(0, ...runsOf(text)) + 1);
  const space = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return marks + space + visible(text) + space + marks;
}

function runsOf(text: string): readonly number[] {
  return [...text.matchAll(/`+/g)].map(([run]) => run.length);
}

/** Text that renders as it is: no marks, no tags, no mention of a person or an issue. */
function prose(text: string): string {
  return html(visible(text))
    .replaceAll(/[\\`*_[\]~|]/g, '\\$&')
    .replaceAll(/#(?=\d)/g, '&#35;')
    .replaceAll('@', '&#64;');
}

function html(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
