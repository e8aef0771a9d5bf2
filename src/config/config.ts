import type { ConfiguredFolder } from '../discover/configured.ts';
import type { PostgresVersion } from '../postgres/effect.ts';
import type { Preset, Rule, Severity } from '../rule.ts';

export type RuleLevel = Severity | 'off';
/** A severity, or a severity with the rule's options. */
export type RuleEntry = RuleLevel | readonly [RuleLevel, object];
export type RuleEntries = Readonly<Record<string, RuleEntry>>;

/** A configuration that was read and checked; its keys are described in the schema. */
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
    | false
    | {
        readonly include?: readonly string[];
        readonly exclude?: readonly string[];
        readonly types?: 'auto' | 'always' | 'never';
      };
  readonly rules?: RuleEntries;
  /** The project's own rules, by their ids: what the files that `rules` names export. */
  readonly ownRules?: ReadonlyMap<string, Rule>;
  readonly overrides?: readonly { readonly files: readonly string[]; readonly rules: RuleEntries }[];
}

/** What `ddlint.config.*` may say. */
export interface ConfigFile extends Omit<Config, 'rules' | 'ownRules'> {
  /** The severity of each rule; or a list of such maps and of files, each with a rule of your own. */
  readonly rules?: RuleEntries | readonly (string | RuleEntries)[];
}

/** Types a configuration file; returns it as it is. */
export function defineConfig(config: ConfigFile): ConfigFile {
  return config;
}
