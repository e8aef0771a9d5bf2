/**
 * The one language that every front end writes and every rule reads: what a statement does, in
 * Postgres's own terms. This module imports nothing.
 */

/** UTF-16 offsets into the text of the file, half-open. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Stands for a name that cannot be known by reading, such as a placeholder or a template hole.
 * It names no object of the catalog.
 */
export const UNKNOWN_NAME = '?';

/**
 * A name folded as Postgres folds it: lower case unless quoted, and without its quotes.
 * `schema` is undefined where the search path decides.
 */
export interface ObjectName {
  readonly schema: string | undefined;
  readonly name: string;
  readonly span: Span;
}

/**
 * A type as written. `name` is Postgres's internal name (`int4`, `varchar`, `timestamptz`), except for
 * the pseudo-types `serial`, `bigserial` and `smallserial`, which keep theirs (`serial4` and its
 * like are folded into them).
 */
export interface TypeName {
  readonly schema: string | undefined;
  readonly name: string;
  /** Type modifiers as numbers: `varchar(20)` has `[20]`, `numeric(10,2)` has `[10, 2]`. */
  readonly modifiers: readonly number[];
  readonly arrayDimensions: number;
  /** As written in the source. */
  readonly text: string;
  readonly span: Span;
}

/** One part of an expression's top-level `AND`. */
export interface Condition {
  readonly kind:
    | 'isNull'
    | 'isNotNull'
    /** Compared with `=` to something that is not a column of the same table. */
    | 'equals'
    /** `IN (…)` or `= ANY (…)` over a list of constants or parameters. */
    | 'in'
    /** Any of `<`, `<=`, `>`, `>=`, `BETWEEN`. */
    | 'range'
    /** `IN (SELECT …)`, `EXISTS (…)` or a comparison with a subquery. */
    | 'subquery'
    /** A constant that is true, such as `true` or `1 = 1`. */
    | 'always'
    | 'other';
  /** The column that is tested, where it is one column. */
  readonly column?: string;
  /** Compared with a column of another relation, which picks no rows by itself. */
  readonly joined?: true;
  /** A subquery that has a constant or parameter `LIMIT`. */
  readonly limited?: true;
}

/** What a scalar expression or predicate is made of; the source text stays at `span`. */
export interface Expression {
  /** As written in the source. */
  readonly text: string;
  readonly span: Span;
  /** `null` for NULL (cast or not), `literal` for a constant (cast, negated or an array of constants), else `none`. */
  readonly constant: 'null' | 'literal' | 'none';
  /** Columns named, each once, without their qualifier. */
  readonly columns: readonly string[];
  /** Functions called, each once; `CURRENT_TIMESTAMP` and its like appear by their keyword in lower case. */
  readonly functions: readonly ObjectName[];
  /** String literals, in order. */
  readonly literals: readonly StringLiteral[];
  /** The top-level `AND` parts; one entry for an expression without `AND`. */
  readonly conditions: readonly Condition[];
  /** What its subqueries use. */
  readonly uses: Uses;
}

export interface StringLiteral {
  readonly value: string;
  readonly span: Span;
  /** The type of a cast directly around it (`'a'::mood`). */
  readonly type?: TypeName;
}

/** The relations, columns and functions that a query, or the body of a function, names. */
export interface Uses {
  readonly relations: readonly RelationUse[];
  readonly columns: readonly ColumnUse[];
  readonly functions: readonly ObjectName[];
}

export interface RelationUse {
  readonly relation: ObjectName;
  readonly access: 'read' | 'write';
  /** All columns through `*` or `alias.*`. */
  readonly star: boolean;
}

export interface ColumnUse {
  readonly column: string;
  /** Undefined where the column stands unqualified and several relations are in scope. */
  readonly relation: ObjectName | undefined;
  readonly span: Span;
}

export interface Constraint {
  readonly kind: 'primaryKey' | 'unique' | 'check' | 'foreignKey' | 'exclusion' | 'notNull';
  /** Undefined where Postgres chooses the name. */
  readonly name: string | undefined;
  readonly span: Span;
  /** Key columns, in order; for a check those that its expression names. */
  readonly columns: readonly string[];
  /** The predicate of a check. */
  readonly expression?: Expression;
  readonly references?: {
    readonly table: ObjectName;
    /** Empty where the primary key of the table is meant. */
    readonly columns: readonly string[];
    readonly onDelete: ReferentialAction;
    readonly onUpdate: ReferentialAction;
  };
  readonly notValid?: true;
  /** Postgres 18's `NOT ENFORCED`. */
  readonly notEnforced?: true;
  readonly noInherit?: true;
  /** The index named by `USING INDEX`. */
  readonly usingIndex?: string;
  /** The columns that `INCLUDE` adds to the index of a key. */
  readonly include?: readonly string[];
  readonly deferrable?: true;
  readonly initiallyDeferred?: true;
  readonly nullsNotDistinct?: true;
  /** Postgres 18's `WITHOUT OVERLAPS` or `PERIOD`. */
  readonly temporal?: true;
}

export type ReferentialAction = 'noAction' | 'restrict' | 'cascade' | 'setNull' | 'setDefault';

export interface ColumnDefinition {
  readonly name: string;
  readonly span: Span;
  /** Undefined only where the column takes its type from elsewhere (`CREATE TABLE … OF type`). */
  readonly type: TypeName | undefined;
  /** Said by `NOT NULL`; a primary key, identity or serial column is not null without saying so. */
  readonly notNull: boolean;
  readonly default?: Expression;
  readonly generated?: { readonly storage: 'stored' | 'virtual'; readonly expression: Expression };
  readonly identity?: 'always' | 'byDefault';
  readonly collation?: ObjectName;
  /** The name that `CONSTRAINT name NOT NULL` gives it. */
  readonly notNullName?: string;
  /** `PRIMARY KEY`, `UNIQUE`, `CHECK` and `REFERENCES` written with the column. */
  readonly constraints: readonly Constraint[];
}

export interface IndexElement {
  /** All of it as SQL: `lower(email) text_pattern_ops DESC`. */
  readonly text: string;
  /** Undefined for an expression. */
  readonly column: string | undefined;
  readonly expression?: Expression;
  /** What Postgres calls an expression in a name that it chooses: `lower`, `coalesce`; undefined for `expr`. */
  readonly expressionName?: string;
  readonly operatorClass?: string;
  readonly descending?: true;
}

interface OperationBase {
  /** The clause: a subcommand of ALTER TABLE, one name of a DROP, else the statement. */
  readonly span: Span;
  /**
   * Runs only if a branch of a DO block or of the migration's code is taken. The catalog applies
   * it all the same.
   */
  readonly conditional?: true;
  /**
   * Runs only if the catalog is found so when the migration starts, or for what the migration asks
   * itself when it comes to the operation; all have to hold. For libraries and migrations that look
   * at the database before they decide what to send.
   */
  readonly onlyIf?: readonly Precondition[];
}

/** `unique`: has a unique constraint of its own. */
export type ColumnState =
  | 'unknown'
  | 'nullable'
  | 'notNull'
  | 'withDefault'
  | 'unique'
  | 'notUnique'
  | 'inPrimaryKey'
  | 'notInPrimaryKey';

/** What a library finds in the database. A column that the catalog does not know is only ever `unknown`. */
export type Precondition =
  | { readonly is: 'noTable'; readonly table: ObjectName }
  | { readonly is: 'withPrimaryKey'; readonly table: ObjectName }
  | { readonly is: 'noType'; readonly type: ObjectName }
  | Asked
  | ({ readonly table: ObjectName; readonly column: string } & (
      | { readonly is: ColumnState }
      /** `anyModifiers`: whatever its length or precision. */
      | { readonly is: 'ofType' | 'ofOtherType'; readonly type: TypeName; readonly anyModifiers: boolean }
      /** All values of its enum are among these, or one is not. */
      | { readonly is: 'enumWithin' | 'enumBeyond'; readonly values: readonly string[] }
      | { readonly is: 'enumWithout'; readonly value: string }
    ));

/**
 * What the migration itself asks the database for: a table, or a column of it. The span of the table
 * is where it asks, which tells one question from the next.
 */
export interface Asked {
  readonly is: 'there' | 'notThere';
  readonly table: ObjectName;
  readonly column?: string;
}

type Define<Kind extends string, Fields> = OperationBase & { readonly kind: Kind } & Readonly<Fields>;

interface Drop {
  ifExists: boolean;
  cascade: boolean;
  /** The other objects that the same statement drops, which may depend on this one. */
  alongside?: readonly ObjectName[];
}

export type Persistence = 'permanent' | 'unlogged' | 'temporary';

export type CreateTable = Define<
  'createTable',
  {
    table: ObjectName;
    ifNotExists: boolean;
    persistence: Persistence;
    foreign: boolean;
    columns: readonly ColumnDefinition[];
    constraints: readonly Constraint[];
    /** `columns` are empty strings for expressions of the partition key. */
    partitionBy?: { readonly strategy: 'range' | 'list' | 'hash'; readonly columns: readonly string[] };
    partitionOf?: { readonly parent: ObjectName; readonly isDefault: boolean };
    inherits: readonly ObjectName[];
    /** Tables copied by `LIKE`, with what INCLUDING says in lower case; `ALL` is each of its nine words. */
    like: readonly { readonly table: ObjectName; readonly including: readonly string[] }[];
    /** `CREATE TABLE … AS` and `SELECT … INTO`. */
    query?: { readonly uses: Uses; readonly columns: readonly string[]; readonly withData: boolean };
  }
>;
export type DropTable = Define<'dropTable', Drop & { table: ObjectName; foreign: boolean }>;
export type RenameTable = Define<
  'renameTable',
  Renames & { table: ObjectName; to: string; ifExists: boolean }
>;

interface Renames {
  /** The library also renames what it has named after it: TypeORM keys, indexes, sequences and enum types. */
  renamesGenerated?: true;
}

/** `ALTER TABLE ONLY`: partitions and children are left alone. */
interface Only {
  only?: true;
}

export type AddColumn = Define<
  'addColumn',
  Only & { table: ObjectName; column: ColumnDefinition; ifNotExists: boolean }
>;
export type DropColumn = Define<'dropColumn', Drop & Only & { table: ObjectName; column: string }>;
export type RenameColumn = Define<
  'renameColumn',
  Renames & { table: ObjectName; column: string; to: string }
>;
export type AlterColumnType = Define<
  'alterColumnType',
  Only & { table: ObjectName; column: string; type: TypeName; using?: Expression; collation?: ObjectName }
>;
export type SetDefault = Define<
  'setDefault',
  Only & { table: ObjectName; column: string; default: Expression }
>;
export type DropDefault = Define<'dropDefault', Only & { table: ObjectName; column: string }>;
export type SetNotNull = Define<'setNotNull', Only & { table: ObjectName; column: string }>;
export type DropNotNull = Define<'dropNotNull', Only & { table: ObjectName; column: string }>;
export type AddIdentity = Define<
  'addIdentity',
  { table: ObjectName; column: string; identity: 'always' | 'byDefault' }
>;
export type DropIdentity = Define<'dropIdentity', { table: ObjectName; column: string; ifExists: boolean }>;
/** Postgres 17's `ALTER COLUMN … SET EXPRESSION`. */
export type SetExpression = Define<
  'setExpression',
  { table: ObjectName; column: string; expression: Expression }
>;
export type DropExpression = Define<
  'dropExpression',
  { table: ObjectName; column: string; ifExists: boolean }
>;

export type AddConstraint = Define<'addConstraint', Only & { table: ObjectName; constraint: Constraint }>;
export type DropConstraint = Define<'dropConstraint', Drop & { table: ObjectName; constraint: string }>;
export type ValidateConstraint = Define<'validateConstraint', { table: ObjectName; constraint: string }>;
export type RenameConstraint = Define<
  'renameConstraint',
  { table: ObjectName; constraint: string; to: string }
>;

export type AttachPartition = Define<
  'attachPartition',
  { table: ObjectName; partition: ObjectName; isDefault: boolean }
>;
export type DetachPartition = Define<
  'detachPartition',
  { table: ObjectName; partition: ObjectName; concurrently: boolean; finalize: boolean }
>;

/** A subcommand of `ALTER TABLE` that changes neither columns nor constraints of the catalog. */
export type AlterTable = Define<
  'alterTable',
  {
    table: ObjectName;
    action:
      | 'setLogged'
      | 'setUnlogged'
      | 'setAccessMethod'
      | 'setTablespace'
      | 'setStorageParameters'
      | 'setStatistics'
      | 'setStorage'
      | 'setCompression'
      | 'setColumnOptions'
      | 'setIdentityOptions'
      | 'alterConstraint'
      | 'clusterOn'
      | 'setWithoutCluster'
      | 'setReplicaIdentity'
      | 'enableTrigger'
      | 'disableTrigger'
      | 'enableRule'
      | 'disableRule'
      | 'enableRowSecurity'
      | 'disableRowSecurity'
      | 'forceRowSecurity'
      | 'noForceRowSecurity'
      | 'inherit'
      | 'noInherit'
      | 'ofType'
      | 'notOfType'
      | 'foreignOptions'
      | 'splitPartition'
      | 'mergePartitions';
    /** The column, trigger, constraint, index or parent concerned. */
    name?: string;
    /** The value as written: parameters, the storage, `ALL`. */
    detail?: string;
  }
>;

export type CreateIndex = Define<
  'createIndex',
  {
    /** Undefined where Postgres chooses the name. Its schema is that of the table. */
    index: string | undefined;
    table: ObjectName;
    /** `ON ONLY parent`: partitions are left alone. */
    only: boolean;
    unique: boolean;
    concurrently: boolean;
    ifNotExists: boolean;
    method: string;
    elements: readonly IndexElement[];
    include: readonly string[];
    where?: Expression;
    nullsNotDistinct: boolean;
    /** `WITH (…)` and `TABLESPACE` as SQL. */
    options?: string;
    /** The word `INDEX`, after which `CONCURRENTLY` goes; the call itself in builder code. */
    keyword: Span;
  }
>;
export type DropIndex = Define<
  'dropIndex',
  Drop & {
    index: ObjectName;
    concurrently: boolean;
    /** Other indexes are dropped by the same statement, which rules out `CONCURRENTLY`. */
    several: boolean;
    keyword: Span;
  }
>;
export type RenameIndex = Define<'renameIndex', { index: ObjectName; to: string; ifExists: boolean }>;
export type AttachIndex = Define<'attachIndex', { index: ObjectName; partition: ObjectName }>;
export type AlterIndex = Define<
  'alterIndex',
  { index: ObjectName; action: 'setTablespace' | 'setStorageParameters' | 'setStatistics' }
>;
export type Reindex = Define<
  'reindex',
  {
    target: 'index' | 'table' | 'schema' | 'database' | 'system';
    /** Undefined for the current database. */
    name: ObjectName | undefined;
    concurrently: boolean;
    keyword: Span;
  }
>;

export type CreateView = Define<
  'createView',
  {
    view: ObjectName;
    materialized: boolean;
    replace: boolean;
    ifNotExists: boolean;
    /** Output names, as far as they are written; an empty string where the query's `*` decides. */
    columns: readonly string[];
    uses: Uses;
    /** String literals of the query; absent where there are none. */
    literals?: readonly StringLiteral[];
    withData: boolean;
    persistence: Persistence;
  }
>;
export type DropView = Define<'dropView', Drop & { view: ObjectName; materialized: boolean }>;
export type RenameView = Define<
  'renameView',
  { view: ObjectName; materialized: boolean; to: string; ifExists: boolean }
>;
export type RefreshMaterializedView = Define<
  'refreshMaterializedView',
  { view: ObjectName; concurrently: boolean; withData: boolean; keyword: Span }
>;

export type CreateType = Define<
  'createType',
  {
    type: ObjectName;
    definition:
      | { readonly kind: 'enum'; readonly values: readonly string[] }
      | { readonly kind: 'composite'; readonly columns: readonly ColumnDefinition[] }
      | {
          readonly kind: 'domain';
          readonly base: TypeName;
          readonly notNull: boolean;
          readonly default?: Expression;
          readonly checks: readonly Constraint[];
        }
      | { readonly kind: 'range' }
      | { readonly kind: 'base' };
  }
>;
export type DropType = Define<'dropType', Drop & { type: ObjectName; domain: boolean }>;
export type RenameType = Define<'renameType', { type: ObjectName; to: string; domain: boolean }>;
export type AddEnumValue = Define<
  'addEnumValue',
  { type: ObjectName; value: string; ifNotExists: boolean; before?: string; after?: string }
>;
export type RenameEnumValue = Define<'renameEnumValue', { type: ObjectName; value: string; to: string }>;
export type AlterDomain = Define<
  'alterDomain',
  {
    domain: ObjectName;
    action:
      | 'setDefault'
      | 'dropDefault'
      | 'setNotNull'
      | 'dropNotNull'
      | 'addConstraint'
      | 'dropConstraint'
      | 'validateConstraint';
    constraint?: Constraint;
    name?: string;
  }
>;

export type CreateFunction = Define<
  'createFunction',
  {
    function: ObjectName;
    procedure: boolean;
    replace: boolean;
    /** Types of the input arguments, as written. */
    arguments: readonly string[];
    returns: TypeName | undefined;
    language: string;
    volatility: 'immutable' | 'stable' | 'volatile';
    securityDefiner: boolean;
    setsSearchPath: boolean;
    body: {
      /** Statements of the body that can be read; none of them runs when the function is created. */
      readonly operations: readonly Operation[];
      readonly uses: Uses;
      /** False where the language is not SQL or PL/pgSQL, or the body does not parse. */
      readonly readable: boolean;
      /** Each `EXECUTE` of a string that is put together at run time. */
      readonly dynamic: readonly Span[];
      /** `NEW.column` and `OLD.column`, of the row that a trigger is run for; absent where there are none. */
      readonly ofRow?: readonly ColumnUse[];
      /** `RETURN` or `BEGIN ATOMIC`: Postgres knows what the body uses, as it does of a view. */
      readonly tracked?: true;
    };
  }
>;
export type DropFunction = Define<
  'dropFunction',
  Drop & {
    function: ObjectName;
    objectKind: 'function' | 'procedure' | 'aggregate' | 'routine';
    /** Types of the input arguments, as written; absent where none are listed. */
    arguments?: readonly string[];
  }
>;

export type CreateTrigger = Define<
  'createTrigger',
  {
    trigger: string;
    table: ObjectName;
    function: ObjectName;
    timing: 'before' | 'after' | 'insteadOf';
    events: readonly ('insert' | 'update' | 'delete' | 'truncate')[];
    /** The columns of `UPDATE OF`. */
    columns: readonly string[];
    forEachRow: boolean;
    constraint: boolean;
    replace: boolean;
    when?: Expression;
  }
>;
export type DropTrigger = Define<'dropTrigger', Drop & { trigger: string; table: ObjectName }>;
export type CreatePolicy = Define<
  'createPolicy',
  {
    policy: string;
    table: ObjectName;
    command: 'all' | 'select' | 'insert' | 'update' | 'delete';
    permissive: boolean;
    using?: Expression;
    check?: Expression;
  }
>;
export type DropPolicy = Define<'dropPolicy', Drop & { policy: string; table: ObjectName }>;

export type CreateSequence = Define<
  'createSequence',
  {
    sequence: ObjectName;
    ifNotExists: boolean;
    ownedBy?: { readonly table: ObjectName; readonly column: string };
  }
>;
export type AlterSequence = Define<
  'alterSequence',
  {
    sequence: ObjectName;
    ownedBy?: { readonly table: ObjectName; readonly column: string };
    /** `OWNED BY NONE`. */
    disowned?: true;
  }
>;
export type DropSequence = Define<'dropSequence', Drop & { sequence: ObjectName }>;

export type CreateSchema = Define<'createSchema', { schema: string; ifNotExists: boolean }>;
export type DropSchema = Define<'dropSchema', Drop & { schema: string }>;
export type RenameSchema = Define<'renameSchema', { schema: string; to: string }>;

/** The kinds of object that have no operations of their own, and those shared by all kinds. */
export type ObjectKind =
  | 'access method'
  | 'aggregate'
  | 'cast'
  | 'collation'
  | 'column'
  | 'constraint'
  | 'conversion'
  | 'database'
  | 'default privileges'
  | 'domain'
  | 'event trigger'
  | 'extension'
  | 'foreign data wrapper'
  | 'foreign table'
  | 'function'
  | 'index'
  | 'language'
  | 'large object'
  | 'materialized view'
  | 'operator'
  | 'operator class'
  | 'operator family'
  | 'parameter'
  | 'policy'
  | 'procedure'
  | 'publication'
  | 'role'
  | 'routine'
  | 'rule'
  | 'schema'
  | 'sequence'
  | 'server'
  | 'statistics'
  | 'subscription'
  | 'table'
  | 'tablespace'
  | 'text search configuration'
  | 'text search dictionary'
  | 'text search parser'
  | 'text search template'
  | 'transform'
  | 'trigger'
  | 'type'
  | 'user mapping'
  | 'view';

export type CreateObject = Define<
  'createObject',
  { objectKind: ObjectKind; name: ObjectName; replace: boolean; ifNotExists: boolean; table?: ObjectName }
>;
export type DropObject = Define<
  'dropObject',
  Drop & { objectKind: ObjectKind; name: ObjectName; table?: ObjectName }
>;
/** A change that leaves the tables, columns, constraints and indexes of the catalog as they are. */
export type AlterObject = Define<
  'alterObject',
  { objectKind: ObjectKind; name: ObjectName; detail: string; table?: ObjectName }
>;
/** A rename of a kind that has no operation of its own: a trigger, a sequence, a function, an attribute. */
export type RenameObject = Define<
  'renameObject',
  { objectKind: ObjectKind; name: ObjectName; to: string; table?: ObjectName }
>;
export type SetSchema = Define<
  'setSchema',
  { objectKind: ObjectKind; name: ObjectName; schema: string; ifExists: boolean }
>;
export type SetOwner = Define<'setOwner', { objectKind: ObjectKind; name: ObjectName; owner: string }>;
/** `table` is the relation of a column, and what a constraint, trigger, policy or rule belongs to. */
export type Comment = Define<'comment', { objectKind: ObjectKind; name: ObjectName; table?: ObjectName }>;
export type Grant = Define<
  'grant',
  { revoke: boolean; objectKind: ObjectKind; names: readonly ObjectName[]; roles: readonly string[] }
>;

export type Insert = Define<
  'insert',
  {
    table: ObjectName;
    /** Undefined where none are listed. */
    columns: readonly string[] | undefined;
    source: 'values' | 'query' | 'defaults';
    /** Rows of a `VALUES` list. */
    rows: number;
    uses: Uses;
    literals: readonly StringLiteral[];
    onConflict: boolean;
  }
>;
export type Update = Define<
  'update',
  {
    table: ObjectName;
    columns: readonly string[];
    where?: Expression;
    /** Other relations joined by `FROM`. */
    uses: Uses;
    literals: readonly StringLiteral[];
  }
>;
export type Delete = Define<
  'delete',
  { table: ObjectName; where?: Expression; uses: Uses; literals: readonly StringLiteral[] }
>;
export type Merge = Define<'merge', { table: ObjectName; uses: Uses; literals: readonly StringLiteral[] }>;
export type Truncate = Define<
  'truncate',
  {
    table: ObjectName;
    cascade: boolean;
    restartIdentity: boolean;
    /** The other tables that the same statement truncates. */
    alongside?: readonly ObjectName[];
  }
>;
export type Copy = Define<'copy', { table: ObjectName | undefined; direction: 'from' | 'to'; uses: Uses }>;
export type Select = Define<
  'select',
  {
    uses: Uses;
    literals: readonly StringLiteral[];
    locks: 'none' | 'update' | 'noKeyUpdate' | 'share' | 'keyShare';
  }
>;
export type Call = Define<'call', { function: ObjectName }>;

export type Begin = Define<'begin', object>;
export type Commit = Define<'commit', { chain: boolean }>;
export type Rollback = Define<'rollback', { chain: boolean; toSavepoint?: string }>;
export type Savepoint = Define<'savepoint', { name: string; release: boolean }>;
/** `PREPARE TRANSACTION`, `COMMIT PREPARED`, `ROLLBACK PREPARED`. */
export type PreparedTransaction = Define<
  'preparedTransaction',
  { action: 'prepare' | 'commit' | 'rollback' }
>;
export type LockTable = Define<'lockTable', { table: ObjectName; mode: LockMode; nowait: boolean }>;
/** `SET`, `RESET`, `SET LOCAL` and `set_config(…)`; `value` is undefined for a reset or a value that is not constant. */
export type SetVariable = Define<
  'setVariable',
  { name: string; value: string | undefined; local: boolean; reset: boolean }
>;
export type Vacuum = Define<'vacuum', { tables: readonly ObjectName[]; full: boolean }>;
export type Analyze = Define<'analyze', { tables: readonly ObjectName[] }>;
/** `table` is undefined for all clustered tables. */
export type Cluster = Define<'cluster', { table: ObjectName | undefined; index: string | undefined }>;
/** Statements without effect on the schema: SHOW, EXPLAIN, PREPARE, LISTEN, FETCH, CHECKPOINT, … */
export type Utility = Define<'utility', { command: string; forbiddenInTransaction?: true }>;

/** A `DO` block; its static statements follow as operations of the same statement. */
export type DoBlock = Define<'doBlock', { language: string }>;

/** What could not be understood. Nothing is left out of the list of operations without one of these. */
export type Unsupported = Define<
  'unsupported',
  {
    /** A sentence without a full stop, for a maintainer of the migration. */
    reason: string;
    /** `syntax` is what Postgres itself would refuse to parse. */
    cause: 'syntax' | 'dynamic' | 'language' | 'tool';
  }
>;

/** From weakest to strongest. */
export const LOCK_MODES = [
  'ACCESS SHARE',
  'ROW SHARE',
  'ROW EXCLUSIVE',
  'SHARE UPDATE EXCLUSIVE',
  'SHARE',
  'SHARE ROW EXCLUSIVE',
  'EXCLUSIVE',
  'ACCESS EXCLUSIVE',
] as const;
export type LockMode = (typeof LOCK_MODES)[number];

export type Operation =
  | CreateTable
  | DropTable
  | RenameTable
  | AddColumn
  | DropColumn
  | RenameColumn
  | AlterColumnType
  | SetDefault
  | DropDefault
  | SetNotNull
  | DropNotNull
  | AddIdentity
  | DropIdentity
  | SetExpression
  | DropExpression
  | AddConstraint
  | DropConstraint
  | ValidateConstraint
  | RenameConstraint
  | AttachPartition
  | DetachPartition
  | AlterTable
  | CreateIndex
  | DropIndex
  | RenameIndex
  | AttachIndex
  | AlterIndex
  | Reindex
  | CreateView
  | DropView
  | RenameView
  | RefreshMaterializedView
  | CreateType
  | DropType
  | RenameType
  | AddEnumValue
  | RenameEnumValue
  | AlterDomain
  | CreateFunction
  | DropFunction
  | CreateTrigger
  | DropTrigger
  | CreatePolicy
  | DropPolicy
  | CreateSequence
  | AlterSequence
  | DropSequence
  | CreateSchema
  | DropSchema
  | RenameSchema
  | CreateObject
  | DropObject
  | AlterObject
  | RenameObject
  | SetSchema
  | SetOwner
  | Comment
  | Grant
  | Insert
  | Update
  | Delete
  | Merge
  | Truncate
  | Copy
  | Select
  | Call
  | Begin
  | Commit
  | Rollback
  | Savepoint
  | PreparedTransaction
  | LockTable
  | SetVariable
  | Vacuum
  | Analyze
  | Cluster
  | Utility
  | DoBlock
  | Unsupported;

export type OperationKind = Operation['kind'];
export type OperationOf<Kind extends OperationKind> = Extract<Operation, { readonly kind: Kind }>;

/** One SQL statement, or one call on a migration builder. */
export interface Statement {
  readonly span: Span;
  readonly operations: readonly Operation[];
  /** Neighbours with the same number are sent as one query, which without a transaction around it is one of its own. */
  readonly query?: number;
  /** Sent on another connection than that of the transaction that the migration's own code has open. */
  readonly outside?: true;
}

/** A comment of the source, with its delimiters inside `span` and without them in `text`. */
export interface SourceComment {
  readonly span: Span;
  readonly text: string;
}

/** A migration file read by a front end. */
export interface Source {
  readonly statements: readonly Statement[];
  readonly comments: readonly SourceComment[];
  /** How the migration itself changes what its tool wraps it in, if it does. */
  readonly transaction?: { readonly scope: 'none' | 'file'; readonly because: string };
  /** It ends in an error of its own, as down migrations do where there is no way back. */
  readonly throws?: true;
}
