import { sqlAt } from '../sql-text.ts';
import { Text } from '../text.ts';
import { hostValue, undefinedAt, unknown, type CallSite, type Host, type Value } from '../value.ts';
import { criteriaSql, insert, remove, update } from './data-sql.ts';
import { Sender, sendOn, type Session } from './sender.ts';
import { tableRef } from './table.ts';

interface Query {
  readonly kind?: 'update' | 'insert' | 'delete' | 'other';
  readonly table: Value | undefined;
  readonly values?: Value | undefined;
  readonly conditions?: readonly Text[];
}

/** `createQueryBuilder()`: each call gives a builder that knows more, and `execute()` sends. */
export class QueryBuilder implements Host {
  readonly name = 'the query builder';
  readonly sends = true;
  readonly #query: Query;
  readonly #session: Session;
  readonly #isOutside: boolean;

  constructor(query: Query, session: Session, isOutside: boolean) {
    this.#query = query;
    this.#session = session;
    this.#isOutside = isOutside;
  }

  method(name: string, call: CallSite): Value {
    const { args, span } = call;
    if (name === 'execute') {
      sendOn(this.#session, this.#isOutside, () => {
        this.#execute(call);
      });
      return unknown('what the query answers', span);
    }
    if (/^(?:get|stream|has)/.test(name)) return unknown(`what ${name}() answers`, span);
    return hostValue(new QueryBuilder(this.#with(name, args, call), this.#session, this.#isOutside), span);
  }

  #with(name: string, args: readonly Value[], call: CallSite): Query {
    const query = this.#query;
    const [first] = args;
    switch (name) {
      case 'update':
        // `update({…})` with the table given before.
        return first?.type === 'object'
          ? { ...query, kind: 'update', values: first }
          : { ...query, kind: 'update', table: first ?? query.table };
      case 'insert':
        return { ...query, kind: 'insert' };
      case 'delete':
        return { ...query, kind: 'delete' };
      case 'softDelete':
      case 'restore':
      case 'relation':
        return { ...query, kind: 'other' };
      case 'into':
      case 'from':
        return { ...query, table: first ?? query.table };
      case 'set':
      case 'values':
        return { ...query, values: first };
      case 'where':
        return { ...query, conditions: conditionsOf(first, call) };
      case 'andWhere':
      case 'orWhere':
        return { ...query, conditions: this.#joined(name === 'andWhere' ? ' AND ' : ' OR ', first, call) };
      case 'whereInIds':
        return { ...query, conditions: [sqlAt(call.span)`"id" IN ($1)`] };
      default:
        return query;
    }
  }

  #joined(word: string, condition: Value | undefined, call: CallSite): readonly Text[] {
    const before = this.#query.conditions ?? [];
    const added = conditionsOf(condition, call);
    const sql = sqlAt(call.span);
    return before.length === 0 ? added : [...before, sql`${word}${added}`];
  }

  #execute(call: CallSite): void {
    const { recorder, database } = this.#session;
    const { kind, table, values, conditions } = this.#query;
    const sender = new Sender(call, database, recorder);
    const ref = tableRef(table, call.span);
    switch (kind) {
      case 'update':
        update(sender, ref, { values, conditions: conditions ?? [] });
        return;
      case 'delete':
        remove(sender, ref, { conditions: conditions ?? [] });
        return;
      case 'insert':
        insert(sender, ref, values);
        return;
      case 'other':
        recorder.unreadable('what this query writes, the entity decides', call);
        return;
      case undefined:
        return;
    }
  }
}

/** A condition as SQL, with `:name` and `:...name` as the parameters that they are; an object of columns. */
function conditionsOf(condition: Value | undefined, { span }: CallSite): readonly Text[] {
  const value = condition ?? undefinedAt(span);
  if (value.type === 'object') return criteriaSql(value);
  return [value.type === 'string' ? withParameters(value.text) : Text.hole(value.span)];
}

function withParameters(text: Text): Text {
  const parts: Text[] = [];
  let at = 0;
  for (const match of text.value.matchAll(/(?<!:):(?:\.\.\.)?[A-Za-z0-9_.]+/g)) {
    const end = match.index + match[0].length;
    parts.push(text.slice(at, match.index), Text.of('$1', text.spanOf({ start: match.index, end })));
    at = end;
  }
  return Text.join([...parts, text.slice(at)]);
}
