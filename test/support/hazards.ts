import type { Migration } from '../../src/migration.ts';

/** The tables that are there before. */
export const LIVE = `CREATE TABLE customers (id integer PRIMARY KEY, email text, name text);
CREATE TABLE orders (id integer PRIMARY KEY, customer_id integer, note text);`;

/** A migration of each library around the body of its way up. */
export const SHELLS: Readonly<Record<string, (body: string) => string>> = {
  plain: (body) => body,
  typeorm: (body) =>
    `import { MigrationInterface, QueryRunner, TableColumn, TableForeignKey, TableIndex } from 'typeorm';
export class Change1700000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {\n    ${body}\n  }
  async down(): Promise<void> {}
}`,
  knex: (body) =>
    `import type { Knex } from 'knex';\nexport async function up(knex: Knex) {\n  ${body}\n}\nexport async function down() {}`,
  sequelize: (body) =>
    `module.exports = { async up(queryInterface, Sequelize) {\n  ${body}\n}, async down() {} };`,
  kysely: (body) =>
    `import { Kysely, sql } from 'kysely';\nexport async function up(db: Kysely<any>) {\n  ${body}\n}`,
  'node-pg-migrate': (body) => `exports.up = (pgm) => {\n  ${body}\n};`,
  'mikro-orm': (body) =>
    `import { Migration } from '@mikro-orm/migrations';\nexport class M extends Migration { async up() {\n  ${body}\n} }`,
};

/** The same of the libraries in `others`. */
export const OTHER_SHELLS: Readonly<Record<string, (body: string) => string>> = {
  'db-migrate': (body) => `exports.up = function (db) {\n  return ${body};\n};\nexports.down = () => null;`,
  lucid: (body) =>
    `import { BaseSchema } from '@adonisjs/lucid/schema';
export default class extends BaseSchema {\n  async up() {\n    ${body}\n  }\n  async down() {}\n}`,
};

export interface Hazard {
  readonly rule: string;
  /** The body of the migration, by tool. */
  readonly bodies: Readonly<Record<string, string>>;
  /** The same by libraries whose fixes are not run on Postgres. */
  readonly others: Readonly<Record<string, string>>;
}

/** What is dangerous in one way, said in SQL and by each library. */
export const HAZARDS: readonly Hazard[] = [
  {
    rule: 'require-concurrent-index',
    bodies: {
      plain: 'CREATE INDEX orders_customer ON orders (customer_id);',
      typeorm: `await queryRunner.createIndex('orders', new TableIndex({ name: 'orders_customer', columnNames: ['customer_id'] }));`,
      knex: `await knex.schema.alterTable('orders', (table) => { table.index(['customer_id'], 'orders_customer'); });`,
      sequelize: `await queryInterface.addIndex('orders', ['customer_id'], { name: 'orders_customer' });`,
      kysely: `await db.schema.createIndex('orders_customer').on('orders').column('customer_id').execute();`,
      'node-pg-migrate': `pgm.createIndex('orders', 'customer_id', { name: 'orders_customer' });`,
      'mikro-orm': `this.addSql('create index "orders_customer" on "orders" ("customer_id");');`,
    },
    others: {
      'db-migrate': `db.addIndex('orders', 'orders_customer', ['customer_id'])`,
      lucid: `this.schema.alterTable('orders', (table) => { table.index(['customer_id'], 'orders_customer'); });`,
    },
  },
  {
    rule: 'no-drop-column',
    bodies: {
      plain: 'ALTER TABLE orders DROP COLUMN note;',
      typeorm: `await queryRunner.dropColumn('orders', 'note');`,
      knex: `await knex.schema.alterTable('orders', (table) => { table.dropColumn('note'); });`,
      sequelize: `await queryInterface.removeColumn('orders', 'note');`,
      kysely: `await db.schema.alterTable('orders').dropColumn('note').execute();`,
      'node-pg-migrate': `pgm.dropColumn('orders', 'note');`,
      'mikro-orm': `this.addSql('alter table "orders" drop column "note";');`,
    },
    others: {
      'db-migrate': `db.removeColumn('orders', 'note')`,
      lucid: `this.schema.alterTable('orders', (table) => { table.dropColumn('note'); });`,
    },
  },
  {
    rule: 'no-rename-column',
    bodies: {
      plain: 'ALTER TABLE orders RENAME COLUMN note TO remark;',
      typeorm: `await queryRunner.renameColumn('orders', 'note', 'remark');`,
      knex: `await knex.schema.alterTable('orders', (table) => { table.renameColumn('note', 'remark'); });`,
      sequelize: `await queryInterface.renameColumn('orders', 'note', 'remark');`,
      kysely: `await db.schema.alterTable('orders').renameColumn('note', 'remark').execute();`,
      'node-pg-migrate': `pgm.renameColumn('orders', 'note', 'remark');`,
      'mikro-orm': `this.addSql('alter table "orders" rename column "note" to "remark";');`,
    },
    others: {
      'db-migrate': `db.renameColumn('orders', 'note', 'remark')`,
      lucid: `this.schema.alterTable('orders', (table) => { table.renameColumn('note', 'remark'); });`,
    },
  },
  {
    rule: 'no-required-column',
    bodies: {
      plain: 'ALTER TABLE orders ADD COLUMN total integer NOT NULL;',
      typeorm: `await queryRunner.addColumn('orders', new TableColumn({ name: 'total', type: 'integer' }));`,
      knex: `await knex.schema.alterTable('orders', (table) => { table.integer('total').notNullable(); });`,
      sequelize: `await queryInterface.addColumn('orders', 'total', { type: Sequelize.INTEGER, allowNull: false });`,
      kysely: `await db.schema.alterTable('orders').addColumn('total', 'integer', (column) => column.notNull()).execute();`,
      'node-pg-migrate': `pgm.addColumn('orders', { total: { type: 'integer', notNull: true } });`,
      'mikro-orm': `this.addSql('alter table "orders" add column "total" integer not null;');`,
    },
    others: {
      'db-migrate': `db.addColumn('orders', 'total', { type: 'int', notNull: true })`,
      lucid: `this.schema.alterTable('orders', (table) => { table.integer('total').notNullable(); });`,
    },
  },
  {
    rule: 'no-blocking-set-not-null',
    bodies: {
      plain: 'ALTER TABLE orders ALTER COLUMN note SET NOT NULL;',
      typeorm: `await queryRunner.query('ALTER TABLE "orders" ALTER COLUMN "note" SET NOT NULL');`,
      knex: `await knex.schema.alterTable('orders', (table) => { table.dropNullable('note'); });`,
      kysely: `await db.schema.alterTable('orders').alterColumn('note', (column) => column.setNotNull()).execute();`,
      'node-pg-migrate': `pgm.alterColumn('orders', 'note', { notNull: true });`,
      'mikro-orm': `this.addSql('alter table "orders" alter column "note" set not null;');`,
    },
    others: {
      'db-migrate': `db.runSql('ALTER TABLE "orders" ALTER COLUMN "note" SET NOT NULL')`,
      lucid: `this.schema.alterTable('orders', (table) => { table.dropNullable('note'); });`,
    },
  },
  {
    rule: 'require-not-valid-foreign-key',
    bodies: {
      plain:
        'ALTER TABLE orders ADD CONSTRAINT orders_owner FOREIGN KEY (customer_id) REFERENCES customers (id);',
      typeorm: `await queryRunner.createForeignKey('orders', new TableForeignKey({ name: 'orders_owner', columnNames: ['customer_id'], referencedTableName: 'customers', referencedColumnNames: ['id'] }));`,
      knex: `await knex.schema.alterTable('orders', (table) => { table.foreign('customer_id', 'orders_owner').references('customers.id'); });`,
      sequelize: `await queryInterface.addConstraint('orders', { fields: ['customer_id'], type: 'foreign key', name: 'orders_owner', references: { table: 'customers', field: 'id' } });`,
      kysely: `await db.schema.alterTable('orders').addForeignKeyConstraint('orders_owner', ['customer_id'], 'customers', ['id']).execute();`,
      'node-pg-migrate': `pgm.addConstraint('orders', 'orders_owner', { foreignKeys: { columns: 'customer_id', references: 'customers(id)' } });`,
      'mikro-orm': `this.addSql('alter table "orders" add constraint "orders_owner" foreign key ("customer_id") references "customers" ("id");');`,
    },
    others: {
      'db-migrate': `db.addForeignKey('orders', 'customers', 'orders_owner', { customer_id: 'id' }, {})`,
      lucid: `this.schema.alterTable('orders', (table) => { table.foreign('customer_id', 'orders_owner').references('customers.id'); });`,
    },
  },
  {
    rule: 'no-column-type-change',
    bodies: {
      plain: 'ALTER TABLE orders ALTER COLUMN customer_id TYPE bigint;',
      typeorm: `await queryRunner.query('ALTER TABLE "orders" ALTER COLUMN "customer_id" TYPE bigint');`,
      kysely: `await db.schema.alterTable('orders').alterColumn('customer_id', (column) => column.setDataType('bigint')).execute();`,
      'node-pg-migrate': `pgm.alterColumn('orders', 'customer_id', { type: 'bigint' });`,
      'mikro-orm': `this.addSql('alter table "orders" alter column "customer_id" type bigint;');`,
    },
    others: {
      'db-migrate': `db.changeColumn('orders', 'customer_id', { type: 'bigint' })`,
    },
  },
  {
    rule: 'no-drop-table',
    bodies: {
      plain: 'DROP TABLE orders;',
      typeorm: `await queryRunner.dropTable('orders');`,
      knex: `await knex.schema.dropTable('orders');`,
      kysely: `await db.schema.dropTable('orders').execute();`,
      'node-pg-migrate': `pgm.dropTable('orders');`,
      'mikro-orm': `this.addSql('drop table "orders";');`,
    },
    others: {
      'db-migrate': `db.dropTable('orders')`,
      lucid: `this.schema.dropTable('orders');`,
    },
  },
  {
    rule: 'no-unbatched-update',
    bodies: {
      plain: `UPDATE orders SET note = '';`,
      typeorm: `await queryRunner.query("UPDATE orders SET note = ''");`,
      knex: `await knex('orders').update({ note: '' });`,
      sequelize: `await queryInterface.sequelize.query("UPDATE orders SET note = ''");`,
      kysely: `await db.updateTable('orders').set({ note: '' }).execute();`,
      'node-pg-migrate': `pgm.sql("UPDATE orders SET note = ''");`,
      'mikro-orm': `this.addSql("update orders set note = ''");`,
    },
    others: {
      'db-migrate': `db.runSql("UPDATE orders SET note = ''")`,
      lucid: `this.defer(async (db) => { await db.from('orders').update({ note: '' }); });`,
    },
  },
];

/** A migration that its tool opens no transaction for. */
export function migrationOf(part: Pick<Migration, 'file' | 'tool' | 'text' | 'isNew'>): Migration {
  return {
    ...part,
    span: { start: 0, end: part.text.length },
    id: part.file,
    direction: 'up',
    transaction: { scope: 'none', because: 'it says so', optOut: undefined },
    missingDown: false,
    placeholders: false,
  };
}
