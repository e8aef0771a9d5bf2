import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import type { createJiti as CreateJiti } from 'jiti';

import { didYouMean } from '../nearest.ts';
import type { Rule } from '../rule.ts';
import type { Config, ConfigFile, RuleEntries } from './config.ts';
import { ConfigError } from './error.ts';
import { ownRuleFiles, readOwnRule, type OwnRuleFile } from './own-rules.ts';
import { configSchema, type RuleTable } from './schema.ts';
import { validate } from './validate.ts';

/** Reads and checks a configuration file; throws a `ConfigError` that says all that is wrong with it. */
export async function loadConfig(file: string, rules: RuleTable): Promise<Config> {
  const name = path.basename(file);
  if (!existsSync(file)) throw new ConfigError(`There is no configuration file ${file}.`);
  const value = await read(file).catch((error: unknown) => {
    throw notLoaded(name, error);
  });
  const ownRules = new Map<string, Rule>();
  for (const own of ownRuleFiles(value, file, rules)) {
    checkExists(own);
    const exported = await read(own.file).catch((error: unknown) => {
      throw notLoaded(own.name, error);
    });
    ownRules.set(own.id, readOwnRule(exported, own));
  }
  return checkConfig(value, { rules, ownRules, name });
}

/** As `loadConfig`, for a host that cannot wait. What awaits something while it loads cannot be read so. */
export function loadConfigSync(file: string, rules: RuleTable): Config {
  const name = path.basename(file);
  const value = readSync(file, name);
  const ownRules = new Map<string, Rule>();
  for (const own of ownRuleFiles(value, file, rules)) {
    checkExists(own);
    ownRules.set(own.id, readOwnRule(readSync(own.file, own.name), own));
  }
  return checkConfig(value, { rules, ownRules, name });
}

function checkExists({ file, name }: OwnRuleFile): void {
  if (existsSync(file)) return;
  const beside = existsSync(path.dirname(file)) ? readdirSync(path.dirname(file)) : [];
  const hint = didYouMean(path.basename(file), beside);
  throw new ConfigError(`"${name}" (in "rules") does not exist.${hint}`);
}

interface Context {
  readonly rules: RuleTable;
  readonly ownRules: ReadonlyMap<string, Rule>;
  readonly name: string;
}

/** The value as a configuration; throws a `ConfigError` that says all that is wrong with it. */
function checkConfig(value: unknown, { rules, ownRules, name }: Context): Config {
  const problems = validate(value, configSchema(new Map([...rules, ...ownRules])));
  if (problems.length === 0 && isConfig(value)) {
    const { rules: entries, ...config } = value;
    return {
      ...config,
      ...(entries === undefined ? {} : { rules: mergedEntries(entries) }),
      ...(ownRules.size === 0 ? {} : { ownRules }),
    };
  }
  throw new ConfigError(`${name} is not valid.\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
}

/** Later maps win. */
function mergedEntries(entries: NonNullable<ConfigFile['rules']>): RuleEntries {
  if (!isList(entries)) return entries;
  const maps = entries.filter((entry) => typeof entry !== 'string');
  return Object.fromEntries(maps.flatMap((map) => Object.entries(map)));
}

async function read(file: string): Promise<unknown> {
  if (file.endsWith('.json')) return readJson(file);
  return defaultOf(
    file.endsWith('ts')
      ? await (await import('jiti')).createJiti(import.meta.url, JITI).import(file)
      : await import(pathToFileURL(file).href),
  );
}

function readSync(file: string, name: string): unknown {
  try {
    return file.endsWith('.json') ? readJson(file) : defaultOf(importSync(file));
  } catch (error) {
    throw notLoaded(name, error);
  }
}

/** What it imports of ddlint is JavaScript already: to transform all of it takes seconds. */
const JITI = { moduleCache: false, nativeModules: ['ddlint'] };

function importSync(file: string): unknown {
  const require = createRequire(import.meta.url);
  const { createJiti } = require('jiti') as { readonly createJiti: typeof CreateJiti };
  const jiti: (file: string) => unknown = createJiti(import.meta.url, { ...JITI, fsCache: false });
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
function isConfig(value: unknown): value is ConfigFile {
  return typeof value === 'object' && value !== null;
}

function isList<Item>(value: object | readonly Item[]): value is readonly Item[] {
  return Array.isArray(value);
}
