import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { createProject, ddlint } from '../support/project.ts';
import { createRepository, type Repository } from '../support/repository.ts';

const TABLE = { 'migrations/0001_users.sql': 'CREATE TABLE users (id bigint PRIMARY KEY, email text);\n' };
const index = (name: string) => ({ [`migrations/${name}.sql`]: 'CREATE INDEX ON users (email);\n' });

interface Origin {
  readonly repository: Repository;
  readonly first: string;
  readonly tip: string;
}

/** `topic` adds 0003 to what `main` was before it went on to 0002. */
function createOrigin(): Origin {
  const repository = createRepository();
  const first = repository.commit(TABLE);
  repository.git('checkout', '-q', '-b', 'topic');
  const tip = repository.commit(index('0003_topic'));
  repository.git('checkout', '-q', 'main');
  repository.commit(index('0002_main'));
  return { repository, first, tip };
}

interface Judged {
  readonly code: number;
  readonly files: readonly string[];
  readonly stderr: string;
}

async function judge(
  cwd: string,
  env: Readonly<Record<string, string>>,
  argv: readonly string[] = [],
): Promise<Judged> {
  const { code, stdout, stderr } = await ddlint(cwd, [...argv, '--format', 'json'], { env });
  const report =
    stdout === '' ? { migrations: [] } : (JSON.parse(stdout) as { migrations: { file: string }[] });
  return { code, files: report.migrations.map(({ file }) => path.basename(file, '.sql')), stderr };
}

/** The file of the event that started a workflow. */
function event(cwd: string, content: object): string {
  const file = path.join(cwd, '.git/event.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

const ZEROS = '0'.repeat(40);

describe('the base of a pull request', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['GitHub Actions', { GITHUB_ACTIONS: 'true', GITHUB_BASE_REF: 'main' }],
    [
      'GitLab CI',
      { GITLAB_CI: 'true', CI_MERGE_REQUEST_IID: '7', CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main' },
    ],
    [
      'GitLab CI',
      {
        GITLAB_CI: 'true',
        CI_COMMIT_BRANCH: 'topic',
        CI_DEFAULT_BRANCH: 'main',
        CI_COMMIT_BEFORE_SHA: ZEROS,
      },
    ],
    ['CircleCI', { CIRCLECI: 'true', CIRCLE_BRANCH: 'topic' }],
    ['Buildkite', { BUILDKITE: 'true', BUILDKITE_PULL_REQUEST_BASE_BRANCH: 'main' }],
    [
      'Buildkite',
      {
        BUILDKITE: 'true',
        BUILDKITE_PULL_REQUEST_BASE_BRANCH: '',
        BUILDKITE_PIPELINE_DEFAULT_BRANCH: 'main',
      },
    ],
    ['Bitbucket Pipelines', { BITBUCKET_BUILD_NUMBER: '1', BITBUCKET_PR_DESTINATION_BRANCH: 'main' }],
    ['Bitbucket Pipelines', { BITBUCKET_BUILD_NUMBER: '1', BITBUCKET_BRANCH: 'topic' }],
    ['Azure Pipelines', { TF_BUILD: 'True', SYSTEM_PULLREQUEST_TARGETBRANCH: 'refs/heads/main' }],
    ['Azure Pipelines', { TF_BUILD: 'True', BUILD_SOURCEBRANCH: 'refs/heads/topic' }],
  ])('is found in %s, and said', async (service, env) => {
    const { cwd, git } = createOrigin().repository.clone('--branch', 'topic');
    git('checkout', '-q', '--detach');
    const { code, files, stderr } = await judge(cwd, env);
    expect({ code, files }).toEqual({ code: 1, files: ['0003_topic'] });
    expect(stderr).toMatch(
      new RegExp(
        `^ddlint: Judging what is new since origin/\\w+, the base that ${service} names\\. --since none .*\n$`,
      ),
    );
  });

  it('is the commit that GitLab names', async () => {
    const { repository, first } = createOrigin();
    const { cwd } = repository.clone('--branch', 'topic', '--single-branch');
    const env = { GITLAB_CI: 'true', CI_MERGE_REQUEST_IID: '7', CI_MERGE_REQUEST_DIFF_BASE_SHA: first };
    expect(await judge(cwd, env)).toMatchObject({ files: ['0003_topic'] });
  });

  it('is the first parent of what GitHub merges, in a clone of depth 2', async () => {
    const { repository } = createOrigin();
    repository.git('checkout', '-q', '-b', 'merge');
    repository.git('merge', '-q', '--no-edit', 'topic');
    const { cwd, git } = repository.clone('--branch', 'merge', '--depth', '2');
    const env = {
      GITHUB_ACTIONS: 'true',
      GITHUB_BASE_REF: 'main',
      GITHUB_REF: 'refs/pull/7/merge',
      GITHUB_SHA: git('rev-parse', 'HEAD'),
    };
    expect(await judge(cwd, env)).toMatchObject({ files: ['0003_topic'] });
  });

  it('is the base of a merge queue', async () => {
    const { repository, first } = createOrigin();
    const { cwd } = repository.clone('--branch', 'topic');
    const env = {
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_PATH: event(cwd, { merge_group: { base_sha: first } }),
    };
    expect(await judge(cwd, env)).toMatchObject({ files: ['0003_topic'] });
  });
});

describe('the base of a push', () => {
  const push = (cwd: string, name: string, before: string) => ({
    GITHUB_ACTIONS: 'true',
    GITHUB_REF_TYPE: 'branch',
    GITHUB_REF_NAME: name,
    GITHUB_EVENT_PATH: event(cwd, { before, repository: { default_branch: 'main' } }),
  });

  it('is the push before it on the default branch', async () => {
    const { repository, first } = createOrigin();
    expect(await judge(repository.cwd, push(repository.cwd, 'main', first))).toMatchObject({
      files: ['0002_main'],
    });
  });

  it('is the default branch for another branch', async () => {
    const { cwd } = createOrigin().repository.clone('--branch', 'topic');
    expect(await judge(cwd, push(cwd, 'topic', ZEROS))).toMatchObject({ files: ['0003_topic'] });
  });

  it('is not there for the first push of all', async () => {
    const { cwd } = createOrigin().repository;
    const { files, stderr } = await judge(cwd, push(cwd, 'main', ZEROS));
    expect({ files, stderr }).toEqual({ files: ['0001_users', '0002_main'], stderr: '' });
  });
});

describe('what is asked for', () => {
  const CI = { GITHUB_ACTIONS: 'true', GITHUB_BASE_REF: 'main' };

  it('turns the search off with none', async () => {
    const { cwd } = createOrigin().repository.clone('--branch', 'topic');
    const { files, stderr } = await judge(cwd, CI, ['--since', 'none']);
    expect({ files, stderr }).toEqual({ files: ['0001_users', '0003_topic'], stderr: '' });
  });

  it('goes before what CI says, on the command line and in the configuration', async () => {
    const { repository, first, tip } = createOrigin();
    const { cwd, write } = repository.clone('--branch', 'topic');
    expect(await judge(cwd, CI, ['--since', first])).toMatchObject({ files: ['0003_topic'], stderr: '' });
    write({ 'ddlint.config.json': JSON.stringify({ since: tip }) });
    const { files, stderr } = await judge(cwd, CI);
    expect({ files, stderr }).toEqual({ files: [], stderr: `ddlint: No migration is new since ${tip}.\n` });
  });

  it('is all of the paths that somebody names', async () => {
    const { cwd } = createOrigin().repository.clone('--branch', 'topic');
    expect(await judge(cwd, CI, ['migrations'])).toMatchObject({
      files: ['0001_users', '0003_topic'],
      stderr: '',
    });
  });

  it('finds the default branch outside of CI with auto only', async () => {
    const { cwd } = createOrigin().repository.clone('--branch', 'topic');
    expect(await judge(cwd, {})).toMatchObject({ files: ['0001_users', '0003_topic'], stderr: '' });
    expect(await judge(cwd, {}, ['--since', 'auto'])).toMatchObject({ files: ['0003_topic'] });
  });
});

describe('what cannot be known', () => {
  const CI = { GITHUB_ACTIONS: 'true', GITHUB_BASE_REF: 'main' };

  it('is explained in a shallow clone', async () => {
    const { cwd } = createOrigin().repository.clone('--branch', 'topic', '--depth', '1');
    const { code, stderr } = await judge(cwd, CI);
    expect(code).toBe(2);
    expect(stderr).toMatchInlineSnapshot(`
      "ddlint: git does not hold the base of this change, which is "origin/main" or "main" for GitHub Actions. This clone is shallow: fetch the whole history with "fetch-depth: 0" for actions/checkout, or judge everything with --since none.
      "
    `);
  });

  it('is explained where the base was not fetched', async () => {
    const { cwd } = createOrigin().repository.clone('--branch', 'topic', '--single-branch');
    const { code, stderr } = await judge(cwd, CI);
    expect(code).toBe(2);
    expect(stderr).toMatchInlineSnapshot(`
      "ddlint: git does not hold the base of this change, which is "origin/main" or "main" for GitHub Actions. Fetch it first, name another base with --since, or judge everything with --since none.
      "
    `);
  });

  it('is explained in a repository without commits', async () => {
    const { cwd, write } = createRepository();
    write(TABLE);
    const { code, stderr } = await judge(cwd, CI);
    expect(code).toBe(2);
    expect(stderr).toMatchInlineSnapshot(`
      "ddlint: The repository has no commit yet that anything could be new since.
      "
    `);
    expect((await judge(cwd, {}, ['--since', 'main'])).stderr).toBe(stderr);
  });

  it('is explained where git keeps nothing, if it was asked for', async () => {
    const cwd = createProject(TABLE);
    rmSync(path.join(cwd, '.git'), { recursive: true });
    const { code, stderr } = await judge(cwd, CI, ['--since', 'auto']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: `ddlint: ${cwd} is not inside a git repository.\n` });
    expect(await judge(cwd, CI)).toEqual({ code: 0, files: ['0001_users'], stderr: '' });
  });
});

it('reads paths with spaces and letters of all kinds', async () => {
  const repository = createRepository();
  repository.commit({ 'my db/Größe/migrations/0001_日本.sql': 'CREATE TABLE users (id int, email text);\n' });
  repository.git('checkout', '-q', '-b', 'topic');
  repository.commit({ 'my db/Größe/migrations/0002 "é"\t🚀.sql': 'CREATE INDEX ON users (email);\n' });
  const { files } = await judge(repository.cwd, {}, ['--since', 'main']);
  expect(files).toEqual(['0002 "é"\t🚀']);
  expect((await judge(path.join(repository.cwd, 'my db/Größe'), {}, ['--since', 'main'])).files).toEqual(
    files,
  );
});
