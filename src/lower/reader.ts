import type { MessagePort } from 'node:worker_threads';

import type { Migration } from '../migration.ts';
import type { Source, Span } from '../operation.ts';
import { loadParserSync } from '../parse/sql.ts';
import { Claims } from './claims.ts';
import { readSql } from './sql/read-sql.ts';

/** What the second thread is to read. */
export interface Work {
  readonly migrations: readonly (Script | Sql)[];
  /** The place of the first one that is to be read. */
  readonly first: number;
  readonly claims: Int32Array;
}

type Script = Migration;
/** All that SQL is read from: less is copied. */
type Sql = Pick<Migration, 'text' | 'span' | 'placeholders'>;

/** What it answers for some migrations in a row. */
export interface Lowered {
  /** The place of the first of them. */
  readonly first: number;
  /** A list of `HandedOver` as JSON, which takes half the time of a structured clone to read. */
  readonly sources: string;
}

/** The `Source` of a script, or that of SQL without what its comments say, which may be as long as all the rest. */
export type HandedOver = Source | SilentSource;
export type SilentSource = Omit<Source, 'comments'> & { readonly comments: readonly Span[] };

/** A message for each migration takes twice the time to receive. */
const TOGETHER = 8;

/** Waits for work, and reads it in the order of its list, until it meets what is being read already. */
export function startReading(port: MessagePort): void {
  loadParserSync();
  port.once('message', (work: Work) => {
    void scriptReader(work).then((lowerScript) => {
      new Reader(port, work, lowerScript).read();
    });
  });
}

/** What reads scripts, which is more code than all the rest; undefined where there are none. */
async function scriptReader({ migrations }: Work): Promise<((script: Script) => Source) | undefined> {
  if (!migrations.some(isOfScript)) return undefined;
  const [{ lowerScript }, { loadScriptParserSync }] = await Promise.all([
    import('./script/lower-script.ts'),
    import('../parse/script.ts'),
  ]);
  loadScriptParserSync();
  return lowerScript;
}

function isOfScript(migration: Script | Sql): migration is Script {
  return 'file' in migration;
}

class Reader {
  readonly #port: MessagePort;
  readonly #work: Work;
  readonly #claims: Claims;
  readonly #lowerScript: ((script: Script) => Source) | undefined;
  /** What has been read and not been handed over, as JSON; the first of it is at that place. */
  #sources: string[] = [];
  #first: number;

  constructor(port: MessagePort, work: Work, lowerScript: ((script: Script) => Source) | undefined) {
    this.#port = port;
    this.#work = work;
    this.#claims = new Claims(work.claims);
    this.#lowerScript = lowerScript;
    this.#first = work.first;
  }

  read(): void {
    for (const [place, migration] of this.#work.migrations.entries()) {
      if (place < this.#work.first) continue;
      if (!this.#claims.claim(place)) break;
      try {
        this.#sources.push(JSON.stringify(this.#read(migration)));
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

  #read(migration: Script | Sql): HandedOver {
    if (!isOfScript(migration)) return withoutTexts(readSql(migration));
    if (this.#lowerScript === undefined) throw new Error('what reads scripts has not been loaded');
    return this.#lowerScript(migration);
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

function withoutTexts(source: Source): SilentSource {
  return { ...source, comments: source.comments.map(({ span }) => span) };
}
