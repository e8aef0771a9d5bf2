import { beforeAll, describe, expect, it } from 'vitest';

import { applyOperation, emptyCatalog } from '../../src/catalog/apply.ts';
import type { Catalog, Origin } from '../../src/catalog/catalog.ts';
import { isCertain } from '../../src/catalog/certainty.ts';
import { findRelation } from '../../src/catalog/lookup.ts';
import { lowerSql } from '../../src/lower/sql/lower-sql.ts';
import type { Operation } from '../../src/operation.ts';
import { loadParser, parseSql } from '../../src/parse/sql.ts';
import { effectOf } from '../../src/postgres/effects.ts';

beforeAll(loadParser);

/** The operations of SQL in which values are not known, the catalog in which the last one runs, and that one. */
function lastOf(text: string): { readonly catalog: Catalog; readonly operation: Operation } {
  const { statements } = lowerSql(parseSql(text, { start: 0, end: text.length }, { placeholders: true }));
  const operations = statements.flatMap((statement) => statement.operations);
  const operation = operations.at(-1);
  if (operation === undefined) throw new Error('nothing is done');
  return { catalog: operations.slice(0, -1).reduce(applied, emptyCatalog()), operation };
}

function applied(catalog: Catalog, operation: Operation): Catalog {
  return applyOperation(catalog, operation, originOf(operation));
}

function originOf({ span }: Operation): Origin {
  return { migration: 0, deploy: 0, transaction: 0, span };
}

/** Whether a table of the first statement is there for sure once the SQL has run. */
function isTableCertainAfter(sql: string): boolean {
  const { catalog, operation } = lastOf(`CREATE TABLE a (x int); ${sql}`);
  const after = applied(catalog, operation);
  const table = findRelation(after, { schema: 'public', name: 'a' });
  if (table === undefined) throw new Error('there is no table');
  return isCertain(after, table.origin);
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

  it.each([
    ['', '2BP01'],
    ['SET search_path = ${schema};', undefined],
  ])('a view that others read, dropped after %s', (sql, code) => {
    const text = `CREATE TABLE a (x int); CREATE VIEW v AS SELECT * FROM a; CREATE VIEW w AS SELECT * FROM v; ${sql} DROP VIEW v`;
    const { catalog, operation } = lastOf(text);
    expect(effectOf(operation, catalog, 18).failure?.code).toBe(code);
  });
});
