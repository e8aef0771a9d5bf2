import { FAIL_LEVELS, POSTGRES_VERSIONS, PRESETS, TRANSACTIONS } from '../config/schema.ts';

export interface Flag {
  readonly type: 'string' | 'boolean';
  readonly multiple?: true;
  readonly choices?: readonly string[];
  /** What a value stands for in the help. */
  readonly value?: string;
  readonly group: 'What is linted' | 'How it is judged' | 'What comes out';
  readonly description: string;
}

export const FORMATS = [
  'pretty',
  'compact',
  'github',
  'gitlab',
  'html',
  'json',
  'junit',
  'markdown',
  'operations',
  'sarif',
] as const;

/** The flags of `ddlint [paths…]`, in the order of the help. */
export const FLAGS = {
  since: {
    type: 'string',
    value: 'ref',
    group: 'What is linted',
    description:
      'Judge only migrations that are new since this git reference; the others are live. auto finds it, as in CI; none judges all',
  },
  staged: {
    type: 'boolean',
    group: 'What is linted',
    description: "Judge what the next commit adds, as it is in git's index",
  },
  stdin: {
    type: 'boolean',
    group: 'What is linted',
    description: 'Read one migration from standard input',
  },
  'stdin-filename': {
    type: 'string',
    value: 'file',
    group: 'What is linted',
    description: 'Where the text of --stdin belongs, so that its history is known',
  },
  config: {
    type: 'string',
    value: 'file',
    group: 'How it is judged',
    description: 'The configuration file (default: the nearest ddlint.config.*)',
  },
  preset: {
    type: 'string',
    choices: PRESETS,
    group: 'How it is judged',
    value: 'name',
    description: 'Which rules are on (default recommended)',
  },
  rule: {
    type: 'string',
    multiple: true,
    value: 'id=level',
    group: 'How it is judged',
    description: 'Set a rule to error, warning, info or off; can be repeated',
  },
  postgres: {
    type: 'string',
    choices: POSTGRES_VERSIONS.map(String),
    group: 'How it is judged',
    value: 'major',
    description: 'The major version that the migrations run on',
  },
  transaction: {
    type: 'string',
    choices: TRANSACTIONS,
    group: 'How it is judged',
    value: 'scope',
    description: 'What runs in one transaction, where the tool is not recognised',
  },
  references: {
    type: 'boolean',
    group: 'How it is judged',
    description:
      "Search the application's code for what migrations take away, --no-references for not (default: on)",
  },
  fix: {
    type: 'boolean',
    group: 'What comes out',
    description: 'First make the fixes that change neither the meaning nor the final schema',
  },
  format: {
    type: 'string',
    multiple: true,
    choices: FORMATS,
    group: 'What comes out',
    value: 'name[=file]',
    description: 'What is written, to a file or to standard output; can be repeated',
  },
  quiet: {
    type: 'boolean',
    group: 'What comes out',
    description: 'Show errors only, and nothing where there are none',
  },
  'fail-on': {
    type: 'string',
    choices: FAIL_LEVELS,
    group: 'What comes out',
    value: 'level',
    description: 'The least severe finding that makes the exit code 1 (default error)',
  },
  'max-warnings': {
    type: 'string',
    value: 'number',
    group: 'What comes out',
    description: 'Exit with 1 where there are more warnings than this',
  },
  cache: {
    type: 'boolean',
    group: 'What comes out',
    description: 'Say again what an earlier run said, where nothing that it was made from has changed',
  },
  'cache-location': {
    type: 'string',
    value: 'folder',
    group: 'What comes out',
    description:
      'Where --cache keeps it (default: node_modules/.cache/ddlint, or .ddlint-cache without node_modules)',
  },
  color: {
    type: 'boolean',
    group: 'What comes out',
    description: 'Colour the output, --no-color for never (default: on a terminal)',
  },
} as const satisfies Readonly<Record<string, Flag>>;

/** The flags that `ddlint fix` has besides. */
export const FIX_FLAGS = {
  'dry-run': { type: 'boolean', description: 'Print a patch of what would change, and write nothing' },
  interactive: { type: 'boolean', description: 'Show each suggestion too, and ask whether to make it' },
} as const;
