import type { ESLint, Linter } from 'eslint';

import { versionOf } from '../cli/package.ts';
import { PRESETS } from '../config/schema.ts';
import { RULES } from '../lint.ts';
import type { Preset, Rule, Severity } from '../rule.ts';
import { sql } from './language.ts';
import { eslintRule } from './rule.ts';

/** What `ddlint/eslint` exports. The types are those of the ESLint that it is used with. */
export interface DdlintPlugin extends ESLint.Plugin {
  readonly configs: {
    /** What can lock, break or lose: the preset `recommended`, for SQL and for scripts. */
    readonly recommended: Linter.Config[];
    /** `recommended` and what a stricter team wants besides. */
    readonly strict: Linter.Config[];
    /** Every rule, matters of style included. */
    readonly all: Linter.Config[];
  };
}

const SCRIPTS = '{ts,mts,cts,js,mjs,cjs}';
/** Folders that are named as those of migrations are, in which `discover` looks for scripts. */
const SCRIPT_FILES = [`**/*{migration,migrations,migrate,Migration,Migrations}/**/*.${SCRIPTS}`];

const plugin: Omit<DdlintPlugin, 'configs'> = {
  // Rules name the language by the namespace, whatever name a configuration gives the plugin.
  meta: { name: 'ddlint', version: versionOf(), namespace: 'ddlint' },
  languages: { sql },
  rules: Object.fromEntries([...RULES].map(([id, rule]) => [id, eslintRule(id, rule)])),
};

/** The plugin stands in its own presets, which is why these are added last. */
const ddlint: DdlintPlugin = Object.assign(plugin, {
  configs: {
    recommended: presetOf('recommended'),
    strict: presetOf('strict'),
    all: presetOf('all'),
  },
});

export default ddlint;

/**
 * A plugin of rules of a project's own, by their ids, to be registered beside this one: they run on
 * the same files, in the same run of the engine.
 */
export function pluginOf(rules: Readonly<Record<string, Rule>>): ESLint.Plugin {
  const own = Object.entries(rules).map(([id, rule]) => [id, eslintRule(id, asOwn(rule))] as const);
  return { meta: { name: 'ddlint-own-rules', version: versionOf() }, rules: Object.fromEntries(own) };
}

/** ddlint has no page of a rule of somebody else's, which need not say what it offers either. */
function asOwn({ meta, on }: Rule): Rule {
  return { meta: { docs: '', fixable: true, hasSuggestions: true, ...meta }, on };
}

function presetOf(preset: Preset): Linter.Config[] {
  const rules: Linter.RulesRecord = Object.fromEntries(
    [...RULES]
      .filter(([, { meta }]) => PRESETS.indexOf(meta.preset) <= PRESETS.indexOf(preset))
      .map(([id, { meta }]) => [`ddlint/${id}`, levelOf(meta.severity)]),
  );
  const plugins = { ddlint: plugin };
  return [
    { name: `ddlint/${preset}/sql`, files: ['**/*.sql'], plugins, language: 'ddlint/sql', rules },
    { name: `ddlint/${preset}/scripts`, files: SCRIPT_FILES, plugins, rules },
  ];
}

/** ESLint knows two severities: what is only information must not fail a run. */
function levelOf(severity: Severity): 'error' | 'warn' {
  return severity === 'error' ? 'error' : 'warn';
}
