import type { Span } from '../../operation.ts';

/** A table as a piece of code names it; without a schema the search path decides. */
export interface TableName {
  readonly schema: string | undefined;
  readonly name: string;
}

/** What one query names. Spans are offsets in the text of the query. */
export interface QueryNames {
  readonly tables: readonly (TableName & { readonly span: Span })[];
  readonly columns: readonly ColumnName[];
  readonly inserts: readonly Insert[];
  readonly literals: readonly QueryLiteral[];
}

/** A column by name, with the tables that it may belong to. */
export interface ColumnName {
  readonly name: string;
  readonly span: Span;
  /**
   * Levels of the query from the innermost scope outwards: Postgres takes the first level of which a
   * table has the column, and refuses a name that two tables of one level have. One level with one
   * table is a resolved name.
   */
  readonly levels: readonly (readonly TableName[])[];
}

/** The columns that an INSERT gives values for; undefined where it lists none. */
export interface Insert {
  readonly table: TableName;
  readonly span: Span;
  readonly columns: readonly string[] | undefined;
  /** Columns may be filled in when the code runs. */
  readonly isOpen: boolean;
}

/** A string constant, with the column that it is compared with or stored in. */
export interface QueryLiteral {
  readonly value: string;
  readonly span: Span;
  readonly column: ColumnName | undefined;
  /** The type of a cast directly around it. */
  readonly type?: string;
}
