import { describe, expect, it } from 'vitest';

import { count, displayWidth, enumerate, expandTabs, visible, wrap } from '../../src/report/text.ts';

describe('display width', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['日本', 4],
    ['🚀', 2],
    ['ｆ', 2],
    ['a\u200Bb', 2],
  ])('%j takes %d columns', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe('what a terminal must not get', () => {
  it.each([
    ['\u001B[31mred', '\u241B[31mred'],
    ['a\u0000b', 'a\u2400b'],
    ['a\u007Fb', 'a\u2421b'],
    ['a\u202Eb', 'a\uFFFDb'],
    ['a\u009Bb', 'a\uFFFDb'],
    ['a\tb', 'a\tb'],
  ])('%j is shown as %j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });
});

it('expands tabs to stops, wide characters counted', () => {
  expect(expandTabs('\ta\tb')).toBe('    a   b');
  expect(expandTabs('日\tb')).toBe('日  b');
});

describe('wrapping', () => {
  it('breaks at spaces only', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('incomprehensibilities a b', 5)).toEqual(['incomprehensibilities', 'a b']);
    for (let width = 1; width < 30; width++)
      expect(wrap('a bb ccc incomprehensible d e f', width)).toEqual(
        wrap('a bb ccc  incomprehensible d e f', width),
      );
    expect(wrap('日本 日本', 8)).toEqual(['日本', '日本']);
    expect(wrap('  ', 5)).toEqual([]);
  });
});

it('counts and lists', () => {
  expect([count(0, 'error'), count(1, 'error'), count(2, 'error')]).toEqual([
    '0 errors',
    '1 error',
    '2 errors',
  ]);
  expect([enumerate([]), enumerate(['a']), enumerate(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b and c']);
});
