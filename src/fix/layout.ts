import type { Edit } from '../rule.ts';
import { isScript } from '../script-file.ts';
import type { MigrationEnd, Step } from '../step.ts';
import { scriptLayout } from './script-layout.ts';
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
  readonly before: (sql: string) => readonly Edit[] | undefined;
  readonly after: (sql: string) => readonly Edit[] | undefined;
  /** Writes statements in the place of the operation, or of all of the statement; comments inside of that stay, above them. */
  readonly replace: (sql: string, of?: 'statement') => readonly Edit[] | undefined;
  /** The statement is a builder's call, which SQL would take the place of. */
  readonly isBuilt: boolean;
  /** Takes the operation out. */
  readonly take: () => Taken | undefined;
  /** All of the statement as SQL, with such edits; undefined where it is not written as SQL. */
  readonly withEdits: (edits: readonly Edit[]) => string | undefined;
}

/** Undefined where nothing can be written around the statement without a change of what runs. */
export function layoutOf({ step, end }: Place): Layout | undefined {
  // What a DO block runs is a part of the block.
  if (step.statement.operations.some(({ kind }) => kind === 'doBlock')) return undefined;
  return isScript(step.migration.file) ? scriptLayout(step, end) : sqlLayout(step);
}

/** A step, and the migration that it belongs to. */
interface Place {
  readonly step: Step;
  readonly end: MigrationEnd;
}

/** All of the edits; undefined where some cannot be made. */
export function together(...parts: readonly (readonly Edit[] | undefined)[]): readonly Edit[] | undefined {
  const known = parts.filter((part) => part !== undefined);
  return known.length === parts.length ? known.flat() : undefined;
}
