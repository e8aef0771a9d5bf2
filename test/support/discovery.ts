import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

import { discover, type DiscoverOptions, type Discovery } from '../../src/discover/discover.ts';
import type { History, Migration } from '../../src/migration.ts';

/** A directory that holds these files until the test is over. */
export function project(files: Readonly<Record<string, string | Uint8Array>>): string {
  const cwd = mkdtempSync(join(tmpdir(), 'ddlint-discover-'));
  onTestFinished(() => {
    rmSync(cwd, { recursive: true, force: true });
  });
  write(cwd, files);
  return cwd;
}

export function write(cwd: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), content);
  }
}

/** Runs git there, untouched by the configuration of whoever runs the tests. */
export function git(cwd: string, ...args: readonly string[]): void {
  execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], {
    cwd,
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
    stdio: 'ignore',
  });
}

/** What is found in a copy of a fixture, away from what ddlint itself depends on. */
export function fixture(name: string, options: Partial<DiscoverOptions> = {}): Discovery {
  const cwd = mkdtempSync(join(tmpdir(), 'ddlint-discover-'));
  try {
    cpSync(`fixtures/projects/${name}`, cwd, { recursive: true });
    return discover({ cwd, paths: [], ...options });
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

/** The one history that is there. */
export function only({ histories }: Discovery): History {
  const [history, ...others] = histories;
  if (history === undefined || others.length > 0) {
    throw new Error(`Expected one history, found ${histories.map(({ directory }) => directory).join(', ')}.`);
  }
  return history;
}

/** The migration with this id, or whose file ends like this. */
export function find({ migrations }: History, name: string): Migration {
  const migration = migrations.find(({ id, file }) => id === name || file.endsWith(name));
  if (migration === undefined) throw new Error(`There is no migration ${name}.`);
  return migration;
}

export function ids(history: History): readonly string[] {
  return history.migrations.map(({ id }) => id);
}

export function files(history: History): readonly string[] {
  return history.migrations.map(({ file }) => file);
}

/** What is run of a migration. */
export function sql(migration: Migration | undefined): string {
  return migration === undefined ? '' : migration.text.slice(migration.span.start, migration.span.end);
}
