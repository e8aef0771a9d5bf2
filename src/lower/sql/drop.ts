import type { DropStmt, Node, ObjectType } from 'libpg-query';
import type { ObjectKind, ObjectName, Operation, Span } from '../../operation.ts';
import { keywordSpan } from './index.ts';
import { nameFrom, nameAt, partsOf } from './name.ts';
import { objectKindOf } from './object-kind.ts';
import { dottedName } from './name.ts';
import { findWord, isWord, type Region, skipIfExists, slice, spanOf, splitAtCommas } from './region.ts';

/** One operation for each name of the statement, with that name as its span. */
export function lowerDrop(node: DropStmt, region: Region): readonly Operation[] {
  const names = droppedNames(node, region);
  return (node.objects ?? []).map((object, index) =>
    lowerDropped(node, object, { region, part: names[index] ?? region, several: names.length > 1 }),
  );
}

/** The index behind the words of the object's kind, which start at `index`. */
export function skipKind(kind: ObjectKind, region: Region, index: number): number {
  const start = isWord(region, index, 'PROCEDURAL') ? index + 1 : index;
  return start + kind.split(' ').length;
}

function droppedNames(node: DropStmt, region: Region): readonly Region[] {
  let start = skipKind(objectKindOf(node.removeType), region, region.from + 1);
  if (isWord(region, start, 'CONCURRENTLY')) start += 1;
  start = skipIfExists(region, start);
  const behavior = isWord(region, region.to - 1, 'CASCADE') || isWord(region, region.to - 1, 'RESTRICT');
  // A last name without quotes cannot be one of these words by chance if a name stands before it.
  const end = behavior && region.to - 1 > start ? region.to - 1 : region.to;
  return splitAtCommas(slice(region, start, end));
}

interface Dropped {
  readonly region: Region;
  /** The name, with its arguments or its table. */
  readonly part: Region;
  readonly several: boolean;
}

interface Target {
  readonly span: Span;
  readonly ifExists: boolean;
  readonly cascade: boolean;
}

function lowerDropped(node: DropStmt, object: Node, { region, part, several }: Dropped): Operation {
  const target: Target = {
    span: spanOf(part),
    ifExists: node.missing_ok === true,
    cascade: node.behavior === 'DROP_CASCADE',
  };
  const { removeType } = node;
  if (removeType === 'OBJECT_INDEX') {
    const index = nameAt(partsOf(object), part, part.from);
    const keyword = keywordSpan('INDEX', region);
    return { kind: 'dropIndex', ...target, index, concurrently: node.concurrent === true, several, keyword };
  }
  return (
    dropOfTable(removeType, object, part, target) ??
    dropOfRelation(removeType, nameAt(partsOf(object), part, part.from), target) ??
    dropOfObject(removeType, object, part, target)
  );
}

/** What belongs to a table: the tree has the table's name and then its own. */
function dropOfTable(
  type: ObjectType | undefined,
  object: Node,
  part: Region,
  target: Target,
): Operation | undefined {
  if (type !== 'OBJECT_TRIGGER' && type !== 'OBJECT_POLICY' && type !== 'OBJECT_RULE') return undefined;
  const parts = partsOf(object);
  const on = findWord(part, 'ON') ?? part.from;
  const table = nameAt(parts.slice(0, -1), part, on + 1);
  const name = nameFrom(parts.slice(-1), spanOf(slice(part, part.from, part.from + 1)));
  switch (type) {
    case 'OBJECT_TRIGGER':
      return { kind: 'dropTrigger', ...target, trigger: name.name, table };
    case 'OBJECT_POLICY':
      return { kind: 'dropPolicy', ...target, policy: name.name, table };
    case 'OBJECT_RULE':
      return { kind: 'dropObject', ...target, objectKind: 'rule', name, table };
    default:
      return type satisfies never;
  }
}

function dropOfRelation(
  type: ObjectType | undefined,
  name: ObjectName,
  target: Target,
): Operation | undefined {
  switch (type) {
    case 'OBJECT_TABLE':
    case 'OBJECT_FOREIGN_TABLE':
      return { kind: 'dropTable', ...target, table: name, foreign: type === 'OBJECT_FOREIGN_TABLE' };
    case 'OBJECT_VIEW':
    case 'OBJECT_MATVIEW':
      return { kind: 'dropView', ...target, view: name, materialized: type === 'OBJECT_MATVIEW' };
    case 'OBJECT_SEQUENCE':
      return { kind: 'dropSequence', ...target, sequence: name };
    case 'OBJECT_TYPE':
    case 'OBJECT_DOMAIN':
      return { kind: 'dropType', ...target, type: name, domain: type === 'OBJECT_DOMAIN' };
    case 'OBJECT_SCHEMA':
      return { kind: 'dropSchema', ...target, schema: name.name };
    default:
      return undefined;
  }
}

function dropOfObject(type: ObjectType | undefined, object: Node, part: Region, target: Target): Operation {
  const name = nameFrom(partsOf(object), spanOf(dottedName(part, part.from)));
  const objectKind = objectKindOf(type);
  switch (objectKind) {
    case 'function':
    case 'procedure':
    case 'aggregate':
    case 'routine':
      return { kind: 'dropFunction', ...target, function: name, objectKind };
    default:
      return { kind: 'dropObject', ...target, objectKind, name };
  }
}
