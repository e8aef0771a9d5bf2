import { expect, it } from 'vitest';

import { spellings, tableSpellings } from '../../src/references/words.ts';

it('spells a name as code may', () => {
  expect(spellings('legacy_email')).toEqual(['legacy_email', 'legacyEmail', 'LegacyEmail', 'legacyemail']);
  expect(spellings('legacyEmail')).toEqual(['legacyEmail', 'legacy_email', 'LegacyEmail', 'legacyemail']);
  expect(spellings('htmlURLId')).toContain('html_url_id');
  expect(spellings('email')).toEqual(['email', 'Email']);
  expect(spellings('naïve_größe')).toContain('naïveGröße');
});

it.each([
  ['users', 'User'],
  ['user', 'users'],
  ['categories', 'Category'],
  ['category', 'categories'],
  ['user_addresses', 'UserAddress'],
  ['boxes', 'box'],
  ['people', 'Person'],
  ['children', 'Child'],
  ['status', 'statuses'],
  ['houses', 'House'],
])('spells %s as %s among others', (table, spelling) => {
  expect(tableSpellings(table)).toContain(spelling);
});
