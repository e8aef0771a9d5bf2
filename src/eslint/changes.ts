import { readFileSync } from 'node:fs';
import path from 'node:path';

import { findBranchBase } from '../cli/base.ts';
import type { Directory } from '../discover/directory.ts';
import { changedSince, type Changes } from '../git.ts';
import { stampOf } from './files.ts';

interface Known<Value> {
  readonly state: string;
  readonly value: Value;
}

/** A folder with more files is rather asked git about than looked through. */
const MAX_FILES = 5000;

/**
 * What git says has changed, kept for as long as all that it says it from is the same: what is
 * checked out, the references, the index and the files of the folder. No clock is asked.
 */
export class ChangeCache {
  readonly #bases = new Map<string, Known<string | undefined>>();
  readonly #changes = new Map<string, Known<Changes>>();

  /** As `findBranchBase`. */
  base(given: string, cwd: string): string | undefined {
    if (given !== 'auto') return findBranchBase(given, cwd);
    const state = repositoryState(cwd, ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master']);
    return keep(this.#bases, cwd, state, () => findBranchBase(given, cwd));
  }

  /** As `changedSince`, of what lies in the directory. */
  readonly changedSince = (cwd: string, ref: string, directory: Directory): Changes => {
    const repository = repositoryState(cwd, [ref]);
    const files = repository === undefined ? undefined : filesIn(directory);
    const state = files === undefined ? undefined : [repository, ignoreFiles(directory), ...files].join('\n');
    return keep(this.#changes, `${cwd}\n${ref}\n${directory.path}`, state, () =>
      rememberTexts(changedSince(cwd, ref)),
    );
  };
}

/** Without a state nothing is kept. */
function keep<Value>(
  known: Map<string, Known<Value>>,
  key: string,
  state: string | undefined,
  ask: () => Value,
): Value {
  const found = known.get(key);
  if (found !== undefined && found.state === state) return found.value;
  known.delete(key);
  const value = ask();
  if (state !== undefined) known.set(key, { state, value });
  return value;
}

/** The texts at the merge base, which stays the same. */
function rememberTexts(changes: Changes): Changes {
  const texts = new Map<string, string | undefined>();
  return {
    ...changes,
    textBefore(file) {
      if (!texts.has(file)) texts.set(file, changes.textBefore(file));
      return texts.get(file);
    },
  };
}

/** All files in and below the directory as they lie on disk; undefined for too many. */
function filesIn(directory: Directory): readonly string[] | undefined {
  const files: string[] = [];
  const pending = [directory];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const { tree } = at;
    for (const name of at.files) {
      const file = at.pathOf(name);
      files.push(`${file} ${stampOf(path.resolve(tree.cwd, file)) ?? ''}`);
    }
    for (const name of at.directories) {
      if (name !== 'node_modules' && name !== '.git') pending.push(at.directory(name));
    }
    if (files.length > MAX_FILES) return undefined;
  }
  return files;
}

/** Those around the directory: the ones in it are among its files. */
function ignoreFiles(directory: Directory): string {
  const stamps: string[] = [];
  for (let at = directory.parent; at !== undefined; at = at.parent)
    stamps.push(stampOf(path.resolve(at.tree.cwd, at.path, '.gitignore')) ?? '');
  return stamps.join(' ');
}

/**
 * What tells two states of the repository's references and index apart, as far as these names go;
 * undefined where that cannot be read from its files.
 */
function repositoryState(cwd: string, refs: readonly string[]): string | undefined {
  const own = process.env.GIT_DIR === undefined ? gitDirectory(cwd) : undefined;
  const names = refs.map(referenceName);
  if (own === undefined || !names.every((name) => name !== undefined)) return undefined;
  const common = path.resolve(own, textOf(path.join(own, 'commondir'))?.trim() ?? '.');
  const places = own === common ? [own] : [own, common];
  const stamped = ['index', 'packed-refs', 'shallow', 'config', 'info/exclude', 'reftable/tables.list'];
  return [
    ...['HEAD', ...names].map((name) => referenceState(places, name)),
    ...stamped.flatMap((name) => places.map((place) => stampOf(path.join(place, name)) ?? '')),
  ].join('\n');
}

/** Where the files of git are for a folder that is a work tree, or lies in one. */
function gitDirectory(cwd: string): string | undefined {
  for (let at = cwd; ; at = path.dirname(at)) {
    const place = path.join(at, '.git');
    const linked = /^gitdir: (.*)/.exec(textOf(place) ?? '')?.[1];
    if (linked !== undefined) return path.resolve(at, linked);
    if (stampOf(path.join(place, 'HEAD')) !== undefined) return place;
    if (at === path.dirname(at)) return undefined;
  }
}

/** The reference that a revision such as `main` or `HEAD~2` is reckoned from. */
function referenceName(revision: string): string | undefined {
  const name = revision.replace(/(?:[~^]\d*)+$/, '');
  if (name === '@') return 'HEAD';
  return /^[\w./+-]+$/.test(name) && !name.includes('..') ? name : undefined;
}

/** Where git looks a short name up: https://git-scm.com/docs/gitrevisions. */
const EXPANSIONS = ['', 'refs/', 'refs/tags/', 'refs/heads/', 'refs/remotes/'];

function referenceState(places: readonly string[], name: string): string {
  const candidates = [...EXPANSIONS.map((prefix) => prefix + name), `refs/remotes/${name}/HEAD`];
  return candidates.map((candidate) => contentOf(places, candidate, 0)).join(' ');
}

/** What a reference holds, and what the one holds that it stands for. */
function contentOf(places: readonly string[], name: string, depth: number): string {
  const texts = places.map((place) => textOf(path.join(place, name))?.trim() ?? '');
  const targets = texts.flatMap((text) => /^ref: (\S+)$/.exec(text)?.[1] ?? []);
  const behind = depth > 5 ? [] : targets.map((target) => contentOf(places, target, depth + 1));
  return [...texts, ...behind].join(' ');
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
