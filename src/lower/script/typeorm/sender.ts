import type { Operation, Precondition, Span } from '../../../operation.ts';
import { operationsOf, type Recorder } from '../recorder.ts';
import { sqlAt } from '../sql-text.ts';
import type { Text } from '../text.ts';
import { isNullish, truthOf, type CallSite, type ObjectValue, type Value } from '../value.ts';
import type { When } from './compare.ts';
import { Options, type Miss } from '../options.ts';

/** What this migration is known to have made before a call. */
export class Database {
  readonly #types = new Set<string>();
  readonly tables = new Map<string, ObjectValue>();
  /** Transactions that are open on the connection, one inside of the other. */
  depth: number;

  constructor(depth: number) {
    this.depth = depth;
  }

  /** Whether an enum type is made here for the first time, as TypeORM asks the database before it makes one. */
  claimType(name: string): boolean {
    if (this.#types.has(name)) return false;
    this.#types.add(name);
    return true;
  }
}

/** What the stand-ins of one migration share. */
export interface Session {
  readonly recorder: Recorder;
  readonly database: Database;
}

/** Sends on the connection of the query runner, or on another. */
export function sendOn({ recorder }: Session, isOutside: boolean, send: () => void): void {
  if (isOutside) recorder.outside(send);
  else send();
}

/** One call of the migration on the query runner, and the SQL that it sends. */
export class Sender {
  readonly call: CallSite;
  readonly database: Database;
  readonly #recorder: Recorder;
  #guards: readonly Precondition[] = [];
  #together: (readonly Operation[])[] | undefined;

  constructor(call: CallSite, database: Database, recorder: Recorder) {
    this.call = call;
    this.database = database;
    this.#recorder = recorder;
  }

  /** The call itself. */
  get place(): Span {
    return this.call.span;
  }

  send(text: Text, place: Span = this.place): void {
    for (const operations of operationsOf(text, this.call, place)) this.#record(operations);
  }

  /** A rename, after which TypeORM renames what it has named after the table or the column. */
  rename(text: Text): void {
    for (const operations of operationsOf(text, this.call, this.place)) {
      this.#record(
        operations.map((operation) =>
          operation.kind === 'renameTable' || operation.kind === 'renameColumn'
            ? { ...operation, renamesGenerated: true }
            : operation,
        ),
      );
    }
  }

  #record(operations: readonly Operation[]): void {
    const guards = this.#guards;
    const guarded =
      guards.length === 0 ? operations : operations.map((operation) => ({ ...operation, onlyIf: guards }));
    if (this.#together === undefined) this.#recorder.record(guarded, this.call);
    else this.#together.push(guarded);
  }

  /** What `body` sends, with what it depends on asked before any of it is sent. */
  together(body: () => void): void {
    const sent: (readonly Operation[])[] = [];
    this.#together = sent;
    body();
    this.#together = undefined;
    const isOpen = sent.some((operations) => operations.some(({ onlyIf }) => onlyIf !== undefined));
    // What one statement does must not be seen by the conditions of the next.
    for (const operations of isOpen ? [sent.flat()] : sent) this.#recorder.record(operations, this.call);
  }

  /** What `body` sends, TypeORM only sends where it finds the database so. */
  onlyIf(found: readonly Precondition[], body: () => void): void {
    this.when(found.length === 0 || found, body);
  }

  when(condition: When, body: () => void): void {
    if (condition === false) return;
    const before = this.#guards;
    if (condition !== true) this.#guards = [...before, ...condition];
    body();
    this.#guards = before;
  }

  /** What SQL would do, without sending it. */
  read(text: Text): readonly Operation[] {
    return operationsOf(text, this.call, this.place).flat();
  }

  truncate(path: Text, cascade = false): void {
    this.send(sqlAt(this.place)`TRUNCATE TABLE ${path}${cascade ? ' CASCADE' : ''}`);
  }

  /** SQL of the migration itself. */
  query(value: Value | undefined): void {
    this.#recorder.sqlOf(value, this.call);
  }

  readonly miss: Miss = (reason, span) => {
    const place = span.end === 0 ? this.place : span;
    this.#record([{ kind: 'unsupported', span: place, cause: 'dynamic', reason }]);
  };

  /** An argument that is a flag; what cannot be known counts as not given. */
  flag(index: number, otherwise = false): boolean {
    const value = this.call.args[index];
    return value === undefined || isNullish(value) ? otherwise : (truthOf(value) ?? otherwise);
  }

  /** The options that an argument holds; undefined and reported where they cannot be known. */
  options(value: Value | undefined, what: string): Options | undefined {
    if (value?.type === 'object') return new Options(value, this.miss);
    const why = value?.type === 'unknown' ? `: ${value.reason}` : '';
    this.miss(`${what} is only known when the migration runs${why}`, value?.span ?? this.place);
    return undefined;
  }
}
