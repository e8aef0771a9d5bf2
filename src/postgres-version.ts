/** A major version of Postgres that ddlint knows. */
export type PostgresVersion = 12 | 13 | 14 | 15 | 16 | 17 | 18;
