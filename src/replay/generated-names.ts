import type { Catalog, Table } from '../catalog/catalog.ts';
import { findIndex, findRelation } from '../catalog/lookup.ts';
import { typeormName, type GeneratedKind } from '../lower/typeorm-name.ts';
import type { ObjectName, Operation, RenameColumn, RenameTable } from '../operation.ts';

/** What the table and the column are called before and after. */
interface Names {
  readonly table: string;
  readonly column: (name: string) => string;
}

/**
 * What TypeORM renames after a table or a column, as the catalog has it before: the keys, sequences,
 * indexes and enum types that have the name which its naming strategy makes of the table and the columns.
 * https://github.com/typeorm/typeorm/blob/0.3.31/src/driver/postgres/PostgresQueryRunner.ts
 */
export function generatedRenames(
  operation: RenameTable | RenameColumn,
  catalog: Catalog,
): readonly Operation[] {
  const table = findRelation(catalog, operation.table);
  if (table === undefined) return [];
  const renames =
    operation.kind === 'renameTable'
      ? new Renames(operation, table, { table: operation.to, column: (name) => name })
      : new Renames(operation, table, {
          table: table.name,
          column: (name) => (name === operation.column ? operation.to : name),
        });
  return operation.kind === 'renameTable'
    ? renames.ofTable(catalog)
    : renames.ofColumn(catalog, operation.column);
}

class Renames {
  readonly #operation: RenameTable | RenameColumn;
  readonly #table: Table;
  readonly #after: Names;

  constructor(operation: RenameTable | RenameColumn, table: Table, after: Names) {
    this.#operation = operation;
    this.#table = table;
    this.#after = after;
  }

  ofTable(catalog: Catalog): readonly Operation[] {
    return [
      ...this.#constraints('primaryKey', 'PK'),
      ...this.#sequences(),
      ...this.#constraints('unique', 'UQ'),
      ...this.#indexes(catalog),
      ...this.#constraints('foreignKey', 'FK'),
      ...this.#enums(),
    ];
  }

  ofColumn(catalog: Catalog, column: string): readonly Operation[] {
    return [
      ...this.#enums(column),
      ...this.#constraints('primaryKey', 'PK', column),
      ...this.#sequences(column),
      ...this.#constraints('unique', 'UQ', column),
      ...this.#indexes(catalog, column),
      ...this.#constraints('foreignKey', 'FK', column),
    ];
  }

  #constraints(
    kind: 'primaryKey' | 'unique' | 'foreignKey',
    prefix: GeneratedKind,
    column?: string,
  ): Operation[] {
    return this.#table.constraints.flatMap((constraint): Operation[] => {
      if (constraint.kind !== kind || !concerns(constraint.columns, column)) return [];
      if (constraint.name !== typeormName(prefix, this.#table.name, constraint.columns)) return [];
      const to = this.#hashedAfter(prefix, constraint.columns);
      const { span, table } = this.#operation;
      return [
        { kind: 'renameConstraint', span, table: this.#renamed(table), constraint: constraint.name, to },
      ];
    });
  }

  #indexes(catalog: Catalog, column?: string): Operation[] {
    return this.#table.indexes.flatMap((name): Operation[] => {
      const index = findIndex(catalog, this.#nameOf({ schema: this.#table.schema, name }));
      const columns = index?.columns.filter((key) => key !== undefined) ?? [];
      // A predicate comes back from the database in other words than those that made the name.
      if (index === undefined || index.where !== undefined || !concerns(columns, column)) return [];
      if (name !== typeormName('IDX', this.#table.name, columns)) return [];
      const { span, table } = this.#operation;
      const from = this.#nameOf({ schema: table.schema, name });
      return [
        { kind: 'renameIndex', span, index: from, to: this.#hashedAfter('IDX', columns), ifExists: false },
      ];
    });
  }

  #sequences(column?: string): Operation[] {
    return this.#table.columns.flatMap(({ name }): Operation[] => {
      if (!concerns([name], column)) return [];
      const sequence = `${this.#table.name}_${name}_seq`;
      if (!this.#table.ownedSequences.some((owned) => owned.name === sequence)) return [];
      const to = `${this.#after.table}_${this.#after.column(name)}_seq`;
      const { span, table } = this.#operation;
      const from = this.#nameOf({ schema: table.schema, name: sequence });
      return [{ kind: 'renameObject', span, objectKind: 'sequence', name: from, to }];
    });
  }

  #enums(column?: string): Operation[] {
    return this.#table.columns.flatMap(({ name, type }): Operation[] => {
      const enumName = `${this.#table.name}_${name.toLowerCase()}_enum`;
      if (!concerns([name], column) || type?.name !== enumName) return [];
      const to = `${this.#after.table}_${this.#after.column(name).toLowerCase()}_enum`;
      const { span } = this.#operation;
      return [
        {
          kind: 'renameType',
          span,
          type: this.#nameOf({ schema: type.schema, name: enumName }),
          to,
          domain: false,
        },
      ];
    });
  }

  #hashedAfter(prefix: GeneratedKind, columns: readonly string[]): string {
    return typeormName(prefix, this.#after.table, columns.map(this.#after.column));
  }

  /** The table after its own rename. */
  #renamed(table: ObjectName): ObjectName {
    return { ...table, name: this.#after.table };
  }

  #nameOf({ schema, name }: { readonly schema: string | undefined; readonly name: string }): ObjectName {
    return { schema, name, span: this.#operation.span };
  }
}

function concerns(columns: readonly string[], column: string | undefined): boolean {
  return column === undefined || columns.includes(column);
}
