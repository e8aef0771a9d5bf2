import { readFileSync } from 'node:fs';

import { findBase, GitError } from '../git.ts';
import type { Io } from './io.ts';
import { findUpwards } from '../repository.ts';

/** What a change is compared with, as the service that runs ddlint names it. */
export interface Base {
  /** The service, or the repository itself. */
  readonly source: string;
  /** References and commits of which the first that git holds is the base. */
  readonly candidates: readonly string[];
  /** How the service is told to clone with the whole history. */
  readonly fetchAll: string;
}

type Environment = Io['env'];

/** Where git says by itself what a branch starts from. */
const DEFAULT_BRANCHES = ['origin/HEAD', 'origin/main', 'origin/master'];
const LOCAL_BRANCHES = [...DEFAULT_BRANCHES, 'main', 'master'];

/**
 * What `--since` has to be: the reference as given, none for `none`, and for `auto` the base that
 * the CI service or the repository tells. Where nothing is given, a base that a CI service tells.
 */
export function resolveSince(
  given: string | undefined,
  io: Pick<Io, 'cwd' | 'env' | 'stderr'>,
): string | undefined {
  if (given === 'none') return undefined;
  if (given !== undefined && given !== 'auto') return given;
  const detected = detectBase(io.env);
  if (given === undefined && (detected === undefined || findUpwards(io.cwd, '.git') === undefined))
    return undefined;
  const base = detected ?? REPOSITORY;
  const ref = findBase(io.cwd, base);
  const note = `Judging what is new since ${ref}, the base that ${base.source} names.`;
  const hint = given === undefined ? ' --since none judges everything.' : '';
  io.stderr.write(`ddlint: ${note}${hint}\n`);
  return ref;
}

/**
 * What the branch of a commit starts from, as far as anybody says: what the branch adds belongs to
 * one deploy with the commit.
 */
export function findBranchBase(given: string | undefined, cwd: string): string | undefined {
  if (given === 'none') return undefined;
  if (given !== undefined && given !== 'auto') return given;
  try {
    return findBase(cwd, REPOSITORY);
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}

const REPOSITORY: Base = {
  source: 'this repository',
  candidates: LOCAL_BRANCHES,
  fetchAll: '"git fetch --unshallow"',
};

/** The base that a CI service tells; undefined outside of one, and where it tells none. */
export function detectBase(env: Environment): Base | undefined {
  const found = SERVICES.find(({ isRunning }) => isRunning(env));
  if (found === undefined) return undefined;
  const { source, fetchAll } = found;
  const candidates = found.candidates(env);
  return candidates.length === 0 ? undefined : { source, fetchAll, candidates };
}

interface Service extends Pick<Base, 'source' | 'fetchAll'> {
  readonly isRunning: (env: Environment) => boolean;
  readonly candidates: (env: Environment) => readonly string[];
}

const SERVICES: readonly Service[] = [
  {
    // https://docs.github.com/actions/reference/workflows-and-actions/variables
    source: 'GitHub Actions',
    fetchAll: '"fetch-depth: 0" for actions/checkout',
    isRunning: (env) => env.GITHUB_ACTIONS === 'true',
    candidates: githubCandidates,
  },
  {
    // https://docs.gitlab.com/ci/variables/predefined_variables/
    source: 'GitLab CI',
    fetchAll: 'the variable GIT_DEPTH set to 0',
    isRunning: (env) => env.GITLAB_CI === 'true',
    candidates: (env) => [
      ...commit(env.CI_MERGE_REQUEST_DIFF_BASE_SHA),
      ...branch(env.CI_MERGE_REQUEST_TARGET_BRANCH_NAME),
      ...(isSet(env.CI_MERGE_REQUEST_IID)
        ? []
        : sinceDefault(env.CI_COMMIT_BRANCH, env.CI_DEFAULT_BRANCH, env.CI_COMMIT_BEFORE_SHA)),
    ],
  },
  {
    // It tells no base: https://circleci.com/docs/reference/variables/
    source: 'CircleCI',
    fetchAll: '"method: full" for the checkout step',
    isRunning: (env) => env.CIRCLECI === 'true',
    candidates: (env) => (isSet(env.CIRCLE_BRANCH) ? DEFAULT_BRANCHES : []),
  },
  {
    // https://buildkite.com/docs/pipelines/configure/environment-variables
    source: 'Buildkite',
    fetchAll: 'BUILDKITE_GIT_CLONE_FLAGS without --depth',
    isRunning: (env) => env.BUILDKITE === 'true',
    candidates: (env) =>
      isSet(env.BUILDKITE_PULL_REQUEST_BASE_BRANCH)
        ? branch(env.BUILDKITE_PULL_REQUEST_BASE_BRANCH)
        : branch(env.BUILDKITE_PIPELINE_DEFAULT_BRANCH),
  },
  {
    // https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/
    source: 'Bitbucket Pipelines',
    fetchAll: '"clone: depth: full"',
    isRunning: (env) => isSet(env.BITBUCKET_BUILD_NUMBER),
    candidates: (env) =>
      isSet(env.BITBUCKET_PR_DESTINATION_BRANCH)
        ? [...branch(env.BITBUCKET_PR_DESTINATION_BRANCH), ...commit(env.BITBUCKET_PR_DESTINATION_COMMIT)]
        : isSet(env.BITBUCKET_BRANCH)
          ? DEFAULT_BRANCHES
          : [],
  },
  {
    // https://learn.microsoft.com/azure/devops/pipelines/build/variables
    source: 'Azure Pipelines',
    fetchAll: '"fetchDepth: 0" for the checkout step',
    isRunning: (env) => env.TF_BUILD === 'True',
    candidates: (env) => {
      const target = env.SYSTEM_PULLREQUEST_TARGETBRANCH?.replace(/^refs\/heads\//, '');
      if (isSet(target)) return branch(target);
      return env.BUILD_SOURCEBRANCH?.startsWith('refs/heads/') === true ? DEFAULT_BRANCHES : [];
    },
  },
];

function githubCandidates(env: Environment): readonly string[] {
  const event = readEvent(env.GITHUB_EVENT_PATH);
  if (isSet(env.GITHUB_BASE_REF)) {
    const tip = commit(text(event, 'pull_request', 'base', 'sha'));
    return [...branch(env.GITHUB_BASE_REF), ...tip, ...mergedInto(env)];
  }
  const queued = text(event, 'merge_group', 'base_sha');
  if (queued !== undefined) return commit(queued);
  if (env.GITHUB_REF_TYPE !== 'branch') return [];
  const defaultBranch = text(event, 'repository', 'default_branch');
  return sinceDefault(env.GITHUB_REF_NAME, defaultBranch, text(event, 'before'));
}

/** What GitHub checks out for a pull request merges it into its base: `fetch-depth: 2` is enough. */
function mergedInto({ GITHUB_SHA: sha, GITHUB_REF: ref }: Environment): readonly string[] {
  return isSet(sha) && ref?.endsWith('/merge') === true ? [`${sha}^1`] : [];
}

/** A branch is new since the default branch, and the default branch since the push before this one. */
function sinceDefault(
  current: string | undefined,
  defaultBranch: string | undefined,
  before: string | undefined,
): readonly string[] {
  if (!isSet(current)) return [];
  return current === defaultBranch ? commit(before) : branch(defaultBranch);
}

function branch(name: string | undefined): readonly string[] {
  return isSet(name) ? [`origin/${name}`, name] : [];
}

/** All zeros stand for no commit, such as that before the first push of a branch. */
function commit(sha: string | undefined): readonly string[] {
  return isSet(sha) && !/^0+$/.test(sha) ? [sha] : [];
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

/** What GitHub says of the event that started the workflow; a run without it works all the same. */
function readEvent(file: string | undefined): unknown {
  if (!isSet(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function text(value: unknown, ...keys: readonly string[]): string | undefined {
  let at = value;
  for (const key of keys) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = new Map(Object.entries(at)).get(key);
  }
  return typeof at === 'string' ? at : undefined;
}
