import { isByHand } from '../advice/constraint.ts';
import { lowerSql } from '../lower/sql/lower-sql.ts';
import type { Operation } from '../operation.ts';
import { parseSql } from '../parse/sql.ts';
import { printConcurrentIndexDrop } from '../print.ts';
import type { Edit } from '../rule.ts';
import type { MigrationEnd, Step } from '../step.ts';
import { subjectOf } from '../subject.ts';
import { layoutOf, together, type Layout, type Taken } from './layout.ts';
import { newMigration, type Draft, type NewMigration } from './new-migration.ts';
import { optOutOf } from './opt-out.ts';
import type { Situation, Written } from './remedy.ts';
import { missingFrom } from './sql-layout.ts';

/** Whether a statement that Postgres refuses inside a transaction runs where the step stands. */
export function runsWithoutTransaction({ step, end }: Pick<Situation, 'step' | 'end'>): boolean {
  const { kind, mode } = step.transaction;
  switch (mode.scope) {
    case 'none':
      // Prisma's own splitter knows CONCURRENTLY with CREATE INDEX only, and sends a file that it cannot
      // read as one query (https://github.com/prisma/prisma-engines/pull/5847).
      return (
        kind === 'none' &&
        (step.migration.tool !== 'prisma' || step.operation.kind === 'createIndex' || isAlone(step, end))
      );
    case 'simple-query':
      return kind === 'none' && isAlone(step, end);
    // A migration that holds nothing else runs without a transaction.
    case 'automatic':
      return kind !== 'explicit' && isAlone(step, end);
    case 'file':
    case 'batch':
      return false;
  }
}

function isAlone({ statement }: Step, { steps }: MigrationEnd): boolean {
  return steps.every((step) => step.statement === statement);
}

/** A statement that Postgres refuses inside a transaction. */
interface Outside {
  /** What makes it of the statement that is there. */
  readonly edits: readonly Edit[];
  /** All of it. */
  readonly sql: string;
}

/** Writes a statement where no transaction is open: where it stands, or wherever its tool lets it run. */
export function writeOutside({ edits, sql }: Outside, situation: Situation): Written | undefined {
  const { step, end } = situation;
  if (runsWithoutTransaction(situation)) return { edits, isInPlace: true };
  if (step.transaction.kind === 'explicit') return writeAfterTransaction(sql, situation);
  if (isByHand(step)) return undefined;
  const optOut = optOutOf(step.migration);
  const others = end.steps.filter(({ statement }) => statement !== step.statement);
  if (isInQueryWith(others, step)) return undefined;
  const isEnough = optOut?.isOneQuery === true ? others.length === 0 : others.every(canStandAlone);
  if (optOut !== undefined && isEnough) {
    const { files = [], remark } = optOut;
    return {
      edits: [...optOut.edits, ...edits],
      files,
      isInPlace: false,
      remark: `, outside of the transaction of the tool${inParentheses(remark)}`,
    };
  }
  return others.length === 0 ? undefined : writeInOwnMigration(sql, situation);
}

/** Statements that are sent as one query are a transaction wherever they are sent. */
function isInQueryWith(others: readonly Step[], { statement: { query } }: Step): boolean {
  return query !== undefined && others.some(({ statement }) => statement.query === query);
}

/** Whether it is no loss that what stands before it stays when it fails. */
function canStandAlone({ operation }: Step): boolean {
  switch (operation.kind) {
    case 'createIndex':
    case 'dropIndex':
    case 'reindex':
    case 'refreshMaterializedView':
    case 'detachPartition':
    case 'validateConstraint':
    case 'vacuum':
    case 'analyze':
    case 'comment':
      return true;
    case 'setVariable':
      return !operation.local;
    default:
      return false;
  }
}

function writeInOwnMigration(sql: string, situation: Situation): Written | undefined {
  const taken = layoutOf(situation)?.take();
  if (taken === undefined || isNeededLater(situation)) return undefined;
  return movedOut(taken, { sql, isOutside: true }, situation);
}

/** SQL that takes the place of a statement, below the comments of that. */
export function withComments({ around, inside }: Taken, sql: string): string {
  return [...around, ...missingFrom(sql, inside), sql].join('\n');
}

/** What was taken out of its file, with its comments, in a migration of its own behind it. */
export function movedOut(
  taken: Taken,
  { sql, isOutside }: Pick<Draft, 'sql' | 'isOutside'>,
  situation: Situation,
): Written | undefined {
  const next = nextMigration(situation, { sql: withComments(taken, sql), isOutside });
  if (next === undefined) return undefined;
  return {
    edits: [...taken.edits, ...next.edits],
    files: next.files,
    isInPlace: false,
    remark: `, in a migration of its own${inParentheses(next.remark)}`,
  };
}

function writeAfterTransaction(sql: string, situation: Situation): Written | undefined {
  const taken = layoutOf(situation)?.take();
  const commit = afterTransaction(situation);
  if (taken === undefined || commit === undefined || isNeededLater(situation)) return undefined;
  if (situation.step.transaction.mode.scope !== 'none') return undefined;
  const edits = together(taken.edits, commit.after(withComments(taken, sql)));
  if (edits === undefined) return undefined;
  return { edits, isInPlace: false, remark: ', after COMMIT' };
}

/** The place of the COMMIT that ends the transaction which the migration has opened around the step. */
export function afterTransaction({ step, end }: Situation): Layout | undefined {
  const commit = end.steps.find(
    ({ operation, transaction }) => operation.kind === 'commit' && transaction.id === step.transaction.id,
  );
  return commit === undefined ? undefined : layoutOf({ step: commit, end });
}

/** A later statement of the migration takes the index over, or drops, renames or validates what the step is about. */
export function isNeededLater({ step, end }: Situation): boolean {
  const { operation } = step;
  const index = operation.kind === 'createIndex' ? operation.index : undefined;
  const later = end.steps.slice(end.steps.indexOf(step) + 1);
  if (later.some((other) => takesAway(other.operation, operation))) return true;
  return end.steps.some(
    ({ operation: other }) =>
      (other.kind === 'addConstraint' && other.constraint.usingIndex === index && index !== undefined) ||
      (other.kind === 'attachIndex' && other.partition.name === index),
  );
}

/** The later operation takes the table, the index or the name of the earlier one. */
function takesAway(later: Operation, earlier: Operation): boolean {
  const { relation, name } = subjectOf(earlier);
  switch (later.kind) {
    case 'dropTable':
    case 'renameTable':
      return later.table.name === relation?.name;
    case 'dropView':
      return later.view.name === relation?.name;
    case 'validateConstraint':
    case 'dropConstraint':
    case 'renameConstraint':
      return (
        earlier.kind === 'addConstraint' && later.table.name === relation?.name && later.constraint === name
      );
    case 'dropIndex':
      return earlier.kind === 'createIndex' && later.index.name === name;
    case 'createIndex':
      return earlier.kind === 'dropIndex' && later.index === earlier.index.name;
    default:
      return false;
  }
}

/** A migration directly after that of the step. */
export function nextMigration(
  { step, end, history }: Situation,
  draft: Pick<Draft, 'sql' | 'isOutside'> & Partial<Pick<Draft, 'words' | 'beside'>>,
): NewMigration | undefined {
  return newMigration({
    history,
    after: step.migration,
    down: downOf(step.operation, draft.sql, end),
    words: wordsFor(step.operation),
    beside: [],
    ...draft,
  });
}

/**
 * The migration's own way back drops the index, or nobody does. Those of partitions go with that of
 * the whole.
 */
function downOf(operation: Operation, sql: string, { down }: MigrationEnd): string | undefined {
  if (operation.kind !== 'createIndex' || operation.index === undefined) return undefined;
  const { index, table } = operation;
  const isMade = operationsIn(sql).some((made) => made.kind === 'createIndex' && made.index === index);
  const isDropped = down?.some(
    ({ operation: other }) => other.kind === 'dropIndex' && other.index.name === index,
  );
  return !isMade || isDropped === true
    ? undefined
    : printConcurrentIndexDrop({ schema: table.schema, name: index }, false);
}

/** What statements do that are not in a file. */
export function operationsIn(sql: string): readonly Operation[] {
  const parsed = parseSql(sql, { start: 0, end: sql.length }, { placeholders: false });
  return lowerSql(parsed).statements.flatMap(({ operations }) => operations);
}

function wordsFor(operation: Operation): readonly string[] {
  const { name, relation } = subjectOf(operation);
  switch (operation.kind) {
    case 'createIndex':
      return ['create', operation.index ?? `${operation.table.name}_index`];
    case 'validateConstraint':
      return ['validate', operation.constraint];
    default:
      return [
        operation.kind.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        name ?? relation?.name ?? '',
      ];
  }
}

export function inParentheses(remark: string | undefined): string {
  return remark === undefined ? '' : ` (${remark})`;
}
