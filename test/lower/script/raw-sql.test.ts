import { beforeAll, describe, expect, it } from 'vitest';

import { loadScriptParser } from '../../../src/parse/script.ts';
import { loadParser } from '../../../src/parse/sql.ts';
import { lowerScriptText, pointedScript, type Script } from '../../support/script.ts';

beforeAll(async () => {
  await Promise.all([loadParser(), loadScriptParser()]);
});

function script(text: string): Script {
  return { tool: 'script', text };
}

function kinds(text: string): readonly string[] {
  return pointedScript(script(text)).map(([kind]) => kind);
}

function reasons(text: string): readonly string[] {
  return lowerScriptText(script(text)).statements.flatMap(({ operations }) =>
    operations.flatMap((operation) => (operation.kind === 'unsupported' ? [operation.reason] : [])),
  );
}

/** Each of these drops the table "a". */
const WAYS: readonly (readonly [name: string, text: string])[] = [
  ['pg', "exports.up = async (client) => { await client.query('DROP TABLE a'); };"],
  ['pg with parameters', "exports.up = (client) => client.query({ text: 'DROP TABLE a', values: [] });"],
  ['pg with a callback', "exports.up = (client, done) => client.query('DROP TABLE a', done);"],
  [
    'a pool of its own',
    "import { Pool } from 'pg';\nconst pool = new Pool();\nexport async function up() { const client = await pool.connect(); await client.query('DROP TABLE a'); client.release(); }",
  ],
  ['postgres.js', 'export async function up(sql) { await sql`DROP TABLE ${sql("a")}`; }'],
  ['postgres.js, unsafe', "export async function up(sql) { await sql.unsafe('DROP TABLE a'); }"],
  [
    'postgres.js, imported',
    "import postgres from 'postgres';\nconst sql = postgres(process.env.URL);\nexport const up = async () => { await sql`DROP TABLE a`; };",
  ],
  [
    'Slonik',
    "import { sql } from 'slonik';\nexport default { up: async (pool) => { await pool.query(sql.unsafe`DROP TABLE ${sql.identifier(['a'])}`); } };",
  ],
  [
    "Slonik's migrator",
    'export const up = async ({ context: { connection, sql } }) => { await connection.query(sql`DROP TABLE a`); };',
  ],
  [
    'Drizzle',
    "import { sql } from 'drizzle-orm';\nexport async function up(db) { await db.execute(sql`DROP TABLE ${sql.raw('a')}`); }",
  ],
  [
    'Prisma',
    "import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\nexport const up = () => prisma.$executeRaw`DROP TABLE a`;",
  ],
  [
    'Prisma, unsafe',
    "import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\nexport const up = () => prisma.$executeRawUnsafe('DROP TABLE a');",
  ],
  ['pg-promise', "exports.up = (db) => db.none('DROP TABLE a');"],
  ['a class', "export class Drop { async up(connection) { await connection.execute('DROP TABLE a'); } }"],
  [
    'a client of a module that is not read',
    "import { pool } from '@app/db';\nexport const up = () => pool.query('DROP TABLE a');",
  ],
  [
    'a tag of a module that is not read',
    "import { sql } from '@app/db';\nexport const up = async () => { await sql`DROP TABLE a`; };",
  ],
];

describe('SQL that a script sends itself', () => {
  it.each(WAYS)('%s', (_, text) => {
    const source = lowerScriptText(script(text));
    expect(source.statements.flatMap(({ operations }) => operations)).toMatchObject([
      { kind: 'dropTable', table: { name: 'a' } },
    ]);
  });

  it('opens the transaction that a script opens', () => {
    const text =
      "export const up = (sql) => sql.begin(async (tx) => { await tx`DROP TABLE a`; await tx.unsafe('DROP TABLE b'); });";
    expect(kinds(text)).toEqual(['begin', 'dropTable', 'dropTable', 'commit']);
  });

  it('sends a fragment once, as the part of the statement that it stands in', () => {
    const text =
      'export async function up(sql) {\n  const where = sql`where id = ${1}`;\n  await sql`delete from a ${where}`;\n}';
    expect(kinds(text)).toEqual(['delete']);
  });

  it('reads parameters as the constants that they are, and rows that are not known as rows', () => {
    const text =
      "import { sql } from 'slonik';\nexport const up = async (pool) => {\n  const ids = await pool.any(sql`select id from a`);\n  await pool.query(sql`insert into b (id, kind) values ${sql.join(ids.map((id) => sql`(${id}, 'x')`), sql`, `)}`);\n};";
    expect(kinds(text)).toEqual(['select', 'insert']);
  });

  it('points at the clause inside of the template', () => {
    const text =
      'exports.up = (client) => client.query(`\n  ALTER TABLE a\n    ADD COLUMN b int,\n    DROP COLUMN c\n`);';
    expect(pointedScript(script(text))).toEqual([
      ['addColumn', 'ADD COLUMN b int'],
      ['dropColumn', 'DROP COLUMN c'],
    ]);
  });

  it('reads what a runner of the project sends before its transaction', () => {
    const text =
      "import { sql } from '@silverhand/slonik';\nconst alteration = {\n  up: async (pool) => { await pool.query(sql`alter table b add foreign key (x) references a (x)`); },\n  beforeUp: async (pool) => { await pool.query(sql`create unique index concurrently on a (x)`); },\n  beforeDown: async (pool) => { await pool.query(sql`drop index concurrently i`); },\n  down: async () => {},\n};\nexport default alteration;";
    expect(kinds(text)).toEqual(['createIndex', 'addConstraint']);
    expect(pointedScript({ ...script(text), direction: 'down' }).map(([kind]) => kind)).toEqual([
      'dropIndex',
    ]);
  });

  it('doubts what comes after a return that may be taken', () => {
    const text =
      "exports.up = async (client) => {\n  const { rows } = await client.query('SELECT 1');\n  if (rows.length > 0) return;\n  let table = 'a';\n  table += 'b';\n  await client.query(`DROP TABLE ${table}`);\n};";
    const operations = lowerScriptText(script(text)).statements.flatMap((statement) => statement.operations);
    expect(operations).toMatchObject([
      { kind: 'select' },
      { kind: 'dropTable', table: { name: 'ab' }, conditional: true },
    ]);
    expect(operations[0]).not.toHaveProperty('conditional');
  });

  it('follows a loop without an end for one turn', () => {
    const text =
      "exports.up = async (client) => {\n  while (true) {\n    const { rows } = await client.query('DELETE FROM a WHERE id IN (SELECT id FROM a LIMIT 9)');\n    if (rows.length === 0) break;\n    await client.query('INSERT INTO b VALUES (1)');\n  }\n  await client.query('DROP TABLE a');\n};";
    expect(kinds(text)).toEqual(['delete', 'insert', 'dropTable']);
  });

  it('says what it cannot read, and nothing of what changes nothing', () => {
    expect(
      reasons('exports.up = async (db) => { await db.insert(users).values({}); await db.release(); };'),
    ).toEqual(['what insert() sends is only known to its library']);
    expect(reasons("const { seed } = require('@app/seed');\nexports.up = (client) => seed(client);")).toEqual(
      ['the first argument of the migration is handed to a function that cannot be read'],
    );
    expect(reasons('exports.up = (client) => client.query(process.env.SQL);')).toHaveLength(1);
  });

  it.each([
    [
      "const { execSync } = require('child_process');\nexports.up = () => { execSync(`node seed.js`); };",
      'what a program that the migration starts does to the database cannot be read',
    ],
    [
      "import { seed } from '@app/seed';\nexport const up = async () => { await seed(); };",
      'what is called here of "@app/seed" cannot be read, and the migration does nothing else',
    ],
    [
      "import { Seeder } from '@app/seed';\nexport const up = () => new Seeder().run();",
      'what is called here of "@app/seed" cannot be read, and the migration does nothing else',
    ],
  ])('names code that it cannot follow: %s', (text, reason) => {
    expect(reasons(text)).toEqual([reason]);
  });

  it.each([
    'exports.up = (db, done) => done();',
    "import { logger } from '@app/logging';\nexport const up = async () => { logger.info('nothing to do'); };",
    "import log from './log';\nexport const up = () => { log('nothing to do'); };",
    "import { randomUUID } from 'node:crypto';\nexport const up = () => { randomUUID(); };",
    "import { table } from '@app/tables';\nconst name = table('users');\nexport const up = () => {};",
    'export const up = async () => { console.log(Date.now()); };',
  ])('has nothing to say of a migration that does nothing: %s', (text) => {
    expect(kinds(text)).toEqual([]);
  });

  it('leaves out other code of a migration that is read', () => {
    const text =
      "import { seed } from '@app/seed';\nexport const up = async (db) => { await seed(); await db.query('DROP TABLE a'); };";
    expect(kinds(text)).toEqual(['dropTable']);
  });

  it('is a down migration that throws where nothing catches what it throws', () => {
    const down = (body: string): boolean | undefined =>
      lowerScriptText({
        ...script(`exports.up = () => {};\nexports.down = async (client) => { ${body} };`),
        direction: 'down',
      }).throws;
    expect(down("throw new Error('no way back');")).toBe(true);
    expect(down("if (client.isOld) throw new Error('no way back');")).toBeUndefined();
    expect(
      down("try { throw new Error('x'); } catch { await client.query('DROP TABLE a'); }"),
    ).toBeUndefined();
  });
});
