import type { QualifiedName } from '../catalog/catalog.ts';
import type { LockMode } from '../operation.ts';

export type { PostgresVersion } from '../postgres-version.ts';

export interface RelationLock {
  readonly relation: QualifiedName;
  readonly mode: LockMode;
  /** `target` is what the statement names first. */
  readonly role: 'target' | 'referenced' | 'parent' | 'partition' | 'index' | 'dependent';
}

/**
 * What Postgres does for one operation in one catalog and one version: facts, no opinions.
 * Locks are those held while the operation's work is done, the strongest for each relation.
 */
export interface Effect {
  readonly locks: readonly RelationLock[];
  /** Relations whose heap is written anew. */
  readonly rewrites: readonly QualifiedName[];
  /** Relations that are read in full: to validate, to build an index, to rewrite. */
  readonly scans: readonly QualifiedName[];
  /** Postgres refuses it inside a transaction block. */
  readonly forbiddenInTransaction: boolean;
  /**
   * Postgres will refuse it in this catalog, whatever the data. `message` is the error as Postgres words it.
   */
  readonly failure: { readonly code: string; readonly message: string } | undefined;
  /** Fails if rows violate it: existing NULLs, duplicates, a value that does not fit. */
  readonly mayFailOnData: boolean;
}
