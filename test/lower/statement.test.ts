import { beforeAll, describe, expect, it } from 'vitest';
import type { StatementTag } from '../../src/lower/sql/statement.ts';
import type { Operation } from '../../src/operation.ts';
import { loadParser, parseSql } from '../../src/parse/sql.ts';
import { operationsOf } from '../support/lowering.ts';

beforeAll(loadParser);

/** An example of every statement of Postgres's grammar, and what its operations do to what. */
const EXAMPLES: Readonly<Record<StatementTag, readonly (readonly [sql: string, ...operations: string[]])[]>> =
  {
    AlterCollationStmt: [['ALTER COLLATION s.c REFRESH VERSION', 'alterObject collation s.c']],
    AlterDatabaseRefreshCollStmt: [['ALTER DATABASE d REFRESH COLLATION VERSION', 'alterObject database d']],
    AlterDatabaseSetStmt: [["ALTER DATABASE d SET work_mem = '1MB'", 'alterObject database d']],
    AlterDatabaseStmt: [['ALTER DATABASE d CONNECTION LIMIT 5', 'alterObject database d']],
    AlterDefaultPrivilegesStmt: [
      ['ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO r', 'grant default privileges'],
    ],
    AlterDomainStmt: [
      ['ALTER DOMAIN s.d SET DEFAULT 1', 'alterDomain s.d setDefault'],
      ['ALTER DOMAIN d DROP DEFAULT', 'alterDomain d dropDefault'],
      ['ALTER DOMAIN d SET NOT NULL', 'alterDomain d setNotNull'],
      ['ALTER DOMAIN d DROP NOT NULL', 'alterDomain d dropNotNull'],
      ['ALTER DOMAIN d ADD CONSTRAINT k CHECK (VALUE > 0) NOT VALID', 'alterDomain k d addConstraint'],
      ['ALTER DOMAIN d DROP CONSTRAINT k', 'alterDomain k d dropConstraint'],
      ['ALTER DOMAIN d VALIDATE CONSTRAINT k', 'alterDomain k d validateConstraint'],
    ],
    AlterEnumStmt: [
      ["ALTER TYPE s.k ADD VALUE 'a'", 'addEnumValue s.k'],
      ["ALTER TYPE k RENAME VALUE 'a' TO 'b'", 'renameEnumValue k'],
    ],
    AlterEventTrigStmt: [['ALTER EVENT TRIGGER g DISABLE', 'alterObject event trigger g']],
    AlterExtensionContentsStmt: [['ALTER EXTENSION e ADD TABLE t', 'alterObject extension e']],
    AlterExtensionStmt: [["ALTER EXTENSION e UPDATE TO '2'", 'alterObject extension e']],
    AlterFdwStmt: [['ALTER FOREIGN DATA WRAPPER w NO HANDLER', 'alterObject foreign data wrapper w']],
    AlterForeignServerStmt: [["ALTER SERVER v VERSION '2'", 'alterObject server v']],
    AlterFunctionStmt: [
      ['ALTER FUNCTION s.f(int) STABLE', 'alterObject function s.f'],
      ['ALTER PROCEDURE p SECURITY DEFINER', 'alterObject procedure p'],
      ['ALTER ROUTINE p RESET ALL', 'alterObject routine p'],
    ],
    AlterObjectDependsStmt: [
      ['ALTER FUNCTION f() DEPENDS ON EXTENSION e', 'alterObject function f'],
      ['ALTER TRIGGER g ON t DEPENDS ON EXTENSION e', 'alterObject trigger g on t'],
      ['ALTER INDEX i NO DEPENDS ON EXTENSION e', 'alterObject index i'],
    ],
    AlterObjectSchemaStmt: [
      ['ALTER TABLE t SET SCHEMA s', 'setSchema table s t'],
      ['ALTER TYPE s.k SET SCHEMA z', 'setSchema type z s.k'],
    ],
    AlterOpFamilyStmt: [
      [
        'ALTER OPERATOR FAMILY s.o USING btree DROP OPERATOR 1 (int4, int4)',
        'alterObject operator family s.o',
      ],
    ],
    AlterOperatorStmt: [['ALTER OPERATOR s.= (int, int) SET (RESTRICT = NONE)', 'alterObject operator s.=']],
    AlterOwnerStmt: [
      ['ALTER SCHEMA s OWNER TO r', 'setOwner schema s'],
      ['ALTER LARGE OBJECT 12 OWNER TO r', 'setOwner large object 12'],
    ],
    AlterPolicyStmt: [['ALTER POLICY p ON s.t USING (true)', 'alterObject policy p on s.t']],
    AlterPublicationStmt: [['ALTER PUBLICATION p ADD TABLE t', 'alterObject publication p']],
    AlterRoleSetStmt: [["ALTER ROLE r SET work_mem = '1MB'", 'alterObject role r']],
    AlterRoleStmt: [
      ['ALTER ROLE r NOLOGIN', 'alterObject role r'],
      ['ALTER GROUP g ADD USER r', 'alterObject role g'],
    ],
    AlterSeqStmt: [['ALTER SEQUENCE s.q OWNED BY s.t.c', 'alterSequence s.q']],
    AlterStatsStmt: [['ALTER STATISTICS s.x SET STATISTICS 5', 'alterObject statistics s.x']],
    AlterSubscriptionStmt: [['ALTER SUBSCRIPTION u DISABLE', 'alterObject subscription u']],
    AlterSystemStmt: [["ALTER SYSTEM SET work_mem = '1MB'", 'utility ALTER SYSTEM (in no transaction)']],
    AlterTSConfigurationStmt: [
      [
        'ALTER TEXT SEARCH CONFIGURATION s.c ADD MAPPING FOR word WITH simple',
        'alterObject text search configuration s.c',
      ],
    ],
    AlterTSDictionaryStmt: [
      ['ALTER TEXT SEARCH DICTIONARY d (StopWords = x)', 'alterObject text search dictionary d'],
    ],
    AlterTableMoveAllStmt: [
      ['ALTER TABLE ALL IN TABLESPACE a SET TABLESPACE b', 'alterObject tablespace a'],
      ['ALTER INDEX ALL IN TABLESPACE a OWNED BY r SET TABLESPACE b NOWAIT', 'alterObject tablespace a'],
    ],
    AlterTableSpaceOptionsStmt: [
      ['ALTER TABLESPACE a SET (random_page_cost = 1)', 'alterObject tablespace a'],
    ],
    AlterTableStmt: [['ALTER TABLE s.t DROP a, ADD b int', 'dropColumn s.t', 'addColumn s.t']],
    AlterTypeStmt: [['ALTER TYPE s.k SET (STORAGE = plain)', 'alterObject type s.k']],
    AlterUserMappingStmt: [
      ["ALTER USER MAPPING FOR r SERVER v OPTIONS (SET a 'b')", 'alterObject user mapping v'],
    ],
    CallStmt: [['CALL s.p(1)', 'call s.p']],
    CheckPointStmt: [['CHECKPOINT', 'utility CHECKPOINT']],
    ClosePortalStmt: [['CLOSE c', 'utility CLOSE']],
    ClusterStmt: [
      ['CLUSTER s.t USING i', 'cluster s.t i'],
      ['CLUSTER', 'cluster'],
    ],
    CommentStmt: [
      ["COMMENT ON TABLE s.t IS 'x'", 'comment table s.t'],
      ["COMMENT ON COLUMN s.t.c IS 'x'", 'comment column c on s.t'],
      ["COMMENT ON CONSTRAINT k ON s.t IS 'x'", 'comment constraint k on s.t'],
      ["COMMENT ON CONSTRAINT k ON DOMAIN s.d IS 'x'", 'comment constraint k on s.d'],
      ["COMMENT ON FUNCTION s.f(int) IS 'x'", 'comment function s.f'],
      ["COMMENT ON TYPE s.k IS 'x'", 'comment type s.k'],
      ["COMMENT ON OPERATOR CLASS s.o USING btree IS 'x'", 'comment operator class s.o'],
      ["COMMENT ON CAST (int AS text) IS 'x'", 'comment cast int AS text'],
      ["COMMENT ON LARGE OBJECT 12 IS 'x'", 'comment large object 12'],
      ["COMMENT ON TRANSFORM FOR k LANGUAGE sql IS 'x'", 'comment transform FOR k LANGUAGE sql'],
    ],
    CompositeTypeStmt: [['CREATE TYPE s.k AS (a int, b text)', 'createType s.k composite']],
    ConstraintsSetStmt: [['SET CONSTRAINTS ALL DEFERRED', 'utility SET CONSTRAINTS']],
    CopyStmt: [
      ["COPY s.t (a) FROM '/x'", 'copy s.t from'],
      ['COPY (SELECT a FROM t) TO STDOUT', 'copy to'],
      ['COPY (DELETE FROM t RETURNING a) TO STDOUT', 'delete t', 'copy to'],
    ],
    CreateAmStmt: [['CREATE ACCESS METHOD m TYPE TABLE HANDLER h', 'createObject access method m']],
    CreateCastStmt: [['CREATE CAST (int AS s.k) WITH INOUT', 'createObject cast int AS s.k']],
    CreateConversionStmt: [
      ["CREATE DEFAULT CONVERSION s.c FOR 'UTF8' TO 'LATIN1' FROM f", 'createObject conversion s.c'],
    ],
    CreateDomainStmt: [['CREATE DOMAIN s.d AS int CHECK (VALUE > 0)', 'createType s.d domain']],
    CreateEnumStmt: [["CREATE TYPE s.k AS ENUM ('a', 'b')", 'createType s.k enum']],
    CreateEventTrigStmt: [
      ['CREATE EVENT TRIGGER g ON ddl_command_end EXECUTE FUNCTION f()', 'createObject event trigger g'],
    ],
    CreateExtensionStmt: [
      ['CREATE EXTENSION IF NOT EXISTS "uuid-ossp" SCHEMA s', 'createObject extension uuid-ossp'],
    ],
    CreateFdwStmt: [['CREATE FOREIGN DATA WRAPPER w HANDLER h', 'createObject foreign data wrapper w']],
    CreateForeignServerStmt: [
      ['CREATE SERVER IF NOT EXISTS v FOREIGN DATA WRAPPER w', 'createObject server v'],
    ],
    CreateForeignTableStmt: [['CREATE FOREIGN TABLE s.t (a int) SERVER v', 'createTable s.t']],
    CreateFunctionStmt: [
      ["CREATE FUNCTION s.f() RETURNS int LANGUAGE sql AS 'SELECT 1'", 'createFunction s.f'],
      ['CREATE OR REPLACE PROCEDURE p(a int) BEGIN ATOMIC DELETE FROM t; END', 'createFunction p'],
    ],
    CreateOpClassStmt: [
      [
        'CREATE OPERATOR CLASS s.o DEFAULT FOR TYPE int USING btree AS STORAGE int',
        'createObject operator class s.o',
      ],
    ],
    CreateOpFamilyStmt: [['CREATE OPERATOR FAMILY s.o USING btree', 'createObject operator family s.o']],
    CreatePLangStmt: [
      ['CREATE OR REPLACE TRUSTED PROCEDURAL LANGUAGE l HANDLER h', 'createObject language l'],
    ],
    CreatePolicyStmt: [['CREATE POLICY p ON s.t USING (true)', 'createPolicy p all on s.t']],
    CreatePublicationStmt: [['CREATE PUBLICATION p FOR ALL TABLES', 'createObject publication p']],
    CreateRangeStmt: [['CREATE TYPE s.k AS RANGE (SUBTYPE = int)', 'createType s.k range']],
    CreateRoleStmt: [
      ['CREATE ROLE r', 'createObject role r'],
      ["CREATE USER u PASSWORD 'x'", 'createObject role u'],
    ],
    CreateSchemaStmt: [
      ['CREATE SCHEMA IF NOT EXISTS s', 'createSchema s'],
      ['CREATE SCHEMA AUTHORIZATION r', 'createSchema r'],
      [
        'CREATE SCHEMA s CREATE TABLE t (a int) CREATE VIEW v AS SELECT a FROM t GRANT SELECT ON t TO r',
        'createSchema s',
        'createTable s.t',
        'createView s.v',
        'grant table t',
      ],
    ],
    CreateSeqStmt: [['CREATE SEQUENCE IF NOT EXISTS s.q OWNED BY t.c', 'createSequence s.q']],
    CreateStatsStmt: [['CREATE STATISTICS s.x ON a, b FROM s.t', 'createObject statistics s.x on s.t']],
    CreateStmt: [['CREATE TABLE s.t (a int)', 'createTable s.t']],
    CreateSubscriptionStmt: [
      ["CREATE SUBSCRIPTION u CONNECTION 'x' PUBLICATION p", 'createObject subscription u'],
    ],
    CreateTableAsStmt: [
      ['CREATE TABLE s.t AS SELECT 1 AS a', 'createTable s.t'],
      ['CREATE MATERIALIZED VIEW s.m AS SELECT 1 AS a WITH NO DATA', 'createView s.m'],
    ],
    CreateTableSpaceStmt: [["CREATE TABLESPACE a LOCATION '/x'", 'createObject tablespace a']],
    CreateTransformStmt: [
      [
        'CREATE TRANSFORM FOR k LANGUAGE l (FROM SQL WITH FUNCTION f(internal))',
        'createObject transform k LANGUAGE l',
      ],
    ],
    CreateTrigStmt: [
      ['CREATE TRIGGER g BEFORE INSERT ON s.t EXECUTE FUNCTION f()', 'createTrigger g f on s.t'],
    ],
    CreateUserMappingStmt: [['CREATE USER MAPPING FOR r SERVER v', 'createObject user mapping v']],
    CreatedbStmt: [['CREATE DATABASE d OWNER r', 'createObject database d']],
    DeallocateStmt: [['DEALLOCATE ALL', 'utility DEALLOCATE']],
    DeclareCursorStmt: [['DECLARE c CURSOR FOR SELECT a FROM t', 'utility DECLARE', 'select']],
    DefineStmt: [
      ['CREATE AGGREGATE s.a(int) (SFUNC = f, STYPE = int)', 'createObject aggregate s.a'],
      ['CREATE OPERATOR s.=== (LEFTARG = int, FUNCTION = f)', 'createObject operator s.==='],
      ['CREATE TYPE s.k', 'createType s.k base'],
      ['CREATE TYPE s.k (INPUT = i, OUTPUT = o)', 'createType s.k base'],
      ["CREATE COLLATION IF NOT EXISTS s.c (LOCALE = 'de')", 'createObject collation s.c'],
      ['CREATE TEXT SEARCH PARSER p (START = f)', 'createObject text search parser p'],
      ['CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple)', 'createObject text search dictionary d'],
      ['CREATE TEXT SEARCH TEMPLATE t (LEXIZE = f)', 'createObject text search template t'],
      ['CREATE TEXT SEARCH CONFIGURATION c (COPY = simple)', 'createObject text search configuration c'],
    ],
    DeleteStmt: [['DELETE FROM s.t WHERE a = 1', 'delete s.t']],
    DiscardStmt: [
      ['DISCARD ALL', 'utility DISCARD ALL (in no transaction)'],
      ['DISCARD  plans', 'utility DISCARD PLANS'],
    ],
    DoStmt: [
      ['DO $$ BEGIN DROP TABLE t; END $$', 'doBlock', 'dropTable t'],
      ['DO LANGUAGE plperl $$ 1 $$', 'doBlock', 'unsupported language'],
    ],
    DropOwnedStmt: [
      ['DROP OWNED BY r, CURRENT_USER CASCADE', 'alterObject role r', 'alterObject role current_user'],
    ],
    DropRoleStmt: [['DROP ROLE IF EXISTS a, "B"', 'dropObject role a', 'dropObject role B']],
    DropStmt: [
      ['DROP TABLE s.a, b', 'dropTable s.a', 'dropTable b'],
      ['DROP FOREIGN TABLE f', 'dropTable f'],
      ['DROP VIEW v', 'dropView v'],
      ['DROP MATERIALIZED VIEW IF EXISTS s.m CASCADE', 'dropView s.m'],
      ['DROP SEQUENCE q', 'dropSequence q'],
      ['DROP INDEX CONCURRENTLY i', 'dropIndex i'],
      ['DROP TYPE s.k, l', 'dropType s.k', 'dropType l'],
      ['DROP DOMAIN d', 'dropType d'],
      ['DROP SCHEMA s, "T" CASCADE', 'dropSchema s', 'dropSchema T'],
      ['DROP FUNCTION s.f(int, text), g', 'dropFunction function s.f', 'dropFunction function g'],
      ['DROP PROCEDURE p()', 'dropFunction procedure p'],
      ['DROP AGGREGATE a(*)', 'dropFunction aggregate a'],
      ['DROP ROUTINE r', 'dropFunction routine r'],
      ['DROP TRIGGER g ON s.t', 'dropTrigger g on s.t'],
      ['DROP POLICY IF EXISTS p ON s.t', 'dropPolicy p on s.t'],
      ['DROP RULE r ON t', 'dropObject rule r on t'],
      ['DROP EXTENSION a, b', 'dropObject extension a', 'dropObject extension b'],
      ['DROP COLLATION c', 'dropObject collation c'],
      ['DROP CONVERSION c', 'dropObject conversion c'],
      ['DROP STATISTICS x', 'dropObject statistics x'],
      ['DROP CAST (int AS text)', 'dropObject cast int AS text'],
      ['DROP TRANSFORM FOR k LANGUAGE l', 'dropObject transform FOR k LANGUAGE l'],
      ['DROP OPERATOR s.=== (int, int)', 'dropObject operator s.==='],
      ['DROP OPERATOR CLASS s.o USING btree', 'dropObject operator class s.o'],
      ['DROP OPERATOR FAMILY o USING btree', 'dropObject operator family o'],
      ['DROP ACCESS METHOD m', 'dropObject access method m'],
      ['DROP EVENT TRIGGER g', 'dropObject event trigger g'],
      ['DROP FOREIGN DATA WRAPPER w', 'dropObject foreign data wrapper w'],
      ['DROP SERVER v', 'dropObject server v'],
      ['DROP PROCEDURAL LANGUAGE l', 'dropObject language l'],
      ['DROP PUBLICATION p', 'dropObject publication p'],
      ['DROP TEXT SEARCH PARSER p', 'dropObject text search parser p'],
      ['DROP TEXT SEARCH CONFIGURATION c', 'dropObject text search configuration c'],
    ],
    DropSubscriptionStmt: [['DROP SUBSCRIPTION IF EXISTS u', 'dropObject subscription u']],
    DropTableSpaceStmt: [['DROP TABLESPACE a', 'dropObject tablespace a']],
    DropUserMappingStmt: [['DROP USER MAPPING FOR r SERVER v', 'dropObject user mapping v']],
    DropdbStmt: [['DROP DATABASE IF EXISTS d', 'dropObject database d']],
    ExecuteStmt: [['EXECUTE p(1)', 'utility EXECUTE']],
    ExplainStmt: [
      ['EXPLAIN SELECT 1', 'utility EXPLAIN'],
      ['EXPLAIN (ANALYZE, BUFFERS) DELETE FROM t', 'utility EXPLAIN', 'delete t'],
    ],
    FetchStmt: [['FETCH NEXT FROM c', 'utility FETCH']],
    GrantRoleStmt: [['GRANT a, b TO r', 'grant role a, b']],
    GrantStmt: [
      ['GRANT SELECT (x), UPDATE ON s.a, b TO r', 'grant table s.a, b'],
      ['REVOKE ALL ON FUNCTION s.f(int), g FROM PUBLIC', 'grant function s.f, g'],
      ['GRANT USAGE ON SCHEMA s, t TO r', 'grant schema s, t'],
      ['GRANT USAGE ON ALL SEQUENCES IN SCHEMA s TO r', 'grant schema s'],
      ['GRANT USAGE ON FOREIGN DATA WRAPPER w TO r', 'grant foreign data wrapper w'],
    ],
    ImportForeignSchemaStmt: [
      [
        'IMPORT FOREIGN SCHEMA x LIMIT TO (a, b) FROM SERVER v INTO s',
        'createObject foreign table s.a',
        'createObject foreign table s.b',
      ],
      ['IMPORT FOREIGN SCHEMA x FROM SERVER v INTO s', 'createObject foreign table s.?'],
    ],
    IndexStmt: [['CREATE INDEX i ON s.t (a)', 'createIndex s.t i']],
    InsertStmt: [['INSERT INTO s.t VALUES (1)', 'insert s.t']],
    ListenStmt: [['LISTEN c', 'utility LISTEN']],
    LoadStmt: [["LOAD 'x'", 'utility LOAD']],
    LockStmt: [['LOCK TABLE s.a, b IN SHARE MODE', 'lockTable s.a', 'lockTable b']],
    MergeStmt: [['MERGE INTO s.t USING u ON t.a = u.a WHEN MATCHED THEN DELETE', 'merge s.t']],
    NotifyStmt: [["NOTIFY c, 'x'", 'utility NOTIFY']],
    PrepareStmt: [['PREPARE p AS SELECT 1', 'utility PREPARE']],
    ReassignOwnedStmt: [['REASSIGN OWNED BY a, b TO c', 'alterObject role a', 'alterObject role b']],
    RefreshMatViewStmt: [['REFRESH MATERIALIZED VIEW CONCURRENTLY s.m', 'refreshMaterializedView s.m']],
    ReindexStmt: [['REINDEX TABLE s.t', 'reindex s.t']],
    RenameStmt: [['ALTER TABLE s.t RENAME TO u', 'renameTable s.t']],
    RuleStmt: [['CREATE OR REPLACE RULE r AS ON INSERT TO s.t DO NOTHING', 'createObject rule r on s.t']],
    SecLabelStmt: [["SECURITY LABEL FOR p ON TABLE s.t IS 'x'", 'alterObject table s.t']],
    SelectStmt: [
      ['SELECT a FROM t', 'select'],
      ["SELECT set_config('search_path', '', false)", 'setVariable search_path'],
      ['WITH d AS (DELETE FROM t RETURNING a) SELECT a FROM d', 'delete t', 'select'],
      ['SELECT 1 AS a INTO s.t', 'createTable s.t'],
      ['VALUES (1), (2)', 'select'],
    ],
    TransactionStmt: [
      ['BEGIN', 'begin'],
      ['START TRANSACTION READ ONLY', 'begin'],
      ['COMMIT AND CHAIN', 'commit'],
      ['END', 'commit'],
      ['ROLLBACK', 'rollback'],
      ['ROLLBACK TO SAVEPOINT a', 'rollback'],
      ['SAVEPOINT a', 'savepoint a'],
      ['RELEASE a', 'savepoint a'],
      ["PREPARE TRANSACTION 'x'", 'preparedTransaction prepare'],
      ["COMMIT PREPARED 'x'", 'preparedTransaction commit'],
      ["ROLLBACK PREPARED 'x'", 'preparedTransaction rollback'],
    ],
    TruncateStmt: [['TRUNCATE s.a, b RESTART IDENTITY CASCADE', 'truncate s.a', 'truncate b']],
    UnlistenStmt: [['UNLISTEN *', 'utility UNLISTEN']],
    UpdateStmt: [['UPDATE s.t SET a = 1', 'update s.t']],
    VacuumStmt: [
      ['VACUUM (FULL) s.a, b', 'vacuum s.a, b'],
      ['ANALYZE', 'analyze'],
    ],
    VariableSetStmt: [
      ["SET lock_timeout = '5s'", 'setVariable lock_timeout'],
      ['RESET ALL', 'setVariable all'],
      ['SET TRANSACTION READ ONLY', 'utility SET TRANSACTION'],
      ['SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY', 'utility SET SESSION CHARACTERISTICS'],
    ],
    VariableShowStmt: [['SHOW ALL', 'utility SHOW']],
    ViewStmt: [['CREATE OR REPLACE VIEW s.v AS SELECT 1 AS a', 'createView s.v']],
  };

describe('every statement of the grammar', () => {
  const examples = Object.entries(EXAMPLES).flatMap(([tag, list]) =>
    list.map(([sql, ...operations]) => ({ tag, sql, operations })),
  );

  it.each(examples)('$tag: $sql', ({ tag, sql, operations }) => {
    const [statement] = parseSql(sql, { start: 0, end: sql.length }, { placeholders: false }).statements;
    expect(Object.keys(statement?.node ?? {})).toEqual([tag]);
    expect(operationsOf(sql).map(summary)).toEqual(operations);
  });

  it.each(examples)('has spans within the statement: $sql', ({ sql }) => {
    for (const { span } of operationsOf(sql)) {
      expect(span.start).toBeGreaterThanOrEqual(0);
      expect(span.end).toBeGreaterThan(span.start);
      expect(span.end).toBeLessThanOrEqual(sql.length);
    }
  });
});

/** The kind and what it is about. */
function summary(operation: Operation): string {
  const fields = new Map<string, unknown>(Object.entries(operation));
  const owner = ['trigger', 'policy', 'name'].some((key) => fields.has(key))
    ? fields.get('table')
    : undefined;
  const subjects = SUBJECTS.filter((key) => key !== 'table' || owner === undefined);
  const parts: readonly (string | undefined)[] = [
    operation.kind,
    described(fields.get('objectKind')),
    ...subjects.map((key) => described(fields.get(key))),
    owner === undefined ? undefined : `on ${described(owner) ?? ''}`,
    fields.get('forbiddenInTransaction') === true ? '(in no transaction)' : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(' ');
}

const SUBJECTS = [
  'trigger',
  'policy',
  'command',
  'schema',
  'cause',
  'name',
  'names',
  'table',
  'tables',
  'view',
  'type',
  'domain',
  'sequence',
  'function',
  'definition',
  'index',
  'action',
  'direction',
] as const;

function described(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(described).join(', ');
  if (typeof value !== 'object' || value === null) return undefined;
  if ('kind' in value && typeof value.kind === 'string') return value.kind;
  if (!('name' in value) || typeof value.name !== 'string') return undefined;
  const schema = 'schema' in value && typeof value.schema === 'string' ? `${value.schema}.` : '';
  return schema + value.name;
}
