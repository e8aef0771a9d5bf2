import type { Span } from '../../../operation.ts';
import { listed, type SqlPart, sqlAt } from '../sql-text.ts';
import { Text } from '../text.ts';
import { hostValue, stringOf, type CallSite, type Host, type Value } from '../value.ts';
import { at, type Kysely, immediate, itemsOf, nodeOf, parameter, reference } from './node.ts';
import { RawSql } from './sql-tag.ts';

/** A call that writes an expression. */
interface Writing {
  readonly call: CallSite;
  readonly kysely: Kysely;
  /** How values stand in the SQL: sent apart from it, or written into it. */
  readonly asSql?: (value: Value, place: Span) => Text;
}

/**
 * The condition of `where(…)` or `eb(…)`: a column, an operator and a value, an expression, or a
 * callback that makes one. What cannot be known is a hole.
 */
export function condition(writing: Writing): Text {
  const { args, span } = writing.call;
  const [left, operator, right] = args;
  if (left === undefined) return Text.hole(span);
  if (operator === undefined) return operand(left, writing);
  const column = left.type === 'string' ? reference(left, left.span) : operand(left, writing);
  return sqlAt(span)`${column} ${operatorText(operator)} ${compared(right, writing, stringOf(operator))}`;
}

/** `whereRef('a', '=', 'b')` */
export function columnCondition({ args: [left, operator, right], span }: CallSite): Text {
  const words = operator === undefined ? Text.hole(span) : operatorText(operator);
  return sqlAt(span)`${reference(left, span)} ${words} ${reference(right, span)}`;
}

function operatorText(operator: Value): Text {
  if (operator.type === 'string') return operator.text;
  return nodeOf(operator)?.sql ?? Text.hole(operator.span);
}

function compared(value: Value | undefined, writing: Writing, operator = '='): Text {
  if (value === undefined) return Text.hole(writing.call.span);
  if (value.type === 'array') {
    const items = itemsOf(value, writing.call.span).map((item) => operand(item, writing));
    return sqlAt(value.span)`(${listed(items, value.span)})`;
  }
  // Behind IS, NULL and booleans are written out; other values are sent apart.
  const isWritten = /^is\b/i.test(operator) && value.type === 'constant' && typeof value.value !== 'number';
  return isWritten ? immediate(value, value.span) : operand(value, writing);
}

/** A value, an expression, or what a callback makes with an expression builder. */
export function operand(value: Value, writing: Writing): Text {
  const { asSql = parameter } = writing;
  if (value.type !== 'function') return asSql(value, value.span);
  return nodeOf(madeBy(value, writing))?.nested ?? Text.hole(value.span);
}

/** What a callback makes with an expression builder; the value itself where it is no callback. */
export function madeBy(value: Value | undefined, writing: Writing): Value | undefined {
  if (value?.type !== 'function') return value;
  const eb = hostValue(expressionBuilder(writing), value.span);
  return writing.call.run.call(value, [eb], value.span);
}

/** `eb`, as callbacks get it. https://kysely-org.github.io/kysely-apidoc/interfaces/ExpressionBuilder.html */
function expressionBuilder({ kysely, ...how }: Omit<Writing, 'call'>): Host {
  const made = (sql: Text, span: Span): Value => at(new RawSql(sql, kysely.recorder), span);
  const method = (name: string, call: CallSite): Value | undefined => {
    const { args, span } = call;
    const [first] = args;
    if (first === undefined) return undefined;
    const writing: Writing = { ...how, call, kysely };
    switch (name) {
      case 'and':
      case 'or':
        return made(combined(name, first, writing), span);
      case 'not':
      case 'exists':
        return made(sqlAt(span)`${name} ${operand(first, writing)}`, span);
      case 'ref':
        return made(reference(first, span), span);
      case 'val':
        return made(parameter(first, span), span);
      case 'lit':
        return made(immediate(first, span), span);
      case 'parens':
        return made(sqlAt(span)`(${condition(writing)})`, span);
      case 'selectFrom':
        return kysely.query(name, call, kysely);
      default:
        return made(Text.hole(span), span);
    }
  };
  const self: Host = {
    name: 'eb',
    call: (call) => made(condition({ ...how, call, kysely }), call.span),
    method,
    // `({ eb, and, fn }) => …` takes the methods from the builder.
    get(property, { span }) {
      if (property === 'eb') return hostValue(self, span);
      if (property === 'fn') return hostValue(functionModule(kysely), span);
      const call = (site: CallSite): Value => method(property, site) ?? made(Text.hole(site.span), site.span);
      return hostValue({ name: `eb.${property}`, call }, span);
    },
  };
  return self;
}

/** The conditions of a list, or those that the entries of an object mean. */
function combined(word: 'and' | 'or', parts: Value, writing: Writing): Text {
  const { span } = writing.call;
  const all =
    parts.type === 'object' && parts.complete
      ? [...parts.entries].map(([name, value]) => {
          const place = parts.keys?.get(name) ?? parts.span;
          const column: Value = { type: 'string', text: Text.of(name, place), span: place };
          return sqlAt(place)`${reference(column, place)} = ${compared(value, writing)}`;
        })
      : itemsOf(parts, span).map((part) => operand(part, writing));
  const [only] = all;
  if (only !== undefined && all.length === 1) return only;
  return sqlAt(span)`(${all.map((text, index): SqlPart => (index === 0 ? text : [` ${word} `, text]))})`;
}

/** `eb.fn`: functions by their name; their arguments are columns. */
function functionModule({ recorder }: Kysely): Host {
  const called = (name: Text, list: readonly Value[], span: Span): Value => {
    const columns = list.map((item) => reference(item, span));
    const args = columns.length === 0 ? Text.of('*', span) : listed(columns, span);
    return at(new RawSql(sqlAt(span)`${name}(${args})`, recorder), span);
  };
  return {
    name: 'eb.fn',
    call: ({ args: [name, list], span }) =>
      called(name?.type === 'string' ? name.text : Text.hole(span), itemsOf(list, span), span),
    method: (name, { args, span }) => called(Text.of(name === 'countAll' ? 'count' : name, span), args, span),
  };
}
