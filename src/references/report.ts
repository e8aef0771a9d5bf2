import type { Reference, Subject } from '../reference.ts';
import type { OperationKind, OperationOf } from '../operation.ts';
import { isStepOf } from '../judge.ts';
import type { EndReport } from '../rule.ts';
import type { MigrationEnd, Step } from '../step.ts';
import { brokenRoutines } from './database.ts';
import { removalOf } from './removal.ts';

/** What is said of the code that still uses what a step takes away. */
export interface Told {
  /** By what is sure: the code as it stands, or only what runs until it is replaced. */
  readonly when: 'head' | 'deployed' | 'possible';
  /** Those that are used. */
  readonly subjects: readonly Subject[];
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

/** Undefined where no use is known. To be asked for once the code has been searched. */
export function usesTold(step: Step, end: MigrationEnd): Told | undefined {
  let told = known.get(step);
  if (told === undefined) {
    told = findUses(step, end) ?? 'nothing';
    known.set(step, told);
  }
  return told === 'nothing' ? undefined : told;
}

/** Several rules ask it of each step. */
const known = new WeakMap<Step, Told | 'nothing'>();

function findUses(step: Step, end: MigrationEnd): Told | undefined {
  const { subjects = [], isReplaced = false } = removalOf(step, end) ?? {};
  const searches = subjects.map((subject) => {
    const found = step.code?.search(subject);
    const references = isReplaced
      ? (found?.deployed ?? [])
      : [...(found?.references ?? []), ...brokenRoutines(subject, step, end)];
    return { subject, references };
  });
  const used = searches.filter(({ references }) => references.length > 0);
  if (used.length === 0) return undefined;
  const references = used.flatMap((search) => search.references);
  const sure = references.filter(({ confidence }) => confidence !== 'possible');
  const when = sure.length === 0 ? 'possible' : sure.some((use) => use.in === 'head') ? 'head' : 'deployed';
  const named = when === 'possible' ? references : sure.filter((use) => use.in === when);
  const revision = references.find((use) => use.revision !== undefined)?.revision ?? '';
  return {
    when,
    subjects: used.map(({ subject }) => subject),
    places: placesOf(named),
    revision: revision.slice(0, 8),
    evidence: { references, depends: when === 'possible' },
  };
}

/** No code uses what the step takes away, as far as code can tell, and all of it was searched. */
export function isUnusedByCode(step: Step, end: MigrationEnd): boolean {
  const { code } = step;
  const { subjects = [], isReplaced = false } = removalOf(step, end) ?? {};
  if (code === undefined || subjects.length === 0) return false;
  return subjects.every((subject) => {
    const { references, isConclusive } = code.search(subject);
    const isUnused = isConclusive && references.length === 0;
    return isUnused && (isReplaced || brokenRoutines(subject, step, end).length === 0);
  });
}

/** Files that name what the step takes away and could not be read, so that nobody can say who uses it. */
export function unreadPlaces(step: Step, end: MigrationEnd): readonly Reference[] {
  const subjects = removalOf(step, end)?.subjects ?? [];
  return subjects.flatMap((subject) =>
    (step.code?.search(subject).unread ?? []).map(({ file, reason }) => ({
      ...({ file, line: 1, column: 1, text: '', kind: 'text', confidence: 'possible', in: 'head' } as const),
      because: `it holds the name and could not be read: ${reason}`,
    })),
  );
}

function placesOf(references: readonly Reference[]): string {
  const [first, ...rest] = references;
  if (first === undefined) return '';
  const place = `${first.file}:${first.line.toString()}`;
  if (rest.length === 0) return place;
  return `${place} and ${rest.length.toString()} more place${rest.length === 1 ? '' : 's'}`;
}
