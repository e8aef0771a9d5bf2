import type { OptionsSchema, RuleMeta } from '../rule.ts';

/** The subset of JSON Schema (draft 7) that describes a configuration. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly $id?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  readonly enum?: readonly (string | number | boolean)[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false;
  /** One schema for all items, or one for each place. */
  readonly items?: JsonSchema | readonly JsonSchema[];
  readonly additionalItems?: false;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly anyOf?: readonly JsonSchema[];
}

/** What the schema and the settings need to know of each rule, by its id. */
export type RuleTable = ReadonlyMap<string, { readonly meta: RuleFacts }>;
export type RuleFacts = Pick<
  RuleMeta<Record<string, string>, object>,
  'category' | 'severity' | 'preset' | 'readsCode' | 'description' | 'schema' | 'defaultOptions'
>;

export const LEVELS = ['error', 'warning', 'info', 'off'] as const;
export const PRESETS = ['recommended', 'strict', 'all'] as const;
export const FAIL_LEVELS = ['error', 'warning', 'never'] as const;
export const POSTGRES_VERSIONS = [12, 13, 14, 15, 16, 17, 18] as const;
export const TRANSACTIONS = ['file', 'batch', 'none'] as const;

/** An amount of time as Postgres writes it: `5s`, `500 ms`, `2min`; a bare number is milliseconds. */
const DURATION = /^\s*(\d+(?:\.\d+)?)\s*(us|ms|s|min|h|d)?\s*$/;

const text = (description: string): JsonSchema => ({ type: 'string', minLength: 1, description });
const texts = (description: string): JsonSchema => ({
  type: 'array',
  items: { type: 'string', minLength: 1 },
  description,
});
const duration = (description: string): JsonSchema => ({
  anyOf: [
    { type: 'integer', minimum: 0 },
    { type: 'string', pattern: DURATION.source },
  ],
  description,
});

const MIGRATIONS: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['directory'],
  properties: {
    directory: text('The folder, or a glob for several folders, relative to this file.'),
    tool: text('The id of the migration tool that applies it, such as "prisma", "flyway" or "plain".'),
    transaction: {
      enum: TRANSACTIONS,
      description:
        'What runs in one transaction: each file, all files that are applied together, or nothing.',
    },
    order: {
      enum: ['name', 'number'],
      description: 'Whether files are applied by their name or by the number that it starts with.',
    },
    up: text('A glob for the files that migrate up, relative to the folder. Default: every .sql file.'),
    down: text('A glob for the files that migrate down, relative to the folder.'),
    placeholders: {
      type: 'boolean',
      description: 'The tool fills in ${name} and :name before Postgres sees a statement.',
    },
    baseline: text('A schema dump (pg_dump) that the history starts from, relative to this file.'),
  },
};

const DEPLOY: JsonSchema = {
  enum: ['rolling', 'stop-the-world'],
  description:
    'Whether the application runs while migrations are applied ("rolling", the default) or is stopped, so that nobody waits for a lock and no old code is left ("stop-the-world").',
};

const TIMEOUTS: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  description: 'Timeouts that the connection of the migration tool sets, in milliseconds or as "5s".',
  properties: {
    lock: duration('lock_timeout: how long a statement waits for a lock.'),
    statement: duration('statement_timeout: how long a statement may take.'),
  },
};

const REFERENCES: JsonSchema = {
  description:
    'Where to look for code that still uses what a migration takes away. Default: the repository, without tests, dependencies, build output and ignored files. false turns the search off.',
  anyOf: [
    { enum: [false] },
    {
      type: 'object',
      additionalProperties: false,
      properties: {
        include: texts('Globs of the files that are searched, relative to this file. Default: all.'),
        exclude: texts('Globs of files that are not searched, beside tests, dependencies and build output.'),
        types: {
          enum: ['auto', 'always', 'never'],
          description:
            'When the TypeScript compiler is asked for more uses of a property that a model declares. "auto", the default: for the code as it stands, where no use was found without it.',
        },
      },
    },
  ],
};

/** The one description of a configuration: it checks the file, and editors read it as JSON. */
export function configSchema(rules: RuleTable): JsonSchema {
  const entries = ruleEntries(rules);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Configuration of ddlint',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: text('The address of this schema.'),
      preset: { enum: PRESETS, description: 'The rules that are on. Default: "recommended".' },
      postgres: {
        enum: [...POSTGRES_VERSIONS, 'auto'],
        description:
          'The major version that the migrations run on. "auto", the default, looks for a Postgres image in compose and CI files and else takes the oldest major version that is supported.',
      },
      deploy: DEPLOY,
      since: text(
        'A git reference: migrations that it holds are live already and are not judged. "auto", the default in CI, is the base that the service names; "none" judges everything.',
      ),
      failOn: {
        enum: FAIL_LEVELS,
        description: 'The least severe finding that makes a run fail. Default: "error".',
      },
      maxWarnings: {
        type: 'integer',
        minimum: 0,
        description: 'The number of warnings from which on a run fails.',
      },
      requireReason: { type: 'boolean', description: 'An ignore comment has to give its reason.' },
      squawkComments: {
        type: 'boolean',
        description:
          'Comments written for squawk ("squawk-ignore", "squawk-ignore-file") count as if they named the rules of ddlint. Default: false.',
      },
      timeouts: TIMEOUTS,
      migrations: {
        type: 'array',
        items: MIGRATIONS,
        description: 'Folders of migrations that cannot be recognised, or that are recognised wrongly.',
      },
      references: REFERENCES,
      ignore: texts('Globs of files that are replayed and not judged, relative to this file.'),
      rules: { ...ruleList(entries), description: RULES_DESCRIPTION },
      overrides: overrides(entries),
    },
  };
}

const RULES_DESCRIPTION =
  'The severity of each rule, or [severity, options]. A list holds such objects and the paths of files, relative to this file, that each export a rule of your own; a rule is named after its file.';

function overrides(entries: JsonSchema): JsonSchema {
  return {
    type: 'array',
    description: 'Rules that are set otherwise for some files; later entries win.',
    items: {
      type: 'object',
      additionalProperties: false,
      required: ['files', 'rules'],
      properties: { files: texts('Globs, relative to this file.'), rules: entries },
    },
  };
}

function ruleList(entries: JsonSchema): JsonSchema {
  return {
    anyOf: [entries, { type: 'array', items: { anyOf: [{ type: 'string', minLength: 1 }, entries] } }],
  };
}

function ruleEntries(rules: RuleTable): JsonSchema {
  return {
    type: 'object',
    additionalProperties: false,
    description: 'The severity of each rule, or [severity, options].',
    properties: Object.fromEntries([...rules].map(([id, { meta }]) => [id, ruleEntry(meta)])),
  };
}

function ruleEntry(meta: RuleFacts): JsonSchema {
  const level: JsonSchema = { enum: LEVELS };
  const items = [level, meta.schema ?? NO_OPTIONS];
  return {
    description: `${meta.description}.`,
    anyOf: [level, { type: 'array', items, minItems: 1, additionalItems: false }],
  };
}

const NO_OPTIONS: OptionsSchema = { type: 'object', additionalProperties: false, properties: {} };
