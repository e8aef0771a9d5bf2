import type { Operation, Span } from '../../../operation.ts';
import { answerOfQuery } from '../asked-sql.ts';
import type { Recorder } from '../recorder.ts';
import { quotedText, valueText } from '../sql-text.ts';
import { Text } from '../text.ts';
import {
  choicesOf,
  constant,
  entryOf,
  hostValue,
  stringOf,
  stringsOf,
  unknown,
  type CallSite,
  type Host,
  type TemplateParts,
  type Value,
} from '../value.ts';
import { nothing, parameter, Query, textOfTemplate } from './query.ts';

const QUERY_METHOD =
  /^(?:query|execute|exec|raw|run|runSql|sql|none|any|one|oneOrNone|many|manyOrNone|multi|result|unsafe|queryRaw|executeSql|executeQuery|runQuery|(?:any|one|many|maybeOne|exists)(?:First)?|\$(?:execute|query)Raw(?:Unsafe)?)$/;
const TRANSACTION_METHOD = /^(?:\$?transaction|begin|tx|withTransaction|inTransaction)$/;
/** They hand something to send statements through to a function. */
const CONNECT_METHOD = /^(?:connect|task|reserve|getClient|acquire|with\w*|use\w*|session|run)$/;
/** They change nothing. */
const IDLE_METHOD =
  /^(?:release|end|close|destroy|disconnect|\$disconnect|\$connect|on|once|off|then|catch|finally|escape\w*|format|quote\w*|find\w*|get\w*|select\w*|count\w*|is\w*|has\w*|info|log|debug|warn|error|child|setMaxListeners|toString)$/i;
const CONNECTION =
  /(?:client|db|pool|conn|connection|database|session|prisma|tx|trx|transaction|manager|runner|context|ctx|pg|postgres|sequelize|drizzle|driver|orm|migrator)$/i;
const STATEMENT =
  /^(?:\s|--.*\n|\/\*[^]*?\*\/)*(?:create|alter|drop|insert|update|delete|with|select|truncate|comment|grant|revoke|do|set|reset|lock|reindex|refresh|vacuum|analyze|cluster|begin|start|commit|rollback|savepoint|call|copy|merge|security|reassign|import)\b/i;

export function isQueryMethod(name: string): boolean {
  return QUERY_METHOD.test(name);
}

/** Whether a value is SQL that begins as a statement does, by its first word, or may be. */
export function startsStatement(value: Value): boolean {
  return choicesOf(value).some((choice) => choice.type === 'string' && STATEMENT.test(choice.text.value));
}

/** Something that statements are sent through: a client, a pool, a transaction, or an object that holds one. */
export class Connection implements Host {
  readonly name: string;
  readonly sends = true;
  readonly #recorder: Recorder;

  constructor(name: string, recorder: Recorder) {
    this.name = name;
    this.#recorder = recorder;
  }

  get(property: string, { span }: CallSite): Value | undefined {
    if (/^sql$/i.test(property)) return hostValue(new Tag(this.#recorder), span);
    if (/schema$/i.test(property)) return hostValue(this.#builder(property), span);
    if (CONNECTION.test(property)) return hostValue(new Connection(property, this.#recorder), span);
    return isQueryMethod(property) ? hostValue(this.#bound(property), span) : undefined;
  }

  /** `` client.sql`…` ``, and postgres.js, whose client is a tag itself. */
  template(_: Text, call: CallSite, parts: TemplateParts): Value {
    return hostValue(Query.sent(textOfTemplate(parts), call, this.#recorder), call.span);
  }

  call(call: CallSite): Value {
    return new Tag(this.#recorder).call(call);
  }

  method(name: string, call: CallSite): Value | undefined {
    const { args, span } = call;
    const [first] = args;
    const callback = args.find((arg) => arg.type === 'function');
    if (TRANSACTION_METHOD.test(name)) return this.#transaction(callback, call);
    if (CONNECT_METHOD.test(name) && (callback !== undefined || first === undefined)) {
      const connection = hostValue(new Connection(name, this.#recorder), span);
      return callback === undefined ? connection : call.run.call(callback, [connection], span);
    }
    if (isQueryMethod(name)) return this.#query(first, callback, call);
    if (IDLE_METHOD.test(name)) return undefined;
    this.#recorder.unreadable(`what ${name}() sends is only known to its library`, call);
    return unknown('what the database answers', span);
  }

  /** `{ text }` is how pg takes a query with its parameters. */
  #query(sql: Value | undefined, callback: Value | undefined, call: CallSite): Value {
    const query = entryOf(sql, 'text') ?? entryOf(sql, 'sql') ?? sql;
    this.#recorder.sqlOf(query, call);
    const answer = answerOfQuery(query, call.span);
    if (callback !== undefined) call.run.call(callback, [constant(null, call.span), answer], call.span);
    return answer;
  }

  #transaction(callback: Value | undefined, call: CallSite): Value {
    const connection = hostValue(new Connection('transaction', this.#recorder), call.span);
    if (callback === undefined) {
      // A list of queries that were sent when they were made, or a transaction that is ended by hand.
      return call.args[0]?.type === 'array' ? nothing(call) : connection;
    }
    const record = (operation: Operation): void => {
      this.#recorder.record([operation], { ...call, span: call.nameSpan });
    };
    record({ kind: 'begin', span: call.nameSpan });
    const result = call.run.call(callback, [connection], call.span);
    record({ kind: 'commit', span: call.nameSpan, chain: false });
    return result;
  }

  /** `db.schema`, where query builders have what changes the schema. */
  #builder(property: string): Host {
    return {
      name: property,
      method: (name, call) => {
        this.#recorder.unreadable(`what ${property}.${name}() sends is only known to its library`, call);
        return unknown('what the database answers', call.span);
      },
    };
  }

  #bound(method: string): Host {
    return {
      name: `${this.name}.${method}`,
      sends: true,
      call: (call) => this.method(method, call) ?? nothing(call),
      template: (_, call, parts) =>
        hostValue(Query.sent(textOfTemplate(parts), call, this.#recorder), call.span),
      method: (name, call) => (name === 'bind' ? hostValue(this.#bound(method), call.span) : undefined),
    };
  }
}

/** The `sql` of a library. `runs`: a template is sent when it is awaited, as with postgres.js. */
export class Tag implements Host {
  readonly name = 'sql';
  readonly #recorder: Recorder;
  readonly #runs: boolean;

  constructor(recorder: Recorder, { runs = true }: { readonly runs?: boolean } = {}) {
    this.#recorder = recorder;
    this.#runs = runs;
  }

  template(_: Text, call: CallSite, parts: TemplateParts): Value {
    return this.#made(textOfTemplate(parts), call);
  }

  /** Slonik's `` sql.unsafe`…` `` and `` sql.fragment`…` ``. */
  get(property: string, { span }: CallSite): Value | undefined {
    return property === 'unsafe' || property === 'fragment'
      ? hostValue(new Tag(this.#recorder, { runs: property === 'unsafe' && this.#runs }), span)
      : undefined;
  }

  /** A name, as with postgres.js, or a statement. */
  call(call: CallSite): Value {
    const [first] = call.args;
    if (first !== undefined && startsStatement(first)) return this.#made(valueText(first), call);
    return hostValue(Query.made(identifier(first, call.span)), call.span);
  }

  method(name: string, call: CallSite): Value | undefined {
    const { args, span } = call;
    const [first] = args;
    const made = (text: Text): Value => hostValue(Query.made(text), span);
    switch (name) {
      case 'unsafe':
        return first === undefined ? undefined : this.#made(valueText(first), call);
      case 'raw':
        return made(first === undefined ? Text.hole(span) : valueText(first));
      case 'identifier':
      case 'id':
      case 'ident':
        return made(identifier(first, span));
      case 'typeAlias':
      case 'type':
        return hostValue(this, span);
      case 'join':
        return hostValue(joined(args, span), span);
      case 'begin':
        return new Connection('sql', this.#recorder).method('begin', call);
      case 'end':
        return nothing(call);
      default:
        return made(Text.hole(span));
    }
  }

  #made(text: Text, call: CallSite): Value {
    const isStatement = startsStatement({ type: 'string', text, span: call.span });
    const query = this.#runs && isStatement ? Query.sent(text, call, this.#recorder) : Query.made(text);
    return hostValue(query, call.span);
  }
}

/** Slonik's `sql.join(list, separator)`. */
function joined([list, separator]: readonly Value[], span: Span): Query {
  if (list?.type !== 'array' || !list.complete) return Query.list(span);
  const between = separator === undefined ? Text.of(', ', span) : parameter(separator, separator.span);
  return Query.made(
    Text.join(
      list.items.flatMap((item, index) => {
        const own = parameter(item, item.span);
        return index === 0 ? [own] : [between, own];
      }),
    ),
  );
}

/** A name, or a list of the parts of one. */
function identifier(value: Value | undefined, span: Span): Text {
  if (value?.type === 'array' && stringsOf(value) !== undefined) {
    const parts = value.items.map((item) => quotedText(valueText(item)));
    return Text.join(parts.flatMap((part, index) => (index === 0 ? [part] : [Text.of('.', span), part])));
  }
  return stringOf(value) === undefined || value === undefined
    ? Text.hole(span)
    : quotedText(valueText(value));
}
