import { EventEmitter } from 'node:events';

import { PGlite, type Results } from '@electric-sql/pglite';

interface Query {
  readonly text: string;
  readonly values?: readonly unknown[];
  readonly rowMode?: 'array';
}
type Callback = (error: unknown, result?: unknown) => void;

/**
 * A stand-in for the package `pg` over an embedded Postgres, for migration libraries: it records
 * what they send, in order. A query without parameters is one simple query, as it is with `pg`.
 */
export class PgShim {
  readonly database: PGlite;
  readonly sent: string[] = [];

  private constructor(database: PGlite) {
    this.database = database;
  }

  static async create(): Promise<PgShim> {
    return new PgShim(await PGlite.create());
  }

  /** The module: what `import pg from 'pg'` gives. */
  get module() {
    // Libraries make clients themselves, with `new`, so that the class has to know its shim.
    const client = (): ShimClient => new ShimClient(this);
    const Client = class extends ShimClientOf(client) {};
    const Pool = class extends ShimClientOf(client) {};
    return {
      Client,
      Pool,
      native: undefined,
      types: { setTypeParser: () => undefined, getTypeParser: () => String },
      defaults: {},
    };
  }

  /** Forgets what was sent, and what was made. */
  async reset(): Promise<void> {
    // A migration that failed may have left its transaction open.
    await this.database.exec('ROLLBACK');
    await this.database.exec(
      'DROP SCHEMA IF EXISTS archive CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public',
    );
    this.sent.length = 0;
  }

  client(): ShimClient {
    return new ShimClient(this);
  }

  async run({ text, values, rowMode }: Query): Promise<unknown> {
    this.sent.push(text);
    if (values !== undefined && values.length > 0) {
      return resultOf(
        await this.database.query(text, [...values], rowMode === undefined ? {} : { rowMode }),
        text,
      );
    }
    const results = (await this.database.exec(text, rowMode === undefined ? {} : { rowMode })).map((result) =>
      resultOf(result, text),
    );
    return results.length > 1 ? results : (results[0] ?? { rows: [], rowCount: 0, command: '', fields: [] });
  }
}

/** Knex goes by the command to know what of the result is wanted. */
function resultOf(result: Results, text: string): object {
  const [command = ''] = text.trimStart().split(/\s/, 1);
  return { ...result, rowCount: result.affectedRows ?? result.rows.length, command: command.toUpperCase() };
}

class ShimClient extends EventEmitter {
  readonly #shim: PgShim;
  readonly processID = 1;
  readonly connection = new EventEmitter();

  constructor(shim: PgShim) {
    super();
    // Libraries listen anew each time that they take it from a pool.
    this.setMaxListeners(0);
    this.#shim = shim;
  }

  connect(callback?: (error: unknown, client: ShimClient, release: () => void) => void): Promise<ShimClient> {
    callback?.(undefined, this, () => undefined);
    return Promise.resolve(this);
  }

  query(
    query: string | Query,
    values?: readonly unknown[] | Callback,
    callback?: Callback,
  ): Promise<unknown> {
    const given = typeof query === 'string' ? { text: query } : query;
    const parameters = Array.isArray(values) ? (values as readonly unknown[]) : given.values;
    const done = typeof values === 'function' ? values : callback;
    const running = this.#shim.run({ ...given, ...(parameters === undefined ? {} : { values: parameters }) });
    if (done === undefined) return running;
    running.then(
      (result) => {
        done(undefined, result);
      },
      (error: unknown) => {
        done(error);
      },
    );
    return Promise.resolve(undefined);
  }

  release(): void {
    // One connection for all.
  }

  end(callback?: () => void): Promise<void> {
    callback?.();
    return Promise.resolve();
  }
}

/** A base class whose instances are clients of one shim. */
function ShimClientOf(make: () => ShimClient): new () => object {
  return function Constructed() {
    return make();
  } as unknown as new () => object;
}
