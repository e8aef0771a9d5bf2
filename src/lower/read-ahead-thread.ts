import { workerData, type MessagePort } from 'node:worker_threads';

import type { Migration } from '../migration.ts';
import { loadParserSync } from '../parse/sql.ts';
import { Claims } from './claims.ts';
import { readSql } from './sql/read-sql.ts';

/** What the thread is started with. */
export interface Work {
  readonly migrations: readonly Pick<Migration, 'text' | 'span' | 'placeholders'>[];
  /** The place of the first one that is to be read here. */
  readonly first: number;
  readonly claims: Int32Array;
  readonly port: MessagePort;
  /** Of the first thread, where that has it: V8 then shares what it has compiled of it. */
  readonly grammar: object | undefined;
}

/** What the thread answers for each migration that it has read. */
export interface Lowered {
  readonly place: number;
  /** A `Source` as JSON, which takes half the time of a structured clone to read. */
  readonly source: string;
}

const { migrations, first, claims: shared, port, grammar } = workerData as Work;
const claims = new Claims(shared);

/** False where it cannot be read: the first thread then tries, and says why. */
function hand(place: number, migration: Work['migrations'][number]): boolean {
  try {
    const source = JSON.stringify(readSql(migration));
    port.postMessage({ place, source } satisfies Lowered);
    return true;
  } catch {
    return false;
  }
}

loadParserSync(grammar);
for (const [place, migration] of migrations.entries()) {
  if (place < first) continue;
  if (!claims.claim(place)) break;
  claims.settle(place, hand(place, migration));
}
