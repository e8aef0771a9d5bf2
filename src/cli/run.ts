import { BaselineError } from '../baseline.ts';
import { ConfigError } from '../config/error.ts';
import { DiscoverError } from '../discover/error.ts';
import { GitError } from '../git.ts';
import { readPlainArguments } from './arguments.ts';
import { UsageError } from './error.ts';
import type { Io } from './io.ts';
import { runLint } from './lint.ts';
import { startParser } from './parser.ts';

/** Could not run: a mistake on the command line, in the configuration, or in ddlint. */
const CANNOT_RUN = 2;

const COMMANDS = ['baseline', 'explain', 'fix', 'init', 'rules'];
const HELP = ['--help', '-h'];
const VERSION = ['--version', '-v'];

/** Runs a command line to its end and returns the exit code. Never throws, never exits. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  try {
    const asked = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : argv.length);
    if (asked.some((argument) => HELP.includes(argument))) {
      io.stdout.write((await import('./help.ts')).renderHelp(io));
      return 0;
    }
    if (asked.some((argument) => VERSION.includes(argument))) {
      io.stdout.write(`${(await import('./package.ts')).versionOf()}\n`);
      return 0;
    }
    const plain = COMMANDS.includes(argv[0] ?? '') ? undefined : readPlainArguments(argv);
    if (plain === undefined) return await (await import('./yargs.ts')).runWithYargs(argv, io);
    if (plain.fix) return await (await import('./fix.ts')).runFixedLint(plain, { io, parser: startParser() });
    // The grammar takes the longest to load, so that it starts before there is anything to parse.
    return await runLint(plain, io, plain.cache ? undefined : startParser());
  } catch (error) {
    io.stderr.write(`ddlint: ${explain(error)}\n`);
    if (io.env.DEBUG === 'ddlint' && error instanceof Error) io.stderr.write(`${error.stack ?? ''}\n`);
    return CANNOT_RUN;
  }
}

function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const isExpected = [UsageError, BaselineError, ConfigError, DiscoverError, GitError].some(
    (type) => error instanceof type,
  );
  if (isExpected) return message;
  return `Something went wrong that should not: ${message} (DEBUG=ddlint shows where.)`;
}
