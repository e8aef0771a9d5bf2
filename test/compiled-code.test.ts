import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import module from 'node:module';
import path from 'node:path';

import { beforeEach, describe, expect, it } from 'vitest';

import { ROOT } from './support/gate.ts';
import { createProject } from './support/project.ts';

/** From 22.1 on Node.js keeps it by itself, where it is told to. */
const IS_KEPT_BY_NODE = 'enableCompileCache' in module;
const DEPENDENCIES = ['libpg-query', 'jiti', 'oxc-parser', 'tinyglobby'];

let directory: string;
let kept: string;

/** A ddlint as it is installed, that has not run yet. */
beforeEach(() => {
  directory = createProject({
    'migrations/1_users.sql': 'CREATE TABLE users (id bigint PRIMARY KEY, email text);\n',
    'migrations/2_index.sql': 'CREATE INDEX users_email ON users (email);\n',
  });
  const modules = path.join(directory, 'node_modules');
  mkdirSync(path.join(modules, 'ddlint'), { recursive: true });
  cpSync(path.join(ROOT, 'dist'), path.join(modules, 'ddlint/dist'), { recursive: true });
  cpSync(path.join(ROOT, 'package.json'), path.join(modules, 'ddlint/package.json'));
  for (const name of DEPENDENCIES)
    symlinkSync(path.join(ROOT, 'node_modules', name), path.join(modules, name));
  kept = path.join(modules, '.cache/ddlint');
});

function run(env: Record<string, string> = {}) {
  const argv = [
    path.join(directory, 'node_modules/ddlint/dist/cli.cjs'),
    'migrations',
    '--format',
    'compact',
  ];
  const all = { ...process.env, ...(IS_KEPT_BY_NODE ? { NODE_COMPILE_CACHE: kept } : {}), ...env };
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, {
    cwd: directory,
    env: all,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

function keptFiles(): readonly string[] {
  const names = readdirSync(kept, { recursive: true, encoding: 'utf8' });
  return names.map((name) => path.join(kept, name)).filter((file) => statSync(file).isFile());
}

function sizeOf(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + statSync(file).size, 0);
}

describe('what V8 has made of the code', () => {
  it('is kept for the next run, which says the same and keeps nothing anew', () => {
    const first = run();
    expect(first).toMatchObject({ status: 1, stderr: '' });
    expect(first.stdout).toContain('require-concurrent-index');
    const files = keptFiles();
    expect(sizeOf(files)).toBeGreaterThan(100_000);
    const times = files.map((file) => statSync(file).mtimeMs);
    expect(run()).toEqual(first);
    expect(keptFiles().map((file) => statSync(file).mtimeMs)).toEqual(times);
  });

  it('is not used for code that is another by now', () => {
    run();
    const core = path.join(directory, 'node_modules/ddlint/dist/chunks/core.cjs');
    const text = readFileSync(core, 'utf8');
    const other = text.replaceAll('waits until the index is built', 'WAITS until the index IS built');
    expect(other).toHaveLength(text.length);
    expect(other).not.toBe(text);
    writeFileSync(core, other);
    expect(run().stdout).toContain('WAITS until the index IS built');
  });

  it('is made anew where it is damaged', () => {
    const first = run();
    for (const place of [0, 40, 50_000]) {
      for (const file of keptFiles()) writeFileSync(file, readFileSync(file).fill(7, place, place + 400));
      expect(run()).toEqual(first);
    }
    for (const file of keptFiles()) writeFileSync(file, '');
    expect(run()).toEqual(first);
  });

  it('is not kept where nobody wants it, or where it cannot be', () => {
    const first = run({ NODE_DISABLE_COMPILE_CACHE: '1' });
    expect(readdirSync(path.join(directory, 'node_modules'))).not.toContain('.cache');
    mkdirSync(path.dirname(kept), { recursive: true });
    writeFileSync(kept, 'a file where the folder should be');
    expect(run()).toEqual(first);
  });
});
