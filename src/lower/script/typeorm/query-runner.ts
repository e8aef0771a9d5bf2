import { answerTo } from '../asked.ts';
import { answerOfQuery } from '../asked-sql.ts';
import { constant, hostValue, undefinedAt, unknown, type CallSite, type Host, type Value } from '../value.ts';
import { connection, manager } from './manager.ts';
import { METHODS } from './methods.ts';
import { Sender, type Database, type Session } from './sender.ts';
import { columnQuestion, StoredTable, tableQuestion, tableRef } from './table.ts';

/** `queryRunner`: sends SQL, builds it, and asks the database what is there. */
export function queryRunner(session: Session): Host {
  const { recorder, database } = session;
  return {
    name: 'queryRunner',
    sends: true,
    get: (property, { span }) => {
      switch (property) {
        case 'manager':
          return hostValue(manager(session), span);
        case 'connection':
        case 'dataSource':
          return hostValue(connection(session), span);
        case 'isTransactionActive':
          return constant(database.depth > 0, span);
        default:
          return undefined;
      }
    },
    method: (name, call) => {
      const sender = new Sender(call, database, recorder);
      const send = METHODS.get(name);
      if (send !== undefined) {
        send(sender, call.args);
        return name === 'query' || name === 'sql'
          ? answerOfQuery(call.args[0], call.span)
          : undefinedAt(call.span);
      }
      const answer = ASKS.get(name);
      if (answer !== undefined) return answer(call, database);
      if (!WITHOUT_EFFECT.has(name)) recorder.unreadable(`queryRunner.${name}() is not known`, call);
      return unknown(`what queryRunner.${name}() answers`, call.span);
    },
  };
}

/** They read, or change what TypeORM itself keeps. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  'connect',
  'release',
  'getDatabases',
  'getSchemas',
  'getCurrentDatabase',
  'getCurrentSchema',
  'hasDatabase',
  'hasSchema',
  'getTables',
  'getView',
  'getViews',
  'stream',
  'enableSqlMemory',
  'disableSqlMemory',
  'clearSqlMemory',
  'getMemorySql',
  'getReplicationMode',
  'beforeMigration',
  'afterMigration',
]);

type Ask = (call: CallSite, database: Database) => Value;

const ASKS: ReadonlyMap<string, Ask> = new Map<string, Ask>([
  [
    'getTable',
    ({ args: [name], span }, { tables }) => {
      const ref = tableRef(name, span);
      return tables.get(ref.name.value) ?? hostValue(new StoredTable(ref, span), span);
    },
  ],
  [
    'hasTable',
    ({ args: [name], span }, { tables }) => {
      const ref = tableRef(name, span);
      return tables.has(ref.name.value) ? constant(true, span) : answerTo(tableQuestion(ref, span), span);
    },
  ],
  [
    'hasColumn',
    ({ args: [table, column], span }) => answerTo(columnQuestion(tableRef(table, span), column, span), span),
  ],
]);
