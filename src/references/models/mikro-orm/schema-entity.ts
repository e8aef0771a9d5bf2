import type { CallExpression, Expression, NewExpression } from '@oxc-project/types';

import type { Span } from '../../../operation.ts';
import { definitionAt, type Code, type Definition } from '../../definitions.ts';
import { entryOf, objectAt, optionOf, spanOf, textOf, type Entry, type ObjectOf } from '../../static.ts';
import { argumentAt, memberName, returned, unwrap } from '../../syntax.ts';
import { typeAt } from '../entity-type.ts';
import { listedValues } from '../listed-values.ts';
import { isMikroOrm } from './class-entity.ts';
import { enumValuesOf, type Entity, type Property } from './properties.ts';

/** `new EntitySchema({ … })` or `defineEntity({ … })`. */
export interface SchemaEntity extends Entity {
  readonly options: ObjectOf;
  readonly nameSpan: Span;
}

/** Reads an entity that is an object; undefined for anything else. */
export function schemaEntity(node: NewExpression | CallExpression, code: Code): SchemaEntity | undefined {
  const maker = definitionAt(node.callee, code);
  const isMade =
    isMikroOrm(maker) && maker.name === (node.type === 'NewExpression' ? 'EntitySchema' : 'defineEntity');
  const argument = argumentAt(node.arguments, 0);
  const options = isMade ? objectAt(argument, code) : undefined;
  if (options === undefined || argument === undefined) return undefined;
  const name = entryOf(options, 'name') ?? entryOf(options, 'class') ?? entryOf(options, 'className');
  const named = name === undefined ? undefined : (textOf(name.value, name.code) ?? className(name));
  const properties = propertiesOf(options);
  const base = baseOf(options);
  const own = properties?.entries.map(propertyOf) ?? [];
  const names = new Set(own.map((property) => property?.name));
  return {
    className: named ?? '',
    options,
    nameSpan: spanOf(name?.value ?? argument),
    properties: [
      ...own.filter((property) => property !== undefined),
      ...(base?.properties.filter((property) => !names.has(property.name)) ?? []),
    ],
    isComplete:
      properties?.isComplete === true && (entryOf(options, 'extends') === undefined || base !== undefined),
  };
}

function className({ value, code }: Entry): string | undefined {
  const found = definitionAt(value, code);
  return found?.kind === 'class' ? found.node.id?.name : undefined;
}

/** Of `(p) => ({ … })` what it gives back. */
function propertiesOf(options: ObjectOf): ObjectOf | undefined {
  const entry = entryOf(options, 'properties');
  if (entry === undefined) return undefined;
  const value = unwrap(entry.value);
  if (value.type !== 'ArrowFunctionExpression' && value.type !== 'FunctionExpression')
    return objectAt(value, entry.code);
  const [builders] = value.params;
  const parameters = new Map(builders?.type === 'Identifier' ? [[builders.name, '']] : []);
  return objectAt(returned(value), { ...entry.code, parameters });
}

function baseOf(options: ObjectOf): Entity | undefined {
  const entry = entryOf(options, 'extends');
  return entry === undefined ? undefined : entityOfDefinition(typeAt(entry.value, entry.code));
}

/** The entity of a constant that holds one. */
export function entityOfDefinition(found: Definition | undefined): SchemaEntity | undefined {
  if (found?.kind !== 'value') return undefined;
  const { node } = found;
  return node.type === 'NewExpression' || node.type === 'CallExpression'
    ? schemaEntity(node, found)
    : undefined;
}

const KINDS: Readonly<Record<string, Property['kind'] | undefined>> = {
  'm:1': 'reference',
  manyToOne: 'reference',
  '1:1': 'reference',
  oneToOne: 'reference',
  'm:n': 'pivot',
  manyToMany: 'pivot',
  '1:m': undefined,
  oneToMany: undefined,
  embedded: 'embedded',
};

/** Undefined for the side of a relation that has no column. */
function propertyOf(entry: Entry): Property | undefined {
  const { key, keySpan, code } = entry;
  const builder = builderOf(entry);
  const { type, options } = builder ?? { type: undefined, options: objectAt(entry.value, code) };
  const given = type ?? optionOf(options, 'kind') ?? optionOf(options, 'reference');
  const isRelation = typeof given === 'string' && Object.hasOwn(KINDS, given);
  const kind = isRelation ? KINDS[given] : 'scalar';
  if (kind === undefined) return undefined;
  const isInverse = entryOf(options, 'mappedBy') !== undefined && optionOf(options, 'owner') !== true;
  if (isRelation && kind !== 'embedded' && isInverse) return undefined;
  const isPrimary = optionOf(options, 'primary') === true;
  const target = entryOf(options, 'entity');
  return {
    name: key,
    span: keySpan,
    code,
    kind,
    options,
    isPrimary,
    target: target === undefined ? undefined : typeAt(target.value, target.code),
    isInitialized: false,
    isOptional: false,
    isCounted: isNumber(type ?? optionOf(options, 'type')),
    enumValues:
      type === 'enum' && target !== undefined
        ? listedValues(target.value, target.code)
        : enumValuesOf(options),
  };
}

function isNumber(type: unknown): boolean {
  return typeof type === 'string' && /^(?:number|integer|int|bigint|smallint)$/i.test(type);
}

/**
 * `p.string().name('the_name').nullable()` as the options that it stands for. What the first call is
 * given, an entity or the values of an enum, is its `entity`.
 */
function builderOf({
  value,
  code,
}: Entry): { readonly type: string; readonly options: ObjectOf } | undefined {
  const entries: Entry[] = [];
  let node = unwrap(value);
  // `() => p.manyToOne(Author)` is there for entities that name each other.
  if (node.type === 'ArrowFunctionExpression') node = returned(node) ?? node;
  while (node.type === 'CallExpression') {
    const callee: Expression = unwrap(node.callee);
    const method = memberName(callee);
    if (callee.type !== 'MemberExpression' || method === undefined) return undefined;
    const object = unwrap(callee.object);
    const argument = argumentAt(node.arguments, 0);
    const place = spanOf(callee.property);
    const isFirst = object.type !== 'CallExpression';
    if (!isFirst || argument !== undefined)
      entries.unshift({
        key: isFirst ? 'entity' : method,
        keySpan: place,
        value: argument ?? { type: 'Literal', value: true, raw: null, ...place },
        code,
      });
    if (isFirst) return { type: method, options: { entries, isComplete: true } };
    node = object;
  }
  return undefined;
}
