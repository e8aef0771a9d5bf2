import type { Span } from '../../../operation.ts';
import { listed, sqlAt, type SqlPart } from '../sql-text.ts';
import { Text } from '../text.ts';
import { entryOf, type CallSite, type ObjectValue, type Value } from '../value.ts';
import {
  attributeOf,
  commentOn,
  definitionOf,
  entryPlace,
  type Attribute,
  type Column,
} from './attribute.ts';
import { isOn, type Calls } from './calls.ts';
import { literalOf } from './expression.ts';
import {
  quoted,
  quotedName,
  quotedTable,
  quotedTableInSchema,
  tableNameOf,
  textIn,
  type TableName,
} from './names.ts';

/** The calls of a query interface that make and change tables and columns. */
export const TABLE_CALLS: Calls = {
  createTable(call, recorder) {
    const [name, attributes, options] = call.args;
    const table = tableNameOf(name, call);
    const schema = entryOf(options, 'schema');
    const own =
      table.schema === undefined && schema?.type === 'string'
        ? { ...table, schema: textIn(schema, call) }
        : table;
    if (attributes?.type !== 'object') {
      recorder.unreadable(
        `the columns of the table are only known when the migration runs`,
        call,
        table.span,
      );
      return;
    }
    const { columns, isComplete } = columnsOf(attributes, own, call);
    for (const { attribute } of columns)
      if (attribute.createEnum !== undefined) recorder.builtQuery(attribute.createEnum, call, table.span);
    recorder.builtQuery(createTable(own, columns, options), call, table.span);
    if (!isComplete || !attributes.complete)
      recorder.unreadable(
        'some columns of the table are only known when the migration runs',
        call,
        attributes.span,
      );
  },

  dropTable(call, recorder) {
    const [name, options] = call.args;
    const table = tableNameOf(name, call);
    const cascades = isOn(options, 'cascade') || isOn(options, 'force');
    const sql = sqlAt(call.span);
    recorder.builtQuery(sql`DROP TABLE IF EXISTS ${quotedTable(table)}${cascades ? ' CASCADE' : ''};`, call);
  },

  renameTable(call, recorder) {
    const [before, after] = call.args;
    const sql = sqlAt(call.span);
    const from = quotedTable(tableNameOf(before, call));
    recorder.builtQuery(sql`ALTER TABLE ${from} RENAME TO ${quotedTable(tableNameOf(after, call))};`, call);
  },

  addColumn(call, recorder) {
    const [, name, definition] = call.args;
    const { table, column, place } = columnAt(call, definition);
    const attribute = definition && attributeOf(definition, column);
    if (attribute === undefined || name === undefined) {
      recorder.unreadable(`the definition of the column is only known when the migration runs`, call);
      return;
    }
    const sql = sqlAt(place);
    const clause = sql`ADD COLUMN ${quoted(column.name)} ${definitionOf(attribute)}`;
    const comment = commentOn(column, attribute.comment, quotedTable(table));
    recorder.builtQuery(
      sqlAt(call.span)`${attribute.createEnum}ALTER TABLE ${quotedTableInSchema(table)} ${clause};${comment}`,
      call,
    );
  },

  removeColumn(call, recorder) {
    const { table, column, place } = columnAt(call);
    const clause = sqlAt(place)`DROP COLUMN ${quoted(column.name)}`;
    recorder.builtQuery(sqlAt(call.span)`ALTER TABLE ${quotedTableInSchema(table)} ${clause};`, call);
  },

  renameColumn(call, recorder) {
    const [, , after] = call.args;
    const { table, column, place } = columnAt(call, after);
    const clause = sqlAt(place)`RENAME COLUMN ${quoted(column.name)} TO ${quotedName(after, call)}`;
    recorder.builtQuery(sqlAt(call.span)`ALTER TABLE ${quotedTable(table)} ${clause};`, call);
  },

  changeColumn(call, recorder) {
    const [, , definition] = call.args;
    const { table, column } = columnAt(call);
    const attribute = definition && attributeOf(definition, column);
    if (attribute === undefined) {
      recorder.unreadable(`the definition of the column is only known when the migration runs`, call);
      return;
    }
    recorder.builtQuery(changes(column, attribute, quotedTable(table)), call);
  },
};

/** The column that the first two arguments name, and the part of the call from it to its last argument of interest. */
function columnAt(
  call: CallSite,
  last: Value | undefined = call.args[1],
): { readonly table: TableName; readonly column: Column; readonly place: Span } {
  const [first, second] = call.args;
  const table = tableNameOf(first, call);
  const name = second === undefined ? Text.hole(call.span) : textIn(second, call);
  return { table, column: { table, name, call }, place: placeBetween(second, last, call) };
}

/** The whole call where one of the two stands elsewhere. */
function placeBetween(first: Value | undefined, last: Value | undefined, { span }: CallSite): Span {
  const isIn = (value: Value | undefined): value is Value =>
    value !== undefined && value.span.start >= span.start && value.span.end <= span.end;
  return isIn(first) && isIn(last) ? { start: first.span.start, end: last.span.end } : span;
}

interface NamedAttribute {
  readonly column: Column;
  readonly attribute: Attribute;
  readonly place: Span;
}

function columnsOf(
  attributes: ObjectValue,
  table: TableName,
  call: CallSite,
): { readonly columns: readonly NamedAttribute[]; readonly isComplete: boolean } {
  const columns: NamedAttribute[] = [];
  let isComplete = true;
  for (const [key, value] of attributes.entries) {
    const place = entryPlace(attributes.keys?.get(key), value);
    const field = entryOf(value, 'field');
    const name =
      field?.type === 'string' ? field.text : Text.of(key, attributes.keys?.get(key) ?? value.span);
    const column = { table, name, call };
    const attribute = attributeOf(value, column);
    if (attribute === undefined) isComplete = false;
    else columns.push({ column, attribute, place });
  }
  return { columns, isComplete };
}

function createTable(table: TableName, columns: readonly NamedAttribute[], options: Value | undefined): Text {
  const sql = sqlAt(table.span);
  const keys = columns.filter(({ attribute }) => attribute.isPrimaryKey);
  const elements: SqlPart[] = columns.map(
    ({ column, attribute, place }) => sqlAt(place)`${quoted(column.name)} ${definitionOf(attribute)}`,
  );
  elements.push(...uniqueKeys(options));
  if (keys.length > 0) {
    const names = keys.map(({ column }) => quoted(column.name));
    elements.push(sql`PRIMARY KEY (${listed(names, table.span)})`);
  }
  const path = quotedTable(table);
  const comment = entryOf(options, 'comment');
  const tableComment =
    comment?.type === 'string' ? sql` COMMENT ON TABLE ${path} IS ${literalOf(comment)};` : undefined;
  const comments = columns.map(({ column, attribute }) => commentOn(column, attribute.comment, path));
  return sql`CREATE TABLE IF NOT EXISTS ${path} (${listed(elements, table.span)});${tableComment}${comments}`;
}

/** `uniqueKeys: { name: { fields: […] } }`, of which Sequelize does not write the name. */
function uniqueKeys(options: Value | undefined): readonly SqlPart[] {
  const keys = entryOf(options, 'uniqueKeys');
  if (keys?.type !== 'object') return [];
  return [...keys.entries].flatMap(([key, value]) => {
    const fields = entryOf(value, 'fields');
    if (fields?.type !== 'array') return [];
    const place = entryPlace(keys.keys?.get(key), value);
    const names = fields.items.map((field) =>
      field.type === 'string' ? quoted(field.text) : Text.hole(place),
    );
    return [sqlAt(place)`UNIQUE (${listed(names, place)})`];
  });
}

/**
 * `changeColumn` sends one query of several statements: what the attribute does not say is dropped,
 * except that a reference is added and leaves the rest as it is.
 */
function changes(column: Column, attribute: Attribute, table: Text): Text {
  const { call } = column;
  const [, , definition] = call.args;
  const place = placeBetween(definition, definition, call);
  const sql = sqlAt(place);
  const name = quoted(column.name);
  const alter = (clause: SqlPart): SqlPart => sql`ALTER TABLE ${table} ALTER COLUMN ${name} ${clause};`;
  const { references, notNull, unique } = attribute;
  const hasDefault = attribute.default !== undefined;
  // Sequelize takes all that follows DEFAULT for the default.
  const behindDefault = hasDefault ? [unique, references] : [];
  const keeps = references !== undefined;
  return sqlAt(call.span)`${[
    notNull !== undefined ? alter([sql`SET`, notNull]) : keeps ? undefined : alter('DROP NOT NULL'),
    hasDefault
      ? alter([sql`SET`, attribute.default, behindDefault])
      : keeps
        ? undefined
        : alter('DROP DEFAULT'),
    attribute.createEnum,
    unique === undefined || hasDefault ? undefined : sql`ALTER TABLE ${table} ADD UNIQUE (${name});`,
    keeps && !hasDefault
      ? sql`ALTER TABLE ${table} ADD FOREIGN KEY (${name})${references};`
      : alter([
          sql`TYPE `,
          attribute.type,
          attribute.identity,
          attribute.isEnum ? sql` USING (${name}::${attribute.type})` : undefined,
        ]),
    commentOn(column, attribute.comment, table),
  ]}`;
}
