import type { Span } from '../../../operation.ts';
import { listed, literalText, quotedText, splitName, sqlAt, valueText } from '../sql-text.ts';
import { Text } from '../text.ts';
import { hostValue, isNullish, stringOf, type CallSite, type Host, type Value } from '../value.ts';
import { dataTypeOf } from './data-types.ts';

/** What `Sequelize.literal`, `fn`, `col`, `cast` and `where` give: SQL that is sent as it is. */
export class SqlExpression implements Host {
  readonly name = 'an SQL expression of Sequelize';
  readonly text: Text;

  constructor(text: Text) {
    this.text = text;
  }
}

/** Operators of `Op` by what Sequelize writes for them. */
const OPERATORS: Readonly<Record<string, string>> = {
  adjacent: '-|-',
  contained: '<@',
  contains: '@>',
  endsWith: 'LIKE',
  eq: '=',
  gt: '>',
  gte: '>=',
  iLike: 'ILIKE',
  iRegexp: '~*',
  is: 'IS',
  like: 'LIKE',
  lt: '<',
  lte: '<=',
  match: '@@',
  ne: '!=',
  notILike: 'NOT ILIKE',
  notIRegexp: '!~*',
  notLike: 'NOT LIKE',
  notRegexp: '!~',
  overlap: '&&',
  regexp: '~',
  startsWith: 'LIKE',
  substring: 'LIKE',
};

const OPERATOR_KEY = 'Op.';

/** `Op`: its operators are symbols, of which an object has no key here; they stand as strings. */
export const OP: Host = {
  name: 'Op',
  get: (property, { span }) => ({
    type: 'string',
    text: Text.of(OPERATOR_KEY + property, span),
    span,
  }),
};

/** The functions of `Sequelize` that give SQL; undefined for other names. */
export function expressionCall(name: string, call: CallSite): Value | undefined {
  const [first, second, third] = call.args;
  const sql = sqlAt(call.span);
  const is = (text: Text): Value => hostValue(new SqlExpression(text), call.span);
  if (first === undefined) return undefined;
  switch (name) {
    case 'literal':
      return is(expressionText(first));
    case 'fn':
    case 'function':
      return is(sql`${valueText(first)}(${listed(call.args.slice(1).map(literalOf), call.span)})`);
    case 'col':
      return is(stringOf(first) === '*' ? valueText(first) : sql`${dotted(valueText(first), call.span)}`);
    case 'cast':
      return is(
        sql`CAST(${literalOf(first)} AS ${dataTypeOf(second)?.sql('') ?? (second && valueText(second))})`,
      );
    case 'where': {
      const operand = expressionText(first);
      const isPlain = third === undefined;
      const operator = isPlain || second === undefined ? '=' : (operatorOf(second) ?? '=');
      const value = isPlain ? second : third;
      return is(
        value === undefined ? operand : sql`${compare(operand, operator, { value, span: call.span })}`,
      );
    }
    default:
      return undefined;
  }
}

function operatorOf(value: Value): string | undefined {
  const name = stringOf(value);
  if (name?.startsWith(OPERATOR_KEY) !== true) return name;
  return OPERATORS[name.slice(OPERATOR_KEY.length)];
}

function dotted(name: Text, place: Span): Text {
  const parts = splitName(name).map(quotedText);
  return Text.join(parts.flatMap((part, index) => (index === 0 ? [part] : [Text.frame('.', place), part])));
}

/** SQL itself: an expression of Sequelize, or a string that is sent as it is. */
export function expressionText(value: Value): Text {
  return value.type === 'host' && value.host instanceof SqlExpression ? value.host.text : valueText(value);
}

export function isExpression(value: Value | undefined): boolean {
  return value?.type === 'host' && value.host instanceof SqlExpression;
}

/** A value as Sequelize escapes it; one that cannot be known is a value all the same, and no name. */
export function literalOf(value: Value): Text {
  switch (value.type) {
    case 'string':
      return literalText(value.text);
    case 'constant':
      return Text.of(isNullish(value) ? 'NULL' : String(value.value), value.span);
    case 'array':
      return sqlAt(value.span)`ARRAY[${listed(value.items.map(literalOf), value.span)}]`;
    case 'object':
      return jsonText(value);
    case 'host':
      return value.host instanceof SqlExpression ? value.host.text : Text.frame('$1', value.span);
    case 'function':
    case 'class':
    case 'unknown':
      return Text.frame('$1', value.span);
  }
}

/** A value as a literal that holds JSON. What cannot be known in it is left out, as it makes no difference. */
export function jsonText(value: Value): Text {
  return literalText(Text.of(JSON.stringify(plain(value) ?? null), value.span));
}

function plain(value: Value): unknown {
  switch (value.type) {
    case 'string':
      return value.text.value;
    case 'constant':
      return typeof value.value === 'bigint' ? String(value.value) : value.value;
    case 'array':
      return value.items.map(plain);
    case 'object':
      return Object.fromEntries([...value.entries].map(([key, entry]) => [key, plain(entry)]));
    default:
      return null;
  }
}

/** The condition of a `where` option; undefined where it has none. */
export function conditionOf(value: Value | undefined): Text | undefined {
  if (value === undefined) return undefined;
  switch (value.type) {
    case 'constant':
      return isNullish(value) ? undefined : valueText(value);
    case 'array':
      return joined(value.items.map(conditionOf), ' AND ', value.span);
    case 'object':
      return joined(
        [...value.entries].map(([key, entry]) => conditionOn(key, entry, value.keys?.get(key) ?? entry.span)),
        ' AND ',
        value.span,
      );
    default:
      return expressionText(value);
  }
}

function joined(parts: readonly (Text | undefined)[], word: string, place: Span): Text | undefined {
  const known = parts.filter((part) => part !== undefined);
  if (known.length === 0) return undefined;
  return Text.join(known.flatMap((part, index) => (index === 0 ? [part] : [Text.frame(word, place), part])));
}

/** One entry of a `where` object: a column, or a combination of conditions. */
function conditionOn(key: string, value: Value, place: Span): Text | undefined {
  const sql = sqlAt(place);
  switch (key) {
    case 'Op.and':
    case 'Op.or': {
      const parts =
        value.type === 'object'
          ? [...value.entries].map(([name, entry]) => conditionOn(name, entry, entry.span))
          : value.type === 'array'
            ? value.items.map(conditionOf)
            : [conditionOf(value)];
      const all = joined(parts, key === 'Op.and' ? ' AND ' : ' OR ', place);
      return all === undefined ? undefined : sql`(${all})`;
    }
    case 'Op.not': {
      const negated = conditionOf(value);
      return negated === undefined ? undefined : sql`NOT (${negated})`;
    }
    default:
      return columnCondition(quotedText(Text.of(key, place)), value, place);
  }
}

function columnCondition(column: Text, value: Value, place: Span): Text | undefined {
  if (value.type !== 'object') return compare(column, '=', { value, span: place });
  const parts = [...value.entries].map(([key, entry]) => {
    const name = key.startsWith(OPERATOR_KEY) ? key.slice(OPERATOR_KEY.length) : undefined;
    // The path of a JSON value.
    if (name === undefined)
      return sqlAt(place)`(${column}#>>${literalText(Text.of(`{${key}}`, place))}) = ${literalOf(entry)}`;
    return operatorCondition(column, name, { value: entry, span: place });
  });
  return joined(parts, ' AND ', place);
}

interface Operand {
  readonly value: Value;
  readonly span: Span;
}

function operatorCondition(column: Text, name: string, operand: Operand): Text {
  const { value, span } = operand;
  const sql = sqlAt(span);
  const items = value.type === 'array' ? value.items.map(literalOf) : [];
  switch (name) {
    case 'between':
    case 'notBetween':
      return sql`${column} ${name === 'between' ? '' : 'NOT '}BETWEEN ${items[0]} AND ${items[1]}`;
    case 'in':
    case 'notIn': {
      const list = value.type === 'array' && items.length > 0 ? listed(items, span) : expressionIn(value);
      return sql`${column} ${name === 'in' ? '' : 'NOT '}IN (${list})`;
    }
    case 'not':
      return isNull(value)
        ? sql`${column} IS NOT NULL`
        : sql`${column} ${value.type === 'array' ? 'NOT IN' : '!='} ${value.type === 'array' ? sql`(${listed(items, span)})` : literalOf(value)}`;
    case 'ne':
      return isNull(value) ? sql`${column} IS NOT NULL` : compare(column, '!=', operand);
    default:
      return compare(column, OPERATORS[name] ?? '=', operand);
  }
}

/** A list that is not written out: a subquery, or what is only known when the migration runs. */
function expressionIn(value: Value): Text {
  if (value.type === 'array') return Text.frame('NULL', value.span);
  return isExpression(value) ? expressionText(value) : Text.hole(value.span);
}

function isNull(value: Value): boolean {
  return value.type === 'constant' && value.value === null;
}

function compare(operand: Text, operator: string, { value, span }: Operand): Text {
  const sql = sqlAt(span);
  if (isNull(value) && (operator === '=' || operator === 'IS')) return sql`${operand} IS NULL`;
  if (value.type === 'array' && operator === '=') {
    const items = value.items.length === 0 ? 'NULL' : listed(value.items.map(literalOf), span);
    return sql`${operand} IN (${items})`;
  }
  return sql`${operand} ${operator} ${literalOf(value)}`;
}
