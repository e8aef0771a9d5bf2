import type { QualifiedName } from '../catalog/catalog.ts';
import type { Subject } from '../reference.ts';
import type { Model } from './source.ts';
import { spellings, tableSpellings } from './words.ts';

/** What a file has to hold, one or the other, to name the subject. */
export function wordsOf(subject: Subject): readonly string[] {
  switch (subject.kind) {
    case 'table':
    case 'insert':
      return tableSpellings(subject.table.name);
    case 'column':
      return spellings(subject.column);
    case 'enumValue':
      return spellings(subject.value);
    default:
      return subject satisfies never;
  }
}

/** Whether a text holds a word that may name the subject. */
export function namesSubject(text: string, subject: Subject): boolean {
  return wordsOf(subject).some((word) => text.includes(word));
}

/** INSERTs and queries of a table are found by what the code calls it. */
export function isOfWholeTable(model: Model): (subject: Subject) => boolean {
  return (subject) =>
    (subject.kind === 'table' || subject.kind === 'insert') && isTable(model, subject.table);
}

/** The tables that the subject is, or belongs to. */
export function tablesOf(subject: Subject): readonly QualifiedName[] {
  return subject.kind === 'enumValue' ? subject.columns.map(({ table }) => table) : [subject.table];
}

/** A model that names no schema leaves it to the search path. */
export function isTable({ table }: Model, { schema, name }: QualifiedName): boolean {
  return table.name === name && (table.schema === undefined || table.schema === schema);
}

/** Whether the subject is about that column of the model. */
export function isOfColumn(subject: Subject, model: Model, column: string): boolean {
  if (subject.kind === 'table') return false;
  if (subject.kind === 'enumValue')
    return subject.columns.some((of) => of.column === column && isTable(model, of.table));
  return subject.column === column && isTable(model, subject.table);
}
