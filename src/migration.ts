import type { Span } from './operation.ts';

/** The ids that configuration and reports use. `plain` is a folder of SQL files that no known tool claims. */
export type ToolId = string;

export type Direction = 'up' | 'down';

/** What wraps the statements of a migration when its tool applies it. */
export interface TransactionMode {
  readonly scope:
    /** Each statement commits by itself. */
    | 'none'
    /** One transaction around the migration: its file, section or changeset. */
    | 'file'
    /** One transaction around all migrations that are applied together. */
    | 'batch'
    /** The file is one simple query: several statements are one transaction, a single statement is none. */
    | 'simple-query'
    /** A transaction, unless the migration holds only statements that cannot run in one; a mix fails. */
    | 'automatic';
  /** A clause that a message can end with: `Drizzle applies all pending migrations in one transaction`. */
  readonly because: string;
  /** How this migration leaves the transaction, as an imperative sentence; undefined where it cannot. */
  readonly optOut: string | undefined;
}

/** One unit that a migration tool applies: one file, or one section or changeset of it. */
export interface Migration {
  /** Relative to the working directory, with forward slashes. */
  readonly file: string;
  /** Absolute, for what is read relative to the file; undefined for a file that is not on disk. */
  readonly path?: string;
  /** The text of the whole file, without a byte order mark. */
  readonly text: string;
  /** The part of `text` that belongs to this migration. */
  readonly span: Span;
  /** What the tool calls it: a version, a number, a changeset id. */
  readonly id: string;
  readonly tool: ToolId;
  readonly direction: Direction;
  readonly transaction: TransactionMode;
  /** False where it is merged already: it is replayed and not judged. */
  readonly isNew: boolean;
  /** True where the tool keeps down migrations and this one has no way back. */
  readonly missingDown: boolean;
  /**
   * The tool writes IF NOT EXISTS with every table that it creates, so that the words do not mean
   * that the table may be older.
   */
  readonly writesIfNotExists?: boolean;
  /** Statements may hold `${name}` and `:name` that the tool fills in. */
  readonly placeholders: boolean;
}

/** The migrations of one schema, in the order in which their tool applies them. */
export interface History {
  readonly tool: ToolId;
  /** The tool's name as its users write it. */
  readonly toolName: string;
  /** Relative to the working directory, with forward slashes. */
  readonly directory: string;
  /** Up migrations only. */
  readonly migrations: readonly Migration[];
  /** Down migrations by the `id` of the up migration they reverse. */
  readonly downs: ReadonlyMap<string, Migration>;
  /** A schema dump that the history starts from. */
  readonly baseline: { readonly file: string; readonly text: string } | undefined;
}
