import { beforeAll, describe, expect, it } from 'vitest';

import { applyOperation, emptyCatalog } from '../../src/catalog/apply.ts';
import { isCertain } from '../../src/catalog/certainty.ts';
import { lowerSql } from '../../src/lower/sql/lower-sql.ts';
import { loadParser, parseSql } from '../../src/parse/sql.ts';

beforeAll(loadParser);

/** Whether a table of the first statement is there for sure once the SQL has run. */
function isTableCertainAfter(sql: string): boolean {
  const text = `CREATE TABLE a (x int); ${sql}`;
  const { statements } = lowerSql(parseSql(text, { start: 0, end: text.length }, { placeholders: true }));
  const [created, ...others] = statements.flatMap(({ operations }) => operations);
  if (created === undefined) throw new Error('nothing is created');
  const originOf = ({ span }: typeof created) => ({ migration: 0, deploy: 0, transaction: 0, span });
  const catalog = [created, ...others].reduce(
    (before, operation) => applyOperation(before, operation, originOf(operation)),
    emptyCatalog(),
  );
  return isCertain(catalog, originOf(created));
}

describe('what is there for sure', () => {
  it.each([
    ['SET search_path = app', true],
    ['RESET search_path', true],
    ['SET lock_timeout = ${timeout}', true],
    // Of whatever schema that is, a table of that name may not be there.
    ['SET search_path = ${schema}', false],
    ["SELECT set_config('search_path', ${schema}, false)", false],
    ['SET search_path = ${schema}; RESET search_path', false],
  ])('after %s: %s', (sql, certain) => {
    expect(isTableCertainAfter(sql)).toBe(certain);
  });
});
