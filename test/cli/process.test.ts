import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';

import { expect, it } from 'vitest';

import { createProject } from '../support/project.ts';

const ROOT = path.join(import.meta.dirname, '../..');
/** The command line from its source. */
const COMMAND = [path.join(ROOT, 'node_modules/jiti/lib/jiti-cli.mjs'), path.join(ROOT, 'src/cli/main.ts')];

/** Without what a CI service says of a change. */
const ENV = { PATH: process.env.PATH };

const UNSAFE = {
  'migrations/0001_users.sql': 'CREATE TABLE users (id bigint PRIMARY KEY, email text);\n',
  'migrations/0002_index.sql': 'CREATE INDEX users_email_idx ON users (email);\n',
};

const runIn = (cwd: string, argv: readonly string[], input = '') =>
  spawnSync(process.execPath, [...COMMAND, ...argv], { cwd, input, env: ENV, encoding: 'utf8' });

it('reports findings and exits with 1', () => {
  const { status, stdout, stderr } = runIn(createProject(UNSAFE), ['--format', 'json']);
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  expect((JSON.parse(stdout) as { findings: unknown[] }).findings.length).toBeGreaterThan(0);
});

it('reads standard input', () => {
  const { status, stdout } = runIn(createProject({}), ['--stdin'], 'SELEC 1;\n');
  expect(status).toBe(1);
  expect(stdout).toContain('syntax-error');
});

it('exits with 2 where it cannot run', () => {
  const { status, stdout, stderr } = runIn(createProject({}), ['--colr']);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain('--color');
});

it('is quiet about a reader that has seen enough', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 300 }, (_, index) => [
      `migrations/${(1000 + index).toString()}_index.sql`,
      `CREATE INDEX i${index.toString()} ON users (email);\n`,
    ]),
  );
  const child = spawn(process.execPath, [...COMMAND, '--format', 'json'], { cwd: createProject(many) });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdout.once('data', () => child.stdout.destroy());
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
});
