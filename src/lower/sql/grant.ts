import type { AlterDefaultPrivilegesStmt, GrantRoleStmt, GrantStmt, Node } from 'libpg-query';
import type { ObjectKind, ObjectName, Operation } from '../../operation.ts';
import { nameAt, partsOf, relationName, roleName } from './name.ts';
import { unwrap, unwrapAll } from './node.ts';
import { objectKindOf } from './object-kind.ts';
import { lastName } from './object-name.ts';
import { findWord, type Region, slice, spanOf, splitAtCommas } from './region.ts';

export function lowerGrant(node: GrantStmt, region: Region): readonly Operation[] {
  // What all tables of a schema share is granted on the schema.
  const isSchemaWide = node.targtype === 'ACL_TARGET_ALL_IN_SCHEMA';
  const objectKind: ObjectKind = isSchemaWide ? 'schema' : objectKindOf(node.objtype);
  return [
    {
      kind: 'grant',
      span: spanOf(region),
      revoke: node.is_grant !== true,
      objectKind,
      names: grantedNames(node, region),
      roles: rolesOf(node.grantees),
    },
  ];
}

function rolesOf(roles: readonly Node[] | undefined): readonly string[] {
  return unwrapAll(roles, 'RoleSpec').map(roleName);
}

function grantedNames(node: GrantStmt, region: Region): readonly ObjectName[] {
  const from = findWord(region, 'ON') ?? region.from;
  const behind = slice(region, from + 1);
  const parts = splitAtCommas(slice(behind, behind.from, findWord(behind, 'TO', 'FROM')));
  return (node.objects ?? []).map((object, index) => {
    const relation = unwrap(object, 'RangeVar');
    if (relation !== undefined) return relationName(relation, region);
    return lastName(partsOf(object), parts[index] ?? behind);
  });
}

/** Membership in a role. */
export function lowerGrantRole(node: GrantRoleStmt, region: Region): readonly Operation[] {
  const granted = slice(region, region.from + 1, findWord(region, 'TO', 'FROM'));
  const parts = splitAtCommas(granted);
  return [
    {
      kind: 'grant',
      span: spanOf(region),
      revoke: node.is_grant !== true,
      objectKind: 'role',
      names: unwrapAll(node.granted_roles, 'AccessPriv').map(({ priv_name: role = '' }, index) => {
        const part = parts[index] ?? granted;
        return nameAt([role], part, part.to - 1);
      }),
      roles: rolesOf(node.grantee_roles),
    },
  ];
}

export function lowerDefaultPrivileges(
  node: AlterDefaultPrivilegesStmt,
  region: Region,
): readonly Operation[] {
  return [
    {
      kind: 'grant',
      span: spanOf(region),
      revoke: node.action?.is_grant !== true,
      objectKind: 'default privileges',
      names: [],
      roles: rolesOf(node.action?.grantees),
    },
  ];
}
