import { mkdirSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { ConfigError } from '../../src/config/error.ts';
import { findConfig } from '../../src/config/find.ts';
import { loadConfig } from '../../src/config/load.ts';
import { RULES } from '../../src/lint.ts';
import { createProject } from '../support/project.ts';

describe('finding a configuration', () => {
  it('looks upwards', () => {
    const root = createProject({ 'ddlint.config.json': '{}', 'a/b/': '' });
    expect(findConfig(path.join(root, 'a/b'))).toBe(path.join(root, 'ddlint.config.json'));
  });

  it('takes the nearest', () => {
    const root = createProject({ 'ddlint.config.json': '{}', 'a/ddlint.config.js': '' });
    expect(findConfig(path.join(root, 'a'))).toBe(path.join(root, 'a/ddlint.config.js'));
  });

  it('stops at the root of the repository', () => {
    const root = createProject({ 'ddlint.config.json': '{}', 'inner/': '' });
    mkdirSync(path.join(root, 'inner/.git'));
    expect(findConfig(path.join(root, 'inner'))).toBeUndefined();
  });
});

describe('loading a configuration', () => {
  const load = (name: string, text: string) =>
    loadConfig(path.join(createProject({ [name]: text }), name), RULES);

  it.each([
    ['ddlint.config.json', '{ "preset": "all" }'],
    ['ddlint.config.json', '\uFEFF{ "preset": "all" }'],
    ['ddlint.config.mjs', 'export default { preset: "all" };'],
    ['ddlint.config.ts', 'const preset: string = "all";\nexport default { preset };'],
    ['ddlint.config.mts', 'export default { preset: "all" } satisfies object;'],
  ])('%s', async (name, text) => {
    await expect(load(name, text)).resolves.toEqual({ preset: 'all' });
  });

  it.each([
    ['ddlint.config.json', '{ preset: ', 'ddlint.config.json cannot be loaded'],
    ['ddlint.config.mjs', 'export const preset = "all";', 'it has no default export'],
    ['ddlint.config.mjs', 'throw new Error("not today");', 'not today'],
    ['ddlint.config.ts', 'export default {', 'ddlint.config.ts cannot be loaded'],
    ['ddlint.config.json', '[]', 'ddlint.config.json is not valid'],
  ])('says what is wrong with %s: %j', async (name, text, reason) => {
    const loading = load(name, text);
    await expect(loading).rejects.toThrow(ConfigError);
    await expect(loading).rejects.toThrow(reason);
  });
});
