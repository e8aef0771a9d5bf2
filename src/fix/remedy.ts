import type { History } from '../migration.ts';
import type { Change, Edit, Remedy, Suggestion } from '../rule.ts';
import type { MigrationEnd, Step } from '../step.ts';
import { quote } from '../print.ts';
import { withConcurrently } from './concurrently.ts';
import { layoutOf } from './layout.ts';
import { writeReplacement } from './replacement.ts';
import { newMigration } from './new-migration.ts';
import { insertion } from './sql-layout.ts';
import { afterTransaction, nextMigration, writeOutside } from './transaction.ts';

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
    const { edits, files = [], isInPlace, remark = '' } = written;
    if (isSafe === true && isInPlace && fix.length === 0) fix = edits;
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
    case 'remove': {
      const taken = layoutOf(situation.step)?.take();
      return taken === undefined ? undefined : { edits: taken.edits, isInPlace: true };
    }
    case 'append':
      return writeAppended(change, situation);
    case 'move':
      return writeMove(change, situation);
    default:
      return change satisfies never;
  }
}

function writeConcurrently(
  { sql, inTransaction }: Extract<Change, { kind: 'concurrently' }>,
  situation: Situation,
): Written | undefined {
  const { step } = situation;
  const layout = layoutOf(step);
  const edits = withConcurrently(step) ?? layout?.replace(sql);
  if (layout === undefined || edits === undefined) return undefined;
  if (inTransaction === true) return { edits, isInPlace: true };
  return writeOutside({ edits, sql: layout.withEdits(edits) ?? sql }, situation);
}

function writeNotValid(
  change: Extract<Change, { kind: 'notValid' }>,
  situation: Situation,
): Written | undefined {
  const { operation, transaction } = situation.step;
  const layout = layoutOf(situation.step);
  if (layout === undefined || operation.kind !== 'addConstraint') return undefined;
  const { span, name } = operation.constraint;
  const edits = [
    ...(name === undefined ? [insertion(span.start, `CONSTRAINT ${quote(change.name)} `)] : []),
    insertion(span.end, ' NOT VALID'),
  ];
  const { scope } = transaction.mode;
  if (scope === 'none' && transaction.kind === 'none')
    return {
      edits: [...edits, ...layout.after(change.validate)],
      isInPlace: true,
      remark: ', and validate it in a statement of its own',
    };
  if (scope === 'batch') return { edits, isInPlace: false, remark: ', to be validated in a later deploy' };
  const after = scope === 'none' ? afterTransaction(situation)?.after(change.validate) : undefined;
  if (after !== undefined) {
    return { edits: [...edits, ...after], isInPlace: false, remark: ', and validate it after COMMIT' };
  }
  const next = nextMigration(situation, {
    sql: change.validate,
    isOutside: false,
    words: ['validate', change.name],
  });
  const remark = next?.remark === undefined ? '' : ` (${next.remark})`;
  return {
    edits: [...edits, ...(next?.edits ?? [])],
    files: next?.files ?? [],
    isInPlace: false,
    remark: `, and validate it in a migration of its own${remark}`,
  };
}

function writeAround(
  { before, atEnd }: Extract<Change, { kind: 'around' }>,
  { step, end }: Situation,
): Written | undefined {
  const layout = layoutOf(step);
  const last = end.steps.at(-1);
  const lastLayout = last === undefined ? undefined : layoutOf(last);
  if (layout === undefined || (atEnd !== undefined && lastLayout === undefined)) return undefined;
  const above = before === undefined ? [] : layout.before(before);
  const below = atEnd === undefined ? [] : (lastLayout?.after(atEnd) ?? []);
  return { edits: [...above, ...below], isInPlace: true };
}

function writeMove(
  { to, sql }: Extract<Change, { kind: 'move' }>,
  situation: Situation,
): Written | undefined {
  const { step } = situation;
  const layout = layoutOf(step);
  if (layout === undefined) return undefined;
  const written = step.statement.operations.length === 1 ? layout.withEdits([]) : undefined;
  const text = written ?? sql;
  if (text === undefined) return undefined;
  if (to === 'no transaction') return writeOutside({ edits: [], sql: text }, situation);
  const {
    kind,
    mode: { scope },
  } = step.transaction;
  const taken = layout.take();
  if (taken === undefined || scope === 'batch') return undefined;
  const own = [...taken.around, text].join('\n');
  if (kind === 'none' && scope === 'none')
    return {
      edits: [...taken.edits, ...layout.after(own)],
      isInPlace: true,
      remark: ' in a statement of its own',
    };
  const after = kind === 'explicit' ? afterTransaction(situation)?.after(own) : undefined;
  if (after !== undefined)
    return { edits: [...taken.edits, ...after], isInPlace: false, remark: ' after COMMIT' };
  const next = nextMigration(situation, { sql: own, isOutside: false });
  if (next === undefined) return undefined;
  const remark = next.remark === undefined ? '' : ` (${next.remark})`;
  return {
    edits: [...taken.edits, ...next.edits],
    files: next.files,
    isInPlace: false,
    remark: ` in a migration of its own${remark}`,
  };
}

/** A migration behind all others, which leaves the file of the report as it is. */
function writeAppended(
  { sql, words }: Extract<Change, { kind: 'append' }>,
  { end, history }: Situation,
): Written | undefined {
  const after = history.migrations.at(-1) ?? end.migration;
  const next = newMigration({ history, after, sql, isOutside: false, words, beside: [] });
  if (next === undefined || next.files.length === 0) return undefined;
  const remark = next.remark === undefined ? '' : ` (${next.remark})`;
  return { edits: [], files: next.files, isInPlace: false, remark };
}
