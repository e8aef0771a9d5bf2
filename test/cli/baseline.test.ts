import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { ddlint } from '../support/project.ts';
import { createRepository, type Repository } from '../support/repository.ts';

const HISTORY = {
  'migrations/1_users.sql': 'CREATE TABLE users (id bigint PRIMARY KEY, email text);\n',
  'migrations/2_index.sql': 'CREATE INDEX ON users (email);\nCREATE INDEX ON users (email);\n',
};
const FILE = 'ddlint.baseline.json';
const NOTE = `ddlint: Left out 2 findings that ${FILE} accepts.\n`;

function readBaseline({ cwd }: Repository): string {
  return readFileSync(path.join(cwd, FILE), 'utf8');
}

async function accepted(): Promise<Repository> {
  const repository = createRepository();
  repository.write(HISTORY);
  const { code, stdout } = await ddlint(repository.cwd, ['baseline']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${FILE} accepts 2 findings.\n` });
  return repository;
}

describe('a baseline', () => {
  it('leaves out what it accepts, and says how much that is', async () => {
    const { cwd } = await accepted();
    const { code, stdout, stderr } = await ddlint(cwd, []);
    expect({ code, stderr }).toEqual({ code: 0, stderr: NOTE });
    expect(stdout).toContain('safe       migrations/2_index.sql');
    expect(await ddlint(cwd, ['--quiet'])).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('lets a new hazard through, alone', async () => {
    const { cwd, write } = await accepted();
    write({ 'migrations/3_drop.sql': 'DROP TABLE users;\n' });
    const { code, stdout } = await ddlint(cwd, ['--format', 'compact']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^migrations\/3_drop\.sql:1:12: error: .*\[no-drop-table\]\n$/);
  });

  it('does not accept a third of a kind, nor the same in another file', async () => {
    const { cwd, write } = await accepted();
    const text = HISTORY['migrations/2_index.sql'];
    write({
      'migrations/2_index.sql': `-- Moved\n\n${text}create index on users(email);\n`,
      'migrations/3.sql': text,
    });
    const { stdout } = await ddlint(cwd, ['--format', 'compact']);
    expect(stdout.match(/^\S+:\d+:\d+/gm)).toEqual([
      'migrations/2_index.sql:5:1',
      'migrations/3.sql:1:1',
      'migrations/3.sql:2:1',
    ]);
  });

  it('counts for what is staged and for a branch as well', async () => {
    const { cwd, git } = await accepted();
    git('add', '.');
    expect(await ddlint(cwd, ['--staged', '--format', 'compact'])).toEqual({
      code: 0,
      stdout: '',
      stderr: NOTE,
    });
  });

  it('has one finding a line, sorted, and is the same when it is written again', async () => {
    const repository = await accepted();
    const before = readBaseline(repository);
    const lines = before.split('\n').filter((line) => line.includes('fingerprint'));
    expect(lines).toHaveLength(2);
    expect(lines.map((line) => line.replace(/,$/, ''))).toEqual(
      lines.map((line) => line.replace(/,$/, '')).sort(),
    );
    expect(lines[0]).toContain('"statement":"create index on users ( email )"');
    await ddlint(repository.cwd, ['baseline']);
    expect(readBaseline(repository)).toBe(before);
  });

  it('judges everything, whatever CI and the configuration compare with', async () => {
    const { cwd, write, commit } = createRepository();
    commit(HISTORY);
    write({ 'ddlint.config.json': '{ "since": "HEAD" }' });
    const env = { GITHUB_ACTIONS: 'true', GITHUB_BASE_REF: 'main' };
    expect((await ddlint(cwd, ['baseline'], { env })).stdout).toContain('accepts 2 findings');
  });
});

describe('ddlint baseline --prune', () => {
  it('forgets what no longer occurs, and accepts nothing new', async () => {
    const repository = await accepted();
    repository.write({
      'migrations/2_index.sql': 'CREATE INDEX ON users (email);\n',
      'migrations/3_drop.sql': 'DROP TABLE users;\n',
    });
    const { code, stdout } = await ddlint(repository.cwd, ['baseline', '--prune']);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `Removed 1 finding from ${FILE}, which accepts 1 now.\n`,
    });
    expect((await ddlint(repository.cwd, ['--format', 'compact'])).stdout).toContain('no-drop-table');
  });

  it('needs a baseline', async () => {
    const { cwd, write } = createRepository();
    write(HISTORY);
    const { code, stderr } = await ddlint(cwd, ['baseline', '--prune']);
    expect(code).toBe(2);
    expect(stderr).toContain(`There is no ${FILE} to prune.`);
    expect(existsSync(path.join(cwd, FILE))).toBe(false);
  });
});

describe('where it lies', () => {
  it('is the root of the repository, shared by all of its parts', async () => {
    const repository = createRepository();
    const { cwd, write } = repository;
    const parts = ['a', 'b'].map((part) => path.join(cwd, 'packages', part));
    for (const part of ['a', 'b']) {
      write(
        Object.fromEntries(Object.entries(HISTORY).map(([file, text]) => [`packages/${part}/${file}`, text])),
      );
    }
    for (const part of parts) await ddlint(part, ['baseline']);
    expect(readBaseline(repository).match(/fingerprint/g)).toHaveLength(4);
    for (const directory of [cwd, ...parts]) expect((await ddlint(directory, [])).code).toBe(0);
  });

  it('is beside the configuration, where there is one', async () => {
    const { cwd, write } = createRepository();
    write({ ...HISTORY, 'etc/lint.json': '{}' });
    await ddlint(cwd, ['baseline', '--config', 'etc/lint.json']);
    expect(existsSync(path.join(cwd, 'etc', FILE))).toBe(true);
    expect((await ddlint(cwd, ['--config', 'etc/lint.json'])).code).toBe(0);
  });
});

describe('what cannot be read or written', () => {
  it.each([
    ['<<<<<<< HEAD\n', 'is not JSON; a merge may have left its marks in it'],
    ['[]', 'neither "version" nor "findings"'],
    ['{ "version": 2, "findings": [] }', 'is of another version of ddlint'],
    [
      '{ "version": 1, "findings": [{ "rule": "no-drop-table" }] }',
      'findings without a file or a fingerprint',
    ],
  ])('is explained: %s', async (text, reason) => {
    const { cwd, write } = createRepository();
    write({ ...HISTORY, [FILE]: text });
    const { code, stderr } = await ddlint(cwd, []);
    expect(code).toBe(2);
    expect(stderr).toContain(reason);
  });

  it('is a directory of that name', async () => {
    const { cwd, write } = createRepository();
    write({ ...HISTORY, 'etc/lint.json': '{}' });
    mkdirSync(path.join(cwd, FILE));
    const { code, stderr } = await ddlint(cwd, ['baseline']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/ddlint\.baseline\.json cannot be read \(EISDIR\)\.\n$/);
  });
});
