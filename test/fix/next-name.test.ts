import { describe, expect, it } from 'vitest';

import { nextName } from '../../src/fix/next-name.ts';

const WORDS = ['validate', 'orders_fkey'];

describe('the name of a migration that comes after another', () => {
  it.each([
    ['0001_init.sql', '0002_validate_orders_fkey.sql'],
    ['0009_init.up.sql', '0010_validate_orders_fkey.up.sql'],
    ['V1__init.sql', 'V2__validate_orders_fkey.sql'],
    ['V1.9__init.sql', 'V1.10__validate_orders_fkey.sql'],
    ['20240131235959_init.sql', '20240201000000_validate_orders_fkey.sql'],
    ['2024-12-31-235959_init', '2025-01-01-000000_validate_orders_fkey'],
    ['1704067200000-AddUsers.ts', '1704067200001-ValidateOrdersFkey.ts'],
    ['20240101000000-add-users.js', '20240101000001-validate-orders-fkey.js'],
    ['2024-02-29-init.ts', '2024-03-01-validate_orders_fkey.ts'],
    ['20231231_init.sql', '20240101_validate_orders_fkey.sql'],
    ['Migration20240131235959.ts', 'Migration20240201000000_validate_orders_fkey.ts'],
    ['Migration20240131235959_add_users.ts', 'Migration20240201000000_validate_orders_fkey.ts'],
  ])('%s: %s', (name, next) => {
    expect(nextName(name, [name], WORDS)).toBe(next);
  });

  it('comes after all where the next number is taken, and after what is new itself', () => {
    const others = ['0001_init.sql', '0002_taken.sql', '0003_last.sql'];
    expect(nextName('0001_init.sql', others, WORDS)).toBe('0004_validate_orders_fkey.sql');
    expect(nextName('0003_last.sql', others, WORDS, ['0004_new.sql'])).toBe('0005_validate_orders_fkey.sql');
  });

  it('is unknown where names have no number', () => {
    expect(nextName('init.sql', ['init.sql'], WORDS)).toBe(undefined);
  });
});
