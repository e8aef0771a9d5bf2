import type { Span } from '../../../operation.ts';
import { quotedText, splitName, sqlAt, valueText } from '../sql-text.ts';
import { Text } from '../text.ts';
import { entryOf, isNullish, stringOf, type CallSite, type Value } from '../value.ts';

/** A table as a call names it: a string, or `{ tableName, schema }`. */
export interface TableName {
  readonly schema: Text | undefined;
  readonly name: Text;
  readonly span: Span;
}

/** The text of a value inside of a call; what was written elsewhere stands where the call does. */
export function textIn(value: Value, call: Pick<CallSite, 'span'>): Text {
  return valueText(value).within(call.span);
}

export function tableNameOf(value: Value | undefined, call: CallSite): TableName {
  if (value === undefined) return { schema: undefined, name: Text.hole(call.span), span: call.span };
  const name = entryOf(value, 'tableName') ?? entryOf(value, 'name') ?? entryOf(value, 'table');
  const schema = entryOf(value, 'schema');
  const isWithin = value.span.start >= call.span.start && value.span.end <= call.span.end;
  return {
    schema: schema === undefined || isNullish(schema) ? undefined : textIn(schema, call),
    name: textIn(name ?? value, call),
    span: isWithin ? value.span : call.span,
  };
}

/** A name as Sequelize quotes it: double quotes inside of it are dropped, and its case is kept. */
export function quoted(name: Text): Text {
  if (!name.value.includes('"')) return quotedText(name);
  const place = name.spanOf({ start: 0, end: name.value.length });
  return quotedText(Text.of(name.value.replaceAll('"', ''), place));
}

export function quotedName(value: Value | undefined, call: CallSite): Text {
  return quoted(value === undefined ? Text.hole(call.span) : textIn(value, call));
}

/** The whole string is one name, dots included. */
export function quotedTable({ schema, name, span }: TableName): Text {
  return schema === undefined ? quoted(name) : sqlAt(span)`${quoted(schema)}.${quoted(name)}`;
}

/** `addColumn` and `removeColumn` write the schema, which is `public` where none is given. */
export function quotedTableInSchema(table: TableName): Text {
  return quotedTable({ ...table, schema: table.schema ?? Text.frame('public', table.span) });
}

/** Where the name is a string, a dot in it separates the schema from the rest: in indexes and constraints. */
export function quotedPath(name: Text, place: Span): Text {
  const parts = splitName(name);
  const last = parts.at(-1);
  if (parts.length < 2 || last === undefined || name.hasHoles) return quoted(name);
  const head = name.slice(0, name.value.length - last.value.length - 1);
  return sqlAt(place)`${quoted(head)}.${quoted(last)}`;
}

export function quotedTablePath(table: TableName): Text {
  return table.schema === undefined ? quotedPath(table.name, table.span) : quotedTable(table);
}

/** The name that Sequelize gives an index: those of the table and of its columns, underscored. */
export function indexName(table: TableName, fields: readonly (string | undefined)[]): string | undefined {
  if (table.name.hasHoles) return undefined;
  const prefix = table.schema === undefined ? table.name.value.replaceAll('.', '_') : table.name.value;
  return underscored(`${prefix.replace(/["']/g, '')}_${fields.map((field) => field ?? '').join('_')}`);
}

/** The name in the DROP INDEX of a list of columns, of which each is known. */
export function droppedIndexName(
  table: Value | undefined,
  fields: readonly (string | undefined)[],
): string | undefined {
  const name = stringOf(table);
  return name === undefined ? undefined : underscored(`${name}_${fields.join('_')}`);
}

/** As the package inflection does it, which Sequelize uses. */
function underscored(name: string): string {
  return name
    .split('::')
    .map((part) => part.replace(/([A-Z])/g, '_$1').replace(/^_/, ''))
    .join('/')
    .toLowerCase();
}
