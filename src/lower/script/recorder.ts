import type { Naming } from '../../migration.ts';
import type { Operation, Span, Statement, Unsupported } from '../../operation.ts';
import { parseSql } from '../../parse/sql.ts';
import { lowerSql } from '../sql/lower-sql.ts';
import { renamed } from './naming.ts';
import type { Text } from './text.ts';
import { choicesOf, isNullish, type Branch, type CallSite, type Value } from './value.ts';

type Sent = Pick<Statement, 'outside' | 'query'>;

/** Collects what the calls of a migration do, in the order in which they are made. */
export class Recorder {
  readonly #statements: (Statement | (() => readonly Statement[]))[] = [];
  readonly #unreadable = new Set<string>();
  readonly #naming: Naming | undefined;
  #elsewhere: Statement | undefined;
  #sent: Sent = {};
  #queries = { last: -1 };

  constructor(naming?: Naming) {
    this.#naming = naming;
  }

  get statements(): readonly Statement[] {
    const statements = this.#statements.flatMap((entry) => (typeof entry === 'function' ? entry() : [entry]));
    return statements.length === 0 && this.#elsewhere !== undefined ? [this.#elsewhere] : statements;
  }

  /**
   * Code of a module that cannot be read is called, and handed nothing to send statements through. It
   * counts where it is all that the migration does.
   */
  calledElsewhere(module: string, { span }: CallSite): void {
    const reason = `what is called here of "${module}" cannot be read, and the migration does nothing else`;
    this.#elsewhere ??= { span, operations: [{ kind: 'unsupported', span, cause: 'dynamic', reason }] };
  }

  /** The top level of the module has been read, whose calls are no part of the migration. */
  start(): void {
    this.#elsewhere = undefined;
  }

  /**
   * Keeps the place of a call which later calls decide about, such as those of its own chain. `complete`
   * records it once the whole migration has been read.
   */
  later(call: CallSite, complete: (recorder: Recorder, call: CallSite) => void): void {
    const site = asOfNow(call);
    const sent = this.#sent;
    this.#statements.push(() => {
      const recorder = new Recorder(this.#naming);
      recorder.#sent = sent;
      recorder.#queries = this.#queries;
      complete(recorder, site);
      return recorder.statements;
    });
  }

  /** A recorder of what is sent later, by `append`. */
  queue(): Recorder {
    const queue = new Recorder(this.#naming);
    queue.#queries = this.#queries;
    return queue;
  }

  append(queue: Recorder): void {
    this.#statements.push(() => queue.statements);
  }

  /** What `body` sends, kept back: it is sent when the result is called. */
  heldBack(body: () => void): () => void {
    const start = this.#statements.length;
    body();
    const held = this.#statements.splice(start);
    return () => this.#statements.push(...held);
  }

  /** One call with what it does. */
  record(operations: readonly Operation[], call: CallSite): void {
    const known = operations.map((operation) => inBranch(operation, call.run));
    this.#statements.push({ span: call.span, operations: known, ...this.#sent });
  }

  /** What `body` records is sent on another connection than that of the open transaction. */
  outside<Result>(body: () => Result): Result {
    return this.#during({ ...this.#sent, outside: true }, body);
  }

  /** What `body` records is sent as one query: without a transaction around it, Postgres makes it one. */
  oneQuery(body: () => void): void {
    this.#queries.last += 1;
    this.#during({ ...this.#sent, query: this.#queries.last }, body);
  }

  #during<Result>(sent: Sent, body: () => Result): Result {
    const before = this.#sent;
    this.#sent = sent;
    try {
      return body();
    } finally {
      this.#sent = before;
    }
  }

  /** SQL handed to the database as one string, which may hold several statements. */
  sql(text: Text, call: CallSite): void {
    const placed = text.placedAt(call.span);
    const statements = lowered(placed);
    const recordAll = (): void => {
      for (const { span, operations } of statements) {
        const moved = moveSpans(operations, (part) => placed.spanOf(part));
        this.record(moved, { ...call, span: placed.spanOf(span) });
      }
    };
    if (statements.length > 1) this.oneQuery(recordAll);
    else recordAll();
  }

  /**
   * SQL that the library puts together from the pieces of a call, see sql-text.ts: each statement of it
   * is the call, and what is the whole statement's stands at `place`, the argument that matters.
   */
  built(text: Text, call: CallSite, place: Span = call.span): void {
    for (const operations of operationsOf(renamed(text, this.#naming), call, place))
      this.record(operations, call);
  }

  /**
   * The same for SQL that the library sends as one query, and whose pieces all stand in the call: those
   * that were written elsewhere, such as a definition that several calls share, stand for all of it.
   */
  builtQuery(text: Text, call: CallSite, place: Span = call.span): void {
    const statements = operationsOf(renamed(text, this.#naming).clampedTo(call.span), call, place);
    const recordAll = (): void => {
      for (const operations of statements) this.record(operations, call);
    };
    if (statements.length > 1) this.oneQuery(recordAll);
    else recordAll();
  }

  /** The SQL of an argument, of each that it may be; a value that cannot be known is reported at its place. */
  sqlOf(value: Value | undefined, call: CallSite): void {
    const choices = value === undefined ? [] : choicesOf(value);
    if (choices.length < 2) {
      this.#oneSqlOf(choices[0], call);
      return;
    }
    const now = asOfNow(call);
    const maybe = { ...now, run: { ...now.run, isConditional: true } };
    for (const choice of choices) if (!isNullish(choice)) this.#oneSqlOf(choice, maybe);
  }

  #oneSqlOf(value: Value | undefined, call: CallSite): void {
    const text = textOf(value);
    if (text !== undefined && !isOnlyHole(text)) this.sql(text, call);
    else this.unreadable(reasonOf(value), call, placeIn(call, value));
  }

  /** A call whose effect cannot be known. `reason` is a clause without a full stop. */
  unreadable(reason: string, call: CallSite, span: Span = call.span): void {
    // Code that runs several times is said once.
    const key = `${String(span.start)}:${reason}`;
    if (this.#unreadable.has(key)) return;
    this.#unreadable.add(key);
    const operation: Unsupported = { kind: 'unsupported', span, cause: 'dynamic', reason };
    this.record([operation], call);
  }
}

/** The call with the branches that it stands in now, for what is recorded later. */
export function asOfNow(call: CallSite): CallSite {
  return inBranches(call, call.run);
}

/** The call as one that stands in these branches. */
export function inBranches(call: CallSite, { isConditional, asked }: Branch): CallSite {
  return { ...call, run: { call: call.run.call.bind(call.run), isConditional, asked } };
}

function inBranch(operation: Operation, { isConditional, asked }: Branch): Operation {
  if (!isConditional && asked.length === 0) return operation;
  return {
    ...operation,
    ...(isConditional ? { conditional: true } : {}),
    ...(asked.length > 0 ? { onlyIf: [...(operation.onlyIf ?? []), ...asked] } : {}),
  };
}

/** What each statement of SQL that was put together does, see `Recorder.built`. */
export function operationsOf(text: Text, call: CallSite, place: Span): readonly (readonly Operation[])[] {
  const placed = text.placedAt(call.span);
  const own = place.end === 0 ? call.span : place;
  return lowered(placed).map(({ span, operations }) => {
    const isWhole = ({ start, end }: Span): boolean => start <= span.start && end >= span.end - 1;
    const moved = moveSpans(operations, (part) => (isWhole(part) ? own : placed.spanOf(part)));
    return moved.map((operation) => ('keyword' in operation ? { ...operation, keyword: own } : operation));
  });
}

/** The statements of a string, with spans in the string. */
function lowered(text: Text): readonly Statement[] {
  const whole = { start: 0, end: text.value.length };
  const { statements } = lowerSql(parseSql(text.value, whole, { placeholders: text.hasHoles }));
  return text.hasHoles ? statements.map(inTermsOfScripts) : statements;
}

/** What the parser says of a placeholder is said of a value that only the running migration knows. */
function inTermsOfScripts(statement: Statement): Statement {
  const operations = statement.operations.map((operation) =>
    operation.kind === 'unsupported' && operation.reason.includes('${hole}')
      ? ({
          ...operation,
          cause: 'dynamic',
          reason: 'what stands here is only known when the migration runs',
        } as const)
      : operation,
  );
  return { ...statement, operations };
}

/** The argument, unless what it stands for was defined elsewhere. */
function placeIn({ span }: CallSite, value: Value | undefined): Span {
  const isInside = value !== undefined && value.span.start >= span.start && value.span.end <= span.end;
  return isInside ? value.span : span;
}

function textOf(value: Value | undefined): Text | undefined {
  if (value?.type === 'string') return value.text;
  return value?.type === 'host' ? value.host.inSql?.() : undefined;
}

function isOnlyHole(text: Text): boolean {
  return text.hasHoles && text.value.trim() === '${hole}';
}

function reasonOf(value: Value | undefined): string {
  if (value === undefined) return 'there is no SQL in this call';
  return value.type === 'unknown'
    ? `the SQL is only known when the migration runs: ${value.reason}`
    : 'the SQL is not a string that can be read';
}

/** A copy of a lowered value in which every span is another one. */
function moveSpans<Tree>(tree: Tree, move: (span: Span) => Span): Tree {
  return moved(tree, move) as Tree;
}

function moved(tree: unknown, move: (span: Span) => Span): unknown {
  if (Array.isArray(tree)) return tree.map((item) => moved(item, move));
  if (typeof tree !== 'object' || tree === null) return tree;
  if (isSpan(tree)) return move(tree);
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, moved(value, move)]));
}

function isSpan(value: object): value is Span {
  return (
    'start' in value && 'end' in value && typeof value.start === 'number' && typeof value.end === 'number'
  );
}
