import { answerOfQuery } from './asked-sql.ts';
import { entryOfFunctions, exportedClass, functionIn, importsFrom } from './entry.ts';
import type { Entry, Library, LibraryContext } from './library.ts';
import { Query } from './raw-sql/query.ts';
import { asOfNow, type Recorder } from './recorder.ts';
import {
  NOWHERE,
  booleanOf,
  hostValue,
  objectValue,
  undefinedAt,
  unknown,
  type CallSite,
  type Host,
  type Value,
} from './value.ts';

/**
 * MikroORM: a class that extends `Migration` and queues SQL with `this.addSql(…)`, or runs it with
 * `this.execute(…)`. https://mikro-orm.io/docs/migrations
 */
export const mikroOrm: Library = {
  id: 'mikro-orm',

  recognise(context) {
    const migration = exportedClass(context);
    if (migration === undefined || !isMikroOrm(context)) return undefined;
    const instance = context.run.instantiate(migration.node, migration.scope, migration.span);
    if (instance.type !== 'object') return undefined;
    const queue = new Queue(context.recorder);
    for (const [name, value] of methodsOfBase(context, queue))
      if (!instance.entries.has(name)) instance.entries.set(name, value);

    const isTransactional = functionIn(instance, 'isTransactional');
    const leaves =
      isTransactional !== undefined &&
      booleanOf(context.run.call(isTransactional, [], migration.span, instance)) === false;
    const entry = entryOfFunctions(
      context,
      { up: functionIn(instance, 'up'), down: functionIn(instance, 'down') },
      () => [],
    );
    return { up: queue.after(entry.up), down: queue.after(entry.down), ...(leaves ? OUTSIDE : {}) };
  },

  importPackage(specifier) {
    if (!specifier.startsWith('@mikro-orm/')) return undefined;
    const raw: Host = {
      name: 'raw',
      call: ({ args: [sql], span }) =>
        sql?.type === 'string' ? hostValue(Query.made(sql.text), span) : unknown('SQL of raw()', span),
    };
    return objectValue(new Map<string, Value>([['raw', hostValue(raw, NOWHERE)]]), NOWHERE, false);
  },
};

const OUTSIDE: Pick<Entry, 'transaction'> = {
  transaction: { scope: 'none', because: 'isTransactional() of this migration returns false' },
};

/** Frameworks re-export the package under a path of their own. */
function isMikroOrm(context: LibraryContext): boolean {
  return importsFrom(context, (specifier) => specifier.includes('mikro-orm'));
}

/** What `addSql` is given is sent once `up` has returned, after all that `execute` has sent. */
class Queue {
  readonly #recorder: Recorder;
  readonly #queued: { readonly sql: Value | undefined; readonly call: CallSite }[] = [];

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  add(sql: Value | undefined, call: CallSite): void {
    this.#queued.push({ sql, call: asOfNow(call) });
  }

  after(body: (() => void) | undefined): (() => void) | undefined {
    if (body === undefined) return undefined;
    return () => {
      body();
      for (const { sql, call } of this.#queued.splice(0)) this.#recorder.sqlOf(sql, call);
    };
  }
}

function methodsOfBase({ recorder }: LibraryContext, queue: Queue): ReadonlyMap<string, Value> {
  const method = (name: string, call: (site: CallSite) => Value): readonly [string, Value] => [
    name,
    hostValue({ name: `this.${name}`, call, sends: true }, NOWHERE),
  ];
  return new Map([
    method('addSql', (call) => {
      queue.add(call.args[0], call);
      return undefinedAt(call.span);
    }),
    method('execute', (call) => sent(recorder, call)),
    method('getKnex', ({ span }) => hostValue(knexOf(recorder), span)),
    method('getEntityManager', ({ span }) => hostValue(managerOf(recorder), span)),
    ['driver', hostValue(managerOf(recorder), NOWHERE)],
    ['ctx', unknown('the transaction', NOWHERE)],
    ['config', unknown('the configuration', NOWHERE)],
  ]);
}

function sent(recorder: Recorder, call: CallSite): Value {
  const [sql] = call.args;
  recorder.sqlOf(sql, call);
  return answerOfQuery(sql, call.span);
}

/** An entity manager, a driver or a connection. */
function managerOf(recorder: Recorder): Host {
  return {
    name: 'the entity manager',
    sends: true,
    method(name, call) {
      const { span } = call;
      if (name === 'execute') return sent(recorder, call);
      if (name === 'getKnex') return hostValue(knexOf(recorder), span);
      if (/^(?:getConnection|getDriver|fork)$/.test(name)) return hostValue(managerOf(recorder), span);
      if (/^(?:find|get|count|create|assign|clear|merge)/.test(name)) return undefined;
      recorder.unreadable(`what ${name}() sends is put together by MikroORM from its entities`, call);
      return unknown('what the database answers', span);
    },
  };
}

/** Only `raw` is SQL that can be read; what its query builder makes is data, put together when it runs. */
function knexOf(recorder: Recorder): Host {
  const made = ({ args: [sql], span }: CallSite): Value =>
    sql?.type === 'string' ? hostValue(Query.made(sql.text), span) : unknown('SQL of knex.raw()', span);
  return {
    name: 'knex',
    sends: true,
    method(name, call) {
      if (name === 'raw') return made(call);
      if (name !== 'schema') return unknown(`a query of Knex's builder`, call.span);
      return undefined;
    },
    call: ({ span }) => unknown(`a query of Knex's builder`, span),
    get: (property, { span }) => (property === 'schema' ? hostValue(schemaOf(recorder), span) : undefined),
  };
}

function schemaOf(recorder: Recorder): Host {
  return {
    name: 'knex.schema',
    method(name, call) {
      recorder.unreadable(
        `what knex.schema.${name}() sends inside of a migration of MikroORM is not followed`,
        call,
      );
      return unknown('what the database answers', call.span);
    },
  };
}
