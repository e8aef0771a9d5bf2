import type { MessagePort } from 'node:worker_threads';

import type { Start } from './read-ahead-thread.ts';

/** Of a thread that has been started and waits for its work. */
let reader: MessagePort | undefined;

/**
 * Starts a second thread that reads SQL, where none waits for work already: to be called as soon as it is
 * likely that there is much to read, since it takes longer to start than a hundred files take to be
 * read. Nothing happens where there is one processor only, in a thread that is not the first, and
 * without leave to start one.
 */
export function startReader({ isTuning }: Pick<Start, 'isTuning'>): void {
  if (reader !== undefined) return;
  // Loaded here, as most runs start no thread.
  const { isMainThread, MessageChannel, Worker } = process.getBuiltinModule('node:worker_threads');
  // Whoever runs several threads already, as ESLint can, has no processor to spare.
  if (process.getBuiltinModule('node:os').availableParallelism() === 1 || !isMainThread) return;
  const { port1, port2 } = new MessageChannel();
  try {
    const file = new URL('./read-ahead-thread.cjs', import.meta.url);
    // It keeps nothing of what it reads: a small heap is soon clean, and each new page of a larger one costs.
    const resourceLimits = { maxYoungGenerationSizeMb: 6 };
    const workerData: Start = { port: port2, isTuning };
    const worker = new Worker(file, { workerData, transferList: [port2], resourceLimits });
    // Without it all is read here.
    worker.on('error', () => undefined);
    worker.unref();
    port1.unref();
    reader = port1;
  } catch {
    // As above.
  }
}

/** Whether there is a thread that waits for work. */
export function isReaderStarted(): boolean {
  return reader !== undefined;
}

/** The port on which a second thread takes its `Work`, once; undefined where there is no such thread. */
export function takeReader(): MessagePort | undefined {
  startReader({ isTuning: false });
  const taken = reader;
  reader = undefined;
  return taken;
}
