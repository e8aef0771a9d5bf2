import { describe, expect, it } from 'vitest';
import { PersistentMap } from '../../src/catalog/persistent-map.ts';
import { seededRandom } from '../support/random.ts';

interface Version {
  readonly map: PersistentMap<number>;
  readonly expected: ReadonlyMap<string, number>;
}

const KEYS = Array.from({ length: 40 }, (_, index) => `public.table_${String(index)}`);

function change({ map, expected }: Version, random: () => number, value: number): Version {
  const key = KEYS[Math.floor(random() * KEYS.length)] ?? '';
  const next = new Map(expected);
  if (random() < 0.6) return { map: map.set(key, value), expected: next.set(key, value) };
  next.delete(key);
  return { map: map.delete(key), expected: next };
}

function expectSame({ map, expected }: Version): void {
  expect(map.size).toBe(expected.size);
  expect([...map.entries()].sort()).toEqual([...expected.entries()].sort());
  expect([...map.values()].sort()).toEqual([...expected.values()].sort());
  for (const key of KEYS) {
    expect(map.get(key)).toBe(expected.get(key));
    expect(map.has(key)).toBe(expected.has(key));
  }
}

describe('PersistentMap', () => {
  it('behaves as a Map under any sequence of changes, in every version', () => {
    const random = seededRandom(1);
    let version: Version = { map: PersistentMap.empty<number>(), expected: new Map() };
    const versions = [version];
    for (let step = 0; step < 300; step += 1) {
      version = change(version, random, step);
      versions.push(version);
    }
    for (const each of versions) expectSame(each);
  });

  it('can go on from any version', () => {
    const random = seededRandom(2);
    const versions: Version[] = [{ map: PersistentMap.empty<number>(), expected: new Map() }];
    for (let step = 0; step < 300; step += 1) {
      const from = versions[Math.floor(random() * versions.length)];
      if (from !== undefined) versions.push(change(from, random, step));
    }
    for (const version of versions) expectSame(version);
  });

  it('can go back to an older version again and again', () => {
    const random = seededRandom(3);
    let version: Version = { map: PersistentMap.empty<number>(), expected: new Map() };
    for (let step = 0; step < 200; step += 1) {
      change(change(version, random, step), random, step);
      version = change(version, random, step);
      expectSame(version);
    }
  });

  it('leaves earlier versions as they were', () => {
    const before = PersistentMap.empty<number>().set('a', 1).set('b', 2);
    const after = before.set('a', 9).delete('b');
    expect([before.get('a'), before.get('b'), before.size]).toEqual([1, 2, 2]);
    expect([after.get('a'), after.get('b'), after.size]).toEqual([9, undefined, 1]);
  });

  it('can be changed while it is walked', () => {
    const map = PersistentMap.empty<number>().set('a', 1).set('b', 2);
    let next = map;
    for (const [key, value] of map.entries()) next = next.set(`${key}2`, value).delete(key);
    expect([...next.entries()]).toEqual([
      ['a2', 1],
      ['b2', 2],
    ]);
  });

  it('is the same map when an absent key is deleted', () => {
    const map = PersistentMap.empty<number>().set('a', 1);
    expect(map.delete('b')).toBe(map);
  });
});
