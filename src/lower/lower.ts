import type { Migration } from '../migration.ts';
import type { Source } from '../operation.ts';
import { parseSql } from '../parse/sql.ts';
import { lowerSql } from './sql/lower-sql.ts';

/** What a migration does. Its front end goes by the extension of its file. `loadParser` has run before. */
export function lower({ text, span, placeholders }: Migration): Source {
  return lowerSql(parseSql(text, span, { placeholders }));
}
