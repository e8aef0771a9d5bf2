import type { Reference, Search } from '../reference.ts';
import type { OperationKind, OperationOf } from '../operation.ts';
import { isStepOf } from '../judge.ts';
import type { EndReport } from '../rule.ts';
import type { MigrationEnd, Step } from '../step.ts';
import { removalOf } from './removal.ts';

/** What is said of the code that still uses what a step takes away. */
export interface Told {
  /** By what is sure: the code as it stands, or only what runs until it is replaced. */
  readonly when: 'head' | 'deployed' | 'possible';
  /** For prose: `src/user.ts:12 and 3 more places`. */
  readonly places: string;
  /** The deployed code for prose: an abbreviated commit, empty where nobody looked at it. */
  readonly revision: string;
  /** What a report says besides. */
  readonly evidence: Pick<EndReport, 'references' | 'depends'>;
}

/** The steps of one kind that take away what is still used, each with what is to be said of that. */
export function* usedSteps<Kind extends OperationKind>(
  end: MigrationEnd,
  kind: Kind,
): Iterable<{ readonly step: Step<OperationOf<Kind>>; readonly told: Told }> {
  for (const step of end.steps) {
    const told = isStepOf(step, kind) ? usesTold(step, end) : undefined;
    if (told !== undefined && isStepOf(step, kind)) yield { step, told };
  }
}

/** Undefined where no use is known. */
export function usesTold(step: Step, end: MigrationEnd): Told | undefined {
  const references = searchesOf(step, end).flatMap((search) => search.references);
  if (references.length === 0) return undefined;
  const sure = references.filter(({ confidence }) => confidence !== 'possible');
  const when = sure.length === 0 ? 'possible' : sure.some((use) => use.in === 'head') ? 'head' : 'deployed';
  const named = when === 'possible' ? references : sure.filter((use) => use.in === when);
  const revision = references.find((use) => use.revision !== undefined)?.revision ?? '';
  const evidence = { references, depends: when === 'possible' };
  return { when, places: placesOf(named), revision: revision.slice(0, 8), evidence };
}

/**
 * The code was searched for what the step takes away, so that a rule that can only suspect its use
 * has nothing to add: the uses are told by the rule that knows them, or there are none.
 */
export function isToldByCode(step: Step, end: MigrationEnd): boolean {
  const searches = searchesOf(step, end);
  if (searches.length === 0) return false;
  return searches.some(({ references }) => references.length > 0) || searches.every(isUnused);
}

/** No code uses what the step takes away, as far as code can tell, and all of it was searched. */
export function isUnusedByCode(step: Step, end: MigrationEnd): boolean {
  const searches = searchesOf(step, end);
  return searches.length > 0 && searches.every(isUnused);
}

function isUnused({ references, isConclusive }: Search): boolean {
  return isConclusive && references.length === 0;
}

function searchesOf(step: Step, end: MigrationEnd): readonly Search[] {
  const { code } = step;
  if (code === undefined) return [];
  return (removalOf(step, end)?.subjects ?? [])
    .map((subject) => code.search(subject))
    .filter(({ moments }) => moments.length > 0);
}

function placesOf(references: readonly Reference[]): string {
  const [first, ...rest] = references;
  if (first === undefined) return '';
  const place = `${first.file}:${first.line.toString()}`;
  if (rest.length === 0) return place;
  return `${place} and ${rest.length.toString()} more place${rest.length === 1 ? '' : 's'}`;
}
