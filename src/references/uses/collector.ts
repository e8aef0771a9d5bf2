import type { Span } from '../../operation.ts';
import type { Confidence, ReferenceKind, Subject } from '../../reference.ts';
import type { Use } from '../source.ts';
import type { TableName } from './query-names.ts';
import { CERTAIN, type Doubt, type Targets } from './targets.ts';

const ORDER: readonly Confidence[] = ['certain', 'likely', 'possible'];

/** The lower of two; the first says why where both are the same. */
export function lower(left: Doubt, right: Doubt): Doubt {
  return ORDER.indexOf(right.confidence) > ORDER.indexOf(left.confidence) ? right : left;
}

/** Takes what a finder sees in one file, keeps what names a subject, and each place once with its best confidence. */
export class Collector {
  readonly targets: Targets;
  readonly #file: string;
  readonly #uses = new Map<string, Use>();

  constructor(targets: Targets, file: string) {
    this.targets = targets;
    this.#file = file;
  }

  uses(): readonly Use[] {
    return [...this.#uses.values()].sort((left, right) => left.span.start - right.span.start);
  }

  table(table: TableName, span: Span, kind: ReferenceKind, doubt = CERTAIN): void {
    for (const subject of this.targets.table(table)) this.#add(subject, table, { span, kind, doubt });
  }

  column(table: TableName, column: string, place: Place): void {
    for (const subject of this.targets.column(table, column)) this.#add(subject, table, place);
  }

  value(table: TableName, column: string, value: string, place: Place): void {
    for (const subject of this.targets.values(table, column)) {
      if (subject.value === value) this.#add(subject, table, place);
    }
  }

  /** An INSERT; `columns` are those that it gives values for. */
  insert(table: TableName, columns: ReadonlySet<string> | undefined, isOpen: boolean, place: Place): void {
    for (const subject of this.targets.inserts(table)) {
      if (columns?.has(subject.column) === true) continue;
      const doubt = insertDoubt(columns, isOpen);
      this.#add(subject, table, { ...place, doubt: lower(doubt, place.doubt ?? CERTAIN) });
    }
  }

  /** A place of one subject that is known already. */
  add(subject: Subject, place: Place): void {
    this.#add(subject, undefined, place);
  }

  #add(subject: Subject, table: TableName | undefined, place: Place): void {
    const { span, kind, doubt = CERTAIN, file = this.#file } = place;
    const { confidence, because } = table === undefined ? doubt : lower(doubt, this.targets.doubtOf(table));
    const key = `${file} ${String(this.targets.subjects.indexOf(subject))} ${String(span.start)} ${String(span.end)}`;
    const before = this.#uses.get(key);
    if (before !== undefined && ORDER.indexOf(before.confidence) <= ORDER.indexOf(confidence)) return;
    this.#uses.set(key, {
      subject,
      file,
      span,
      kind,
      confidence,
      ...(because === undefined ? {} : { because }),
    });
  }
}

export interface Place {
  readonly span: Span;
  readonly kind: ReferenceKind;
  readonly doubt?: Doubt;
  /** Where it is not the file that is read, such as for a constant of another one. */
  readonly file?: string;
}

function insertDoubt(columns: ReadonlySet<string> | undefined, isOpen: boolean): Doubt {
  if (isOpen) {
    return { confidence: 'possible', because: 'which columns it gives values for is decided when it runs' };
  }
  return columns === undefined
    ? { confidence: 'possible', because: 'it lists no columns, and how many values it gives decides' }
    : CERTAIN;
}
