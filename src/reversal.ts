import type { Catalog } from './catalog/catalog.ts';
import { findColumn, findIndex, findRelation, findType, resolveName } from './catalog/lookup.ts';
import type { Operation } from './operation.ts';

/** What an operation makes, in words: `index "i"`. Undefined for an object that no rule asks for. */
export function madeBy(operation: Operation): string | undefined {
  switch (operation.kind) {
    case 'createTable':
      return operation.persistence === 'temporary' ? undefined : `table "${operation.table.name}"`;
    case 'addColumn':
      return `column "${operation.column.name}" of "${operation.table.name}"`;
    case 'createIndex':
      return operation.index === undefined ? undefined : `index "${operation.index}"`;
    case 'createView':
      return operation.replace ? undefined : `view "${operation.view.name}"`;
    case 'createType':
      return `type "${operation.type.name}"`;
    case 'createSchema':
      return `schema "${operation.schema}"`;
    default:
      return undefined;
  }
}

/** What an operation takes away, in the words of `madeBy`. */
export function takenBy(operation: Operation): string | undefined {
  switch (operation.kind) {
    case 'dropTable':
      return `table "${operation.table.name}"`;
    case 'dropColumn':
      return `column "${operation.column}" of "${operation.table.name}"`;
    case 'dropIndex':
      return `index "${operation.index.name}"`;
    case 'dropView':
      return `view "${operation.view.name}"`;
    case 'dropType':
      return `type "${operation.type.name}"`;
    case 'dropSchema':
      return `schema "${operation.schema}"`;
    default:
      return undefined;
  }
}

/** What `madeBy` names is in the catalog. */
export function existsIn(operation: Operation, catalog: Catalog): boolean {
  switch (operation.kind) {
    case 'createTable':
      return findRelation(catalog, operation.table) !== undefined;
    case 'createView':
      return findRelation(catalog, operation.view) !== undefined;
    case 'addColumn':
      return findColumn(findRelation(catalog, operation.table), operation.column.name) !== undefined;
    case 'createIndex': {
      const { schema } = resolveName(catalog, operation.table);
      return (
        operation.index !== undefined && findIndex(catalog, { schema, name: operation.index }) !== undefined
      );
    }
    case 'createType':
      return findType(catalog, operation.type) !== undefined;
    default:
      return false;
  }
}
