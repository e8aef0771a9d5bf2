import type { Edit } from '../rule.ts';
import type { Step } from '../step.ts';
import { sqlLayout } from './sql-layout.ts';

/** A statement that is taken out of its file, with its comments. */
export interface Taken {
  readonly edits: readonly Edit[];
  /** Above the statement and behind it; they go with it. */
  readonly around: readonly string[];
  readonly inside: readonly string[];
}

/** Where the statement of a step stands in its file, and how others are written around it. */
export interface Layout {
  /** Writes statements before it, above the comments that belong to it. */
  readonly before: (sql: string) => readonly Edit[];
  readonly after: (sql: string) => readonly Edit[];
  /** Writes statements in the place of the operation, or of all of the statement; comments inside of that stay, above them. */
  readonly replace: (sql: string, of?: 'statement') => readonly Edit[] | undefined;
  /** Takes the operation out. */
  readonly take: () => Taken | undefined;
  /** All of the statement as SQL, with such edits; undefined where it is not written as SQL. */
  readonly withEdits: (edits: readonly Edit[]) => string | undefined;
}

/** Undefined where nothing can be written around the statement without a change of what runs. */
export function layoutOf(step: Step): Layout | undefined {
  const { statement } = step;
  // What a DO block runs is a part of the block.
  if (statement.operations.some(({ kind }) => kind === 'doBlock')) return undefined;
  return sqlLayout(step);
}
