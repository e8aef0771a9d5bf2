import { beforeAll, describe, expect, it } from 'vitest';

import { lowerScript } from '../../../src/lower/script/lower-script.ts';
import { lowerSql } from '../../../src/lower/sql/lower-sql.ts';
import type { TransactionMode } from '../../../src/migration.ts';
import type { Operation, Source } from '../../../src/operation.ts';
import { loadScriptParser } from '../../../src/parse/script.ts';
import { loadParser, parseSql } from '../../../src/parse/sql.ts';
import { KNEX_CASES } from './knex-cases.ts';

beforeAll(async () => {
  await Promise.all([loadParser(), loadScriptParser()]);
});

function lowered(text: string, scope: TransactionMode['scope'] = 'none'): Source {
  return lowerScript({
    file: 'migrations/20240101_change.ts',
    text,
    span: { start: 0, end: text.length },
    id: '20240101',
    tool: 'knex',
    direction: 'up',
    transaction: { scope, because: '', optOut: undefined },
    isNew: true,
    missingDown: false,
    placeholders: false,
  });
}

/** The operations without their places, which SQL and script do not share. */
function plain(operations: readonly Operation[]): unknown {
  return JSON.parse(
    JSON.stringify(operations, (key, value: unknown) =>
      key === 'span' || key === 'keyword' ? undefined : value,
    ),
  ) as unknown;
}

function operationsOf({ statements }: Source): readonly Operation[] {
  return statements.flatMap(({ operations }) => operations);
}

function operationsOfSql(statements: readonly string[]): readonly Operation[] {
  return statements.flatMap((sql) =>
    operationsOf(lowerSql(parseSql(sql, { start: 0, end: sql.length }, { placeholders: false }))),
  );
}

for (const { group, cases } of KNEX_CASES) {
  describe(group, () => {
    for (const { code, sql } of cases) {
      it(code, () => {
        const source = lowered(`exports.up = (knex) => ${code};`);
        expect(plain(operationsOf(source))).toEqual(plain(operationsOfSql(sql)));
      });
    }
  });
}
