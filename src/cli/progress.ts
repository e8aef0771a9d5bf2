import type { History } from '../migration.ts';
import type { Io } from './io.ts';

/** Nobody needs to be told of a run that is over by then, in milliseconds. */
const PATIENCE = 1000;
const INTERVAL = 100;
const CLEAR_LINE = '\r\u001B[K';

export interface Progress {
  /** To be called before each migration. */
  readonly step: () => void;
  /** Takes the line away. */
  readonly done: () => void;
}

/** On a terminal, a line that says how far a long run is. */
export function startProgress(histories: readonly History[], io: Pick<Io, 'stderr' | 'now'>): Progress {
  if (io.stderr.isTTY !== true) return { step: () => undefined, done: () => undefined };
  const total = histories.reduce((sum, { migrations }) => sum + migrations.length, 0);
  const start = io.now().getTime();
  let count = 0;
  let shownAt: number | undefined;
  return {
    step: () => {
      count++;
      const time = io.now().getTime();
      if (time - start < PATIENCE || time - (shownAt ?? 0) < INTERVAL) return;
      shownAt = time;
      io.stderr.write(`${CLEAR_LINE}Reading migration ${count.toString()} of ${total.toString()} …`);
    },
    done: () => {
      if (shownAt !== undefined) io.stderr.write(CLEAR_LINE);
    },
  };
}
