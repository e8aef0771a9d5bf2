import { isScript } from '../script-file.ts';
import type { Directory, FileTree } from './directory.ts';
import { DiscoverError } from './error.ts';
import { findGlob } from './find-glob.ts';
import { isGlob } from './glob.ts';
import type { Selection } from './history.ts';
import { compareText } from './names.ts';
import { applies, recognise, type Root } from './root.ts';
import { definesUp, scriptFiles, scriptsLookOrdered } from './script-files.ts';
import { isSqlFile, sqlFilesBelow } from './sql-files.ts';
import { SCRIPT_TOOLS, toolOfScript } from './tools.ts';
import { looksOrdered, plain } from './tools/plain.ts';
import { findRoots, type WalkOptions } from './walk.ts';

interface PathOptions extends Omit<WalkOptions, 'tests'> {
  readonly configured: readonly Selection[];
}

/** How far above a file the root of its history may lie. */
const LEVELS = 4;

/** The histories of the paths that a person named: files, directories and globs. */
export function selectPaths(
  tree: FileTree,
  paths: readonly string[],
  options: PathOptions,
): readonly Selection[] {
  const selections = paths
    .flatMap((path) => expand(tree, path))
    .flatMap(({ path, isFile }) => {
      const place = tree.directory(path);
      return isFile ? selectFile(place, options) : selectDirectory(place, options);
    });
  return merge(selections);
}

interface Place {
  readonly path: string;
  readonly isFile: boolean;
}

function expand(tree: FileTree, path: string): readonly Place[] {
  const kind = tree.kindOf(path);
  if (kind !== undefined) return [{ path, isFile: kind === 'file' }];
  if (!isGlob(path)) throw new DiscoverError(`${path} does not exist.`);
  const found = findGlob(path, { cwd: tree.cwd });
  if (found.length === 0) throw new DiscoverError(`${path} matches no file.`);
  return found.toSorted(compareText).map((file) => ({ path: file, isFile: true }));
}

function selectDirectory(directory: Directory, options: PathOptions): readonly Selection[] {
  const configured = options.configured.filter((selection) => contains(directory, selection.directory.path));
  const isConfigured = (root: Root) =>
    configured.some((known) => contains(known.directory, root.directory.path));
  const roots = findRoots(directory, { ...options, tests: true }).filter((root) => !isConfigured(root));
  const below = [...configured, ...roots.map((root): Selection => ({ ...root, named: 'all' }))];
  if (below.length > 0) return below;
  const scripts = scriptRootsBelow(directory, options);
  if (scripts.length > 0) return scripts.map((root): Selection => ({ ...root, named: 'all' }));
  const files = sqlFilesBelow(directory).map((path) => directory.pathOf(path));
  const above =
    files[0] === undefined ? undefined : rootOf(directory.tree.directory(files[0]), options.configured);
  if (above !== undefined) return [{ ...above, named: new Set(files) }];
  return files.length === 0 ? [] : [{ tool: plain, directory, named: 'all' }];
}

function selectFile(file: Directory, options: PathOptions): readonly Selection[] {
  const directory = file.parent;
  if (directory === undefined || options.ignored(file.path)) return [];
  if (!isSqlFile(file.name) && !isScript(file.name)) {
    options.note(`${file.path} is neither SQL nor a script and was left out.`);
    return [];
  }
  const named = new Set([file.path]);
  const root = rootOf(file, options.configured);
  if (root !== undefined) return [{ ...root, named }];
  const tool = isScript(file.name) ? toolOfScript(directory.read(file.name) ?? '', directory) : plain;
  return [{ tool, directory, named }];
}

/** Folders of a named directory whose scripts define migrations, whatever the folders are called. */
function scriptRootsBelow(directory: Directory, options: Pick<PathOptions, 'ignored'>): readonly Root[] {
  const [first] = scriptFiles(directory)
    .map((name) => directory.read(name) ?? '')
    .filter(definesUp);
  if (first !== undefined) return [{ tool: toolOfScript(first, directory), directory }];
  return directory.directories
    .map((name) => directory.directory(name))
    .filter((child) => child.name !== 'node_modules' && !options.ignored(child.path))
    .flatMap((child) => scriptRootsBelow(child, options));
}

/** The root of the history that a file belongs to: the nearest whose tool would apply it, else the nearest. */
export function rootOf<Configured extends Root>(
  file: Directory,
  configured: readonly Configured[],
): Root | Configured | undefined {
  const known = configured.find((selection) => contains(selection.directory, file.path));
  if (known !== undefined) return known;
  let nearest: Root | undefined;
  let directory = file.parent;
  for (let level = 0; level < LEVELS && directory !== undefined; level += 1, directory = directory.parent) {
    const tool = recognise(directory);
    if (tool === undefined) continue;
    if (applies({ tool, directory }, file.path)) return { tool, directory };
    if (level === 0) nearest = { tool, directory };
  }
  return nearest;
}

export function contains(directory: Directory, path: string): boolean {
  return directory.path === '.'
    ? !path.startsWith('../')
    : path === directory.path || path.startsWith(`${directory.path}/`);
}

/** One selection for each history. */
function merge(selections: readonly Selection[]): readonly Selection[] {
  const merged = new Map<string, { readonly selection: Selection; readonly names: Set<string> }>();
  const complete = new Set<string>();
  for (const selection of selections) {
    const key = `${selection.tool.id} ${selection.directory.path}`;
    const known = merged.get(key) ?? { selection, names: new Set<string>() };
    merged.set(key, known);
    if (selection.named === 'all') complete.add(key);
    else for (const name of selection.named) known.names.add(name);
  }
  return [...merged].map(([key, { selection, names }]) =>
    complete.has(key)
      ? { ...selection, named: 'all' }
      : { ...selection, named: names, ...looseness(selection) },
  );
}

/** A folder without numbers in its names is no history: only the files that are named belong together. */
function looseness({ tool, directory, configured }: Selection): Pick<Selection, 'loose'> {
  if (configured !== undefined || recognise(directory) === tool) return {};
  if (tool === plain) return looksOrdered(directory) ? {} : { loose: true };
  return SCRIPT_TOOLS.some((known) => known === tool) && !scriptsLookOrdered(directory)
    ? { loose: true }
    : {};
}
