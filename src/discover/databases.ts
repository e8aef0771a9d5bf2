/** Whole names, and parts of names long enough to mean nothing else. */
const NAMES: readonly (readonly [pattern: RegExp, database: string])[] = [
  [/mysql/, 'MySQL'],
  [/mariadb/, 'MariaDB'],
  [/sqlite/, 'SQLite'],
  [/mssql|sqlserver/, 'SQL Server'],
  [/oracle/, 'Oracle'],
  [/clickhouse/, 'ClickHouse'],
  [/cassandra|scylla/, 'Cassandra'],
  [/spanner/, 'Spanner'],
  [/duckdb/, 'DuckDB'],
  [/snowflake/, 'Snowflake'],
  [/bigquery/, 'BigQuery'],
  [/^h2$/, 'H2'],
  [/^db2$/, 'Db2'],
  [/^d1$/, 'D1'],
  [/^cockroach(?:db)?$/, 'CockroachDB'],
];

/** The database other than Postgres that a folder, or a part of a file name, is named after. */
export function databaseOf(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (/postgres|pgsql|^pg/.test(lower)) return undefined;
  return NAMES.find(([pattern]) => pattern.test(lower))?.[1];
}
