import { realpathSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';

import { findUpwards } from './repository.ts';

/** What a person can put right: no repository, an unknown reference. The message is full sentences. */
export class GitError extends Error {
  override readonly name = 'GitError';
}

export interface Changes {
  /** Files that were added or changed, untracked ones included: relative to the directory asked from, with forward slashes. */
  readonly files: ReadonlySet<string>;
  /** Those of the files that are not new, named alike. */
  readonly edited: ReadonlySet<string>;
  /** Files that are no longer there, named alike. */
  readonly deleted: ReadonlySet<string>;
  /** The text of a file (named as in `files`) at the merge base; undefined where it is new. */
  textBefore(file: string): string | undefined;
}

/** What has changed since the merge base of the working tree's commit with a reference. */
export function changedSince(cwd: string, ref: string): Changes {
  const top = requireRepository(cwd, `"${ref}" cannot be looked up: `);
  const base = mergeBase(cwd, ref);
  const changed = sortChanges(git(top, ['diff', ...NAME_STATUS, base, '--']) ?? '', relativeTo(cwd, top));
  const untracked = split(git(top, ['ls-files', '--others', '--exclude-standard', '-z']) ?? '');
  return {
    ...changed,
    files: new Set([...changed.files, ...untracked.map(relativeTo(cwd, top))]),
    textBefore: (file) => textAt(cwd, base, file),
  };
}

const NAME_STATUS = ['--name-status', '--no-renames', '-z'];

/** What `git diff --name-status -z` tells. */
function sortChanges(
  output: string,
  nameOf: (path: string) => string,
): Pick<Changes, 'files' | 'edited' | 'deleted'> {
  const files = new Set<string>();
  const edited = new Set<string>();
  const deleted = new Set<string>();
  for (const [, status, path = ''] of output.matchAll(/([A-Z])\0([^\0]*)\0/g)) {
    const file = nameOf(path);
    (status === 'D' ? deleted : files).add(file);
    if (status !== 'D' && status !== 'A') edited.add(file);
  }
  return { files, edited, deleted };
}

/** Paths from the root of the repository as seen from a directory, with forward slashes. */
function relativeTo(cwd: string, top: string): (path: string) => string {
  const from = realpathSync(cwd);
  return (path) => relative(from, resolve(top, path)).split(sep).join('/');
}

function textAt(cwd: string, commit: string, file: string): string | undefined {
  return git(cwd, ['show', `${commit}:./${file}`])?.replace(/^\uFEFF/, '');
}

/** What the next commit holds. */
export interface Staged extends Changes {
  /**
   * The files, by their absolute path, that the index does not hold as they lie in the working
   * tree: with their content there, or undefined where it holds none.
   */
  readonly contents: ReadonlyMap<string, Buffer | undefined>;
}

/** The files of which the index has not what HEAD has, relative to the root of the repository. */
export function indexedFiles(cwd: string): readonly string[] {
  const files = cachedDiff(cwd, []);
  if (files === undefined) throw new GitError(`${cwd} is not inside a git repository.`);
  return files;
}

/** Those that the next commit itself adds or changes: what the other side of a merge brings was judged there. */
function stagedFiles(cwd: string): readonly string[] {
  const files = indexedFiles(cwd);
  if (files.length === 0 || commitOf(cwd, 'MERGE_HEAD') === undefined) return files;
  const own = new Set(cachedDiff(cwd, ['MERGE_HEAD']));
  return files.filter((file) => own.has(file));
}

/** Whether one of the scripts in the index (relative to the root of the repository) has lines that match. */
export function indexMatches(cwd: string, files: readonly string[], pattern: string): boolean {
  const paths = files.map((file) => `:(top,literal)${file}`);
  return git(cwd, ['grep', '--cached', '-l', '-E', '-e', pattern, '--', ...paths]) !== undefined;
}

/** What is staged, in the shape of the changes since HEAD. */
export function stagedChanges(cwd: string): Staged {
  const top = requireRepository(cwd);
  const toRelative = relativeTo(cwd, top);
  const own = new Set(stagedFiles(cwd).map(toRelative));
  const { edited, deleted } = cachedChanges(top, 'HEAD', toRelative);
  return {
    files: own,
    edited: new Set([...edited].filter((file) => own.has(file))),
    deleted,
    textBefore: (file) => textAt(cwd, 'HEAD', file),
    contents: indexContents(top),
  };
}

/** As `changedSince`, of what is in the index. */
export function indexedSince(cwd: string, ref: string): Changes {
  const top = requireRepository(cwd);
  const base = mergeBase(cwd, ref);
  return {
    ...cachedChanges(top, base, relativeTo(cwd, top)),
    textBefore: (file) => textAt(cwd, base, file),
  };
}

function cachedChanges(
  top: string,
  base: string,
  nameOf: (path: string) => string,
): Pick<Changes, 'files' | 'edited' | 'deleted'> {
  const hasBase = base !== 'HEAD' || commitOf(top, 'HEAD') !== undefined;
  const output = hasBase ? git(top, ['diff', '--cached', ...NAME_STATUS, base, '--']) : undefined;
  return sortChanges(output ?? '', nameOf);
}

function cachedDiff(cwd: string, commits: readonly string[]): readonly string[] | undefined {
  const options = ['--cached', '--name-only', '--diff-filter=d', '--no-renames', '-z'];
  const output = git(cwd, ['diff', ...options, ...commits, '--']);
  return output === undefined ? undefined : split(output);
}

/** Where index and working tree differ, as `git status` tells in its second format. */
function indexContents(top: string): Staged['contents'] {
  const options = [
    '--porcelain=v2',
    '-z',
    '--untracked-files=all',
    '--no-renames',
    '--ignore-submodules=all',
  ];
  const objects = new Map<string, string | undefined>();
  for (const entry of split(git(top, ['status', ...options]) ?? '')) {
    const untracked = /^\? ([^]*)$/.exec(entry);
    if (untracked !== null) objects.set(untracked[1] ?? '', undefined);
    const [, worktree, object, file] = /^1 .(.) \S+ \S+ \S+ \S+ \S+ (\S+) ([^]*)$/.exec(entry) ?? [];
    if (file !== undefined && worktree !== '.') objects.set(file, object);
  }
  const contents = readObjects(
    top,
    [...objects.values()].filter((object) => object !== undefined),
  );
  return new Map(
    [...objects].map(([file, object]) => [
      resolve(top, file),
      object === undefined ? undefined : contents.get(object),
    ]),
  );
}

/** Blobs by their object name, read in one go. */
function readObjects(cwd: string, objects: readonly string[]): ReadonlyMap<string, Buffer> {
  const contents = new Map<string, Buffer>();
  if (objects.length === 0) return contents;
  const { stdout } = processes().spawnSync('git', ['cat-file', '--batch'], {
    cwd,
    input: `${objects.join('\n')}\n`,
    maxBuffer: 1 << 30,
  });
  for (let at = 0; at < stdout.length;) {
    const end = stdout.indexOf('\n', at);
    const [object = '', , size] = stdout.toString('utf8', at, end).split(' ');
    const start = end + 1;
    if (size === undefined) at = start;
    else {
      contents.set(object, stdout.subarray(start, start + Number(size)));
      at = start + Number(size) + 1;
    }
  }
  return contents;
}

/** A repository as code is searched in it. Reads objects and files, takes no lock and writes nothing. */
export interface Repository {
  /** Its root, absolute. */
  readonly top: string;
  /** The files of the working tree, untracked ones that are not ignored included, relative to the root. */
  files(): readonly string[];
  /**
   * Those files that hold one of the words and have one of the extensions, in no order. The scan is
   * that of `git grep`, which knows no syntax.
   */
  filesWith(words: readonly string[], extensions: readonly string[]): readonly string[];
  /** The base of what is checked out: the full name of the commit. A `GitError` says why there is none. */
  mergeBase(ref: string): string;
  /**
   * The files of a commit that the working tree holds otherwise: with their text there, or undefined
   * where the commit has no such file.
   */
  textsAt(commit: string, extensions: readonly string[]): ReadonlyMap<string, string | undefined>;
  /** Undefined where git does not tell it. */
  state(): TreeState | undefined;
}

/** What tells two states of a working tree and its index apart, but for files that git ignores. */
export interface TreeState {
  readonly commit: string;
  /** How a file differs from that of the commit, as git words it, by its path from the root. */
  readonly differing: ReadonlyMap<string, string>;
}

/** The repository that a directory lies in; undefined outside of one and without git. */
export function openRepository(cwd: string): Repository | undefined {
  const top = rootOf(cwd);
  if (top === undefined) return undefined;
  const pathspecs = (extensions: readonly string[]): readonly string[] =>
    extensions.map((extension) => `*${extension}`);
  let others: readonly string[] | undefined;
  const untracked = (): readonly string[] =>
    (others ??= split(git(top, ['ls-files', '--others', '--exclude-standard', '-z']) ?? ''));
  return {
    top,
    files: () => [...split(git(top, ['ls-files', '-z']) ?? ''), ...untracked()],
    filesWith(words, extensions) {
      const options = ['-l', '-z', '-I', '--untracked', '--no-color', '--full-name', '-E'];
      const pattern = words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|');
      return split(git(top, ['grep', ...options, '-e', pattern, '--', ...pathspecs(extensions)]) ?? '');
    },
    mergeBase: (ref) => mergeBase(cwd, ref),
    state: () => stateOf(top),
    textsAt(commit, extensions) {
      const options = ['--raw', '--no-abbrev', '--no-renames', '--ignore-submodules=all', '-z'];
      const output = git(top, ['diff', ...options, commit, '--', ...pathspecs(extensions)]) ?? '';
      const objects = new Map<string, string | undefined>();
      for (const [, mode, object, file = ''] of output.matchAll(/:(\d+) \d+ (\w+) \w+ \w\0([^\0]*)\0/g))
        objects.set(file, mode === '000000' ? undefined : object);
      const known = [...objects.values()].filter((object) => object !== undefined);
      const contents = readObjects(top, known);
      return new Map([
        ...untracked().map((file) => [file, undefined] as const),
        ...[...objects].map(
          ([file, object]) =>
            [file, object === undefined ? undefined : contents.get(object)?.toString('utf8')] as const,
        ),
      ]);
    },
  };
}

/** The fields before the path of an entry of `git status --porcelain=v2`, by how it starts. */
const FIELDS: Readonly<Record<string, number>> = { '1': 8, u: 10, '?': 1 };

function stateOf(top: string): TreeState | undefined {
  const options = ['--porcelain=v2', '--branch', '--no-renames', '--untracked-files=all', '-z'];
  const status = git(top, ['status', ...options]);
  if (status === undefined) return undefined;
  let commit = '';
  const differing = new Map<string, string>();
  for (const entry of split(status)) {
    if (entry.startsWith('# branch.oid ')) commit = entry;
    const words = entry.split(' ');
    const fields = FIELDS[words[0] ?? ''];
    if (fields !== undefined) differing.set(words.slice(fields).join(' '), words.slice(0, fields).join(' '));
  }
  return { commit, differing };
}

function rootOf(cwd: string): string | undefined {
  // To start git takes longer than to read many a file.
  if (process.env.GIT_DIR === undefined && findUpwards(cwd, '.git') === undefined) return undefined;
  try {
    return git(cwd, ['rev-parse', '--show-toplevel'])?.trim();
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}

/** Those of the paths that .gitignore leaves out; none outside of a repository or without git. */
export function ignoredByGit(cwd: string, paths: readonly string[]): ReadonlySet<string> {
  if (paths.length === 0) return new Set();
  const input = paths.join('\0');
  const result = processes().spawnSync('git', ['check-ignore', '-z', '--stdin'], {
    cwd,
    input,
    encoding: 'utf8',
  });
  return new Set(result.status === 0 ? split(result.stdout) : []);
}

/** What a person or a CI service names as the base of a change. */
interface NamedBase {
  readonly source: string;
  /** References and commits of which the first that git holds is the base. */
  readonly candidates: readonly string[];
  /** How the clone gets its whole history. */
  readonly fetchAll: string;
}

/** The first of the candidates that shares history with what is checked out; a `GitError` says why there is none. */
export function findBase(cwd: string, { source, candidates, fetchAll }: NamedBase): string {
  requireRepository(cwd);
  const found = candidates.find((ref) => {
    const commit = commitOf(cwd, ref);
    return commit !== undefined && mergeBaseOf(cwd, commit) !== undefined;
  });
  if (found !== undefined) return found;
  requireCommits(cwd);
  const names = candidates.map((name) => `"${name}"`).join(' or ');
  const problem = `git does not hold the base of this change, which is ${names} for ${source}.`;
  const advice = isShallow(cwd)
    ? `This clone is shallow: fetch the whole history with ${fetchAll}`
    : 'Fetch it first, name another base with --since';
  throw new GitError(`${problem} ${advice}, or judge everything with --since none.`);
}

function mergeBase(cwd: string, ref: string): string {
  const known = ref.startsWith('-') ? undefined : mergeBaseOf(cwd, ref);
  if (known !== undefined) return known;
  const commit = commitOf(cwd, ref);
  const base = commit === undefined ? undefined : mergeBaseOf(cwd, commit);
  if (base !== undefined) return base;
  requireCommits(cwd);
  const problem =
    commit === undefined
      ? `git knows no commit "${ref}".`
      : `"${ref}" and the commit that is checked out have no commit in common.`;
  const advice = isShallow(cwd)
    ? ' This clone is shallow: fetch the whole history, in GitHub Actions with "fetch-depth: 0" for actions/checkout.'
    : commit === undefined
      ? ' Fetch it first, or name it with its remote, such as "origin/main".'
      : '';
  throw new GitError(problem + advice);
}

/** The root of the repository. */
function requireRepository(cwd: string, task = ''): string {
  const root = git(cwd, ['rev-parse', '--show-toplevel']);
  if (root === undefined) throw new GitError(`${task}${cwd} is not inside a git repository.`);
  return root.trim();
}

function requireCommits(cwd: string): void {
  if (commitOf(cwd, 'HEAD') !== undefined) return;
  throw new GitError('The repository has no commit yet that anything could be new since.');
}

function commitOf(cwd: string, ref: string): string | undefined {
  return git(cwd, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`])?.trim();
}

function mergeBaseOf(cwd: string, commit: string): string | undefined {
  return git(cwd, ['merge-base', commit, 'HEAD'])?.trim();
}

function isShallow(cwd: string): boolean {
  return git(cwd, ['rev-parse', '--is-shallow-repository'])?.trim() === 'true';
}

/** Where git looks for a hook, as an absolute path; undefined outside of a repository. */
export function hookFile(cwd: string, name: string): string | undefined {
  const file = git(cwd, ['rev-parse', '--git-path', `hooks/${name}`])?.trimEnd();
  return file === undefined ? undefined : resolve(cwd, file);
}

/** The address that `origin` stands for; undefined where there is none. */
export function originOf(cwd: string): string | undefined {
  return git(cwd, ['remote', 'get-url', 'origin'])?.trim();
}

function split(output: string): readonly string[] {
  return output.split('\0').filter((path) => path !== '');
}

/** What starts processes: loaded where git is asked, which most runs do not do. */
function processes() {
  return process.getBuiltinModule('node:child_process');
}

/** Standard output; undefined where git fails. It takes no lock, so that nothing has to be writable. */
function git(cwd: string, args: readonly string[]): string | undefined {
  const options = { cwd, encoding: 'utf8', maxBuffer: 1 << 30 } as const;
  const result = processes().spawnSync('git', ['--no-optional-locks', ...args], options);
  if (result.error !== undefined && 'code' in result.error && result.error.code === 'ENOENT') {
    throw new GitError('git is not installed, or is not on the PATH.');
  }
  if (result.stderr.includes('dubious ownership')) {
    throw new GitError(
      `git does not trust ${cwd}, which belongs to another user. Allow it with "git config --global --add safe.directory ${cwd}".`,
    );
  }
  return result.status === 0 ? result.stdout : undefined;
}
