import { lower } from '../lower/lower.ts';
import type { Migration } from '../migration.ts';
import type { Source } from '../operation.ts';

interface Known {
  readonly migration: Migration;
  readonly source: Source;
}

/** What migrations were read as, kept for as long as their texts stay the same. */
export class SourceCache {
  readonly #known = new Map<string, Known>();

  /** As `lower`. */
  readonly read = (migration: Migration): Source => {
    const { file, path, direction, span } = migration;
    const key = `${path ?? file} ${direction} ${span.start.toString()}`;
    const known = this.#known.get(key);
    if (known !== undefined && isSame(known.migration, migration)) return known.source;
    const source = lower(migration);
    this.#known.set(key, { migration, source });
    return source;
  };
}

/** All that `lower` looks at. */
function isSame(left: Migration, right: Migration): boolean {
  return (
    left.text === right.text &&
    left.span.end === right.span.end &&
    left.tool === right.tool &&
    left.placeholders === right.placeholders &&
    left.transaction.scope === right.transaction.scope
  );
}
