import type { Span } from '../../../operation.ts';
import type { Recorder } from '../recorder.ts';
import { quotedText } from '../sql-text.ts';
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
import { adopt, nameText } from './node.ts';
import { isQueryMethod, QueryBuilder } from './query.ts';
import { Raw, rawOf, sentRaw } from './raw.ts';
import { SchemaBuilder } from './schema.ts';

/** What stands behind the connections of one migration. */
export interface KnexSettings {
  readonly recorder: Recorder;
  /** `knex.client.config.client`, as the migration itself spells it. */
  readonly client: string;
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
export class Connection implements Host {
  readonly name = 'knex';
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

  get(property: string, call: CallSite): Value | undefined {
    switch (property) {
      case 'schema':
        return hostValue(new SchemaBuilder(this.#settings.recorder, undefined), call.span);
      case 'fn':
        return hostValue(FUNCTIONS, call.span);
      case 'client':
        return this.#client(call.span);
      case 'context':
        return hostValue(this, call.span);
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
    return hostValue(new QueryBuilder(this.#settings.recorder, call), call.span);
  }

  method(name: string, call: CallSite): Value | undefined {
    const { recorder } = this.#settings;
    if (TRANSACTION_METHODS.has(name)) return this.#transaction(call);
    switch (name) {
      case 'raw':
        return sentRaw(call, recorder);
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
        return hostValue(new QueryBuilder(recorder, { ...call, args: [] }), call.span);
      case 'batchInsert':
        return this.#batchInsert(call);
      default: {
        if (!isQueryMethod(name)) return undefined;
        return new QueryBuilder(recorder, { ...call, args: [] }).method(name, call);
      }
    }
  }

  #client(span: Span): Value {
    const client: Value = { type: 'string', text: Text.of(this.#settings.client, span), span };
    const dialect: Value = { type: 'string', text: Text.of('postgresql', span), span };
    const driverName: Value = { type: 'string', text: Text.of('pg', span), span };
    const config = objectValue(new Map([['client', client]]), span, false);
    return objectValue(
      new Map<string, Value>([
        ['config', config],
        ['dialect', dialect],
        ['driverName', driverName],
        [
          'raw',
          hostValue({ name: 'knex.client.raw', call: (site) => hostValue(rawOf(site), site.span) }, span),
        ],
      ]),
      span,
      false,
    );
  }

  /** Inside of the transaction of the migration, Knex sets a savepoint. */
  #transaction(call: CallSite): Value {
    const { recorder } = this.#settings;
    const [callback] = call.args;
    const isNested = this.#depth > 0;
    const isCallback = callback?.type === 'function' || callback?.type === 'host';
    const inner = new Connection(this.#settings, this.#depth + 1, !isCallback);
    const { span } = call;
    recorder.record(
      [isNested ? { kind: 'savepoint', span, name: 'trx', release: false } : { kind: 'begin', span }],
      call,
    );
    if (!isCallback) return hostValue(inner, span);
    const result = call.run.call(callback, [hostValue(inner, span)], span);
    inner.#end(call);
    return result;
  }

  #end(call: CallSite): void {
    const { span } = call;
    this.#settings.recorder.record(
      [
        this.#depth > 1
          ? { kind: 'savepoint', span, name: 'trx', release: true }
          : { kind: 'commit', span, chain: false },
      ],
      call,
    );
  }

  /** Inserts of some rows each, in a transaction of their own. */
  #batchInsert(call: CallSite): Value {
    const [table, rows] = call.args;
    const builder = new QueryBuilder(this.#settings.recorder, {
      ...call,
      args: table === undefined ? [] : [table],
    });
    adopt(call.args);
    return (
      builder.method('insert', { ...call, args: rows === undefined ? [] : [rows] }) ?? undefinedAt(call.span)
    );
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

/** A name that is quoted as a whole, such as a schema. */
export function schemaText(schema: Value | undefined, place: Span): Text {
  return quotedText(schema?.type === 'string' ? schema.text.within(place) : Text.hole(schema?.span ?? place));
}
