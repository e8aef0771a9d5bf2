import type { History } from '../migration.ts';
import {
  changedSince,
  ignoredByGit,
  indexedSince,
  stagedChanges,
  type Changes,
  type Staged,
} from '../git.ts';
import { findConfigured, type ConfiguredFolder } from './configured.ts';
import { decode } from './decode.ts';
import { FileTree, type Directory } from './directory.ts';
import { DiscoverError } from './error.ts';
import { matchesGlob } from './glob.ts';
import { buildHistory, type Selection } from './history.ts';
import { selectPaths } from './paths.ts';
import type { Root } from './root.ts';
import { findRoots } from './walk.ts';

export interface DiscoverOptions {
  /** Absolute, or relative to the working directory of the process. */
  readonly cwd: string;
  /** Files, directories or globs; none for all migrations of the project. */
  readonly paths: readonly string[];
  /** Globs of files and directories to leave out, relative to `cwd`. */
  readonly ignore?: readonly string[];
  readonly configured?: readonly ConfiguredFolder[];
  /** Migrations are new where they were added or changed since the merge base with this git reference. */
  readonly since?: string | undefined;
  /**
   * All is read from git's index instead of the working tree, and what is staged is new as well:
   * `Discovery.staged` tells which files that are.
   */
  readonly staged?: boolean;
  /** What wraps the migrations of a folder that no tool is known of. Default: each statement by itself. */
  readonly defaultTransaction?: 'file' | 'batch' | 'none';
  /** A file whose text is not, or not yet, what is on disk; it is linted instead of `paths`. */
  readonly stdin?: { readonly filename: string; readonly text: string };
  /** Texts in place of what is on disk, by the path of their file. */
  readonly texts?: ReadonlyMap<string, string>;
}

export interface Discovery {
  /** In the order of their directories. */
  readonly histories: readonly History[];
  /** What a person should know and what is no finding, as full sentences. */
  readonly notes: readonly string[];
  /** The files that are staged, where the index was read. */
  readonly staged?: ReadonlySet<string>;
  /** Texts that took the place of what is on disk, by the path of their file; undefined for one that is not there. */
  readonly texts: ReadonlyMap<string, string | undefined>;
}

/**
 * Finds migrations, recognises their tool and puts them in the order in which it applies them.
 * Throws a `DiscoverError` for what a person has to put right.
 */
export function discover(options: DiscoverOptions): Discovery {
  const staged = options.staged === true ? stagedChanges(options.cwd) : undefined;
  const texts = given(options, staged);
  const tree = new FileTree(options.cwd, texts);
  const notes: string[] = [];
  const selections = select(tree, options, notes);
  const since = changesOf(tree.cwd, options.since, staged);
  const ignored = matchesGlob(options.ignore ?? []);
  const histories = selections
    .map((selection) =>
      buildHistory(selection, {
        since,
        ignored,
        defaultTransaction: options.defaultTransaction,
        note: (sentence) => notes.push(sentence),
      }),
    )
    .filter((history) => history.migrations.length > 0)
    .sort((left, right) => (left.directory < right.directory ? -1 : 1));
  if (histories.length === 0 && notes.length === 0) notes.push(nothingFound(options));
  return {
    histories,
    notes: [...notes, ...tree.notes],
    texts,
    ...(staged === undefined ? {} : { staged: new Set([...staged.files, ...staged.deleted]) }),
  };
}

/** Texts that take the place of what is on disk. */
function given(
  { stdin, texts = new Map() }: DiscoverOptions,
  staged: Staged | undefined,
): ReadonlyMap<string, string | undefined> {
  const contents = staged?.contents ?? new Map<string, Buffer | undefined>();
  return new Map([
    ...[...contents].map(
      ([file, bytes]) => [file, bytes === undefined ? undefined : decode(bytes).text] as const,
    ),
    ...texts,
    ...(stdin === undefined ? [] : [[stdin.filename, stdin.text] as const]),
  ]);
}

function changesOf(cwd: string, ref: string | undefined, staged: Staged | undefined): Changes | undefined {
  if (staged === undefined) return ref === undefined ? undefined : changedSince(cwd, ref);
  if (ref === undefined) return staged;
  const branch = indexedSince(cwd, ref);
  const union = (kind: 'files' | 'edited' | 'deleted'): ReadonlySet<string> =>
    new Set([...branch[kind], ...staged[kind]]);
  return { ...branch, files: union('files'), edited: branch.edited, deleted: union('deleted') };
}

function select(tree: FileTree, options: DiscoverOptions, notes: string[]): readonly Selection[] {
  const ignored = matchesGlob(options.ignore ?? []);
  const walk = { ignored, note: (sentence: string) => notes.push(sentence) };
  const paths = options.stdin === undefined ? options.paths : [options.stdin.filename];
  if (paths.length > 0) {
    const configured = findConfigured(tree, options.configured ?? [], { required: false });
    return selectPaths(tree, paths, { configured, ...walk });
  }
  if (options.configured !== undefined && options.configured.length > 0) {
    return findConfigured(tree, options.configured, { required: true });
  }
  return unignored(tree, findRoots(workingDirectory(tree), { tests: false, ...walk })).map((root) => ({
    ...root,
    named: 'all',
  }));
}

function unignored(tree: FileTree, roots: readonly Root[]): readonly Root[] {
  const ignored = ignoredByGit(
    tree.cwd,
    roots.map(({ directory }) => directory.path),
  );
  return roots.filter(({ directory }) => !ignored.has(directory.path));
}

function workingDirectory(tree: FileTree): Directory {
  if (tree.kindOf('.') === 'directory') return tree.directory('.');
  throw new DiscoverError(`${tree.cwd} is not a directory.`);
}

function nothingFound(options: DiscoverOptions): string {
  return options.paths.length === 0
    ? 'No migrations were found. Name the folder that holds them, or configure it.'
    : `No migrations were found in ${options.paths.join(', ')}.`;
}
