import { resolve } from 'node:path';

import { changedSince, type Changes } from '../git.ts';
import type { History } from '../migration.ts';
import { isScript } from '../script-file.ts';
import { findConfigured, type ConfiguredFolder } from './configured.ts';
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

/**
 * The history of a file that somebody is editing; undefined where the file is no migration that a
 * run over the whole project would judge. Throws a `DiscoverError` for what a person has to put right.
 */
export function discoverEdited(options: EditedOptions): History | undefined {
  const { cwd, file, text, since } = options;
  const tree = new FileTree(cwd, new Map([[file, text]]), options.readFile);
  const place = tree.directory(file);
  const root = rootOf(place, configuredAround(tree, place, options.configured));
  if (root === undefined || !isJudged(root, place)) return undefined;
  // Without a reference every migration is a deploy of its own, and the others need only be replayed.
  const named = since === undefined ? new Set([place.path]) : 'all';
  const changes = since === undefined ? undefined : changesWith(place, since, options, root.directory);
  return buildHistory(
    { ...root, named },
    { since: changes, ignored: () => false, defaultTransaction: undefined, note: () => undefined },
  );
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
