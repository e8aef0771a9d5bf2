import { beforeAll, describe, expect, it } from 'vitest';

import type { Operation } from '../../../src/operation.ts';
import { loadScriptParser } from '../../../src/parse/script.ts';
import { loadParser } from '../../../src/parse/sql.ts';
import { expectSameOperations, lowerScriptText, pointedScript } from '../../support/script.ts';
import { KNEX_CASES } from './knex-cases.ts';

beforeAll(async () => {
  await Promise.all([loadParser(), loadScriptParser()]);
});

function up(body: string): { readonly tool: string; readonly text: string } {
  return { tool: 'knex', text: `exports.up = async (knex) => {\n  ${body}\n};\n` };
}

function operationsOf(text: string, tool = 'knex'): readonly Operation[] {
  return lowerScriptText({ tool, text }).statements.flatMap(({ operations }) => operations);
}

function kindsOf(text: string, tool?: string): readonly string[] {
  return operationsOf(text, tool).map(({ kind }) => kind);
}

for (const { group, cases } of KNEX_CASES) {
  describe(`Knex sends the same for ${group}`, () => {
    for (const { code, sql } of cases) {
      it(code, () => {
        const text = `exports.config = { transaction: false };\nexports.up = (knex) => ${code};`;
        expectSameOperations({ tool: 'knex', text }, sql);
      });
    }
  });
}

describe('places', () => {
  it('points at the call of each column, key and change', () => {
    const script = up(`await knex.schema.alterTable('users', (t) => {
    t.string('name').notNullable().defaultTo('x');
    t.integer('team_id').references('id').inTable('teams').onDelete('CASCADE').index();
    t.dropColumn('old');
    t.unique(['a', 'b']);
    t.renameColumn('c', 'd');
  });`);
    expect(pointedScript(script)).toEqual([
      ['addColumn', "string('name').notNullable().defaultTo('x')"],
      ['addColumn', "integer('team_id').references('id').inTable('teams').onDelete('CASCADE').index()"],
      ['addConstraint', "references('id').inTable('teams').onDelete('CASCADE')"],
      ['createIndex', 'index()'],
      ['dropColumn', "'old'"],
      ['addConstraint', "unique(['a', 'b'])"],
      ['renameColumn', "renameColumn('c', 'd')"],
    ]);
  });

  it('takes the whole call for the statement of each of them', () => {
    const { text } = up(`await knex.schema.table('users', (t) => { t.dropColumn('a'); t.index('b'); });`);
    const statements = lowerScriptText({ tool: 'knex', text }).statements;
    expect(statements.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      "table('users', (t) => { t.dropColumn('a'); t.index('b'); })",
      "table('users', (t) => { t.dropColumn('a'); t.index('b'); })",
    ]);
  });

  it('points at a name, a type and a default inside of a column', () => {
    const { text } = up(
      `await knex.schema.createTable('users', (t) => { t.string('name').defaultTo('x'); });`,
    );
    const [operation] = operationsOf(text);
    if (operation?.kind !== 'createTable') throw new Error('no table is created');
    const [column] = operation.columns;
    const pointed = [operation.table.span, column?.span, column?.type?.span, column?.default?.span].map(
      (span) => (span === undefined ? undefined : text.slice(span.start, span.end)),
    );
    expect(pointed).toEqual(['users', "string('name').defaultTo('x')", "string('name')", 'x']);
  });

  it('points at the clause inside of raw SQL', () => {
    const script = up(
      'await knex.raw(`\n    ALTER TABLE users\n      ADD COLUMN a int,\n      DROP COLUMN b\n  `);',
    );
    expect(pointedScript(script)).toEqual([
      ['addColumn', 'ADD COLUMN a int'],
      ['dropColumn', 'DROP COLUMN b'],
    ]);
  });

  it('stays in the call where a name is a constant from elsewhere', () => {
    const text = `exports.up = (knex) => knex.schema.table(TABLE, (t) => { t.dropColumn(OLD); });\nvar x;\nconst TABLE = 'users';\nconst OLD = 'old';\n`;
    expect(pointedScript({ tool: 'knex', text })).toEqual([['dropColumn', 'dropColumn(OLD)']]);
  });

  it('covers a query from its table to its last call', () => {
    const script = up("await knex('users').where('a', 1)\n    .update({ b: 2 });");
    expect(pointedScript(script)).toEqual([['update', "knex('users').where('a', 1)\n    .update({ b: 2 })"]]);
  });
});

describe('chains of promises', () => {
  it('are no part of the query that they start with', () => {
    const script = up("await knex('a').select('id').then((rows) => knex('b').del());");
    expect(pointedScript(script)).toEqual([
      ['select', "knex('a').select('id')"],
      ['delete', "knex('b').del()"],
    ]);
  });
});

describe('what decides when it runs', () => {
  it('sends what the callback of a table sends after the first statement of the table', () => {
    const { text } = up(`await knex.schema.table('users', async (t) => {
    t.string('role').index();
    await knex('users').update({ role: 'admin' });
  });`);
    expect(kindsOf(text)).toEqual(['addColumn', 'update', 'createIndex']);
  });

  it('takes what stands under a condition as conditional, also inside of a table', () => {
    const { text } = up(`const [has] = await knex('t').select('a');
  await knex.schema.alterTable('t', (t) => {
    if (!has) t.string('a');
    t.string('b');
  });
  if (has) await knex.schema.createTable('u', (t) => t.increments());`);
    expect(operationsOf(text).map(({ kind, conditional = false }) => [kind, conditional])).toEqual([
      ['select', false],
      ['addColumn', false],
      ['addColumn', true],
      ['createTable', true],
    ]);
  });

  it('does not take the rows of a query for known', () => {
    const { text } = up(`const row = await knex('t').where('a', 1).first();
  if (!row) await knex('t').insert({ a: 1 });`);
    expect(operationsOf(text).map(({ kind, conditional = false }) => [kind, conditional])).toEqual([
      ['select', false],
      ['insert', true],
    ]);
  });

  it('takes the branch for Postgres', () => {
    const { text } = up(`if (knex.client.config.client === 'mysql') await knex.schema.dropTable('a');
  else if (knex.client.config.client === 'postgresql') await knex.schema.renameTable('a', 'b');`);
    expect(operationsOf(text).map(({ kind, conditional = false }) => [kind, conditional])).toEqual([
      ['renameTable', false],
    ]);
  });

  it('leaves a query to the statement that takes it in', () => {
    const { text } = up(`const old = knex('u').select('id');
  const now = knex.raw('now()');
  await knex('t').whereIn('id', old).update({ at: now });`);
    expect(kindsOf(text)).toEqual(['update']);
  });

  it('counts a call that is not awaited', () => {
    expect(
      kindsOf(up("knex.schema.dropTable('a'); knex('b').del(); knex.raw('drop table c');").text),
    ).toEqual(['dropTable', 'delete', 'dropTable']);
  });
});

describe('transactions', () => {
  it('says that a migration leaves the transaction', () => {
    const text = `export const config = { transaction: false };\nexport async function up(knex) { await knex.raw('create index concurrently i on t (a)'); }\n`;
    expect(lowerScriptText({ tool: 'knex', text }).transaction).toEqual({
      scope: 'none',
      because: 'the "config" of this migration sets "transaction: false"',
    });
  });

  it('takes a transaction inside of that of the migration for a savepoint', () => {
    const body = "await knex.transaction(async (trx) => { await trx('t').del(); });";
    expect(kindsOf(up(body).text)).toEqual(['savepoint', 'delete', 'savepoint']);
    expect(kindsOf(`exports.config = { transaction: false };\n${up(body).text}`)).toEqual([
      'begin',
      'delete',
      'commit',
    ]);
  });

  it('sees what is sent beside an open transaction', () => {
    const { text } = up(`await knex.transaction(async (trx) => {
    await trx('t').del();
    await knex('u').del();
    await knex.schema.dropTable('v');
    await knex.raw('drop table w');
  });
  await knex('x').del();`);
    const outsideOf = (script: string): readonly (boolean | undefined)[] =>
      lowerScriptText({ tool: 'knex', text: script }).statements.map(({ outside }) => outside);
    expect(outsideOf(`exports.config = { transaction: false };\n${text}`)).toEqual([
      ...[undefined, undefined],
      ...[true, true, true],
      ...[undefined, undefined],
    ]);
    expect(outsideOf(text)).not.toContain(true);
  });

  it('ends a transaction that has no callback at its commit', () => {
    const body =
      "const trx = await knex.transaction(); await trx('t').del(); await trx.commit(); await knex('u').del();";
    expect(kindsOf(`exports.config = { transaction: false };\n${up(body).text}`)).toEqual([
      'begin',
      'delete',
      'commit',
      'delete',
    ]);
  });
});

describe('recognition', () => {
  const body = "knex.schema.dropTable('t')";
  it.each([
    `exports.up = function (knex) { return ${body}; };`,
    `exports.up = function (knex, Promise) { return Promise.all([${body}]); };`,
    `module.exports = { up: (knex) => ${body}, down: () => {} };`,
    `export async function up(knex) { await ${body}; }`,
    `import type { Knex } from 'knex';\nexport async function up(db: Knex): Promise<void> { await db.schema.dropTable('t'); }`,
    `import { Knex } from 'knex';\nexport const up = async ({ schema }: Knex) => schema.dropTable('t');`,
    `exports.up = (db) => db.schema.alterTable('t', (t) => t.dropColumn('a')).dropTable('t');`,
    `export default { up(knex) { return ${body}; } };`,
  ])('%s', (text) => {
    expect(kindsOf(text, 'script')).toContain('dropTable');
    expect(kindsOf(text, 'script')).not.toContain('unsupported');
  });
});

describe('what cannot be known', () => {
  function reasonsOf(body: string): readonly string[] {
    return operationsOf(up(body).text).flatMap((operation) =>
      operation.kind === 'unsupported' ? [operation.reason] : [],
    );
  }

  it.each([
    [
      "await knex.schema.createTable('t', columnsOf());",
      'the columns are named in a function that cannot be read',
    ],
    [
      "await knex.schema.table('t', (t) => { t.auditColumns(); });",
      'Knex has no method "auditColumns" for what it is called on',
    ],
    [
      "await knex.schema.table('t', (t) => { addAudit(t); });",
      'the table builder is handed to a function that cannot be read',
    ],
    ['await addAudit(knex);', 'knex is handed to a function that cannot be read'],
    ['await knex.seed.run();', 'knex.seed.run() runs other files, which are not read here'],
  ])('%s', (body, reason) => {
    expect(reasonsOf(body)).toEqual([reason]);
  });

  it('judges a statement whose names are not known', () => {
    const { text } = up(`for (const { name } of await knex('tables').select('name')) {
    await knex.schema.table(name, (t) => { t.dropColumn('a'); });
  }`);
    expect(operationsOf(text).map(({ kind }) => kind)).toEqual(['select', 'dropColumn']);
  });
});
