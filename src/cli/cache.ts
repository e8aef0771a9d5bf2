import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { Io } from './io.ts';
import { findUpwards, repositoryRoot } from '../repository.ts';

/** What a run has to say, and what it ends with. */
export interface Outcome {
  /** In the order in which they are written. */
  readonly reports: readonly { readonly file: string | undefined; readonly text: string }[];
  /** Sentences for standard error, with their newlines. */
  readonly notes: readonly string[];
  readonly exitCode: number;
}

/** An outcome, and what the working tree was if the application's code was searched for it. */
interface Entry {
  readonly outcome: Outcome;
  readonly tree: string | null;
}

/** More are of no use: a branch and those that it is compared with. */
const MAX_ENTRIES = 20;

/** Outcomes of earlier runs, one a file, by a key that stands for all that they were made from. */
export class RunCache {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Undefined where there is none, and where what is there is damaged. */
  find(key: string): Entry | undefined {
    try {
      const [digest, body = ''] = splitOnce(readFileSync(this.#file(key), 'utf8'), '\n');
      // It was written by `keep`, or the digest would be another one.
      return digest === digestOf(body) ? (JSON.parse(body) as Entry) : undefined;
    } catch {
      return undefined;
    }
  }

  /** Throws where the directory cannot be written to. Who reads meanwhile sees the old entry or the new. */
  keep(key: string, entry: Entry): void {
    const body = JSON.stringify(entry);
    mkdirSync(this.#directory, { recursive: true });
    writeFileSync(path.join(this.#directory, '.gitignore'), '*\n');
    const unfinished = `${this.#file(key)}.${process.pid.toString()}`;
    writeFileSync(unfinished, `${digestOf(body)}\n${body}`);
    renameSync(unfinished, this.#file(key));
    this.#forgetOldest();
  }

  #file(key: string): string {
    return path.join(this.#directory, `${key}.run`);
  }

  #forgetOldest(): void {
    const files = readdirSync(this.#directory)
      .filter((name) => name.includes('.run'))
      .map((name) => path.join(this.#directory, name))
      .map((file) => ({ file, time: statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
      .sort((left, right) => right.time - left.time);
    for (const { file } of files.slice(MAX_ENTRIES)) rmSync(file, { force: true });
  }
}

/** Where the cache of a project is kept if nobody says it: with those of its other tools. */
export function cacheDirectory(cwd: string, location: string | undefined): string {
  if (location !== undefined) return path.resolve(cwd, location);
  const modules = findUpwards(cwd, 'node_modules');
  const isInside = modules !== undefined && !path.relative(repositoryRoot(cwd), modules).startsWith('..');
  return isInside ? path.join(modules, 'node_modules/.cache/ddlint') : path.join(cwd, '.ddlint-cache');
}

/** Stands for a value: no two values that differ have the same. Maps and sets count with what they hold. */
export function digestOf(value: unknown): string {
  const hash = createHash('sha256');
  if (typeof value === 'string') return hash.update(value).digest('hex');
  const texts = new Map<string, number>();
  const json = JSON.stringify(value, (_key, part: unknown) => {
    if (part instanceof Map || part instanceof Set) return [...part.entries()];
    if (typeof part !== 'string' || part.length < LONG_TEXT) return part;
    // Migrations that share a file share its text, which is then hashed once.
    const index = texts.get(part) ?? texts.size;
    texts.set(part, index);
    return { text: index };
  });
  hash.update(json);
  for (const text of texts.keys()) hash.update(`\n${text.length.toString()}\n`).update(text);
  return hash.digest('hex');
}

const LONG_TEXT = 200;

/** What is kept is not worth a failed run. */
export function keepIfPossible(cache: RunCache, key: string, entry: Entry, io: Pick<Io, 'stderr'>): void {
  try {
    cache.keep(key, entry);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    io.stderr.write(`ddlint: The cache cannot be written (${reason}).\n`);
  }
}

function splitOnce(text: string, separator: string): readonly [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
