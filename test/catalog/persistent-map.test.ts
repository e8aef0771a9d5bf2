import { describe, expect, it } from 'vitest';
import { PersistentMap } from '../../src/catalog/persistent-map.ts';
import { seededRandom } from '../support/random.ts';

/** Strings with the same 32-bit FNV-1a hash. */
const COLLISIONS = findCollisions();

function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

function findCollisions(): readonly [string, string] {
  const seen = new Map<number, string>();
  for (let number = 0; ; number += 1) {
    const key = `public.t${String(number)}`;
    const earlier = seen.get(hashOf(key));
    if (earlier !== undefined) return [earlier, key];
    seen.set(hashOf(key), key);
  }
}

describe('PersistentMap', () => {
  it('behaves as a Map under any sequence of changes', () => {
    const random = seededRandom(1);
    const keys = [
      ...Array.from({ length: 300 }, (_, index) => `public.table_${String(index)}`),
      ...COLLISIONS,
    ];
    const expected = new Map<string, number>();
    let map = PersistentMap.empty<number>();
    for (let step = 0; step < 5000; step += 1) {
      const key = keys[Math.floor(random() * keys.length)] ?? '';
      if (random() < 0.6) {
        map = map.set(key, step);
        expected.set(key, step);
      } else {
        map = map.delete(key);
        expected.delete(key);
      }
      expect(map.get(key)).toBe(expected.get(key));
      expect(map.size).toBe(expected.size);
    }
    expect([...map.entries()].sort()).toEqual([...expected.entries()].sort());
    for (const key of keys) expect(map.has(key)).toBe(expected.has(key));
  });

  it('keeps keys apart whose hashes are equal', () => {
    const [first, second] = COLLISIONS;
    expect(hashOf(first)).toBe(hashOf(second));

    const both = PersistentMap.empty<number>().set(first, 1).set(second, 2).set(first, 3);
    expect([both.get(first), both.get(second), both.size]).toEqual([3, 2, 2]);

    const one = both.delete(first);
    expect([one.get(first), one.get(second), one.size]).toEqual([undefined, 2, 1]);
    expect(one.delete(second).size).toBe(0);
  });

  it('leaves earlier versions as they were', () => {
    const before = PersistentMap.empty<number>().set('a', 1).set('b', 2);
    const after = before.set('a', 9).delete('b');
    expect([before.get('a'), before.get('b'), before.size]).toEqual([1, 2, 2]);
    expect([after.get('a'), after.get('b'), after.size]).toEqual([9, undefined, 1]);
  });

  it('is the same map when an absent key is deleted', () => {
    const map = PersistentMap.empty<number>().set('a', 1);
    expect(map.delete('b')).toBe(map);
  });
});
