import type { Confidence, Subject, Unread } from '../reference.ts';
import { isOfColumn, isOfWholeTable, isTable, namesSubject, tablesOf, wordsOf } from './matching.ts';
import type { CodeTree, Model, ModelReader, Question, SourceFile, Use, UseFinder } from './source.ts';
import { textUses } from './text.ts';
import { tableSpellings } from './words.ts';

/** What is searched, and by whom. */
export interface Readers {
  readonly models: readonly ModelReader[];
  readonly uses: readonly UseFinder[];
  /** Whether a file is about another database, in which the subject is not meant. */
  readonly isElsewhere?: (file: string, subject: Subject) => boolean;
  /** Uses of the models' properties by what they mean rather than by how they are written. */
  readonly symbols?: (question: Question, found: readonly Use[]) => SymbolSearch;
}

/** What was found by symbol, and what kept it from being looked for. */
interface SymbolSearch {
  readonly uses: readonly Use[];
  readonly unread: readonly (Unread & { readonly subject: Subject })[];
}

/** What one file gave: in a tree that has the same file, it gives the same. */
interface FileResult<Item> {
  readonly items: readonly Item[];
  /** Why a part of the file could not be read. */
  readonly unread: readonly string[];
}

/** The results of a search by file, for a search of another moment that shares files with it. */
export interface TreeResults {
  readonly models: ReadonlyMap<string, FileResult<Model>>;
  readonly uses: ReadonlyMap<string, FileResult<Use>>;
  /** The models that uses were found with. */
  readonly question: string;
}

/** What was found at one moment. */
export interface TreeFindings {
  readonly uses: readonly Use[];
  readonly unread: readonly (Unread & { readonly subject: Subject })[];
  readonly results: TreeResults;
  /** Columns of tables that no model is of and no file says by name: what code calls them is not known. */
  readonly strangers: ReadonlySet<Subject>;
}

/** Results of an earlier search that hold for a file of this one too. */
export interface Reuse {
  readonly results: TreeResults;
  readonly isSame: (file: SourceFile) => boolean;
}

/** Searches one tree: the models first, by which the finders of uses know what code calls a column. */
export function searchTree(
  subjects: readonly Subject[],
  tree: CodeTree,
  readers: Readers,
  reuse?: Reuse,
): TreeFindings {
  const isMeant = ({ file, subject }: { readonly file: string; readonly subject: Subject }): boolean =>
    readers.isElsewhere?.(file, subject) !== true;
  const words = [...new Set(subjects.flatMap(wordsOf))];
  const tables = subjects.flatMap(tablesOf).flatMap(({ name }) => tableSpellings(name));
  // A model may inherit the column, so that its own file names only the table.
  const names = [...words, ...tables];
  // The first question has one scan find all of it.
  tree.filesWith([...names, ...readers.models.flatMap((reader) => reader.words ?? [])]);
  const modelFiles = filesWith(tree, names);
  const readModels = new Map(
    modelFiles.map((file) => [
      file.file,
      reused(file, reuse, reuse?.results.models) ?? modelsIn(file, tree, readers),
    ]),
  );
  const models = [...readModels.values()]
    .flatMap(({ items }) => items)
    .filter((model) =>
      subjects.some(
        (subject) =>
          tablesOf(subject).some((table) => isTable(model, table)) && isMeant({ subject, file: model.file }),
      ),
    );
  const question: Question = { subjects, models, tree };
  const asked = JSON.stringify(models);
  const isSameQuestion = asked === reuse?.results.question;
  const useFiles = filesWith(tree, [...words, ...models.flatMap((model) => namesOf(model, subjects))]);
  const foundUses = new Map(
    useFiles.map((file) => [
      file.file,
      reused(file, isSameQuestion ? reuse : undefined, reuse?.results.uses) ??
        usesIn(file, question, readers),
    ]),
  );
  const found = [...foundUses.values()].flatMap(({ items }) => items);
  const bySymbol = readers.symbols?.(question, found) ?? { uses: [], unread: [] };
  const unread = [...readModels, ...foundUses].flatMap(([file, result]) =>
    unreadOf(tree.read(file), result.unread, subjects),
  );
  return {
    uses: surest([...declaredIn(models, subjects), ...found, ...bySymbol.uses]).filter(isMeant),
    unread: [...unread, ...bySymbol.unread].filter(isMeant),
    results: { models: readModels, uses: foundUses, question: asked },
    strangers: new Set(subjects.filter((subject) => isStranger(subject, question))),
  };
}

function declaredIn(models: readonly Model[], subjects: readonly Subject[]): readonly Use[] {
  return models.flatMap((model) => [...modelUses(model, subjects)]);
}

function isStranger(subject: Subject, { models, tree }: Question): boolean {
  if (subject.kind !== 'column') return false;
  const { table } = subject;
  return !models.some((model) => isTable(model, table)) && tree.filesWith([table.name]).length === 0;
}

/** A file that cannot be read matters to the subjects that it names. */
function unreadOf(
  file: SourceFile | undefined,
  reasons: readonly string[],
  subjects: readonly Subject[],
): TreeFindings['unread'] {
  if (file === undefined || reasons.length === 0) return [];
  const named = subjects.filter((subject) => namesSubject(file.text, subject));
  return reasons.flatMap((reason) => named.map((subject) => ({ subject, file: file.file, reason })));
}

function filesWith(tree: CodeTree, words: readonly string[]): readonly SourceFile[] {
  return tree.filesWith([...new Set(words)]).flatMap((file) => tree.read(file) ?? []);
}

function reused<Item>(
  file: SourceFile,
  reuse: Reuse | undefined,
  results: ReadonlyMap<string, FileResult<Item>> | undefined,
): FileResult<Item> | undefined {
  const known = results?.get(file.file);
  return known !== undefined && reuse?.isSame(file) === true ? known : undefined;
}

function modelsIn(file: SourceFile, tree: CodeTree, readers: Readers): FileResult<Model> {
  return attempts(
    readers.models.map((reader) => () => (reader.mayDeclare(file) ? reader.models(file, tree) : [])),
  );
}

function usesIn(file: SourceFile, question: Question, readers: Readers): FileResult<Use> {
  const { items, unread } = attempts([
    ...readers.uses.map((finder) => () => (finder.mayUse(file) ? [...finder.uses(file, question)] : [])),
    () => [...textUses(file, question.subjects)],
  ]);
  const error = file.script?.error;
  return { items, unread: error === undefined ? unread : [error.message, ...unread] };
}

/** What fails on a file must not cost the run: the file counts as unread. */
function attempts<Item>(readings: readonly (() => readonly Item[])[]): FileResult<Item> {
  const items: Item[] = [];
  const unread: string[] = [];
  for (const read of readings) {
    try {
      items.push(...read());
    } catch (error) {
      unread.push(error instanceof Error ? error.message : String(error));
    }
  }
  return { items, unread };
}

/** What code calls the columns of the subjects, and the table where a subject is about all of it. */
function namesOf(model: Model, subjects: readonly Subject[]): readonly string[] {
  return [
    ...(subjects.some(isOfWholeTable(model)) ? [model.name] : []),
    ...model.columns
      .filter(({ column }) => subjects.some((subject) => isOfColumn(subject, model, column)))
      .map(({ property }) => property),
  ];
}

const CONFIDENCES: readonly Confidence[] = ['certain', 'likely', 'possible'];

/** Two finders may see the same place: the one that is surer of it counts. */
function surest(uses: readonly Use[]): readonly Use[] {
  const kept = new Map<Subject, Map<string, Use>>();
  for (const use of uses) {
    const ofSubject = kept.get(use.subject) ?? new Map<string, Use>();
    kept.set(use.subject, ofSubject);
    const key = `${use.file}:${use.span.start.toString()}`;
    const known = ofSubject.get(key);
    if (known === undefined || rank(use) < rank(known)) ofSubject.set(key, use);
  }
  return [...kept.values()].flatMap((ofSubject) => [...ofSubject.values()]);
}

function rank({ confidence }: Pick<Use, 'confidence'>): number {
  return CONFIDENCES.indexOf(confidence);
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
  const isRight = rank(right) > rank(left);
  return doubtOf(isRight ? right : left);
}
