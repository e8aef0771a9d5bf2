import type { History } from '../migration.ts';
import type { Change, Edit, Remedy, Suggestion } from '../rule.ts';
import type { MigrationEnd, Step } from '../step.ts';
import { quote } from '../print.ts';
import { layoutOf } from './layout.ts';
import { withConcurrently } from './concurrently.ts';
import { insertion } from './sql-layout.ts';
import { runsWithoutTransaction } from './transaction.ts';

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

interface Written {
  readonly edits: readonly Edit[];
  readonly files?: Suggestion['files'];
  /** All of it runs where the statement runs, as before. */
  readonly isInPlace: boolean;
  /** What the title has to say besides. */
  readonly remark?: string;
}

/** Writes the remedies of a report in the words of its file and as its tool's transaction allows. */
export function mend(remedies: readonly Remedy[], situation: Situation): Mended {
  let fix: readonly Edit[] = [];
  const suggestions: Suggestion[] = [];
  for (const { title, change, isSafe } of remedies) {
    const written = write(change, situation);
    if (written === undefined) continue;
    const { edits, files, isInPlace, remark = '' } = written;
    if (isSafe === true && isInPlace && fix.length === 0) fix = edits;
    else suggestions.push({ title: title + remark, edits, ...(files === undefined ? {} : { files }) });
  }
  return { fix, suggestions };
}

function write(change: Change, situation: Situation): Written | undefined {
  switch (change.kind) {
    case 'concurrently':
      return writeConcurrently(change, situation);
    case 'notValid':
      return writeNotValid(change, situation);
    case 'before':
      return writeBefore(change, situation);
    case 'replace':
      return undefined;
    default:
      return change satisfies never;
  }
}

function writeConcurrently(
  { inTransaction }: Extract<Change, { kind: 'concurrently' }>,
  situation: Situation,
): Written | undefined {
  const { step } = situation;
  if (layoutOf(step) === undefined) return undefined;
  const edits = withConcurrently(step);
  if (edits === undefined) return undefined;
  if (inTransaction === true || runsWithoutTransaction(situation)) return { edits, isInPlace: true };
  return undefined;
}

function writeNotValid(
  change: Extract<Change, { kind: 'notValid' }>,
  { step }: Situation,
): Written | undefined {
  const { operation, transaction } = step;
  const layout = layoutOf(step);
  if (layout === undefined || operation.kind !== 'addConstraint') return undefined;
  const { span, name } = operation.constraint;
  const edits = [
    ...(name === undefined ? [insertion(span.start, `CONSTRAINT ${quote(change.name)} `)] : []),
    insertion(span.end, ' NOT VALID'),
  ];
  const isOwn = transaction.kind === 'none' && transaction.mode.scope === 'none';
  return isOwn ? { edits: [...edits, ...layout.after(change.validate)], isInPlace: true } : undefined;
}

function writeBefore(
  { sql, atEnd }: Extract<Change, { kind: 'before' }>,
  { step, end }: Situation,
): Written | undefined {
  const layout = layoutOf(step);
  const last = end.steps.at(-1);
  const lastLayout = last === undefined ? undefined : layoutOf(last);
  if (layout === undefined || (atEnd !== undefined && lastLayout === undefined)) return undefined;
  const after = atEnd === undefined ? [] : (lastLayout?.after(atEnd) ?? []);
  return { edits: [...layout.before(sql), ...after], isInPlace: true };
}
