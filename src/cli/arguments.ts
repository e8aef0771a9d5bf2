import { parseArgs } from 'node:util';

import { FAIL_LEVELS, PRESETS, TRANSACTIONS } from '../config/schema.ts';
import { UsageError } from './error.ts';
import { FLAGS, FORMATS, type Flag } from './flags.ts';

/** What `ddlint [paths…]` was asked to do; undefined where the configuration decides. */
export interface LintArguments {
  readonly paths: readonly string[];
  readonly outputs: readonly Output[];
  readonly since: string | undefined;
  readonly staged: boolean;
  readonly stdin: boolean;
  readonly stdinFilename: string | undefined;
  readonly config: string | undefined;
  readonly preset: (typeof PRESETS)[number] | undefined;
  /** `id=level`, as given. */
  readonly rules: readonly string[];
  readonly postgres: string | undefined;
  readonly transaction: (typeof TRANSACTIONS)[number] | undefined;
  /** Fixes are made before the report is written. */
  readonly fix: boolean;
  readonly quiet: boolean;
  readonly failOn: (typeof FAIL_LEVELS)[number] | undefined;
  readonly maxWarnings: number | undefined;
  readonly cache: boolean;
  readonly cacheLocation: string | undefined;
  readonly color: boolean | undefined;
  readonly references: boolean | undefined;
}

export type Format = (typeof FORMATS)[number];

/** A report and the file that it goes to; undefined for standard output. */
export interface Output {
  readonly format: Format;
  readonly file: string | undefined;
}

/** Flags as a parser of command lines returns them, before their values are checked. */
export type FlagValues = Readonly<Record<string, unknown>>;

const OPTIONS = {
  ...Object.fromEntries(
    Object.entries<Flag>(FLAGS).map(([name, { type, multiple }]) => [
      name,
      { type, multiple: multiple ?? false },
    ]),
  ),
  'no-color': { type: 'boolean' as const },
  'no-references': { type: 'boolean' as const },
};

/**
 * Reads a plain `ddlint [paths…]` with Node's own parser: yargs takes as long to load as Node
 * itself (docs/decisions/0008-command-line.md). Undefined for all that yargs has to answer: help,
 * commands, and lines with a mistake.
 */
export function readPlainArguments(argv: readonly string[]): LintArguments | undefined {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
    const { 'no-color': noColor, 'no-references': noReferences, ...flags } = values;
    const negated = {
      ...(noColor === true ? { color: false } : {}),
      ...(noReferences === true ? { references: false } : {}),
    };
    return readArguments({ ...flags, ...negated }, positionals);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    return undefined;
  }
}

/** Checks the values of flags; throws a `UsageError` that says what is expected. */
export function readArguments(flags: FlagValues, paths: readonly string[]): LintArguments {
  const stdin = flags.stdin === true;
  const stdinFilename = text(flags, 'stdin-filename');
  if (stdin && paths.length > 0) {
    throw new UsageError('--stdin takes no paths. Say with --stdin-filename where the text belongs.');
  }
  if (flags.fix === true && (stdin || flags.staged === true)) {
    throw new UsageError('--fix changes files, and goes with neither --stdin nor --staged.');
  }
  if (stdin && flags.staged === true) throw new UsageError('--stdin and --staged exclude each other.');
  if (!stdin && stdinFilename !== undefined) throw new UsageError('--stdin-filename needs --stdin.');
  const cache = flags.cache === true;
  const cacheLocation = text(flags, 'cache-location');
  if (!cache && cacheLocation !== undefined) throw new UsageError('--cache-location needs --cache.');
  return {
    paths,
    outputs: outputsOf(strings(flags.format)),
    since: text(flags, 'since'),
    staged: flags.staged === true,
    stdin,
    stdinFilename,
    config: text(flags, 'config'),
    preset: choice(flags, 'preset', PRESETS),
    rules: strings(flags.rule),
    postgres: choice(flags, 'postgres', FLAGS.postgres.choices),
    transaction: choice(flags, 'transaction', TRANSACTIONS),
    fix: flags.fix === true,
    quiet: flags.quiet === true,
    failOn: choice(flags, 'fail-on', FAIL_LEVELS),
    maxWarnings: wholeNumber(flags, 'max-warnings'),
    cache,
    cacheLocation,
    color: typeof flags.color === 'boolean' ? flags.color : undefined,
    references: typeof flags.references === 'boolean' ? flags.references : undefined,
  };
}

/** Formats that can share standard output: each line stands for itself. */
const LINES: readonly Format[] = ['pretty', 'compact', 'github'];

function outputsOf(values: readonly string[]): readonly Output[] {
  if (values.length === 0) return [{ format: 'pretty', file: undefined }];
  const outputs = values.map(outputOf);
  const printed = outputs.filter(({ file }) => file === undefined);
  const document = printed.find(({ format }) => !LINES.includes(format));
  if (printed.length > 1 && document !== undefined) {
    const { format } = document;
    throw new UsageError(
      `--format ${format} has to be alone on standard output. Give it a file: --format ${format}=<file>.`,
    );
  }
  return outputs;
}

function outputOf(value: string): Output {
  const [name = '', ...rest] = value.split('=');
  const file = rest.length === 0 ? undefined : rest.join('=');
  const format = choice({ format: name }, 'format', FORMATS);
  if (format === undefined) throw new UsageError('--format needs a value.');
  if (file === '') throw new UsageError(`--format ${format}= needs the name of a file.`);
  return { format, file };
}

function text(flags: FlagValues, name: string): string | undefined {
  const value = flags[name];
  // A flag that is given twice: the last one counts, as in most tools.
  const last: unknown = Array.isArray(value) ? value.at(-1) : value;
  if (last === undefined) return undefined;
  if (typeof last === 'string' && last !== '') return last;
  throw new UsageError(`--${name} needs a value.`);
}

/** The value of a flag; throws a `UsageError` where it is none of the choices. */
export function choice<const Choice extends string>(
  flags: FlagValues,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const value = text(flags, name);
  if (value === undefined) return undefined;
  const found = choices.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw new UsageError(`--${name} has to be one of ${choices.join(', ')}, not "${value}".`);
}

function wholeNumber(flags: FlagValues, name: string): number | undefined {
  const value = text(flags, name);
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value)) return Number(value);
  throw new UsageError(`--${name} has to be a whole number, not "${value}".`);
}

/** The texts of a value that a parser of command lines gave for a list. */
export function strings(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string');
}
