import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it, vi } from 'vitest';

import { ESLINTS, optionsIn } from '../support/eslint.ts';
import { createRepository, type Repository } from '../support/repository.ts';

const USERS = { 'migrations/0001_users.sql': 'CREATE TABLE users (id bigint PRIMARY KEY);\n' };
const THINGS = { 'migrations/0002_things.sql': 'CREATE TABLE things (id bigint PRIMARY KEY);\n' };
/** Not saved. It blocks nobody as long as the table comes with the same deploy. */
const INDEX = 'CREATE INDEX things_id ON things (id);\n';
const FOUND = ['ddlint/require-concurrent-index'];

const newest = ESLINTS[1];

/** An editor that has a new migration open. */
function openEditor(
  cwd: string,
  filePath = 'migrations/0003_index.sql',
): () => Promise<readonly (string | null)[]> {
  const eslint = newest.create(optionsIn(cwd));
  return async () => {
    const [result] = await eslint.lintText(INDEX, { filePath });
    return (result?.messages ?? []).map(({ ruleId }) => ruleId);
  };
}

/** On the branch `feature`, which has added a table; `since` stands in the configuration. */
function createBranch(since: string): Repository {
  const repository = createRepository();
  repository.commit({ ...USERS, 'ddlint.config.json': JSON.stringify({ since }) });
  repository.git('checkout', '-q', '-b', 'feature');
  repository.commit(THINGS);
  return repository;
}

describe('what is new since the base, in an editor', () => {
  it('is asked of git once', async () => {
    const { cwd } = createBranch('auto');
    const lint = openEditor(cwd);
    expect(await lint()).toEqual([]);
    const spawn = vi.spyOn(process.getBuiltinModule('node:child_process'), 'spawnSync');
    expect(await lint()).toEqual([]);
    expect(await lint()).toEqual([]);
    expect(spawn).not.toHaveBeenCalled();
  });

  it('follows a commit, and one that is taken back', async () => {
    const { cwd, commit, git, write } = createBranch('HEAD');
    git('reset', '-q', '--soft', 'main');
    const lint = openEditor(cwd);
    expect(await lint()).toEqual([]);
    git('commit', '-q', '-m', 'Things');
    expect(await lint()).toEqual(FOUND);
    git('reset', '-q', 'HEAD~1');
    expect(await lint()).toEqual([]);
    commit({});
    expect(await lint()).toEqual(FOUND);
    write({ 'migrations/0002_things.sql': `${THINGS['migrations/0002_things.sql']}SELECT 1;\n` });
    expect(await lint()).toEqual([]);
    git('commit', '-q', '-a', '--amend', '--no-edit');
    expect(await lint()).toEqual(FOUND);
  });

  it('follows a checkout', async () => {
    const { cwd, git } = createBranch('main');
    const lint = openEditor(cwd);
    expect(await lint()).toEqual([]);
    git('checkout', '-q', 'main');
    expect(await lint()).toEqual(FOUND);
    git('checkout', '-q', 'feature');
    expect(await lint()).toEqual([]);
    git('checkout', '-q', '--detach');
    git('branch', '-q', '-f', 'main', 'feature');
    expect(await lint()).toEqual(FOUND);
  });

  it.each(['main', 'refs/heads/main', 'main^0', 'heads/main', 'base', 'auto', 'link'])(
    'follows the base where it is called %s',
    async (since) => {
      const { cwd, git } = createBranch(since);
      git('tag', 'base', 'main');
      git('symbolic-ref', 'refs/heads/link', 'refs/heads/main');
      const lint = openEditor(cwd);
      expect(await lint()).toEqual([]);
      git('branch', '-q', '-f', 'main', 'feature');
      git('tag', '-f', 'base', 'feature');
      expect(await lint()).toEqual(FOUND);
      git('branch', '-q', '-f', 'main', 'feature~1');
      git('tag', '-f', 'base', 'feature~1');
      expect(await lint()).toEqual([]);
    },
  );

  it('follows references that are packed', async () => {
    const { cwd, git } = createBranch('main');
    git('pack-refs', '--all');
    const lint = openEditor(cwd);
    expect(await lint()).toEqual([]);
    git('branch', '-q', '-f', 'main', 'feature');
    git('pack-refs', '--all');
    expect(await lint()).toEqual(FOUND);
  });

  it.each(['origin/main', 'origin', 'auto', 'feature@{upstream}'])('follows a fetch of %s', async (since) => {
    const origin = createBranch(since);
    const { cwd, git } = origin.clone('--branch', 'feature');
    git('branch', '-q', '--set-upstream-to', 'origin/main');
    git('remote', 'set-head', 'origin', 'main');
    const lint = openEditor(cwd);
    expect(await lint()).toEqual([]);
    origin.git('branch', '-q', '-f', 'main', 'feature');
    expect(await lint()).toEqual([]);
    git('fetch', '-q');
    expect(await lint()).toEqual(FOUND);
  });

  it('follows a base that another work tree moves', async () => {
    const { cwd, git } = createBranch('main');
    git('checkout', '-q', 'main');
    const tree = path.join(cwd, 'tree');
    git('worktree', 'add', '-q', tree, 'feature');
    const lint = openEditor(tree);
    expect(await lint()).toEqual([]);
    git('merge', '-q', 'feature');
    expect(await lint()).toEqual(FOUND);
  });

  it('follows a migration that comes with a folder of its own', async () => {
    const repository = createRepository();
    repository.commit({
      'ddlint.config.json': '{ "since": "HEAD" }',
      'prisma/schema.prisma': 'datasource db {\n  provider = "postgresql"\n}\n',
      'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
      'prisma/migrations/20240101000000_users/migration.sql': USERS['migrations/0001_users.sql'],
    });
    const lint = openEditor(repository.cwd, 'prisma/migrations/20240103000000_index/migration.sql');
    expect(await lint()).toEqual(FOUND);
    const folder = path.join(repository.cwd, 'prisma/migrations/20240102000000_things');
    mkdirSync(folder);
    expect(await lint()).toEqual(FOUND);
    writeFileSync(path.join(folder, 'migration.sql'), THINGS['migrations/0002_things.sql']);
    expect(await lint()).toEqual([]);
  });

  it('follows the files beside it and what git ignores', async () => {
    const { cwd, git, write } = createBranch('main');
    git('checkout', '-q', 'main');
    const lint = openEditor(cwd);
    expect(await lint()).toEqual(FOUND);
    write(THINGS);
    expect(await lint()).toEqual([]);
    write({ '.gitignore': '/migrations/0002*\n' });
    expect(await lint()).toEqual(FOUND);
    write({ '.gitignore': '' });
    expect(await lint()).toEqual([]);
    rmSync(path.join(cwd, 'migrations/0002_things.sql'));
    expect(await lint()).toEqual(FOUND);
  });
});
