import { findIndex, findRelation, keyOf } from '../../catalog/lookup.ts';
import type { Finding } from '../../finding.ts';
import { feltLocks, isNew, placeOf } from '../../judge.ts';
import { indexLines, locate } from '../../lines.ts';
import type { MigrationSummary } from '../../lint.ts';
import type { LockMode, Statement } from '../../operation.ts';
import type { RelationLock } from '../../postgres/effect.ts';
import { blocksReads, blocksWrites, isStronger, strongest } from '../../postgres/locks.ts';
import type { Step, Transaction } from '../../step.ts';
import { byStrength } from '../summary.ts';

/** One lock on one table, as a statement takes it or finds it held. */
export interface TimelineLock {
  /** The table with its schema. */
  readonly relation: string;
  readonly mode: LockMode;
  /** What waits for it. */
  readonly blocks: readonly ('reads' | 'writes')[];
  /** The deploy makes the table, so that nothing waits for it. */
  readonly isNew: boolean;
  /** Where an earlier statement of the transaction took it, as `placeOf` says it. */
  readonly heldSince: string | undefined;
}

export interface TimelineStatement {
  readonly statement: Statement;
  /** 1-based. */
  readonly line: number;
  /** The strongest lock on each table: those that it takes, then those that it finds held. */
  readonly locks: readonly TimelineLock[];
  /** What it does to whole tables, and why it fails, as phrases. */
  readonly work: readonly string[];
  /** Why it could not be read. */
  readonly unread: readonly string[];
  readonly findings: readonly Finding[];
}

/** Statements in a row that one transaction holds together, or that each commit by themselves. */
export interface TimelineGroup {
  readonly transaction: Transaction | undefined;
  readonly statements: readonly TimelineStatement[];
}

export interface Timeline {
  readonly groups: readonly TimelineGroup[];
  /** Tables that somebody may wait for, the strongest lock first. */
  readonly lanes: readonly string[];
  /** What is said of no single statement. */
  readonly findings: readonly Finding[];
}

/** What a migration does to which table, statement by statement; `ofMigration` are the findings in it. */
export function timelineOf(summary: MigrationSummary, ofMigration: readonly Finding[]): Timeline {
  const lines = indexLines(summary.migration.text);
  const stepsAt = stepsByStart(summary.steps);
  const { statements } = summary.source;
  const since = new Map<Step, string>();
  const owners = ofMigration.map((finding) => ownerOf(finding, statements));
  const groups: { transaction: Transaction | undefined; statements: TimelineStatement[] }[] = [];
  for (const statement of statements) {
    const steps = stepsAt.get(statement.span.start) ?? [];
    const transaction = steps.find((step) => step.transaction.kind !== 'none')?.transaction;
    const row: TimelineStatement = {
      statement,
      line: locate(lines, statement.span.start).line,
      locks: locksOf(steps, since),
      work: workOf(steps),
      unread: unreadIn(statement),
      findings: ofMigration.filter((_, index) => owners[index] === statement),
    };
    const last = groups.at(-1);
    if (last !== undefined && last.transaction?.id === transaction?.id) last.statements.push(row);
    else groups.push({ transaction, statements: [row] });
  }
  return {
    groups,
    lanes: lanesOf(groups),
    findings: ofMigration.filter((_, index) => owners[index] === undefined),
  };
}

/** The innermost statement that the finding starts in. */
function ownerOf({ span }: Finding, statements: readonly Statement[]): Statement | undefined {
  return statements.findLast(
    (statement) => span.start >= statement.span.start && span.start < Math.max(statement.span.end, 1),
  );
}

function stepsByStart(steps: readonly Step[]): ReadonlyMap<number, readonly Step[]> {
  const found = new Map<number, Step[]>();
  for (const step of steps) {
    const { start } = step.statement.span;
    const known = found.get(start);
    if (known === undefined) found.set(start, [step]);
    else known.push(step);
  }
  return found;
}

/** `since` keeps where each held lock was taken: a transaction may hold it over thousands of statements. */
function locksOf(steps: readonly Step[], since: Map<Step, string>): readonly TimelineLock[] {
  const locks = new Map<string, TimelineLock>();
  const add = (lock: TimelineLock): void => {
    const known = locks.get(lock.relation);
    if (known === undefined || isStronger(lock.mode, known.mode)) locks.set(lock.relation, lock);
  };
  const [first] = steps;
  for (const { relation, mode, step } of first?.transaction.heldLocks ?? []) {
    if (first === undefined || isIndex(first, relation) || isNew(first, relation)) continue;
    const place = since.get(step) ?? placeOf(first, step);
    since.set(step, place);
    add(lockOf({ relation, mode }, true, place));
  }
  for (const step of steps) {
    const felt = new Set(feltLocks(step));
    for (const lock of step.effect.locks) {
      if (lock.role !== 'index') add(lockOf(lock, felt.has(lock), undefined));
    }
  }
  const isHeld = ({ heldSince }: TimelineLock): number => (heldSince === undefined ? 0 : 1);
  return [...locks.values()].sort(
    (left, right) => isHeld(left) - isHeld(right) || byStrength(left.mode, right.mode),
  );
}

function isIndex({ catalog }: Step, relation: RelationLock['relation']): boolean {
  return findRelation(catalog, relation) === undefined && findIndex(catalog, relation) !== undefined;
}

function lockOf(
  { relation, mode }: Pick<RelationLock, 'relation' | 'mode'>,
  isFelt: boolean,
  heldSince: TimelineLock['heldSince'],
): TimelineLock {
  const waits = { reads: blocksReads(mode), writes: blocksWrites(mode) };
  const blocks = (['reads', 'writes'] as const).filter((access) => isFelt && waits[access]);
  return { relation: keyOf(relation), mode, blocks, isNew: !isFelt, heldSince };
}

function workOf(steps: readonly Step[]): readonly string[] {
  const phrases = steps.flatMap((step) => {
    const { rewrites, scans, forbiddenInTransaction, failure } = step.effect;
    const inUse = (relations: Step['effect']['scans']): readonly string[] =>
      relations.filter((relation) => !isNew(step, relation)).map(keyOf);
    return [
      ...inUse(rewrites).map((relation) => `writes all of ${relation} anew`),
      ...(rewrites.length > 0 ? [] : inUse(scans).map((relation) => `reads all of ${relation}`)),
      ...(forbiddenInTransaction ? ['cannot run in a transaction'] : []),
      ...(failure === undefined ? [] : [`fails: ${failure.message}`]),
    ];
  });
  return [...new Set(phrases)];
}

function unreadIn({ operations }: Statement): readonly string[] {
  return operations.flatMap((operation) => (operation.kind === 'unsupported' ? [operation.reason] : []));
}

function lanesOf(groups: readonly TimelineGroup[]): readonly string[] {
  const lanes = new Map<string, LockMode>();
  for (const { relation, mode, isNew: isOfNew } of groups.flatMap(({ statements }) =>
    statements.flatMap(({ locks }) => locks),
  )) {
    if (!isOfNew) lanes.set(relation, strongest(mode, lanes.get(relation) ?? mode));
  }
  return [...lanes].sort(([, left], [, right]) => byStrength(left, right)).map(([relation]) => relation);
}
