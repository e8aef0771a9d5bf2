import { beforeAll, describe, expect, it } from 'vitest';

import type { Operation } from '../../../src/operation.ts';
import { loadScriptParser } from '../../../src/parse/script.ts';
import { loadParser } from '../../../src/parse/sql.ts';
import { expectSameOperations, lowerScriptText, pointedScript, type Script } from '../../support/script.ts';
import { KNEX_CASES } from './knex-cases.ts';

beforeAll(async () => {
  await Promise.all([loadParser(), loadScriptParser()]);
});

function migration(members: string, from = '@adonisjs/lucid/schema'): Script {
  const text = `import { BaseSchema } from '${from}';\n\nexport default class extends BaseSchema {\n${members}\n}\n`;
  return { tool: 'lucid', text };
}

function operationsOf(script: Script): readonly Operation[] {
  return lowerScriptText(script).statements.flatMap(({ operations }) => operations);
}

/** Cases that use nothing of Knex but its schema builder. */
const SCHEMA_CASES = KNEX_CASES.flatMap(({ cases }) => cases).filter(
  ({ code }) => code.startsWith('knex.schema.') && code.split('knex').length === 2,
);

describe('the schema builder of Lucid is that of Knex', () => {
  it.each(SCHEMA_CASES)('$code', ({ code, sql }) => {
    expectSameOperations(migration(`async up() { ${code.replace('knex.schema', 'this.schema')}; }`), sql);
  });
});

describe('a migration of Lucid', () => {
  it('sends what it builds after what it sends at once, and in the order of its deferred functions', () => {
    const script = migration(`  protected tableName = 'a';
  async up() {
    this.schema.createTable(this.tableName, (table) => { table.increments('id'); table.timestamp('at').defaultTo(this.now()); });
    this.defer(async (db) => {
      await db.rawQuery('UPDATE a SET at = ?', ['2024-01-01']);
      await db.from('b').where('id', 1).delete();
      await db.table('c').insert({ id: 1 });
      await db.transaction(async (trx) => { await trx.rawQuery('DELETE FROM d'); });
    });
    this.schema.alterTable('a', (table) => { table.dropColumn('id'); });
    await this.db.rawQuery('SELECT 1');
  }`);
    expect(pointedScript(script).map(([kind]) => kind)).toEqual([
      'select',
      'createTable',
      'update',
      'delete',
      'insert',
      'savepoint',
      'delete',
      'savepoint',
      'dropColumn',
    ]);
    const [, created] = operationsOf(script);
    if (created?.kind !== 'createTable') throw new Error('no table is created');
    expect(created.columns[1]?.default?.text).toBe('CURRENT_TIMESTAMP');
  });

  it('leaves the transaction by a static member of its class', () => {
    const up = "async up() { this.schema.raw('CREATE INDEX CONCURRENTLY i ON a (b)'); }";
    expect(lowerScriptText(migration(`  static disableTransactions = true;\n  ${up}`)).transaction).toEqual({
      scope: 'none',
      because: 'the class of this migration sets "disableTransactions"',
    });
    expect(lowerScriptText(migration(up)).transaction).toBeUndefined();
  });

  it('is known by the name that AdonisJS 5 has for the package, and has a way down', () => {
    const members = `  public async up() { this.schema.createTable('a', (table) => { table.increments(); }); }
  public async down() { this.schema.dropTable('a'); }`;
    const script = migration(members, '@ioc:Adonis/Lucid/Schema');
    expect(pointedScript(script)).toEqual([
      ['createTable', "createTable('a', (table) => { table.increments(); })"],
    ]);
    expect(pointedScript({ ...script, direction: 'down' })).toEqual([['dropTable', 'a']]);
  });

  it('says what it cannot follow', () => {
    const script = migration('  async up() { fill(this.db); this.schema.raw(build()); }');
    expect(
      operationsOf(script).map((operation) => (operation.kind === 'unsupported' ? operation.reason : '')),
    ).toEqual([
      'this.db is handed to a function that cannot be read',
      expect.stringContaining('only known when the migration runs'),
    ]);
  });
});
