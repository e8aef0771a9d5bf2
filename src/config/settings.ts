import path from 'node:path';

import { matchesGlob } from '../discover/glob.ts';
import { RULES, type LintSettings, type RuleSetting } from '../lint.ts';
import type { PostgresVersion } from '../postgres/effect.ts';
import type { Preset, Rule } from '../rule.ts';
import type { Config, RuleEntries, RuleEntry } from './config.ts';
import { inferPostgres, oldestSupported } from './postgres.ts';
import { PRESETS, type RuleFacts, type RuleTable } from './schema.ts';
import { parseDuration } from '../replay/settings.ts';

/** A configuration, where it was found, and the flags that go before it. */
export interface SettingsInput {
  readonly config: Config;
  /** The directory of the configuration file, or the working directory: globs are relative to it. */
  readonly directory: string;
  readonly cwd: string;
  readonly rules: RuleTable;
  /** What the command line says of rules. */
  readonly ruleFlags: RuleEntries;
  /** What decides the oldest supported major version. */
  readonly today: Date;
}

export function resolveSettings(input: SettingsInput): LintSettings {
  const { config } = input;
  return {
    postgres: postgresOf(input),
    rulesFor: rulesByFile(input),
    rules: rulesOf(config),
    together: config.since !== undefined,
    connection: {
      lockTimeout: milliseconds(config.timeouts?.lock),
      statementTimeout: milliseconds(config.timeouts?.statement),
    },
    requireReason: config.requireReason ?? false,
    squawkComments: config.squawkComments ?? false,
  };
}

/** The rules of ddlint and those of the project. */
export function rulesOf({ ownRules }: Pick<Config, 'ownRules'>): ReadonlyMap<string, Rule> {
  return ownRules === undefined ? RULES : new Map([...RULES, ...ownRules]);
}

/** Whether the configuration leaves a file unjudged; the file is relative to the working directory. */
export function ignoredFiles({ config, directory, cwd }: SettingsInput): (file: string) => boolean {
  if (config.ignore === undefined) return () => false;
  const matches = matchesGlob(config.ignore);
  return (file) => matches(relativeTo(directory, cwd, file));
}

function postgresOf({ config, directory, today }: SettingsInput): PostgresVersion {
  if (config.postgres !== undefined && config.postgres !== 'auto') return config.postgres;
  return inferPostgres(directory) ?? oldestSupported(today);
}

/** Files for which the same overrides apply share one table. */
function rulesByFile(input: SettingsInput): LintSettings['rulesFor'] {
  const { config, directory, cwd } = input;
  const overrides = (config.overrides ?? []).map(({ files, rules }) => ({
    rules,
    matches: matchesGlob(files),
  }));
  if (overrides.length === 0) {
    const table = ruleSettings(input, [config.rules, input.ruleFlags]);
    return () => table;
  }
  const tables = new Map<string, ReadonlyMap<string, RuleSetting>>();
  return (file) => {
    const relative = relativeTo(directory, cwd, file);
    const applying = overrides.filter(({ matches }) => matches(relative));
    const key = applying.map((override) => overrides.indexOf(override)).join();
    let table = tables.get(key);
    if (table === undefined) {
      table = ruleSettings(input, [config.rules, ...applying.map(({ rules }) => rules), input.ruleFlags]);
      tables.set(key, table);
    }
    return table;
  };
}

/** Later layers win; one that says only the severity keeps the options of those before it. */
function ruleSettings(
  { config, rules }: SettingsInput,
  layers: readonly (RuleEntries | undefined)[],
): ReadonlyMap<string, RuleSetting> {
  const preset = config.preset ?? 'recommended';
  return new Map(
    [...rules, ...(config.ownRules ?? [])].map(([id, { meta }]) => {
      const isOn = isInPreset(meta.preset, preset) && !isMoot(meta, config);
      const initial: RuleSetting = {
        severity: isOn ? meta.severity : 'off',
        options: meta.defaultOptions ?? {},
      };
      return [id, layers.reduce((setting, layer) => withEntry(setting, layer?.[id]), initial)];
    }),
  );
}

function withEntry(setting: RuleSetting, entry: RuleEntry | undefined): RuleSetting {
  if (entry === undefined) return setting;
  if (typeof entry === 'string') return { ...setting, severity: entry };
  const [severity, options] = entry;
  return { severity, options: { ...setting.options, ...options } };
}

function isInPreset(smallest: Preset, preset: Preset): boolean {
  return PRESETS.indexOf(smallest) <= PRESETS.indexOf(preset);
}

/** Where the application is stopped, nobody waits for a lock and no old code is left to break. */
function isMoot({ category, readsCode }: RuleFacts, { deploy }: Config): boolean {
  if (deploy !== 'stop-the-world' || readsCode === true) return false;
  return category === 'locking' || category === 'compatibility';
}

function relativeTo(directory: string, cwd: string, file: string): string {
  return path.relative(directory, path.resolve(cwd, file)).split(path.sep).join('/');
}

function milliseconds(duration: number | string | undefined): number | undefined {
  return typeof duration === 'string' ? parseDuration(duration) : duration;
}
