import type { Subject } from '../reference.ts';
import type { SourceFile, Use } from './source.ts';
import { tableSpellings } from './words.ts';

/** Files that no other finder reads. */
const UNREADABLE = /\.(?:astro|py|rb|go|java|kt|scala|cs|php|rs|exs?|erb)$/;

const BECAUSE = 'the file is in a language that is searched for names only';

/** The name of a column beside that of its table, in files of languages that are not read. */
export function* textUses(file: SourceFile, subjects: readonly Subject[]): Iterable<Use> {
  if (!UNREADABLE.test(file.file)) return;
  for (const subject of subjects) {
    const name = nameOf(subject);
    const start = name === undefined ? -1 : findWord(file.text, name);
    if (name === undefined || start < 0 || !namesTable(file.text, subject)) continue;
    const span = { start, end: start + name.length };
    yield { subject, file: file.file, span, kind: 'text', confidence: 'possible', because: BECAUSE };
  }
}

function nameOf(subject: Subject): string | undefined {
  switch (subject.kind) {
    case 'table':
      return subject.table.name;
    case 'column':
      return subject.column;
    case 'enumValue':
      return subject.value;
    case 'insert':
      // That an INSERT leaves a column out is not seen by looking for a name.
      return undefined;
    default:
      return subject satisfies never;
  }
}

function namesTable(text: string, subject: Subject): boolean {
  const tables = subject.kind === 'enumValue' ? subject.columns.map(({ table }) => table) : [subject.table];
  return tables.some(({ name }) => tableSpellings(name).some((word) => findWord(text, word) >= 0));
}

/** Where a word stands that is no part of a longer one; -1 for nowhere. */
export function findWord(text: string, word: string): number {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!isWordCharacter(text[at - 1]) && !isWordCharacter(text[at + word.length])) return at;
  }
  return -1;
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_$]/u.test(character);
}
