#!/usr/bin/env node
import { keepCompiledCode, tuneEngine } from './engine.ts';
import { stagesNothing } from './staged.ts';

const argv = process.argv.slice(2);

if (!stagesNothing(argv, process.cwd())) {
  // The reader of a pipe may have seen enough, as in `ddlint | head`.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  tuneEngine();
  keepCompiledCode();
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
