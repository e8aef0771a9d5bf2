import type { Span } from '../../../operation.ts';
import { listed, sqlAt, type SqlPart } from '../sql-text.ts';
import { Text } from '../text.ts';
import { booleanOf, hostValue, isNullish, stringOf, type CallSite, type Host, type Value } from '../value.ts';
import { columnsText, constantText, nameText, nodeOf, placeOf } from './node.ts';
import { bind } from './raw.ts';

/** A condition with the word that joins it to those before it. */
interface Clause {
  readonly word: 'and' | 'or';
  readonly sql: Text;
}

/** What runs a callback with a builder of its own: a group of conditions, or a subquery. */
export type SubqueryOf = (callback: Value, call: CallSite) => Text;

const METHOD = /^(and|or)?(?:where|Where|having|Having|on|On)(Not(?!e))?(.*)$/;

/** The conditions of a WHERE, a HAVING or a join. */
export class Conditions {
  readonly #clauses: Clause[] = [];
  readonly #subquery: SubqueryOf;
  /** The right side of a comparison is a column, as in a join. */
  readonly #comparesColumns: boolean;

  constructor(subquery: SubqueryOf, comparesColumns = false) {
    this.#subquery = subquery;
    this.#comparesColumns = comparesColumns;
  }

  get isEmpty(): boolean {
    return this.#clauses.length === 0;
  }

  /** All of them, or undefined where there are none. */
  get sql(): Text | undefined {
    if (this.#clauses.length === 0) return undefined;
    return Text.join(
      this.#clauses.flatMap(({ word, sql }, index) =>
        index === 0 ? [sql] : [Text.frame(` ${word} `, wholeOf(sql)), sql],
      ),
    );
  }

  /** Those of another query. */
  addAll(others: Conditions): void {
    this.#clauses.push(...others.#clauses);
  }

  /** Whether the method is one that adds a condition. */
  add(method: string, call: CallSite): boolean {
    const match = METHOD.exec(method);
    if (match === null) return false;
    const [, word, not = '', kind = ''] = match;
    const sql = this.#condition(kind, not !== '', call);
    if (sql !== undefined) this.#clauses.push({ word: word === 'or' ? 'or' : 'and', sql });
    return true;
  }

  #condition(kind: string, isNot: boolean, call: CallSite): Text | undefined {
    const { args, span } = call;
    const [first, second, third] = args;
    const sql = sqlAt(span);
    const not = isNot ? 'not ' : '';
    const column = (): Text => nameText(first, span);
    switch (kind) {
      case '':
        return this.#basic(not, call);
      case 'Null':
        return sql`${column()} is ${not}null`;
      case 'In':
        return sql`${this.#tuple(first, span)} ${not}in ${this.#list(second, call)}`;
      case 'Between': {
        const [low, high] = second?.type === 'array' ? second.items : [];
        return sql`${column()} ${not}between ${constantText(low, span)} and ${constantText(high, span)}`;
      }
      case 'Exists':
        return sql`${not}exists (${this.#nested(first, call)})`;
      case 'Like':
      case 'ILike':
        return sql`${column()} ${not}${kind.toLowerCase()} ${constantText(second, span)}`;
      case 'Raw':
        return sql`${not}${first?.type === 'string' ? bind(first.text, second, span) : constantText(first, span)}`;
      case 'Column':
        return third === undefined
          ? sql`${column()} = ${nameText(second, span)}`
          : sql`${column()} ${operator(second, span)} ${nameText(third, span)}`;
      case 'Val':
        return third === undefined
          ? sql`${column()} = ${constantText(second, span)}`
          : sql`${column()} ${operator(second, span)} ${constantText(third, span)}`;
      default:
        return Text.hole(span);
    }
  }

  #basic(not: string, call: CallSite): Text | undefined {
    const { args, span } = call;
    const [first, second, third] = args;
    const sql = sqlAt(span);
    if (args.length === 1 && first !== undefined) return this.#single(first, not, call);
    if (third === undefined) {
      if (second === undefined || isNullish(second)) return sql`${nameText(first, span)} is ${not}null`;
      return sql`${not}${nameText(first, span)} = ${this.#operand(second, call)}`;
    }
    const by = stringOf(second)?.toLowerCase();
    if (by === 'in' || by === 'not in')
      return sql`${not}${nameText(first, span)} ${by} ${this.#list(third, call)}`;
    if (isNullish(third)) {
      const is = by === '!=' || by === '<>' || by === 'is not' ? 'is not' : 'is';
      return sql`${nameText(first, span)} ${is} null`;
    }
    return sql`${not}${nameText(first, span)} ${operator(second, span)} ${this.#operand(third, call)}`;
  }

  /** `where({ a: 1 })`, `where((q) => …)`, `where(knex.raw(…))`, `where(true)` */
  #single(value: Value, not: string, call: CallSite): Text | undefined {
    const { span } = call;
    const sql = sqlAt(span);
    if (value.type === 'object') {
      const parts = [...value.entries].map(([name, entry]): SqlPart => {
        const key: Value = {
          type: 'string',
          text: Text.of(name, value.keys?.get(name) ?? entry.span),
          span: entry.span,
        };
        return isNullish(entry)
          ? sql`${nameText(key, span)} is ${not}null`
          : sql`${not}${nameText(key, span)} = ${this.#operand(entry, call)}`;
      });
      if (!value.complete) parts.push(Text.hole(placeOf(value, span)));
      return parts.length === 0 ? undefined : and(parts, span);
    }
    if (value.type === 'function') {
      const inner = new Conditions(this.#subquery, this.#comparesColumns);
      const self = hostValue(inner.#host(), value.span);
      call.run.call(value, [self], span, self);
      return inner.sql === undefined ? undefined : sql`${not}(${inner.sql})`;
    }
    const truth = booleanOf(value);
    if (truth !== undefined) return sql`1 = ${truth ? '1' : '0'}`;
    const node = nodeOf(value);
    return node === undefined ? Text.hole(placeOf(value, span)) : sql`${not}${node.sql}`;
  }

  /** The builder that a group of conditions is built with. */
  #host(): Host {
    const host: Host = {
      name: 'the query builder',
      method: (name, call) => (this.add(name, call) ? hostValue(host, call.span) : undefined),
    };
    return host;
  }

  #operand(value: Value, call: CallSite): Text {
    if (value.type === 'function') return sqlAt(call.span)`(${this.#subquery(value, call)})`;
    return this.#comparesColumns ? nameText(value, call.span) : constantText(value, call.span);
  }

  #nested(value: Value | undefined, call: CallSite): Text {
    if (value?.type === 'function') return this.#subquery(value, call);
    return nodeOf(value)?.sql ?? Text.hole(placeOf(value, call.span));
  }

  #tuple(columns: Value | undefined, place: Span): Text {
    if (columns?.type !== 'array') return nameText(columns, place);
    return sqlAt(place)`(${columnsText(columns, place)})`;
  }

  #list(value: Value | undefined, call: CallSite): Text {
    const { span } = call;
    const sql = sqlAt(span);
    if (value?.type !== 'array') return sql`(${this.#nested(value, call)})`;
    const items = value.items.map((item): SqlPart => {
      if (item.type !== 'array') return constantText(item, span);
      return sql`(${listed(
        item.items.map((part) => constantText(part, span)),
        span,
      )})`;
    });
    if (!value.complete || items.length === 0) items.push(Text.hole(placeOf(value, span)));
    return sql`(${listed(items, span)})`;
  }
}

function and(parts: readonly SqlPart[], place: Span): Text {
  return sqlAt(place)`${parts.map((part, index) => (index === 0 ? part : [' and ', part]))}`;
}

function operator(value: Value | undefined, place: Span): Text {
  const known = stringOf(value);
  return known === undefined ? (nodeOf(value)?.sql ?? Text.frame('=', place)) : Text.frame(known, place);
}

function wholeOf(text: Text): Span {
  return text.spanOf({ start: 0, end: text.value.length });
}
