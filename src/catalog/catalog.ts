import type {
  Condition,
  Constraint,
  CreateFunction,
  Expression,
  ObjectName,
  Persistence,
  Span,
  TypeName,
  Uses,
} from '../operation.ts';
import type { PostgresVersion } from '../postgres-version.ts';
import type { PersistentMap } from './persistent-map.ts';

/** Where and when an object came to be. */
export interface Origin {
  /** The migration's place in its history, from 0; -1 for a schema dump that the history starts from. */
  readonly migration: number;
  /** Counts deploys: migrations that are rolled out together share a number. */
  readonly deploy: number;
  /** Counts transactions over the whole history; statements outside of any have one of their own. */
  readonly transaction: number;
  readonly span: Span;
  /** Made only if a branch of a DO block or of the migration's code was taken. */
  readonly conditional?: true;
}

export interface QualifiedName {
  readonly schema: string;
  readonly name: string;
}

export interface Column {
  readonly name: string;
  /** Undefined where it cannot be known (`CREATE TABLE … AS SELECT f(x)`). */
  readonly type: TypeName | undefined;
  /** True for primary key and identity columns too. */
  readonly notNull: boolean;
  readonly default: Expression | undefined;
  readonly generated: { readonly storage: 'stored' | 'virtual'; readonly expression: Expression } | undefined;
  readonly identity: 'always' | 'byDefault' | undefined;
  readonly collation: ObjectName | undefined;
  readonly origin: Origin;
}

export interface TableConstraint extends Omit<Constraint, 'name' | 'span'> {
  /** As Postgres chooses it where the migration does not say. */
  readonly name: string;
  readonly validated: boolean;
  /** The parts of a check's top-level `AND`; empty for other kinds. */
  readonly conditions: readonly Condition[];
  /** The index that enforces it. */
  readonly index: string | undefined;
  /** The referenced table with its schema, as resolved when the constraint was made. */
  readonly referenced: QualifiedName | undefined;
  readonly origin: Origin;
}

export interface Index extends QualifiedName {
  readonly table: QualifiedName;
  readonly unique: boolean;
  readonly method: string;
  /** Key columns; undefined for an expression. */
  readonly columns: readonly (string | undefined)[];
  /** What Postgres calls its keys and INCLUDE columns: a column's name, or what stands for an expression. */
  readonly columnNames: readonly string[];
  readonly include: readonly string[];
  /** Every column named by keys, expressions, INCLUDE or the predicate. */
  readonly usedColumns: readonly string[];
  readonly where: Expression | undefined;
  /** `ON ONLY` a partitioned table, and not all partitions attached yet. */
  readonly only: boolean;
  /** The index of the partitioned table that this one is attached to. */
  readonly parent: QualifiedName | undefined;
  readonly origin: Origin;
}

export interface Trigger {
  readonly name: string;
  readonly function: ObjectName;
  readonly events: readonly ('insert' | 'update' | 'delete' | 'truncate')[];
  readonly columns: readonly string[];
  /** Columns that `WHEN` names. */
  readonly whenColumns: readonly string[];
  readonly forEachRow: boolean;
  readonly origin: Origin;
}

export interface Policy {
  readonly name: string;
  readonly columns: readonly string[];
  /** What its subqueries use, with names resolved where they could be. */
  readonly uses: Uses;
  readonly origin: Origin;
}

export interface Table extends QualifiedName {
  readonly kind: 'table' | 'view' | 'materializedView' | 'sequence' | 'compositeType';
  readonly persistence: Persistence;
  readonly foreign: boolean;
  readonly columns: readonly Column[];
  /** False where columns exist that were never seen (`LIKE` of an unknown table, `SELECT *` of one). */
  readonly columnsKnown: boolean;
  readonly constraints: readonly TableConstraint[];
  /** Names of its indexes, in the schema of the table. */
  readonly indexes: readonly string[];
  readonly triggers: readonly Trigger[];
  readonly policies: readonly Policy[];
  readonly rowSecurity: boolean;
  readonly partitioned:
    { readonly strategy: 'range' | 'list' | 'hash'; readonly columns: readonly string[] } | undefined;
  /** The parent of a partition, or the first parent of an inheriting table. */
  readonly parent: QualifiedName | undefined;
  readonly partitions: readonly QualifiedName[];
  /** Tables that inherit from it; partitions are not among them. */
  readonly children: readonly QualifiedName[];
  readonly hasDefaultPartition: boolean;
  /** Which of `partitions` is the default one. */
  readonly defaultPartition?: QualifiedName | undefined;
  /** What the query of a view or of CREATE TABLE AS uses, with names resolved where they could be. */
  readonly uses: Uses | undefined;
  /** For a sequence: the column that owns it. */
  readonly ownedBy: { readonly table: QualifiedName; readonly column: string } | undefined;
  /** For a table: the sequences that its columns own. */
  readonly ownedSequences: readonly QualifiedName[];
  readonly origin: Origin;
  /** Made by `IF NOT EXISTS`, so that it may be an older table with data. */
  readonly mayBeOlder: boolean;
  /** Rows may have been written in bulk (`INSERT … SELECT`, `COPY`, `CREATE TABLE … AS`) since it was created. */
  readonly filled: boolean;
}

export type CatalogType = QualifiedName & { readonly origin: Origin } & (
    | {
        readonly kind: 'enum';
        readonly values: readonly { readonly value: string; readonly origin: Origin }[];
      }
    | {
        readonly kind: 'domain';
        readonly base: TypeName;
        readonly notNull: boolean;
        readonly default: Expression | undefined;
        readonly checks: readonly string[];
      }
    | { readonly kind: 'composite' | 'range' | 'base' }
  );

export interface Routine extends QualifiedName {
  readonly procedure: boolean;
  readonly arguments: readonly string[];
  readonly volatility: 'immutable' | 'stable' | 'volatile';
  readonly language: string;
  readonly uses: Uses;
  readonly readable: boolean;
  /** See `CreateFunction`. */
  readonly body: Pick<CreateFunction['body'], 'operations' | 'ofRow' | 'tracked'>;
  readonly origin: Origin;
  /** What gave it its body: CREATE OR REPLACE leaves `origin` as it was. */
  readonly defined: Origin;
}

/** Keys of a catalog's map; `keysIn` lists them. A table may be referenced by thousands of others. */
export type KeySet = PersistentMap<true>;

/**
 * The schema as Postgres would have it at one point of the history. Immutable: `applyOperation`
 * returns the next one. Keys of the maps are `schema.name`, see `keyOf`; routines with the same
 * name share an entry.
 */
export interface Catalog {
  /** Tables, views, materialized views, sequences and foreign tables: they share one namespace. */
  readonly relations: PersistentMap<Table>;
  readonly indexes: PersistentMap<Index>;
  readonly types: PersistentMap<CatalogType>;
  readonly routines: PersistentMap<readonly Routine[]>;
  readonly schemas: PersistentMap<Origin>;
  /** Schemas that an unqualified name is looked up in, in order; objects are created in the first. */
  readonly searchPath: readonly string[];
  /** Keys of the relations whose foreign keys point at a relation, by the key of that relation. */
  readonly referencedBy: PersistentMap<KeySet>;
  /** Keys of views, materialized views and routines that use a relation, by the key of that relation. */
  readonly usedBy: PersistentMap<readonly Dependent[]>;
  /** Keys of the relations with a column of a type, by the type's name without its schema. */
  readonly typeUsers: PersistentMap<KeySet>;
  /** Keys of the tables with a trigger that calls a function, by the function's name without its schema. */
  readonly triggerFunctionUsers: PersistentMap<KeySet>;
  /** Keys of the tables that policies guard: most catalogs have none. */
  readonly guarded: KeySet;
  /** How many constraints of a schema have a name, by `schema.name`. */
  readonly constraintNames: PersistentMap<number>;
  /** Decides whether NOT NULL is a constraint with a name (18) or not. */
  readonly postgres: PostgresVersion;
  /** The last operation that may have changed what is older in a way that could not be read. */
  readonly gap: Origin | undefined;
}

/** Something that names a relation in its definition. */
export interface Dependent extends QualifiedName {
  readonly kind: 'view' | 'materializedView' | 'routine';
}
