import type { Recorder } from '../recorder.ts';
import { listed, sqlAt, type SqlPart } from '../sql-text.ts';
import { Text } from '../text.ts';
import { entryOf, stringOf, truthOf, type CallSite, type Value } from '../value.ts';
import { actions, deferrability } from './attribute.ts';
import { isOn, type Calls } from './calls.ts';
import { conditionOf, expressionText, isExpression } from './expression.ts';
import {
  droppedIndexName,
  indexName,
  quoted,
  quotedName,
  quotedPath,
  quotedTable,
  quotedTablePath,
  tableNameOf,
  textIn,
  type TableName,
} from './names.ts';

/** The calls of a query interface that make and drop indexes and constraints. */
export const KEY_CALLS: Calls = {
  addIndex(call, recorder) {
    const [, second, third] = call.args;
    const isList = second?.type === 'array';
    const options = isList ? third : second;
    const fields = isList ? second : entryOf(options, 'fields');
    if (fields?.type !== 'array') {
      recorder.unreadable('the columns of the index are only known when the migration runs', call);
      return;
    }
    recorder.builtQuery(createIndex(call, fields.items, options), call);
  },

  removeIndex(call, recorder) {
    const [table, index, options] = call.args;
    const name = droppedIndex(table, index, call);
    const concurrently = isOn(options, 'concurrently') ? 'CONCURRENTLY ' : '';
    recorder.builtQuery(sqlAt(call.span)`DROP INDEX ${concurrently}IF EXISTS ${name}`, call);
  },

  addConstraint(call, recorder) {
    const [name, second, third] = call.args;
    // Before version 6 the columns were an argument of their own.
    const options = second?.type === 'array' ? third : second;
    const fields = second?.type === 'array' ? second : entryOf(options, 'fields');
    addConstraint({ table: tableNameOf(name, call), fields, options, call }, recorder);
  },

  removeConstraint(call, recorder) {
    const [name, constraint] = call.args;
    const table = quotedTablePath(tableNameOf(name, call));
    const sql = sqlAt(call.span);
    recorder.builtQuery(sql`ALTER TABLE ${table} DROP CONSTRAINT ${quotedName(constraint, call)};`, call);
  },
};

function createIndex(call: CallSite, fields: readonly Value[], options: Value | undefined): Text {
  const table = tableNameOf(call.args[0], call);
  const sql = sqlAt(call.span);
  const kind = stringOf(entryOf(options, 'type'))?.toUpperCase();
  const unique = isOn(options, 'unique') || kind === 'UNIQUE' ? 'UNIQUE ' : '';
  const concurrently = isOn(options, 'concurrently') ? 'CONCURRENTLY ' : '';
  const using = stringOf(entryOf(options, 'using'));
  const operator = stringOf(entryOf(options, 'operator'));
  const condition = conditionOf(entryOf(options, 'where'));
  const elements = fields.map((field) => indexElement(field, operator, call));
  return sql`CREATE ${unique}INDEX ${concurrently}${[
    sql`${createdIndex(table, fields, { options, call })} ON ${quotedTablePath(table)}`,
    using === undefined ? undefined : ` USING ${using}`,
    sql` (${listed(elements, call.span)})`,
    condition === undefined ? undefined : sql` WHERE ${condition}`,
  ]}`;
}

function createdIndex(
  table: TableName,
  fields: readonly Value[],
  { options, call }: { readonly options: Value | undefined; readonly call: CallSite },
): Text {
  const given = entryOf(options, 'name') ?? entryOf(options, 'indexName');
  if (given !== undefined && truthOf(given) !== false) return quotedPath(textIn(given, call), call.span);
  const names = fields.map(fieldName);
  const isKnown = fields.every((field, index) => isExpression(field) || names[index] !== undefined);
  const name = isKnown ? indexName(table, names) : undefined;
  return quoted(name === undefined ? Text.hole(call.span) : Text.of(name, call.span));
}

function fieldName(field: Value): string | undefined {
  return stringOf(field) ?? stringOf(entryOf(field, 'name')) ?? stringOf(entryOf(field, 'attribute'));
}

function indexElement(field: Value, operator: string | undefined, call: CallSite): Text {
  if (isExpression(field)) return expressionText(field);
  const sql = sqlAt(field.span);
  const name = entryOf(field, 'name') ?? entryOf(field, 'attribute') ?? field;
  const collate = entryOf(field, 'collate');
  const operatorClass = stringOf(entryOf(field, 'operator')) ?? operator;
  const order = stringOf(entryOf(field, 'order'));
  return sql`${[
    quotedName(name, call),
    collate?.type === 'string' ? sql` COLLATE ${quoted(collate.text)}` : undefined,
    operatorClass === undefined ? undefined : ` ${operatorClass}`,
    order === undefined ? undefined : ` ${order}`,
  ]}`;
}

function droppedIndex(table: Value | undefined, index: Value | undefined, call: CallSite): Text {
  if (index?.type !== 'array') {
    const name = entryOf(index, 'name') ?? index;
    return name === undefined ? quotedName(name, call) : quotedPath(textIn(name, call), call.span);
  }
  const fields = index.items.map(inName);
  const name = fields.includes(undefined) ? undefined : droppedIndexName(table, fields);
  return quoted(name === undefined ? Text.hole(index.span) : Text.of(name, index.span));
}

/** As JavaScript puts it into a string: where an index is dropped, Sequelize takes no objects. */
function inName(field: Value): string | undefined {
  return field.type === 'object' ? '[object Object]' : stringOf(field);
}

interface NewConstraint {
  readonly table: TableName;
  readonly fields: Value | undefined;
  readonly options: Value | undefined;
  readonly call: CallSite;
}

function addConstraint(constraint: NewConstraint, recorder: Recorder): void {
  const { table, fields, options, call } = constraint;
  const kind = stringOf(entryOf(options, 'type'))?.toUpperCase();
  if (fields?.type !== 'array' || options === undefined || kind === undefined) {
    recorder.unreadable('the constraint is only known when the migration runs', call);
    return;
  }
  const clause = constraintClause(kind, constraint, fields.items);
  if (clause === undefined) {
    recorder.unreadable(`Postgres has no constraints of the type ${kind}`, call);
    return;
  }
  const sql = sqlAt(call.span);
  const name = sql`CONSTRAINT ${constraintName(kind, constraint, fields.items)} `;
  const deferrable = kind === 'CHECK' ? undefined : deferrability(options);
  recorder.builtQuery(sql`ALTER TABLE ${quotedTablePath(table)} ADD ${name}${clause}${deferrable};`, call);
}

function constraintClause(
  kind: string,
  { options, call }: NewConstraint,
  fields: readonly Value[],
): Text | undefined {
  const sql = sqlAt(call.span);
  const columns = listed(
    fields.map((field) => (isExpression(field) ? expressionText(field) : quotedName(columnOf(field), call))),
    call.span,
  );
  switch (kind) {
    case 'UNIQUE':
      return sql`UNIQUE (${columns})`;
    case 'PRIMARY KEY':
      return sql`PRIMARY KEY (${columns})`;
    case 'CHECK':
      return sql`CHECK (${conditionOf(entryOf(options, 'where'))})`;
    case 'FOREIGN KEY': {
      const references = entryOf(options, 'references');
      const target = quotedTable(tableNameOf(entryOf(references, 'table'), call));
      const keys = referencedColumns(references).map((key) => quotedName(key, call));
      const behind: SqlPart = options === undefined ? undefined : actions(options);
      return sql`FOREIGN KEY (${columns}) REFERENCES ${target} (${listed(keys, call.span)})${behind}`;
    }
    default:
      return undefined;
  }
}

function columnOf(field: Value): Value {
  return entryOf(field, 'name') ?? entryOf(field, 'attribute') ?? field;
}

function referencedColumns(references: Value | undefined): readonly Value[] {
  const fields = entryOf(references, 'fields');
  const field = entryOf(references, 'field');
  if (field !== undefined) return [field];
  return fields?.type === 'array' ? fields.items : [];
}

const SUFFIXES: Readonly<Record<string, string>> = {
  CHECK: 'ck',
  'FOREIGN KEY': 'fk',
  'PRIMARY KEY': 'pk',
  UNIQUE: 'uk',
};

/** The given name, or the one that Sequelize makes of the table, the columns and the kind. */
function constraintName(
  kind: string,
  { table, options, call }: NewConstraint,
  fields: readonly Value[],
): Text {
  const given = entryOf(options, 'name');
  if (given !== undefined && truthOf(given) !== false) return quotedName(given, call);
  const columns = fields.map(fieldName);
  const target = kind === 'FOREIGN KEY' ? entryOf(entryOf(options, 'references'), 'table') : undefined;
  const isKnown =
    !columns.includes(undefined) &&
    !table.name.hasHoles &&
    (target === undefined || stringOf(target) !== undefined);
  if (!isKnown) return quoted(Text.hole(call.span));
  const schema = table.schema === undefined ? [] : [`${table.schema.value}.`];
  const parts = [
    ...schema,
    table.name.value,
    '_',
    columns.join('_'),
    target === undefined ? '' : `_${stringOf(target) ?? ''}`,
  ];
  return quoted(Text.of(`${parts.join('')}_${SUFFIXES[kind] ?? ''}`, call.span));
}
