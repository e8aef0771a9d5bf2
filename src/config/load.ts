import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Config } from './config.ts';
import { ConfigError } from './error.ts';
import { configSchema, type RuleTable } from './schema.ts';
import { validate } from './validate.ts';

/** Reads and checks a configuration file; throws a `ConfigError` that says all that is wrong with it. */
export async function loadConfig(file: string, rules: RuleTable): Promise<Config> {
  const name = path.basename(file);
  if (!existsSync(file)) throw new ConfigError(`There is no configuration file ${file}.`);
  const value = await read(file).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`${name} cannot be loaded: ${reason}`, { cause: error });
  });
  return checkConfig(value, rules, name);
}

/** The value as a configuration; throws a `ConfigError` that says all that is wrong with it. */
export function checkConfig(value: unknown, rules: RuleTable, name: string): Config {
  const problems = validate(value, configSchema(rules));
  if (problems.length === 0 && isConfig(value)) return value;
  throw new ConfigError(`${name} is not valid.\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
}

async function read(file: string): Promise<unknown> {
  if (file.endsWith('.json')) return JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  const module: unknown = file.endsWith('ts')
    ? await (await import('jiti')).createJiti(import.meta.url, { moduleCache: false }).import(file)
    : await import(pathToFileURL(file).href);
  if (typeof module === 'object' && module !== null && 'default' in module) return module.default;
  throw new Error('it has no default export. Write "export default { … }".');
}

/** Called on a value that the schema has accepted, which says the same as the type. */
function isConfig(value: unknown): value is Config {
  return typeof value === 'object' && value !== null;
}
