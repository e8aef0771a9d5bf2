import type { Catalog, QualifiedName } from './catalog/catalog.ts';
import type { History, Migration, TransactionMode } from './migration.ts';
import type { LockMode, Operation, Statement } from './operation.ts';
import type { Effect, PostgresVersion } from './postgres/effect.ts';
import type { ApplicationCode } from './reference.ts';

/** A lock that an earlier step of the same transaction took and that is held until its end. */
export interface HeldLock {
  readonly relation: QualifiedName;
  readonly mode: LockMode;
  /** The step that took it. */
  readonly step: Step;
}

/** The transaction that a step runs in. */
export interface Transaction {
  /** Unique over the history. */
  readonly id: number;
  /**
   * `none`: the statement commits by itself. `explicit`: BEGIN in the migration. `tool`: opened by
   * the migration tool. `implicit`: the statements of one simple query.
   */
  readonly kind: 'none' | 'explicit' | 'tool' | 'implicit';
  /** What is known of the tool's own wrapping, with the words to name it. */
  readonly mode: TransactionMode;
  /** The step that opened it, for `explicit`. */
  readonly openedBy: Step | undefined;
  /** Earlier steps of this transaction, in order; empty for `none`. */
  readonly steps: readonly Step[];
  /** Locks held when the step runs, the strongest of each relation. */
  readonly heldLocks: readonly HeldLock[];
}

/** Settings of the session as far as the migrations of this connection have set them. */
export interface Settings {
  /** In milliseconds; 0 is no limit; undefined where nothing has set it or the value is not constant. */
  readonly lockTimeout: number | undefined;
  readonly statementTimeout: number | undefined;
}

/** One operation with all that is known when it runs. */
export interface Step<Op extends Operation = Operation> {
  readonly operation: Op;
  readonly statement: Statement;
  readonly migration: Migration;
  /** The migration's place in its history, from 0. */
  readonly migrationIndex: number;
  /** As it is before the operation. */
  readonly catalog: Catalog;
  readonly effect: Effect;
  readonly transaction: Transaction;
  readonly settings: Settings;
  readonly postgres: PostgresVersion;
  /** The number of the deploy, see `Origin`. */
  readonly deploy: number;
  /** The application's code, which has been searched when a migration's end is judged; undefined where nobody looks for it. */
  readonly code: ApplicationCode | undefined;
}

/** All that is known when a migration has run to its end. */
export interface MigrationEnd {
  readonly history: History;
  readonly migration: Migration;
  readonly migrationIndex: number;
  readonly steps: readonly Step[];
  /** The explicit transaction that was not closed, if any. */
  readonly openTransaction: Transaction | undefined;
  /** The steps of its down migration, or undefined where it has none. */
  readonly down: readonly Step[] | undefined;
  /** Its down migration ends in an error of its own: there is no way back, and it says so. */
  readonly downThrows: boolean;
  readonly catalog: Catalog;
  readonly postgres: PostgresVersion;
}

/** All that is known when the last migration has run. */
export interface HistoryEnd {
  readonly history: History;
  readonly ends: readonly MigrationEnd[];
  readonly catalog: Catalog;
  readonly postgres: PostgresVersion;
}
