import { readdirSync, readFileSync, statSync, type Dirent } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';

import { decode, type Decoded } from './decode.ts';
import { DiscoverError } from './error.ts';
import { Overlay, type Entries } from './overlay.ts';

/** Reads a file in UTF-8 or UTF-16; throws what Node.js throws. */
export type ReadFile = (absolute: string) => Decoded;

/** The files of a run: each directory is listed once and each file is read once. */
export class FileTree {
  /** Absolute. */
  readonly cwd: string;
  /** What a person should know of files that were read in an unusual way. */
  readonly notes: string[] = [];
  readonly #directories = new Map<string, Directory>();
  readonly #entries = new Map<string, Entries>();
  readonly #texts = new Map<string, string | undefined>();
  readonly #overlay: Overlay;
  readonly #readFile: ReadFile;

  /**
   * `given` takes the place of files on disk, see `Overlay`. `readFile` is for who keeps texts from
   * one run to the next.
   */
  constructor(
    cwd: string,
    given: ReadonlyMap<string, string | undefined> = new Map(),
    readFile: ReadFile = readDecoded,
  ) {
    this.cwd = resolve(cwd);
    this.#readFile = readFile;
    this.#overlay = new Overlay([...given].map(([path, text]) => [resolve(this.cwd, path), text]));
  }

  /** The directory at a path relative to the working directory. */
  directory(path: string): Directory {
    const absolute = resolve(this.cwd, path);
    const known = this.#directories.get(absolute);
    if (known !== undefined) return known;
    const directory = new Directory(this, absolute);
    this.#directories.set(absolute, directory);
    return directory;
  }

  /** Relative to the working directory, with forward slashes; `.` for the working directory. */
  pathOf(absolute: string): string {
    return relative(this.cwd, absolute).split(sep).join('/') || '.';
  }

  /** Undefined where nothing is there. */
  kindOf(path: string): 'file' | 'directory' | undefined {
    const absolute = resolve(this.cwd, path);
    const given = this.#overlay.kindOf(absolute);
    if (given !== undefined) return given === 'absent' ? undefined : given;
    const stats = statSync(absolute, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    return stats.isDirectory() ? 'directory' : 'file';
  }

  entries(absolute: string): Entries {
    const known = this.#entries.get(absolute);
    if (known !== undefined) return known;
    const entries = this.#overlay.entries(absolute, listEntries(absolute, this));
    this.#entries.set(absolute, entries);
    return entries;
  }

  /** The text without a byte order mark; undefined where there is no such file. */
  read(absolute: string): string | undefined {
    if (this.#overlay.has(absolute)) return this.#overlay.read(absolute);
    if (this.#texts.has(absolute)) return this.#texts.get(absolute);
    const text = this.#readText(absolute);
    this.#texts.set(absolute, text);
    return text;
  }

  #readText(absolute: string): string | undefined {
    const decoded = this.#decodedAt(absolute);
    if (decoded === undefined) return undefined;
    const { text, note } = decoded;
    if (note !== undefined) this.notes.push(`${this.pathOf(absolute)} ${note}.`);
    return text;
  }

  #decodedAt(absolute: string): Decoded | undefined {
    try {
      return this.#readFile(absolute);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ENOTDIR') return undefined;
      if (code === 'ENOENT' && !isListed(absolute, this)) return undefined;
      throw new DiscoverError(`${this.pathOf(absolute)} cannot be read: ${reasonOf(code)}.`);
    }
  }
}

/** A directory as the tools see it. Names are sorted by code unit. */
export class Directory {
  readonly tree: FileTree;
  /** Relative to the working directory, with forward slashes; `.` for the working directory. */
  readonly path: string;
  readonly #absolute: string;

  constructor(tree: FileTree, absolute: string) {
    this.tree = tree;
    this.path = tree.pathOf(absolute);
    this.#absolute = absolute;
  }

  get name(): string {
    return basename(this.#absolute);
  }

  /** Names of the files in it, not of those below. */
  get files(): readonly string[] {
    return this.tree.entries(this.#absolute).files;
  }

  /** Names of the directories in it; links to directories are not followed. */
  get directories(): readonly string[] {
    return this.tree.entries(this.#absolute).directories;
  }

  get parent(): Directory | undefined {
    const absolute = dirname(this.#absolute);
    return absolute === this.#absolute ? undefined : this.tree.directory(absolute);
  }

  directory(name: string): Directory {
    return this.tree.directory(join(this.#absolute, name));
  }

  /** The text of a file in or below it; undefined where there is none. */
  read(name: string): string | undefined {
    return this.tree.read(join(this.#absolute, name));
  }

  /** The path of a file in or below it, as reports print it. */
  pathOf(name: string): string {
    return this.path === '.' ? name : `${this.path}/${name}`;
  }
}

/**
 * The nearest file of one of these names, in the directory or above it, up to the root of the
 * repository or, outside of one, the root of the file system.
 */
export function findUp(
  directory: Directory,
  names: readonly string[],
): { readonly directory: Directory; readonly name: string } | undefined {
  for (let at: Directory | undefined = directory; at !== undefined; at = at.parent) {
    const { files } = at;
    const name = names.find((candidate) => files.includes(candidate));
    if (name !== undefined) return { directory: at, name };
    if (at.directories.includes('.git')) return undefined;
  }
  return undefined;
}

function listEntries(absolute: string, tree: FileTree): Entries {
  const files: string[] = [];
  const directories: string[] = [];
  for (const entry of readEntries(absolute, tree)) {
    if (entry.isDirectory()) directories.push(entry.name);
    else if (entry.isFile() || isLinkToFile(absolute, entry)) files.push(entry.name);
  }
  return { files: files.sort(), directories: directories.sort() };
}

function readEntries(absolute: string, tree: FileTree): readonly Dirent[] {
  try {
    return readdirSync(absolute, { withFileTypes: true });
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    tree.notes.push(`${tree.pathOf(absolute)} cannot be read (${code}) and was left out.`);
    return [];
  }
}

/** A link that leads nowhere counts as a file, so that reading it can say what is wrong. */
function isLinkToFile(absolute: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return false;
  return statSync(join(absolute, entry.name), { throwIfNoEntry: false })?.isDirectory() !== true;
}

/** The file as it lies on disk. */
export function readDecoded(absolute: string): Decoded {
  return decode(readFileSync(absolute));
}

function isListed(absolute: string, tree: FileTree): boolean {
  return tree.entries(dirname(absolute)).files.includes(basename(absolute));
}

function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  throw error;
}

function reasonOf(code: string): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'permission is denied';
    case 'EISDIR':
      return 'it is a directory';
    case 'ENOENT':
      return 'it is a link that leads nowhere';
    default:
      return code;
  }
}
