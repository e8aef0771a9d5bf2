import type { Operation, Span } from '../../../operation.ts';
import type { Recorder } from '../recorder.ts';
import { Text } from '../text.ts';
import {
  hostValue,
  objectValue,
  undefinedAt,
  unknown,
  type CallSite,
  type Host,
  type Value,
} from '../value.ts';
import { nameText } from './node.ts';
import { QueryBuilder } from './query.ts';
import { isQueryMethod } from './query-methods.ts';
import { Raw, rawOf, sentRaw } from './raw.ts';
import type { Sender } from './sender.ts';
import { SchemaBuilder } from './schema.ts';

/** What stands behind the connections of one migration. */
export interface KnexSettings {
  readonly recorder: Recorder;
  /** `knex.client.config.client`, as the migration itself spells it. */
  readonly client: string;
  /** How many transactions of its own the migration has open at this point. */
  readonly transactions: { open: number };
}

const METHODS: ReadonlySet<string> = new Set([
  'raw',
  'ref',
  'transaction',
  'batchInsert',
  'queryBuilder',
  'withSchema',
  'commit',
  'rollback',
  'savepoint',
  'withUserParams',
]);
const TRANSACTION_METHODS: ReadonlySet<string> = new Set(['transaction', 'savepoint', 'transactionProvider']);

/** `knex`, or the `trx` of a transaction. */
export class Connection implements Host, Sender {
  readonly name = 'knex';
  readonly sends = true;
  readonly #settings: KnexSettings;
  /** How many transactions of the migration's own and of its tool it stands in. */
  readonly #depth: number;
  /** Ended by `trx.commit()`, not by the end of a callback. */
  readonly #isOpen: boolean;

  constructor(settings: KnexSettings, depth: number, isOpen = false) {
    this.#settings = settings;
    this.#depth = depth;
    this.#isOpen = isOpen;
  }

  get recorder(): Recorder {
    return this.#settings.recorder;
  }

  /** While a transaction is open on another connection, the pool gives a connection of its own. */
  readonly through = <Result>(body: () => Result): Result => {
    const { recorder, transactions } = this.#settings;
    return this.#depth === 0 && transactions.open > 0 ? recorder.outside(body) : body();
  };

  get(property: string, call: CallSite): Value | undefined {
    switch (property) {
      case 'schema':
        return hostValue(new SchemaBuilder(this, undefined), call.span);
      case 'fn':
        return hostValue(FUNCTIONS, call.span);
      case 'client':
        return this.#client(call.span);
      case 'context':
        return hostValue(this, call.span);
      case 'seed':
      case 'migrate':
        return hostValue(this.#unread(property), call.span);
      default:
        if (!METHODS.has(property) && !isQueryMethod(property)) return undefined;
        return hostValue(
          {
            name: `knex.${property}`,
            call: (site) => this.method(property, site) ?? unknown(`knex.${property}`, site.span),
          },
          call.span,
        );
    }
  }

  /** `knex('table')` */
  call(call: CallSite): Value {
    return hostValue(new QueryBuilder(this, call), call.span);
  }

  method(name: string, call: CallSite): Value | undefined {
    if (TRANSACTION_METHODS.has(name)) return this.#transaction(call);
    switch (name) {
      case 'raw':
        return sentRaw(call, this);
      case 'ref':
        return hostValue(new Raw(nameText(call.args[0], call.span)), call.span);
      case 'commit':
        if (this.#isOpen) this.#end(call);
        return undefinedAt(call.span);
      case 'rollback':
        return undefinedAt(call.span);
      case 'withUserParams':
        return hostValue(this, call.span);
      case 'queryBuilder':
        return hostValue(new QueryBuilder(this, { ...call, args: [] }), call.span);
      case 'batchInsert':
        return this.#batchInsert(call);
      default: {
        if (!isQueryMethod(name)) return undefined;
        return new QueryBuilder(this, { ...call, args: [] }).method(name, call);
      }
    }
  }

  /** `knex.seed` and `knex.migrate` run other files. */
  #unread(property: string): Host {
    const { recorder } = this.#settings;
    return {
      name: `knex.${property}`,
      method(name, call) {
        recorder.unreadable(`knex.${property}.${name}() runs other files, which are not read here`, call);
        return unknown('what other files do', call.span);
      },
    };
  }

  #client(span: Span): Value {
    const client: Value = { type: 'string', text: Text.of(this.#settings.client, span), span };
    const dialect: Value = { type: 'string', text: Text.of('postgresql', span), span };
    const driverName: Value = { type: 'string', text: Text.of('pg', span), span };
    const className: Value = { type: 'string', text: Text.of('Client_PG', span), span };
    const config = objectValue(new Map([['client', client]]), span, false);
    return objectValue(
      new Map<string, Value>([
        ['config', config],
        ['dialect', dialect],
        ['driverName', driverName],
        ['constructor', objectValue(new Map([['name', className]]), span, false)],
        [
          'raw',
          hostValue({ name: 'knex.client.raw', call: (site) => hostValue(rawOf(site), site.span) }, span),
        ],
      ]),
      span,
      false,
    );
  }

  #transaction(call: CallSite): Value {
    const [callback] = call.args;
    if (callback?.type !== 'function' && callback?.type !== 'host')
      return hostValue(this.#begin(call, true), call.span);
    const inner = this.#begin(call, false);
    const result = call.run.call(callback, [hostValue(inner, call.span)], call.span);
    inner.#end(call);
    return result;
  }

  /** Inside of the transaction of the migration, Knex sets a savepoint. */
  #begin(call: CallSite, isOpen: boolean): Connection {
    const { span } = call;
    const begin: Operation =
      this.#depth > 0 ? { kind: 'savepoint', span, name: 'trx', release: false } : { kind: 'begin', span };
    this.#settings.recorder.record([begin], call);
    if (this.#depth === 0) this.#settings.transactions.open += 1;
    return new Connection(this.#settings, this.#depth + 1, isOpen);
  }

  #end(call: CallSite): void {
    const { span } = call;
    const end: Operation =
      this.#depth > 1
        ? { kind: 'savepoint', span, name: 'trx', release: true }
        : { kind: 'commit', span, chain: false };
    this.#settings.recorder.record([end], call);
    if (this.#depth === 1) this.#settings.transactions.open -= 1;
  }

  /** Inserts of some rows each, in a transaction of their own. */
  #batchInsert(call: CallSite): Value {
    const [table, rows] = call.args;
    const inner = this.#begin(call, false);
    const builder = new QueryBuilder(inner, {
      ...call,
      args: table === undefined ? [] : [table],
    });
    builder.method('insert', { ...call, args: rows === undefined ? [] : [rows] });
    inner.#end(call);
    return hostValue(builder, call.span);
  }
}

/** `knex.fn` */
const FUNCTIONS: Host = {
  name: 'knex.fn',
  method(name, { args: [first], span }) {
    if (name === 'now') {
      const precision = first?.type === 'constant' ? `(${String(first.value)})` : '';
      return hostValue(new Raw(Text.frame(`CURRENT_TIMESTAMP${precision}`, span)), span);
    }
    if (name === 'uuid') return hostValue(new Raw(Text.frame('(gen_random_uuid())', span)), span);
    return undefined;
  },
};
