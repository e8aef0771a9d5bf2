/** Calls of a migration, and the SQL that node-pg-migrate 9 was seen to make of them. */
export const NODE_PG_MIGRATE_CASES: readonly { readonly code: string; readonly sql: readonly string[] }[] = [
  {
    code: "pgm.createTable('t', { id: 'id', name: { type: 'varchar(20)', notNull: true, default: 'x' }, born: { type: 'timestamptz', default: pgm.func('now()'), notNull: true }, n: { type: 'int', default: 5, unique: true }, ok: { type: 'bool', default: false }, s: 'string', f: 'float', d: 'double', w: 'datetime' });",
    sql: [
      'CREATE TABLE "t" (\n  "id" serial PRIMARY KEY,\n  "name" varchar(20) DEFAULT $pga$x$pga$ NOT NULL,\n  "born" timestamptz DEFAULT now() NOT NULL,\n  "n" integer DEFAULT 5 UNIQUE,\n  "ok" boolean DEFAULT false,\n  "s" text,\n  "f" real,\n  "d" double precision,\n  "w" timestamp\n);',
    ],
  },
  {
    code: "pgm.createTable({ schema: 'app', name: 't' }, { a: { type: 'uuid', primaryKey: true }, b: { type: 'uuid', primaryKey: true }, c: { type: 'integer', references: 'u', onDelete: 'CASCADE', onUpdate: 'SET NULL', match: 'FULL' }, d: { type: 'integer', references: 'u(id)', deferrable: true, deferred: true }, e: { type: 'integer', references: { schema: 'app', name: 'v' } }, g: { type: 'integer', references: '\"w\"(\"id\")', referencesConstraintName: 'g_fk' } });",
    sql: [
      'CREATE TABLE "app"."t" (\n  "a" uuid,\n  "b" uuid,\n  "c" integer REFERENCES "u" MATCH FULL ON DELETE CASCADE ON UPDATE SET NULL,\n  "d" integer REFERENCES u(id) DEFERRABLE INITIALLY DEFERRED,\n  "e" integer REFERENCES "app"."v",\n  "g" integer CONSTRAINT "g_fk" REFERENCES "w"("id"),\n  CONSTRAINT "t_pkey" PRIMARY KEY ("a", "b")\n);',
    ],
  },
  {
    code: "pgm.createTable('t', { a: { type: 'text', array: true, collation: '\"C\"', check: \"a <> ''\" }, b: { type: 'integer', sequenceGenerated: { precedence: 'ALWAYS', start: 10, increment: 2 } }, c: { type: 'integer', expressionGenerated: 'b * 2' }, d: { type: 'integer', array: 3, comment: 'd of t' }, e: { type: { schema: 'app', name: 'mood' }, default: null }, f: { type: 'text[]', default: ['a', 'b'] } }, { ifNotExists: true, comment: 'a table' });",
    sql: [
      'CREATE TABLE IF NOT EXISTS "t" (\n  "a" text ARRAY COLLATE "C" CHECK (a <> \'\'),\n  "b" integer GENERATED ALWAYS AS IDENTITY (INCREMENT BY 2 START WITH 10),\n  "c" integer GENERATED ALWAYS AS (b * 2) STORED,\n  "d" integer ARRAY[3],\n  "e" "app"."mood" DEFAULT NULL,\n  "f" text[] DEFAULT ARRAY[$pga$a$pga$,$pga$b$pga$]\n);\nCOMMENT ON COLUMN "t"."d" IS $pga$d of t$pga$;\nCOMMENT ON TABLE "t" IS $pga$a table$pga$;',
    ],
  },
  {
    code: "pgm.createTable('t', { a: 'integer', b: 'integer' }, { constraints: { check: 'a > 1', unique: ['a', 'b'], primaryKey: 'a', foreignKeys: { columns: ['a', 'b'], references: 'u(x, y)', onDelete: 'RESTRICT' }, exclude: 'USING gist (a WITH =)' }, temporary: true });",
    sql: [
      'CREATE TEMPORARY TABLE "t" (\n  "a" integer,\n  "b" integer,\n  CONSTRAINT "t_chck" CHECK (a > 1),\n  CONSTRAINT "t_uniq_a_b" UNIQUE ("a", "b"),\n  CONSTRAINT "t_pkey" PRIMARY KEY ("a"),\n  CONSTRAINT "t_fk_a_b" FOREIGN KEY ("a", "b") REFERENCES u(x, y) ON DELETE RESTRICT,\n  CONSTRAINT "t_excl" EXCLUDE USING gist (a WITH =)\n);',
    ],
  },
  {
    code: "pgm.createTable('t', { a: 'integer' }, { unlogged: true, constraints: { check: ['a > 1', 'a < 9'], unique: [['a', 'b'], 'c'], foreignKeys: [{ columns: 'a', references: 'u', referencesConstraintName: 'named', referencesConstraintComment: 'why' }] }, inherits: 'parent', like: { table: 'model', options: { including: ['DEFAULTS', 'INDEXES'] } } });",
    sql: [
      'CREATE UNLOGGED TABLE "t" (\n  "a" integer,\n  CONSTRAINT "t_chck_1" CHECK (a > 1),\n  CONSTRAINT "t_chck_2" CHECK (a < 9),\n  CONSTRAINT "t_uniq_a_b" UNIQUE ("a", "b"),\n  CONSTRAINT "t_uniq_c" UNIQUE ("c"),\n  CONSTRAINT "named" FOREIGN KEY ("a") REFERENCES "u",\n  LIKE "model" INCLUDING DEFAULTS INCLUDING INDEXES\n) INHERITS ("parent");\nCOMMENT ON CONSTRAINT "named" ON "t" IS $pga$why$pga$;',
    ],
  },
  {
    code: "pgm.createTable('t', { at: 'timestamptz' }, { like: 'model', partition: { strategy: 'RANGE', columns: ['at', { name: 'b', opclass: 'text_ops' }] } });",
    sql: [
      'CREATE TABLE "t" (\n  "at" timestamptz,\n  LIKE "model"\n) PARTITION BY RANGE ("at", "b" text_ops);',
    ],
  },
  {
    code: "pgm.dropTable('t'); pgm.dropTable({ schema: 'app', name: 't' }, { ifExists: true, cascade: true }); pgm.renameTable('a', 'b'); pgm.alterTable('t', { levelSecurity: 'ENABLE', unlogged: true }); pgm.alterTable('t', { unlogged: false });",
    sql: [
      'DROP TABLE "t";',
      'DROP TABLE IF EXISTS "app"."t" CASCADE;',
      'ALTER TABLE "a" RENAME TO "b";',
      'ALTER TABLE "t"\n    ENABLE ROW LEVEL SECURITY,\n  SET UNLOGGED;',
      'ALTER TABLE "t"\n    SET LOGGED;',
    ],
  },
  {
    code: "pgm.addColumns('t', { a: { type: 'text', notNull: true, default: '' }, b: 'integer' }); pgm.addColumn('t', { c: { type: 'uuid', references: 'u', onDelete: 'cascade', comment: 'why' } }, { ifNotExists: true });",
    sql: [
      'ALTER TABLE "t"\n  ADD "a" text DEFAULT $pga$$pga$ NOT NULL,\n  ADD "b" integer;',
      'ALTER TABLE "t"\n  ADD IF NOT EXISTS "c" uuid REFERENCES "u" ON DELETE cascade;\nCOMMENT ON COLUMN "t"."c" IS $pga$why$pga$;',
    ],
  },
  {
    code: "pgm.dropColumns('t', ['a', 'b'], { ifExists: true, cascade: true }); pgm.dropColumn('t', 'c'); pgm.dropColumns('t', { d: 'text', e: 'text' }); pgm.renameColumn('t', 'a', 'b');",
    sql: [
      'ALTER TABLE "t"\n  DROP IF EXISTS "a" CASCADE,\n  DROP IF EXISTS "b" CASCADE;',
      'ALTER TABLE "t"\n  DROP "c";',
      'ALTER TABLE "t"\n  DROP "d",\n  DROP "e";',
      'ALTER TABLE "t" RENAME "a" TO "b";',
    ],
  },
  {
    code: "pgm.alterColumn('t', 'a', { type: 'int', using: 'a::integer', collation: '\"C\"', notNull: true, default: 5 }); pgm.alterColumn('t', 'b', { default: null, notNull: false }); pgm.alterColumn('t', 'c', { allowNull: true, comment: 'c' }); pgm.alterColumn('t', 'd', { default: pgm.func('now()') });",
    sql: [
      'ALTER TABLE "t"\n  ALTER "a" SET DEFAULT 5,\n  ALTER "a" SET DATA TYPE integer COLLATE "C" USING a::integer,\n  ALTER "a" SET NOT NULL;',
      'ALTER TABLE "t"\n  ALTER "b" DROP DEFAULT,\n  ALTER "b" DROP NOT NULL;',
      'ALTER TABLE "t"\n  ALTER "c" DROP NOT NULL;\nCOMMENT ON COLUMN "t"."c" IS $pga$c$pga$;',
      'ALTER TABLE "t"\n  ALTER "d" SET DEFAULT now();',
    ],
  },
  {
    code: "pgm.alterColumn('t', 'a', { sequenceGenerated: { precedence: 'BY DEFAULT' } }); pgm.alterColumn('t', 'a', { sequenceGenerated: false }); pgm.alterColumn('t', 'b', { expressionGenerated: 'a + 1' }); pgm.alterColumn('t', 'b', { expressionGenerated: null });",
    sql: [
      'ALTER TABLE "t"\n  ALTER "a" ADD GENERATED BY DEFAULT AS IDENTITY;',
      'ALTER TABLE "t"\n  ALTER "a" DROP IDENTITY;',
      'ALTER TABLE "t"\n  ALTER "b" SET EXPRESSION AS (a + 1);',
      'ALTER TABLE "t"\n  ALTER "b" DROP EXPRESSION;',
    ],
  },
  {
    code: "pgm.addConstraint('t', 'ck', 'CHECK (a > 1)'); pgm.addConstraint('t', 'uq', { unique: ['a', 'b'] }); pgm.createConstraint('t', null, { foreignKeys: { columns: 'a', references: 'u', onDelete: 'CASCADE' } }); pgm.addConstraint('t', 'pk', { primaryKey: ['a'], deferrable: true, deferred: true }); pgm.addConstraint('t', 'ck2', { check: 'b > 1', comment: 'why' });",
    sql: [
      'ALTER TABLE "t"\n  ADD CONSTRAINT "ck" CHECK (a > 1);',
      'ALTER TABLE "t"\n  ADD CONSTRAINT "uq" UNIQUE ("a", "b");',
      'ALTER TABLE "t"\n  ADD CONSTRAINT "t_fk_a" FOREIGN KEY ("a") REFERENCES "u" ON DELETE CASCADE;',
      'ALTER TABLE "t"\n  ADD CONSTRAINT "pk" PRIMARY KEY ("a") DEFERRABLE INITIALLY DEFERRED;',
      'ALTER TABLE "t"\n  ADD CONSTRAINT "ck2" CHECK (b > 1);\nCOMMENT ON CONSTRAINT "ck2" ON "t" IS $pga$why$pga$;',
    ],
  },
  {
    code: "pgm.addConstraint('t', 'fk', 'FOREIGN KEY (a) REFERENCES u (id) NOT VALID'); pgm.dropConstraint('t', 'fk'); pgm.dropConstraint('t', 'fk', { ifExists: true, cascade: true, ifTableExists: true }); pgm.renameConstraint('t', 'a', 'b');",
    sql: [
      'ALTER TABLE "t"\n  ADD CONSTRAINT "fk" FOREIGN KEY (a) REFERENCES u (id) NOT VALID;',
      'ALTER TABLE "t" DROP CONSTRAINT "fk";',
      'ALTER TABLE IF EXISTS "t" DROP CONSTRAINT IF EXISTS "fk" CASCADE;',
      'ALTER TABLE "t" RENAME CONSTRAINT "a" TO "b";',
    ],
  },
  {
    code: "pgm.createIndex('t', 'a'); pgm.createIndex('t', ['a', 'b'], { unique: true }); pgm.addIndex({ schema: 'app', name: 't' }, ['a'], { name: 'i', concurrently: true, ifNotExists: true, method: 'gin' }); pgm.createIndex('t', ['lower(email)']);",
    sql: [
      'CREATE INDEX "t_a_index" ON "t" ("a");',
      'CREATE UNIQUE INDEX "t_a_b_unique_index" ON "t" ("a", "b");',
      'CREATE INDEX CONCURRENTLY IF NOT EXISTS "i" ON "app"."t" USING gin ("a");',
      'CREATE INDEX "t_(lower(email))_index" ON "t" ((lower(email)));',
    ],
  },
  {
    code: "pgm.createIndex('t', [{ name: 'a', sort: 'DESC' }, { name: 'b', opclass: 'text_ops', sort: 'ASC' }, { name: 'c', opclass: { schema: 'x', name: 'ops' } }], { where: 'c IS NULL', include: ['d', 'e'], unique: true, nulls: 'not distinct' });",
    sql: [
      'CREATE UNIQUE INDEX "t_a_b_c_unique_index" ON "t" ("a" DESC, "b" "text_ops" ASC, "c" "x"."ops") INCLUDE ("d", "e") NULLS NOT DISTINCT WHERE c IS NULL;',
    ],
  },
  {
    code: "pgm.createIndex('t', \"(data->>'a')\", { name: 'i' }); pgm.createIndex('t', [pgm.func('lower(a)')], { name: 'j' });",
    sql: ['CREATE INDEX "i" ON "t" (((data->>\'a\')));', 'CREATE INDEX "j" ON "t" (lower(a));'],
  },
  {
    code: "pgm.dropIndex('t', 'a'); pgm.dropIndex({ schema: 'app', name: 't' }, ['a', 'b'], { unique: true, concurrently: true, ifExists: true }); pgm.dropIndex('t', [], { name: 'i', cascade: true }); pgm.renameIndex('i', 'j');",
    sql: [
      'DROP INDEX "t_a_index";',
      'DROP INDEX CONCURRENTLY IF EXISTS "app"."t_a_b_unique_index";',
      'DROP INDEX "i" CASCADE;',
      'ALTER INDEX "i" RENAME TO "j";',
    ],
  },
  {
    code: "pgm.createType('mood', ['sad', \"it's\"]); pgm.addType({ schema: 'app', name: 'pair' }, { a: 'int', b: { type: 'string' } }); pgm.dropType('mood', { ifExists: true, cascade: true }); pgm.renameType('a', 'b'); pgm.addTypeValue('mood', 'ok', { before: 'sad', ifNotExists: true }); pgm.addTypeValue('mood', 'fine', { after: 'ok' }); pgm.renameTypeValue('mood', 'a', 'b');",
    sql: [
      'CREATE TYPE "mood" AS ENUM ($pga$sad$pga$, $pga$it\'s$pga$);',
      'CREATE TYPE "app"."pair" AS (\n"a" integer,\n"b" text\n);',
      'DROP TYPE IF EXISTS "mood" CASCADE;',
      'ALTER TYPE "a" RENAME TO "b";',
      'ALTER TYPE "mood" ADD VALUE IF NOT EXISTS $pga$ok$pga$ BEFORE $pga$sad$pga$;',
      'ALTER TYPE "mood" ADD VALUE $pga$fine$pga$ AFTER $pga$ok$pga$;',
      'ALTER TYPE "mood" RENAME VALUE $pga$a$pga$ TO $pga$b$pga$;',
    ],
  },
  {
    code: "pgm.addTypeAttribute('pair', 'c', 'int'); pgm.dropTypeAttribute('pair', 'c'); pgm.setTypeAttribute('pair', 'a', 'bool'); pgm.renameTypeAttribute('pair', 'a', 'b');",
    sql: [
      'ALTER TYPE "pair" ADD ATTRIBUTE "c" integer;',
      'ALTER TYPE "pair" DROP ATTRIBUTE "c";',
      'ALTER TYPE "pair" ALTER ATTRIBUTE "a" SET DATA TYPE boolean;',
      'ALTER TYPE "pair" RENAME ATTRIBUTE "a" TO "b";',
    ],
  },
  {
    code: "pgm.createDomain('d', 'int', { default: 1, check: 'value > 0', constraintName: 'positive' }); pgm.createDomain('e', 'text', { notNull: true, collation: '\"C\"' }); pgm.alterDomain('d', { default: null, notNull: true }); pgm.alterDomain('d', { default: 5, allowNull: true }); pgm.dropDomain('d', { ifExists: true }); pgm.renameDomain('a', 'b');",
    sql: [
      'CREATE DOMAIN "d" AS integer DEFAULT 1 CONSTRAINT "positive" CHECK (value > 0);',
      'CREATE DOMAIN "e" AS text COLLATE "C" NOT NULL;',
      'ALTER DOMAIN "d" DROP DEFAULT;\nALTER DOMAIN "d" SET NOT NULL;',
      'ALTER DOMAIN "d" SET DEFAULT 5;\nALTER DOMAIN "d" DROP NOT NULL;',
      'DROP DOMAIN IF EXISTS "d";',
      'ALTER DOMAIN "a" RENAME TO "b";',
    ],
  },
  {
    code: "pgm.createFunction('f', ['integer', { mode: 'INOUT', name: 'b', type: 'int', default: 5 }], { returns: 'integer', language: 'plpgsql', replace: true, behavior: 'IMMUTABLE', security: 'DEFINER', onNull: true, parallel: 'SAFE', set: [{ configurationParameter: 'search_path', value: 'app' }] }, 'BEGIN RETURN 1; END'); pgm.dropFunction('f', ['integer', { name: 'b', type: 'int', default: 5 }], { ifExists: true, cascade: true }); pgm.renameFunction('f', [], 'g');",
    sql: [
      'CREATE OR REPLACE FUNCTION "f"(integer, INOUT "b" integer DEFAULT 5)\n  RETURNS integer\n  AS $pga$BEGIN RETURN 1; END$pga$\n  IMMUTABLE\n  LANGUAGE plpgsql\n  SECURITY DEFINER\n  RETURNS NULL ON NULL INPUT\n  PARALLEL SAFE\n  SET "search_path" TO app;',
      'DROP FUNCTION IF EXISTS "f"(integer, "b" integer) CASCADE;',
      'ALTER FUNCTION "f"() RENAME TO "g";',
    ],
  },
  {
    code: "pgm.createTrigger('t', 'tr', { when: 'BEFORE', operation: ['INSERT', 'UPDATE'], level: 'ROW', function: 'f', functionParams: ['a', 1], condition: 'NEW.a > 1' }); pgm.createTrigger('t', 'stamp', { when: 'AFTER', operation: 'DELETE', level: 'ROW', language: 'plpgsql', replace: true }, 'BEGIN RETURN OLD; END'); pgm.createTrigger('t', 'ct', { constraint: true, operation: 'INSERT', level: 'ROW', deferrable: true, deferred: true, function: { schema: 'app', name: 'f' } });",
    sql: [
      'CREATE TRIGGER "tr"\n  BEFORE INSERT OR UPDATE ON "t"\n  FOR EACH ROW\n  WHEN (NEW.a > 1)\n  EXECUTE PROCEDURE "f"($pga$a$pga$, 1);',
      'CREATE OR REPLACE FUNCTION "stamp"()\n  RETURNS trigger\n  AS $pga$BEGIN RETURN OLD; END$pga$\n  VOLATILE\n  LANGUAGE plpgsql;\nCREATE TRIGGER "stamp"\n  AFTER DELETE ON "t"\n  FOR EACH ROW\n  EXECUTE PROCEDURE "stamp"();',
      'CREATE CONSTRAINT TRIGGER "ct"\n  AFTER INSERT ON "t"\n  DEFERRABLE INITIALLY DEFERRED\n  FOR EACH ROW\n  EXECUTE PROCEDURE "app"."f"();',
    ],
  },
  {
    code: "pgm.dropTrigger('t', 'tr', { ifExists: true, cascade: true }); pgm.renameTrigger('t', 'a', 'b'); pgm.createPolicy('t', 'p', { command: 'SELECT', role: ['a', 'b'], using: 'true' }); pgm.createPolicy('t', 'q'); pgm.alterPolicy('t', 'p', { check: 'a > 1' }); pgm.dropPolicy('t', 'p', { ifExists: true }); pgm.renamePolicy('t', 'p', 'q');",
    sql: [
      'DROP TRIGGER IF EXISTS "tr" ON "t" CASCADE;',
      'ALTER TRIGGER "a" ON "t" RENAME TO "b";',
      'CREATE POLICY "p" ON "t" FOR SELECT TO a, b USING (true);',
      'CREATE POLICY "q" ON "t" FOR ALL TO PUBLIC;',
      'ALTER POLICY "p" ON "t" WITH CHECK (a > 1);',
      'DROP POLICY IF EXISTS "p" ON "t";',
      'ALTER POLICY "p" ON "t" RENAME TO "q";',
    ],
  },
  {
    code: "pgm.createView('v', { replace: true, columns: ['a'], checkOption: 'LOCAL', options: { security_barrier: true } }, 'SELECT 1'); pgm.createView('r', { temporary: true }, 'SELECT a FROM t'); pgm.dropView('v', { ifExists: true, cascade: true }); pgm.renameView('a', 'b'); pgm.alterView('v', { checkOption: 'CASCADED' }); pgm.alterViewColumn('v', 'a', { default: 5 });",
    sql: [
      'CREATE OR REPLACE VIEW "v"("a") WITH (security_barrier) AS SELECT 1 WITH LOCAL CHECK OPTION;',
      'CREATE TEMPORARY VIEW "r" AS SELECT a FROM t;',
      'DROP VIEW IF EXISTS "v" CASCADE;',
      'ALTER VIEW "a" RENAME TO "b";',
      'ALTER VIEW "v" SET (check_option = CASCADED);',
      'ALTER VIEW "v" ALTER COLUMN "a" SET DEFAULT 5;',
    ],
  },
  {
    code: "pgm.createMaterializedView('mv', { ifNotExists: true, columns: 'a', data: false, storageParameters: { fillfactor: 70 } }, 'SELECT a FROM t'); pgm.refreshMaterializedView('mv', { concurrently: true }); pgm.refreshMaterializedView('mv', { data: false }); pgm.dropMaterializedView('mv', { ifExists: true }); pgm.renameMaterializedView('a', 'b'); pgm.renameMaterializedViewColumn('mv', 'a', 'b'); pgm.alterMaterializedView('mv', { cluster: 'i' }); pgm.alterMaterializedView('mv', { storageParameters: { fillfactor: 50 } });",
    sql: [
      'CREATE MATERIALIZED VIEW IF NOT EXISTS "mv"("a") WITH (fillfactor = 70) AS SELECT a FROM t WITH NO DATA;',
      'REFRESH MATERIALIZED VIEW CONCURRENTLY "mv";',
      'REFRESH MATERIALIZED VIEW "mv" WITH NO DATA;',
      'DROP MATERIALIZED VIEW IF EXISTS "mv";',
      'ALTER MATERIALIZED VIEW "a" RENAME TO "b";',
      'ALTER MATERIALIZED VIEW "mv" RENAME COLUMN "a" TO "b";',
      'ALTER MATERIALIZED VIEW "mv"\n  CLUSTER ON "i";',
      'ALTER MATERIALIZED VIEW "mv"\n  SET (fillfactor = 50);',
    ],
  },
  {
    code: "pgm.createSchema('app', { ifNotExists: true, authorization: 'joe' }); pgm.dropSchema('app', { ifExists: true, cascade: true }); pgm.renameSchema('a', 'b'); pgm.createExtension(['citext', 'uuid-ossp'], { ifNotExists: true, schema: 'app' }); pgm.addExtension('pgcrypto'); pgm.dropExtension('citext', { ifExists: true });",
    sql: [
      'CREATE SCHEMA IF NOT EXISTS "app" AUTHORIZATION joe;',
      'DROP SCHEMA IF EXISTS "app" CASCADE;',
      'ALTER SCHEMA "a" RENAME TO "b";',
      'CREATE EXTENSION IF NOT EXISTS "citext" SCHEMA "app";',
      'CREATE EXTENSION IF NOT EXISTS "uuid-ossp" SCHEMA "app";',
      'CREATE EXTENSION "pgcrypto";',
      'DROP EXTENSION IF EXISTS "citext";',
    ],
  },
  {
    code: "pgm.createSequence('s', { ifNotExists: true, type: 'int', increment: 2, minvalue: 1, maxvalue: null, start: 5, cache: 10, cycle: true, owner: 't.a' }); pgm.alterSequence('s', { restart: 100, cycle: false, owner: null }); pgm.alterSequence('s', { restart: true }); pgm.dropSequence('s', { cascade: true }); pgm.renameSequence('a', 'b');",
    sql: [
      'CREATE SEQUENCE IF NOT EXISTS "s"\n  AS integer\n  INCREMENT BY 2\n  MINVALUE 1\n  NO MAXVALUE\n  START WITH 5\n  CACHE 10\n  CYCLE\n  OWNED BY t.a;',
      'ALTER SEQUENCE "s"\n  NO CYCLE\n  OWNED BY NONE\n  RESTART WITH 100;',
      'ALTER SEQUENCE "s"\n  RESTART;',
      'DROP SEQUENCE "s" CASCADE;',
      'ALTER SEQUENCE "a" RENAME TO "b";',
    ],
  },
  {
    code: "pgm.createRole('joe', { login: true, password: 'x', limit: 5, inRole: ['a', 'b'] }); pgm.alterRole('joe', { superuser: false, valid: '2030-01-01' }); pgm.dropRole('joe', { ifExists: true }); pgm.renameRole('a', 'b'); pgm.grantRoles(['a', 'b'], 'c', { withAdminOption: true }); pgm.revokeRoles('a', 'c', { cascade: true });",
    sql: [
      'CREATE ROLE "joe" WITH NOSUPERUSER NOCREATEDB NOCREATEROLE INHERIT LOGIN NOREPLICATION CONNECTION LIMIT 5 ENCRYPTED PASSWORD $pga$x$pga$ IN ROLE a, b;',
      'ALTER ROLE "joe" WITH NOSUPERUSER VALID UNTIL $pga$2030-01-01$pga$;',
      'DROP ROLE IF EXISTS "joe";',
      'ALTER ROLE "a" RENAME TO "b";',
      'GRANT "a", "b" TO "c" WITH ADMIN OPTION;',
      'REVOKE "a" FROM "c" CASCADE;',
    ],
  },
  {
    code: "pgm.grantOnTables({ privileges: ['SELECT', 'INSERT'], tables: ['t', { schema: 'app', name: 'u' }], roles: 'PUBLIC', withGrantOption: true }); pgm.revokeOnTables({ privileges: 'ALL', schema: 'app', roles: ['joe'], cascade: true }); pgm.grantOnSchemas({ privileges: 'USAGE', schemas: 'app', roles: 'joe' }); pgm.revokeOnSchemas({ privileges: ['CREATE'], schemas: ['app'], roles: 'joe', onlyGrantOption: true });",
    sql: [
      'GRANT SELECT, INSERT ON "t", "app"."u" TO PUBLIC WITH GRANT OPTION;',
      'REVOKE ALL ON ALL TABLES IN SCHEMA "app" FROM "joe" CASCADE;',
      'GRANT USAGE ON SCHEMA "app" TO "joe";',
      'REVOKE GRANT OPTION FOR CREATE ON SCHEMA "app" FROM "joe";',
    ],
  },
  {
    code: "pgm.createCast('text', 'mood', { functionName: 'f', argumentTypes: ['text'], as: 'IMPLICIT' }); pgm.createCast('a', 'b', { inout: true }); pgm.dropCast('a', 'b', { ifExists: true }); pgm.createOperator('===', { procedure: 'eq', left: 'mood', right: 'mood', hashes: true }); pgm.dropOperator('===', { left: 'mood', right: 'mood', ifExists: true });",
    sql: [
      'CREATE CAST (text AS mood) WITH FUNCTION "f"(text) AS IMPLICIT;',
      'CREATE CAST (a AS b) WITH INOUT;',
      'DROP CAST IF EXISTS (a AS b);',
      'CREATE OPERATOR === (PROCEDURE = "eq", LEFTARG = "mood", RIGHTARG = "mood", HASHES);',
      'DROP OPERATOR IF EXISTS ===("mood", "mood");',
    ],
  },
  {
    code: "pgm.createOperatorFamily('fam', 'btree'); pgm.dropOperatorFamily('fam', 'btree', { ifExists: true }); pgm.renameOperatorFamily('fam', 'btree', 'kin'); pgm.createOperatorClass('cls', 'text', 'btree', [{ type: 'function', number: 1, name: 'cmp', params: ['text', 'text'] }], { default: true }); pgm.dropOperatorClass('cls', 'btree'); pgm.renameOperatorClass('cls', 'btree', 'kind'); pgm.addToOperatorFamily('fam', 'btree', [{ type: 'function', number: 1, name: 'cmp', params: ['text', 'text'] }]);",
    sql: [
      'CREATE OPERATOR FAMILY "fam" USING btree;',
      'DROP OPERATOR FAMILY IF EXISTS "fam" USING btree;',
      'ALTER OPERATOR FAMILY "fam" USING btree RENAME TO "kin";',
      'CREATE OPERATOR CLASS "cls" DEFAULT FOR TYPE "text" USING "btree" AS\n  FUNCTION 1 "cmp"(text, text);',
      'DROP OPERATOR CLASS "cls" USING btree;',
      'ALTER OPERATOR CLASS "cls" USING btree RENAME TO "kind";',
      'ALTER OPERATOR FAMILY "fam" USING btree ADD\n  FUNCTION 1 "cmp"(text, text);',
    ],
  },
  {
    code: "pgm.sql('CREATE TABLE a (b int); DROP TABLE c'); pgm.sql('ALTER TABLE {table} ADD COLUMN {column} int DEFAULT {value}', { table: { schema: 'app', name: 't' }, column: 'c', value: 5 }); pgm.sql(`UPDATE t SET a = 1 WHERE b = 2`);",
    sql: [
      'CREATE TABLE a (b int); DROP TABLE c;',
      'ALTER TABLE "app"."t" ADD COLUMN "c" int DEFAULT 5;',
      'UPDATE t SET a = 1 WHERE b = 2;',
    ],
  },
  {
    code: "for (const table of ['a', 'b']) pgm.addColumn(table, { tenant: { type: 'uuid', notNull: true } }); const stamps = { created_at: { type: 'timestamptz', notNull: true } }; pgm.createTable('c', { id: 'id', ...stamps });",
    sql: [
      'ALTER TABLE "a"\n  ADD "tenant" uuid NOT NULL;',
      'ALTER TABLE "b"\n  ADD "tenant" uuid NOT NULL;',
      'CREATE TABLE "c" (\n  "id" serial PRIMARY KEY,\n  "created_at" timestamptz NOT NULL\n);',
    ],
  },
];
