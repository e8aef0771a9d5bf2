import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';

/** What a person can put right: no repository, an unknown reference. The message is full sentences. */
export class GitError extends Error {
  override readonly name = 'GitError';
}

export interface Changes {
  /** Files that were added or changed, untracked ones included: relative to the directory asked from, with forward slashes. */
  readonly files: ReadonlySet<string>;
  /** The text of a file (named as in `files`) at the merge base; undefined where it is new. */
  textBefore(file: string): string | undefined;
}

/** What has changed since the merge base of the working tree's commit with a reference. */
export function changedSince(cwd: string, ref: string): Changes {
  const root = git(cwd, ['rev-parse', '--show-toplevel']);
  if (root === undefined) {
    throw new GitError(`"${ref}" cannot be looked up: ${cwd} is not inside a git repository.`);
  }
  const top = root.trim();
  const base = mergeBase(cwd, ref);
  const changed =
    git(top, ['diff', '--name-only', '--diff-filter=d', '--no-renames', '-z', base, '--']) ?? '';
  const untracked = git(top, ['ls-files', '--others', '--exclude-standard', '-z']) ?? '';
  const from = realpathSync(cwd);
  const toRelative = (path: string) => relative(from, resolve(top, path)).split(sep).join('/');
  return {
    files: new Set([...split(changed), ...split(untracked)].map(toRelative)),
    textBefore: (file) => git(cwd, ['show', `${base}:./${file}`])?.replace(/^\uFEFF/, ''),
  };
}

/** Those of the paths that .gitignore leaves out; none outside of a repository or without git. */
export function ignoredByGit(cwd: string, paths: readonly string[]): ReadonlySet<string> {
  if (paths.length === 0) return new Set();
  const input = paths.join('\0');
  const result = spawnSync('git', ['check-ignore', '-z', '--stdin'], { cwd, input, encoding: 'utf8' });
  return new Set(result.status === 0 ? split(result.stdout) : []);
}

function mergeBase(cwd: string, ref: string): string {
  const commit = git(cwd, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${ref}^{commit}`,
  ])?.trim();
  const base = commit === undefined ? undefined : git(cwd, ['merge-base', commit, 'HEAD'])?.trim();
  if (base !== undefined) return base;
  const isShallow = git(cwd, ['rev-parse', '--is-shallow-repository'])?.trim() === 'true';
  const problem =
    commit === undefined
      ? `git knows no commit "${ref}".`
      : `"${ref}" and the commit that is checked out have no commit in common.`;
  const advice = isShallow
    ? ' This clone is shallow: fetch the whole history, in GitHub Actions with "fetch-depth: 0" for actions/checkout.'
    : commit === undefined
      ? ' Fetch it first, or name it with its remote, such as "origin/main".'
      : '';
  throw new GitError(problem + advice);
}

function split(output: string): readonly string[] {
  return output.split('\0').filter((path) => path !== '');
}

/** Standard output; undefined where git fails. */
function git(cwd: string, args: readonly string[]): string | undefined {
  const result = spawnSync('git', args, { cwd, encoding: 'utf8', maxBuffer: 1 << 30 });
  if (result.error !== undefined && 'code' in result.error && result.error.code === 'ENOENT') {
    throw new GitError('git is not installed, or is not on the PATH.');
  }
  return result.status === 0 ? result.stdout : undefined;
}
