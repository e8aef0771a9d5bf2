import { quotedText, sqlAt, type SqlPart } from '../sql-text.ts';
import { Text } from '../text.ts';
import type { Options } from '../options.ts';
import type { TableRef } from './table.ts';

/** The types that TypeORM calls a column of an enum of its own. */
export function isEnum(column: Options): boolean {
  const type = column.text('type')?.value;
  return type === 'enum' || type === 'simple-enum';
}

/** What TypeORM calls the types that it takes by another name, as the database has them. */
export const NORMAL_TYPES: ReadonlyMap<string, string> = new Map([
  ['int', 'integer'],
  ['int4', 'integer'],
  ['varchar', 'character varying'],
  ['timestamp', 'timestamp without time zone'],
  ['timestamptz', 'timestamp with time zone'],
  ['time', 'time without time zone'],
  ['timetz', 'time with time zone'],
  ['bool', 'boolean'],
  ['simple-array', 'text'],
  ['simple-json', 'text'],
  ['simple-enum', 'enum'],
  ['int2', 'smallint'],
  ['int8', 'bigint'],
  ['decimal', 'numeric'],
  ['float8', 'double precision'],
  ['float', 'double precision'],
  ['float4', 'real'],
  ['char', 'character'],
  ['varbit', 'bit varying'],
]);

/** A column as it stands in CREATE TABLE and behind ADD, as `buildCreateColumnSql` writes it. */
export function columnSql(table: TableRef, column: Options): Text {
  const sql = sqlAt(column.span);
  return sql`${quotedText(nameOf(column))}${generatedSql(column)}${typeSql(table, column)}${optionsSql(column)}`;
}

export function nameOf(options: Options): Text {
  return options.text('name') ?? Text.hole(options.span);
}

const SERIALS: ReadonlyMap<string, string> = new Map([
  ['integer', 'SERIAL'],
  ['int', 'SERIAL'],
  ['int4', 'SERIAL'],
  ['smallint', 'SMALLSERIAL'],
  ['int2', 'SMALLSERIAL'],
  ['bigint', 'BIGSERIAL'],
  ['int8', 'BIGSERIAL'],
]);

/** The sequence or identity of a generated column, which brings its type with it. */
function generatedSql(column: Options): SqlPart {
  const strategy = column.text('generationStrategy')?.value;
  if (!column.flag('isGenerated') || strategy === 'uuid') return undefined;
  const type = column.text('type');
  if (strategy === 'identity') {
    const sql = sqlAt(column.placeOf('generationStrategy'));
    return sql` ${type} GENERATED ${column.text('generatedIdentity') ?? 'BY DEFAULT'} AS IDENTITY`;
  }
  const serial = SERIALS.get(type?.value ?? '');
  return serial === undefined ? undefined : [' ', Text.of(serial, column.placeOf('type'))];
}

function typeSql(table: TableRef, column: Options): SqlPart {
  if (isEnum(column)) return [' ', enumName(table, column), column.flag('isArray') ? ' array' : undefined];
  if (column.flag('isGenerated') && column.text('type')?.value !== 'uuid') return undefined;
  return [' ', fullType(column)];
}

const TIMES: ReadonlyMap<string, readonly [before: string, after: string]> = new Map([
  ['time without time zone', ['TIME', '']],
  ['time with time zone', ['TIME', ' WITH TIME ZONE']],
  ['timestamp without time zone', ['TIMESTAMP', '']],
  ['timestamp with time zone', ['TIMESTAMP', ' WITH TIME ZONE']],
]);

/** The type with its length or precision, as `createFullType` of the driver writes it. */
export function fullType(column: Options): Text {
  const type = column.text('type');
  if (type === undefined) return Text.hole(column.span);
  const [length, precision, scale] = ['length', 'precision', 'scale'].map((name) => column.text(name)?.value);
  const [before, after] = TIMES.get(type.value) ?? [type.value, ''];
  const isTime = TIMES.has(type.value);
  const array = column.flag('isArray') ? ' array' : '';
  const value = `${before}${modifiers(column, isTime, [length, precision, scale])}${after}${array}`;
  return value === type.value ? type : Text.of(value, column.placeOf('type'));
}

function modifiers(
  column: Options,
  isTime: boolean,
  [length, precision, scale]: readonly (string | undefined)[],
): string {
  const feature = column.text('spatialFeatureType')?.value;
  const srid = column.text('srid')?.value;
  if (feature !== undefined) return srid === undefined ? `(${feature})` : `(${feature},${srid})`;
  if (length !== undefined && !isTime) return `(${length})`;
  if (precision === undefined) return '';
  return scale === undefined || isTime ? `(${precision})` : `(${precision},${scale})`;
}

/** What follows the type. */
function optionsSql(column: Options): SqlPart {
  const sql = sqlAt(column.span);
  const at = (name: string): ReturnType<typeof sqlAt> => sqlAt(column.placeOf(name));
  const expression =
    column.text('generatedType')?.value === 'STORED' ? column.text('asExpression') : undefined;
  const collation = column.text('collation');
  const value = column.text('default');
  const isUuid = column.flag('isGenerated') && column.text('generationStrategy')?.value === 'uuid';
  return [
    expression === undefined ? undefined : sql` GENERATED ALWAYS AS (${expression}) STORED`,
    collation === undefined ? undefined : sql` COLLATE ${quotedText(collation)}`,
    column.flag('isNullable') ? undefined : sql` NOT NULL`,
    value === undefined ? undefined : sql` DEFAULT ${value}`,
    isUuid && value === undefined
      ? [sql` DEFAULT `, at('generationStrategy')`uuid_generate_v4()`]
      : undefined,
  ];
}

/** The type that TypeORM makes for an enum column: `"schema"."table_column_enum"`. */
export function enumName(table: TableRef, column: Options): Text {
  const place = column.placeOf('type');
  const given = column.text('enumName');
  const name = given ?? ownEnumName(table, column);
  const whole = table.schema === undefined ? [name] : [table.schema, name];
  if (whole.some((part) => part.hasHoles)) return quotedText(Text.hole(place));
  const dotted = whole.map((part) => part.value).join('.');
  const quoted = dotted
    .split('.')
    .map((part) => `"${part}"`)
    .join('.');
  return Text.of(quoted, given === undefined ? place : column.placeOf('enumName'));
}

function ownEnumName(table: TableRef, column: Options): Text {
  const place = column.placeOf('type');
  const name = nameOf(column);
  if (table.base.hasHoles || name.hasHoles) return Text.hole(place);
  return Text.of(`${table.base.value}_${name.value.toLowerCase()}_enum`, place);
}
