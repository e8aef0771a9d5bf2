import type { DropStmt, Node, ObjectType } from 'libpg-query';
import type { DropFunction, ObjectName, Operation, Span } from '../../operation.ts';
import { keywordSpan } from './index.ts';
import { nameAt, partsOf } from './name.ts';
import { unwrap, unwrapAll } from './node.ts';
import { objectKindOf } from './object-kind.ts';
import { namedObject, skipKind } from './object-name.ts';
import { isWord, type Region, skipIfExists, slice, spanOf, splitAtCommas } from './region.ts';
import { lowerTypeName } from './type-name.ts';

/** One operation for each name of the statement, with that name as its span. */
export function lowerDrop(node: DropStmt, region: Region): readonly Operation[] {
  const parts = droppedNames(node, region);
  const objects = node.objects ?? [];
  const names = objects.map((object, index) => nameOf(object, parts[index] ?? region));
  return objects.map((object, index) =>
    lowerDropped(node, object, {
      region,
      part: parts[index] ?? region,
      alongside: names.filter((_, other) => other !== index),
    }),
  );
}

function nameOf(object: Node, part: Region): ObjectName {
  return nameAt(partsOf(object), part, part.from);
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
  /** The other names of the statement. */
  readonly alongside: readonly ObjectName[];
}

interface Target {
  readonly span: Span;
  readonly ifExists: boolean;
  readonly cascade: boolean;
  readonly alongside?: readonly ObjectName[];
}

function lowerDropped(node: DropStmt, object: Node, { region, part, alongside }: Dropped): Operation {
  const target: Target = {
    span: spanOf(part),
    ifExists: node.missing_ok === true,
    cascade: node.behavior === 'DROP_CASCADE',
    ...(alongside.length === 0 ? {} : { alongside }),
  };
  const { removeType } = node;
  if (removeType === 'OBJECT_INDEX') {
    const index = nameOf(object, part);
    const several = alongside.length > 0;
    const keyword = keywordSpan('INDEX', region);
    return { kind: 'dropIndex', ...target, index, concurrently: node.concurrent === true, several, keyword };
  }
  return (
    dropOfTable(removeType, object, part, target) ??
    dropOfRelation(removeType, nameOf(object, part), target) ??
    dropOfObject(removeType, object, part, target)
  );
}

/** What belongs to a table. */
function dropOfTable(
  type: ObjectType | undefined,
  object: Node,
  part: Region,
  target: Target,
): Operation | undefined {
  const { name, table } = namedObject(type, object, part);
  if (table === undefined) return undefined;
  switch (type) {
    case 'OBJECT_TRIGGER':
      return { kind: 'dropTrigger', ...target, trigger: name.name, table };
    case 'OBJECT_POLICY':
      return { kind: 'dropPolicy', ...target, policy: name.name, table };
    default:
      return { kind: 'dropObject', ...target, objectKind: objectKindOf(type), name, table };
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
  const { name } = namedObject(type, object, part);
  const objectKind = objectKindOf(type);
  switch (objectKind) {
    case 'function':
    case 'procedure':
    case 'aggregate':
    case 'routine':
      return {
        kind: 'dropFunction',
        ...target,
        function: name,
        objectKind,
        ...argumentsOf(object, part),
      };
    default:
      return { kind: 'dropObject', ...target, objectKind, name };
  }
}

function argumentsOf(object: Node, part: Region): Pick<DropFunction, 'arguments'> {
  const signature = unwrap(object, 'ObjectWithArgs');
  if (signature === undefined || signature.args_unspecified === true) return {};
  return {
    arguments: unwrapAll(signature.objargs, 'TypeName').map((type) => lowerTypeName(type, part).text),
  };
}
