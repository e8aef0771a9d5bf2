import { lowerSql } from '../lower/sql/lower-sql.ts';
import type { ToolId } from '../migration.ts';
import type { CreateIndex, ObjectName, Operation } from '../operation.ts';
import { parseSql } from '../parse/sql.ts';

/**
 * Writes the SQL of an advice in the words of the migration that it is for: the builder's own call
 * where it has one that sends just this, else its way to run SQL.
 */

interface Language {
  /** A statement that runs one SQL statement; `sql` has no semicolon at its end. */
  readonly raw: (sql: string) => string;
  /** The builder's own call; undefined where it has none that says all of it. */
  readonly createIndex?: (index: PlainIndex) => string | undefined;
  readonly dropColumn?: (table: ObjectName, column: string) => string;
}

/** An index that any builder can say: columns only. */
interface PlainIndex {
  readonly index: CreateIndex;
  readonly columns: readonly string[];
}

const LANGUAGES: Readonly<Partial<Record<ToolId, Language>>> = {
  typeorm: {
    raw: (sql) => `await queryRunner.query(${template(sql)});`,
    dropColumn: (table, column) => `await queryRunner.dropColumn(${text(dotted(table))}, ${text(column)});`,
  },
  knex: {
    // A question mark is a binding to Knex, a backslash before it takes that back.
    raw: (sql) => `await knex.raw(${template(sql.replaceAll('?', String.raw`\?`))});`,
    dropColumn: (table, column) =>
      `await knex.schema${table.schema === undefined ? '' : `.withSchema(${text(table.schema)})`}.alterTable(${text(table.name)}, (table) => {\n  table.dropColumn(${text(column)});\n});`,
  },
  sequelize: {
    raw: (sql) => `await queryInterface.sequelize.query(${template(sql)});`,
    createIndex: ({ index, columns }) =>
      `await queryInterface.addIndex(${inSequelize(index.table)}, ${list(columns)}, ${options({
        name: index.index,
        unique: index.unique,
        concurrently: index.concurrently,
        using: index.method === 'btree' ? undefined : index.method,
      })});`,
    dropColumn: (table, column) =>
      `await queryInterface.removeColumn(${inSequelize(table)}, ${text(column)});`,
  },
  kysely: {
    raw: (sql) => `await sql${template(sql)}.execute(db);`,
    dropColumn: (table, column) =>
      `await db.schema.alterTable(${text(dotted(table))}).dropColumn(${text(column)}).execute();`,
  },
  lucid: {
    raw: (sql) => `this.schema.raw(${template(sql.replaceAll('?', String.raw`\?`))});`,
    dropColumn: (table, column) =>
      `this.schema${table.schema === undefined ? '' : `.withSchema(${text(table.schema)})`}.alterTable(${text(table.name)}, (table) => {\n  table.dropColumn(${text(column)});\n});`,
  },
  'mikro-orm': { raw: (sql) => `this.addSql(${template(sql)});` },
  'node-pg-migrate': {
    raw: (sql) => `pgm.sql(${template(sql)});`,
    createIndex: ({ index, columns }) =>
      `pgm.createIndex(${inNodePgMigrate(index.table)}, ${list(columns)}, ${options({
        name: index.index,
        unique: index.unique,
        concurrently: index.concurrently,
        method: index.method === 'btree' ? undefined : index.method,
      })});`,
    dropColumn: (table, column) => `pgm.dropColumns(${inNodePgMigrate(table)}, ${list([column])});`,
  },
  'db-migrate': { raw: (sql) => `await db.runSql(${template(sql)});` },
  slonik: { raw: (sql) => `await connection.query(sql.unsafe${template(sql)});` },
};

/**
 * SQL statements, each ended by a semicolon, as code for a migration of the tool; SQL as it is
 * where the tool's migrations are SQL, or where it does not say how it runs some.
 */
export function inLanguageOf(tool: ToolId, sql: string): string {
  const language = LANGUAGES[tool === 'umzug' ? 'sequelize' : tool];
  if (language === undefined) return sql;
  const parsed = parseSql(sql, { start: 0, end: sql.length }, { placeholders: false });
  return lowerSql(parsed)
    .statements.map(({ span, operations }) => {
      const statement = sql.slice(span.start, span.end).replace(/;\s*$/, '');
      const [operation] = operations;
      const call =
        operations.length === 1 && operation !== undefined ? inBuilder(operation, language) : undefined;
      return call ?? language.raw(statement);
    })
    .join('\n');
}

function inBuilder(operation: Operation, language: Language): string | undefined {
  switch (operation.kind) {
    case 'createIndex': {
      const columns = plainColumns(operation);
      return columns === undefined ? undefined : language.createIndex?.({ index: operation, columns });
    }
    case 'dropColumn':
      if (operation.cascade || operation.ifExists) return undefined;
      return language.dropColumn?.(operation.table, operation.column);
    default:
      return undefined;
  }
}

/** The columns of an index that has nothing but columns. */
function plainColumns(index: CreateIndex): readonly string[] | undefined {
  const { include, nullsNotDistinct, only, ifNotExists, where, options: settings } = index;
  if (include.length > 0 || nullsNotDistinct || only || ifNotExists) return undefined;
  if (where !== undefined || settings !== undefined) return undefined;
  const columns = index.elements.flatMap(({ column, text: written }) =>
    column === undefined || written.replaceAll('"', '') !== column ? [] : [column],
  );
  return columns.length === index.elements.length ? columns : undefined;
}

function dotted(name: ObjectName): string {
  return name.schema === undefined ? name.name : `${name.schema}.${name.name}`;
}

function inSequelize(table: ObjectName): string {
  if (table.schema === undefined) return text(table.name);
  return `{ schema: ${text(table.schema)}, tableName: ${text(table.name)} }`;
}

function inNodePgMigrate(table: ObjectName): string {
  if (table.schema === undefined) return text(table.name);
  return `{ schema: ${text(table.schema)}, name: ${text(table.name)} }`;
}

function list(names: readonly string[]): string {
  return `[${names.map(text).join(', ')}]`;
}

/** An object literal of what is said: `false` and `undefined` are the defaults. */
function options(entries: Readonly<Record<string, string | boolean | undefined>>): string {
  const said = Object.entries(entries).filter(([, value]) => value !== undefined && value !== false);
  return `{ ${said.map(([name, value]) => `${name}: ${typeof value === 'string' ? text(value) : 'true'}`).join(', ')} }`;
}

function text(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
}

function template(sql: string): string {
  const escaped = sql.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
  return `\`${escaped}\``;
}
