import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { threadId } from 'node:worker_threads';

import { fromPlain, toPlain, type PlainCatalog } from '../catalog/plain.ts';
import { cacheDirectory, digestOf } from '../cli/cache.ts';
import { versionOf } from '../cli/package.ts';
import type { History, Migration } from '../migration.ts';
import type { Base, Beginning, KeptReplays } from '../replay/memory.ts';
import { isScript } from '../script-file.ts';
import { stampOf } from './files.ts';

/** As it is written, behind a line with its own digest. */
interface Kept extends Omit<Base, 'checkpoint'> {
  /** Stands for all that it was made from. */
  readonly digest: string;
  readonly checkpoint: Omit<Base['checkpoint'], 'catalog'> & { readonly catalog: PlainCatalog };
}

/** Fewer are read anew in no time. */
const LEAST_MIGRATIONS = 100;

/** Another build of ddlint or another Node.js makes and writes something else. */
const MAKER = [versionOf(), stampOf(import.meta.filename), process.version];

/**
 * What the merged migrations of histories have come to, kept in node_modules/.cache for the next
 * process. It is used where each migration and all that decides what it does is as it was then. Nothing is
 * kept of scripts, which read other files, nor for a project without node_modules.
 */
export class ReplayStore implements KeptReplays {
  /** How many migrations what is on disk stands for. */
  readonly #counts = new Map<string, number>();

  /** Undefined where there is none of use; whatever is wrong with the file is no one's problem. */
  find(history: History, beginning: Beginning): Base | undefined {
    const file = fileOf(history);
    if (file === undefined) return undefined;
    try {
      const kept = read(file);
      const migrations = history.migrations.slice(0, kept.count);
      if (kept.digest !== digestOfAll(migrations, history, beginning)) return undefined;
      this.#counts.set(file, kept.count);
      if (migrations.some(({ isNew }) => isNew)) return undefined;
      const { checkpoint } = kept;
      return { count: kept.count, checkpoint: { ...checkpoint, catalog: fromPlain(checkpoint.catalog) } };
    } catch {
      return undefined;
    }
  }

  keep(history: History, beginning: Beginning, { count, checkpoint }: Base): void {
    const file = fileOf(history);
    if (file === undefined || count < Math.max(LEAST_MIGRATIONS, (this.#counts.get(file) ?? 0) * 1.1)) return;
    const migrations = history.migrations.slice(0, count);
    if (migrations.some((migration) => isScript(migration.file))) return;
    const digest = digestOfAll(migrations, history, beginning);
    const kept: Kept = { digest, count, checkpoint: { ...checkpoint, catalog: toPlain(checkpoint.catalog) } };
    try {
      write(file, kept);
      this.#counts.set(file, count);
    } catch {
      // A folder that is read-only, or a disk that is full: the next process reads the migrations.
    }
  }
}

/** One file for each history, wherever ESLint is started. */
function fileOf({ tool, migrations }: History): string | undefined {
  const first = migrations[0]?.path;
  if (first === undefined) return undefined;
  const directory = cacheDirectory(path.dirname(first), undefined);
  if (path.basename(path.dirname(directory)) !== '.cache') return undefined;
  return path.join(directory, `${digestOf([tool, first])}.replay`);
}

function read(file: string): Kept {
  const bytes = readFileSync(file);
  const end = bytes.indexOf('\n');
  const body = bytes.subarray(end + 1);
  if (bytes.toString('latin1', 0, end) !== digestOf(body.toString('latin1')))
    throw new Error('It is damaged.');
  // It was written by `write`, or the digest would be another one.
  return deserialize(body) as Kept;
}

/** Who reads meanwhile sees the old file or the new. */
function write(file: string, kept: Kept): void {
  const body = serialize(kept);
  mkdirSync(path.dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid.toString()}.${threadId.toString()}`;
  writeFileSync(unfinished, Buffer.concat([Buffer.from(`${digestOf(body.toString('latin1'))}\n`), body]));
  renameSync(unfinished, file);
}

function digestOfAll(migrations: readonly Migration[], { tool }: History, beginning: Beginning): string {
  return digestOf([MAKER, tool, beginning, migrations.map(whatDecides)]);
}

/** Of a migration: neither its name nor what is said of it. */
function whatDecides({ text, span, tool, placeholders, transaction, writesIfNotExists }: Migration): unknown {
  return [text, span.start, span.end, tool, placeholders, transaction.scope, writesIfNotExists ?? null];
}
