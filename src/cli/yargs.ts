import yargs, { type Options } from 'yargs';

import { didYouMean } from '../nearest.ts';
import { loadParser } from '../parse/sql.ts';
import { readArguments } from './arguments.ts';
import { UsageError } from './error.ts';
import { FLAGS, type Flag } from './flags.ts';
import { widthOf, type Io } from './io.ts';
import { runLint } from './lint.ts';
import { versionOf } from './package.ts';

/** Help, the version, the commands beside linting, and what is wrong with a command line. */
export async function runWithYargs(argv: readonly string[], io: Io): Promise<number> {
  let code = 0;
  let shown = '';
  const parser = yargs()
    .scriptName('ddlint')
    .command(
      '$0 [paths..]',
      'Say what migrations will do to a live Postgres, before they are merged',
      (command) =>
        command
          .positional('paths', {
            type: 'string',
            array: true,
            default: [],
            defaultDescription: 'the migrations of the project',
            describe: 'Migration files, folders or globs',
          })
          .options(LINT_OPTIONS)
          .example('ddlint', 'lint all migrations of the project')
          .example('ddlint --since origin/main', 'lint those that a branch adds')
          .example('ddlint db/migrations/0042_add_index.sql', 'lint one, knowing those before it'),
      async ({ paths, ...flags }) => {
        code = await runLint(readArguments(flags, paths), io, loadParser());
      },
    )
    .command(
      'explain <rule>',
      "Print a rule's page: why it hurts and what to do instead",
      (command) =>
        command.positional('rule', { type: 'string', demandOption: true, describe: 'The id of the rule' }),
      async ({ rule }) => {
        (await import('./explain.ts')).explainRule(rule, io);
      },
    )
    .command(
      'rules',
      'List the rules',
      (command) =>
        command.option('format', {
          choices: ['pretty', 'json'] as const,
          default: 'pretty' as const,
          describe: 'How',
        }),
      async ({ format }) => {
        (await import('./rules.ts')).listRules(format, io);
      },
    )
    .version(versionOf())
    .help()
    .alias({ help: 'h', version: 'v' })
    .group(['help', 'version'], 'About ddlint')
    .epilogue(EPILOGUE)
    .wrap(Math.min(widthOf(io.stdout), 100))
    .parserConfiguration({
      'camel-case-expansion': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .strict()
    .exitProcess(false)
    .fail((message: string | undefined, error: Error | undefined) => {
      throw error ?? new UsageError(correction(message ?? ''));
    });
  await parser.parseAsync([...argv], {}, (_error, _argv, output) => {
    shown = output;
  });
  if (shown !== '') io.stdout.write(`${shown}\n`);
  return code;
}

const EPILOGUE = [
  'Exit codes: 0 clean, 1 findings at or above --fail-on, 2 could not run.',
  'A comment above a statement silences a rule there: -- ddlint-ignore <rule>: reason',
].join('\n');

const LINT_OPTIONS: Readonly<Record<string, Options>> = Object.fromEntries(
  Object.entries<Flag>(FLAGS).map(([name, flag]) => [
    name,
    {
      type: flag.type,
      group: flag.group,
      describe: flag.description,
      ...(flag.choices === undefined ? {} : { choices: flag.choices }),
      ...(flag.type === 'string' ? { requiresArg: true } : {}),
      ...(flag.multiple === true ? { array: true, nargs: 1 } : {}),
    },
  ]),
);

/** What yargs says of an unknown flag, with the flag that was meant. */
function correction(message: string): string {
  const [, unknown] = /^Unknown arguments?: (.*)$/.exec(message) ?? [];
  if (unknown === undefined) return `${message}${/[.?!]$/.test(message) ? '' : '.'}`;
  const [first = ''] = unknown.split(', ');
  const dashes = first.length > 1 ? '--' : '-';
  const hint = didYouMean(first, [...Object.keys(FLAGS), 'help', 'version']).replace('"', '"--');
  return `There is no flag ${dashes}${first}.${hint === '' ? ' See ddlint --help.' : hint}`;
}
