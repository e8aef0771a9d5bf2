import type { Span } from '../../../operation.ts';
import type { Recorder } from '../recorder.ts';
import { literalText, quotedText, splitName, sqlAt, listed } from '../sql-text.ts';
import { Text } from '../text.ts';
import { hostValue, isNullish, type CallSite, type Host, type HostValue, type Value } from '../value.ts';

/** What the builders of one `db` share. */
export interface Kysely {
  readonly recorder: Recorder;
  /** The schema of `withSchema`, which the tables that name none are in. */
  readonly schema: Text | undefined;
  /** What `with(…)` has named for the next query. */
  readonly ctes: readonly Text[];
  /** Begins a query, which expressions may hold: `selectFrom`, `updateTable`; undefined for other methods. */
  readonly query: (method: string, call: CallSite, kysely: Kysely) => Value | undefined;
}

/** An expression, a query or a statement of Kysely that can stand inside of another one. */
export abstract class SqlNode implements Host {
  abstract readonly name: string;
  /** As Kysely compiles it for Postgres. */
  abstract get sql(): Text;
  abstract method(name: string, call: CallSite): Value | undefined;

  /** A query stands in parentheses inside of another one. */
  get nested(): Text {
    return this.sql;
  }
}

/** The expression or query that a value is; undefined for other values. */
export function nodeOf(value: Value | undefined): SqlNode | undefined {
  return value?.type === 'host' && value.host instanceof SqlNode ? value.host : undefined;
}

export function at(node: SqlNode, span: Span): HostValue {
  return hostValue(node, span);
}

/** A dotted name, each part in quotes; what is written in front of the first dot is the schema. */
export function reference(value: Value | undefined, place: Span): Text {
  const node = nodeOf(value);
  if (node !== undefined) return node.sql;
  if (value?.type !== 'string') return quotedText(Text.hole(value?.span ?? place));
  const parts = splitName(value.text).map(quotedText);
  return Text.join(
    parts.flatMap((part, index) => (index === 0 ? [part] : [Text.frame('.', value.span), part])),
  );
}

/** A name that is quoted as a whole. */
export function identifier(value: Value | undefined, place: Span): Text {
  const node = nodeOf(value);
  if (node !== undefined) return node.sql;
  return quotedText(value?.type === 'string' ? value.text : Text.hole(value?.span ?? place));
}

/** A table, in the schema of `withSchema` where it names none. */
export function tableReference(value: Value | undefined, place: Span, { schema }: Kysely): Text {
  const table = reference(value, place);
  const isQualified = value?.type !== 'string' || value.text.value.includes('.');
  return schema === undefined || isQualified ? table : sqlAt(place)`${quotedText(schema)}.${table}`;
}

/** `name as alias`, as queries name what they read. */
export function aliased(
  value: Value | undefined,
  place: Span,
  named: (value: Value | undefined) => Text,
): Text {
  if (value?.type !== 'string') return nodeOf(value)?.nested ?? named(value);
  const match = /^(.*\S)\s+as\s+(\S.*)$/is.exec(value.text.value);
  if (match === null) return named(value);
  const [, name = '', alias = ''] = match;
  const first = value.text.slice(0, name.length);
  const second = value.text.slice(value.text.value.length - alias.length);
  return sqlAt(place)`${named({ ...value, text: first })} as ${quotedText(second)}`;
}

/** A value that is sent apart from the SQL. */
export function parameter(value: Value, place: Span): Text {
  const node = nodeOf(value);
  if (node !== undefined) return node.nested;
  return value.type === 'unknown' ? Text.hole(place) : Text.of('$1', place);
}

/** A value that is written into the SQL, such as a default. */
export function immediate(value: Value, place: Span): Text {
  const node = nodeOf(value);
  if (node !== undefined) return node.nested;
  if (value.type === 'string') return literalText(value.text);
  if (value.type !== 'constant') return Text.hole(place);
  return Text.of(isNullish(value) ? 'null' : String(value.value), place);
}

/** A type: SQL as it is, or the words of a string. */
export function dataType(value: Value | undefined, place: Span): Text {
  const node = nodeOf(value);
  if (node !== undefined) return node.sql;
  return value?.type === 'string' ? value.text : Text.hole(value?.span ?? place);
}

/** The values of a list, or the one that stands for a list of one; a hole for what is not known. */
export function itemsOf(value: Value | undefined, place: Span): readonly Value[] {
  if (value === undefined) return [];
  if (value.type !== 'array') return [value];
  const rest: Value = { type: 'unknown', reason: 'a list that is not known in full', span: value.span };
  return value.complete ? value.items : [...value.items, { ...rest, span: place }];
}

export function identifiers(value: Value | undefined, place: Span): Text {
  return listed(
    itemsOf(value, place).map((item) => identifier(item, place)),
    place,
  );
}
