import { beforeAll, describe, expect, it } from 'vitest';

import { loadScripts, lower } from '../../src/lower/lower.ts';
import type { Migration } from '../../src/migration.ts';
import type { Operation } from '../../src/operation.ts';
import { loadParser } from '../../src/parse/sql.ts';
import { inLanguageOf } from '../../src/advice/language.ts';

/** A migration of each tool around the advice. */
const SHELLS: Readonly<Record<string, (code: string) => string>> = {
  typeorm: (code) =>
    `import { MigrationInterface, QueryRunner } from 'typeorm';\nexport class A1 implements MigrationInterface { async up(queryRunner: QueryRunner) {\n${code}\n} async down() {} }`,
  knex: (code) =>
    `import { Knex } from 'knex';\nexport async function up(knex: Knex) {\n${code}\n}\nexport async function down() {}`,
  sequelize: (code) =>
    `module.exports = { async up(queryInterface, Sequelize) {\n${code}\n}, async down() {} };`,
  kysely: (code) =>
    `import { Kysely, sql } from 'kysely';\nexport async function up(db: Kysely<any>) {\n${code}\n}`,
  'mikro-orm': (code) =>
    `import { Migration } from '@mikro-orm/migrations';\nexport class M extends Migration { async up() {\n${code}\n} }`,
  'node-pg-migrate': (code) => `exports.up = (pgm) => {\n${code}\n};`,
  'db-migrate': (code) => `exports.up = async function (db) {\n${code}\n};`,
  slonik: (code) =>
    `import { sql } from 'slonik';\nexport async function up({ context: { connection } }) {\n${code}\n}`,
};

const ADVICE: readonly string[] = [
  'CREATE INDEX CONCURRENTLY orders_customer_idx ON orders (customer_id);',
  'CREATE UNIQUE INDEX CONCURRENTLY "Orders_key" ON shop.orders USING btree (a, b);',
  "CREATE INDEX CONCURRENTLY orders_state_idx ON orders (lower(state)) WHERE state <> 'it''s \\\\ done?';",
  'DROP INDEX CONCURRENTLY orders_old_idx;',
  "ALTER TABLE orders ADD CONSTRAINT orders_data_check CHECK (data ? 'id') NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT orders_data_check;",
  'ALTER TABLE orders DROP COLUMN note;',
  'ALTER TABLE shop."Orders" DROP COLUMN "Note";',
  'ALTER TABLE orders ADD COLUMN state text;',
  'CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  NEW.a := `b`;\n  RETURN NEW;\nEND\n$$;'.replaceAll(
    '`',
    '"',
  ),
];

beforeAll(async () => {
  await Promise.all([loadParser(), loadScripts()]);
});

describe.each(Object.entries(SHELLS))('%s', (tool, shell) => {
  it.each(ADVICE)('says %s in its own words, which do the same', (sql) => {
    const code = inLanguageOf(tool, sql);
    expect(code).not.toBe(sql);
    expect(operationsOf(shell(code), `${tool}.ts`, tool)).toEqual(operationsOf(sql, 'advice.sql', 'plain'));
  });
});

it('leaves SQL to tools whose migrations are SQL', () => {
  expect(inLanguageOf('prisma', 'DROP INDEX CONCURRENTLY a;')).toBe('DROP INDEX CONCURRENTLY a;');
});

it("uses the builder's own call where it says all of it", () => {
  const sql = 'CREATE INDEX CONCURRENTLY orders_customer_idx ON orders (customer_id);';
  expect(inLanguageOf('umzug', sql)).toBe(
    "await queryInterface.addIndex('orders', ['customer_id'], { name: 'orders_customer_idx', concurrently: true });",
  );
  expect(inLanguageOf('node-pg-migrate', sql)).toBe(
    "pgm.createIndex('orders', ['customer_id'], { name: 'orders_customer_idx', concurrently: true });",
  );
});

/** What the migration does, without the places. */
function operationsOf(text: string, file: string, tool: string): unknown {
  const migration: Migration = {
    file,
    text,
    span: { start: 0, end: text.length },
    id: file,
    tool,
    direction: 'up',
    transaction: { scope: 'none', because: 'it says so', optOut: undefined },
    isNew: true,
    missingDown: false,
    placeholders: false,
  };
  return withoutPlaces(lower(migration).statements.flatMap(({ operations }) => operations));
}

function withoutPlaces(tree: readonly Operation[]): unknown {
  const left = ['span', 'keyword', 'text'];
  return JSON.parse(
    JSON.stringify(tree, (key, value: unknown) =>
      left.includes(key) || (key === 'schema' && value === 'public') ? undefined : value,
    ),
  );
}
