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

describe('what a TypeORM migration is', () => {
  const kinds = ({ statements }: Source): readonly string[] =>
    statements.flatMap(({ operations }) => operations.map(({ kind }) => kind));

  it.each([
    [
      'a class that implements the interface',
      `import { MigrationInterface, QueryRunner } from 'typeorm';
export class A1 implements MigrationInterface { async up(q: QueryRunner): Promise<void> { await q.dropTable('a'); } }`,
    ],
    [
      'a default export',
      `import { MigrationInterface } from 'typeorm';
export default class implements MigrationInterface { up = async (q) => { await q.dropTable('a'); }; }`,
    ],
    [
      'CommonJS',
      `module.exports = class A1 { async up(queryRunner) { await queryRunner.dropTable('a'); } };`,
    ],
    [
      'CommonJS with a name',
      `const { MigrationInterface } = require('typeorm');
exports.A1 = class A1 { name = 'A1'; async up(queryRunner) { await queryRunner.dropTable('a'); } };`,
    ],
    [
      'a type import',
      `import type { MigrationInterface, QueryRunner } from 'typeorm';
export class A1 implements MigrationInterface { public async up(runner: QueryRunner) { await runner.dropTable('a'); } }`,
    ],
  ])('%s', (_, text) => {
    const file = text.includes('exports') ? 'change.js' : 'change.ts';
    expect(kinds(lowerScript(migrationOf(text, { file, tool: 'typeorm' })))).toEqual(['dropTable']);
  });

  it('is each class of a file, in the order of their timestamps, and back in the reverse', () => {
    const text = `import { MigrationInterface, QueryRunner } from 'typeorm';
export class Later1700000000002 implements MigrationInterface {
  async up(q: QueryRunner) { await q.dropTable('later'); }
  async down(q: QueryRunner) { await q.clearTable('later'); }
}
export class Earlier implements MigrationInterface {
  name = 'Earlier1700000000001';
  async up(q: QueryRunner) { await q.dropTable('earlier'); }
  async down(q: QueryRunner) { await q.clearTable('earlier'); }
}
export class NoMigration { run() {} }`;
    const tables = (direction: 'up' | 'down'): readonly string[] =>
      lowerScript(migrationOf(text, { file: 'change.ts', tool: 'typeorm', direction })).statements.flatMap(
        ({ operations }) =>
          operations.map((operation) => ('table' in operation ? nameOf(operation.table) : '')),
      );
    expect(tables('up')).toEqual(['earlier', 'later']);
    expect(tables('down')).toEqual(['later', 'earlier']);
  });

  it('says by itself whether it runs in a transaction', () => {
    const body = `async up(queryRunner: QueryRunner) { await queryRunner.dropTable('a'); }`;
    expect(readMigration(`transaction = false;\n${body}`, { scope: 'file' }).transaction).toEqual({
      scope: 'none',
      because: 'the class of this migration says "transaction = false"',
    });
    expect(readMigration(`transaction = true as const;\n${body}`).transaction?.scope).toBe('file');
    expect(readMigration(body, { scope: 'file' }).transaction).toBeUndefined();
  });

  it('counts the transactions that are open', () => {
    const body = `async up(queryRunner: QueryRunner) {
  await queryRunner.startTransaction();
  await queryRunner.commitTransaction();
  await queryRunner.commitTransaction();
  if (queryRunner.isTransactionActive) await queryRunner.dropTable('a');
  await queryRunner.startTransaction();
}`;
    expect(kinds(readMigration(body, { scope: 'file' }))).toEqual([
      'savepoint',
      'savepoint',
      'commit',
      'begin',
    ]);
    expect(kinds(readMigration(body, { scope: 'none' }))).toEqual(['begin', 'commit', 'commit', 'begin']);
  });

  it('does what depends on the database under a condition', () => {
    const source = readMigration(`async up(queryRunner: QueryRunner) {
  if (!(await queryRunner.hasTable('a'))) await queryRunner.dropTable('a');
  const table = await queryRunner.getTable('b');
  if (table) await queryRunner.dropColumn(table, 'c');
  const key = table!.foreignKeys.find((fk) => fk.columnNames.indexOf('d') !== -1);
  await queryRunner.dropForeignKey('b', key!);
  const [row] = await queryRunner.query('SELECT 1');
  if (!row) await queryRunner.clearTable('e');
}`);
    const read = source.statements.flatMap(({ operations }) => operations);
    expect(read).toMatchObject([
      { kind: 'dropTable', onlyIf: [{ is: 'notThere', table: { name: 'a' } }] },
      {
        kind: 'dropColumn',
        table: { name: 'b' },
        column: 'c',
        onlyIf: [{ is: 'there', table: { name: 'b' } }],
      },
      { kind: 'dropConstraint', table: { name: 'b' }, constraint: '?' },
      { kind: 'select' },
      { kind: 'truncate', table: { name: 'e' }, conditional: true },
    ]);
    expect(read[2]?.conditional).toBeUndefined();
  });

  it('knows the tables that it has made', () => {
    const source = readMigration(`async up(queryRunner: QueryRunner) {
  const table = new Table({ name: 'a', columns: [{ name: 'b', type: 'int' }] });
  await queryRunner.createTable(table);
  if (await queryRunner.hasTable('a')) await queryRunner.createIndex(table, new TableIndex({ name: 'i', columnNames: ['b'] }));
  await queryRunner.changeColumn('a', 'b', new TableColumn({ name: 'b', type: 'integer', isNullable: true }));
}`);
    expect(kinds(source)).toEqual(['createTable', 'createIndex', 'dropNotNull']);
    expect(source.statements[1]?.operations[0]?.conditional).toBeUndefined();
  });

  it('is said where it does what cannot be known', () => {
    const reasons = (code: string): readonly string[] =>
      readMigration(`async up(queryRunner: QueryRunner) {\n${code}\n}`).statements.flatMap(({ operations }) =>
        operations.flatMap((operation) => (operation.kind === 'unsupported' ? [operation.reason] : [])),
      );
    expect(reasons('await queryRunner.createTable(tableOf(Entity));')).toHaveLength(1);
    expect(reasons('await queryRunner.clearDatabase();')).toHaveLength(1);
    expect(reasons('await queryRunner.manager.save(user);')).toEqual([
      'what save() writes, the entity decides',
    ]);
    expect(reasons('await queryRunner.dropEverything();')).toEqual([
      'queryRunner.dropEverything() is not known',
    ]);
    expect(
      reasons(
        "await queryRunner.addColumn('a', new TableColumn({ name: 'b', type: 'text', isNullable: process.env.X === '1' }));",
      ),
    ).toEqual(['"isNullable" is only known when the migration runs']);
    expect(
      reasons("await queryRunner.changeColumn('a', 'b', new TableColumn({ name: 'b', type: 'text' }));"),
    ).toHaveLength(1);
  });
});

describe('where TypeORM calls point', () => {
  it('points at what matters inside of the call', () => {
    const text = `import { QueryRunner, Table, TableColumn, TableForeignKey, TableIndex } from 'typeorm';
const EMAIL = { name: 'email', type: 'varchar', length: '10', default: 'lower(\\'X\\')' };
export class A1 {
  async up(queryRunner: QueryRunner) {
    await queryRunner.createTable(new Table({ name: 'users', columns: [EMAIL, { name: 'org', type: 'int' }] }));
    await queryRunner.addColumn('orgs', new TableColumn({ name: 'size', type: 'numeric', precision: 3 }));
    await queryRunner.createIndex('orgs', new TableIndex({ columnNames: ['size'] }));
    await queryRunner.createForeignKeys('users', [new TableForeignKey({ columnNames: ['org'], referencedTableName: 'orgs', referencedColumnNames: ['id'] })]);
    await queryRunner.dropColumns('users', ['a', 'b']);
  }
}`;
    const { statements } = lowerScript(migrationOf(text, { file: 'change.ts', tool: 'typeorm' }));
    const at = ({ start, end }: { readonly start: number; readonly end: number }): string =>
      text.slice(start, end);
    const operations = statements.flatMap((statement) => statement.operations);
    expect(operations.map(({ span }) => at(span))).toEqual([
      "createTable(new Table({ name: 'users', columns: [EMAIL, { name: 'org', type: 'int' }] }))",
      "new TableColumn({ name: 'size', type: 'numeric', precision: 3 })",
      "new TableIndex({ columnNames: ['size'] })",
      "new TableForeignKey({ columnNames: ['org'], referencedTableName: 'orgs', referencedColumnNames: ['id'] })",
      "'a'",
      "'b'",
    ]);
    const [created, added, indexed] = operations;
    if (created?.kind !== 'createTable' || added?.kind !== 'addColumn' || indexed?.kind !== 'createIndex')
      throw new Error('other operations than expected');
    expect(at(created.table.span)).toBe('users');
    expect(created.columns.map(({ span }) => at(span))).toEqual([
      "{ name: 'email', type: 'varchar', length: '10', default: 'lower(\\'X\\')' }",
      "{ name: 'org', type: 'int' }",
    ]);
    expect(created.columns[0]?.default?.functions.map(({ span }) => at(span))).toEqual(['lower']);
    expect(added.column.type && at(added.column.type.span)).toBe("'numeric'");
    expect(at(indexed.keyword)).toBe("new TableIndex({ columnNames: ['size'] })");
    expect(at(statements.at(-1)?.span ?? { start: 0, end: 0 })).toBe("dropColumns('users', ['a', 'b'])");
  });
});

function nameOf(table: unknown): string {
  return typeof table === 'object' && table !== null && 'name' in table ? String(table.name) : '';
}

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
  const places = new Set(['span', 'keyword', 'conditional', 'onlyIf', 'renamesGenerated']);
  return JSON.parse(
    JSON.stringify(operation, (key, value: unknown) => {
      if (places.has(key)) return undefined;
      if (key === 'schema' && value === 'public') return undefined;
      if (key !== 'text' || typeof value !== 'string') return value;
      return value.replaceAll('"public".', '').replaceAll(/\$(?:\d+|\{\w+\})/g, '$');
    }),
  );
}
