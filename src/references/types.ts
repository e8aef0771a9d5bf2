import type { TSSignature, TSType } from '@oxc-project/types';

import type { Span } from '../operation.ts';
import { definitionAt, definitionOf, exportOf, type Code, type Definition } from './definitions.ts';
import { spanOf, textOf } from './static.ts';
import { keyName } from './syntax.ts';

/** A property of an interface or an object type. */
export interface TypeProperty {
  readonly name: string;
  readonly span: Span;
  readonly type: TSType | undefined;
  readonly isOptional: boolean;
  /** Where it is written: another file for one of a base interface. */
  readonly code: Code;
}

/** The properties of an object type, those of what it extends last. */
export interface TypeMembers {
  readonly properties: readonly TypeProperty[];
  /** False where properties may be missing: of types that are computed or not found. */
  readonly isComplete: boolean;
}

const NOTHING: TypeMembers = { properties: [], isComplete: false };
/** Types that have the properties of their first argument. */
const SAME: ReadonlySet<string> = new Set(['Partial', 'Required', 'Readonly', 'Selectable']);
/** Longer chains of types are loops. */
const MAX_STEPS = 12;

/** What an object type holds: a literal, an interface, an alias, an intersection, `Omit` and `Pick` of one. */
export function membersOfType(type: TSType, code: Code, steps = 0): TypeMembers {
  if (steps > MAX_STEPS) return NOTHING;
  switch (type.type) {
    case 'TSTypeLiteral':
      return { properties: propertiesOf(type.members, code), isComplete: true };
    case 'TSParenthesizedType':
      return membersOfType(type.typeAnnotation, code, steps + 1);
    case 'TSIntersectionType':
      return merged(type.types.map((part) => membersOfType(part, code, steps + 1)));
    case 'TSTypeReference': {
      const found = definitionOfType(type, code);
      if (found !== undefined && found.kind !== 'package') return membersOfDefinition(found, steps + 1);
      return utilityMembers(type, code, steps);
    }
    default:
      return NOTHING;
  }
}

/** The properties of an interface, an alias of an object type, or the fields of a class. */
export function membersOfDefinition(found: Definition, steps = 0): TypeMembers {
  switch (found.kind) {
    case 'alias':
      return membersOfType(found.node.typeAnnotation, found, steps + 1);
    case 'interface': {
      const own = { properties: propertiesOf(found.node.body.body, found), isComplete: true };
      const bases = found.node.extends.map(({ expression }) => {
        const base = definitionAt(expression, found);
        return base === undefined || steps > MAX_STEPS ? NOTHING : membersOfDefinition(base, steps + 1);
      });
      return merged([own, ...bases]);
    }
    default:
      return NOTHING;
  }
}

/** What the name of a type stands for. */
export function definitionOfType(
  type: Extract<TSType, { type: 'TSTypeReference' }>,
  code: Code,
): Definition | undefined {
  const { typeName: name } = type;
  if (name.type === 'Identifier') return definitionOf(name.name, code);
  if (name.type !== 'TSQualifiedName' || name.left.type !== 'Identifier') return undefined;
  // `import * as users from './users'` and then `users.Table`.
  const module = definitionOf(name.left.name, code);
  return module?.kind === 'module' ? exportOf(name.right.name, module) : undefined;
}

/** The last part of the name of a type: `Generated` of `kysely.Generated`. */
export function typeName(type: TSType | undefined): string | undefined {
  if (type?.type !== 'TSTypeReference') return undefined;
  const { typeName: name } = type;
  if (name.type === 'Identifier') return name.name;
  return name.type === 'TSQualifiedName' ? name.right.name : undefined;
}

function utilityMembers(
  type: Extract<TSType, { type: 'TSTypeReference' }>,
  code: Code,
  steps: number,
): TypeMembers {
  const name = typeName(type) ?? '';
  const [first, second] = type.typeArguments?.params ?? [];
  if (first === undefined) return NOTHING;
  const members = membersOfType(first, code, steps + 1);
  if (SAME.has(name)) return members;
  if ((name !== 'Omit' && name !== 'Pick') || second === undefined) return NOTHING;
  const keys = new Set(literalsOf(second, code).map(({ value }) => value));
  const isKept = (property: TypeProperty): boolean => keys.has(property.name) === (name === 'Pick');
  return { properties: members.properties.filter(isKept), isComplete: members.isComplete && keys.size > 0 };
}

/** The string literals of a union, through aliases. */
export function literalsOf(
  type: TSType,
  code: Code,
  steps = 0,
): readonly { readonly value: string; readonly span: Span; readonly file: string }[] {
  if (steps > MAX_STEPS) return [];
  switch (type.type) {
    case 'TSUnionType':
      return type.types.flatMap((part) => literalsOf(part, code, steps + 1));
    case 'TSParenthesizedType':
      return literalsOf(type.typeAnnotation, code, steps + 1);
    case 'TSLiteralType':
      return type.literal.type === 'Literal' && typeof type.literal.value === 'string'
        ? [{ value: type.literal.value, span: spanOf(type.literal), file: code.file.file }]
        : [];
    case 'TSTypeReference': {
      const found = definitionOfType(type, code);
      return found?.kind === 'alias' ? literalsOf(found.node.typeAnnotation, found, steps + 1) : [];
    }
    default:
      return [];
  }
}

function propertiesOf(members: readonly TSSignature[], { file, tree }: Code): readonly TypeProperty[] {
  return members.flatMap((member) => {
    if (member.type !== 'TSPropertySignature') return [];
    const { key, computed: isComputed } = member;
    const isName = key.type === 'PrivateIdentifier' || !isComputed;
    const name = keyName(key, isComputed) ?? (isName ? undefined : textOf(key, { file, tree }));
    if (name === undefined) return [];
    const type = member.typeAnnotation?.typeAnnotation;
    return { name, span: spanOf(member.key), type, isOptional: member.optional, code: { file, tree } };
  });
}

/** The first of a name counts. */
function merged(all: readonly TypeMembers[]): TypeMembers {
  const properties = new Map<string, TypeProperty>();
  for (const member of all)
    for (const property of member.properties)
      if (!properties.has(property.name)) properties.set(property.name, property);
  return { properties: [...properties.values()], isComplete: all.every(({ isComplete }) => isComplete) };
}
