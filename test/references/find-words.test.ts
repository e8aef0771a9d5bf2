import { expect, it } from 'vitest';

import { wordFinder } from '../../src/references/find-words.ts';

it.each([
  [['email'], 'SELECT email, legacy_email', ['email']],
  [['user', 'users', 'user_id'], 'users', ['user', 'users']],
  [['ab', 'bc'], 'abc', ['ab', 'bc']],
  [['a.b', 'c'], 'aXb', []],
  [['$id'], 'const $id = 1', ['$id']],
  [[], 'anything', []],
])('finds of %j in "%s" %j', (words, text, found) => {
  expect([...wordFinder(words)(text)].sort()).toEqual(found);
});
