import yargs, { type Argv, type Options } from 'yargs';

import { didYouMean } from '../nearest.ts';
import { choice, readArguments, strings } from './arguments.ts';
import { UsageError } from './error.ts';
import { FLAGS, type Flag } from './flags.ts';
import type { Io } from './io.ts';
import { runBaseline, runLint } from './lint.ts';
import { startParser } from './parser.ts';

/** The commands beside linting, and what is wrong with a command line. */
export async function runWithYargs(argv: readonly string[], io: Io): Promise<number> {
  let code = 0;
  await withInit(yargs().scriptName('ddlint'), io)
    .command(
      '$0 [paths..]',
      false,
      (command) =>
        command.positional('paths', { type: 'string', array: true, default: [] }).options(LINT_OPTIONS),
      async ({ paths, ...flags }) => {
        code = await runLint(readArguments(flags, strings(paths)), io, startParser());
      },
    )
    .command(
      'explain [rule]',
      false,
      (command) => command.positional('rule', { type: 'string' }),
      async ({ rule }) => {
        await (await import('./explain.ts')).explainRule(rule, io);
      },
    )
    .command(
      'baseline',
      false,
      (command) => command.options({ ...BASELINE_OPTIONS, prune: { type: 'boolean', default: false } }),
      async ({ prune, ...flags }) => {
        await runBaseline(readArguments(flags, []), prune, { io, parser: startParser() });
      },
    )
    .command(
      'rules',
      false,
      (command) => command.option('format', { type: 'string', requiresArg: true }),
      async (flags) => {
        const format = choice(flags, 'format', ['pretty', 'json']) ?? 'pretty';
        await (await import('./rules.ts')).listRules(format, io);
      },
    )
    .parserConfiguration(AS_WRITTEN)
    .help(false)
    .version(false)
    .strict()
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      if (message === null && error !== undefined) throw error;
      throw new UsageError(correction(message ?? '', argv));
    })
    .parseAsync([...argv]);
  return code;
}

function withInit(parser: Argv, io: Io): Argv {
  return parser.command(
    'init',
    false,
    (command) => command.option('yes', { type: 'boolean', default: false }),
    async ({ yes }) => {
      await (await import('./init.ts')).runInit(yes, io);
    },
  );
}

const AS_WRITTEN = {
  'camel-case-expansion': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
};

const LINT_OPTIONS: Readonly<Record<string, Options>> = Object.fromEntries(
  Object.entries<Flag>(FLAGS).map(([name, { type, multiple }]) => [
    name,
    {
      type,
      ...(type === 'string' ? { requiresArg: true } : {}),
      ...(multiple === true ? { array: true, nargs: 1 } : {}),
    },
  ]),
);

/** What decides the findings, beside what is linted. */
const BASELINE_OPTIONS = Object.fromEntries(
  Object.entries(LINT_OPTIONS).filter(([name]) =>
    ['config', 'preset', 'rule', 'postgres', 'transaction'].includes(name),
  ),
);

/** What yargs says, as a sentence, with the flag that was meant. */
function correction(message: string, argv: readonly string[]): string {
  const [, flag] = /^Not enough arguments following: (.*)$/.exec(message) ?? [];
  if (flag !== undefined) return `--${flag} needs a value.`;
  const [, unknown] = /^Unknown arguments?: (.*)$/.exec(message) ?? [];
  if (unknown === undefined) return message.replaceAll(/\s*\n\s*/g, ' ').replace(/[.]?$/, '.');
  const [first = ''] = unknown.split(', ');
  if (argv.includes(first)) return `"${first}" is one argument too many. See ddlint --help.`;
  const hint = didYouMean(first, [...Object.keys(FLAGS), 'help', 'version']).replace('"', '"--');
  return `There is no flag ${first.length > 1 ? '--' : '-'}${first}.${hint === '' ? ' See ddlint --help.' : hint}`;
}
