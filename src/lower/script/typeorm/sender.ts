import type { Span } from '../../../operation.ts';
import type { Recorder } from '../recorder.ts';
import { sqlAt } from '../sql-text.ts';
import type { Text } from '../text.ts';
import { isNullish, truthOf, type CallSite, type ObjectValue, type Value } from '../value.ts';
import { Options, type Miss } from './options.ts';

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
    this.#recorder.built(text, this.call, place);
  }

  truncate(path: Text, cascade = false): void {
    this.send(sqlAt(this.place)`TRUNCATE TABLE ${path}${cascade ? ' CASCADE' : ''}`);
  }

  /** SQL of the migration itself. */
  query(value: Value | undefined): void {
    this.#recorder.sqlOf(value, this.call);
  }

  readonly miss: Miss = (reason, span) => {
    this.#recorder.unreadable(reason, this.call, span.end === 0 ? this.place : span);
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
