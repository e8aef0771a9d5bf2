import path from 'node:path';

import { didYouMean } from '../nearest.ts';
import type { Operation } from '../operation.ts';
import { OPERATION_KINDS } from '../postgres/effects.ts';
import { CATEGORIES, type Rule } from '../rule.ts';
import { ConfigError } from './error.ts';
import { PRESETS, type JsonSchema, type RuleTable } from './schema.ts';
import { validate } from './validate.ts';

/** A file with a rule of the project's own, as the configuration names it. */
export interface OwnRuleFile {
  /** The name of the file without its ending. */
  readonly id: string;
  /** As it stands in the configuration. */
  readonly name: string;
  /** Absolute. */
  readonly file: string;
}

/** The files that stand in a list of `rules`; throws a `ConfigError` for a name that cannot be that of a rule. */
export function ownRuleFiles(value: unknown, configFile: string, rules: RuleTable): readonly OwnRuleFile[] {
  const entries = isObject(value) && Array.isArray(value.rules) ? (value.rules as readonly unknown[]) : [];
  const files: OwnRuleFile[] = [];
  for (const name of entries.filter((entry) => typeof entry === 'string')) {
    const id = path.basename(name).replace(/\.[cm]?[jt]s$/, '');
    const place = `"${name}" (in "rules")`;
    if (rules.has(id))
      throw new ConfigError(`${place} is named as a rule of ddlint is. Name the file otherwise.`);
    if (files.some((other) => other.id === id)) {
      throw new ConfigError(
        `${place} is named as another rule of yours is. Name one of the files otherwise.`,
      );
    }
    if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id)) {
      throw new ConfigError(
        `${place} is no name of a rule's file. The rule is named after it: "no-wide-table.ts".`,
      );
    }
    files.push({ id, name, file: path.resolve(path.dirname(configFile), name) });
  }
  return files;
}

const TEXT: JsonSchema = { type: 'string', minLength: 1 };
const META: JsonSchema = {
  type: 'object',
  required: ['category', 'severity', 'preset', 'description', 'messages'],
  additionalProperties: false,
  properties: {
    category: { enum: CATEGORIES },
    severity: { enum: ['error', 'warning', 'info'] },
    preset: { enum: PRESETS },
    description: TEXT,
    docs: TEXT,
    messages: {},
    schema: {},
    defaultOptions: {},
    readsCode: { type: 'boolean' },
    yieldsTo: TEXT,
  },
};
const NO_PAGE = '';
const EVENTS = ['any', 'migrationEnd', 'historyEnd'];

/** What a module exports as a rule; throws a `ConfigError` that says all that is wrong with it. */
export function readOwnRule(exported: unknown, { id, name, file }: OwnRuleFile): Rule {
  const problems = problemsOf(exported);
  if (problems.length > 0 || !isRule(exported)) {
    const list = problems.map((problem) => `  ${problem}`).join('\n');
    throw new ConfigError(`The rule "${id}" (${name}) is not valid.\n${list}`);
  }
  const { meta, on } = exported;
  const handlers = Object.entries(on).map(([kind, handler]) => [
    kind,
    guarded(handler as Handler, { id, name, file }),
  ]);
  return { meta: { docs: NO_PAGE, ...meta }, on: Object.fromEntries(handlers) as Rule['on'] };
}

function problemsOf(exported: unknown): readonly string[] {
  if (!isObject(exported)) return ['It has to export "defineRule({ meta, on })" as its default.'];
  const { meta, on } = exported;
  const problems = [...validate(meta ?? {}, META, 'meta')];
  if (isObject(meta) && !isMessages(meta.messages))
    problems.push('"meta.messages" has to hold a text for each message.');
  if (!isObject(on))
    return [...problems, '"on" has to be an object of functions, by the kind of the operation.'];
  const kinds = [...OPERATION_KINDS, ...EVENTS];
  for (const [kind, handler] of Object.entries(on)) {
    if (!kinds.includes(kind))
      problems.push(`There is no operation "${kind}" (in "on").${didYouMean(kind, kinds)}`);
    else if (typeof handler !== 'function') problems.push(`"on.${kind}" has to be a function.`);
  }
  return problems;
}

type Handler = (...args: readonly unknown[]) => Iterable<unknown>;

/** What goes wrong in it is the business of who wrote it, not a mistake in ddlint. */
function guarded(handler: Handler, { id, name }: OwnRuleFile): Handler {
  return function* (...args) {
    try {
      yield* handler(...args);
    } catch (error) {
      const [subject] = args as readonly [Partial<Operation>];
      const place = subject.kind === undefined ? '' : ` on "${subject.kind}"`;
      const reason = error instanceof Error ? error.message : String(error);
      throw new ConfigError(`The rule "${id}" (${name}) failed${place}: ${reason}`, { cause: error });
    }
  };
}

function isMessages(value: unknown): boolean {
  return isObject(value) && Object.values(value).every((text) => typeof text === 'string');
}

/** Called on what was found to be right, which says the same as the type. */
function isRule(value: unknown): value is Rule {
  return isObject(value) && 'meta' in value && 'on' in value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
