import type { Span } from '../../../operation.ts';
import {
  entryOf,
  hostValue,
  numberOf,
  stringOf,
  type CallSite,
  type Host,
  type HostValue,
  type Value,
} from '../value.ts';

/** What Sequelize writes for a type on Postgres; those with arguments are written by `sqlOfType`. */
const NAMES: Readonly<Record<string, string>> = {
  ARRAY: 'ARRAY',
  BIGINT: 'BIGINT',
  BLOB: 'BYTEA',
  BOOLEAN: 'BOOLEAN',
  CHAR: 'CHAR',
  CIDR: 'CIDR',
  CITEXT: 'CITEXT',
  DATE: 'TIMESTAMP WITH TIME ZONE',
  DATEONLY: 'DATE',
  DECIMAL: 'DECIMAL',
  DOUBLE: 'DOUBLE PRECISION',
  'DOUBLE PRECISION': 'DOUBLE PRECISION',
  ENUM: 'ENUM',
  FLOAT: 'FLOAT',
  GEOGRAPHY: 'GEOGRAPHY',
  GEOMETRY: 'GEOMETRY',
  HSTORE: 'HSTORE',
  INET: 'INET',
  INTEGER: 'INTEGER',
  JSON: 'JSON',
  JSONB: 'JSONB',
  MACADDR: 'MACADDR',
  MACADDR8: 'MACADDR8',
  // Version 6 writes TINYINT and MEDIUMINT, which Postgres refuses; version 7 writes these.
  MEDIUMINT: 'INTEGER',
  NOW: 'NOW',
  NUMBER: 'NUMBER',
  NUMERIC: 'DECIMAL',
  RANGE: 'RANGE',
  REAL: 'REAL',
  SMALLINT: 'SMALLINT',
  STRING: 'VARCHAR',
  TEXT: 'TEXT',
  TIME: 'TIME',
  TINYINT: 'SMALLINT',
  TSVECTOR: 'TSVECTOR',
  UUID: 'UUID',
  UUIDV1: 'UUIDV1',
  UUIDV4: 'UUIDV4',
  VIRTUAL: 'VIRTUAL',
};

const RANGES: Readonly<Record<string, string>> = {
  BIGINT: 'int8range',
  DATE: 'tstzrange',
  DATEONLY: 'daterange',
  DECIMAL: 'numrange',
  INTEGER: 'int4range',
  NUMERIC: 'numrange',
};

/** Types that stand for a value that the application makes, so that a default of them is no default in SQL. */
const MADE_BY_THE_APPLICATION: ReadonlySet<string> = new Set(['NOW', 'UUIDV1', 'UUIDV4']);

/** `DataTypes.STRING`, `DataTypes.STRING(20)`, `new DataTypes.ENUM('a', 'b')`. */
export class DataType implements Host {
  readonly name: string;
  readonly key: string;
  readonly args: readonly Value[];
  readonly #isBinary: boolean;

  constructor(key: string, args: readonly Value[] = [], isBinary = false) {
    this.key = key;
    this.name = `DataTypes.${key}`;
    this.args = args;
    this.#isBinary = isBinary;
  }

  get isMadeByTheApplication(): boolean {
    return MADE_BY_THE_APPLICATION.has(this.key);
  }

  get(property: string, { span }: CallSite): Value | undefined {
    if (property === 'BINARY') return hostValue(new DataType(this.key, this.args, true), span);
    if (property === 'UNSIGNED' || property === 'ZEROFILL') return hostValue(this, span);
    return undefined;
  }

  call({ args, span }: CallSite): Value {
    return hostValue(new DataType(this.key, args, this.#isBinary), span);
  }

  construct(site: CallSite): Value {
    return this.call(site);
  }

  /** The type as SQL; `enumName` is what an enum of this column is called. */
  sql(enumName: string): string {
    const [first, second] = this.args;
    const option = (name: string, at: Value | undefined): number | undefined =>
      numberOf(at) ?? numberOf(entryOf(first, name));
    const name = NAMES[this.key] ?? this.key;
    switch (this.key) {
      case 'STRING':
      case 'CHAR':
        return this.#isBinary ? 'BYTEA' : `${name}(${String(option('length', first) ?? 255)})`;
      case 'DECIMAL':
      case 'NUMERIC': {
        const sizes = [option('precision', first), option('scale', second)].filter(Boolean);
        return sizes.length === 0 ? name : `${name}(${sizes.join(',')})`;
      }
      case 'FLOAT': {
        const length = option('length', first);
        const hasDecimals = option('decimals', second) !== undefined;
        return length === undefined || hasDecimals ? name : `${name}(${String(length)})`;
      }
      case 'ARRAY':
        return `${sqlOfType(elementOf(this), enumName)}[]`;
      case 'ENUM':
        return enumName;
      case 'RANGE':
        return RANGES[dataTypeOf(entryOf(first, 'subtype') ?? first)?.key ?? 'INTEGER'] ?? 'int4range';
      case 'GEOMETRY':
      case 'GEOGRAPHY': {
        const shape = stringOf(first) ?? stringOf(entryOf(first, 'type'));
        const srid = option('srid', second);
        return shape === undefined
          ? name
          : `${name}(${shape}${srid === undefined ? '' : `,${String(srid)}`})`;
      }
      default:
        return name;
    }
  }
}

function sqlOfType(value: Value | undefined, enumName: string): string {
  return dataTypeOf(value)?.sql(enumName) ?? stringOf(value) ?? '${hole}';
}

/** `DataTypes.NAME`; undefined where Sequelize has no such type. */
export function dataTypeNamed(name: string, span: Span): HostValue | undefined {
  return Object.hasOwn(NAMES, name) ? hostValue(new DataType(name), span) : undefined;
}

/** `DataTypes` itself. */
export const DATA_TYPES: Host = {
  name: 'DataTypes',
  get: (property, { span }) =>
    property === 'postgres' ? hostValue(DATA_TYPES, span) : dataTypeNamed(property, span),
  method: (name, { args, span }) =>
    Object.hasOwn(NAMES, name) ? hostValue(new DataType(name, args), span) : undefined,
};

export function dataTypeOf(value: Value | undefined): DataType | undefined {
  return value?.type === 'host' && value.host instanceof DataType ? value.host : undefined;
}

/** The type of an array's elements. */
export function elementOf(type: DataType): Value | undefined {
  const [first] = type.args;
  return entryOf(first, 'type') ?? first;
}

/** The enum that a type is, or that the elements of an array are. */
export function enumOf(type: DataType | undefined): DataType | undefined {
  if (type?.key === 'ENUM') return type;
  return type?.key === 'ARRAY' ? enumOf(dataTypeOf(elementOf(type))) : undefined;
}

/** The values of an enum: its arguments, lists of them, or an object with `values`. */
export function enumValuesOf(type: DataType): readonly Value[] {
  const [first] = type.args;
  const values = entryOf(first, 'values');
  const given = values === undefined ? type.args : [values];
  return given.flatMap((value) => (value.type === 'array' ? value.items : [value]));
}
