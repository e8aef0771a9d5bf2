import type { Migration } from '../../migration.ts';
import type { Source } from '../../operation.ts';
import { parseSql } from '../../parse/sql.ts';
import { lowerSql } from './lower-sql.ts';

/** What the SQL of a migration does. Never throws once `loadParser` has run. */
export function readSql({
  text,
  span,
  placeholders,
}: Pick<Migration, 'text' | 'span' | 'placeholders'>): Source {
  return lowerSql(parseSql(text, span, { placeholders }));
}
