import path from 'node:path';

import type { ReadFile } from '../discover/directory.ts';
import { Snapshot } from '../discover/edited.ts';

/**
 * What lies on disk, looked at once for all files that ESLint judges at one moment. `eslint .` reads
 * many files at a time, and what it has read it judges in one turn of the event loop, each file in a
 * callback of its own. Nobody else gets to run meanwhile. Who asks twice within a callback, or twice
 * about a file, may have written something in between.
 */
export class Moment {
  readonly #readFile: ReadFile;
  #snapshot: Snapshot | undefined;
  readonly #asked = new Set<string>();
  #isInCallback = false;

  constructor(readFile: ReadFile) {
    this.#readFile = readFile;
  }

  /** Both are absolute. */
  snapshotFor(cwd: string, file: string): Snapshot {
    const isOver = this.#isInCallback || this.#asked.has(file);
    if (isOver || this.#snapshot?.tree.cwd !== path.resolve(cwd)) this.#snapshot = this.#start(cwd);
    this.#asked.add(file);
    this.#isInCallback = true;
    // Runs when the callback has, and all that has waited for what it resolved.
    process.nextTick(() => (this.#isInCallback = false));
    return this.#snapshot;
  }

  #start(cwd: string): Snapshot {
    this.#asked.clear();
    setImmediate(() => (this.#snapshot = undefined)).unref();
    return new Snapshot(cwd, this.#readFile);
  }
}
