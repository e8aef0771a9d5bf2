import { entryOfFunctions, exportedClass, functionIn, importsFrom } from './entry.ts';
import { Connection, type KnexSettings } from './knex/connection.ts';
import { rawOf } from './knex/raw.ts';
import { SchemaBuilder } from './knex/schema.ts';
import type { Library, LibraryContext } from './library.ts';
import type { Recorder } from './recorder.ts';
import { Text } from './text.ts';
import {
  NOWHERE,
  booleanOf,
  hostValue,
  numberOf,
  undefinedAt,
  type CallSite,
  type ClassValue,
  type Host,
  type Value,
} from './value.ts';

/**
 * Lucid, the ORM of AdonisJS: a class that extends `BaseSchema`, whose `this.schema` is the schema builder
 * of Knex. What `schema` and `defer` do is sent when `up` has returned, in their order; what `this.db` does
 * is sent at once, before it. https://lucid.adonisjs.com/docs/migrations
 */
export const lucid: Library = {
  id: 'lucid',

  recognise(context) {
    const { run, transaction, recorder } = context;
    const migration = exportedClass(context);
    if (migration === undefined || !importsFrom(context, isLucid)) return undefined;
    const leaves = booleanOf(run.property(migration, 'disableTransactions', NOWHERE)) === true;
    const depth = leaves || transaction.scope === 'none' ? 0 : 1;
    const start = (direction: 'up' | 'down'): (() => void) | undefined => {
      const queued = recorder.queue();
      const entry = entryOf(context, migration, { recorder, queued, depth })[direction];
      return entry === undefined
        ? undefined
        : () => {
            entry();
            recorder.append(queued);
          };
    };
    return {
      up: start('up'),
      down: start('down'),
      ...(leaves
        ? {
            transaction: {
              scope: 'none',
              because: 'the class of this migration sets "disableTransactions"',
            } as const,
          }
        : {}),
    };
  },
};

/** Since version 18 of Lucid the package, before that what AdonisJS 5 calls it. */
function isLucid(specifier: string): boolean {
  return specifier.startsWith('@adonisjs/lucid') || specifier.startsWith('@ioc:Adonis/Lucid');
}

interface Sending {
  /** What is sent at once. */
  readonly recorder: Recorder;
  /** What is sent when the method has returned. */
  readonly queued: Recorder;
  readonly depth: number;
}

function entryOf(
  context: LibraryContext,
  migration: ClassValue,
  sending: Sending,
): ReturnType<typeof entryOfFunctions> {
  const instance = context.run.instantiate(migration.node, migration.scope, migration.span);
  if (instance.type !== 'object') return { up: undefined, down: undefined };
  for (const [name, value] of membersOfBase(sending))
    if (!instance.entries.has(name)) instance.entries.set(name, value);
  const functions = { up: functionIn(instance, 'up'), down: functionIn(instance, 'down') };
  return entryOfFunctions(context, functions, () => []);
}

function membersOfBase({ recorder, queued, depth }: Sending): ReadonlyMap<string, Value> {
  const at = (to: Recorder): Connection => new Connection(settingsOf(to), depth);
  const method = (name: string, call: (site: CallSite) => Value): readonly [string, Value] => [
    name,
    hostValue({ name: `this.${name}`, call, sends: true }, NOWHERE),
  ];
  return new Map([
    ['schema', hostValue(new SchemaBuilder(at(queued), undefined), NOWHERE)],
    ['db', hostValue(client(at(recorder)), NOWHERE)],
    ['dryRun', { type: 'constant', value: false, span: NOWHERE }],
    method('defer', ({ args: [callback], run, span }) => {
      if (callback !== undefined) run.call(callback, [hostValue(client(at(queued)), span)], span);
      return undefinedAt(span);
    }),
    method('raw', (site) => hostValue(rawOf(site), site.span)),
    method('knex', (site) => at(recorder).method('queryBuilder', site) ?? undefinedAt(site.span)),
    method('now', ({ args: [precision], run, span, nameSpan }) => {
      const digits = numberOf(precision);
      const sql = digits === undefined ? 'CURRENT_TIMESTAMP' : `CURRENT_TIMESTAMP(${String(digits)})`;
      const text: Value = { type: 'string', text: Text.frame(sql, span), span };
      return hostValue(rawOf({ args: [text], run, span, nameSpan }), span);
    }),
  ]);
}

function settingsOf(recorder: Recorder): KnexSettings {
  return { recorder, client: 'pg', transactions: { open: 0 } };
}

/** The methods of Lucid's query client that Knex calls otherwise. */
const OF_KNEX: Readonly<Record<string, string | undefined>> = {
  rawQuery: 'raw',
  knexQuery: 'queryBuilder',
  query: 'queryBuilder',
  insertQuery: 'queryBuilder',
};

/** `this.db`, and what a deferred function is handed. */
function client(connection: Connection): Host {
  return {
    name: 'this.db',
    sends: true,
    get: (property, call) => (property === 'schema' ? connection.get(property, call) : undefined),
    method(name, call) {
      if (name === 'raw' || name === 'knexRawQuery') return hostValue(rawOf(call), call.span);
      if (name !== 'transaction') return connection.method(OF_KNEX[name] ?? name, call);
      return connection.method(name, { ...call, args: call.args.map((arg) => inClient(arg)) });
    },
  };
}

/** A function that is called with a connection of Knex, as one that is called with a client of Lucid. */
function inClient(callback: Value): Value {
  if (callback.type !== 'function') return callback;
  const call = ({ args: [trx], run, span }: CallSite): Value => {
    const isConnection = trx?.type === 'host' && trx.host instanceof Connection;
    return run.call(callback, isConnection ? [hostValue(client(trx.host), span)] : [], span);
  };
  return hostValue({ name: 'a function', call }, callback.span);
}
