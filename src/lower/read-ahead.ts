import type { MessagePort } from 'node:worker_threads';

import type { Migration } from '../migration.ts';
import type { Source } from '../operation.ts';
import { commentText } from '../parse/sql.ts';
import { isScript } from '../script-file.ts';
import { Claims } from './claims.ts';
import { lower } from './lower.ts';
import { takeReader } from './reader-thread.ts';
import type { HandedOver, Lowered, SilentSource, Work } from './reader.ts';

/** In UTF-16 units: what the first thread reads while the second one starts. */
const HEAD_START = 30_000;
/** In milliseconds; far longer than any file takes. */
const PATIENCE = 5000;

/**
 * Has a second thread read migrations ahead of the caller, who asks for them in this order with
 * what is returned: it gives what `lower` does, for any other migration too. Undefined where there can
 * be no such thread.
 */
export function readAhead(migrations: readonly Migration[]): ((migration: Migration) => Source) | undefined {
  const port = takeReader();
  return port === undefined ? undefined : new Readers(migrations, port).read;
}

/**
 * The second thread reads from some way down the list on. The first one takes what that has read; where
 * it is not so far yet, the first one reads from the end of the list instead of waiting.
 */
class Readers {
  readonly #migrations: readonly Migration[];
  readonly #places: ReadonlyMap<Migration, number>;
  readonly #first: number;
  readonly #claims: Claims;
  readonly #port: MessagePort;
  /** What came from the second thread and has not been asked for. */
  readonly #received = new Map<number, HandedOver>();
  /** What the first thread has read before it was asked for: all from `#end` on. */
  readonly #own = new Map<number, Source>();
  #end: number;
  #patience = PATIENCE;

  constructor(migrations: readonly Migration[], port: MessagePort) {
    this.#migrations = migrations;
    this.#places = new Map(migrations.map((migration, place) => [migration, place]));
    this.#first = placeBehind(migrations, HEAD_START);
    this.#end = migrations.length;
    this.#claims = Claims.of(migrations.length);
    this.#port = port;
    const work: Work = {
      migrations: migrations.map((migration) => {
        if (isScript(migration.file)) return migration;
        const { text, span, placeholders } = migration;
        return { text, span, placeholders };
      }),
      first: this.#first,
      claims: this.#claims.shared,
    };
    port.postMessage(work);
  }

  readonly read = (migration: Migration): Source => {
    const place = this.#places.get(migration) ?? -1;
    if (place < this.#first) return lower(migration);
    while (!this.#claims.isSettled(place) && this.#readLast());
    const own = this.#own.get(place);
    if (this.#own.delete(place) && own !== undefined) return own;
    this.#waitFor(place);
    const received = this.#receive(place);
    return received === undefined ? lower(migration) : withTexts(received, migration);
  };

  /** Who does not settle what it has claimed has died, and is waited for no more. */
  #waitFor(place: number): void {
    this.#claims.wait(place, this.#patience);
    if (!this.#claims.isSettled(place)) this.#patience = 0;
  }

  /** Reads the last migration that nobody has begun with; false where there is none. */
  #readLast(): boolean {
    const place = this.#end - 1;
    const migration = this.#migrations[place];
    if (migration === undefined || place < this.#first || !this.#claims.claim(place)) return false;
    this.#end = place;
    this.#own.set(place, lower(migration));
    return true;
  }

  /** Undefined where the second thread has not got through with it. */
  #receive(place: number): HandedOver | undefined {
    const { receiveMessageOnPort } = process.getBuiltinModule('node:worker_threads');
    while (!this.#received.has(place)) {
      const received = receiveMessageOnPort(this.#port) as { readonly message: Lowered } | undefined;
      if (received === undefined) return undefined;
      const { first, sources } = received.message;
      for (const [index, source] of (JSON.parse(sources) as readonly HandedOver[]).entries())
        this.#received.set(first + index, source);
    }
    const source = this.#received.get(place);
    this.#received.delete(place);
    return source;
  }
}

/** With what its comments say, which is not handed over of SQL. */
function withTexts(source: HandedOver, { file, text }: Migration): Source {
  if (isScript(file)) return source as Source;
  const { comments, ...rest } = source as SilentSource;
  return { ...rest, comments: comments.map((span) => ({ span, text: commentText(text, span) })) };
}

/** The place of the first migration with so much text before it. */
function placeBehind(migrations: readonly Migration[], length: number): number {
  let before = 0;
  const place = migrations.findIndex(({ text }) => {
    const isBehind = before >= length;
    before += text.length;
    return isBehind;
  });
  return place < 0 ? migrations.length : place;
}
