import type { Draft, NewMigration } from './new-migration.ts';

/** A migration in TypeScript or JavaScript; undefined where the library cannot run such statements. */
export function scriptMigration({ after }: Draft): NewMigration | undefined {
  return after.tool === '' ? { edits: [], files: [] } : undefined;
}
