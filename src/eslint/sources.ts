import { lower } from '../lower/lower.ts';
import { noteFiles } from '../lower/script/looked-at.ts';
import type { Migration } from '../migration.ts';
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

  /** As `lower`. */
  readonly read = (migration: Migration): Source => {
    const { file, path, direction, span } = migration;
    const key = `${path ?? file} ${direction} ${span.start.toString()}`;
    const known = this.#known.get(key);
    if (known !== undefined && isSame(known.migration, migration) && isUnchanged(known)) return known.source;
    const { result: source, files } = noteFiles(() => lower(migration));
    const others = new Map(files.map((other) => [other, stampOf(other)]));
    this.#known.set(key, { migration, source, others });
    return source;
  };
}

/** All that `lower` looks at of the migration itself. */
function isSame(left: Migration, right: Migration): boolean {
  return (
    left.text === right.text &&
    left.span.end === right.span.end &&
    left.tool === right.tool &&
    left.placeholders === right.placeholders &&
    left.transaction.scope === right.transaction.scope
  );
}

function isUnchanged({ others }: Known): boolean {
  for (const [file, stamp] of others) if (stampOf(file) !== stamp) return false;
  return true;
}
