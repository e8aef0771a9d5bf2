import { resolve } from 'node:path';

import { changedSince, type Changes } from '../git.ts';
import type { History, Migration } from '../migration.ts';
import { isScript } from '../script-file.ts';
import { findConfigured, type ConfiguredFolder } from './configured.ts';
import { DiscoverError } from './error.ts';
import { FileTree, type Directory, type ReadFile } from './directory.ts';
import { isGlob } from './glob.ts';
import { buildHistory, type Selection } from './history.ts';
import { contains, rootOf } from './paths.ts';
import { applies, listOf, type Root } from './root.ts';
import { definesUp, isNumbered, isScriptFile } from './script-files.ts';
import { isSqlFile } from './sql-files.ts';
import { isReached } from './walk.ts';

export interface EditedOptions {
  /** Absolute: findings name their files relative to it. */
  readonly cwd: string;
  /** Absolute; it need not exist. */
  readonly file: string;
  /** What takes the place of what is on disk. */
  readonly text: string;
  readonly configured: readonly ConfiguredFolder[];
  /** As for `discover`: all migrations that are new since then are judged, as one deploy. */
  readonly since: string | undefined;
  /** How files are read; for who keeps them from one call to the next. */
  readonly readFile?: ReadFile;
  /** The files as they lie on disk, for who knows that they cannot have changed since it was made. */
  readonly snapshot?: Snapshot;
  /** What git says has changed in a directory, as `changedSince`; for who keeps that. */
  readonly changedSince?: (cwd: string, ref: string, directory: Directory) => Changes;
}

/** Whether a file may be a migration, by its name and its text alone. */
export function mayBeMigration(file: string, text: string): boolean {
  if (isSqlFile(file)) return true;
  const name = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  if (!isScript(name) || !isScriptFile(name)) return false;
  return isNumbered(name) || (text.includes('up') && definesUp(text));
}

/** What is on disk at one moment and the histories in it, for who asks about many of their files at once. */
export class Snapshot {
  readonly tree: FileTree;
  readonly #histories = new Map<string, History>();

  constructor(cwd: string, readFile?: ReadFile) {
    this.tree = new FileTree(cwd, undefined, readFile);
  }

  /** Whether the file is there with this text. */
  has(file: string, text: string): boolean {
    try {
      return this.tree.read(resolve(this.tree.cwd, file)) === text;
    } catch (error) {
      if (error instanceof DiscoverError) return false;
      throw error;
    }
  }

  /** The history with all that is new of it, worked out once for each of its files. */
  history(selection: Selection, since: string | undefined, build: () => History): History {
    const { tool, directory, configured } = selection;
    const key = JSON.stringify([tool.id, directory.path, configured, since]);
    const known = this.#histories.get(key) ?? build();
    this.#histories.set(key, known);
    return known;
  }
}

/**
 * The history of a file that somebody is editing; undefined where the file is no migration that a
 * run over the whole project would judge. Throws a `DiscoverError` for what a person has to put right.
 */
export function discoverEdited(options: EditedOptions): History | undefined {
  const { cwd, file, text, since, snapshot } = options;
  const saved = snapshot?.has(file, text) === true ? snapshot : undefined;
  const tree = saved?.tree ?? new FileTree(cwd, new Map([[file, text]]), options.readFile);
  const place = tree.directory(file);
  const root = rootOf(place, configuredAround(tree, place, options.configured));
  if (root === undefined || !isJudged(root, place)) return undefined;
  const build = (named: Selection['named']): History => {
    const changes = since === undefined ? undefined : changesWith(place, since, options, root.directory);
    return buildHistory(
      { ...root, named },
      { since: changes, ignored: () => false, defaultTransaction: undefined, note: () => undefined },
    );
  };
  if (saved !== undefined) {
    const all = saved.history({ ...root, named: 'all' }, since, () => build('all'));
    if (all.migrations.some((migration) => migration.file === place.path))
      return since === undefined ? ofFile(all, place.path) : all;
  }
  // Without a reference every migration is a deploy of its own, and the others need only be replayed.
  return build(since === undefined ? new Set([place.path]) : 'all');
}

/** The history where that file alone is new. */
function ofFile(all: History, file: string): History {
  const { migrations, problems = [] } = all;
  return {
    ...all,
    migrations: migrations.map((migration) =>
      migration.file === file ? migration : (merged.get(migration) ?? asMerged(migration)),
    ),
    problems: problems.filter((problem) => problem.file === file),
  };
}

const merged = new WeakMap<Migration, Migration>();

function asMerged(migration: Migration): Migration {
  const other = { ...migration, isNew: false };
  merged.set(migration, other);
  return other;
}

function configuredAround(
  tree: FileTree,
  file: Directory,
  configured: readonly ConfiguredFolder[],
): readonly Selection[] {
  const around = configured.filter(
    ({ directory }) => isGlob(directory) || contains(tree.directory(directory), file.path),
  );
  return findConfigured(tree, around, { required: false });
}

/** A script beside the migrations may be anything; SQL there is a migration, or is about to be one. */
function isJudged(root: Root | Selection, file: Directory): boolean {
  if ('configured' in root) return isListed(root, file.path);
  return isReached(root) && (!isScript(file.name) || applies(root, file.path));
}

function isListed(selection: Selection, file: string): boolean {
  if (selection.units === undefined) return applies(selection, file) || isProblem(selection, file);
  return selection.units.some(({ up, down }) => up.file === file || down?.file === file);
}

/** A migration that the tool's own list has forgotten is no less one. */
function isProblem(selection: Selection, file: string): boolean {
  return listOf(selection).problems?.some((problem) => problem.file === file) === true;
}

/** What is edited and not saved yet has changed already. */
function changesWith(
  { path: file, tree }: Directory,
  since: string,
  options: EditedOptions,
  directory: Directory,
): Changes {
  const changes = (options.changedSince ?? changedSince)(options.cwd, since, directory);
  if (changes.files.has(file)) return changes;
  const onDisk = new FileTree(tree.cwd, undefined, options.readFile).read(resolve(tree.cwd, file));
  if (onDisk === options.text) return changes;
  return { ...changes, files: new Set([...changes.files, file]) };
}
