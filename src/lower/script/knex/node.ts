import type { Span } from '../../../operation.ts';
import { jsonOf } from '../json.ts';
import { literalText, listed, quotedText, splitName, sqlAt, valueText } from '../sql-text.ts';
import { Text } from '../text.ts';
import { isNullish, type CallSite, type Host, type Value } from '../value.ts';

/** Something of Knex that can stand inside of other SQL: a raw expression, a reference, a query. */
export abstract class SqlNode implements Host {
  abstract readonly name: string;
  /** As Knex compiles it for Postgres, with its bindings filled in. */
  abstract get sql(): Text;
  abstract method(name: string, call: CallSite): Value | undefined;
  /** Part of another statement: it is not sent by itself. */
  isPart = false;

  /** A query stands in parentheses inside of another statement. */
  get nested(): Text {
    return this.sql;
  }

  inSql(): Text {
    this.isPart = true;
    return this.nested;
  }
}

/** The expression or query that a value is; undefined for other values. */
export function nodeOf(value: Value | undefined): SqlNode | undefined {
  return value?.type === 'host' && value.host instanceof SqlNode ? value.host : undefined;
}

/** Marks what the arguments of a builder hold as parts of its statement. */
export function adopt(values: readonly Value[]): void {
  for (const value of values) {
    const node = nodeOf(value);
    if (node !== undefined) node.isPart = true;
    if (value.type === 'array') adopt(value.items);
    if (value.type === 'object') adopt([...value.entries.values()]);
  }
}

/** A name as Knex quotes it: part by part at the dots, with its alias; a raw expression as it is. */
export function nameText(value: Value | undefined, place: Span): Text {
  const node = nodeOf(value);
  if (node !== undefined) return node.nested;
  if (value?.type !== 'string') return quotedText(Text.hole(placeOf(value, place)));
  const text = value.text.within(place);
  const as = / as /i.exec(text.value);
  if (as !== null) {
    const end = as.index + as[0].length;
    return sqlAt(place)`${dotted(text.slice(0, as.index), place)} as ${quotedText(trimmed(text.slice(end)))}`;
  }
  return dotted(text, place);
}

function dotted(name: Text, place: Span): Text {
  const parts = splitName(name).map((part) => identifier(trimmed(part)));
  return Text.join(parts.flatMap((part, index) => (index === 0 ? [part] : [Text.frame('.', place), part])));
}

function trimmed(text: Text): Text {
  const { value } = text;
  return text.slice(value.length - value.trimStart().length, value.trimEnd().length);
}

/** A single name; `*` stays as it is. */
export function identifier(name: Text): Text {
  return name.value === '*' ? name : quotedText(name);
}

/** One name or a list of them, as Knex writes the columns of an index or a key. */
export function columnsText(value: Value | undefined, place: Span): Text {
  if (value?.type !== 'array') return nameText(value, place);
  const names = value.items.map((item) => nameText(item, place));
  if (!value.complete) names.push(quotedText(Text.hole(placeOf(value, place))));
  return listed(names, place);
}

/** A value as Knex writes it into SQL; a hole where it cannot be known. */
export function constantText(value: Value | undefined, place: Span): Text {
  const node = nodeOf(value);
  if (node !== undefined) return node.nested;
  if (value === undefined || isNullish(value)) return Text.frame('NULL', placeOf(value, place));
  switch (value.type) {
    case 'string':
      return stringLiteral(value.text.within(place));
    case 'constant':
      return valueText(value).within(place);
    case 'array':
    case 'object': {
      const json = jsonOf(value);
      return json === undefined
        ? Text.hole(placeOf(value, place))
        : stringLiteral(Text.of(json, placeOf(value, place)));
    }
    default:
      return Text.hole(placeOf(value, place));
  }
}

/** A string in quotes; backslashes make it an escape string. */
export function stringLiteral(content: Text): Text {
  if (!content.value.includes('\\')) return literalText(content);
  const place = content.spanOf({ start: 0, end: content.value.length });
  const doubled = Text.of(content.value.replaceAll('\\', '\\\\'), place);
  return Text.join([Text.of('E', place), literalText(doubled)]);
}

/** Where a value stands in a call; the call where it was defined elsewhere. */
export function placeOf(value: Value | undefined, call: Span): Span {
  const isInside = value !== undefined && value.span.start >= call.start && value.span.end <= call.end;
  return isInside ? value.span : call;
}

/** The place from one part of a chain of calls to another. */
export function across(first: Span, last: Span): Span {
  return { start: Math.min(first.start, last.start), end: Math.max(first.end, last.end) };
}
