import type { Span } from '../operation.ts';
import type { ParsedScript } from '../parse/script.ts';
import type { Confidence, Moment, ReferenceKind, Subject } from '../reference.ts';

/** One file of the application at one moment. */
export interface SourceFile {
  /** Relative to the root that is searched, with forward slashes. */
  readonly file: string;
  readonly text: string;
  /** Parsed when it is first asked for; undefined for a file that is neither TypeScript nor JavaScript. */
  readonly script: ParsedScript | undefined;
}

/** The files of the application at one moment. Files are read and parsed once. */
export interface CodeTree {
  readonly moment: Moment;
  /** The commit of the deployed code; undefined for the working tree and the index. */
  readonly revision: string | undefined;
  /** Undefined where there is no such file. */
  read(file: string): SourceFile | undefined;
  /** Files, in order of their names, that hold one of the words; a fast scan of the text that knows no syntax. */
  filesWith(words: readonly string[]): readonly string[];
  /** The file that a relative import or one of tsconfig's `paths` names, if it belongs to the tree. */
  resolve(from: SourceFile, specifier: string): SourceFile | undefined;
}

/** A table as the code sees it. */
export interface Model {
  readonly orm:
    'prisma' | 'typeorm' | 'drizzle' | 'sequelize' | 'mikro-orm' | 'kysely' | 'objection' | 'knex';
  /** What the code calls it: a class, a constant, an interface, a model of the Prisma schema. */
  readonly name: string;
  readonly table: { readonly schema: string | undefined; readonly name: string };
  readonly file: string;
  /** The model's name where it is declared. */
  readonly span: Span;
  readonly columns: readonly ModelColumn[];
  /** False where columns may be missing here, such as those of a base class that could not be found. */
  readonly isComplete: boolean;
  /** Below `certain` where the name of the table is inferred, such as by a naming strategy. */
  readonly confidence: Confidence;
  readonly because?: string;
}

export interface ModelColumn {
  /** As the code spells it. */
  readonly property: string;
  /** As the database spells it. */
  readonly column: string;
  /** Where it is declared: another file for one of a base class or an embedded. */
  readonly file: string;
  readonly span: Span;
  readonly confidence: Confidence;
  readonly because?: string;
  /** What an INSERT of the model does about it when the code gives no value. */
  readonly onInsert: 'default of the database' | 'value of the client' | 'null' | 'required';
  /** Values of an enum that the model lists for it. */
  readonly enumValues?: readonly { readonly value: string; readonly span: Span; readonly file: string }[];
}

/** Reads the models that one ORM's files declare. */
export interface ModelReader {
  readonly orm: Model['orm'];
  /** Words that it looks for in the whole tree: one scan finds them with the names that were asked for. */
  readonly words?: readonly string[];
  /** A cheap look at the text: false where the file can declare no model of this ORM. */
  mayDeclare(file: SourceFile): boolean;
  /** Throws nothing on what a file holds: what cannot be read is left out and `isComplete` says so. */
  models(file: SourceFile, tree: CodeTree): readonly Model[];
}

/** A place that a finder has found, of one of the subjects that it was asked for. */
export interface Use {
  readonly subject: Subject;
  readonly file: string;
  readonly span: Span;
  readonly kind: ReferenceKind;
  readonly confidence: Confidence;
  readonly because?: string;
}

/** What finders are asked: all subjects of a run at once, so that each file is read once. */
export interface Question {
  readonly subjects: readonly Subject[];
  /** The models whose table is one of the subjects'. */
  readonly models: readonly Model[];
  readonly tree: CodeTree;
}

/** Finds uses of one sort in one file that holds a name of a subject. */
export interface UseFinder {
  mayUse(file: SourceFile): boolean;
  uses(file: SourceFile, question: Question): Iterable<Use>;
}
