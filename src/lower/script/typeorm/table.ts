import { UNKNOWN_NAME, type ObjectName, type Span } from '../../../operation.ts';
import { quotedText, splitName, sqlAt, valueText } from '../sql-text.ts';
import { Text } from '../text.ts';
import { entryOf, isNullish, type ClassValue, type Value } from '../value.ts';
import { StoredTable } from './stored.ts';

/** A table as the first argument of a call names it. */
export interface TableRef {
  /** As given, with its schema where that is written into the name. */
  readonly name: Text;
  readonly schema: Text | undefined;
  /** Without its schema. */
  readonly base: Text;
  /** In quotes, with its schema. */
  readonly path: Text;
}

/** The table that a name, a `Table` or a table read from the database stands for; its name may be a hole. */
export function tableRef(value: Value | undefined, place: Span): TableRef {
  if (value === undefined) return namedTable(Text.hole(place));
  if (value.type === 'host' && value.host instanceof StoredTable) return namedTable(value.host.tableName);
  if (value.type !== 'object') return namedTable(nameText(value));
  const name = entryOf(value, 'name');
  const schema = entryOf(value, 'schema');
  return namedTable(
    name === undefined ? Text.hole(value.span) : nameText(name),
    isNullish(schema) || schema === undefined ? undefined : valueText(schema),
  );
}

/** The table as operations name it. */
export function objectName({ schema, base }: TableRef): ObjectName {
  const span = base.spanOf({ start: 0, end: base.value.length });
  const known = (text: Text): string => (text.hasHoles ? UNKNOWN_NAME : text.value);
  return { schema: schema === undefined ? undefined : known(schema), name: known(base), span };
}

/** A schema that is given apart from the name counts more than one that is written into it. */
export function namedTable(name: Text, schema?: Text): TableRef {
  const [first = name, second] = splitName(name);
  const base = second ?? first;
  const own = schema ?? (second === undefined ? undefined : first);
  const place = name.spanOf({ start: 0, end: name.value.length });
  const path = own === undefined ? quotedText(base) : sqlAt(place)`${quotedText(own)}.${quotedText(base)}`;
  return { name, schema: own, base, path: own === schema ? path : pathAt(path, place) };
}

/** One name in two parts, which stands at one place. */
function pathAt(path: Text, place: Span): Text {
  return path.hasHoles ? path : Text.of(path.value, place);
}

function nameText(value: Value): Text {
  if (value.type === 'string') return value.text;
  return (value.type === 'class' ? entityName(value) : undefined) ?? Text.hole(value.span);
}

/** The table that `@Entity('name')` of a class names; without a name, its naming strategy decides. */
function entityName({ node, span }: ClassValue): Text | undefined {
  for (const { expression } of node.decorators) {
    if (expression.type !== 'CallExpression' || expression.callee.type !== 'Identifier') continue;
    const [name] = expression.arguments;
    if (expression.callee.name === 'Entity' && name?.type === 'Literal' && typeof name.value === 'string')
      return Text.of(name.value, span);
  }
  return undefined;
}
