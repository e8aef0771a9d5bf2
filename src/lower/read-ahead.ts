import { availableParallelism } from 'node:os';
import {
  isMainThread,
  MessageChannel,
  receiveMessageOnPort,
  Worker,
  type MessagePort,
} from 'node:worker_threads';

import type { Migration } from '../migration.ts';
import type { Source } from '../operation.ts';
import { compiledGrammar } from '../parse/sql.ts';
import { Claims } from './claims.ts';
import { lower } from './lower.ts';
import type { Lowered, Work } from './read-ahead-thread.ts';

/** In UTF-16 units: what the first thread reads while the second one starts. */
const HEAD_START = 100_000;
/** In milliseconds; far longer than any file takes. */
const PATIENCE = 5000;

/**
 * Starts a second thread that reads SQL migrations ahead of the caller, who asks for them in this order
 * with what is returned: it gives what `lower` does, for any other migration too. Undefined where there
 * is one processor only, in a thread that is not the first, and without leave to start one.
 */
export function readAhead(migrations: readonly Migration[]): ((migration: Migration) => Source) | undefined {
  // Whoever runs several threads already, as ESLint can, has no processor to spare.
  if (availableParallelism() === 1 || !isMainThread) return undefined;
  try {
    return new Readers(migrations).read;
  } catch {
    return undefined;
  }
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
  /** What came from the second thread, as JSON, and has not been asked for. */
  readonly #received = new Map<number, string>();
  /** What the first thread has read before it was asked for: all from `#end` on. */
  readonly #own = new Map<number, Source>();
  #end: number;

  constructor(migrations: readonly Migration[]) {
    this.#migrations = migrations;
    this.#places = new Map(migrations.map((migration, place) => [migration, place]));
    this.#first = placeBehind(migrations, HEAD_START);
    this.#end = migrations.length;
    this.#claims = Claims.of(migrations.length);
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const workerData: Work = {
      migrations: migrations.map(({ text, span, placeholders }) => ({ text, span, placeholders })),
      first: this.#first,
      claims: this.#claims.shared,
      port: port2,
      grammar: compiledGrammar(),
    };
    const worker = new Worker(new URL('./read-ahead-thread.js', import.meta.url), {
      workerData,
      transferList: [port2],
    });
    // Without it all is read here.
    worker.on('error', () => undefined);
    worker.unref();
    port1.unref();
  }

  readonly read = (migration: Migration): Source => {
    const place = this.#places.get(migration) ?? -1;
    if (place < this.#first) return lower(migration);
    while (!this.#claims.isSettled(place) && this.#readLast());
    const own = this.#own.get(place);
    if (this.#own.delete(place) && own !== undefined) return own;
    this.#claims.wait(place, PATIENCE);
    return this.#receive(place) ?? lower(migration);
  };

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
  #receive(place: number): Source | undefined {
    while (!this.#received.has(place)) {
      const received = receiveMessageOnPort(this.#port) as { readonly message: Lowered } | undefined;
      if (received === undefined) return undefined;
      this.#received.set(received.message.place, received.message.source);
    }
    const source = this.#received.get(place);
    this.#received.delete(place);
    return source === undefined ? undefined : (JSON.parse(source) as Source);
  }
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
