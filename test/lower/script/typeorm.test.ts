import { beforeAll, describe, expect, it } from 'vitest';

import { applyOperation, emptyCatalog } from '../../../src/catalog/apply.ts';
import type { Catalog } from '../../../src/catalog/catalog.ts';
import { lowerScript } from '../../../src/lower/script/lower-script.ts';
import type { Operation, Source } from '../../../src/operation.ts';
import { loadScriptParser } from '../../../src/parse/script.ts';
import { loadParser } from '../../../src/parse/sql.ts';
import { resolvePreconditions } from '../../../src/replay/preconditions.ts';
import { operationsOf } from '../../support/lowering.ts';
import { migrationOf } from '../../support/migrations.ts';
import { SENT } from './typeorm-sent.ts';

beforeAll(async () => {
  await Promise.all([loadParser(), loadScriptParser()]);
});

describe('what TypeORM sends', () => {
  it.each(SENT)('$name', ({ history, code, sql, read, unknown }) => {
    const source = readMigration(`async up(queryRunner: QueryRunner) {\n${code}\n}`);
    const { statements } = resolvePreconditions(source, catalogOf(history ?? ''));
    const operations = statements.flatMap((statement) => statement.operations);
    const understood = operations.filter(({ kind }) => kind !== 'unsupported');
    const sent = operationsOf((read ?? sql).join(';\n'), read !== undefined);
    expect(understood.map(withoutPlaces)).toEqual(sent.map(withoutPlaces));
    const reasons = operations.flatMap((operation) =>
      operation.kind === 'unsupported' ? [operation.reason] : [],
    );
    expect(reasons).toEqual(unknown === undefined ? [] : [unknown]);
  });
});

function readMigration(body: string, fields: Parameters<typeof migrationOf>[1] = {}): Source {
  const text = `import { MigrationInterface, QueryRunner, Table, TableColumn, TableIndex, TableForeignKey, TableUnique, TableCheck, TableExclusion, View } from 'typeorm';
export class Change1700000000000 implements MigrationInterface {
${body}
}`;
  return lowerScript(migrationOf(text, { file: 'change.ts', tool: 'typeorm', ...fields }));
}

function catalogOf(sql: string): Catalog {
  return operationsOf(sql).reduce(
    (catalog, operation) =>
      applyOperation(catalog, operation, { migration: 0, deploy: 0, transaction: 0, span: operation.span }),
    emptyCatalog(),
  );
}

/**
 * An operation without where it stands and when it is reached, with `public` as what the search path finds,
 * and with parameters and what is not known each alike.
 */
function withoutPlaces(operation: Operation): unknown {
  const places = new Set(['span', 'keyword', 'conditional', 'onlyIf']);
  return JSON.parse(
    JSON.stringify(operation, (key, value: unknown) => {
      if (places.has(key)) return undefined;
      if (key === 'schema' && value === 'public') return undefined;
      if (key !== 'text' || typeof value !== 'string') return value;
      return value.replaceAll('"public".', '').replaceAll(/\$(?:\d+|\{\w+\})/g, '$');
    }),
  );
}
