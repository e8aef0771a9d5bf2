import { createColors } from 'picocolors';

import type { Finding } from '../finding.ts';
import { diffLines, patchOf } from '../fix/diff.ts';
import { applyEdits } from '../fix/edit.ts';
import { followUpOf } from '../fix/opt-out.ts';
import { planFixes } from '../fix/plan.ts';
import type { LintResult } from '../lint.ts';
import { count, visible, wrap } from '../report/text.ts';
import type { Suggestion } from '../rule.ts';
import type { LintArguments } from './arguments.ts';
import { UsageError } from './error.ts';
import { usesColor, widthOf, type Io } from './io.ts';
import {
  exitCode,
  judgeUnaccepted,
  runLint,
  settingsInput,
  withBase,
  type Loaded,
  type Run,
} from './lint.ts';
import { findUpwards } from '../repository.ts';
import { addFile, rewriteFile } from './write.ts';

/** A fix may make room for the next; more rounds than this are a mistake of ours. */
const MOST_ROUNDS = 20;

export interface FixMode {
  readonly isDryRun: boolean;
  readonly isInteractive: boolean;
}

/** `ddlint fix [paths…]`: makes the fixes, tells which suggestions remain, and returns the exit code. */
export async function runFix(args: LintArguments, mode: FixMode, run: Run): Promise<number> {
  const { io } = run;
  const { isDryRun, isInteractive } = mode;
  if (isDryRun && isInteractive) throw new UsageError('--dry-run and --interactive exclude each other.');
  if (isInteractive && io.ask === undefined)
    throw new UsageError('--interactive needs a terminal to ask on.');
  const input = await newOnly(args, io);
  const fixed = await fixInMemory(input, args, run);
  if (isDryRun) {
    for (const { file, before, after } of fixed.changes) io.stdout.write(patchOf(file, before, after));
    io.stderr.write(`ddlint: ${summaryOf(fixed, 'Would fix')}\n`);
    return exitCode(fixed.result, input.config);
  }
  writeChanges(fixed, io);
  io.stdout.write(`${summaryOf(fixed, 'Fixed')}\n`);
  const result = isInteractive ? await askForEach(fixed.result, { input, args, run }) : fixed.result;
  tellFollowUps(changedFiles(fixed, result), result, io);
  tellRemaining(result, { io, isInteractive, color: args.color });
  return exitCode(result, input.config);
}

/** `ddlint --fix [paths…]`: makes the fixes, lints what they leave, and returns the exit code. */
export async function runFixedLint(args: LintArguments, run: Run): Promise<number> {
  const fixed = await fixInMemory(await newOnly(args, run.io), args, run);
  writeChanges(fixed, run.io);
  if (fixed.changes.length > 0) run.io.stderr.write(`ddlint: ${summaryOf(fixed, 'Fixed')}\n`);
  return runLint(args, run.io, run.parser);
}

/**
 * What is applied already must not change: where nobody says what is new, the repository has to.
 */
async function newOnly(args: LintArguments, io: Io): Promise<Loaded> {
  const input = await settingsInput(args, io);
  const isSaid = args.paths.length > 0 || input.config.since !== undefined;
  if (isSaid) return withBase(input, args, io);
  if (findUpwards(io.cwd, '.git') === undefined) {
    throw new UsageError(
      'Name the migrations to fix, or say with --since which ones are new: those that are applied must not change.',
    );
  }
  return withBase({ ...input, config: { ...input.config, since: 'auto' } }, args, io);
}

interface Fixed {
  /** What is left. */
  readonly result: LintResult;
  readonly changes: readonly { readonly file: string; readonly before: string; readonly after: string }[];
  readonly count: number;
}

/** Makes fixes round by round, until there are none. */
async function fixInMemory(input: Loaded, args: LintArguments, run: Run): Promise<Fixed> {
  let result = await judgeUnaccepted(input, args, run);
  const original = textsOf(result);
  const texts = new Map<string, string>();
  let fixes = 0;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const plans = planFixes(result.findings, textsOf(result));
    if (plans.length === 0) break;
    for (const { file, after, findings } of plans) {
      texts.set(file, after);
      fixes += findings.length;
    }
    result = await judgeUnaccepted(input, args, { ...run, texts });
  }
  const changes = [...texts].map(([file, after]) => ({ file, before: original.get(file) ?? '', after }));
  return { result, changes, count: fixes };
}

function textsOf({ migrations }: LintResult): ReadonlyMap<string, string> {
  return new Map(migrations.map(({ migration }) => [migration.file, migration.text]));
}

function writeChanges({ changes }: Fixed, { cwd }: Io): void {
  for (const { file, ...texts } of changes) rewriteFile(cwd, file, texts);
}

function summaryOf({ changes, count: fixes }: Fixed, verb: 'Fixed' | 'Would fix'): string {
  if (fixes === 0) return 'There is nothing to fix.';
  const files = changes.map(({ file }) => visible(file)).join(', ');
  return `${verb} ${count(fixes, 'finding')} in ${files}.`;
}

/** What the fixes and the suggestions have changed. */
function changedFiles({ changes, result }: Fixed, last: LintResult): ReadonlySet<string> {
  const texts = textsOf(result);
  const suggested = [...textsOf(last)].filter(([file, text]) => texts.get(file) !== text);
  return new Set([...changes, ...suggested.map(([file]) => ({ file }))].map(({ file }) => file));
}

function tellFollowUps(files: ReadonlySet<string>, { migrations }: LintResult, { stdout }: Io): void {
  const told = migrations
    .filter(({ migration }) => files.has(migration.file))
    .flatMap(({ migration }) => followUpOf(migration.tool) ?? []);
  for (const sentence of new Set(told)) stdout.write(`${sentence}\n`);
}

interface Asking {
  readonly input: Loaded;
  readonly args: LintArguments;
  readonly run: Run;
}

/** Shows one suggestion after the other, and makes those that are wanted. */
async function askForEach(first: LintResult, { input, args, run }: Asking): Promise<LintResult> {
  let result = first;
  const refused = new Map<string, number>();
  for (;;) {
    const next = nextSuggestion(result, refused);
    if (next === undefined) return result;
    const { finding, suggestion, key } = next;
    const text = textsOf(result).get(finding.file) ?? '';
    show(next, text, { io: run.io, color: args.color });
    const answer = await answerOf(run.io);
    if (answer === 'q') return result;
    if (answer === 'n') {
      refused.set(key, (refused.get(key) ?? 0) + 1);
      continue;
    }
    for (const file of suggestion.files ?? []) addFile(run.io.cwd, file.file, file.text);
    if (suggestion.edits.length > 0) {
      rewriteFile(run.io.cwd, finding.file, { before: text, after: applyEdits(text, suggestion.edits) });
    }
    result = await judgeUnaccepted(input, args, { ...run, texts: new Map() });
  }
}

interface Offer {
  readonly finding: Finding;
  readonly suggestion: Suggestion;
  readonly key: string;
}

/** The first suggestion that was not refused yet; the same ones are counted, since lines move. */
function nextSuggestion({ findings }: LintResult, refused: ReadonlyMap<string, number>): Offer | undefined {
  const passed = new Map<string, number>();
  for (const finding of findings) {
    for (const suggestion of finding.suggestions) {
      const { file, rule, message, name = '' } = finding;
      const key = [file, rule, message, name, suggestion.title].join('\n');
      const seen = passed.get(key) ?? 0;
      if (seen >= (refused.get(key) ?? 0)) return { finding, suggestion, key };
      passed.set(key, seen + 1);
    }
  }
  return undefined;
}

function show(
  { finding, suggestion }: Offer,
  text: string,
  { io, color }: { readonly io: Io; readonly color: boolean | undefined },
): void {
  const colors = createColors(usesColor(color, io));
  const paint = (line: string): string =>
    line.startsWith('+') ? colors.green(line) : line.startsWith('-') ? colors.red(line) : colors.dim(line);
  const width = Math.min(widthOf(io.stdout), 100);
  const { edits, files = [] } = suggestion;
  const lines = [
    '',
    `${colors.underline(placeOf(finding))}  ${colors.bold(finding.rule)}`,
    ...wrap(visible(finding.message), width),
    '',
    ...wrap(colors.bold(`${suggestion.title}:`), width),
    ...diffLines(text, applyEdits(text, edits), 2).map((line) => paint(visible(line))),
    ...files.flatMap((file) => [
      colors.dim(`new file ${visible(file.file)}`),
      ...diffLines('', file.text).map((line) => paint(visible(line))),
    ]),
    '',
  ];
  io.stdout.write(`${lines.map((line) => `  ${line}`.trimEnd()).join('\n')}\n`);
}

async function answerOf({ ask }: Io): Promise<'y' | 'n' | 'q'> {
  for (;;) {
    const answer = (await ask?.('  Make this change? y(es), n(o), q(uit) '))?.trim().toLowerCase();
    if (answer === 'y' || answer === 'yes') return 'y';
    if (answer === 'n' || answer === 'no' || answer === '') return 'n';
    if (answer === 'q' || answer === 'quit' || answer === undefined) return 'q';
  }
}

function tellRemaining(
  { findings }: LintResult,
  {
    io,
    isInteractive,
    color,
  }: { readonly io: Io; readonly isInteractive: boolean; readonly color: boolean | undefined },
): void {
  const colors = createColors(usesColor(color, io));
  const suggested = findings.filter(({ suggestions }) => suggestions.length > 0);
  const lines = suggested.flatMap((finding) => [
    `  ${placeOf(finding)}  ${colors.bold(finding.rule)}`,
    ...finding.suggestions.map(({ title }) => `    ${colors.dim(visible(title))}`),
  ]);
  const number = count(findings.length, 'finding');
  const rest = findings.length === 0 ? 'No finding is left.' : `${number} left; ddlint shows what to do.`;
  const hint = isInteractive ? '' : ' ddlint fix --interactive shows each and asks.';
  const list = lines.length === 0 ? [] : ['', `Suggestions that remain:${hint}`, '', ...lines, ''];
  io.stdout.write(`${[...list, rest].join('\n')}\n`);
}

function placeOf({ file, line, column }: Finding): string {
  return `${visible(file)}:${line.toString()}:${column.toString()}`;
}
