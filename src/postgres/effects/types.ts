import type { Catalog, QualifiedName, Table } from '../../catalog/catalog.ts';
import { findType, isSameName, newName, keysIn } from '../../catalog/lookup.ts';
import type {
  AddEnumValue,
  AlterDomain,
  CreateType,
  DropType,
  ObjectName,
  TypeName,
} from '../../operation.ts';
import type { Effect } from '../effect.ts';
import { takenType } from './presence.ts';
import { described, effect, failure, heapsOf, locksOf, type Context } from './facts.ts';

/** Tables that certainly have a column of the type, directly or through a domain. */
function tablesUsing(catalog: Catalog, type: QualifiedName): readonly Table[] {
  return usersOf(catalog, type).filter(
    (table) => table.kind === 'table' || table.kind === 'materializedView',
  );
}

function usersOf(catalog: Catalog, type: QualifiedName): readonly Table[] {
  const direct = keysIn(catalog.typeUsers, type.name)
    .map((key) => catalog.relations.get(key))
    .filter((table) => table !== undefined)
    .filter((table) => table.columns.some((column) => isOfType(catalog, column.type, type)));
  const domains = [...catalog.types.values()].filter(
    (other) => other.kind === 'domain' && isOfType(catalog, other.base, type),
  );
  return [...direct, ...domains.flatMap((domain) => usersOf(catalog, domain))];
}

function isOfType(catalog: Catalog, type: TypeName | undefined, wanted: QualifiedName): boolean {
  const found = type === undefined ? undefined : findType(catalog, type);
  return found !== undefined && isSameName(found, wanted);
}

function resolveType(catalog: Catalog, name: ObjectName): QualifiedName {
  return findType(catalog, name) ?? newName(catalog, name);
}

export function dropType({ catalog }: Context, operation: DropType): Effect {
  const type = resolveType(catalog, operation.type);
  const tables = tablesUsing(catalog, type);
  return effect({
    locks: operation.cascade ? locksOf(tables, 'ACCESS EXCLUSIVE', 'dependent') : [],
    failure:
      tables.length > 0 && !operation.cascade
        ? failure('2BP01', `cannot drop type ${described(catalog, type)} because other objects depend on it`)
        : undefined,
  });
}

export function createType(context: Context, operation: CreateType): Effect {
  return effect({ failure: takenType(context, operation.type) });
}

/** Allowed in a transaction since 12; the lock it takes is on the type, not on a table. */
export function addEnumValue({ catalog }: Context, operation: AddEnumValue): Effect {
  const type = findType(catalog, operation.type);
  const exists = type?.kind === 'enum' && type.values.some(({ value }) => value === operation.value);
  return effect({
    failure:
      exists && !operation.ifNotExists
        ? failure('42710', `enum label "${operation.value}" already exists`)
        : undefined,
  });
}

/** Tables that use the domain are locked while their rows are checked. */
export function alterDomain({ catalog }: Context, operation: AlterDomain): Effect {
  const tables = tablesUsing(catalog, resolveType(catalog, operation.domain));
  const { action, constraint } = operation;
  const checks =
    action === 'setNotNull' ||
    action === 'validateConstraint' ||
    (action === 'addConstraint' && constraint?.notValid !== true);
  if (!checks) return effect();
  return effect({
    locks: locksOf(tables, 'SHARE', 'dependent'),
    scans: tables.flatMap((table) => heapsOf(catalog, table)),
    mayFailOnData: true,
  });
}
