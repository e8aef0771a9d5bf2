import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { parse } from 'yaml';

import type { Repository } from './repository.ts';

export const ROOT = path.join(import.meta.dirname, '../..');
/** The built command line, which `npm test` builds first. */
export const CLI = path.join(ROOT, 'dist/cli.cjs');

export const USERS = 'CREATE TABLE users (id bigint PRIMARY KEY, email text);\n';
export const UNSAFE = 'CREATE INDEX users_email ON users (email);\n';
export const SAFE = 'ALTER TABLE users ADD COLUMN name text;\n';

/** Reads a YAML file of the project. */
export function readYaml(file: string): unknown {
  return parse(readFileSync(path.join(ROOT, file), 'utf8'));
}

/** Writes an executable script of the shell. */
export function writeScript(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
}

/** Installs the built ddlint in a project, as far as its command goes. */
export function installDdlint(directory: string): void {
  writeScript(path.join(directory, 'node_modules/.bin/ddlint'), `exec "${process.execPath}" "${CLI}" "$@"`);
}

/** A clone as a CI service makes it, of a change that adds a migration to a live one. */
export function checkOut(upstream: Repository, migration: string, ...options: readonly string[]): Repository {
  upstream.commit({ '.gitignore': 'node_modules\n', 'migrations/0001_users.sql': USERS });
  upstream.git('checkout', '-q', '-b', 'change');
  upstream.commit({ 'migrations/0002_change.sql': migration });
  upstream.git('checkout', '-q', 'main');
  upstream.commit({ 'README.md': 'Somebody else was here.\n' });
  // What services check out for a change is its merge into the base.
  upstream.git('checkout', '-q', '--detach');
  upstream.git('merge', '-q', '--no-ff', '-m', 'Merge', 'change');
  upstream.git('branch', '-q', '-f', 'merged', 'HEAD');
  const clone = upstream.clone('--branch', 'merged', ...options);
  clone.git('checkout', '-q', '--detach');
  installDdlint(clone.cwd);
  return clone;
}

interface ShellRun {
  readonly script: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Runs a script with bash as GitHub does; the environment is that of the script alone. */
export function runBash({ script, cwd, env }: ShellRun) {
  const { PATH = '' } = process.env;
  const file = path.join(cwd, '.git', 'script.sh');
  writeFileSync(file, script);
  const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', file], {
    cwd,
    env: { ...env, PATH: env.PATH === undefined ? PATH : `${env.PATH}:${PATH}` },
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}
