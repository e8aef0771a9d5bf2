import type { Span } from '../../../operation.ts';
import { listed, type SqlPart, sqlAt } from '../sql-text.ts';
import { Text } from '../text.ts';
import { truthOf, unknown, type CallSite, type Value } from '../value.ts';
import { at, type Kysely, nodeOf, SqlNode } from './node.ts';

/** The parts of a statement that calls have given, by the names that its shape has for them. */
export type Clauses = ReadonlyMap<string, readonly Text[]>;

/** What a call gives: a part in place of the one before, or one more of a list. */
export interface Clause {
  readonly name: string;
  readonly text: Text;
  readonly more?: true;
}

export interface Context extends Kysely {
  /** What of the statement cannot be known. */
  note(reason: string, span: Span): void;
}

export type Method = (call: CallSite, context: Context) => readonly Clause[];

/** One kind of builder. */
export interface Shape {
  /** As messages name it. */
  readonly name: string;
  readonly methods: Readonly<Record<string, Method | undefined>>;
  /** The SQL, as Kysely compiles it for Postgres; the words of it stand at `place`, the chain of calls. */
  compile(clauses: Clauses, place: Span): Text;
  /** The call that a finding on the whole statement points at; by default the first one. */
  pointsAt?(clauses: Clauses): Span | undefined;
  /** In parentheses inside of other SQL. */
  readonly isQuery?: true;
}

const SENDS: ReadonlySet<string> = new Set([
  'execute',
  'executeTakeFirst',
  'executeTakeFirstOrThrow',
  'stream',
]);
/** Methods of every builder that do not change what it sends. */
const NEUTRAL: ReadonlySet<string> = new Set([
  '$assertType',
  '$castTo',
  '$narrowType',
  '$notNull',
  'compile',
  'toOperationNode',
  'withPlugin',
  'withoutPlugins',
]);

interface Held {
  readonly kysely: Kysely;
  readonly clauses: Clauses;
  /** The first call of the chain. */
  readonly first: Span;
  /** From the first call to the last. */
  readonly whole: Span;
  readonly unknowns: readonly { readonly reason: string; readonly span: Span }[];
}

/**
 * A builder of Kysely. Each call gives a new one that holds what came before, and only `execute()`
 * sends the statement.
 */
export class Builder extends SqlNode {
  readonly sends = true;
  readonly #shape: Shape;
  readonly #held: Held;

  constructor(shape: Shape, held: Held) {
    super();
    this.#shape = shape;
    this.#held = held;
  }

  /** The builder that the first call gives. */
  static begin(shape: Shape, clauses: readonly Clause[], first: Span, kysely: Kysely): Builder {
    const held = { kysely, clauses: new Map<string, readonly Text[]>(), first, whole: first, unknowns: [] };
    return new Builder(shape, { ...held, clauses: withClauses(held.clauses, clauses) });
  }

  get name(): string {
    return this.#shape.name;
  }

  get sql(): Text {
    return this.#shape.compile(this.#held.clauses, this.#held.whole);
  }

  override get nested(): Text {
    if (this.#shape.isQuery !== true) return this.sql;
    const { whole } = this.#held;
    return Text.join([Text.frame('(', whole), this.sql, Text.frame(')', whole)]);
  }

  get unknowns(): Held['unknowns'] {
    return this.#held.unknowns;
  }

  method(name: string, call: CallSite): Value | undefined {
    if (SENDS.has(name)) {
      this.send(call);
      return unknown('what the database answers', call.span);
    }
    if (name === '$call' || name === '$if') return this.#callback(name, call);
    if (NEUTRAL.has(name)) return at(this, call.span);
    return at(this.#after(name, call), call.span);
  }

  /** Records the statement, and what of it is not known. */
  send(call: CallSite): void {
    const { kysely, clauses, first, unknowns } = this.#held;
    const site = { ...call, span: chain(first, call.span) };
    const place = this.#shape.pointsAt?.(clauses) ?? first;
    const isInside = place.start >= site.span.start && place.end <= site.span.end;
    kysely.recorder.builtQuery(this.#shape.compile(clauses, site.span), site, isInside ? place : site.span);
    for (const { reason, span } of unknowns) kysely.recorder.unreadable(reason, site, span);
  }

  #after(name: string, call: CallSite): Builder {
    const unknowns = [...this.#held.unknowns];
    const note = (reason: string, span: Span): void => void unknowns.push({ reason, span });
    const method = Object.hasOwn(this.#shape.methods, name) ? this.#shape.methods[name] : undefined;
    if (method === undefined) note(`.${name}() of ${this.name} is not known`, call.span);
    const given = method?.(call, { ...this.#held.kysely, note }) ?? [];
    return new Builder(this.#shape, {
      ...this.#held,
      clauses: withClauses(this.#held.clauses, given),
      whole: chain(this.#held.first, call.span),
      unknowns,
    });
  }

  #callback(name: string, call: CallSite): Value {
    const self = at(this, call.span);
    const [condition] = call.args;
    const callback = name === '$if' ? call.args[1] : condition;
    const truth = name === '$if' && condition !== undefined ? truthOf(condition) : true;
    if (callback === undefined || truth === false) return self;
    if (truth === true) return call.run.call(callback, [self], call.span);
    const reason = '$if() depends on what is only known when the migration runs';
    const unknowns = [...this.#held.unknowns, { reason, span: call.span }];
    return at(new Builder(this.#shape, { ...this.#held, unknowns }), call.span);
  }
}

/**
 * What a callback makes of a builder, such as the third argument of `addColumn`; the builder as it is
 * where there is no callback or what it returns is not known.
 */
export function builtBy(
  callback: Value | undefined,
  builder: Builder,
  call: CallSite,
  context: Context,
): Text {
  if (callback === undefined) return builder.sql;
  const result = nodeOf(call.run.call(callback, [at(builder, call.span)], call.span));
  if (!(result instanceof Builder)) {
    context.note(
      `what the callback makes of ${builder.name} is only known when the migration runs`,
      callback.span,
    );
    return builder.sql;
  }
  for (const { reason, span } of result.unknowns) context.note(reason, span);
  return result.sql;
}

function withClauses(before: Clauses, given: readonly Clause[]): Clauses {
  const clauses = new Map(before);
  for (const { name, text, more } of given)
    clauses.set(name, more === true ? [...(clauses.get(name) ?? []), text] : [text]);
  return clauses;
}

/** From the first call to the last; a builder that was begun elsewhere is where it is sent. */
function chain(first: Span, last: Span): Span {
  return first.start <= last.start ? { start: first.start, end: Math.max(first.end, last.end) } : last;
}

/** A method that gives the same words each time. */
export function words(name: string, sql: string): Method {
  return ({ span }) => [{ name, text: Text.frame(sql, span) }];
}

/** The parts of these names with a space in front of each, which is a part of nothing. */
export function spaced(clauses: Clauses, ...names: readonly string[]): readonly Text[] {
  return names.flatMap((name) =>
    (clauses.get(name) ?? []).flatMap((text) => [Text.of(' ', text.place), text]),
  );
}

export function clause(clauses: Clauses, name: string): Text | undefined {
  return clauses.get(name)?.[0];
}

/** ` where a and b`: the conditions that several calls give, behind the word. */
export function conditions(
  clauses: Clauses,
  name: string,
  { word, place }: { readonly word: string; readonly place: Span },
): Text | undefined {
  const parts = clauses.get(name)?.map((text, index): SqlPart => (index === 0 ? text : [' and ', text]));
  return parts === undefined ? undefined : sqlAt(place)` ${word} ${parts}`;
}

/** ` order by a, b`: the elements that several calls give, behind the word. */
export function elements(
  clauses: Clauses,
  name: string,
  { word, place }: { readonly word: string; readonly place: Span },
): Text | undefined {
  const parts = clauses.get(name);
  return parts === undefined ? undefined : sqlAt(place)` ${word} ${listed(parts, place)}`;
}
