import type { ConfiguredFolder } from '../discover/configured.ts';
import type { PostgresVersion } from '../postgres/effect.ts';
import type { Preset, Severity } from '../rule.ts';

export type RuleLevel = Severity | 'off';
/** A severity, or a severity with the rule's options. */
export type RuleEntry = RuleLevel | readonly [RuleLevel, object];
export type RuleEntries = Readonly<Record<string, RuleEntry>>;

/** What `ddlint.config.*` may say; its keys are described in the schema. */
export interface Config {
  readonly preset?: Preset;
  readonly postgres?: PostgresVersion | 'auto';
  readonly deploy?: 'rolling' | 'stop-the-world';
  readonly since?: string;
  readonly failOn?: 'error' | 'warning' | 'never';
  readonly maxWarnings?: number;
  readonly requireReason?: boolean;
  readonly squawkComments?: boolean;
  readonly timeouts?: { readonly lock?: number | string; readonly statement?: number | string };
  /** Folders of migrations that cannot be recognised; their paths are relative to the configuration file. */
  readonly migrations?: readonly ConfiguredFolder[];
  readonly ignore?: readonly string[];
  /** False: the application's code is not searched for what migrations take away. */
  readonly references?:
    false | { readonly include?: readonly string[]; readonly exclude?: readonly string[] };
  readonly rules?: RuleEntries;
  readonly overrides?: readonly { readonly files: readonly string[]; readonly rules: RuleEntries }[];
}

/** Types a configuration file; returns it as it is. */
export function defineConfig(config: Config): Config {
  return config;
}
