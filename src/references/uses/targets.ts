import type { QualifiedName } from '../../catalog/catalog.ts';
import type { Span } from '../../operation.ts';
import type { Confidence, Subject } from '../../reference.ts';
import type { Model, ModelColumn, Question, SourceFile } from '../source.ts';
import { spellings } from '../words.ts';
import type { TableName } from './query-names.ts';

type ColumnSubject = Extract<Subject, { readonly kind: 'column' }>;
type InsertSubject = Extract<Subject, { readonly kind: 'insert' }>;
type EnumSubject = Extract<Subject, { readonly kind: 'enumValue' }>;

/** Lower than certain, with the reason. */
export interface Doubt {
  readonly confidence: Confidence;
  readonly because?: string;
}

export const CERTAIN: Doubt = { confidence: 'certain' };

/** A model of a subject's table, with those of its columns that stand for a subject. */
export interface TargetModel {
  readonly model: Model;
  readonly columns: readonly (ModelColumn & { readonly subject: ColumnSubject | EnumSubject })[];
}

const known = new WeakMap<Question, Targets>();

/** The subjects of a question, by what code calls them. */
export class Targets {
  readonly subjects: readonly Subject[];
  readonly models: readonly TargetModel[];
  /** What a file has to hold, one or the other, to name a subject. */
  readonly words: ReadonlySet<string>;
  readonly #places = new WeakMap<SourceFile, WordPlaces>();
  readonly #byTable = new Map<string, Subject[]>();

  static of(question: Question): Targets {
    const found = known.get(question) ?? new Targets(question);
    known.set(question, found);
    return found;
  }

  private constructor({ subjects, models }: Question) {
    this.subjects = subjects;
    for (const subject of subjects) {
      for (const table of tablesOf(subject)) {
        const list = this.#byTable.get(table.name);
        if (list === undefined) this.#byTable.set(table.name, [subject]);
        else if (!list.includes(subject)) list.push(subject);
      }
    }
    this.models = models.map((model) => this.#target(model));
    this.words = new Set(this.#words());
  }

  /** Whether one of the words stands in the text, as a word or as a part of one. */
  isNamedIn(text: string): boolean {
    for (const word of this.words) if (text.includes(word)) return true;
    return false;
  }

  /** Where the words stand in a file. */
  placesIn(file: SourceFile): WordPlaces {
    const found = this.#places.get(file) ?? new WordPlaces(file.text, this.words);
    this.#places.set(file, found);
    return found;
  }

  /** Whether the table is one of a subject's, under a schema that may be it. */
  concerns(table: TableName): boolean {
    return this.#of(table).length > 0;
  }

  /** Whether the table as a whole is asked for, or rows that are inserted into it. */
  concernsRows(table: TableName): boolean {
    return this.#of(table).some(({ kind }) => kind === 'table' || kind === 'insert');
  }

  table(table: TableName): readonly Subject[] {
    return this.#of(table).filter(({ kind }) => kind === 'table');
  }

  column(table: TableName, column: string): readonly ColumnSubject[] {
    return this.#of(table).filter(
      (subject) => subject.kind === 'column' && subject.column === column,
    ) as readonly ColumnSubject[];
  }

  columnsOf(table: TableName): readonly ColumnSubject[] {
    return this.#of(table).filter((subject) => subject.kind === 'column');
  }

  inserts(table: TableName): readonly InsertSubject[] {
    return this.#of(table).filter((subject) => subject.kind === 'insert');
  }

  /** The values of enums that a column may hold. */
  values(table: TableName, column: string): readonly EnumSubject[] {
    return this.#of(table).filter(
      (subject) =>
        subject.kind === 'enumValue' &&
        subject.columns.some((of) => matches(of.table, table) && of.column === column),
    ) as readonly EnumSubject[];
  }

  /** How sure it is that the table is the subject's. */
  doubtOf(table: TableName): Doubt {
    const subject = this.#byTable.get(table.name)?.[0];
    const named =
      subject === undefined ? undefined : tablesOf(subject).find(({ name }) => name === table.name);
    if (table.schema !== undefined || named === undefined || named.schema === 'public') return CERTAIN;
    return {
      confidence: 'likely',
      because: `the search path decides whether it is the table of the schema "${named.schema}"`,
    };
  }

  #of(table: TableName): readonly Subject[] {
    const found = this.#byTable.get(table.name) ?? [];
    return table.schema === undefined
      ? found
      : found.filter((subject) => tablesOf(subject).some((of) => matches(of, table)));
  }

  #target(model: Model): TargetModel {
    const columns = model.columns.flatMap((column) =>
      [...this.column(model.table, column.column), ...this.values(model.table, column.column)].map(
        (subject) => ({ ...column, subject }),
      ),
    );
    return { model, columns: [...columns, ...this.#undeclared(model, columns)] };
  }

  /** What a model of Objection may have without saying so: its schema is for validation, and most have none. */
  #undeclared(model: Model, declared: TargetModel['columns']): TargetModel['columns'] {
    if (model.orm !== 'objection' || model.isComplete) return [];
    return this.columnsOf(model.table)
      .filter((subject) => !declared.some((column) => column.subject === subject))
      .flatMap((subject) =>
        spellings(subject.column).map((property) => ({
          ...{ property, column: subject.column, file: model.file, span: model.span, subject },
          confidence: 'likely',
          because: 'the model does not list its columns',
          onInsert: 'null',
        })),
      );
  }

  *#words(): Iterable<string> {
    for (const subject of this.subjects) {
      switch (subject.kind) {
        case 'table':
          yield* spellings(subject.table.name);
          break;
        case 'column':
          yield* spellings(subject.column);
          break;
        case 'enumValue':
          yield subject.value;
          break;
        case 'insert':
          yield* spellings(subject.table.name);
          break;
        default:
          subject satisfies never;
      }
    }
    for (const { model, columns } of this.models) {
      if (this.concernsRows(model.table)) yield model.name;
      for (const { property } of columns) yield property;
    }
  }
}

/** Offsets of words in a text. */
class WordPlaces {
  readonly #starts: readonly number[];

  constructor(text: string, words: ReadonlySet<string>) {
    const starts: number[] = [];
    for (const word of words) {
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) starts.push(at);
    }
    this.#starts = starts.sort((left, right) => left - right);
  }

  /** Whether one of them begins in the span. */
  isIn({ start, end }: Span): boolean {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    return (this.#starts[low] ?? Infinity) < end;
  }
}

function tablesOf(subject: Subject): readonly QualifiedName[] {
  return subject.kind === 'enumValue' ? subject.columns.map(({ table }) => table) : [subject.table];
}

function matches(subject: QualifiedName, table: TableName): boolean {
  return subject.name === table.name && (table.schema === undefined || table.schema === subject.schema);
}
