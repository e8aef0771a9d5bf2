import { createInterface } from 'node:readline/promises';

import { UsageError } from './error.ts';

/** Asks on the terminal; throws a `UsageError` where the answer is Ctrl-C or the end of the input. */
export async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await new Promise<string>((resolve, reject) => {
      terminal.once('close', () => {
        reject(new UsageError('Stopped. What was written so far stays.'));
      });
      terminal.question(question).then(resolve, reject);
    });
  } finally {
    terminal.close();
  }
}
