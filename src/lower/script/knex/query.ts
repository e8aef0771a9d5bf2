import type { Span } from '../../../operation.ts';
import type { Recorder } from '../recorder.ts';
import type { Sender } from './sender.ts';
import { listed, quotedText, sqlAt, type SqlPart } from '../sql-text.ts';
import { Text } from '../text.ts';
import { hostValue, isNullish, stringOf, truthOf, unknown, type CallSite, type Value } from '../value.ts';
import { across, adopt, columnsText, constantText, nameText, nodeOf, SqlNode, placeOf } from './node.ts';
import { assignments, counted, insertedText } from './query-data.ts';
import { AGGREGATES, COLUMNS, JOIN, LOCKS, NEUTRAL, WHERE, WRITES, type QueryKind } from './query-methods.ts';
import { Conditions } from './query-where.ts';
import { bind } from './raw.ts';

/** `knex('table')` and what is chained to it; it is sent unless another statement takes it in. */
export class QueryBuilder extends SqlNode {
  readonly name = 'the query builder';
  readonly #sender: Sender;
  readonly #where: Conditions;
  readonly #columns: Text[] = [];
  readonly #joins: { readonly table: Text; readonly sql: Text; readonly on: Conditions }[] = [];
  readonly #with: Text[] = [];
  #table: Value | undefined;
  #schema: Text | undefined;
  #kind: QueryKind = 'select';
  #data: Text | undefined;
  #limit: Text | undefined;
  #lock: Text | undefined;
  #conflict: Text | undefined;
  #conflictAction: Text | undefined;
  #from: Text | undefined;
  #place: Span;
  /** The call that decides about the statement: an earlier one is not sent. */
  #sending = 0;

  constructor(sender: Sender, call: CallSite) {
    super();
    this.#sender = sender;
    this.#place = call.span;
    this.#where = new Conditions((callback, site) => this.#subquery(callback, site));
    [this.#table] = call.args;
    adopt(call.args);
    this.#sendAt(call);
  }

  awaited(span: Span): Value {
    return unknown('the rows of a query', span);
  }

  method(name: string, call: CallSite): Value | undefined {
    const before = this.#place;
    this.#place = across(before, call.span);
    adopt(call.args);
    const result = this.#called(name, call);
    // `.then(…)` and what a plug-in adds is no part of the query.
    if (result === undefined) this.#place = before;
    return result;
  }

  #called(name: string, call: CallSite): Value | undefined {
    const kind = Object.hasOwn(WRITES, name) ? WRITES[name] : undefined;
    if (kind !== undefined) this.#write(kind, name, call);
    else if (COLUMNS.has(name) || AGGREGATES.has(name)) this.#select(name, call);
    else if (LOCKS[name] !== undefined) this.#lock = Text.frame(` ${LOCKS[name]}`, call.span);
    else if (WHERE.test(name)) this.#where.add(name, call);
    else if (JOIN.test(name)) this.#join(name, call);
    else if (!NEUTRAL.has(name) && !/[hH]aving/.test(name)) return this.#other(name, call);
    return hostValue(this, call.span);
  }

  #other(name: string, call: CallSite): Value | undefined {
    const { args, span } = call;
    const [first, ...rest] = args;
    switch (name) {
      case 'modify':
        if (first !== undefined) call.run.call(first, [hostValue(this, span), ...rest], span);
        return hostValue(this, span);
      case 'columnInfo':
        this.isPart = true;
        return unknown('what the database holds', span);
      case 'toString':
      case 'toQuery':
        this.isPart = true;
        return { type: 'string', text: this.sql, span };
      case 'clone':
        return hostValue(this.#clone(call), span);
      default:
        return this.#clause(name, call) ? hostValue(this, span) : undefined;
    }
  }

  /** Whether the method is one that adds a clause. */
  #clause(name: string, call: CallSite): boolean {
    const { args, span } = call;
    const [first, second] = args;
    switch (name) {
      case 'from':
      case 'table':
      case 'into':
        this.#table = first;
        break;
      case 'withSchema':
        this.#schema = quotedText(first?.type === 'string' ? first.text.within(span) : Text.hole(span));
        break;
      case 'with':
      case 'withRecursive':
        this.#with.push(sqlAt(span)`${nameText(first, span)} as (${this.#nested(second, call)})`);
        break;
      case 'limit':
        this.#limit = sqlAt(span)` limit ${constantText(first, span)}`;
        break;
      case 'onConflict':
        this.#conflict = sqlAt(
          span,
        )` on conflict${first === undefined ? '' : [' (', columnsText(first, span), ')']}`;
        break;
      case 'ignore':
        this.#conflictAction = Text.frame(' do nothing', span);
        break;
      case 'merge':
        this.#conflictAction = sqlAt(span)` do update set ${mergedText(first, span)}`;
        break;
      case 'updateFrom':
        this.#from = sqlAt(span)` from ${nameText(first, span)}`;
        break;
      case 'using':
        this.#from = sqlAt(span)` using ${columnsText(first, span)}`;
        break;
      case 'joinRaw':
        this.#joinRaw(call);
        break;
      default:
        return false;
    }
    return true;
  }

  override get nested(): Text {
    return this.#kind === 'select' ? sqlAt(this.#place)`(${this.sql})` : this.sql;
  }

  get sql(): Text {
    return this.#compiled() ?? Text.hole(this.#place);
  }

  /** The conditions without WHERE, for the predicate of an index. */
  get predicate(): Text | undefined {
    return this.#where.sql;
  }

  #compiled(): Text | undefined {
    const sql = sqlAt(this.#place);
    const conditions = this.#where.sql;
    const where = conditions === undefined ? undefined : [' where ', conditions];
    const ctes = this.#with.length === 0 ? undefined : ['with ', listed(this.#with, this.#place), ' '];
    switch (this.#kind) {
      case 'select': {
        const columns = this.#columns.length === 0 ? '*' : listed(this.#columns, this.#place);
        const from = this.#table === undefined ? undefined : [' from ', this.#tableText()];
        return sql`${ctes}select ${columns}${from}${this.#joinsText()}${where}${this.#limit}${this.#lock}`;
      }
      case 'insert': {
        if (this.#data === undefined) return undefined;
        const conflict =
          this.#conflictAction === undefined ? undefined : [this.#conflict, this.#conflictAction];
        return sql`${ctes}insert into ${this.#tableText()} ${this.#data}${conflict}`;
      }
      case 'update':
        return sql`${ctes}update ${this.#tableText()} set ${this.#data}${this.#from}${where}`;
      case 'delete':
        return this.#deletion(ctes);
      case 'truncate':
        return sql`truncate ${this.#tableText()} restart identity`;
      default:
        return this.#kind satisfies never;
    }
  }

  /** Knex writes the joins of a DELETE as USING, and their conditions into its WHERE. */
  #deletion(ctes: SqlPart): Text {
    const sql = sqlAt(this.#place);
    const using =
      this.#joins.length === 0
        ? this.#from
        : [
            ' using ',
            listed(
              this.#joins.map(({ table }) => table),
              this.#place,
            ),
          ];
    const all = [this.#where, ...this.#joins.map(({ on }) => on)]
      .map((conditions) => conditions.sql)
      .filter((part) => part !== undefined);
    const where = all.map((part, index): SqlPart => [index === 0 ? ' where ' : ' and ', part]);
    return sql`${ctes}delete from ${this.#tableText()}${using}${where}`;
  }

  #tableText(): Text {
    const own = nameText(this.#table, this.#place);
    return this.#schema === undefined ? own : sqlAt(this.#place)`${this.#schema}.${own}`;
  }

  #joinsText(): SqlPart {
    return this.#joins.map(({ sql, on }): SqlPart => [
      ' ',
      sql,
      on.sql === undefined ? undefined : [' on ', on.sql],
    ]);
  }

  #write(kind: QueryKind, name: string, call: CallSite): void {
    const { args, span } = call;
    this.#kind = kind;
    if (name === 'increment') this.#data = counted('+', args, span);
    else if (name === 'decrement') this.#data = counted('-', args, span);
    else if (kind === 'update') this.#data = assignments(args, span);
    else if (kind === 'insert') this.#data = insertedText(args[0], span);
    this.#sendAt(call);
  }

  #select(name: string, { args, span }: CallSite): void {
    const columns = args.flatMap((arg) => (arg.type === 'array' ? arg.items : [arg]));
    if (!AGGREGATES.has(name)) {
      this.#columns.push(...columns.map((column) => nameText(column, span)));
      return;
    }
    const [column] = columns;
    const aggregate = name === 'countDistinct' ? 'count(distinct ' : `${name}(`;
    const plain = stringOf(column)?.replace(/ as .*$/i, '');
    const isAll = column === undefined || isNullish(column) || plain === '*';
    const known: Value | undefined =
      plain === undefined || column === undefined
        ? column
        : { type: 'string', text: Text.of(plain, column.span), span: column.span };
    this.#columns.push(sqlAt(span)`${aggregate}${isAll ? '*' : nameText(known, span)})`);
  }

  #join(name: string, call: CallSite): void {
    const { args, span } = call;
    const [table, first, ...rest] = args;
    const match = JOIN.exec(name);
    const kind = `${match?.[1] ?? 'inner'}${match?.[2] === undefined ? '' : ' outer'} join`;
    const on = new Conditions((callback, site) => this.#subquery(callback, site), true);
    if (first !== undefined) on.add('on', { ...call, args: [first, ...rest] });
    const text = nameText(table, span);
    this.#joins.push({ table: text, sql: sqlAt(span)`${kind} ${text}`, on });
  }

  #joinRaw({ args: [first, bindings], span }: CallSite): void {
    const sql = first?.type === 'string' ? bind(first.text, bindings, span) : constantText(first, span);
    this.#joins.push({ table: sql, sql, on: new Conditions(() => Text.hole(span)) });
  }

  #nested(value: Value | undefined, call: CallSite): Text {
    if (value?.type === 'function') return this.#subquery(value, call);
    return nodeOf(value)?.sql ?? Text.hole(placeOf(value, call.span));
  }

  /** A query that a callback builds. */
  #subquery(callback: Value, call: CallSite): Text {
    const inner = new QueryBuilder(this.#sender, { ...call, args: [] });
    inner.isPart = true;
    const self = hostValue(inner, callback.span);
    call.run.call(callback, [self], call.span, self);
    return inner.sql;
  }

  #clone(call: CallSite): QueryBuilder {
    const copy = new QueryBuilder(this.#sender, { ...call, args: [] });
    copy.#table = this.#table;
    copy.#schema = this.#schema;
    copy.#where.addAll(this.#where);
    copy.#columns.push(...this.#columns);
    copy.#joins.push(...this.#joins);
    copy.#with.push(...this.#with);
    return copy;
  }

  /** A query is sent where it starts, a statement that writes where it says so. */
  #sendAt(call: CallSite): void {
    this.#sending += 1;
    const sending = this.#sending;
    const complete = (recorder: Recorder, site: CallSite): void => {
      if (this.isPart || this.#sending !== sending) return;
      if (this.#table === undefined && this.#kind === 'select') return;
      const sql = this.#compiled();
      if (sql !== undefined) recorder.built(sql, { ...site, span: this.#place });
    };
    this.#sender.through(() => {
      this.#sender.recorder.later(call, complete);
    });
  }
}

function mergedText(value: Value | undefined, place: Span): Text {
  if (value?.type === 'object' && truthOf(value) === true) return assignments([value], place);
  const columns = value?.type === 'array' ? value.items : [undefined];
  return listed(
    columns.map((column) => {
      const name = column === undefined ? Text.hole(place) : nameText(column, place);
      return sqlAt(place)`${name} = excluded.${name}`;
    }),
    place,
  );
}
