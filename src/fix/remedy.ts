import type { History } from '../migration.ts';
import type { Change, Edit, Remedy, Suggestion } from '../rule.ts';
import type { MigrationEnd, Step } from '../step.ts';
import { printAlterTable, printConstraint, quote } from '../print.ts';
import { isScript } from '../script-file.ts';
import { inCaseOf, withConcurrently } from './concurrently.ts';
import { layoutOf, together } from './layout.ts';
import { writeReplacement } from './replacement.ts';
import { newMigration } from './new-migration.ts';
import { isInSql } from './script-layout.ts';
import { insertion } from './sql-layout.ts';
import {
  afterTransaction,
  inParentheses,
  isNeededLater,
  movedOut,
  nextMigration,
  withComments,
  writeOutside,
} from './transaction.ts';

/** What a report is about, with all that decides how it can be mended. */
export interface Situation {
  readonly step: Step;
  readonly end: MigrationEnd;
  readonly history: History;
}

export interface Mended {
  readonly fix: readonly Edit[];
  readonly suggestions: readonly Suggestion[];
}

/** A change as it is to be written. */
export interface Written {
  readonly edits: readonly Edit[];
  readonly files?: Suggestion['files'];
  /** All of it runs where the statement runs, as before. */
  readonly isInPlace: boolean;
  /** SQL takes the place of a builder's call, which nobody does unseen. */
  readonly isRaw?: boolean;
  /** What the title has to say besides, with the comma or space before it. */
  readonly remark?: string;
}

/** Writes the remedies of a report in the words of its file and as its tool's transaction allows. */
export function mend(remedies: readonly Remedy[], situation: Situation): Mended {
  let fix: readonly Edit[] = [];
  const suggestions: Suggestion[] = [];
  for (const { title, change, isSafe } of remedies) {
    const written = write(change, situation);
    if (written === undefined) continue;
    const { edits, files = [], isInPlace, isRaw = false, remark = '' } = written;
    if (isSafe === true && isInPlace && !isRaw && fix.length === 0) fix = edits;
    else suggestions.push({ title: title + remark, edits, ...(files.length === 0 ? {} : { files }) });
  }
  return { fix, suggestions };
}

function write(change: Change, situation: Situation): Written | undefined {
  switch (change.kind) {
    case 'concurrently':
      return writeConcurrently(change, situation);
    case 'notValid':
      return writeNotValid(change, situation);
    case 'around':
      return writeAround(change, situation);
    case 'replace':
      return writeReplacement(change, situation);
    case 'remove':
      return writeRemoval(situation);
    case 'append':
      return writeAppended(change, situation);
    case 'move':
      return writeMove(change, situation);
    default:
      return change satisfies never;
  }
}

/** Its comments stay, as they may say more than what the statement did. */
function writeRemoval(situation: Situation): Written | undefined {
  const layout = layoutOf(situation);
  const taken = layout?.take();
  if (taken === undefined || isNeededLater(situation)) return undefined;
  const isBare = taken.around.length === 0 && taken.inside.length === 0;
  const edits = isBare ? taken.edits : layout?.replace('');
  return edits && { edits, isInPlace: true };
}

function writeConcurrently(
  { sql, inTransaction }: Extract<Change, { kind: 'concurrently' }>,
  situation: Situation,
): Written | undefined {
  const layout = layoutOf(situation);
  if (layout === undefined) return undefined;
  const changed = withConcurrently(situation.step);
  const edits = changed ?? layout.replace(sql);
  if (edits === undefined) return undefined;
  const isRaw = changed === undefined && layout.isBuilt;
  if (inTransaction === true) return { edits, isInPlace: true, isRaw };
  const written = writeOutside({ edits, sql: layout.withEdits(edits) ?? sql }, situation);
  return written && { ...written, isRaw };
}

function writeNotValid(
  { name, validate }: Extract<Change, { kind: 'notValid' }>,
  situation: Situation,
): Written | undefined {
  const { kind, mode } = situation.step.transaction;
  const layout = layoutOf(situation);
  const add = layout && asNotValid(situation.step, name);
  if (layout === undefined || add === undefined) return undefined;
  const written = (...validation: readonly Edit[]): readonly Edit[] | undefined =>
    'edits' in add ? [...add.edits, ...validation] : together(layout.replace(add.sql), validation);
  if (mode.scope === 'none' && kind === 'none') {
    const edits =
      'edits' in add
        ? together(add.edits, layout.after(validate))
        : layout.replace(`${add.sql}\n${validate}`);
    const isRaw = !('edits' in add) && layout.isBuilt;
    return edits && { edits, isInPlace: true, isRaw, remark: ', and validate it in a statement of its own' };
  }
  if (mode.scope === 'batch') {
    const edits = written();
    return edits && { edits, isInPlace: false, remark: ', to be validated in a later deploy' };
  }
  // What validates it comes when all of the migration has run.
  if (isNeededLater(situation)) return undefined;
  const after = mode.scope === 'none' ? afterTransaction(situation)?.after(validate) : undefined;
  if (after !== undefined) {
    const edits = written(...after);
    return edits && { edits, isInPlace: false, remark: ', and validate it after COMMIT' };
  }
  const next = nextMigration(situation, { sql: validate, isOutside: false, words: ['validate', name] });
  const edits = written(...(next?.edits ?? []));
  const remark =
    next === undefined
      ? ', to be validated in a migration of its own'
      : `, and validate it in a migration of its own${inParentheses(next.remark)}`;
  return edits && { edits, files: next?.files ?? [], isInPlace: false, remark };
}

/** The constraint as it is added NOT VALID: by edits where it is written as SQL, else all of it. */
function asNotValid(
  step: Step,
  name: string,
): { readonly edits: readonly Edit[] } | { readonly sql: string } | undefined {
  const { operation, migration } = step;
  if (operation.kind !== 'addConstraint') return undefined;
  const { table, constraint } = operation;
  const { span } = constraint;
  const isNamed = constraint.name !== undefined;
  const isSql = !isScript(migration.file) || (isNamed && isInSql(step, span));
  if (!isSql) {
    const complete = printConstraint({ ...constraint, name, notValid: true });
    return { sql: `${printAlterTable(table)} ADD ${complete};` };
  }
  const written = migration.text.slice(step.statement.span.start, span.end);
  const naming = isNamed ? [] : [insertion(span.start, `${inCaseOf(written, 'CONSTRAINT')} ${quote(name)} `)];
  return { edits: [...naming, insertion(span.end, ` ${inCaseOf(written, 'NOT VALID')}`)] };
}

function writeAround(
  { before, atEnd }: Extract<Change, { kind: 'around' }>,
  { step, end }: Situation,
): Written | undefined {
  const last = end.steps.at(-1) ?? step;
  const edits = together(
    before === undefined ? [] : layoutOf({ step, end })?.before(before),
    atEnd === undefined ? [] : layoutOf({ step: last, end })?.after(atEnd),
  );
  return edits && { edits, isInPlace: true };
}

function writeMove(
  { to, sql }: Extract<Change, { kind: 'move' }>,
  situation: Situation,
): Written | undefined {
  const { step } = situation;
  const layout = layoutOf(situation);
  if (layout === undefined) return undefined;
  const text = (step.statement.operations.length === 1 ? layout.withEdits([]) : undefined) ?? sql;
  if (text === undefined) return undefined;
  if (to === 'no transaction') return writeOutside({ edits: [], sql: text }, situation);
  const { kind, mode } = step.transaction;
  const taken = layout.take();
  if (taken === undefined || mode.scope === 'batch' || isNeededLater(situation)) return undefined;
  const own = withComments(taken, text);
  const isFree = kind === 'none' && mode.scope === 'none';
  const place = isFree ? layout : kind === 'explicit' ? afterTransaction(situation) : undefined;
  const edits = together(taken.edits, place?.after(own));
  if (edits !== undefined) {
    return { edits, isInPlace: isFree, remark: isFree ? ', in a statement of its own' : ', after COMMIT' };
  }
  return movedOut(taken, { sql: text, isOutside: false }, situation);
}

/** A migration behind all others, which leaves the file of the report as it is. */
function writeAppended(
  { sql, words }: Extract<Change, { kind: 'append' }>,
  { end, history }: Situation,
): Written | undefined {
  const after = history.migrations.at(-1) ?? end.migration;
  const next = newMigration({ history, after, sql, isOutside: false, words, beside: [] });
  if (next === undefined || next.files.length === 0) return undefined;
  return { edits: [], files: next.files, isInPlace: false, remark: inParentheses(next.remark) };
}
