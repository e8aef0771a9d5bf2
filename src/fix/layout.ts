import type { Edit } from '../rule.ts';
import type { Step } from '../step.ts';
import { sqlLayout } from './sql-layout.ts';

/** Where a statement stands in its file, and how others are written around it. */
export interface Layout {
  /** Writes statements before it, above the comments that belong to it. */
  readonly before: (sql: string) => readonly Edit[];
  readonly after: (sql: string) => readonly Edit[];
  /** Writes statements in its place; comments inside of it stay, above them. */
  readonly replace: (sql: string) => readonly Edit[];
}

/** Undefined where nothing can be written around the statement without a change of what runs. */
export function layoutOf(step: Step): Layout | undefined {
  const { statement } = step;
  // What a DO block runs is a part of the block.
  if (statement.operations.some(({ kind }) => kind === 'doBlock')) return undefined;
  return sqlLayout(step);
}
