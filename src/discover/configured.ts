import type { ToolId, TransactionMode } from '../migration.ts';
import type { Directory, FileTree } from './directory.ts';
import { DiscoverError } from './error.ts';
import { findGlob } from './find-glob.ts';
import { isGlob, matchesGlob } from './glob.ts';
import type { Selection } from './history.ts';
import { compareNumbered, comparePaths, compareText } from './names.ts';
import { pairUpAndDown } from './pairs.ts';
import { migrationFilesBelow } from './sql-files.ts';
import type { Tool, Unit } from './tool.ts';
import { listOf, recognise, type Root } from './root.ts';
import { findTool, TOOLS } from './tools.ts';
import { plain } from './tools/plain.ts';
import { findRoots } from './walk.ts';

/** What a configuration says of a folder; all that is left out is found out. */
export interface ConfiguredFolder {
  /** Relative to the working directory; a glob stands for several folders. */
  readonly directory: string;
  readonly tool?: ToolId;
  readonly transaction?: TransactionMode['scope'];
  /** How the files are ordered, in place of the tool's way. */
  readonly order?: 'name' | 'number';
  /** Glob of the files that are applied, relative to the folder. */
  readonly up?: string;
  /** Glob of their down migrations, relative to the folder. */
  readonly down?: string;
  /** Statements may hold `${name}` and `:name` that the tool fills in. */
  readonly placeholders?: boolean;
  /** A schema dump that the history starts from, relative to the working directory. */
  readonly baseline?: string;
}

/** The histories of the configured folders. With `required`, each folder must exist and hold migrations. */
export function findConfigured(
  tree: FileTree,
  folders: readonly ConfiguredFolder[],
  { required }: { readonly required: boolean },
): readonly Selection[] {
  return folders.flatMap((configured) => {
    const directories = directoriesOf(tree, configured.directory);
    if (directories.length === 0 && required) {
      throw new DiscoverError(`The configured folder ${configured.directory} does not exist.`);
    }
    const selections = directories.flatMap((directory) => selectionsIn(directory, configured));
    if (selections.length === 0 && directories.length > 0 && required) {
      throw new DiscoverError(`The configured folder ${configured.directory} holds no migrations.`);
    }
    if (required) checkBaseline(tree, configured);
    return selections;
  });
}

function directoriesOf(tree: FileTree, path: string): readonly Directory[] {
  if (!isGlob(path)) return tree.kindOf(path) === 'directory' ? [tree.directory(path)] : [];
  return findGlob(path, { cwd: tree.cwd, onlyDirectories: true })
    .toSorted(compareText)
    .map((found) => tree.directory(found));
}

function selectionsIn(directory: Directory, configured: ConfiguredFolder): readonly Selection[] {
  const tool = configured.tool === undefined ? undefined : toolOf(configured.tool);
  if (configured.up !== undefined || configured.down !== undefined || configured.order !== undefined) {
    const units = configuredUnits(directory, configured, tool);
    const used = tool ?? recognise(directory) ?? plain;
    return units.length === 0 ? [] : [{ tool: used, directory, named: 'all', configured, units }];
  }
  return rootsIn(directory, tool).map((root) => ({ ...root, named: 'all', configured }));
}

/** The roots in and below the folder; where none is recognised, the folder with all its SQL files. */
function rootsIn(directory: Directory, tool: Tool | undefined): readonly (Root & Pick<Selection, 'units'>)[] {
  if (tool !== undefined && listOf({ tool, directory }).units.length > 0) return [{ tool, directory }];
  const found = findRoots(directory, ANYWHERE).filter((root) => tool === undefined || root.tool === tool);
  if (found.length > 0) return found;
  const { units } = listOf({ tool: plain, directory });
  return units.length === 0 ? [] : [{ tool: tool ?? plain, directory, units }];
}

const ANYWHERE = { tests: true, ignored: () => false, note: () => undefined };

function toolOf(id: ToolId): Tool {
  const tool = findTool(id);
  if (tool !== undefined) return tool;
  throw new DiscoverError(
    `There is no tool "${id}". Known are ${TOOLS.map((known) => known.id).join(', ')}.`,
  );
}

function configuredUnits(
  directory: Directory,
  configured: ConfiguredFolder,
  tool: Tool | undefined,
): readonly Unit[] {
  if (configured.up === undefined && configured.down === undefined) {
    const listed = rootsIn(directory, tool).flatMap((root) => root.units ?? listOf(root).units);
    const compare = configured.order === 'number' ? compareNumbered : compareText;
    return listed.toSorted((left, right) => compare(nameOf(left), nameOf(right)));
  }
  const isUp = matchesGlob([configured.up ?? '**/*.sql']);
  const isDown = matchesGlob(configured.down === undefined ? [] : [configured.down]);
  const compare = configured.order === 'name' ? compareText : comparePaths;
  const paths = migrationFilesBelow(directory).filter((path) => isUp(path) || isDown(path));
  return pairUpAndDown(
    directory,
    paths.toSorted(compare),
    configured.down === undefined ? undefined : isDown,
  );
}

/** What a person sorts by: the name of the file, or of its folder where all files are named alike. */
function nameOf({ up, id }: Unit): string {
  const name = up.file.split('/').at(-1) ?? up.file;
  return /^(?:up|migration)\.sql$/i.test(name) ? id : name;
}

function checkBaseline(tree: FileTree, { baseline }: ConfiguredFolder): void {
  if (baseline === undefined || tree.kindOf(baseline) === 'file') return;
  throw new DiscoverError(`The configured baseline ${baseline} does not exist.`);
}
