import type {
  AlterTableMoveAllStmt,
  CreateCastStmt,
  CreateStatsStmt,
  CreateTransformStmt,
  DefineStmt,
  DropRoleStmt,
  ImportForeignSchemaStmt,
  Node,
  RoleSpec,
} from 'libpg-query';
import { type ObjectName, type Operation, UNKNOWN_NAME } from '../../operation.ts';
import { nameAt, nameFrom, relationName, roleName } from './name.ts';
import { strings, unwrapAll } from './node.ts';
import { createNamed, createObject, nameIndex, onTable } from './object.ts';
import { objectKindOf } from './object-kind.ts';
import { descriptionOf } from './object-name.ts';
import {
  findWord,
  type Region,
  skipIfExists,
  slice,
  spanOf,
  splitAtCommas,
  textOf,
  tokenAt,
} from './region.ts';

/** Statements about objects whose form is their own. */

/** CREATE AGGREGATE, OPERATOR, TYPE, COLLATION and TEXT SEARCH …. */
export function lowerDefine(node: DefineStmt, region: Region): readonly Operation[] {
  const objectKind = objectKindOf(node.kind);
  const parts = strings(node.defnames);
  if (node.kind === 'OBJECT_TYPE') {
    const type = nameAt(parts, region, nameIndex('type', region));
    return [{ kind: 'createType', span: spanOf(region), type, definition: { kind: 'base' } }];
  }
  return [createObject({ objectKind, parts }, region, node)];
}

export function lowerCreateCast(_: CreateCastStmt, region: Region): readonly Operation[] {
  return [createNamed('cast', descriptionOf(slice(region, region.from + 2)), { region })];
}

/** Named as Postgres describes it: `type LANGUAGE language`. */
export function lowerCreateTransform(node: CreateTransformStmt, region: Region): readonly Operation[] {
  const start = nameIndex('transform', region);
  const name = slice(region, start, (findWord(region, 'LANGUAGE') ?? start) + 2);
  return [createNamed('transform', nameFrom([textOf(name)], spanOf(name)), { region, flags: node })];
}

export function lowerCreateStatistics(node: CreateStatsStmt, region: Region): readonly Operation[] {
  const [table] = unwrapAll(node.relations, 'RangeVar');
  const created = createObject({ objectKind: 'statistics', parts: strings(node.defnames) }, region, node);
  return [onTable(created, table, region)];
}

/** The tables that LIMIT TO lists; without it they cannot be known. */
export function lowerImportForeignSchema(
  node: ImportForeignSchemaStmt,
  region: Region,
): readonly Operation[] {
  const schema = node.local_schema ?? UNKNOWN_NAME;
  const listed =
    node.list_type === 'FDW_IMPORT_SCHEMA_LIMIT_TO' ? unwrapAll(node.table_list, 'RangeVar') : [];
  const names: readonly ObjectName[] = listed.map((table) => ({ ...relationName(table, region), schema }));
  const unknown: ObjectName = { schema, name: UNKNOWN_NAME, span: spanOf(region) };
  return (names.length === 0 ? [unknown] : names).map((name) =>
    createNamed('foreign table', name, { region }),
  );
}

/** One operation for each role, with its name as its span. */
export function lowerDropRole(node: DropRoleStmt, region: Region): readonly Operation[] {
  const parts = splitAtCommas(slice(region, skipIfExists(region, region.from + 2)));
  return unwrapAll(node.roles, 'RoleSpec').map((role, index) => {
    const span = spanOf(parts[index] ?? region);
    const ifExists = node.missing_ok === true;
    const name = nameFrom([roleName(role)], span);
    return { kind: 'dropObject', span, objectKind: 'role', name, ifExists, cascade: false };
  });
}

export function roleAt(role: RoleSpec | undefined, region: Region): ObjectName {
  const index = tokenAt(region, role?.location);
  return nameFrom([roleName(role)], spanOf(slice(region, index, index + 1)));
}

/** DROP OWNED and REASSIGN OWNED: one operation for each role. */
export function lowerOwned(
  { roles }: { readonly roles?: readonly Node[] },
  region: Region,
): readonly Operation[] {
  return unwrapAll(roles, 'RoleSpec').map((role) => ({
    kind: 'alterObject',
    span: spanOf(region),
    objectKind: 'role',
    name: roleAt(role, region),
    detail: textOf(region),
  }));
}

/** ALTER TABLE ALL IN TABLESPACE …, which moves every table of the tablespace. */
export function lowerMoveAll(node: AlterTableMoveAllStmt, region: Region): readonly Operation[] {
  const index = (findWord(region, 'TABLESPACE') ?? region.from) + 1;
  return [
    {
      kind: 'alterObject',
      span: spanOf(region),
      objectKind: 'tablespace',
      name: nameAt([node.orig_tablespacename ?? ''], region, index),
      detail: textOf(region),
    },
  ];
}
