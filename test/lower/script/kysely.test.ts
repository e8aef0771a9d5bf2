import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';

import type { Span } from '../../../src/operation.ts';
import { loadScriptParser } from '../../../src/parse/script.ts';
import { loadParser } from '../../../src/parse/sql.ts';
import { expectSameOperations, lowerScriptText, pointedScript } from '../../support/script.ts';
import { KYSELY_CASES } from './kysely-cases.ts';

beforeAll(async () => {
  await Promise.all([loadParser(), loadScriptParser()]);
});

function migration(body: string): { readonly tool: string; readonly text: string } {
  const text = `import { CompiledQuery, Kysely, sql } from 'kysely';\n\nexport async function up(db: Kysely<any>): Promise<void> {\n${body}\n}\n`;
  return { tool: 'kysely', text };
}

describe('what Kysely sends', () => {
  it.each(KYSELY_CASES)('$code', ({ code, sql }) => {
    expectSameOperations(migration(code), sql);
  });
});

describe('places', () => {
  it('points at the call of the column, and at the call that begins the statement', () => {
    const script = migration(`  await db.schema
    .createTable('person')
    .addColumn('id', 'serial', (col) => col.primaryKey())
    .execute();
  await db.schema.alterTable('person').addColumn('a', 'text').dropColumn('b').execute();
  await db.schema.alterTable('person').alterColumn('c', (col) => col.setNotNull()).execute();
  await db.schema.createIndex('i').on('person').column('a').execute();
  await sql\`ALTER TABLE person DROP COLUMN d\`.execute(db);`);
    expect(pointedScript(script)).toEqual([
      ['createTable', `createTable('person')`],
      ['addColumn', `addColumn('a', 'text')`],
      ['dropColumn', `dropColumn('b')`],
      ['setNotNull', `alterColumn('c', (col) => col.setNotNull())`],
      ['createIndex', `createIndex('i')`],
      ['dropColumn', 'DROP COLUMN d'],
    ]);
  });

  it('points at the parts of a column where they are written', () => {
    const script = migration(
      `await db.schema.createTable('t').addColumn('a', 'uuid', (col) => col.defaultTo(sql\`gen_random_uuid()\`).references('u.id').onDelete('cascade')).execute();`,
    );
    const [operation] = lowerScriptText(script).statements[0]?.operations ?? [];
    if (operation?.kind !== 'createTable') throw new Error('no table');
    const [column] = operation.columns;
    const at = (span: Span | undefined): string => script.text.slice(span?.start, span?.end);
    expect(at(operation.table.span)).toBe('t');
    expect(at(column?.span)).toMatch(/^addColumn\('a'.*'cascade'\)\)$/);
    expect(at(column?.type?.span)).toBe('uuid');
    expect(at(column?.default?.span)).toBe('gen_random_uuid()');
    expect(at(column?.constraints[0]?.span)).toBe(`references('u.id').onDelete('cascade')`);
    expect(at(column?.constraints[0]?.references?.table.span)).toBe('u');
  });

  it('takes the whole chain for the statement', () => {
    const script = migration(`await db.schema.dropTable('t').ifExists().execute();`);
    const [statement] = lowerScriptText(script).statements;
    expect(script.text.slice(statement?.span.start, statement?.span.end)).toBe(
      `dropTable('t').ifExists().execute()`,
    );
  });
});

describe('what runs', () => {
  it('is only what is executed, in the order of execute()', () => {
    const script = migration(`
  const later = db.schema.dropTable('b');
  db.schema.dropTable('never');
  await db.schema.dropTable('a').execute();
  await later.execute();`);
    expect(pointedScript(script).map(([, points]) => points)).toEqual(['a', 'b']);
  });

  it('counts a call without await', () => {
    expect(pointedScript(migration(`db.schema.dropTable('a').execute();`))).toHaveLength(1);
  });

  it('brings its own transaction', () => {
    const script = migration(
      `await db.transaction().execute(async (trx) => { await trx.schema.dropTable('a').execute(); });`,
    );
    expect(pointedScript(script).map(([kind]) => kind)).toEqual(['begin', 'dropTable', 'commit']);
  });

  it('is uncertain where a query decides', () => {
    const script = migration(
      `const rows = await db.selectFrom('t').select('id').execute(); if (rows.length > 0) await db.deleteFrom('t').execute();`,
    );
    const operations = lowerScriptText(script).statements.flatMap((statement) => statement.operations);
    expect(operations.map(({ kind, conditional }) => [kind, conditional])).toEqual([
      ['select', undefined],
      ['delete', true],
    ]);
  });

  it('says what of a statement it does not know, and judges the rest', () => {
    const script = migration(
      `await db.schema.createIndex('i').on('t').column('a').concurrently().execute(); await db.updateTable('t').set(load()).execute();`,
    );
    const operations = lowerScriptText(script).statements.flatMap((statement) => statement.operations);
    expect(operations).toMatchObject([
      { kind: 'createIndex', table: { name: 't' } },
      { kind: 'unsupported', reason: '.concurrently() of createIndex() is not known' },
      { kind: 'update', table: { name: 't' } },
      { kind: 'unsupported', reason: 'the columns of set() are only known when the migration runs' },
    ]);
  });

  it('reports a database that is handed to code which cannot be read', () => {
    expect(
      lowerScriptText(
        migration(`const { stamp } = require('some-package'); await stamp(db, 't'); console.log('done');`),
      ).statements.flatMap((statement) => statement.operations),
    ).toMatchObject([{ kind: 'unsupported', reason: 'db is handed to a function that cannot be read' }]);
  });

  it('does not lose a condition that it cannot follow', () => {
    const script = migration(
      `await db.deleteFrom('t').where((eb) => eb('a', '=', 1).or('b', '=', 2)).where((eb) => eb.between('c', 1, 2)).execute();`,
    );
    expect(lowerScriptText(script).statements[0]?.operations).toMatchObject([
      { kind: 'delete', where: { conditions: [{ kind: 'other' }, { kind: 'other' }] } },
    ]);
  });

  it('keeps a name that is not constant as an unknown one', () => {
    const script = migration(
      `await db.schema.alterTable(process.env.TABLE).addColumn('a', 'text').execute();`,
    );
    expect(lowerScriptText(script).statements[0]?.operations).toMatchObject([
      { kind: 'addColumn', table: { name: '?' }, column: { name: 'a' } },
    ]);
  });
});

describe('which files are Kysely migrations', () => {
  it.each([
    `import type { Kysely } from 'kysely';\nexport const up = async (db: Kysely<unknown>) => { await db.schema.dropTable('t').execute(); };`,
    `const { sql } = require('kysely');\nexports.up = async (db) => { await sql\`drop table t\`.execute(db); };`,
    `module.exports = { up: (database) => database.schema.dropTable('t').execute() };`,
    `import { Migration } from 'kysely';\nexport const First: Migration = { async up(db) { await db.schema.dropTable('t').execute(); } };`,
  ])('%s', (text) => {
    expect(pointedScript({ tool: 'plain', text }).map(([kind]) => kind)).toEqual(['dropTable']);
  });
});

describe('CamelCasePlugin', () => {
  const OFF = { upperCase: false, underscoreBeforeDigits: false, underscoreBetweenUppercaseLetters: false };

  it.each([
    OFF,
    { ...OFF, upperCase: true },
    { ...OFF, underscoreBeforeDigits: true },
    { ...OFF, underscoreBetweenUppercaseLetters: true },
  ])('sends names as it does with %j', (naming) => {
    const names = [
      'userId',
      'address2Line',
      'a12B',
      'ABTest',
      'userID',
      'Foo',
      'already_snake',
      'a_1',
      'ÄrgerÖl',
    ];
    const dialect = new PostgresDialect({ pool: {} as never });
    const db = new Kysely<unknown>({ dialect, plugins: [new CamelCasePlugin(naming)] });
    const sent = names.map((name) => db.schema.alterTable('myTable').dropColumn(name).compile().sql);
    const code = names.map(
      (name) => `await db.schema.alterTable('myTable').dropColumn('${name}').execute();`,
    );
    expectSameOperations({ ...migration(code.join('\n')), naming }, sent);
  });

  it('leaves strings and SQL alone', () => {
    const code = `await db.schema.createTable('myTable').addColumn('myColumn', 'text', (col) => col.defaultTo('"myDefault"')).execute();
      await sql\`DROP TABLE "otherTable"\`.execute(db);`;
    expectSameOperations({ ...migration(code), naming: OFF }, [
      `create table "my_table" ("my_column" text default '"myDefault"')`,
      'drop table "otherTable"',
    ]);
  });
});
