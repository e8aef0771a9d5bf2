import { answerOfQuery } from '../asked-sql.ts';
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
import { remove, insert, update } from './data-sql.ts';
import { QueryBuilder } from './query-builder.ts';
import { Sender, sendOn, type Session } from './sender.ts';
import { tableRef } from './table.ts';

/** A data source. Its own methods take another connection than that of the query runner. */
export function connection(session: Session): Host {
  return {
    name: 'connection',
    sends: true,
    get: (property, { span }) => {
      switch (property) {
        case 'driver':
          return objectValue(new Map([['options', optionsAt(span)]]), span, false);
        case 'options':
          return optionsAt(span);
        case 'manager':
          return hostValue(manager(session, true), span);
        default:
          return undefined;
      }
    },
    method: (name, call) => managerMethod(name, call, session, true),
  };
}

/** ddlint reads migrations for Postgres: where the code asks, it is told so. */
function optionsAt(span: CallSite['span']): Value {
  const type: Value = { type: 'string', text: Text.of('postgres', span), span };
  return objectValue(new Map([['type', type]]), span, false);
}

/** An entity manager; `isOutside` where it is not that of the query runner. */
export function manager(session: Session, isOutside = false): Host {
  return {
    name: 'manager',
    sends: true,
    get: (property, { span }) =>
      property === 'connection' || property === 'dataSource'
        ? hostValue(connection(session), span)
        : undefined,
    method: (name, call) => managerMethod(name, call, session, isOutside),
  };
}

/** A repository: the manager's methods without their first argument. */
function repository(entity: Value, session: Session, isOutside: boolean): Host {
  return {
    name: 'repository',
    sends: true,
    method: (name, call) => {
      const args = name === 'query' ? call.args : [entity, ...call.args];
      return managerMethod(name, { ...call, args }, session, isOutside);
    },
  };
}

const READS =
  /^(?:find|count|exist|get|has|sum$|average$|minimum$|maximum$|create$|merge$|preload$|stream$|release$)/;

function managerMethod(name: string, call: CallSite, session: Session, isOutside: boolean): Value {
  const { args, span } = call;
  const [first] = args;
  switch (name) {
    case 'createQueryBuilder':
      return hostValue(new QueryBuilder({ table: first }, session, isOutside), span);
    case 'getRepository':
    case 'getTreeRepository':
      return hostValue(repository(first ?? undefinedAt(span), session, isOutside), span);
    case 'createQueryRunner':
      return hostValue(manager(session, true), span);
    case 'transaction': {
      const body = args.find((arg) => arg.type === 'function');
      const inner = hostValue(manager(session, isOutside), span);
      return body === undefined ? undefinedAt(span) : call.run.call(body, [inner], span);
    }
    default:
      if (!READS.test(name))
        sendOn(session, isOutside, () => {
          sendData(name, call, session);
        });
      return name === 'query' ? answerOfQuery(first, span) : unknown(`what ${name}() answers`, span);
  }
}

function sendData(name: string, call: CallSite, { recorder, database }: Session): void {
  const [entity, first, second] = call.args;
  const sender = new Sender(call, database, recorder);
  const ref = tableRef(entity, call.span);
  switch (name) {
    case 'query':
      sender.query(entity);
      return;
    case 'update':
      update(sender, ref, { criteria: first, values: second });
      return;
    case 'delete':
      remove(sender, ref, { criteria: first });
      return;
    case 'insert':
      insert(sender, ref, first);
      return;
    case 'clear':
      sender.truncate(ref.path);
      return;
    case 'save':
    case 'upsert':
    case 'remove':
    case 'softRemove':
    case 'softDelete':
    case 'restore':
    case 'recover':
    case 'increment':
    case 'decrement':
      recorder.unreadable(`what ${name}() writes, the entity decides`, call);
      return;
    default:
      recorder.unreadable(`${name}() of TypeORM's entity manager is not known`, call);
  }
}
