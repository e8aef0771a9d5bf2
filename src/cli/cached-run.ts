import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

import type { SettingsInput } from '../config/settings.ts';
import type { Discovery } from '../discover/discover.ts';
import { openRepository } from '../git.ts';
import type { History } from '../migration.ts';
import type { PostgresVersion } from '../postgres/effect.ts';
import { isScript } from '../script-file.ts';
import type { Format, LintArguments } from './arguments.ts';
import { cacheDirectory, digestOf, keepIfPossible, RunCache, type Outcome } from './cache.ts';
import type { Io } from './io.ts';
import { layoutOf } from './output.ts';
import { versionOf } from './package.ts';
import { repositoryRoot } from '../repository.ts';

/** What a run is made from. */
export interface Ingredients {
  readonly args: LintArguments;
  readonly io: Io;
  readonly input: SettingsInput;
  readonly discovery: Discovery;
  /** Those that are judged. */
  readonly histories: readonly History[];
  readonly settings: { readonly postgres: PostgresVersion };
  /** The file of the accepted findings, which need not be there. */
  readonly baselineFile: string;
}

/** What a run comes to. */
export interface Run {
  readonly outcome: Outcome;
  /** It depends on more than its ingredients. */
  readonly hasSearchedCode: boolean;
  /** And on packages, of which git does not tell. */
  readonly hasAskedCompiler: boolean;
}

/**
 * What `run` would come to: from the cache where an earlier run was made from the same. What cannot be
 * told to be the same is run anew.
 */
export async function runThroughCache(ingredients: Ingredients, run: () => Promise<Run>): Promise<Outcome> {
  const { args, io } = ingredients;
  if (!isRepeatable(ingredients)) return (await run()).outcome;
  const cache = new RunCache(cacheDirectory(io.cwd, args.cacheLocation));
  const key = keyOf(ingredients);
  const known = cache.find(key);
  if (known?.tree === null) return known.outcome;
  const tree = treeOf(ingredients);
  if (known !== undefined && known.tree === tree) return known.outcome;
  const { outcome, hasSearchedCode, hasAskedCompiler } = await run();
  if (hasAskedCompiler) return outcome;
  if (!hasSearchedCode) keepIfPossible(cache, key, { outcome, tree: null }, io);
  // A file may have been saved while it ran.
  else if (tree !== undefined && tree === treeOf(ingredients))
    keepIfPossible(cache, key, { outcome, tree }, io);
  return outcome;
}

/** They say when they were made. */
const DATED: readonly Format[] = ['html', 'junit'];
/** A path relative to the script, or the name of what reads a file: what it reads is no ingredient. */
const READS_FILES = /["'`]\.|readFile|\\x|\\u/;

function isRepeatable({ args, histories }: Ingredients): boolean {
  if (args.outputs.some(({ format }) => DATED.includes(format))) return false;
  const migrations = histories.flatMap((history) => [...history.migrations, ...history.downs.values()]);
  return !migrations.some(({ file, text }) => isScript(file) && READS_FILES.test(text));
}

function keyOf({ args, io, input, discovery, ...rest }: Ingredients): string {
  const { histories, settings, baselineFile } = rest;
  const { config, directory, cwd, ruleFlags } = input;
  return digestOf({
    program: [versionOf(), statSync(import.meta.filename).mtimeMs],
    settings: { args, config, directory, cwd, ruleFlags, postgres: settings.postgres },
    migrations: { histories, staged: discovery.staged, texts: discovery.texts },
    accepted: existsSync(baselineFile) ? readFileSync(baselineFile, 'utf8') : undefined,
    layouts: args.outputs.map((output) => layoutOf(output, args, io)),
    root: repositoryRoot(cwd),
  });
}

/** A file that is not in the commit is read to know it; larger ones are not worth it. */
const MAX_BYTES = 10_000_000;

/**
 * Stands for the application's code in a repository, the deployed code included; undefined where it
 * cannot be told from other code.
 */
function treeOf({ args, input: { config, cwd } }: Ingredients): string | undefined {
  const repository = openRepository(cwd);
  const state = repository?.state();
  if (repository === undefined || state === undefined) return undefined;
  const from = realpathSync(cwd);
  const own = new Set(args.outputs.map(({ file }) => path.resolve(from, file ?? '')));
  const differing: (readonly [file: string, status: string, digest: string])[] = [];
  for (const [file, status] of state.differing) {
    const absolute = path.join(repository.top, file);
    if (own.has(absolute)) continue;
    const digest = digestOfFile(absolute);
    if (digest === undefined) return undefined;
    differing.push([file, status, digest]);
  }
  const base = config.since === undefined ? undefined : repository.mergeBase(config.since);
  return digestOf({ commit: state.commit, differing, base });
}

function digestOfFile(file: string): string | undefined {
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats === undefined) return 'absent';
    return stats.size > MAX_BYTES ? undefined : digestOf(readFileSync(file, 'latin1'));
  } catch {
    return undefined;
  }
}
