import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import ts from 'typescript';
import { expect, it } from 'vitest';

import { createProject } from '../support/project.ts';

const ROOT = path.join(import.meta.dirname, '../..');

const OWN = `import ddlint, { pluginOf } from 'ddlint/eslint';
import { defineRule } from 'ddlint';
import type { ESLint, Linter } from 'eslint';

const rule = defineRule({
  meta: { category: 'style', severity: 'info', preset: 'all', description: 'Disallow it', messages: { no: 'No.' } },
  on: {
    *dropTable() {
      yield { messageId: 'no', advice: [] };
    },
  },
});
export const plugin: ESLint.Plugin = ddlint;
export const config: Linter.Config[] = [
  ...ddlint.configs.recommended,
  ...ddlint.configs.strict,
  { files: ['**/*.sql'], plugins: { ddlint, own: pluginOf({ 'no-it': rule }) }, language: 'ddlint/sql' },
];
// @ts-expect-error There is no such preset.
ddlint.configs.recommendet;
`;
const DEFINED = `import { defineConfig } from 'eslint/config';
import ddlint from 'ddlint/eslint';

export default defineConfig(
  ddlint.configs.recommended,
  { files: ['db/**'], plugins: { ddlint }, extends: ['ddlint/strict'], rules: { 'ddlint/no-drop-table': 'warn' } },
  { files: ['changes/**'], extends: [ddlint.configs.strict] },
);
`;

/** As a project has it that has installed ddlint beside this version of ESLint. */
function compile(eslint: string, source: string): readonly string[] {
  const cwd = createProject({ 'eslint.config.ts': source, 'package.json': '{ "type": "module" }' });
  mkdirSync(path.join(cwd, 'node_modules/ddlint'), { recursive: true });
  const link = (from: string, to: string): void => {
    symlinkSync(path.join(ROOT, from), path.join(cwd, 'node_modules', to));
  };
  link(`node_modules/${eslint}`, 'eslint');
  link('package.json', 'ddlint/package.json');
  link('dist', 'ddlint/dist');
  for (const name of ['estree', 'json-schema']) {
    mkdirSync(path.join(cwd, 'node_modules/@types'), { recursive: true });
    link(`node_modules/@types/${name}`, `@types/${name}`);
  }
  if (!existsSync(path.join(ROOT, `node_modules/${eslint}/node_modules/@eslint/core`)))
    link('node_modules/@eslint', '@eslint');
  const file = path.join(cwd, 'eslint.config.ts');
  writeFileSync(file, source);
  const program = ts.createProgram([file], {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    types: [],
    ...{ strict: true, exactOptionalPropertyTypes: true, noEmit: true },
    ...{ preserveSymlinks: true, skipLibCheck: true },
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

it.each(['eslint-9', 'eslint'])('has types that %s takes for those of a plugin', (eslint) => {
  expect(compile(eslint, OWN)).toEqual([]);
});

it('has presets that defineConfig takes', () => {
  expect(compile('eslint', DEFINED)).toEqual([]);
});

it('has types that are read, not skipped', () => {
  expect(compile('eslint', OWN.replace('pluginOf({', 'pluginOf(7, {')).join()).toMatch(/Expected 1 arg/);
});
