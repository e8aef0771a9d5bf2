import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import type { createJiti as CreateJiti } from 'jiti';

import type { Config } from './config.ts';
import { ConfigError } from './error.ts';
import { configSchema, type RuleTable } from './schema.ts';
import { validate } from './validate.ts';

/** Reads and checks a configuration file; throws a `ConfigError` that says all that is wrong with it. */
export async function loadConfig(file: string, rules: RuleTable): Promise<Config> {
  const name = path.basename(file);
  if (!existsSync(file)) throw new ConfigError(`There is no configuration file ${file}.`);
  const value = await read(file).catch((error: unknown) => {
    throw notLoaded(name, error);
  });
  return checkConfig(value, rules, name);
}

/** As `loadConfig`, for a host that cannot wait. A configuration that awaits something cannot be read so. */
export function loadConfigSync(file: string, rules: RuleTable): Config {
  const name = path.basename(file);
  let value: unknown;
  try {
    value = file.endsWith('.json') ? readJson(file) : defaultOf(importSync(file));
  } catch (error) {
    throw notLoaded(name, error);
  }
  return checkConfig(value, rules, name);
}

/** The value as a configuration; throws a `ConfigError` that says all that is wrong with it. */
export function checkConfig(value: unknown, rules: RuleTable, name: string): Config {
  const problems = validate(value, configSchema(rules));
  if (problems.length === 0 && isConfig(value)) return value;
  throw new ConfigError(`${name} is not valid.\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
}

async function read(file: string): Promise<unknown> {
  if (file.endsWith('.json')) return readJson(file);
  return defaultOf(
    file.endsWith('ts')
      ? await (await import('jiti')).createJiti(import.meta.url, { moduleCache: false }).import(file)
      : await import(pathToFileURL(file).href),
  );
}

function importSync(file: string): unknown {
  const require = createRequire(import.meta.url);
  const { createJiti } = require('jiti') as { readonly createJiti: typeof CreateJiti };
  const jiti: (file: string) => unknown = createJiti(import.meta.url, { moduleCache: false, fsCache: false });
  return jiti(file);
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
}

function defaultOf(module: unknown): unknown {
  if (typeof module === 'object' && module !== null && 'default' in module) return module.default;
  throw new Error('it has no default export. Write "export default { … }".');
}

function notLoaded(name: string, error: unknown): ConfigError {
  const reason = error instanceof Error ? error.message : String(error);
  return new ConfigError(`${name} cannot be loaded: ${reason}`, { cause: error });
}

/** Called on a value that the schema has accepted, which says the same as the type. */
function isConfig(value: unknown): value is Config {
  return typeof value === 'object' && value !== null;
}
