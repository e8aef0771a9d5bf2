import { ESLint, type Linter } from 'eslint';
import { ESLint as ESLint9 } from 'eslint-9';
import tseslint from 'typescript-eslint';

import ddlint from '../../src/eslint/plugin.ts';

/** The oldest ESLint that the plugin is for, and the newest that there is. */
export const ESLINTS = [
  { version: ESLint9.version, create: (options: ESLint.Options) => new ESLint9(options as ESLint9.Options) },
  { version: ESLint.version, create: (options: ESLint.Options) => new ESLint(options) },
] as const;

/** Reads TypeScript with the parser that most projects read it with. */
export const TYPESCRIPT: Linter.Config = {
  files: ['**/*.{ts,mts,cts}'],
  languageOptions: { parser: tseslint.parser },
};

/** ESLint as an editor calls it: in a folder, with this configuration and no other. */
export function optionsIn(
  cwd: string,
  config: readonly Linter.Config[] = [...ddlint.configs.recommended, TYPESCRIPT],
  more: ESLint.Options = {},
): ESLint.Options {
  return { cwd, overrideConfigFile: true, overrideConfig: [...config], ...more };
}

/** What somebody sees of a message. */
export function shown({ ruleId, line, column, endLine, endColumn, message }: Linter.LintMessage): string {
  const end = `${(endLine ?? 0).toString()}:${(endColumn ?? 0).toString()}`;
  return `${line.toString()}:${column.toString()}-${end} ${ruleId ?? 'eslint'}: ${message}`;
}
