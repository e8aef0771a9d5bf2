import path from 'node:path';

import type { Config, RuleEntries } from '../config/config.ts';
import { resolveRuleFlags } from '../config/rule-flags.ts';
import { configuredFolders, judgedHistories } from '../config/scope.ts';
import { resolveSettings, type SettingsInput } from '../config/settings.ts';
import { POSTGRES_VERSIONS } from '../config/schema.ts';
import { discover, type DiscoverOptions, type Discovery } from '../discover/discover.ts';
import { judgeReplayed, replayAll, RULES, subjectsOf, type LintResult } from '../lint.ts';
import { hasScripts, loadScripts } from '../lower/lower.ts';
import type { ApplicationCode } from '../reference.ts';
import { DeferredCode } from '../references/deferred.ts';
import type { LintArguments } from './arguments.ts';
import { findBranchBase, resolveSince } from './base.ts';
import { baselinePlace, withoutAccepted, writeBaseline } from './baseline.ts';
import { UsageError } from './error.ts';
import type { Io } from './io.ts';
import { writeReports } from './output.ts';
import { startProgress } from './progress.ts';

const CLEAN = 0;
const FOUND = 1;

/** `ddlint [paths…]`: lints, prints the report, and returns the exit code. */
export async function runLint(args: LintArguments, io: Io, parser: Promise<void>): Promise<number> {
  const input = withBase(await settingsInput(args, io), args, io);
  const judged = await judge(input, args, { io, parser });
  const result = withoutAccepted(judged, baselinePlace(input.configDirectory, io.cwd), {
    io,
    quiet: args.quiet,
  });
  await writeReports(result, args, { io, failsOnWarnings: input.config.failOn === 'warning' });
  return exitCode(result, input.config);
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
  const result = await judge({ ...loaded, config }, args, { io, parser });
  return { result, configDirectory: loaded.configDirectory };
}

async function judge(
  input: SettingsInput,
  args: LintArguments,
  { io, parser }: { readonly io: Io; readonly parser: Promise<void> },
): Promise<LintResult> {
  const discovery = discover(await discoverOptions(args, input, io));
  const { staged } = discovery;
  if (staged === undefined) tellNotes(discovery, args, { io, since: input.config.since });
  const histories = judgedHistories(discovery.histories, input);
  if (hasScripts(histories)) await loadScripts();
  await parser;
  const progress = startProgress(histories, io);
  const code = new DeferredCode();
  const settings = {
    ...resolveSettings(input),
    code,
    progress: progress.step,
    ...(staged === undefined ? {} : { isReported: stagedIn(staged, args.paths, io.cwd) }),
  };
  const replayed = replayAll(histories, settings);
  progress.done();
  const isSearched = input.config.references !== false && subjectsOf(replayed, settings).length > 0;
  if (isSearched) code.open(await codeOf(discovery, input));
  return judgeReplayed(replayed, settings);
}

/** The application's code. Loaded where a migration takes something away: most do not. */
async function codeOf(
  { histories, texts }: Discovery,
  { config, directory, cwd }: SettingsInput,
): Promise<ApplicationCode> {
  const { openCode } = await import('../references/open.ts');
  const { since, deploy, references = {} } = config;
  return openCode({
    cwd,
    histories,
    texts,
    directory,
    ...(references === false ? {} : references),
    ...(since === undefined ? {} : { since }),
    ...(deploy === undefined ? {} : { deploy }),
  });
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
type Loaded = SettingsInput & {
  readonly configDirectory: string | undefined;
  readonly configFile: string | undefined;
};

/** The configuration, if there is one, with the flags laid over it. */
async function settingsInput(args: LintArguments, io: Io): Promise<Loaded> {
  const { findConfig } = await import('../config/find.ts');
  const file = args.config === undefined ? findConfig(io.cwd) : path.resolve(io.cwd, args.config);
  const config: Config =
    file === undefined ? {} : await (await import('../config/load.ts')).loadConfig(file, RULES);
  const ruleFlags: RuleEntries = resolveRuleFlags(args.rules, RULES);
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
function withBase(input: Loaded, { paths, stdin, staged }: LintArguments, io: Io): Loaded {
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
function exitCode({ findings }: LintResult, { failOn = 'error', maxWarnings }: Config): number {
  if (failOn === 'never') return CLEAN;
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  if (findings.some(({ severity }) => severity === 'error')) return FOUND;
  if (failOn === 'warning' && warnings > 0) return FOUND;
  return maxWarnings !== undefined && warnings > maxWarnings ? FOUND : CLEAN;
}
