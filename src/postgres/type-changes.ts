import type { Catalog } from '../catalog/catalog.ts';
import { findType } from '../catalog/lookup.ts';
import type { AlterColumnType, Expression, TypeName } from '../operation.ts';
import { isTrivialConversion } from './trivial-conversions.ts';

/** What ALTER COLUMN … TYPE does to the rows. A running app may see "cached plan must not change result type" with each of them. */
export interface TypeChange {
  readonly heap: 'none' | 'rewrite';
  readonly rebuildsIndexes: boolean;
}

export function typeChange(
  from: TypeName | undefined,
  operation: Pick<AlterColumnType, 'type' | 'using' | 'column' | 'collation'>,
  catalog: Catalog,
): TypeChange {
  const { type: to, using, column } = operation;
  const computed = using !== undefined && !isNoChange(using, column, to);
  if (computed || from === undefined) return { heap: 'rewrite', rebuildsIndexes: true };
  const heap = heapChange(from, to, catalog);
  return {
    heap,
    rebuildsIndexes:
      heap === 'rewrite' || operation.collation !== undefined || !keepsOperatorClass(from, to, catalog),
  };
}

function heapChange(from: TypeName, to: TypeName, catalog: Catalog): TypeChange['heap'] {
  if (isSameType(from, to)) return 'none';
  const domain = domainOf(to, catalog);
  if (domain !== undefined) return domain.constrained ? 'rewrite' : heapChange(from, domain.base, catalog);
  const source = domainOf(from, catalog);
  // A domain does not tell the planner the length of what it is made of.
  if (source !== undefined) return heapChange({ ...source.base, modifiers: [] }, to, catalog);
  return isTrivialConversion(from, to) ? 'none' : 'rewrite';
}

function domainOf(
  type: TypeName,
  catalog: Catalog,
): { readonly base: TypeName; readonly constrained: boolean } | undefined {
  if (type.arrayDimensions > 0) return undefined;
  const found = findType(catalog, type);
  if (found?.kind !== 'domain') return undefined;
  return { base: found.base, constrained: found.notNull || found.checks.length > 0 };
}

function isSameType(from: TypeName, to: TypeName): boolean {
  return (
    from.name === to.name &&
    from.schema === to.schema &&
    from.arrayDimensions > 0 === to.arrayDimensions > 0 &&
    from.modifiers.length === to.modifiers.length &&
    from.modifiers.every((modifier, index) => modifier === to.modifiers[index])
  );
}

/** `USING column`, and a cast of the column to its new type, say nothing that Postgres would not do by itself. */
function isNoChange({ text, columns, functions }: Expression, column: string, to: TypeName): boolean {
  if (functions.length > 0 || columns.length !== 1 || columns[0] !== column) return false;
  const written = text.replace(/[\s"()]/g, '').toLowerCase();
  const name = column.toLowerCase();
  const type = to.text.replace(/[\s"()]/g, '').toLowerCase();
  return [name, `${name}::${type}`, `cast${name}as${type}`].includes(written);
}

/** Types whose indexes are those of another. */
const SHARED_OPERATORS: Readonly<Record<string, string>> = { varchar: 'text', cidr: 'inet' };

function keepsOperatorClass(from: TypeName, to: TypeName, catalog: Catalog): boolean {
  const left = domainOf(from, catalog)?.base ?? from;
  const right = domainOf(to, catalog)?.base ?? to;
  const family = (name: string): string => SHARED_OPERATORS[name] ?? name;
  return family(left.name) === family(right.name);
}
