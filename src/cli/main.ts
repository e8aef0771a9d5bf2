#!/usr/bin/env node
import { text } from 'node:stream/consumers';

import { run } from './run.ts';

// The reader of a pipe may have seen enough, as in `ddlint | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await run(process.argv.slice(2), {
  cwd: process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  readInput: () => text(process.stdin),
  now: () => new Date(),
});
