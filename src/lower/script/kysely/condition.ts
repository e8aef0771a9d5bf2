import type { Span } from '../../../operation.ts';
import { listed, sqlAt } from '../sql-text.ts';
import { Text } from '../text.ts';
import { hostValue, type CallSite, type Host, type Value } from '../value.ts';
import { at, type Kysely, immediate, itemsOf, nodeOf, parameter, reference } from './node.ts';
import { RawSql } from './sql-tag.ts';

/** How a value of the migration stands in the SQL. */
type AsSql = (value: Value, place: Span) => Text;

/**
 * The condition of `where(…)` or `eb(…)`: a column, an operator and a value, an expression, or a
 * callback that makes one. What cannot be known is a hole.
 */
export function condition(call: CallSite, kysely: Kysely, asSql: AsSql = parameter): Text {
  const { args, span } = call;
  const [left, operator, right] = args;
  if (left === undefined) return Text.hole(span);
  if (operator === undefined) return operand(left, call, kysely, asSql);
  const words =
    operator.type === 'string' ? operator.text : (nodeOf(operator)?.sql ?? Text.hole(operator.span));
  return sqlAt(span)`${columnOrNode(left, call, kysely)} ${words} ${compared(right, call, kysely, asSql)}`;
}

/** `whereRef('a', '=', 'b')` */
export function columnCondition({ args: [left, operator, right], span }: CallSite): Text {
  const words = operator?.type === 'string' ? operator.text : Text.hole(operator?.span ?? span);
  return sqlAt(span)`${reference(left, span)} ${words} ${reference(right, span)}`;
}

function columnOrNode(value: Value, call: CallSite, kysely: Kysely): Text {
  return value.type === 'string' ? reference(value, value.span) : operand(value, call, kysely, parameter);
}

function compared(value: Value | undefined, call: CallSite, kysely: Kysely, asSql: AsSql): Text {
  if (value === undefined) return Text.hole(call.span);
  if (value.type === 'array') {
    const items = itemsOf(value, call.span).map((item) => operand(item, call, kysely, asSql));
    return sqlAt(value.span)`(${listed(items, value.span)})`;
  }
  // NULL and booleans are written out, the others sent apart.
  const isWritten = value.type === 'constant' && typeof value.value !== 'number';
  return isWritten ? immediate(value, value.span) : operand(value, call, kysely, asSql);
}

/** A value, an expression, or what a callback makes with an expression builder. */
export function operand(value: Value, call: CallSite, kysely: Kysely, asSql: AsSql = parameter): Text {
  if (value.type !== 'function') return asSql(value, value.span);
  const made = call.run.call(value, [hostValue(expressionBuilder(kysely, asSql), value.span)], value.span);
  return nodeOf(made)?.nested ?? Text.hole(value.span);
}

/** `eb`, as callbacks get it. https://kysely-org.github.io/kysely-apidoc/interfaces/ExpressionBuilder.html */
export function expressionBuilder(kysely: Kysely, asSql: AsSql): Host {
  const made = (sql: Text, span: Span): Value => at(new RawSql(sql, kysely.recorder), span);
  const self: Host = {
    name: 'eb',
    call: (call) => made(condition(call, kysely, asSql), call.span),
    get(property, { span }) {
      if (property === 'eb') return hostValue(self, span);
      if (property === 'fn') return hostValue(functionModule(kysely), span);
      return hostValue(method(property), span);
    },
    method(name, call) {
      const { args, span } = call;
      const [first] = args;
      if (first === undefined) return undefined;
      switch (name) {
        case 'and':
        case 'or':
          return made(combined(name, first, call, kysely, asSql), span);
        case 'not':
          return made(sqlAt(span)`not ${operand(first, call, kysely, asSql)}`, span);
        case 'exists':
          return made(sqlAt(span)`exists ${operand(first, call, kysely, asSql)}`, span);
        case 'ref':
          return made(reference(first, span), span);
        case 'val':
        case 'lit':
          return made(name === 'lit' ? immediate(first, span) : parameter(first, span), span);
        case 'parens':
          return made(
            sqlAt(
              span,
            )`(${args.length > 1 ? condition(call, kysely, asSql) : operand(first, call, kysely, asSql)})`,
            span,
          );
        case 'selectFrom':
          return kysely.query('selectFrom', call, kysely);
        default:
          return made(Text.hole(span), span);
      }
    },
  };
  /** `({ and, or, selectFrom }) => …` takes the methods from the builder. */
  const method = (name: string): Host => ({
    name: `eb.${name}`,
    call: (call) => self.method?.(name, call) ?? made(Text.hole(call.span), call.span),
  });
  return self;
}

/** The conditions of a list, or those that the entries of an object mean. */
function combined(word: 'and' | 'or', parts: Value, call: CallSite, kysely: Kysely, asSql: AsSql): Text {
  const conditions =
    parts.type === 'object' && parts.complete
      ? [...parts.entries].map(([name, value]) => {
          const place = parts.keys?.get(name) ?? parts.span;
          const column: Value = { type: 'string', text: Text.of(name, place), span: place };
          return sqlAt(place)`${reference(column, place)} = ${compared(value, call, kysely, asSql)}`;
        })
      : itemsOf(parts, call.span).map((part) => operand(part, call, kysely, asSql));
  const [only] = conditions;
  if (only !== undefined && conditions.length === 1) return only;
  const joined = conditions.map((text, index) => (index === 0 ? [text] : [` ${word} `, text]));
  return sqlAt(call.span)`(${joined})`;
}

/** `eb.fn`: functions by their name; their arguments are columns. */
function functionModule({ recorder }: Kysely): Host {
  return {
    name: 'eb.fn',
    call: ({ args: [name, list], span }) =>
      called(name?.type === 'string' ? name.text : Text.hole(span), itemsOf(list, span), span),
    method: (name, { args, span }) => called(Text.of(name === 'countAll' ? 'count' : name, span), args, span),
  };

  function called(name: Text, list: readonly Value[], span: Span): Value {
    const columns = list.map((item) => reference(item, span));
    const args = columns.length === 0 ? Text.of('*', span) : listed(columns, span);
    return at(new RawSql(sqlAt(span)`${name}(${args})`, recorder), span);
  }
}
