import type {
  AlterObjectDependsStmt,
  AlterObjectSchemaStmt,
  AlterOwnerStmt,
  CommentStmt,
  Node,
  ObjectType,
  RangeVar,
  RenameStmt,
  SecLabelStmt,
} from 'libpg-query';
import type { ObjectKind, ObjectName, Operation } from '../../operation.ts';
import { known, nameFrom, relationName, roleName } from './name.ts';
import { namedObject, type NamedObject, skipKind } from './object-name.ts';
import { objectKindOf } from './object-kind.ts';
import { findWord, type Region, skipIfExists, slice, spanOf, textOf } from './region.ts';

/** ALTER … RENAME, SET SCHEMA, OWNER TO and DEPENDS ON, and COMMENT ON: what every kind of object shares. */

export function lowerRename(node: RenameStmt, region: Region): readonly Operation[] {
  return [renamedPart(node, region) ?? renamedRelation(node, region) ?? renamedObject(node, region)];
}

/** A name inside of a relation or a type. */
function renamedPart(node: RenameStmt, region: Region): Operation | undefined {
  const span = spanOf(region);
  const to = known(node.newname);
  const table = relationName(node.relation, region);
  const part = known(node.subname);
  const toAt = findWord(region, 'TO') ?? region.to;
  const name = nameFrom([node.subname ?? ''], spanOf(slice(region, toAt - 1, toAt)));
  switch (node.renameType) {
    case 'OBJECT_COLUMN':
      return { kind: 'renameColumn', span, table, column: part, to };
    case 'OBJECT_TABCONSTRAINT':
      return { kind: 'renameConstraint', span, table, constraint: part, to };
    case 'OBJECT_ATTRIBUTE':
      return { kind: 'renameObject', span, objectKind: 'column', name, to, table };
    case 'OBJECT_DOMCONSTRAINT': {
      const domain = alteredObject('OBJECT_DOMAIN', node, region).name;
      return { kind: 'renameObject', span, objectKind: 'constraint', name, to, table: domain };
    }
    case 'OBJECT_TRIGGER':
    case 'OBJECT_POLICY':
    case 'OBJECT_RULE': {
      const objectKind = objectKindOf(node.renameType);
      return { kind: 'renameObject', span, objectKind, name: ownName(node, region), to, table };
    }
    default:
      return undefined;
  }
}

function renamedRelation(node: RenameStmt, region: Region): Operation | undefined {
  const span = spanOf(region);
  const to = known(node.newname);
  const ifExists = node.missing_ok === true;
  switch (node.renameType) {
    case 'OBJECT_TABLE':
    case 'OBJECT_FOREIGN_TABLE':
      return { kind: 'renameTable', span, table: relationName(node.relation, region), to, ifExists };
    case 'OBJECT_INDEX':
      return { kind: 'renameIndex', span, index: relationName(node.relation, region), to, ifExists };
    case 'OBJECT_VIEW':
    case 'OBJECT_MATVIEW': {
      const materialized = node.renameType === 'OBJECT_MATVIEW';
      return {
        kind: 'renameView',
        span,
        view: relationName(node.relation, region),
        materialized,
        to,
        ifExists,
      };
    }
    case 'OBJECT_TYPE':
    case 'OBJECT_DOMAIN': {
      const type = alteredObject(node.renameType, node, region).name;
      return { kind: 'renameType', span, type, to, domain: node.renameType === 'OBJECT_DOMAIN' };
    }
    case 'OBJECT_SCHEMA':
      return { kind: 'renameSchema', span, schema: known(node.subname), to };
    default:
      return undefined;
  }
}

function renamedObject(node: RenameStmt, region: Region): Operation {
  const named = node.subname === undefined ? alteredObject(node.renameType, node, region) : undefined;
  return {
    kind: 'renameObject',
    span: spanOf(region),
    objectKind: objectKindOf(node.renameType),
    name: named?.name ?? ownName(node, region),
    to: known(node.newname),
  };
}

/** The name behind `ALTER TRIGGER`, `ALTER ROLE` and their like, which the tree has without its place. */
function ownName(node: RenameStmt, region: Region): ObjectName {
  const index = skipIfExists(region, skipKind(objectKindOf(node.renameType), region, region.from + 1));
  return nameFrom([node.subname ?? ''], spanOf(slice(region, index, index + 1)));
}

interface Altered {
  readonly relation?: RangeVar;
  readonly object?: Node;
}

/** The object of `ALTER <kind> [IF EXISTS] <name> …`. */
function alteredObject(type: ObjectType | undefined, node: Altered, region: Region): NamedObject {
  if (node.relation !== undefined && node.object === undefined) {
    return { name: relationName(node.relation, region) };
  }
  const start = skipIfExists(region, skipKind(objectKindOf(type), region, region.from + 1));
  const { relation } = node;
  const named = namedObject(type, node.object, slice(region, start));
  return relation === undefined ? named : { name: named.name, table: relationName(relation, region) };
}

export function lowerSetSchema(node: AlterObjectSchemaStmt, region: Region): readonly Operation[] {
  return [
    {
      kind: 'setSchema',
      span: spanOf(region),
      objectKind: objectKindOf(node.objectType),
      name: alteredObject(node.objectType, node, region).name,
      schema: known(node.newschema),
      ifExists: node.missing_ok === true,
    },
  ];
}

export function lowerSetOwner(node: AlterOwnerStmt, region: Region): readonly Operation[] {
  return [
    {
      kind: 'setOwner',
      span: spanOf(region),
      objectKind: objectKindOf(node.objectType),
      name: alteredObject(node.objectType, node, region).name,
      owner: roleName(node.newowner),
    },
  ];
}

export function lowerDependsOnExtension(node: AlterObjectDependsStmt, region: Region): readonly Operation[] {
  return [
    {
      kind: 'alterObject',
      span: spanOf(region),
      objectKind: objectKindOf(node.objectType),
      detail: textOf(slice(region, findWord(region, 'DEPENDS') ?? region.from)),
      ...alteredObject(node.objectType, node, region),
    },
  ];
}

export function lowerComment(node: CommentStmt, region: Region): readonly Operation[] {
  const objectKind = objectKindOf(node.objtype);
  return [{ kind: 'comment', span: spanOf(region), objectKind, ...labelled(objectKind, node, region) }];
}

export function lowerSecurityLabel(node: SecLabelStmt, region: Region): readonly Operation[] {
  const objectKind = objectKindOf(node.objtype);
  const on = findWord(region, 'ON') ?? region.from;
  const named = labelled(objectKind, node, slice(region, on - 1));
  return [{ kind: 'alterObject', span: spanOf(region), objectKind, detail: 'SECURITY LABEL', ...named }];
}

/** The object of `ON <kind> <name> IS …`, where ON is the second token. */
function labelled(
  kind: ObjectKind,
  node: { readonly objtype?: ObjectType; readonly object?: Node },
  region: Region,
): NamedObject {
  const start = skipKind(kind, region, region.from + 2);
  return namedObject(node.objtype, node.object, slice(region, start, findWord(region, 'IS')));
}
