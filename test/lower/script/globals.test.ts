import { beforeAll, describe, expect, it } from 'vitest';

import { loadScriptParser } from '../../../src/parse/script.ts';
import { loadParser } from '../../../src/parse/sql.ts';
import { lowerScriptText } from '../../support/script.ts';

beforeAll(async () => {
  await Promise.all([loadParser(), loadScriptParser()]);
});

/** The columns that a migration drops. */
function dropped(body: string): readonly string[] {
  const text = `exports.up = async (queryInterface) => { const drop = (name) => queryInterface.removeColumn('t', name); ${body} };`;
  return lowerScriptText({ tool: 'sequelize', text, file: 'migration.js' }).statements.flatMap(
    ({ operations }) =>
      operations.flatMap((operation) => (operation.kind === 'dropColumn' ? [operation.column] : [])),
  );
}

describe("the language's own objects", () => {
  it.each([
    ['keys', `Object.keys({ a: 1, b: 2 }).forEach(drop);`],
    ['values', `for (const name of Object.values({ x: 'a', y: 'b' })) drop(name);`],
    ['values of a list', `Object.values(['a', 'b']).map(drop);`],
    ['entries', `for (const [name] of Object.entries({ a: 1, b: 2 })) drop(name);`],
    ['frozen objects', `Object.values(Object.freeze({ x: 'a', y: 'b' })).map(drop);`],
    ['objects of entries', `Object.keys(Object.fromEntries([['a', 1], ['b', 2]])).map(drop);`],
    ['assigned objects', `Object.keys(Object.assign({}, { a: 1 }, { b: 2 })).map(drop);`],
    ['lists or single values', `for (const x of ['a', ['b']]) (Array.isArray(x) ? x : [x]).forEach(drop);`],
    ['missing options', `const o = { names: ['a', 'b'] }; if (!o.skip?.length) o.names.forEach(drop);`],
  ])('follows %s', (_, body) => {
    expect(dropped(body)).toEqual(['a', 'b']);
  });
});
