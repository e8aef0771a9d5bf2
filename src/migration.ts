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
  /** How the library writes the names of its calls, where that is not as the code has them. */
  readonly naming?: Naming;
  /** Statements may hold `${name}` and `:name` that the tool fills in. */
  readonly placeholders: boolean;
}

/** Names are sent in snake case. The options are those of Kysely's `CamelCasePlugin` and of Objection's mappers. */
export interface Naming {
  readonly upperCase: boolean;
  readonly underscoreBeforeDigits: boolean;
  readonly underscoreBetweenUppercaseLetters: boolean;
  /** Whether it goes for the migrations could not be read: their names are taken as they are written. */
  readonly isPossible?: true;
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
  /** What is wrong with the files themselves. */
  readonly problems?: readonly HistoryProblem[];
  /** What the tool does on a database that has applied another history than the files are. */
  readonly habits?: Habits;
}

/** What is wrong with the files of a history, whatever their migrations do. */
export interface HistoryProblem {
  readonly kind:
    /** A merged migration has another text than before. */
    | 'edited'
    /** Merged migrations are gone; `file` is the first of them, and is not there. */
    | 'deleted'
    /** A merged migration has another name; `others` has the old one. */
    | 'renamed'
    /** A new migration comes before one that is merged, which `others` names. */
    | 'out of order'
    /** It has the version of another migration, which `others` names. */
    | 'duplicate'
    /** The tool does not apply it, because its journal does not list it. */
    | 'unlisted'
    /** The journal lists a migration that is not there, which `others` names; `file` is the journal. */
    | 'missing'
    /** The journal cannot be read. */
    | 'unreadable journal'
    /** The file that names the database's provider is missing. */
    | 'no lock file';
  /** Relative to the working directory, with forward slashes. */
  readonly file: string;
  /** The text of the file; empty where it is not there. */
  readonly text: string;
  /** The other files or versions that it is about. */
  readonly others: readonly string[];
  /** The text of a file before it was edited. */
  readonly before?: string;
}

/** How a tool takes it that the files are not what a database has applied. */
export interface Habits {
  /** An applied migration has another text now. */
  readonly edited: 'refused' | 'warned' | 'ignored';
  /** The files of an applied migration are gone. */
  readonly missing: 'refused' | 'ignored';
  /** A migration that is not applied comes before one that is. */
  readonly outOfOrder: 'refused' | 'skipped' | 'applied';
}
