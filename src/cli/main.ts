#!/usr/bin/env node
import { keepCompiledCode } from '../compiled-code.ts';
import { untuneEngine } from '../engine.ts';
import { startReader } from '../lower/reader-thread.ts';
import { looksLong } from './long-history.ts';
import { stagesNothing } from './staged.ts';

async function main(argv: readonly string[]): Promise<void> {
  if (stagesNothing(argv, process.cwd())) return;
  // The reader of a pipe may have seen enough, as in `ddlint | head`.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  keepCompiledCode();
  // After that Node.js keeps what it has compiled, to be read before any flag is set.
  process.once('exit', untuneEngine);
  if (looksLong(argv, process.cwd())) startReader({ isTuning: true });
  const { run } = await import('./run.ts');
  process.exitCode = await run(argv, {
    cwd: process.cwd(),
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    readInput: async () => (await import('node:stream/consumers')).text(process.stdin),
    now: () => new Date(),
    ask:
      process.stdin.isTTY && process.stdout.isTTY
        ? async (question) => (await import('./ask.ts')).ask(question)
        : undefined,
  });
}

void main(process.argv.slice(2));
