import type { Node, ObjectType } from 'libpg-query';
import { type ObjectKind, type ObjectName } from '../../operation.ts';
import { dottedName, nameAt, nameFrom, partsOf } from './name.ts';
import { strings, unwrap } from './node.ts';
import {
  closingBracket,
  findSymbol,
  findWord,
  isSymbol,
  isWord,
  type Region,
  slice,
  spanOf,
  textOf,
} from './region.ts';

/** What a statement is about, with the table that it belongs to. */
export interface NamedObject {
  readonly name: ObjectName;
  readonly table?: ObjectName;
}

/** The index behind the words of the object's kind, which start at `index`. */
export function skipKind(kind: ObjectKind, region: Region, index: number): number {
  const start = isWord(region, index, 'PROCEDURAL') ? index + 1 : index;
  return start + kind.split(' ').length;
}

/** The object that the tree names; its name starts the region. */
export function namedObject(
  type: ObjectType | undefined,
  object: Node | undefined,
  region: Region,
): NamedObject {
  switch (type) {
    case 'OBJECT_COLUMN':
      return columnOf(partsOf(object), region);
    case 'OBJECT_TABCONSTRAINT':
    case 'OBJECT_TRIGGER':
    case 'OBJECT_POLICY':
    case 'OBJECT_RULE':
      return objectOnTable(partsOf(object), region);
    case 'OBJECT_DOMCONSTRAINT':
      return objectOnTable(domainConstraintParts(object), region);
    case 'OBJECT_OPCLASS':
    case 'OBJECT_OPFAMILY':
      // The access method stands before the name in the tree.
      return { name: nameAt(partsOf(object).slice(1), region, region.from) };
    case 'OBJECT_LARGEOBJECT':
      return { name: descriptionOf(slice(region, region.from, region.from + 1)) };
    case 'OBJECT_CAST':
    case 'OBJECT_TRANSFORM':
      return { name: descriptionOf(region) };
    default:
      return { name: nameAt(partsOf(object), region, region.from) };
  }
}

/** For what has no name of its own: `integer AS text` of a cast, the number of a large object. */
export function descriptionOf(region: Region): ObjectName {
  const isEnclosed = isSymbol(region, region.from, '(');
  const part = isEnclosed ? slice(region, region.from + 1, closingBracket(region, region.from)) : region;
  return nameFrom([textOf(part)], spanOf(part));
}

function columnOf(parts: readonly string[], region: Region): NamedObject {
  const tokens = dottedName(region, region.from);
  const table = slice(tokens, tokens.from, tokens.to - 2);
  return {
    name: nameFrom(parts.slice(-1), spanOf(slice(tokens, tokens.to - 1))),
    table: nameFrom(parts.slice(0, -1), spanOf(table)),
  };
}

/** `name ON table`: the tree has the table's name and then its own. */
function objectOnTable(parts: readonly string[], region: Region): NamedObject {
  const on = findWord(region, 'ON') ?? region.from;
  const tableAt = isWord(region, on + 1, 'DOMAIN') ? on + 2 : on + 1;
  return {
    name: nameAt(parts.slice(-1), region, region.from),
    table: nameAt(parts.slice(0, -1), region, tableAt),
  };
}

function domainConstraintParts(object: Node | undefined): readonly string[] {
  const [domain, name] = unwrap(object, 'List')?.items ?? [];
  return [...strings(unwrap(domain, 'TypeName')?.names), ...partsOf(name)];
}

/** A name of so many parts that ends the region or stands before its parentheses. */
export function lastName(parts: readonly string[], region: Region): ObjectName {
  const end = findSymbol(region, '(') ?? region.to;
  return nameAt(parts, region, Math.max(region.from, end - 2 * parts.length + 1));
}
