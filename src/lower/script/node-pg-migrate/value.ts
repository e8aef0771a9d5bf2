import type { Span } from '../../../operation.ts';
import { listed, literalText, quotedText, sqlAt, valueText } from '../sql-text.ts';
import { Text } from '../text.ts';
import { booleanOf, entryOf, type Host, type Value } from '../value.ts';

/** SQL that is not escaped: `pgm.func(…)`, `PgLiteral.create(…)`. */
export class PgLiteral implements Host {
  readonly name = 'PgLiteral';
  readonly text: Text;

  constructor(text: Text) {
    this.text = text;
  }
}

/** The SQL of a literal, also of one that is written as an object; undefined for other values. */
export function literalOf(value: Value | undefined): Text | undefined {
  if (value?.type === 'host' && value.host instanceof PgLiteral) return value.host.text;
  const content = entryOf(value, 'value');
  return booleanOf(entryOf(value, 'literal')) === true && content !== undefined
    ? valueText(content)
    : undefined;
}

/** What is written into the SQL as it is: a type, an expression, a keyword. */
export function raw(value: Value): Text {
  return literalOf(value) ?? valueText(value);
}

/** A name in quotes: a string, `{ schema, name }`, or a literal. */
export function quoted(value: Value | undefined, place: Span): Text {
  const literal = literalOf(value);
  if (literal !== undefined) return literal;
  if (value?.type !== 'object') return quotedText(value === undefined ? Text.hole(place) : valueText(value));
  const [schema, name] = [entryOf(value, 'schema'), entryOf(value, 'name')];
  const own = quoted(name, value.span);
  return schema === undefined ? own : sqlAt(value.span)`${quoted(schema, value.span)}.${own}`;
}

/** A name without quotes and schema, as a part of names that the library makes up. */
export function bare(value: Value | undefined, place: Span): Text {
  const name = entryOf(value, 'name') ?? value;
  return name === undefined ? Text.hole(place) : (literalOf(name) ?? valueText(name));
}

/** A name from parts, such as `table_column_index`. */
export function composed(parts: readonly (Text | string)[], place: Span): Text {
  return Text.join(parts.map((part) => (typeof part === 'string' ? Text.of(part, place) : part)));
}

/** A value of SQL: a default, a parameter, a label of an enum. */
export function escaped(value: Value, place: Span): Text {
  const literal = literalOf(value);
  if (literal !== undefined) return literal;
  switch (value.type) {
    case 'string':
      return literalText(value.text);
    case 'constant':
      return Text.of(value.value === null ? 'NULL' : String(value.value), place);
    case 'array': {
      const items = value.items.map((item) => escaped(item, place));
      return sqlAt(
        value.span,
      )`ARRAY[${listed(value.complete ? items : [...items, Text.hole(place)], place)}]`;
    }
    default:
      return Text.hole(place);
  }
}

/** The elements of a list; anything else is a list of one. */
export function listOf(value: Value | undefined): readonly Value[] {
  if (value === undefined) return [];
  if (value.type !== 'array') return [value];
  if (value.complete) return value.items;
  return [...value.items, { type: 'unknown', reason: 'a list that is only known in part', span: value.span }];
}

export function quotedList(value: Value | undefined, place: Span): Text {
  return listed(
    listOf(value).map((item) => quoted(item, place)),
    place,
  );
}
