import type {
  ColumnDefinition,
  Constraint,
  CreateIndex,
  DetachPartition,
  ObjectName,
  ReferentialAction,
  Reindex,
} from './operation.ts';

/** Writes SQL for advice and fixes, with the names of the statement at hand. */

/** `name` as an SQL identifier, quoted where it has to be. */
export function quote(name: string): string {
  if (/^[a-z_][a-z0-9_$]*$/.test(name) && !RESERVED.has(name)) return name;
  return `"${name.replaceAll('"', '""')}"`;
}

/** A name as SQL, with its schema where it has one. */
export function quoteName(name: Pick<ObjectName, 'name' | 'schema'>): string {
  return name.schema === undefined ? quote(name.name) : `${quote(name.schema)}.${quote(name.name)}`;
}

export function quoteList(names: readonly string[]): string {
  return names.map(quote).join(', ');
}

/** `value` as an SQL string literal. */
export function quoteLiteral(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** A complete CREATE INDEX, ended by a semicolon. */
export function printCreateIndex(index: Omit<CreateIndex, 'kind' | 'span' | 'keyword'>): string {
  return [
    'CREATE',
    index.unique ? 'UNIQUE INDEX' : 'INDEX',
    index.concurrently ? 'CONCURRENTLY' : '',
    index.ifNotExists ? 'IF NOT EXISTS' : '',
    index.index === undefined ? '' : quote(index.index),
    'ON',
    index.only ? 'ONLY' : '',
    quoteName(index.table),
    index.method === 'btree' ? '' : `USING ${index.method}`,
    `(${index.elements.map((element) => element.text).join(', ')})`,
    index.include.length > 0 ? `INCLUDE (${quoteList(index.include)})` : '',
    index.nullsNotDistinct ? 'NULLS NOT DISTINCT' : '',
    index.options ?? '',
    index.where === undefined ? '' : `WHERE ${index.where.text}`,
  ]
    .filter((part) => part !== '')
    .join(' ')
    .concat(';');
}

/** The CREATE INDEX that a primary key or unique constraint can take over, built concurrently. */
export function printKeyIndex(table: ObjectName, key: Constraint & { readonly name: string }): string {
  return printCreateIndex({
    index: key.name,
    table,
    only: false,
    unique: true,
    concurrently: true,
    ifNotExists: false,
    method: 'btree',
    elements: key.columns.map((column) => ({ text: quote(column), column })),
    include: key.include ?? [],
    nullsNotDistinct: key.nullsNotDistinct ?? false,
  });
}

/** Has the constraint take over an index, which takes its name. */
export function printUsingIndex(table: ObjectName, key: Constraint, usingIndex: string): string {
  const { include: _, nullsNotDistinct: __, ...constraint } = key;
  return `${printAlterTable(table)} ADD ${printConstraint({ ...constraint, usingIndex })};`;
}

/** A complete DROP INDEX CONCURRENTLY, which takes one index and no CASCADE. */
export function printConcurrentIndexDrop(
  index: Pick<ObjectName, 'name' | 'schema'>,
  ifExists: boolean,
): string {
  return `DROP INDEX CONCURRENTLY ${ifExists ? 'IF EXISTS ' : ''}${quoteName(index)};`;
}

/** A complete REINDEX CONCURRENTLY. */
export function printConcurrentReindex({ target, name }: Pick<Reindex, 'target' | 'name'>): string {
  const object = name === undefined ? '' : ` ${quoteName(name)}`;
  return `REINDEX ${target.toUpperCase()} CONCURRENTLY${object};`;
}

/** A complete DETACH PARTITION CONCURRENTLY (Postgres 14 and later). */
export function printConcurrentDetach({
  table,
  partition,
}: Pick<DetachPartition, 'table' | 'partition'>): string {
  return `${printAlterTable(table)} DETACH PARTITION ${quoteName(partition)} CONCURRENTLY;`;
}

/** `ALTER TABLE name`, to which the subcommand is added. */
export function printAlterTable(table: Pick<ObjectName, 'name' | 'schema'>): string {
  return `ALTER TABLE ${quoteName(table)}`;
}

/** A duration as Postgres reads it in a setting: `5min`, `1500ms`. */
export function printDuration(milliseconds: number): string {
  const [unit, length] = DURATIONS.find(([, length]) => milliseconds % length === 0) ?? ['ms', 1];
  return `${(milliseconds / length).toString()}${unit}`;
}

const DURATIONS = [
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const;

/** A column as it stands in `ADD COLUMN` or `CREATE TABLE`. */
export function printColumn(column: ColumnDefinition): string {
  return [
    quote(column.name),
    column.type?.text ?? '',
    column.collation === undefined ? '' : `COLLATE ${quoteName(column.collation)}`,
    column.default === undefined ? '' : `DEFAULT ${column.default.text}`,
    column.generated === undefined
      ? ''
      : `GENERATED ALWAYS AS (${column.generated.expression.text}) ${column.generated.storage.toUpperCase()}`,
    column.identity === undefined
      ? ''
      : `GENERATED ${column.identity === 'always' ? 'ALWAYS' : 'BY DEFAULT'} AS IDENTITY`,
    column.notNull ? 'NOT NULL' : '',
    ...column.constraints.map((constraint) => printConstraint(constraint, 'column')),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/**
 * A constraint as it stands after `ADD` (`table`) or behind a column (`column`). Exclusion
 * constraints are not printed: no advice rewrites one.
 */
export function printConstraint(constraint: Constraint, place: 'table' | 'column' = 'table'): string {
  const columns = place === 'table' ? ` (${quoteList(constraint.columns)})` : '';
  return [
    constraint.name === undefined ? '' : `CONSTRAINT ${quote(constraint.name)}`,
    constraintBody(constraint, columns),
    constraint.deferrable ? 'DEFERRABLE' : '',
    constraint.initiallyDeferred ? 'INITIALLY DEFERRED' : '',
    constraint.noInherit ? 'NO INHERIT' : '',
    constraint.notEnforced ? 'NOT ENFORCED' : '',
    constraint.notValid ? 'NOT VALID' : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function constraintBody(constraint: Constraint, columns: string): string {
  const key = constraint.usingIndex === undefined ? columns : ` USING INDEX ${quote(constraint.usingIndex)}`;
  switch (constraint.kind) {
    case 'primaryKey':
      return `PRIMARY KEY${key}${printInclude(constraint.include)}`;
    case 'unique':
      return `UNIQUE${constraint.nullsNotDistinct ? ' NULLS NOT DISTINCT' : ''}${key}${printInclude(constraint.include)}`;
    case 'check':
      return `CHECK (${constraint.expression?.text ?? ''})`;
    case 'notNull':
      return `NOT NULL ${quoteList(constraint.columns)}`;
    case 'exclusion':
      return 'EXCLUDE';
    case 'foreignKey':
      return `${columns === '' ? '' : `FOREIGN KEY${columns} `}${printReferences(constraint)}`;
  }
}

function printInclude(columns: readonly string[] | undefined): string {
  return columns === undefined || columns.length === 0 ? '' : ` INCLUDE (${quoteList(columns)})`;
}

function printReferences({ references }: Constraint): string {
  if (references === undefined) return '';
  return [
    `REFERENCES ${quoteName(references.table)}`,
    references.columns.length > 0 ? `(${quoteList(references.columns)})` : '',
    references.onDelete === 'noAction' ? '' : `ON DELETE ${ACTIONS[references.onDelete]}`,
    references.onUpdate === 'noAction' ? '' : `ON UPDATE ${ACTIONS[references.onUpdate]}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** One part of an UPDATE or DELETE: its text without a WHERE, and the rows that are meant. */
export interface Batches {
  readonly table: ObjectName;
  /** A unique column whose values can be put in order. */
  readonly key: { readonly name: string; readonly type: string };
  readonly statement: string;
  /** Can stand beside an AND as it is. */
  readonly where?: string;
}

/**
 * A DO block that walks the table along its key and commits every thousand rows, so that no row
 * stays locked for longer than its batch takes. It fails inside a transaction (2D000).
 */
export function printBatches({ table, key, statement, where }: Batches): string {
  const column = quote(key.name);
  const select = (condition: string): string => {
    const conditions = [condition, where ?? ''].filter((part) => part !== '');
    const filter = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
    return `ARRAY(SELECT ${column} FROM ${quoteName(table)}${filter} ORDER BY ${column} LIMIT 1000)`;
  };
  return [
    'DO $$',
    'DECLARE',
    `  batch ${key.type}[] := ${select('')};`,
    'BEGIN',
    '  WHILE cardinality(batch) > 0 LOOP',
    `    ${statement} WHERE ${column} = ANY (batch);`,
    '    COMMIT;',
    `    batch := ${select(`${column} > batch[cardinality(batch)]`)};`,
    '  END LOOP;',
    'END',
    '$$;',
  ].join('\n');
}

/** A trigger that computes the column from the other columns of each row that is written. */
export function printSyncTrigger(table: ObjectName, column: string, value: string): string {
  const name = { schema: table.schema, name: `${table.name}_set_${column}` };
  return [
    `CREATE FUNCTION ${quoteName(name)}() RETURNS trigger LANGUAGE plpgsql AS $$`,
    'BEGIN',
    `  NEW.${quote(column)} := (SELECT ${value} FROM (SELECT NEW.*) AS written);`,
    '  RETURN NEW;',
    'END',
    '$$;',
    `CREATE TRIGGER ${quote(name.name)} BEFORE INSERT OR UPDATE ON ${quoteName(table)}`,
    `  FOR EACH ROW EXECUTE FUNCTION ${quoteName(name)}();`,
  ].join('\n');
}

const ACTIONS: Readonly<Record<ReferentialAction, string>> = {
  noAction: 'NO ACTION',
  restrict: 'RESTRICT',
  cascade: 'CASCADE',
  setNull: 'SET NULL',
  setDefault: 'SET DEFAULT',
};

/** Words that cannot be a table or column name without quotes (Postgres 18, category "reserved" and "type or function"). */
const RESERVED = new Set(
  `all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column
  concurrently constraint create cross current_catalog current_date current_role current_schema current_time current_timestamp
  current_user default deferrable desc distinct do else end except false fetch for foreign freeze from full grant group having
  ilike in initially inner intersect into is isnull join lateral leading left like limit localtime localtimestamp natural not
  notnull null offset on only or order outer overlaps placing primary references returning right select session_user similar
  some symmetric system_user table tablesample then to trailing true union unique user using variadic verbose when where
  window with`.split(/\s+/),
);
