import type { Span } from '../../../operation.ts';
import { listed, literalText, quotedText, sqlAt, valueText } from '../sql-text.ts';
import { Text } from '../text.ts';
import { booleanOf, entryOf, isNullish, stringOf, type ObjectValue, type Value } from '../value.ts';

/** The constants of `dbm.dataType`. */
export const DATA_TYPES: ReadonlyMap<string, string> = new Map([
  ['CHAR', 'char'],
  ['STRING', 'string'],
  ['TEXT', 'text'],
  ['SMALLINT', 'smallint'],
  ['BIGINT', 'bigint'],
  ['INTEGER', 'int'],
  ['SMALL_INTEGER', 'smallint'],
  ['BIG_INTEGER', 'bigint'],
  ['REAL', 'real'],
  ['DATE', 'date'],
  ['DATE_TIME', 'datetime'],
  ['TIME', 'time'],
  ['BLOB', 'blob'],
  ['TIMESTAMP', 'timestamp'],
  ['BINARY', 'binary'],
  ['BOOLEAN', 'boolean'],
  ['DECIMAL', 'decimal'],
]);

/** Types that are called otherwise in Postgres; all others are sent as they are. */
const POSTGRES_TYPES: ReadonlyMap<string, string> = new Map([
  ['string', 'VARCHAR'],
  ['datetime', 'TIMESTAMP'],
  ['blob', 'BYTEA'],
  ['int', 'INTEGER'],
  ['timetz', 'TIME'],
  ['timestamptz', 'TIMESTAMP'],
]);

interface ColumnInput {
  /** The table as SQL. */
  readonly table: Text;
  readonly name: Text;
  readonly spec: Value;
  /** PRIMARY KEY stands with the column. */
  readonly emitsKey: boolean;
}

export interface ColumnSql {
  /** With the name of the column. */
  readonly definition: Text;
  readonly type: Text;
  /** In parentheses; empty where there is none. */
  readonly length: Text | '';
  /** Statements that are sent once the column is there, in order. */
  readonly after: readonly Text[];
}

/** What db-migrate-pg writes for a column: its type by name, or an object with its properties. */
export function columnSql({ table, name, spec, emitsKey }: ColumnInput): ColumnSql {
  const { span } = spec;
  const object = spec.type === 'object' ? spec : undefined;
  const typeValue = object === undefined ? spec : entryOf(object, 'type');
  const isSerial = isSet(object, 'primaryKey') && isSet(object, 'autoIncrement');
  const given = stringOf(typeValue);
  const type = typeText(typeValue, span);
  const lengthValue = entryOf(object, 'length');
  const length =
    isNullish(lengthValue) || lengthValue === undefined
      ? ''
      : sqlAt(lengthValue.span)`(${valueText(lengthValue)})`;
  const serial = given === 'bigint' ? 'BIGSERIAL' : 'SERIAL';
  const withZone = isSet(object, 'timezone') || /^time(?:stamp)?tz$/.test(given ?? '');
  const definition = sqlAt(span)`${quotedText(name)} ${isSerial ? '' : type}${length}${[
    withZone ? ' WITH TIME ZONE' : '',
    isSerial ? serial : '',
    isSet(object, 'primaryKey') && emitsKey ? ' PRIMARY KEY' : '',
    booleanOf(entryOf(object, 'notNull')) === true ? ' NOT NULL' : '',
    isSet(object, 'unique') ? ' UNIQUE' : '',
    defaultSql(object),
  ]}`;
  return { definition, type, length, after: afterwards(table, name, object) };
}

function typeText(value: Value | undefined, span: Span): Text {
  const given = stringOf(value);
  if (value === undefined || given === undefined) return Text.hole(value?.span ?? span);
  const mapped = POSTGRES_TYPES.get(given);
  return mapped === undefined ? valueText(value) : Text.of(mapped, value.span);
}

function isSet(object: ObjectValue | undefined, name: string): boolean {
  const value = entryOf(object, name);
  return value !== undefined && !isNullish(value) && booleanOf(value) !== false;
}

function defaultSql(object: ObjectValue | undefined): Text | '' {
  const value = entryOf(object, 'defaultValue');
  if (value === undefined || (value.type === 'constant' && value.value === undefined)) return '';
  const raw = entryOf(value, 'raw');
  const text =
    value.type === 'string'
      ? literalText(value.text)
      : raw !== undefined
        ? valueText(raw)
        : stringOf(entryOf(value, 'special')) === 'CURRENT_TIMESTAMP'
          ? Text.of('CURRENT_TIMESTAMP', value.span)
          : valueText(value);
  return sqlAt(value.span)` DEFAULT ${text}`;
}

function afterwards(table: Text, name: Text, object: ObjectValue | undefined): readonly Text[] {
  const key = entryOf(object, 'foreignKey');
  const statements: Text[] = [];
  if (key?.type === 'object') {
    const mapping = entryOf(key, 'mapping');
    const sql = foreignKeySql(
      {
        table,
        referenced: entryOf(key, 'table'),
        name: entryOf(key, 'name'),
        mapping,
        rules: entryOf(key, 'rules'),
        column: name,
      },
      key.span,
    );
    if (sql !== undefined) statements.push(sql);
  }
  const comment = entryOf(object, 'comment');
  if (comment?.type === 'string') {
    const at = comment.span;
    statements.push(
      sqlAt(at)`COMMENT ON COLUMN ${table}.${quotedText(name)} IS ${literalText(comment.text)}`,
    );
  }
  return statements;
}

interface ForeignKeyInput {
  /** The table as SQL. */
  readonly table: Text;
  readonly referenced: Value | undefined;
  readonly name: Value | undefined;
  /** Referenced columns by the columns that reference them, or one referenced column. */
  readonly mapping: Value | undefined;
  readonly rules: Value | undefined;
  /** The column that it is a property of. */
  readonly column?: Text;
}

/** Undefined where its columns are not known. */
export function foreignKeySql(
  { table, referenced, name, mapping, rules, column }: ForeignKeyInput,
  span: Span,
): Text | undefined {
  const pairs = pairsOf(mapping, column);
  if (pairs === undefined) return undefined;
  const columns = listed(
    pairs.map(([own]) => quotedText(own)),
    span,
  );
  const others = listed(
    pairs.map(([, other]) => quotedText(other)),
    span,
  );
  const target = referenced === undefined ? Text.hole(span) : quotedText(valueText(referenced));
  const constraint = name === undefined ? '"undefined"' : quotedText(valueText(name));
  const key = sqlAt(span)`FOREIGN KEY (${columns}) REFERENCES ${target} (${others})`;
  const onDelete = stringOf(entryOf(rules, 'onDelete')) ?? 'NO ACTION';
  const onUpdate = stringOf(entryOf(rules, 'onUpdate')) ?? 'NO ACTION';
  return sqlAt(
    span,
  )`ALTER TABLE ${table} ADD CONSTRAINT ${constraint} ${key} ON DELETE ${onDelete} ON UPDATE ${onUpdate}`;
}

function pairsOf(
  mapping: Value | undefined,
  column: Text | undefined,
): readonly (readonly [Text, Text])[] | undefined {
  if (mapping?.type === 'string' && column !== undefined) return [[column, mapping.text]];
  if (mapping?.type !== 'object' || !mapping.complete) return undefined;
  return [...mapping.entries].map(([own, other]) => [
    Text.of(own, mapping.keys?.get(own) ?? mapping.span),
    valueText(other),
  ]);
}
