import path from 'node:path';

import { codeOptionsOf } from '../config/code.ts';
import type { Config, RuleEntries } from '../config/config.ts';
import { resolveRuleFlags } from '../config/rule-flags.ts';
import { configuredFolders, judgedHistories } from '../config/scope.ts';
import { resolveSettings, rulesOf, type SettingsInput } from '../config/settings.ts';
import { POSTGRES_VERSIONS } from '../config/schema.ts';
import { tuneEngine } from '../engine.ts';
import { discover, type DiscoverOptions, type Discovery } from '../discover/discover.ts';
import { judgeReplayed, replayAll, RULES, subjectsOf, type LintResult, type LintSettings } from '../lint.ts';
import { hasScripts, loadScripts, worthReadingAhead } from '../lower/lower.ts';
import { readAhead } from '../lower/read-ahead.ts';
import type { History } from '../migration.ts';
import { loadParser } from '../parse/sql.ts';
import type { ApplicationCode } from '../reference.ts';
import { DeferredCode } from '../references/deferred.ts';
import type { LintArguments } from './arguments.ts';
import { findBranchBase, resolveSince } from './base.ts';
import { baselinePlace, withoutAccepted, writeBaseline } from './baseline.ts';
import type { Run as CachedRun } from './cached-run.ts';
import { UsageError } from './error.ts';
import type { Io } from './io.ts';
import { renderReports, writeReports } from './output.ts';
import { startProgress } from './progress.ts';

const CLEAN = 0;
const FOUND = 1;

/** `ddlint [paths…]`: lints, prints the report, and returns the exit code. Without a parser it loads its own. */
export async function runLint(args: LintArguments, io: Io, parser?: Promise<void>): Promise<number> {
  const input = withBase(await settingsInput(args, io), args, io);
  const found = await find(input, args, io);
  const place = baselinePlace(input.configDirectory, io.cwd);
  const run = async (): Promise<CachedRun> => {
    const notes: string[] = [];
    const { result, hasSearchedCode } = await judge(found, args, { io, parser });
    const left = withoutAccepted(result, place, {
      io: { ...io, stderr: { write: (note) => notes.push(note) } },
      quiet: args.quiet,
    });
    const reports = await renderReports(left, args, { io, config: input.config });
    const outcome = { reports, notes, exitCode: exitCode(left, input.config) };
    const hasAskedCompiler = hasSearchedCode && (await import('../references/symbols.ts')).hasAskedCompiler();
    return { outcome, hasSearchedCode, hasAskedCompiler };
  };
  // What a rule of the project's own looks at is not known.
  const outcome =
    args.cache && input.config.ownRules === undefined
      ? await (
          await import('./cached-run.ts')
        ).runThroughCache({ ...found, args, io, baselineFile: place.file }, run)
      : (await run()).outcome;
  for (const note of outcome.notes) io.stderr.write(note);
  writeReports(outcome.reports, io);
  return outcome.exitCode;
}

/**
 * The findings that nobody has accepted yet. With `texts`, which take the place of what is on disk, the
 * same files are judged once more, and what was told of them is not told again.
 */
export async function judgeUnaccepted(
  input: Loaded,
  args: LintArguments,
  { io, parser, texts }: Run & { readonly texts?: ReadonlyMap<string, string> },
): Promise<LintResult> {
  const quiet = args.quiet || texts !== undefined;
  const told = texts === undefined ? io : { ...io, stderr: { write: () => undefined } };
  const found = await find(input, args, told, texts);
  const { result } = await judge(found, args, { io: told, parser });
  return withoutAccepted(result, baselinePlace(input.configDirectory, io.cwd), { io: told, quiet });
}

/** `ddlint baseline`: judges all migrations of the project, and writes what is found as accepted. */
export async function runBaseline(
  args: LintArguments,
  prune: boolean,
  { io, parser }: { readonly io: Io; readonly parser: Promise<void> },
): Promise<void> {
  const { result, configDirectory } = await judgeAll(args, { io, parser });
  io.stdout.write(writeBaseline(result, baselinePlace(configDirectory, io.cwd), prune));
}

/** Judges all migrations of the project, those that are live too. */
export async function judgeAll(
  args: LintArguments,
  { io, parser }: { readonly io: Io; readonly parser: Promise<void> },
): Promise<{ readonly result: LintResult; readonly configDirectory: string | undefined }> {
  const loaded = await settingsInput(args, io);
  const { since: _, ...config } = loaded.config;
  const found = await find({ ...loaded, config }, args, io);
  const { result } = await judge(found, args, { io, parser });
  return { result, configDirectory: loaded.configDirectory };
}

export interface Run {
  readonly io: Io;
  /** Loads what SQL is parsed with; undefined where nobody has begun to. */
  readonly parser: Promise<void> | undefined;
}

/** What is to be judged, and how. */
interface Found {
  readonly input: SettingsInput;
  readonly discovery: Discovery;
  /** Those of the discovery that are judged. */
  readonly histories: readonly History[];
  readonly settings: LintSettings;
}

async function find(
  input: SettingsInput,
  args: LintArguments,
  io: Io,
  texts: ReadonlyMap<string, string> = new Map(),
): Promise<Found> {
  const discovery = discover({ ...(await discoverOptions(args, input, io)), texts });
  const { staged } = discovery;
  if (staged === undefined) tellNotes(discovery, args, { io, since: input.config.since });
  const histories = judgedHistories(discovery.histories, input);
  return { input, discovery, histories, settings: resolveSettings(input) };
}

async function judge(
  { input, discovery, histories, settings: resolved }: Found,
  args: LintArguments,
  { io, parser }: Run,
): Promise<{ readonly result: LintResult; readonly hasSearchedCode: boolean }> {
  const { staged } = discovery;
  if (hasScripts(histories)) await loadScripts();
  const read = readerOf(histories);
  tuneEngine();
  if (read === undefined) await (parser ?? loadParser());
  const progress = startProgress(histories, io);
  const code = new DeferredCode();
  const settings = {
    ...resolved,
    code,
    progress: progress.step,
    ...(read === undefined ? {} : { read }),
    ...(staged === undefined ? {} : { isReported: stagedIn(staged, args.paths, io.cwd) }),
  };
  const replayed = replayAll(histories, settings);
  progress.done();
  const subjects = input.config.references === false ? [] : subjectsOf(replayed, settings);
  const hasSearchedCode = subjects.length > 0;
  if (hasSearchedCode) code.open(await codeOf(discovery, input));
  return { result: judgeReplayed(replayed, settings, subjects), hasSearchedCode };
}

/** For a long history, one that reads in a second thread too. */
function readerOf(histories: readonly History[]): LintSettings['read'] {
  const migrations = worthReadingAhead(histories, { withScripts: true });
  return migrations.length === 0 ? undefined : readAhead(migrations);
}

/** The application's code. Loaded where a migration takes something away: most do not. */
async function codeOf({ histories, texts }: Discovery, input: SettingsInput): Promise<ApplicationCode> {
  const { openCode } = await import('../references/open.ts');
  return openCode({ ...codeOptionsOf(histories, input), texts });
}

/** Paths only narrow what is staged: a hook names every file, of which few are migrations. */
function stagedIn(
  staged: ReadonlySet<string>,
  paths: readonly string[],
  cwd: string,
): (file: string) => boolean {
  const named = paths.map((name) => path.relative(cwd, path.resolve(cwd, name)).split(path.sep).join('/'));
  const isNamed = (file: string): boolean =>
    named.some((name) => name === '' || file === name || file.startsWith(`${name}/`));
  return (file) => staged.has(file) && (named.length === 0 || isNamed(file));
}

/** All migrations of the project, with what is configured, and the file that configures it. */
export async function findMigrations(
  args: LintArguments,
  io: Io,
): Promise<Pick<Discovery, 'histories' | 'notes'> & { readonly configFile: string | undefined }> {
  const { config, ...input } = await settingsInput(args, io);
  const { since: _, ...rest } = config;
  const { histories, notes } = discover(await discoverOptions(args, { ...input, config: rest }, io));
  return { histories, notes, configFile: input.configFile };
}

/** A hook that has nothing to say says nothing: it is not called for staged files. */
function tellNotes(
  { histories, notes }: Discovery,
  { paths }: LintArguments,
  { io, since }: { readonly io: Io; readonly since: string | undefined },
): void {
  if (histories.length === 0 && paths.length === 0) throw new UsageError(notes.join('\n'));
  for (const note of notes) io.stderr.write(`ddlint: ${note}\n`);
  if (since !== undefined && !hasNew(histories)) {
    io.stderr.write(`ddlint: No migration is new since ${since}.\n`);
  }
}

/** Undefined where there is no configuration file. */
export type Loaded = SettingsInput & {
  readonly configDirectory: string | undefined;
  readonly configFile: string | undefined;
};

/** The configuration, if there is one, with the flags laid over it. */
export async function settingsInput(args: LintArguments, io: Io): Promise<Loaded> {
  const { findConfig } = await import('../config/find.ts');
  const file = args.config === undefined ? findConfig(io.cwd) : path.resolve(io.cwd, args.config);
  const config: Config =
    file === undefined ? {} : await (await import('../config/load.ts')).loadConfig(file, RULES);
  const ruleFlags: RuleEntries = resolveRuleFlags(args.rules, rulesOf(config));
  return {
    config: { ...config, ...overridesOf(args) },
    directory: file === undefined ? io.cwd : path.dirname(file),
    configDirectory: file === undefined ? undefined : path.dirname(file),
    configFile: file,
    cwd: io.cwd,
    rules: RULES,
    ruleFlags,
    today: io.now(),
  };
}

/**
 * With what `since` comes to. Where nobody says it, a CI service does, unless somebody names what
 * is to be linted.
 */
export function withBase(input: Loaded, { paths, stdin, staged }: LintArguments, io: Io): Loaded {
  const { since: given, ...config } = input.config;
  const isNamed = stdin || paths.length > 0;
  const since = staged
    ? findBranchBase(given, io.cwd)
    : given === undefined && isNamed
      ? undefined
      : resolveSince(given, io);
  return { ...input, config: since === undefined ? config : { ...config, since } };
}

function overridesOf({ since, preset, postgres, failOn, maxWarnings, references }: LintArguments): Config {
  const version = POSTGRES_VERSIONS.find((known) => known.toString() === postgres);
  return {
    ...(since === undefined ? {} : { since }),
    ...(preset === undefined ? {} : { preset }),
    ...(version === undefined ? {} : { postgres: version }),
    ...(failOn === undefined ? {} : { failOn }),
    ...(maxWarnings === undefined ? {} : { maxWarnings }),
    ...(references === false ? { references } : {}),
  };
}

async function discoverOptions(args: LintArguments, input: SettingsInput, io: Io): Promise<DiscoverOptions> {
  return {
    cwd: input.cwd,
    paths: args.staged ? [] : args.paths,
    since: input.config.since,
    staged: args.staged,
    configured: configuredFolders(input),
    ...(args.transaction === undefined ? {} : { defaultTransaction: args.transaction }),
    ...(args.stdin
      ? { stdin: { filename: args.stdinFilename ?? 'stdin.sql', text: await io.readInput() } }
      : {}),
  };
}

function hasNew(histories: Discovery['histories']): boolean {
  return histories.some(
    ({ migrations, downs, problems = [] }) =>
      problems.length > 0 || [...migrations, ...downs.values()].some(({ isNew }) => isNew),
  );
}

/** What --quiet hides counts all the same. */
export function exitCode({ findings }: LintResult, { failOn = 'error', maxWarnings }: Config): number {
  if (failOn === 'never') return CLEAN;
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  if (findings.some(({ severity }) => severity === 'error')) return FOUND;
  if (failOn === 'warning' && warnings > 0) return FOUND;
  return maxWarnings !== undefined && warnings > maxWarnings ? FOUND : CLEAN;
}
