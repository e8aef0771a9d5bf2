import type { RuleEntries } from './config.ts';
import { ConfigError } from './error.ts';
import { POSTGRES_VERSIONS, type RuleTable } from './schema.ts';
import type { PostgresVersion } from '../postgres/effect.ts';
import { SQUAWK_RULES } from '../squawk-rules.ts';

/** The file that squawk is configured with. */
export const SQUAWK_FILE = '.squawk.toml';

/** What a `.squawk.toml` says, in the words of a configuration of ddlint. */
export interface SquawkSettings {
  readonly rules: RuleEntries;
  /** Globs, relative to the directory of the file. */
  readonly ignore: readonly string[];
  readonly postgres: PostgresVersion | undefined;
  /** Each file is taken to run in a transaction of its own. */
  readonly assumesTransaction: boolean;
  /** What could not be taken over, as full sentences. */
  readonly notes: readonly string[];
}

const KEYS = ['excluded_rules', 'included_rules', 'excluded_paths', 'pg_version', 'assume_in_transaction'];

/**
 * Translates a `.squawk.toml` (https://squawkhq.com/docs/cli). Throws a `ConfigError` where it is not
 * TOML; what makes no sense to ddlint becomes a note.
 */
export async function translateSquawk(text: string, rules: RuleTable): Promise<SquawkSettings> {
  const settings = new Map(Object.entries(await parseToml(text)));
  const excluded = strings(settings.get('excluded_rules'));
  const included = strings(settings.get('included_rules')).filter((name) => !excluded.includes(name));
  const version = versionOf(settings.get('pg_version'));
  return {
    rules: {
      ...Object.fromEntries(coveringOf(included).flatMap((rule) => turnedOn(rule, rules))),
      ...Object.fromEntries(coveringOf(excluded).map((rule) => [rule, 'off'] as const)),
    },
    ignore: strings(settings.get('excluded_paths')).map(toGlob),
    postgres: version.postgres,
    assumesTransaction: settings.get('assume_in_transaction') === true,
    notes: [
      ...uncovered('excluded_rules', excluded),
      ...uncovered('included_rules', included),
      ...version.notes,
      ...[...settings.keys()].filter((key) => !KEYS.includes(key)).map(unknownKey),
    ],
  };
}

async function parseToml(text: string): Promise<object> {
  const { parse } = await import('smol-toml');
  try {
    return parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const [reason = ''] = error instanceof Error ? error.message.split('\n') : [];
    throw new ConfigError(`${SQUAWK_FILE} cannot be read: ${reason}`, { cause: error });
  }
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function coveringOf(names: readonly string[]): readonly string[] {
  const rules = names.flatMap((name) =>
    Object.hasOwn(SQUAWK_RULES, name) ? (SQUAWK_RULES[name] ?? []) : [],
  );
  return [...new Set(rules)].sort();
}

/** The default preset has most of them on. */
function turnedOn(rule: string, rules: RuleTable): readonly (readonly [string, RuleEntries[string]])[] {
  const meta = rules.get(rule)?.meta;
  return meta === undefined || meta.preset === 'recommended' ? [] : [[rule, meta.severity]];
}

function uncovered(key: string, names: readonly string[]): readonly string[] {
  const without = names.filter((name) => coveringOf([name]).length === 0);
  return without.length === 0 ? [] : [`${key}: ddlint has no rule like ${without.join(', ')}.`];
}

/** A name alone stands for such a file anywhere, and a star of squawk spans folders. */
function toGlob(pattern: string): string {
  const anywhere = pattern.includes('/') ? pattern : `**/${pattern}`;
  return anywhere.replaceAll(/(^|\/)\*(?!\*)/g, '$1**/*').replaceAll('**/**/', '**/');
}

function versionOf(value: unknown): Pick<SquawkSettings, 'postgres' | 'notes'> {
  if (value === undefined) return { postgres: undefined, notes: [] };
  const given = typeof value === 'string' || typeof value === 'number' ? value.toString() : 'what it says';
  const major = Number.parseInt(given, 10);
  const postgres = POSTGRES_VERSIONS.find((known) => known === major);
  if (postgres !== undefined) return { postgres, notes: [] };
  const range = `${POSTGRES_VERSIONS[0].toString()} to ${(POSTGRES_VERSIONS.at(-1) ?? 0).toString()}`;
  return { postgres, notes: [`pg_version: ddlint knows Postgres ${range}, not ${given}.`] };
}

function unknownKey(key: string): string {
  return key === 'upload_to_github'
    ? 'upload_to_github: ddlint needs no settings for that; its workflow writes annotations and a summary.'
    : `${key}: ddlint knows no such setting of squawk.`;
}
