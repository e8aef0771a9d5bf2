import type { ClassElement, TSType } from '@oxc-project/types';

import { definitionAt, type Code, type Definition } from '../../definitions.ts';
import {
  classChain,
  decoratorsOf,
  objectAt,
  optionOf,
  spanOf,
  type ClassDefinition,
  type DecoratorOf,
  type ObjectOf,
} from '../../static.ts';
import { argumentAt, keyName } from '../../syntax.ts';
import { typeAt } from '../entity-type.ts';
import { listedValues } from '../listed-values.ts';
import { enumValuesOf, type Entity, type Property } from './properties.ts';

const KINDS: Readonly<Record<string, Property['kind']>> = {
  Property: 'scalar',
  PrimaryKey: 'scalar',
  Enum: 'scalar',
  ManyToOne: 'reference',
  OneToOne: 'reference',
  ManyToMany: 'pivot',
  Embedded: 'embedded',
  // Medusa's number with a second column beside it, which the entity declares by itself.
  MikroOrmBigNumberProperty: 'scalar',
};

/** Whether something is of MikroORM, or of Medusa, which hands on its decorators. */
export function isMikroOrm(found: Definition | undefined): found is Extract<Definition, { kind: 'package' }> {
  return found?.kind === 'package' && /^@(?:mikro-orm|medusajs)\//.test(found.specifier);
}

/** The decorators of MikroORM on a class or a member. */
export function ownDecorators(
  node: Parameters<typeof decoratorsOf>[0],
  code: Code,
): readonly (DecoratorOf & { readonly code: Code })[] {
  return decoratorsOf(node, code)
    .filter(({ definition }) => isMikroOrm(definition))
    .map((decorator) => ({ ...decorator, code }));
}

/** What the decorators of a class and of those that it extends say; of a property the nearest class decides. */
export function entityOfClass(definition: ClassDefinition): Entity {
  const chain = classChain(definition);
  const properties = new Map<string, Property>();
  for (const { node, file, tree } of chain.classes) {
    for (const member of node.body.body) {
      const property = propertyOf(member, { file, tree });
      if (property !== undefined && !properties.has(property.name)) properties.set(property.name, property);
    }
  }
  return {
    className: definition.node.id?.name ?? '',
    properties: [...properties.values()],
    isComplete: chain.isComplete,
  };
}

function propertyOf(member: ClassElement, code: Code): Property | undefined {
  // A method that is decorated is serialized, never stored.
  if (!('decorators' in member) || (member.type === 'MethodDefinition' && member.kind === 'method'))
    return undefined;
  const name = keyName(member.key, member.computed);
  const decorators = member.decorators.length === 0 ? [] : ownDecorators(member, code);
  const decorator = decorators.find((found) => Object.hasOwn(KINDS, found.name));
  if (name === undefined || decorator === undefined) return undefined;
  const kind = KINDS[decorator.name] ?? 'scalar';
  const options = mergedOptions(decorators.filter((found) => Object.hasOwn(KINDS, found.name)));
  if ((kind === 'pivot' || decorator.name === 'OneToOne') && !isOwner(decorator, options)) return undefined;
  const type = 'typeAnnotation' in member ? member.typeAnnotation?.typeAnnotation : undefined;
  const isPrimary =
    decorators.some((found) => found.name === 'PrimaryKey') || optionOf(options, 'primary') === true;
  const isMethod = member.type === 'MethodDefinition';
  return {
    name,
    span: spanOf(member.key),
    code,
    kind,
    options,
    isPrimary,
    target: kind === 'scalar' ? undefined : targetOf(decorator, options, type),
    isInitialized: !isMethod && member.value !== null,
    isOptional: !isMethod && member.optional === true,
    isCounted: type === undefined ? optionOf(options, 'type') !== 'uuid' : type.type === 'TSNumberKeyword',
    enumValues: valuesOf(decorators, code),
  };
}

/** Medusa puts `@Enum` and `@Property` on one property. */
function mergedOptions(decorators: readonly (DecoratorOf & { readonly code: Code })[]): ObjectOf | undefined {
  const all = decorators.flatMap(({ args, code }) =>
    [0, 1, 2].map((index) => objectAt(argumentAt(args, index), code)).filter((found) => found !== undefined),
  );
  if (all.length < 2) return all[0];
  return {
    entries: all.flatMap(({ entries }) => entries),
    isComplete: all.every(({ isComplete }) => isComplete),
  };
}

/** The side of a relation that has the column or the table: not the one that says `mappedBy`. */
function isOwner({ args }: DecoratorOf, options: ObjectOf | undefined): boolean {
  if (optionOf(options, 'owner') === true) return true;
  if (options?.entries.some(({ key }) => key === 'mappedBy') === true) return false;
  const second = argumentAt(args, 1);
  return (
    second === undefined ||
    second.type === 'ObjectExpression' ||
    second.type === 'Identifier' ||
    options?.entries.some(({ key }) => key === 'inversedBy') === true
  );
}

function targetOf(
  { args, code }: DecoratorOf & { readonly code: Code },
  options: ObjectOf | undefined,
  type: TSType | undefined,
): Definition | undefined {
  const entity = options?.entries.find(({ key }) => key === 'entity');
  const found = entity === undefined ? typeAt(args[0], code) : typeAt(entity.value, entity.code);
  return found ?? annotated(type, code);
}

/** `author: Author`, `author: Ref<Author>`, `author?: Rel<Author> | null`. */
function annotated(type: TSType | undefined, code: Code): Definition | undefined {
  if (type?.type === 'TSUnionType') {
    for (const part of type.types) {
      const found = annotated(part, code);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (type?.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return undefined;
  const found = definitionAt(type.typeName, code);
  if (found?.kind === 'class') return found;
  return annotated(type.typeArguments?.params[0], code);
}

function valuesOf(
  decorators: readonly (DecoratorOf & { readonly code: Code })[],
  code: Code,
): Property['enumValues'] {
  const decorator = decorators.find(({ name }) => name === 'Enum');
  if (decorator === undefined) return undefined;
  const first = argumentAt(decorator.args, 0);
  return enumValuesOf(objectAt(first, code)) ?? (first === undefined ? undefined : listedValues(first, code));
}
