import path from 'node:path';

import type { QualifiedName } from '../catalog/catalog.ts';
import { indexLines, lineText, locate } from '../lines.ts';
import type { ApplicationCode, Confidence, Reference, Search, Subject, Unread } from '../reference.ts';
import { isDatabaseUser } from './application.ts';
import { textUses } from './text.ts';
import type { CodeTree, Model, ModelReader, Question, SourceFile, Use, UseFinder } from './source.ts';
import { spellings, tableSpellings } from './words.ts';

/** What is searched, and by whom. */
export interface Readers {
  readonly models: readonly ModelReader[];
  readonly uses: readonly UseFinder[];
}

export interface Places {
  readonly head: CodeTree;
  /** Undefined where there is no base to read it from, or where no old code is left. */
  readonly deployed: CodeTree | undefined;
  /** The deployed code does not matter, because everything is stopped. */
  readonly isStopped: boolean;
  /** Absolute: what the trees' files are relative to. */
  readonly root: string;
  readonly cwd: string;
}

const NOTHING: Search = { references: [], moments: [], unread: [], isConclusive: false };

/** Searches an application's code at both moments, for all subjects of a run at once. */
export class SearchedCode implements ApplicationCode {
  readonly #places: Places;
  readonly #readers: Readers;
  readonly #searches = new Map<string, Search>();

  constructor(places: Places, readers: Readers) {
    this.#places = places;
    this.#readers = readers;
  }

  expect(subjects: readonly Subject[]): void {
    const unknown = new Map(subjects.map((subject) => [subjectKey(subject), subject]));
    for (const key of this.#searches.keys()) unknown.delete(key);
    if (unknown.size === 0) return;
    for (const [key, search] of searchAll([...unknown.values()], this.#places, this.#readers))
      this.#searches.set(key, search);
  }

  search(subject: Subject): Search {
    return this.#searches.get(subjectKey(subject)) ?? NOTHING;
  }
}

function subjectKey(subject: Subject): string {
  return JSON.stringify(subject);
}

/** What was found of one subject at one moment. */
interface Found {
  readonly uses: Map<string, Use>;
  readonly unread: Map<string, Unread>;
}

type FoundBySubject = ReadonlyMap<string, Found>;

function searchAll(
  subjects: readonly Subject[],
  places: Places,
  readers: Readers,
): ReadonlyMap<string, Search> {
  const head = searchTree(subjects, places.head, readers);
  const deployed = places.deployed && searchTree(subjects, places.deployed, readers);
  let isApplication: boolean | undefined;
  return new Map(
    subjects.map((subject) => {
      const key = subjectKey(subject);
      const atHead = referencesOf(head.get(key), places.head, places);
      const before = places.deployed ? referencesOf(deployed?.get(key), places.deployed, places) : [];
      const seen = new Set(atHead.map(placeKey));
      const references = [
        ...atHead.sort(byConfidence),
        ...before.filter((reference) => !seen.has(placeKey(reference))).sort(byConfidence),
      ];
      const unread = new Map([...(head.get(key)?.unread ?? []), ...(deployed?.get(key)?.unread ?? [])]);
      const isLookedAt = places.deployed !== undefined || places.isStopped;
      const isConclusive =
        isLookedAt &&
        unread.size === 0 &&
        (isApplication ??= isDatabaseUser(places.head) || isDatabaseUser(places.deployed));
      const search: Search = {
        references,
        moments: places.deployed === undefined ? ['head'] : ['head', 'deployed'],
        unread: [...unread.values()].map(({ file, reason }) => ({ file: fromCwd(file, places), reason })),
        isConclusive,
      };
      return [key, search];
    }),
  );
}

/** One line of code that stands in both moments is one place, though it may have moved. */
function placeKey({ file, text, kind }: Reference): string {
  return JSON.stringify([file, text, kind]);
}

const CONFIDENCES: readonly Confidence[] = ['certain', 'likely', 'possible'];

function byConfidence(left: Reference, right: Reference): number {
  const rank = ({ confidence }: Reference): number => CONFIDENCES.indexOf(confidence);
  if (rank(left) !== rank(right)) return rank(left) - rank(right);
  if (left.file !== right.file) return left.file < right.file ? -1 : 1;
  return left.line - right.line || left.column - right.column;
}

function searchTree(subjects: readonly Subject[], tree: CodeTree, readers: Readers): FoundBySubject {
  return new TreeSearch(subjects, tree, readers).run();
}

class TreeSearch {
  readonly #subjects: readonly Subject[];
  readonly #tree: CodeTree;
  readonly #readers: Readers;
  readonly #found: ReadonlyMap<string, Found>;

  constructor(subjects: readonly Subject[], tree: CodeTree, readers: Readers) {
    this.#subjects = subjects;
    this.#tree = tree;
    this.#readers = readers;
    this.#found = new Map(
      subjects.map((subject) => [subjectKey(subject), { uses: new Map(), unread: new Map() }]),
    );
  }

  run(): FoundBySubject {
    const words = [...new Set(this.#subjects.flatMap(wordsOf))];
    const tables = this.#subjects.flatMap(tablesOf).flatMap(({ name }) => tableSpellings(name));
    // One scan for both; a model may inherit the column, so that its own file does not name it.
    const models = this.#modelsIn(this.#tree.filesWith([...new Set([...words, ...tables])]));
    for (const model of models) for (const use of modelUses(model, this.#subjects)) this.#add(use);
    const names = models.flatMap((model) => [
      ...(this.#subjects.some(isOfWholeTable(model)) ? [model.name] : []),
      ...model.columns
        .filter(({ column }) => this.#subjects.some((subject) => isOfColumn(subject, model, column)))
        .map(({ property }) => property),
    ]);
    const files = this.#tree.filesWith([...new Set([...words, ...names])]);
    this.#findUses(files, { subjects: this.#subjects, models, tree: this.#tree });
    return this.#found;
  }

  /** The models of the subjects' tables. */
  #modelsIn(files: readonly string[]): readonly Model[] {
    const models: Model[] = [];
    for (const name of files) {
      const file = this.#tree.read(name);
      if (file === undefined) continue;
      for (const reader of this.#readers.models) {
        this.#attempt(file, () => {
          if (reader.mayDeclare(file)) models.push(...reader.models(file, this.#tree));
        });
      }
    }
    return models.filter((model) =>
      this.#subjects.some((subject) => tablesOf(subject).some((table) => isTable(model, table))),
    );
  }

  #findUses(files: readonly string[], question: Question): void {
    for (const name of files) {
      const file = this.#tree.read(name);
      if (file === undefined) continue;
      for (const finder of this.#readers.uses) {
        this.#attempt(file, () => {
          if (finder.mayUse(file)) for (const use of finder.uses(file, question)) this.#add(use);
        });
      }
      for (const use of textUses(file, this.#subjects)) this.#add(use);
      if (file.script?.error !== undefined) this.#leaveUnread(file, file.script.error.message);
    }
  }

  /** What fails on a file must not cost the run: the file counts as unread. */
  #attempt(file: SourceFile, read: () => void): void {
    try {
      read();
    } catch (error) {
      this.#leaveUnread(file, error instanceof Error ? error.message : String(error));
    }
  }

  #leaveUnread(file: SourceFile, reason: string): void {
    for (const subject of this.#subjects) {
      if (!namesSubject(file.text, subject)) continue;
      this.#found.get(subjectKey(subject))?.unread.set(file.file, { file: file.file, reason });
    }
  }

  /** Two finders may see the same place: the one that is surer of it counts. */
  #add(use: Use): void {
    const uses = this.#found.get(subjectKey(use.subject))?.uses;
    const key = `${use.file}:${use.span.start.toString()}`;
    const known = uses?.get(key);
    if (known !== undefined && rank(known) <= rank(use)) return;
    uses?.set(key, use);
  }
}

function rank({ confidence }: Use): number {
  return CONFIDENCES.indexOf(confidence);
}

/** What a file has to hold, one or the other, to name the subject. */
function wordsOf(subject: Subject): readonly string[] {
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

function namesSubject(text: string, subject: Subject): boolean {
  return wordsOf(subject).some((word) => text.includes(word));
}

/** INSERTs and queries of a table are found by what the code calls it. */
function isOfWholeTable(model: Model): (subject: Subject) => boolean {
  return (subject) =>
    (subject.kind === 'table' || subject.kind === 'insert') && isTable(model, subject.table);
}

function tablesOf(subject: Subject): readonly QualifiedName[] {
  return subject.kind === 'enumValue' ? subject.columns.map(({ table }) => table) : [subject.table];
}

/** A model that names no schema leaves it to the search path. */
function isTable({ table }: Model, { schema, name }: QualifiedName): boolean {
  return table.name === name && (table.schema === undefined || table.schema === schema);
}

function isOfColumn(subject: Subject, model: Model, column: string): boolean {
  if (subject.kind === 'table') return false;
  if (subject.kind === 'enumValue')
    return subject.columns.some((of) => of.column === column && isTable(model, of.table));
  return subject.column === column && isTable(model, subject.table);
}

/** The places at which a model declares what is taken away. */
function* modelUses(model: Model, subjects: readonly Subject[]): Iterable<Use> {
  for (const subject of subjects) {
    const own = model.columns.filter(({ column }) => isOfColumn(subject, model, column));
    if (subject.kind === 'table' && isTable(model, subject.table)) {
      yield { subject, file: model.file, span: model.span, kind: 'model', ...doubtOf(model) };
    }
    if (subject.kind === 'column') {
      for (const column of own)
        yield { subject, file: column.file, span: column.span, kind: 'model', ...lessSure(model, column) };
    }
    if (subject.kind === 'enumValue') {
      for (const column of own)
        for (const { value, span, file } of column.enumValues ?? [])
          if (value === subject.value)
            yield { subject, file, span, kind: 'model', ...lessSure(model, column) };
    }
  }
}

interface Doubt {
  readonly confidence: Confidence;
  readonly because?: string;
}

function doubtOf({ confidence, because }: Doubt): Doubt {
  return because === undefined ? { confidence } : { confidence, because };
}

function lessSure(left: Doubt, right: Doubt): Doubt {
  const isRight = CONFIDENCES.indexOf(right.confidence) > CONFIDENCES.indexOf(left.confidence);
  return doubtOf(isRight ? right : left);
}

function referencesOf(found: Found | undefined, tree: CodeTree, places: Places): Reference[] {
  const uses = [...(found?.uses.values() ?? [])];
  return uses.map(({ file, span, kind, confidence, because }) => {
    const lines = indexLines(tree.read(file)?.text ?? '');
    const { line, column } = locate(lines, span.start);
    return {
      file: fromCwd(file, places),
      line,
      column,
      text: lineText(lines, line).trim(),
      kind,
      confidence,
      ...(because === undefined ? {} : { because }),
      in: tree.moment,
      ...(tree.revision === undefined ? {} : { revision: tree.revision }),
    };
  });
}

function fromCwd(file: string, { root, cwd }: Places): string {
  return path.relative(cwd, path.join(root, file)).split(path.sep).join('/');
}
