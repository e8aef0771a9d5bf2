import type { AlterSequence, CreateSequence, DropSequence } from '../operation.ts';
import type { Catalog, Origin, QualifiedName } from './catalog.ts';
import { dropRelation } from './drop.ts';
import { putTable } from './edit.ts';
import { findRelation, newName, resolveName } from './lookup.ts';
import { isRelationName } from './names.ts';
import { blankTable, ownSequence } from './new-table.ts';

export function createSequence(catalog: Catalog, operation: CreateSequence, origin: Origin): Catalog {
  const name = newName(catalog, operation.sequence);
  if (isRelationName(catalog, name)) return catalog;
  const sequence = { ...blankTable('sequence', name, origin), mayBeOlder: operation.ifNotExists };
  return own(putTable(catalog, sequence), name, operation.ownedBy);
}

export function alterSequence(catalog: Catalog, { sequence, ownedBy, disowned }: AlterSequence): Catalog {
  const found = findRelation(catalog, sequence);
  if (found?.kind === 'sequence' && disowned === true) return ownSequence(catalog, found, undefined);
  return found?.kind === 'sequence' ? own(catalog, found, ownedBy) : catalog;
}

function own(catalog: Catalog, sequence: QualifiedName, ownedBy: AlterSequence['ownedBy']): Catalog {
  if (ownedBy === undefined) return catalog;
  const { schema, name } = resolveName(catalog, ownedBy.table);
  return ownSequence(catalog, sequence, { table: { schema, name }, column: ownedBy.column });
}

export function dropSequence(catalog: Catalog, { sequence, cascade }: DropSequence): Catalog {
  const found = findRelation(catalog, sequence);
  return found?.kind === 'sequence' ? dropRelation(catalog, found, cascade) : catalog;
}
