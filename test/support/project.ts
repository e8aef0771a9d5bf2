import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { onTestFinished } from 'vitest';

import { run } from '../../src/cli/run.ts';

/** Files by their path; a path that ends with a slash is an empty directory. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A directory of these files that is gone when the test is over. It is a repository's root. */
export function createProject(files: Files): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'ddlint-'));
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  mkdirSync(path.join(directory, '.git'));
  for (const [name, content] of Object.entries(files)) {
    const target = path.join(directory, name);
    mkdirSync(name.endsWith('/') ? target : path.dirname(target), { recursive: true });
    if (!name.endsWith('/')) writeFileSync(target, content);
  }
  return directory;
}

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly input?: string;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** What a person answers, in order: there is a terminal to ask on. */
  readonly answers?: readonly string[];
  /** Called when a question is put, before it is answered. */
  readonly onQuestion?: () => void;
}

/** Runs the command line in this process. */
export async function ddlint(
  cwd: string,
  argv: readonly string[],
  options: RunOptions = {},
): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const output = (chunks: string[]) => ({
    write: (text: string) => chunks.push(text),
    isTTY: options.isTTY,
    columns: options.columns,
  });
  const answers = options.answers === undefined ? undefined : [...options.answers];
  const ask = (question: string): Promise<string> => {
    out.push(question);
    options.onQuestion?.();
    const answer = answers?.shift();
    return answer === undefined ? Promise.reject(new Error('Nobody answers.')) : Promise.resolve(answer);
  };
  const code = await run(argv, {
    cwd,
    ask: answers === undefined ? undefined : ask,
    stdout: output(out),
    stderr: output(err),
    env: options.env ?? {},
    readInput: () => Promise.resolve(options.input ?? ''),
    now: () => new Date('2026-12-01'),
  });
  return { code, stdout: out.join(''), stderr: err.join('') };
}
