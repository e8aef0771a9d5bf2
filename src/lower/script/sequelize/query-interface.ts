import { answerOfQuery } from '../asked-sql.ts';
import type { Recorder } from '../recorder.ts';
import { Text } from '../text.ts';
import {
  entryOf,
  hostValue,
  objectValue,
  undefinedAt,
  unknown,
  type CallSite,
  type Host,
  type Value,
} from '../value.ts';
import { answerOf } from './answers.ts';
import type { Calls } from './calls.ts';
import { DATA_CALLS } from './data-calls.ts';
import { KEY_CALLS } from './key-calls.ts';
import { OBJECT_CALLS } from './object-calls.ts';
import { querySql } from './query.ts';
import { SEQUELIZE_CLASS } from './sequelize-class.ts';
import { TABLE_CALLS } from './table-calls.ts';
import { Transactions } from './transactions.ts';

const CALLS: Calls = { ...TABLE_CALLS, ...KEY_CALLS, ...DATA_CALLS, ...OBJECT_CALLS };

/** Methods that only read, or that only make SQL; what they give is not known. */
const READING =
  /^(?:show|describe|get|quote|select|rawSelect|tableExists|assert|escape|databaseVersion|fetch|list|pgList)/;

/** How many arguments stand before the options of a call. */
const OPTIONS_BEHIND: Readonly<Record<string, number>> = {
  addColumn: 3,
  bulkDelete: 2,
  bulkInsert: 2,
  bulkUpdate: 3,
  changeColumn: 3,
  createDatabase: 1,
  createFunction: 6,
  createSchema: 1,
  createTable: 2,
  createTrigger: 7,
  decrement: 5,
  delete: 3,
  dropDatabase: 1,
  dropEnum: 1,
  dropFunction: 2,
  dropSchema: 1,
  dropTable: 1,
  dropTrigger: 2,
  increment: 5,
  insert: 3,
  removeColumn: 2,
  removeConstraint: 2,
  removeIndex: 2,
  renameColumn: 3,
  renameFunction: 3,
  renameTable: 2,
  renameTrigger: 3,
  update: 4,
  upsert: 4,
};

/**
 * The query interface of a migration, and the `Sequelize` instance behind it. It also answers to what
 * Umzug's users put around it: `{ context }`, `{ context: { queryInterface, sequelize } }`.
 */
export class QueryInterface implements Host {
  readonly name = 'queryInterface';
  readonly sends = true;
  readonly #recorder: Recorder;
  readonly #transactions: Transactions;
  readonly #sequelize: Sequelize;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
    this.#transactions = new Transactions(recorder);
    this.#sequelize = new Sequelize(recorder, this.#transactions, this);
  }

  get(property: string, call: CallSite): Value | undefined {
    switch (property) {
      case 'context':
      case 'queryInterface':
        return hostValue(this, call.span);
      case 'sequelize':
      case 'db':
        return hostValue(this.#sequelize, call.span);
      case 'Sequelize':
      case 'DataTypes':
        return hostValue(SEQUELIZE_CLASS, call.span);
      default:
        return undefined;
    }
  }

  method(name: string, call: CallSite): Value | undefined {
    const known = Object.hasOwn(CALLS, name) ? CALLS[name] : undefined;
    if (known !== undefined) {
      this.#transactions.during(optionsOf(name, call), () => {
        known(call, this.#recorder);
      });
      return undefinedAt(call.span);
    }
    // Where the context of Umzug is the instance itself.
    const ofInstance = this.#sequelize.ownMethod(name, call);
    if (ofInstance !== undefined) return ofInstance;
    const answer = answerOf(name, call);
    if (answer !== undefined) return answer;
    if (READING.test(name))
      return unknown('what is in the database is only known when the migration runs', call.span);
    this.#recorder.unreadable(unreadableReason(name), call);
    return undefinedAt(call.span);
  }
}

function unreadableReason(name: string): string {
  return name.startsWith('dropAll')
    ? `${name}() drops what is in the database when it runs`
    : `what ${name}() of the query interface does is not known`;
}

/** The last argument of most calls; that of an index or a constraint holds the columns too. */
function optionsOf(name: string, { args }: CallSite): Value | undefined {
  if (name === 'addIndex' || name === 'addConstraint') return args[1]?.type === 'array' ? args[2] : args[1];
  return args[OPTIONS_BEHIND[name] ?? args.length];
}

/** The instance: `queryInterface.sequelize`. */
export class Sequelize implements Host {
  readonly name = 'sequelize';
  readonly sends = true;
  readonly #recorder: Recorder;
  readonly #transactions: Transactions;
  readonly #queryInterface: Host;

  constructor(recorder: Recorder, transactions: Transactions, queryInterface: Host) {
    this.#recorder = recorder;
    this.#transactions = transactions;
    this.#queryInterface = queryInterface;
  }

  get(property: string, call: CallSite): Value | undefined {
    const { span } = call;
    switch (property) {
      case 'queryInterface':
        return hostValue(this.#queryInterface, span);
      case 'sequelize':
        return hostValue(this, span);
      case 'options':
      case 'dialect': {
        const name = property === 'options' ? 'dialect' : 'name';
        return objectValue(new Map([[name, dialect(call)]]), span, false);
      }
      case 'Sequelize':
      case 'constructor':
        return hostValue(SEQUELIZE_CLASS, span);
      default:
        return SEQUELIZE_CLASS.get?.(property, call);
    }
  }

  method(name: string, call: CallSite): Value | undefined {
    const own = this.ownMethod(name, call) ?? SEQUELIZE_CLASS.method?.(name, call);
    if (own !== undefined) return own;
    // The instance hands these to its query interface.
    if (name === 'createSchema' || name === 'dropSchema') return this.#queryInterface.method?.(name, call);
    if (CHANGING.has(name)) {
      this.#recorder.unreadable(`what sequelize.${name}() does depends on the models of the project`, call);
      return undefinedAt(call.span);
    }
    return undefined;
  }

  /** The methods that a query interface has not. */
  ownMethod(name: string, call: CallSite): Value | undefined {
    switch (name) {
      case 'query': {
        const [sql, options] = call.args;
        const query = querySql(sql, options);
        this.#transactions.during(options, () => {
          this.#recorder.sqlOf(query, call);
        });
        // With the type SELECT there are rows, without it rows and what else the driver tells.
        const list = entryOf(options, 'type') === undefined ? 'pair' : 'rows';
        return answerOfQuery(query, call.span, list);
      }
      case 'transaction':
        return this.#transactions.start(call);
      case 'getDialect':
        return dialect(call);
      case 'getQueryInterface':
        return hostValue(this.#queryInterface, call.span);
      default:
        return undefined;
    }
  }
}

const CHANGING: ReadonlySet<string> = new Set(['drop', 'dropAllSchemas', 'sync', 'truncate', 'destroyAll']);

function dialect({ span }: CallSite): Value {
  return { type: 'string', text: Text.of('postgres', span), span };
}
