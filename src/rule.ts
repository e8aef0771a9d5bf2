import type { HistoryProblem } from './migration.ts';
import type { Operation, OperationKind, OperationOf, Span } from './operation.ts';
import type { Reference } from './reference.ts';
import type { HistoryEnd, MigrationEnd, Step } from './step.ts';

export const CATEGORIES = [
  'locking',
  'correctness',
  'compatibility',
  'data-loss',
  'rollback',
  'history',
  'style',
] as const;
export type Category = (typeof CATEGORIES)[number];

export type Severity = 'error' | 'warning' | 'info';

/** The smallest preset that turns a rule on. Each preset holds the ones before it. */
export type Preset = 'recommended' | 'strict' | 'all';

/** A JSON Schema of the subset that rule options need; each property carries a description for the docs. */
export interface OptionsSchema {
  readonly type: 'object';
  readonly additionalProperties: false;
  readonly properties: Readonly<
    Record<
      string,
      {
        readonly description: string;
        readonly type: 'boolean' | 'integer' | 'string' | 'array';
        readonly enum?: readonly string[];
        readonly minimum?: number;
        readonly items?: { readonly type: 'string' };
      }
    >
  >;
}

export interface RuleMeta<Messages extends Record<string, string>, Options extends object> {
  readonly category: Category;
  readonly severity: Severity;
  readonly preset: Preset;
  /**
   * It knows uses from the code as it stands, which matter even where everything is stopped while
   * migrations are applied.
   */
  readonly readsCode?: true;
  /** The rule that knows better: where both speak of one place, only that one is heard. */
  readonly yieldsTo?: string;
  /** Address of its page. Default: the page that ddlint has of it, or none for a rule of a project's own. */
  readonly docs?: string;
  /** One sentence that starts with Disallow, Require or Prefer, without a full stop. */
  readonly description: string;
  /** Some of what it reports is fixed by `ddlint fix`. */
  readonly fixable?: true;
  /** For some of what it reports there are suggestions. */
  readonly hasSuggestions?: true;
  /** What happens in production and why, by message id; `{{name}}` is filled from the report's data. */
  readonly messages: Messages;
  readonly schema?: OptionsSchema;
  readonly defaultOptions?: Options;
}

type Placeholder<Text extends string> = Text extends `${string}{{${infer Name}}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never;

/** One step of the safe way: SQL for this very statement, with its own names. */
export interface AdviceStep {
  /** What this step is for, as an imperative without a full stop. */
  readonly title: string;
  /** Complete statements, each ended by a semicolon. */
  readonly sql?: string;
  /** Where it goes: with the rest, in a migration of its own, or in a later deploy. Default `here`. */
  readonly place?: 'here' | 'own migration' | 'later deploy';
  /** It has to run outside a transaction, so the tool's opt-out is added to the advice. */
  readonly outsideTransaction?: boolean;
}

/** Puts a text in the place of a span of the linted file; an empty span is an insertion. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** A remedy that a person chooses: it may change the meaning, or needs another file. */
export interface Suggestion {
  /** What it does, as an imperative without a full stop. */
  readonly title: string;
  /** In the linted file, in order, none overlapping another. */
  readonly edits: readonly Edit[];
  /** Files that it adds or changes besides, relative to the working directory, with their whole text. */
  readonly files?: readonly { readonly file: string; readonly text: string }[];
}

/** What is to be written to mend a report, in terms of SQL. */
export type Change =
  /** The operation with CONCURRENTLY; `sql` says all of it, for languages whose builders cannot. */
  | { readonly kind: 'concurrently'; readonly sql: string; readonly inTransaction?: true }
  /** The constraint that is added, NOT VALID at first and validated in a transaction of its own. */
  | { readonly kind: 'notValid'; readonly name: string; readonly validate: string }
  /** Statements before that of the operation, and after the last one of the migration. */
  | { readonly kind: 'around'; readonly before?: string; readonly atEnd?: string }
  /** Statements in the place of the operation, or of all of its statement, in the order and the places that they say. */
  | { readonly kind: 'replace'; readonly steps: readonly AdviceStep[]; readonly of?: 'statement' }
  /** The operation is left out. */
  | { readonly kind: 'remove' }
  /** A migration after the last one of the history. */
  | { readonly kind: 'append'; readonly sql: string; readonly words: readonly string[] }
  /** The statement itself, in a transaction of its own or outside of any. */
  | {
      readonly kind: 'move';
      readonly to: 'next transaction' | 'no transaction';
      readonly sql?: string | undefined;
    };

/**
 * A way to mend what is reported that can be written. A rule knows neither the language of the
 * file nor how its tool names migrations: the engine makes edits and files of it, where it can.
 */
export interface Remedy {
  /** What it does, as an imperative without a full stop. */
  readonly title: string;
  readonly change: Change;
  /**
   * Neither the meaning nor the final schema changes: a fix, where all of it stands in the place of
   * what it mends. Default: a suggestion.
   */
  readonly isSafe?: boolean;
}

export type Report<Messages extends Record<string, string> = Record<string, string>> = {
  readonly [Id in keyof Messages & string]: {
    readonly messageId: Id;
    readonly data?: Readonly<Record<string, string>>;
    /** Default: the operation's span. */
    readonly span?: Span;
    /** The safe way, in order. */
    readonly advice: readonly AdviceStep[];
    /** The object concerned: a column, index or constraint. */
    readonly name?: string;
    /** It depends on size or on code that cannot be read: an error becomes a warning. */
    readonly depends?: boolean;
    /** Safe to apply unseen: neither the meaning nor the final schema changes, and the result lints clean. */
    readonly fix?: readonly Edit[];
    readonly suggestions?: readonly Suggestion[];
    /** What the engine makes a fix or suggestions of; the best one first. */
    readonly remedies?: readonly Remedy[];
    /** The places that still use what is taken away; all of them. */
    readonly references?: readonly Reference[];
  } & ([Placeholder<Messages[Id]>] extends [never]
    ? object
    : { readonly data: Readonly<Record<Placeholder<Messages[Id]>, string>> });
}[keyof Messages & string];

type Handlers<Messages extends Record<string, string>, Options extends object> = {
  readonly [Kind in OperationKind]?: (
    operation: OperationOf<Kind>,
    step: Step<OperationOf<Kind>>,
    options: Options,
  ) => Iterable<Report<Messages>>;
} & {
  /** Called for every operation, after the handler of its kind. */
  readonly any?: (operation: Operation, step: Step, options: Options) => Iterable<Report<Messages>>;
  /** Called when a migration has run. */
  readonly migrationEnd?: (end: MigrationEnd, options: Options) => Iterable<EndReport<Messages>>;
  /** Called once for a history. */
  readonly historyEnd?: (end: HistoryEnd, options: Options) => Iterable<EndReport<Messages>>;
};

/** A report about more than one step names the step it points at, the migration as a whole, or a file of the history. */
export type EndReport<Messages extends Record<string, string> = Record<string, string>> = Report<Messages> & {
  readonly at: Step | MigrationEnd | HistoryProblem;
};

/** A judgement on steps: pure, without state, blind to how the migration was written. */
export interface Rule<
  Messages extends Record<string, string> = Record<string, string>,
  Options extends object = Record<string, never>,
> {
  readonly meta: RuleMeta<Messages, Options>;
  readonly on: Handlers<Messages, Options>;
}

/**
 * Checks a rule module's messages, data and options against each other, and returns it in the form
 * that the engine handles: what its own types promise has been kept once it compiles.
 */
export function defineRule<
  const Messages extends Record<string, string>,
  Options extends object = Record<string, never>,
>(rule: Rule<Messages, Options>): Rule {
  return rule as unknown as Rule;
}
