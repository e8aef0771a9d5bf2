import path from 'node:path';

import { indexLines, quoteLine, type LineIndex } from '../lines.ts';
import type { ApplicationCode, Confidence, Reference, Search, Subject } from '../reference.ts';
import { searchTree, type Readers, type TreeFindings } from './search-tree.ts';
import type { CodeTree, SourceFile } from './source.ts';

/** Where code is searched. */
export interface Places {
  readonly head: CodeTree;
  /** Undefined where there is no base to read it from, or where no old code is left. */
  readonly deployed: CodeTree | undefined;
  /** The deployed code does not matter, because everything is stopped. */
  readonly isStopped: boolean;
  /** Whether the application that uses the database is among what is searched. */
  readonly isApplication: () => boolean;
  /** Whether a file of the deployed code says the same at head; undefined where nobody can tell. */
  readonly isSame?: (file: SourceFile) => boolean;
  /** Absolute: what the trees' files are relative to. */
  readonly root: string;
  readonly cwd: string;
}

const NOTHING: Search = { references: [], deployed: [], moments: [], unread: [], isConclusive: false };

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

function searchAll(
  subjects: readonly Subject[],
  places: Places,
  readers: Readers,
): ReadonlyMap<string, Search> {
  const { isSame } = places;
  const head = searchTree(subjects, places.head, readers);
  const deployed =
    places.deployed &&
    searchTree(
      subjects,
      places.deployed,
      readers,
      isSame === undefined ? undefined : { results: head.results, isSame },
    );
  return new Map(
    subjects.map((subject) => [subjectKey(subject), searchOf(subject, { head, deployed }, places)]),
  );
}

interface Moments {
  readonly head: TreeFindings;
  readonly deployed: TreeFindings | undefined;
}

function searchOf(subject: Subject, { head, deployed }: Moments, places: Places): Search {
  const atHead = referencesOf(subject, head, places.head, places);
  const before =
    deployed && places.deployed ? referencesOf(subject, deployed, places.deployed, places).sort(byWorth) : [];
  const seen = new Set(atHead.map(placeKey));
  const references = [
    ...atHead.sort(byWorth),
    ...before.filter((reference) => !seen.has(placeKey(reference))),
  ];
  const unread = [...head.unread, ...(deployed?.unread ?? [])].filter((file) => file.subject === subject);
  return {
    references,
    deployed: before,
    moments: deployed === undefined ? ['head'] : ['head', 'deployed'],
    unread: [
      ...new Map(unread.map(({ file, reason }) => [file, { file: fromCwd(file, places), reason }])).values(),
    ],
    isConclusive:
      references.length === 0 &&
      unread.length === 0 &&
      !(head.strangers.has(subject) && deployed?.strangers.has(subject) !== false) &&
      (deployed !== undefined || places.isStopped) &&
      places.isApplication(),
  };
}

/** One line of code that stands in both moments is one place, though it may have moved. */
function placeKey({ file, text, kind }: Reference): string {
  return JSON.stringify([file, text, kind]);
}

const CONFIDENCES: readonly Confidence[] = ['certain', 'likely', 'possible'];

/** What is surely one first; of those the model, which says by itself that all queries fail. */
function byWorth(left: Reference, right: Reference): number {
  const rank = ({ confidence, kind }: Reference): number =>
    (confidence === 'possible' ? 10 : 0) + (kind === 'model' ? 0 : 5) + CONFIDENCES.indexOf(confidence);
  if (rank(left) !== rank(right)) return rank(left) - rank(right);
  if (left.file !== right.file) return left.file < right.file ? -1 : 1;
  return left.line - right.line || left.column - right.column;
}

function referencesOf(subject: Subject, findings: TreeFindings, tree: CodeTree, places: Places): Reference[] {
  const uses = findings.uses.filter((use) => use.subject === subject);
  const indexes = new Map<string, LineIndex>();
  return uses.map(({ file, span, kind, confidence, because }) => {
    const lines = indexes.get(file) ?? indexLines(tree.read(file)?.text ?? '');
    indexes.set(file, lines);
    return {
      file: fromCwd(file, places),
      ...quoteLine(lines, span.start),
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
