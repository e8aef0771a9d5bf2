import { describe, expect, it } from 'vitest';
import { distinctColumnNames, makeObjectName, truncateName } from '../../src/catalog/names.ts';

const bytes = (text: string): number => new TextEncoder().encode(text).length;

describe('makeObjectName', () => {
  it('joins what fits', () => {
    expect(makeObjectName('users', 'email', 'key')).toBe('users_email_key');
    expect(makeObjectName('users', undefined, 'pkey')).toBe('users_pkey');
  });

  it('cuts the longer part until the whole is 63 bytes', () => {
    const name = makeObjectName('t'.repeat(40), 'c'.repeat(50), 'idx');
    expect(name).toBe(`${'t'.repeat(29)}_${'c'.repeat(29)}_idx`);
    expect(bytes(name)).toBe(63);
    expect(makeObjectName('short', 'c'.repeat(80), 'idx')).toBe(`short_${'c'.repeat(53)}_idx`);
  });

  it('does not cut within a character', () => {
    const name = makeObjectName('t', 'ü'.repeat(40), 'key');
    expect(name).toBe(`t_${'ü'.repeat(28)}_key`);
    expect(bytes(name)).toBe(62);
  });
});

describe('truncateName', () => {
  it('keeps 63 bytes', () => {
    expect(truncateName('a'.repeat(70))).toBe('a'.repeat(63));
    expect(truncateName('日'.repeat(30))).toBe('日'.repeat(21));
  });
});

describe('distinctColumnNames', () => {
  it('numbers names that repeat', () => {
    expect(distinctColumnNames(['lower', 'a', 'lower', 'lower'])).toEqual(['lower', 'a', 'lower1', 'lower2']);
  });
});
