import type { Finding } from '../finding.ts';
import type { Reference } from '../reference.ts';
import { count } from './text.ts';

/** More places of one finding are counted and not listed. */
const MOST_PLACES = 5;

/** A place as reports list it. */
export interface Place {
  /** Where it is, and what there is to say of it: `src/user.ts:12:3 in 1a2b3c4d, possible: …`. */
  readonly words: string;
  /** The line of code. */
  readonly text: string;
}

export interface Places {
  readonly shown: readonly Place[];
  /** `and 3 more places`; empty where all are shown. */
  readonly rest: string;
}

/** The first places of a finding that use what is taken away, and how many there are besides. */
export function placesOf({ references }: Finding, pathOf = (file: string): string => file): Places {
  const shown = references.slice(0, MOST_PLACES);
  const more = references.length - shown.length;
  return {
    shown: shown.map((reference) => ({ words: wordsOf(reference, pathOf), text: reference.text })),
    rest: more > 0 ? `and ${count(more, 'more place')}` : '',
  };
}

/** The places as lines of plain text; none where there are no references. */
export function placeLines(finding: Finding, pathOf?: (file: string) => string): readonly string[] {
  const { shown, rest } = placesOf(finding, pathOf);
  return [...shown.flatMap(({ words, text }) => [words, `  ${text}`]), ...(rest === '' ? [] : [rest])];
}

/** The deployed code by its commit, and how sure the place is. */
export function wordsOf(reference: Reference, pathOf: (file: string) => string): string {
  const { file, line, column, in: moment, revision, confidence, because } = reference;
  const place = `${pathOf(file)}:${line.toString()}:${column.toString()}`;
  const at = moment === 'deployed' && revision !== undefined ? ` in ${revision.slice(0, 8)}` : '';
  if (confidence === 'certain') return place + at;
  return `${place}${at}, ${confidence}${because === undefined ? '' : `: ${because}`}`;
}
