import type { MessagePort } from 'node:worker_threads';

import type { Migration } from '../migration.ts';
import type { Source, Span } from '../operation.ts';
import { loadParserSync } from '../parse/sql.ts';
import { Claims } from './claims.ts';
import { readSql } from './sql/read-sql.ts';

/** What the second thread is to read. */
export interface Work {
  readonly migrations: readonly Pick<Migration, 'text' | 'span' | 'placeholders'>[];
  /** The place of the first one that is to be read. */
  readonly first: number;
  readonly claims: Int32Array;
}

/** What it answers for some migrations in a row. */
export interface Lowered {
  /** The place of the first of them. */
  readonly first: number;
  /** A list of `HandedOver` as JSON, which takes half the time of a structured clone to read. */
  readonly sources: string;
}

/** A `Source` without what its comments say, which may be as long as all the rest. */
export type HandedOver = Omit<Source, 'comments'> & { readonly comments: readonly Span[] };

/** A message for each migration takes twice the time to receive. */
const TOGETHER = 8;

/** Waits for work, and reads it in the order of its list, until it meets what is being read already. */
export function startReading(port: MessagePort): void {
  loadParserSync();
  port.once('message', (work: Work) => {
    new Reader(port, work).read();
  });
}

class Reader {
  readonly #port: MessagePort;
  readonly #work: Work;
  readonly #claims: Claims;
  /** What has been read and not been handed over, as JSON; the first of it is at that place. */
  #sources: string[] = [];
  #first: number;

  constructor(port: MessagePort, work: Work) {
    this.#port = port;
    this.#work = work;
    this.#claims = new Claims(work.claims);
    this.#first = work.first;
  }

  read(): void {
    for (const [place, migration] of this.#work.migrations.entries()) {
      if (place < this.#work.first) continue;
      if (!this.#claims.claim(place)) break;
      try {
        this.#sources.push(JSON.stringify(withoutTexts(readSql(migration))));
        if (this.#sources.length >= TOGETHER) this.#handOver();
      } catch {
        // The first thread then tries, and says why it cannot be read.
        this.#handOver();
        this.#claims.settle(place, false);
        this.#first = place + 1;
      }
    }
    this.#handOver();
  }

  #handOver(): void {
    const first = this.#first;
    const sources = `[${this.#sources.join()}]`;
    this.#first += this.#sources.length;
    this.#sources = [];
    if (this.#first === first) return;
    this.#port.postMessage({ first, sources } satisfies Lowered);
    for (let place = first; place < this.#first; place++) this.#claims.settle(place, true);
  }
}

function withoutTexts(source: Source): HandedOver {
  return { ...source, comments: source.comments.map(({ span }) => span) };
}
