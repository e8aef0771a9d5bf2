import yargs, { type Argv, type Options } from 'yargs';

import { didYouMean } from '../nearest.ts';
import { choice, readArguments, strings } from './arguments.ts';
import { UsageError } from './error.ts';
import { FIX_FLAGS, FLAGS, type Flag } from './flags.ts';
import type { Io } from './io.ts';
import { runBaseline, runLint } from './lint.ts';
import { startParser } from './parser.ts';

/** The commands beside linting, and what is wrong with a command line. */
export async function runWithYargs(argv: readonly string[], io: Io): Promise<number> {
  let code = 0;
  const parser = withLint(yargs().scriptName('ddlint'), io, (result) => {
    code = result;
  });
  await withInit(parser, io)
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

/** The commands with an exit code of their own. */
function withLint(parser: Argv, io: Io, done: (code: number) => void): Argv {
  return parser
    .command(
      '$0 [paths..]',
      false,
      (command) =>
        command.positional('paths', { type: 'string', array: true, default: [] }).options(LINT_OPTIONS),
      async ({ paths, ...flags }) => {
        const args = readArguments(flags, strings(paths));
        const run = { io, parser: startParser() };
        done(
          await (args.fix
            ? (await import('./fix.ts')).runFixedLint(args, run)
            : runLint(args, io, run.parser)),
        );
      },
    )
    .command(
      'fix [paths..]',
      false,
      (command) =>
        command
          .positional('paths', { type: 'string', array: true, default: [] })
          .options({ ...FIX_OPTIONS, ...FIX_FLAGS }),
      async ({ paths, 'dry-run': isDryRun, interactive: isInteractive, ...flags }) => {
        const { runFix } = await import('./fix.ts');
        const args = readArguments(flags, strings(paths));
        const how = { isDryRun: isDryRun === true, isInteractive: isInteractive === true };
        done(await runFix(args, how, { io, parser: startParser() }));
      },
    );
}

function withInit(parser: Argv, io: Io): Argv {
  return parser.command(
    'init',
    false,
    (command) => command.option('yes', { alias: 'y', type: 'boolean', default: false }),
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

/** There is no report, and the index of git is not to be changed. */
const FIX_OPTIONS = Object.fromEntries(
  Object.entries(LINT_OPTIONS).filter(
    ([name]) =>
      !['cache', 'cache-location', 'fix', 'format', 'quiet', 'staged', 'stdin', 'stdin-filename'].includes(
        name,
      ),
  ),
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
  const hint = didYouMean(first, [...Object.keys({ ...FLAGS, ...FIX_FLAGS }), 'help', 'version']).replace(
    '"',
    '"--',
  );
  return `There is no flag ${first.length > 1 ? '--' : '-'}${first}.${hint === '' ? ' See ddlint --help.' : hint}`;
}
