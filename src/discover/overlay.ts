import { basename, dirname, join } from 'node:path';

/** The names in a directory. */
export interface Entries {
  readonly files: readonly string[];
  readonly directories: readonly string[];
}

/**
 * Files that are seen otherwise than they lie on disk, by their absolute path: with another text,
 * or undefined where they are not to be seen at all. They need not exist, nor their directories.
 */
export class Overlay {
  readonly #texts = new Map<string, string | undefined>();
  /** Names in each directory that the overlay speaks of; true for a directory. */
  readonly #names = new Map<string, Map<string, boolean>>();

  constructor(files: Iterable<readonly [path: string, text: string | undefined]>) {
    for (const [path, text] of files) {
      this.#texts.set(path, text?.replace(/^\uFEFF/, ''));
      this.#add(path, false);
      if (text === undefined) continue;
      for (let at = dirname(path); at !== dirname(at) && this.#add(at, true); at = dirname(at));
    }
  }

  has(path: string): boolean {
    return this.#texts.has(path);
  }

  read(path: string): string | undefined {
    return this.#texts.get(path);
  }

  /** Undefined where the disk decides. */
  kindOf(path: string): 'file' | 'directory' | 'absent' | undefined {
    if (this.#texts.has(path)) return this.#texts.get(path) === undefined ? 'absent' : 'file';
    return this.#names.get(dirname(path))?.get(basename(path)) === true ? 'directory' : undefined;
  }

  /** What is in a directory, of which the disk says so much. */
  entries(directory: string, onDisk: Entries): Entries {
    const names = this.#names.get(directory);
    if (names === undefined) return onDisk;
    const files = new Set(onDisk.files);
    const directories = new Set(onDisk.directories);
    for (const [name, isDirectory] of names) {
      if (isDirectory) directories.add(name);
      else if (this.kindOf(join(directory, name)) === 'absent') files.delete(name);
      else files.add(name);
    }
    return { files: [...files].sort(), directories: [...directories].sort() };
  }

  /** False where it was known. */
  #add(path: string, isDirectory: boolean): boolean {
    const directory = dirname(path);
    const names = this.#names.get(directory) ?? new Map<string, boolean>();
    this.#names.set(directory, names);
    const isNew = !names.has(basename(path));
    names.set(basename(path), isDirectory);
    return isNew;
  }
}
