import path from 'node:path';

import type { Config } from '../../config/config.ts';
import { loadConfig } from '../../config/load.ts';
import { inferPostgres, oldestSupported } from '../../config/postgres.ts';
import { SQUAWK_FILE, translateSquawk, type SquawkSettings } from '../../config/squawk.ts';
import { RULES } from '../../lint.ts';
import { versionOf } from '../package.ts';
import { findUpwards } from '../../repository.ts';
import { namesIn, textOf, type Project } from './look.ts';
import type { Proposal } from './proposal.ts';

/** The proposal for the configuration, and what cannot be taken over from squawk, as full sentences. */
export interface ConfigProposal {
  readonly proposal: Proposal;
  readonly notes: readonly string[];
}

/** Proposes a configuration; where there is one, what of squawk's it lacks. */
export async function proposeConfig(project: Project, today: Date): Promise<ConfigProposal> {
  const squawk = await readSquawk(project);
  const wanted = wantedConfig(project, squawk, today);
  const notes = (squawk?.settings.notes ?? []).map((note) => `${SQUAWK_FILE}: ${note}`);
  if (project.configFile !== undefined) {
    return { proposal: await forExisting(project.configFile, wanted), notes: [] };
  }
  const directory = squawk?.directory ?? project.cwd;
  const isTyped = hasTypedConfigs(directory) && isInstalled(directory);
  const file = path.join(directory, isTyped ? 'ddlint.config.ts' : 'ddlint.config.json');
  const content = isTyped ? printTypeScript(wanted, project) : printJson(wanted, project);
  const from = squawk === undefined ? '' : `, with what ${SQUAWK_FILE} says`;
  const title = `Write ${path.relative(project.cwd, file) || path.basename(file)}${from}`;
  return { proposal: { kind: 'write', title, file, shown: content, content, isNew: true }, notes };
}

/** A configuration of somebody's own is not touched. */
async function forExisting(file: string, { postgres: _, ...wanted }: Config): Promise<Proposal> {
  const name = path.basename(file);
  const config: Config = await loadConfig(file, RULES);
  const missing = lacking(wanted, config);
  if (Object.keys(missing).length === 0) return { kind: 'done', title: `${name} is there.` };
  return {
    kind: 'advise',
    title: `Add to ${name} what is set for squawk`,
    shown: name.endsWith('.json') ? JSON.stringify(missing, null, 2) : printObject(missing),
  };
}

/** The part of a configuration that another one says nothing of. */
function lacking(wanted: Config, config: Config): Config {
  const rules = Object.entries(wanted.rules ?? {}).filter(([id]) => config.rules?.[id] === undefined);
  const ignore = (wanted.ignore ?? []).filter((glob) => config.ignore?.includes(glob) !== true);
  return {
    ...(wanted.squawkComments === true && config.squawkComments === undefined
      ? { squawkComments: true }
      : {}),
    ...(wanted.migrations !== undefined && config.migrations === undefined
      ? { migrations: wanted.migrations }
      : {}),
    ...(ignore.length > 0 ? { ignore } : {}),
    ...(rules.length > 0 ? { rules: Object.fromEntries(rules) } : {}),
  };
}

interface Squawk {
  readonly directory: string;
  readonly settings: SquawkSettings;
}

/** squawk looks for its configuration upwards from where it runs. */
async function readSquawk({ cwd, root }: Project): Promise<Squawk | undefined> {
  for (let directory = cwd; ; directory = path.dirname(directory)) {
    const text = textOf(path.join(directory, SQUAWK_FILE));
    if (text !== undefined) return { directory, settings: await translateSquawk(text, RULES) };
    if (directory === root || path.dirname(directory) === directory) return undefined;
  }
}

function wantedConfig(project: Project, squawk: Squawk | undefined, today: Date): Config {
  const { rules = {}, ignore = [], postgres, assumesTransaction = false } = squawk?.settings ?? {};
  const plain = project.histories.some(({ tool }) => tool === 'plain');
  return {
    postgres: postgres ?? inferPostgres(project.cwd) ?? oldestSupported(today),
    ...(squawk !== undefined || hasSquawkComments(project) ? { squawkComments: true } : {}),
    ...(assumesTransaction && plain
      ? { migrations: inTransactions(project, squawk?.directory ?? project.cwd) }
      : {}),
    ...(ignore.length > 0 ? { ignore } : {}),
    ...(Object.keys(rules).length > 0 ? { rules } : {}),
  };
}

/** With `migrations` nothing else is linted, so that every folder has to be named. */
function inTransactions({ histories, cwd }: Project, base: string): NonNullable<Config['migrations']> {
  return histories.map(({ directory, tool }) => {
    const relative = path.relative(base, path.resolve(cwd, directory)).split(path.sep).join('/') || '.';
    return tool === 'plain'
      ? { directory: relative, transaction: 'file' as const }
      : { directory: relative, tool };
  });
}

function hasSquawkComments({ histories }: Project): boolean {
  return histories.some(({ migrations }) => migrations.some(({ text }) => text.includes('squawk-ignore')));
}

/** A configuration in TypeScript imports ddlint: it can be read only where that is installed. */
function isInstalled(directory: string): boolean {
  return findUpwards(directory, 'node_modules/ddlint') !== undefined;
}

/**
 * Whether there is a configuration in TypeScript already. Where there is none, one more source file
 * at the root may move all that the compiler writes, which finds its root by the files that it gets.
 */
function hasTypedConfigs(directory: string): boolean {
  return namesIn(directory).some((name) => /\.config\.[cm]?ts$/.test(name));
}

function printTypeScript(config: Config, project: Project): string {
  const named = inferPostgres(project.cwd) === config.postgres;
  const comment = named
    ? '  // The major version that production runs on; compose and CI files name this one.\n'
    : '  // The major version that production runs on. What a statement does depends on it.\n';
  const body = printObject(config).replace('{\n', `{\n${comment}`);
  return `import { defineConfig } from 'ddlint';\n\nexport default defineConfig(${body});\n`;
}

function printJson(config: Config, { manifest, cwd }: Project): string {
  const installed = path.join(manifest?.directory ?? cwd, 'node_modules/ddlint');
  const relative = path.relative(cwd, installed).split(path.sep).join('/');
  const root = manifest === undefined ? `https://unpkg.com/ddlint@${versionOf()}` : `./${relative}`;
  return `${JSON.stringify({ $schema: `${root}/schema/ddlint.config.schema.json`, ...config }, null, 2)}\n`;
}

/** As people write it: no quotes around names, single ones around texts, a comma behind the last entry. */
function printObject(value: unknown, indent = ''): string {
  if (typeof value === 'string') return `'${value.replaceAll(/[\\']/g, '\\$&')}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((item) => `${inner}${printObject(item, inner)},\n`);
    return `[\n${items.join('')}${indent}]`;
  }
  const entries = Object.entries(value).map(([key, item]) => {
    const name = /^[A-Za-z_$][\w$]*$/.test(key) ? key : printObject(key);
    return `${inner}${name}: ${printObject(item, inner)},\n`;
  });
  return `{\n${entries.join('')}${indent}}`;
}
