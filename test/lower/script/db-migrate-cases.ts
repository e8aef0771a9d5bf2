interface Case {
  readonly code: string;
  readonly sql: readonly string[];
}

/** What db-migrate 0.11 sends through db-migrate-pg 1.5, recorded from the library itself. */
export const DB_MIGRATE_CASES: readonly Case[] = [
  {
    code: "db.createTable('owners', { id: { type: 'int', primaryKey: true, autoIncrement: true }, name: { type: 'string', length: 100, notNull: true, unique: true }, created_at: { type: 'timestamptz', defaultValue: { special: 'CURRENT_TIMESTAMP' } }, updated_at: 'datetime', note: { type: 'text', defaultValue: \"none\" }, weight: { type: 'decimal', defaultValue: 1 }, code: { type: 'char', length: 2 }, data: 'jsonb', picture: type.BLOB, live: {type: 'boolean', defaultValue: true, notNull: true} })",
    sql: [
      'CREATE TABLE "owners" ("id" SERIAL PRIMARY KEY, "name" VARCHAR (100) NOT NULL UNIQUE, "created_at" TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP, "updated_at" TIMESTAMP , "note" TEXT DEFAULT \'none\', "weight" DECIMAL DEFAULT 1, "code" CHAR (2) , "data" JSONB , "picture" BYTEA , "live" BOOLEAN NOT NULL DEFAULT true)',
    ],
  },
  {
    code: "db.createTable('pets', { columns: { owner: { type: 'bigint', primaryKey: true }, name: { type: 'string', primaryKey: true } }, ifNotExists: true })",
    sql: [
      'CREATE TABLE IF NOT EXISTS "pets" ("owner" BIGINT , "name" VARCHAR , PRIMARY KEY ("owner", "name"))',
    ],
  },
  {
    code: "db.createTable('pets', { owner_id: { type: 'int', foreignKey: { name: 'pets_owner_fk', table: 'owners', mapping: 'id', rules: { onDelete: 'CASCADE', onUpdate: 'RESTRICT' } } }, rank: {type:'int', comment: 'the rank'} })",
    sql: [
      'CREATE TABLE "pets" ("owner_id" INTEGER , "rank" INTEGER )',
      "COMMENT on COLUMN pets.rank IS 'the rank'",
      'ALTER TABLE "pets" ADD CONSTRAINT "pets_owner_fk" FOREIGN KEY ("owner_id") REFERENCES "owners" ("id") ON DELETE CASCADE ON UPDATE RESTRICT',
    ],
  },
  {
    code: "db.createTable('logs', { id: { type: 'bigint', primaryKey: true, autoIncrement: true } })",
    sql: ['CREATE TABLE "logs" ("id" BIGSERIAL PRIMARY KEY)'],
  },
  {
    code: "db.addColumn('owners', 'age', { type: 'int', notNull: true, defaultValue: 0 })",
    sql: ['ALTER TABLE "owners" ADD COLUMN "age" INTEGER NOT NULL DEFAULT 0'],
  },
  {
    code: "db.addColumn('owners', 'nick', 'string')",
    sql: ['ALTER TABLE "owners" ADD COLUMN "nick" VARCHAR'],
  },
  {
    code: "db.addColumn('owners', 'uid', { type: 'uuid', defaultValue: { raw: 'gen_random_uuid()' } })",
    sql: ['ALTER TABLE "owners" ADD COLUMN "uid" UUID DEFAULT gen_random_uuid()'],
  },
  {
    code: "db.addColumn('pets', 'owner_id', { type: 'int', foreignKey: { name: 'fk', table: 'owners', mapping: { owner_id: 'id' }, rules: {} } })",
    sql: [
      'ALTER TABLE "pets" ADD COLUMN "owner_id" INTEGER',
      'ALTER TABLE "pets" ADD CONSTRAINT "fk" FOREIGN KEY ("owner_id") REFERENCES "owners" ("id") ON DELETE NO ACTION ON UPDATE NO ACTION',
    ],
  },
  {
    code: "db.addColumn('pets', 'pid', { type: 'int', primaryKey: true, autoIncrement: true })",
    sql: ['ALTER TABLE "pets" ADD COLUMN "pid" SERIAL'],
  },
  { code: "db.removeColumn('owners', 'age')", sql: ['ALTER TABLE "owners" DROP COLUMN "age"'] },
  {
    code: "db.renameColumn('owners', 'age', 'years')",
    sql: ['ALTER TABLE "owners" RENAME COLUMN "age" TO "years"'],
  },
  { code: "db.renameTable('owners', 'keepers')", sql: ['ALTER TABLE "owners" RENAME TO "keepers"'] },
  { code: "db.dropTable('owners')", sql: ['DROP TABLE "owners"'] },
  { code: "db.dropTable('owners', { ifExists: true })", sql: ['DROP TABLE IF EXISTS "owners"'] },
  {
    code: "db.addIndex('owners', 'owners_name_idx', ['name', 'age'], true)",
    sql: ['CREATE UNIQUE INDEX "owners_name_idx" ON "owners" ("name", "age")'],
  },
  {
    code: "db.addIndex('owners', 'owners_name_idx', 'name')",
    sql: ['CREATE INDEX "owners_name_idx" ON "owners" ("name")'],
  },
  { code: "db.removeIndex('owners', 'owners_name_idx')", sql: ['DROP INDEX "owners_name_idx"'] },
  { code: "db.removeIndex('owners_name_idx')", sql: ['DROP INDEX "owners_name_idx"'] },
  {
    code: "db.addForeignKey('pets', 'owners', 'pets_owner_fk', { owner_id: 'id', owner_kind: 'kind' }, { onDelete: 'CASCADE' })",
    sql: [
      'ALTER TABLE "pets" ADD CONSTRAINT "pets_owner_fk" FOREIGN KEY ("owner_id", "owner_kind") REFERENCES "owners" ("id", "kind") ON DELETE CASCADE ON UPDATE NO ACTION',
    ],
  },
  {
    code: "db.removeForeignKey('pets', 'pets_owner_fk')",
    sql: ['ALTER TABLE "pets" DROP CONSTRAINT "pets_owner_fk"'],
  },
  {
    code: "db.changeColumn('owners', 'age', { type: 'bigint', notNull: true, unique: true, defaultValue: 1 })",
    sql: [
      'ALTER TABLE "owners" ALTER COLUMN "age" SET NOT NULL',
      'ALTER TABLE "owners" ADD CONSTRAINT "owners_age_key" UNIQUE ("age")',
      'ALTER TABLE "owners" ALTER COLUMN "age" SET DEFAULT 1',
      'ALTER TABLE "owners" ALTER COLUMN "age" TYPE BIGINT USING "age"::BIGINT',
    ],
  },
  {
    code: "db.changeColumn('owners', 'name', { type: 'string', length: 50 })",
    sql: [
      'ALTER TABLE "owners" ALTER COLUMN "name" DROP NOT NULL',
      'ALTER TABLE "owners" ALTER COLUMN "name" DROP DEFAULT',
      'ALTER TABLE "owners" ALTER COLUMN "name" TYPE VARCHAR (50) USING "name"::VARCHAR',
    ],
  },
  {
    code: "db.changeColumn('owners', 'name', { unique: false, defaultValue: 'x' })",
    sql: [
      'ALTER TABLE "owners" ALTER COLUMN "name" DROP NOT NULL',
      'ALTER TABLE "owners" DROP CONSTRAINT "owners_name_key"',
      'ALTER TABLE "owners" ALTER COLUMN "name" SET DEFAULT \'x\'',
    ],
  },
  {
    code: "db.insert('owners', ['id', 'name'], [1, 'Ann'])",
    sql: ['INSERT INTO "owners" ("id","name") VALUES (1,\'Ann\');'],
  },
  {
    code: "db.runSql('UPDATE owners SET name = ? WHERE id = ?', ['a', 1])",
    sql: ['UPDATE owners SET name = $1 WHERE id = $2'],
  },
  { code: "db.truncate('owners')", sql: ['TRUNCATE "owners"'] },
];
