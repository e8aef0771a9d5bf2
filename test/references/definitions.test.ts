import { describe, expect, it } from 'vitest';

import { definitionOf, type Definition } from '../../src/references/definitions.ts';
import { constantOf, objectAt } from '../../src/references/static.ts';
import { codeTree } from '../support/code-tree.ts';

function look(texts: Readonly<Record<string, string>>, name: string): Definition | undefined {
  const tree = codeTree(texts, { aliases: { '@/': 'src/' } });
  const file = tree.read('a.ts');
  return file === undefined ? undefined : definitionOf(name, { file, tree });
}

function kindAndPlace(found: Definition | undefined): string | undefined {
  if (found === undefined) return undefined;
  return found.kind === 'package'
    ? `${found.name} of ${found.specifier}`
    : `${found.kind} in ${found.file.file}`;
}

describe('definitions', () => {
  it.each([
    ['import { X } from "./b.js";', { 'b.ts': 'export class X {}' }, 'class in b.ts'],
    ['import X from "./b";', { 'b.ts': 'class Y {} export default Y;' }, 'class in b.ts'],
    ['import { X } from "@/b";', { 'src/b.ts': 'export interface X {}' }, 'interface in src/b.ts'],
    [
      'import { X } from "./lib";',
      {
        'lib/index.ts': 'export * from "./c"; export * from "./b";',
        'lib/b.ts': 'export { Y as X } from "./d";',
        'lib/c.ts': '',
        'lib/d.ts': 'export enum Y {}',
      },
      'enum in lib/d.ts',
    ],
    [
      'import * as b from "./b"; const X = b.inner.X;',
      { 'b.ts': 'import * as inner from "./c"; export { inner };', 'c.ts': 'export const X = 1;' },
      'value in c.ts',
    ],
    ['const { X } = require("./b");', { 'b.js': 'class X {} module.exports = { X };' }, 'class in b.js'],
    ['const X = require("./b");', { 'b.js': 'module.exports = class {};' }, 'class in b.js'],
    ['const { X } = require("./b");', { 'b.js': 'exports.X = function () {};' }, 'function in b.js'],
    ['import { Y as X } from "typeorm";', {}, 'Y of typeorm'],
    ['import * as orm from "typeorm"; const X = orm.Entity;', {}, 'Entity of typeorm'],
    ['import { X } from "./b";', { 'b.ts': 'export { Entity as X } from "typeorm";' }, 'Entity of typeorm'],
    ['function f() { class X {} }', {}, 'class in a.ts'],
    ['import { X } from "./missing";', {}, undefined],
  ] as const)('%s', (text, others, expected) => {
    expect(kindAndPlace(look({ 'a.ts': text, ...others }, 'X'))).toBe(expected);
  });

  it('are none where files lead back to each other', () => {
    const texts = {
      'a.ts': 'import { X } from "./b"; const Y = { ...Y }; const Z = Z + Z;',
      'b.ts': 'export * from "./c";',
      'c.ts': 'export * from "./b"; export { X } from "./d";',
      'd.ts': 'export { X } from "./c";',
    };
    expect(look(texts, 'X')).toBeUndefined();
    const found = look(texts, 'Y');
    expect(found?.kind === 'value' && objectAt(found.node, found)).toEqual({
      entries: [],
      isComplete: false,
    });
    const sum = look(texts, 'Z');
    expect(sum?.kind === 'value' && constantOf(sum.node, sum)).toBeUndefined();
  });

  it('of constants are known through templates, enums, objects and static members', () => {
    const texts = {
      'a.ts': `import { Names, Tables, Config } from './b';
        const a = \`\${Names.Users}_\${Tables.suffix}\`; const b = Config.prefix + '_x' as const; const c = Config.made; const d = \`\${process.env.X}\`;`,
      'b.ts': `export enum Names { Users = 'users' } export const Tables = { suffix: 'old' } as const;
        export class Config { static readonly prefix = 'app'; static get made() { return 'made'; } }`,
    };
    const values = ['a', 'b', 'c', 'd'].map((name) => {
      const found = look(texts, name);
      return found?.kind === 'value' ? constantOf(found.node, found) : undefined;
    });
    expect(values).toEqual(['users_old', 'app_x', 'made', undefined]);
  });
});
