import { isDeepStrictEqual } from 'node:util';

import { lower, worthReadingAhead } from '../lower/lower.ts';
import { readAhead } from '../lower/read-ahead.ts';
import { noteFiles } from '../lower/script/looked-at.ts';
import type { History, Migration } from '../migration.ts';
import type { Source } from '../operation.ts';
import { stampOf } from './files.ts';

interface Known {
  readonly migration: Migration;
  readonly source: Source;
  /** Other files that it was read from, as they were then. */
  readonly others: ReadonlyMap<string, string | undefined>;
}

/** What migrations were read as, kept for as long as their texts and the files that they import stay the same. */
export class SourceCache {
  readonly #known = new Map<string, Known>();
  /** The same by the migrations that were asked for, which stay the same objects in a run over many files. */
  readonly #asked = new WeakMap<Migration, Known>();

  #lower = lower;

  /** Runs what reads histories for the first time: a second thread reads the long ones too. */
  readAhead<Result>(histories: readonly History[], run: () => Result): Result {
    const migrations = worthReadingAhead(histories, { withScripts: false });
    this.#lower = (migration) => {
      // A replay that goes on from what was kept of an earlier one does not ask for the first.
      const isFromTheStart = migration === migrations[0];
      this.#lower = (isFromTheStart ? readAhead(migrations) : undefined) ?? lower;
      return this.#lower(migration);
    };
    try {
      return run();
    } finally {
      this.#lower = lower;
    }
  }

  /** As `lower`. */
  readonly read = (migration: Migration): Source => {
    let known = this.#asked.get(migration);
    if (known === undefined || !isUnchanged(known)) {
      known = this.#find(migration);
      this.#asked.set(migration, known);
    }
    return known.source;
  };

  #find(migration: Migration): Known {
    const { file, path, direction, span } = migration;
    const key = `${path ?? file} ${direction} ${span.start.toString()}`;
    const known = this.#known.get(key);
    if (known !== undefined && isSame(known.migration, migration) && isUnchanged(known)) return known;
    const { result: source, files } = noteFiles(() => this.#lower(migration));
    const others = new Map(files.map((other) => [other, stampOf(other)]));
    const read = { migration, source, others };
    this.#known.set(key, read);
    return read;
  }
}

/** All that `lower` looks at of the migration itself. */
function isSame(left: Migration, right: Migration): boolean {
  return (
    left.text === right.text &&
    left.span.end === right.span.end &&
    left.tool === right.tool &&
    left.placeholders === right.placeholders &&
    left.transaction.scope === right.transaction.scope &&
    isDeepStrictEqual(left.naming, right.naming)
  );
}

function isUnchanged({ others }: Known): boolean {
  for (const [file, stamp] of others) if (stampOf(file) !== stamp) return false;
  return true;
}
