const BITS = 5;
const WIDTH = 1 << BITS;

interface Leaf<Value> {
  readonly hash: number;
  readonly entries: readonly (readonly [string, Value])[];
}
interface Branch<Value> {
  /** One bit for each of the `WIDTH` slots that is taken. */
  readonly taken: number;
  /** The taken slots only, in order: most branches are nearly empty. */
  readonly slots: readonly (Leaf<Value> | Branch<Value>)[];
}
type Node<Value> = Leaf<Value> | Branch<Value>;

/**
 * An immutable map with string keys: `set` and `delete` return a new map that shares what did not
 * change, in time that does not grow with the map. A catalog of ten thousand tables is kept once,
 * not once for every step. Iteration order is that of the hashes, not of insertion.
 */
export class PersistentMap<Value> {
  readonly #root: Node<Value> | undefined;
  readonly size: number;

  private constructor(root: Node<Value> | undefined, size: number) {
    this.#root = root;
    this.size = size;
  }

  static empty<Value>(): PersistentMap<Value> {
    return new PersistentMap<Value>(undefined, 0);
  }

  get(key: string): Value | undefined {
    const hash = hashOf(key);
    let node = this.#root;
    for (let shift = 0; node !== undefined; shift += BITS) {
      if ('entries' in node) {
        for (const entry of node.entries) if (entry[0] === key) return entry[1];
        return undefined;
      }
      const bit = bitOf(hash, shift);
      node = (node.taken & bit) === 0 ? undefined : node.slots[placeOf(node.taken, bit)];
    }
    return undefined;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  set(key: string, value: Value): PersistentMap<Value> {
    const size = this.has(key) ? this.size : this.size + 1;
    return new PersistentMap(insert(this.#root, { hash: hashOf(key), entries: [[key, value]] }, 0), size);
  }

  delete(key: string): PersistentMap<Value> {
    if (!this.has(key)) return this;
    return new PersistentMap(remove(this.#root, key, hashOf(key), 0), this.size - 1);
  }

  *values(): IterableIterator<Value> {
    for (const [, value] of this.entries()) yield value;
  }

  *entries(): IterableIterator<readonly [string, Value]> {
    if (this.#root !== undefined) yield* entriesOf(this.#root);
  }
}

function* entriesOf<Value>(node: Node<Value>): IterableIterator<readonly [string, Value]> {
  if ('entries' in node) {
    yield* node.entries;
    return;
  }
  for (const slot of node.slots) yield* entriesOf(slot);
}

function insert<Value>(node: Node<Value> | undefined, leaf: Leaf<Value>, shift: number): Node<Value> {
  if (node === undefined) return leaf;
  if (!('entries' in node)) {
    const bit = bitOf(leaf.hash, shift);
    const place = placeOf(node.taken, bit);
    if ((node.taken & bit) === 0)
      return { taken: node.taken | bit, slots: node.slots.toSpliced(place, 0, leaf) };
    return {
      taken: node.taken,
      slots: node.slots.with(place, insert(node.slots[place], leaf, shift + BITS)),
    };
  }
  if (node.hash === leaf.hash) {
    const [key] = leaf.entries[0] ?? [];
    return {
      hash: node.hash,
      entries: [...node.entries.filter((entry) => entry[0] !== key), ...leaf.entries],
    };
  }
  return insert({ taken: bitOf(node.hash, shift), slots: [node] }, leaf, shift);
}

function remove<Value>(
  node: Node<Value> | undefined,
  key: string,
  hash: number,
  shift: number,
): Node<Value> | undefined {
  if (node === undefined) return undefined;
  if ('entries' in node) {
    const entries = node.entries.filter((entry) => entry[0] !== key);
    return entries.length === 0 ? undefined : { hash: node.hash, entries };
  }
  const bit = bitOf(hash, shift);
  const place = placeOf(node.taken, bit);
  const left = remove(node.slots[place], key, hash, shift + BITS);
  if (left !== undefined) return { taken: node.taken, slots: node.slots.with(place, left) };
  if (node.slots.length === 1) return undefined;
  return { taken: node.taken & ~bit, slots: node.slots.toSpliced(place, 1) };
}

function bitOf(hash: number, shift: number): number {
  return 1 << ((hash >>> shift) & (WIDTH - 1));
}

/** How many slots are taken before the one of `bit`. */
function placeOf(taken: number, bit: number): number {
  let bits = taken & (bit - 1);
  bits -= (bits >>> 1) & 0x55555555;
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** FNV-1a over UTF-16 code units. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
