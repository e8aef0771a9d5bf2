import type { Span } from '../operation.ts';
import type { HistoryProblem, Naming, ToolId, TransactionMode } from '../migration.ts';
import type { Directory } from './directory.ts';

/** A part of a file that its tool runs as one, or the whole file. */
export interface Section {
  /** Relative to the working directory, with forward slashes. */
  readonly file: string;
  /** The text of the whole file. */
  readonly text: string;
  readonly span: Span;
}

/** A migration as its tool sees it: what it does and, where the tool keeps such a thing, the way back. */
export interface Unit {
  readonly id: string;
  readonly up: Section;
  readonly down?: Section | undefined;
  /** The tool has no down migration for this kind of unit, such as Flyway's repeatable ones. */
  readonly oneWay?: true;
}

export interface Listing {
  /** In the order in which the tool applies them. */
  readonly units: readonly Unit[];
  /** Files that look like migrations and that the tool would not apply, each as a full sentence. */
  readonly notes: readonly string[];
  /** What is wrong between the files and the tool's own list of them. */
  readonly problems?: readonly HistoryProblem[];
  /** The tool's own list of the files, relative to the folder. */
  readonly journal?: string;
}

export interface TransactionContext {
  /** The folder of the history. */
  readonly directory: Directory;
  /** The file, relative to the working directory. */
  readonly file: string;
  /** The part of the text that is run. */
  readonly span: Span;
}

/** A migration tool that applies SQL files. */
export interface Tool {
  readonly id: ToolId;
  /** As its users write it. */
  readonly name: string;
  readonly docs: string;
  /** Whether the directory is the root of one of its histories. Asked of every directory of a repository: cheap. */
  recognises(directory: Directory): boolean;
  list(directory: Directory): Listing;
  /** What wraps a migration; `text` is the whole file. */
  transaction(text: string, context: TransactionContext): TransactionMode;
  /** Whether the tool fills in `${name}` or `:name`. Default: no. */
  placeholders?(text: string, context: TransactionContext): boolean;
  /** It writes IF NOT EXISTS with every table that it creates. */
  readonly writesIfNotExists?: true;
  /** How the library writes names, where the project's configuration says that it is not as the code does. */
  naming?(directory: Directory): Naming | undefined;
  /** The database that the history is for, where it says so and it is not Postgres. */
  otherDatabase?(directory: Directory): string | undefined;
}

/** A file as one section; undefined where it is not there. */
export function wholeFile(directory: Directory, name: string): Section | undefined {
  const text = directory.read(name);
  return text === undefined
    ? undefined
    : { file: directory.pathOf(name), text, span: { start: 0, end: text.length } };
}
