import { workerData, type MessagePort } from 'node:worker_threads';

import { IS_KEPT_BY_NODE, keepCompiledCode } from '../compiled-code.ts';
import { tuneEngine } from '../engine.ts';

/** What the thread is started with. */
export interface Start {
  /** On which it is given its `Work`, once. */
  readonly port: MessagePort;
  /**
   * The thread sets V8's flags when it has started: before, that would cost it what Node.js has compiled
   * of its own modules. Otherwise they are somebody else's business.
   */
  readonly isTuning: boolean;
}

const { port, isTuning } = workerData as Start;

// The flags would be those of the first thread when Node.js itself keeps what this one has compiled.
if (isTuning && !IS_KEPT_BY_NODE) keepCompiledCode();
void import('./reader.ts').then(({ startReading }) => {
  if (isTuning) tuneEngine();
  startReading(port);
});
