import { rmSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { stagesNothing } from '../../src/cli/staged.ts';
import { ddlint } from '../support/project.ts';
import { createRepository } from '../support/repository.ts';

const TABLE = 'CREATE TABLE users (id bigint PRIMARY KEY, email text);\n';
const INDEX = 'CREATE INDEX ON users (email);\n';
const SAFE = 'CREATE INDEX CONCURRENTLY users_email_idx ON users (email);\n';
const KNEX = "exports.up = (knex) => knex.raw('DROP TABLE users');\nexports.down = () => {};\n";

async function findingsOf(cwd: string, argv: readonly string[] = []): Promise<readonly string[]> {
  const { stdout, stderr } = await ddlint(cwd, ['--staged', ...argv, '--format', 'compact']);
  expect(stderr).toBe('');
  return [...stdout.matchAll(/^(?:.*\/)?([^/]+?): \w+: .*\[(.*)\]$/gm)].map(
    ([, place = '', rule = '']) => `${place} ${rule}`,
  );
}

const UNSAFE_INDEX = ['2_index.sql:1:1 require-concurrent-index'];

describe('--staged', () => {
  it('judges the staged migration only, and knows the history', async () => {
    const { cwd, write, git, commit } = createRepository();
    commit({ 'migrations/1_users.sql': `${TABLE}${INDEX}` });
    write({ 'migrations/2_index.sql': INDEX, 'migrations/3_later.sql': INDEX });
    git('add', 'migrations/2_index.sql');
    expect(await findingsOf(cwd)).toEqual(UNSAFE_INDEX);
    expect((await ddlint(cwd, ['--staged'])).code).toBe(1);
  });

  it('reads the index and not the working tree', async () => {
    const { cwd, write, git, commit } = createRepository();
    commit({ 'migrations/1_users.sql': TABLE });
    write({ 'migrations/2_index.sql': INDEX });
    git('add', '.');
    write({ 'migrations/2_index.sql': SAFE });
    expect(await findingsOf(cwd)).toEqual(UNSAFE_INDEX);
    git('add', '.');
    write({ 'migrations/2_index.sql': INDEX });
    expect(await findingsOf(cwd)).toEqual([]);
  });

  it('takes the rest of the history as it is committed', async () => {
    const { cwd, write, git, commit } = createRepository();
    commit({ 'migrations/1_users.sql': TABLE });
    // Unstaged: were it read, the table would be another and the index would be on a new table.
    write({
      'migrations/1_users.sql': 'SELECT 1;\n',
      'migrations/1b_users.sql': TABLE,
      'migrations/2_index.sql': INDEX,
    });
    git('add', 'migrations/2_index.sql');
    expect(await findingsOf(cwd)).toEqual(UNSAFE_INDEX);
  });

  it('judges what is staged and gone from the working tree', async () => {
    const { cwd, write, git, commit } = createRepository();
    commit({ 'migrations/1_users.sql': TABLE });
    write({ 'migrations/2_index.sql': INDEX });
    git('add', '.');
    rmSync(path.join(cwd, 'migrations'), { recursive: true });
    expect(await findingsOf(cwd)).toEqual(UNSAFE_INDEX);
  });

  it('judges the first commit of all', async () => {
    const { cwd, write, git } = createRepository();
    write({ 'migrations/1_users.sql': TABLE, 'migrations/2_index.sql': 'SELEC 1;\n' });
    git('add', '.');
    expect(await findingsOf(cwd)).toEqual(['2_index.sql:1:1 syntax-error']);
  });

  it('counts the earlier commits of the branch to the same deploy', async () => {
    const { cwd, write, git, commit } = createRepository();
    commit({ 'README.md': 'x' });
    git('checkout', '-q', '-b', 'topic');
    commit({ 'migrations/1_users.sql': TABLE, 'migrations/1b_bad.sql': 'SELEC 1;\n' });
    write({ 'migrations/2_index.sql': INDEX });
    git('add', '.');
    expect(await findingsOf(cwd)).toEqual([]);
    expect(await findingsOf(cwd, ['--since', 'none'])).toEqual(UNSAFE_INDEX);
  });

  it('leaves out what the other side of a merge brings', async () => {
    const { cwd, git, commit, write } = createRepository();
    commit({ 'migrations/1_users.sql': TABLE, 'a.txt': '1' });
    git('checkout', '-q', '-b', 'topic');
    commit({ 'a.txt': '2' });
    git('checkout', '-q', 'main');
    commit({ 'migrations/2_index.sql': INDEX, 'a.txt': '3' });
    git('checkout', '-q', 'topic');
    expect(() => git('merge', 'main')).toThrow();
    write({ 'a.txt': '4', 'migrations/3_index.sql': INDEX });
    git('add', '.');
    expect(await findingsOf(cwd, ['--since', 'none'])).toEqual(['3_index.sql:1:1 require-concurrent-index']);
  });

  it('judges those of the paths that are staged, as lint-staged gives them', async () => {
    const { cwd, write, git, commit } = createRepository();
    commit({ 'my db/migrations/1_Größe.sql': TABLE });
    write({ 'my db/migrations/2_index.sql': INDEX, 'my db/migrations/3_index.sql': INDEX });
    git('add', '.');
    const file = path.join(cwd, 'my db/migrations/2_index.sql');
    expect(await findingsOf(cwd, [file])).toEqual(UNSAFE_INDEX);
    expect(await findingsOf(path.join(cwd, 'my db'), [file])).toEqual(UNSAFE_INDEX);
    expect(await findingsOf(cwd, ['my db'])).toHaveLength(2);
  });

  it('says nothing where nothing that is staged is a migration', async () => {
    const { cwd, write, git, commit } = createRepository();
    commit({ 'migrations/1_users.sql': TABLE + INDEX });
    const others = { 'src/a.ts': 'export const a = 1;\n', 'queries/report.sql': 'SELEC 1;\n' };
    write(others);
    git('add', '.');
    expect(await ddlint(cwd, ['--staged'])).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await ddlint(cwd, ['--staged', ...Object.keys(others)])).toMatchObject({ code: 0, stdout: '' });
  });

  it('cannot run outside of a repository, nor with --stdin', async () => {
    const { cwd } = createRepository();
    rmSync(path.join(cwd, '.git'), { recursive: true });
    expect(await ddlint(cwd, ['--staged'])).toMatchObject({
      code: 2,
      stderr: `ddlint: ${cwd} is not inside a git repository.\n`,
    });
    expect((await ddlint(cwd, ['--staged', '--stdin'])).code).toBe(2);
  });
});

describe('a commit that concerns ddlint not at all', () => {
  it.each([
    ['nothing', {}, true],
    ['a text', { 'README.md': 'up' }, true],
    [
      'a script that is no migration',
      { 'src/a.ts': '// look it up\n// or tidy up\nexport const cup = 1;\n' },
      true,
    ],
    ['SQL', { 'db/a.SQL': 'SELECT 1;\n' }, false],
    ['a migration in JavaScript', { 'db/1 (é).js': KNEX }, false],
    ['a class', { 'db/1.ts': 'export class A {\n  async up(queryRunner) {}\n}\n' }, false],
    ['a re-export', { 'db/1.mjs': 'export { create as up } from "./x.mjs";\n' }, false],
  ])('is told by %s', (_, files, expected) => {
    const { cwd, git, write, commit } = createRepository();
    commit({ 'migrations/1_users.sql': TABLE });
    write({ ...files });
    git('add', '.');
    expect(stagesNothing(['--staged'], cwd)).toBe(expected);
  });

  it('is not told where something is asked for', () => {
    const { cwd } = createRepository();
    expect(stagesNothing(['--staged'], cwd)).toBe(true);
    expect(stagesNothing(['--staged', '--quiet', 'README.md'], cwd)).toBe(true);
    for (const argv of [
      [],
      ['--staged', '--help'],
      ['--staged', '--format', 'json'],
      ['--staged', '--colr'],
    ]) {
      expect(stagesNothing(argv, cwd)).toBe(false);
    }
  });
});
