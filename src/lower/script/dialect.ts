import type { Span } from '../../operation.ts';
import { Text } from './text.ts';
import { stringOf, type Value } from './value.ts';

/** Databases as libraries call them, without dashes and in lower case, by the name that most have for them. */
const DIALECTS: ReadonlyMap<string, string> = new Map([
  ['postgres', 'postgres'],
  ['postgresql', 'postgres'],
  ['pg', 'postgres'],
  ['mysql', 'mysql'],
  ['mysql2', 'mysql'],
  ['mariadb', 'mariadb'],
  ['sqlite', 'sqlite'],
  ['sqlite3', 'sqlite'],
  ['bettersqlite3', 'better-sqlite3'],
  ['mssql', 'mssql'],
  ['oracle', 'oracle'],
  ['oracledb', 'oracle'],
  ['cockroachdb', 'cockroachdb'],
]);

function dialectOf(name: string): string | undefined {
  return DIALECTS.get(name.replaceAll(/[-_]/g, '').toLowerCase());
}

/** `DatabaseType.postgres` of an enumeration that cannot be read is taken for the dialect that it is named after. */
export function dialectNamed(name: string, span: Span): Value | undefined {
  const dialect = dialectOf(name);
  return dialect === undefined ? undefined : { type: 'string', text: Text.of(dialect, span), span };
}

/**
 * Which of the names are that of Postgres, where all of them name databases: what is not known and is
 * compared with them is the database in use. Undefined where one of them is anything else.
 */
export function arePostgres(names: readonly (Value | undefined)[]): readonly boolean[] | undefined {
  const dialects = names.map((name) => dialectOf(stringOf(name) ?? ''));
  return dialects.length === 0 || dialects.includes(undefined)
    ? undefined
    : dialects.map((dialect) => dialect === 'postgres');
}
