import type { QualifiedName } from './catalog/catalog.ts';

/** What a migration takes away or asks for, and what code may depend on. Names are as Postgres keeps them. */
export type Subject =
  | { readonly kind: 'table'; readonly table: QualifiedName }
  | { readonly kind: 'column'; readonly table: QualifiedName; readonly column: string }
  /** A value of an enum, with the columns that the catalog knows to be of it. */
  | {
      readonly kind: 'enumValue';
      readonly type: QualifiedName;
      readonly value: string;
      readonly columns: readonly { readonly table: QualifiedName; readonly column: string }[];
    }
  /** INSERTs that leave it to Postgres what the column holds. */
  | { readonly kind: 'insert'; readonly table: QualifiedName; readonly column: string };

/** Which code: as it stands with the migration, or as it runs while the migration is applied. */
export type Moment = 'head' | 'deployed';

/**
 * `certain`: the table is resolved and the place fails without it. `likely`: one step was inferred,
 * such as a naming strategy. `possible`: the name stands where it could be it.
 */
export type Confidence = 'certain' | 'likely' | 'possible';

export type ReferenceKind =
  /** A model of an ORM declares it, so that every query of the model names it. */
  | 'model'
  /** The property of a model that stands for it is read, written, selected or filtered by. */
  | 'property'
  /** SQL in application code. */
  | 'sql'
  /** A call of a query builder. */
  | 'query'
  /** An object of the database itself. */
  | 'view'
  | 'function'
  | 'trigger'
  | 'policy'
  | 'column'
  | 'index'
  | 'constraint'
  /** The name, found in text that could not be resolved. */
  | 'text';

/** A place outside the migration that still uses what a migration takes away. */
export interface Reference {
  /** Relative to the working directory, with forward slashes; for a database object the migration that made it. */
  readonly file: string;
  /** 1-based, in UTF-16 code units. */
  readonly line: number;
  readonly column: number;
  /** The line of code, trimmed. */
  readonly text: string;
  readonly kind: ReferenceKind;
  readonly confidence: Confidence;
  /** Why it is not certain, as a clause without a full stop. */
  readonly because?: string;
  readonly in: Moment;
  /** The commit or reference of the deployed code. */
  readonly revision?: string;
}

/** What is known of the uses of one subject. */
export interface Search {
  /**
   * Head first; of a moment what is only possible last, and models first, then by confidence, file and
   * place. One place of both moments is listed for head alone.
   */
  readonly references: readonly Reference[];
  /** All of the deployed code, in the same order: those that stand at head too are among them. */
  readonly deployed: readonly Reference[];
  /** Which moments were looked at: without a base revision there is no deployed code to read. */
  readonly moments: readonly Moment[];
  /** Files with the name in them that could not be read, with the reason; empty where all was readable. */
  readonly unread: readonly Unread[];
  /**
   * What is not referenced is not used: each moment that matters was looked at, all was readable, and
   * the application that uses the database is among what was searched.
   */
  readonly isConclusive: boolean;
}

/** A file that names a subject and could not be read in full. */
export interface Unread {
  readonly file: string;
  readonly reason: string;
}

/** The application's code at both moments. Reads git objects and files only, and never writes. */
export interface ApplicationCode {
  /** Announces all subjects of a run before the first is searched for, so that each file is read once. */
  expect(subjects: readonly Subject[]): void;
  /** Of a subject that was not announced nothing is known: no moment was looked at. */
  search(subject: Subject): Search;
}
