/** What a key is from one version of its line on; undefined where it was deleted. */
interface Change<Value> {
  readonly version: number;
  readonly value: Value | undefined;
}

/** Maps of which each was made from the one before it: they share what was changed. */
interface Line<Value> {
  /** In the order of their versions; never empty. */
  readonly changes: Map<string, Change<Value>[]>;
  /** The version of the last map, the only one that the line can go on from. */
  newest: number;
  /** What keys are that the line has not changed. */
  readonly base: PersistentMap<Value> | undefined;
  /** How many lines this one stands on. */
  readonly depth: number;
}

/** Lines that stand on more others than this are copied: each has to be asked for a key. */
const MAX_DEPTH = 8;

/**
 * An immutable map with string keys: `set` and `delete` return a new map that shares what did not
 * change, in time that does not grow with the map. A catalog of ten thousand tables is kept once,
 * not once for every step. Made for a history: the newest map is a native one underneath, and an
 * older one looks up which of the changes of a key it knows. Whoever goes on from an older one
 * starts a line of its own.
 */
export class PersistentMap<Value> {
  readonly #line: Line<Value>;
  readonly #version: number;
  readonly size: number;

  private constructor(line: Line<Value>, version: number, size: number) {
    this.#line = line;
    this.#version = version;
    this.size = size;
  }

  static empty<Value>(): PersistentMap<Value> {
    return new PersistentMap<Value>(lineOn<Value>(undefined, 0), 0, 0);
  }

  get(key: string): Value | undefined {
    const changes = this.#line.changes.get(key);
    const change = changes === undefined ? undefined : changeAt(changes, this.#version);
    return change === undefined ? this.#line.base?.get(key) : change.value;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  set(key: string, value: Value): PersistentMap<Value> {
    return this.#with(key, value, this.has(key) ? this.size : this.size + 1);
  }

  delete(key: string): PersistentMap<Value> {
    return this.has(key) ? this.#with(key, undefined, this.size - 1) : this;
  }

  *values(): IterableIterator<Value> {
    for (const [, value] of this.entries()) yield value;
  }

  /** In the order in which their keys were first set. */
  *entries(): IterableIterator<readonly [string, Value]> {
    const { changes: own, base } = this.#line;
    if (base !== undefined) {
      for (const entry of base.entries()) if (!own.has(entry[0])) yield entry;
    }
    for (const key of own.keys()) {
      const value = this.get(key);
      if (value !== undefined) yield [key, value];
    }
  }

  #with(key: string, value: Value | undefined, size: number): PersistentMap<Value> {
    const line = this.#line.newest === this.#version ? this.#line : this.#branch();
    line.newest += 1;
    const change = { version: line.newest, value };
    const changes = line.changes.get(key);
    if (changes === undefined) line.changes.set(key, [change]);
    else changes.push(change);
    return new PersistentMap(line, line.newest, size);
  }

  #branch(): Line<Value> {
    if (this.size === 0) return lineOn<Value>(undefined, 0);
    if (this.#line.depth < MAX_DEPTH) return lineOn(this, this.#line.depth + 1);
    const copy = lineOn<Value>(undefined, 0);
    for (const [key, value] of this.entries()) copy.changes.set(key, [{ version: 0, value }]);
    return copy;
  }
}

function lineOn<Value>(base: PersistentMap<Value> | undefined, depth: number): Line<Value> {
  return { changes: new Map(), newest: 0, base, depth };
}

/** The last change up to a version. */
function changeAt<Value>(changes: readonly Change<Value>[], version: number): Change<Value> | undefined {
  let low = 0;
  let high = changes.length;
  // Most that are asked are the newest.
  for (let middle = high - 1; low < high; middle = (low + high) >>> 1) {
    const change = changes[middle];
    if (change !== undefined && change.version <= version) low = middle + 1;
    else high = middle;
  }
  return changes[low - 1];
}
