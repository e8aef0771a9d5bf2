import type { Node, RangeVar, RoleSpec } from 'libpg-query';
import { type ObjectName, type Span, UNKNOWN_NAME } from '../../operation.ts';
import { isPlaceholderName } from '../../parse/placeholders.ts';
import { strings, unwrap } from './node.ts';
import { isSymbol, type Region, slice, spanOf, tokenAt } from './region.ts';

/** A name of the syntax tree, which is folded already; a placeholder's is not known. */
export function known(name: string | undefined): string {
  return name === undefined || isPlaceholderName(name) ? UNKNOWN_NAME : name;
}

export function knownAll(nodes: readonly Node[] | undefined): readonly string[] {
  return strings(nodes).map(known);
}

/** A name from its parts, of which the last is the object, the one before it the schema. */
export function nameFrom(parts: readonly string[], span: Span): ObjectName {
  const schema = parts.at(-2);
  return { schema: schema === undefined ? undefined : known(schema), name: known(parts.at(-1)), span };
}

/** The tokens of the dotted name that starts at `index`. */
export function dottedName(region: Region, index: number): Region {
  let to = index + 1;
  while (isSymbol(region, to, '.') && to + 1 < region.to) to += 2;
  return slice(region, index, Math.min(to, Math.max(region.to, index)));
}

export function relationName(relation: RangeVar | undefined, region: Region): ObjectName {
  const { schemaname, relname } = relation ?? {};
  return {
    schema: schemaname === undefined ? undefined : known(schemaname),
    name: known(relname),
    span: spanOf(relationRegion(relation, region)),
  };
}

/** The tokens of a relation's name. */
export function relationRegion(relation: RangeVar | undefined, region: Region): Region {
  return dottedName(region, tokenAt(region, relation?.location));
}

/** The name that stands at the token `index`, with its parts from the syntax tree. */
export function nameAt(parts: readonly string[], region: Region, index: number): ObjectName {
  return nameFrom(parts, spanOf(dottedName(region, index)));
}

/** The parts of a name that the tree holds as a string, a list, a type or a function with its arguments. */
export function partsOf(node: Node | undefined): readonly string[] {
  if (node === undefined) return [];
  const single = unwrap(node, 'String');
  if (single !== undefined) return [single.sval ?? ''];
  const list = unwrap(node, 'List');
  if (list !== undefined) return strings(list.items);
  const type = unwrap(node, 'TypeName');
  if (type !== undefined) return strings(type.names);
  const withArguments = unwrap(node, 'ObjectWithArgs');
  if (withArguments !== undefined) return strings(withArguments.objname);
  const relation = unwrap(node, 'RangeVar');
  if (relation === undefined) return [];
  return relation.schemaname === undefined
    ? [relation.relname ?? '']
    : [relation.schemaname, relation.relname ?? ''];
}

/** A role by its name or by the keyword that stands for it. */
export function roleName(role: RoleSpec | undefined): string {
  switch (role?.roletype) {
    case 'ROLESPEC_CURRENT_ROLE':
      return 'current_role';
    case 'ROLESPEC_CURRENT_USER':
      return 'current_user';
    case 'ROLESPEC_SESSION_USER':
      return 'session_user';
    case 'ROLESPEC_PUBLIC':
      return 'public';
    default:
      return known(role?.rolename);
  }
}
