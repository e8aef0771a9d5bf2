import { statSync, type Stats } from 'node:fs';

/**
 * What was made of files, kept for as long as they lie on disk as they did then. No clock is asked:
 * a file that was written again is read again, whoever wrote it.
 */
export class FileCache<Value> {
  readonly #make: (file: string) => Value;
  readonly #known = new Map<string, { readonly stamp: string; readonly value: Value }>();

  constructor(make: (file: string) => Value) {
    this.#make = make;
  }

  /** The file is absolute. Throws what making the value throws. */
  get(file: string): Value {
    const stamp = stampOf(file);
    const known = this.#known.get(file);
    if (known !== undefined && known.stamp === stamp) return known.value;
    this.#known.delete(file);
    const value = this.#make(file);
    if (stamp !== undefined) this.#known.set(file, { stamp, value });
    return value;
  }
}

/** Changes with every write of a file, also with one that keeps its size or its time; undefined where there is none. */
export function stampOf(file: string): string | undefined {
  const stats: Stats | undefined = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  return `${stats.mtimeMs.toString()} ${stats.ctimeMs.toString()} ${stats.size.toString()} ${stats.ino.toString()}`;
}
