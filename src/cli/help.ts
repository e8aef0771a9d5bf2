import { createColors } from 'picocolors';

import { displayWidth, wrap } from '../report/text.ts';
import { FLAGS, type Flag } from './flags.ts';
import { usesColor, widthOf, type Io } from './io.ts';

/** What is shown left of its description. */
type Entry = readonly [term: string, description: string];

const USAGE: readonly Entry[] = [
  ['ddlint [paths…]', 'Lint migration files, folders or globs; without paths, the migrations of the project'],
  ['ddlint init', 'Set a project up: configuration, hook and gate; --yes writes all without asking'],
  [
    'ddlint fix [paths…]',
    'Make the safe fixes; --dry-run prints them, --interactive asks for suggestions too',
  ],
  ['ddlint baseline', 'Accept all that is found now; --prune forgets what is no longer found'],
  ['ddlint explain <rule>', 'Print the page of a rule: why it hurts and what to do instead'],
  ['ddlint rules', 'List the rules; --format json for programs'],
];

const EXAMPLES: readonly Entry[] = [
  ['ddlint --since origin/main', 'What a branch adds; all before it is live already'],
  ['ddlint db/migrations/0042_add_index.sql', 'One migration, knowing those before it'],
  ['ddlint --format json > ddlint.json', 'For a program'],
];

const EXIT_CODES: readonly Entry[] = [
  ['0', 'Nothing at or above --fail-on'],
  ['1', 'Findings at or above --fail-on, or more than --max-warnings'],
  ['2', 'Could not run: the command line, the configuration, a file'],
];

const TERM_WIDTH = 28;

/** The text of `ddlint --help`. */
export function renderHelp(io: Pick<Io, 'stdout' | 'env'>): string {
  const colors = createColors(usesColor(undefined, io));
  const width = Math.min(widthOf(io.stdout), 100);
  const section = (title: string, entries: readonly Entry[]): readonly string[] => [
    '',
    colors.bold(title),
    ...entries.flatMap(([term, description]) => entryLines(term, description, width)),
  ];
  const lines = [
    'ddlint says what migrations will do to a live Postgres, before they are merged.',
    ...section('Usage', USAGE),
    ...[...flagGroups()].flatMap(([group, entries]) => section(group, entries)),
    ...section('About ddlint', [
      ['-h, --help', 'Show this'],
      ['-v, --version', 'Show the version'],
    ]),
    ...section('Examples', EXAMPLES),
    ...section('Exit codes', EXIT_CODES),
    '',
    'A comment above a statement silences a rule there:  -- ddlint-ignore <rule>: reason',
  ];
  return `${lines.join('\n')}\n`;
}

function flagGroups(): ReadonlyMap<string, readonly Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const [name, flag] of Object.entries<Flag>(FLAGS)) {
    const entry = [`--${name}${flag.value === undefined ? '' : ` <${flag.value}>`}`, describe(flag)] as const;
    groups.set(flag.group, [...(groups.get(flag.group) ?? []), entry]);
  }
  return groups;
}

function describe({ description, choices }: Flag): string {
  return choices === undefined ? description : `${description}: ${choices.join(', ')}`;
}

function entryLines(term: string, description: string, width: number): readonly string[] {
  const [first = '', ...rest] = wrap(description, width - TERM_WIDTH - 2);
  const indent = ' '.repeat(TERM_WIDTH + 2);
  const more = rest.map((line) => indent + line);
  const gap = TERM_WIDTH - displayWidth(term);
  return gap < 2 ? [`  ${term}`, indent + first, ...more] : [`  ${term}${' '.repeat(gap)}${first}`, ...more];
}
