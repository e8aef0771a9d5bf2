import type { Argument, Class, Decorator, Expression, Node, TSEnumDeclaration } from '@oxc-project/types';

import type { Span } from '../operation.ts';
import { definitionAt, definitionOf, type Code, type Definition } from './definitions.ts';
import { keyName, memberName, returned, unwrap } from './syntax.ts';

/** Longer chains of constants are loops. */
const MAX_STEPS = 12;

type Constant = string | number | boolean | null;

/** What an expression always is; undefined where that depends on more than constants. */
export function constantOf(expression: Expression | undefined, code: Code, steps = 0): Constant | undefined {
  if (expression === undefined || steps > MAX_STEPS) return undefined;
  const node = unwrap(expression);
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'object' && node.value !== null
        ? undefined
        : typeof node.value === 'bigint'
          ? Number(node.value)
          : node.value;
    case 'TemplateLiteral': {
      const values = node.expressions.map((inner) => constantOf(inner, code, steps + 1));
      if (values.includes(undefined)) return undefined;
      return node.quasis
        .map((quasi, index) => `${quasi.value.cooked ?? ''}${String(values[index] ?? '')}`)
        .join('');
    }
    case 'BinaryExpression': {
      if (node.operator !== '+') return undefined;
      const left = constantOf(node.left, code, steps + 1);
      const right = constantOf(node.right, code, steps + 1);
      return typeof left === 'string' && right !== undefined ? left + String(right) : undefined;
    }
    case 'UnaryExpression':
      return node.operator === '!' ? negated(constantOf(node.argument, code, steps + 1)) : undefined;
    case 'Identifier': {
      const parameter = code.parameters?.get(node.name);
      if (parameter !== undefined) return parameter;
      const found = definitionOf(node.name, code);
      return found?.kind === 'value' ? constantOf(found.node, found, steps + 1) : undefined;
    }
    case 'MemberExpression':
      return memberConstant(node, code, steps + 1);
    default:
      return undefined;
  }
}

function negated(value: Constant | undefined): boolean | undefined {
  return value === undefined ? undefined : value === null || value === false || value === 0 || value === '';
}

/** `Tables.users` of a constant object, an enum or a class with static properties. */
function memberConstant(
  node: Extract<Expression, { type: 'MemberExpression' }>,
  code: Code,
  steps: number,
): Constant | undefined {
  const name = memberName(node);
  if (name === undefined) return undefined;
  const object = definitionAt(node.object, code);
  if (object?.kind === 'enum')
    return enumMembers(object.node, object).find((member) => member.key === name)?.value;
  if (object?.kind === 'class') {
    const found = staticValue(object.node, name);
    return found === undefined ? undefined : constantOf(found, object, steps);
  }
  const entry = objectAt(node.object, code, steps)?.entries.findLast(({ key }) => key === name);
  return entry === undefined ? undefined : constantOf(entry.value, entry.code, steps);
}

/** The text of an expression that is a constant string. */
export function textOf(expression: Expression | undefined, code: Code): string | undefined {
  const value = constantOf(expression, code);
  return typeof value === 'string' ? value : undefined;
}

/** What a class says with `static name = …` or `static get name() { return …; }`. */
export function staticValue({ body }: Class, name: string): Expression | undefined {
  for (const member of body.body) {
    if (!('static' in member) || !member.static || !('key' in member)) continue;
    if (keyName(member.key, member.computed) !== name) continue;
    if (member.type === 'MethodDefinition') return returned(member.value);
    if ('value' in member && member.value !== null) return unwrap(member.value);
  }
  return undefined;
}

export interface EnumMember {
  readonly key: string;
  readonly value: string | number;
  /** The initializer or, without one, the name. */
  readonly span: Span;
}

/** The members of a TypeScript enum whose values are constant. */
export function enumMembers({ body }: TSEnumDeclaration, code: Code): readonly EnumMember[] {
  const members: EnumMember[] = [];
  let next = 0;
  for (const { id, initializer } of body.members) {
    const key = id.type === 'Identifier' ? id.name : id.type === 'Literal' ? id.value : undefined;
    const value = initializer === null ? next : constantOf(initializer, code);
    if (typeof value === 'number') next = value + 1;
    if (key === undefined || (typeof value !== 'string' && typeof value !== 'number')) continue;
    members.push({ key, value, span: spanOf(initializer ?? id) });
  }
  return members;
}

export interface Entry {
  readonly key: string;
  readonly keySpan: Span;
  /** A method's value is its function. */
  readonly value: Expression;
  /** Where the entry is written: another file for one that was spread. */
  readonly code: Code;
}

/** The entries of an object in their order, those of spread objects in place. */
export interface ObjectOf {
  readonly entries: readonly Entry[];
  /** False where entries may be missing: spread or computed ones that are not constant. */
  readonly isComplete: boolean;
}

/**
 * The object that an expression is: a literal, a constant, what a function that is called without
 * regard to its arguments gives back. Undefined where it is none that can be read.
 */
export function objectAt(expression: Expression | undefined, code: Code, steps = 0): ObjectOf | undefined {
  if (expression === undefined || steps > MAX_STEPS) return undefined;
  const node = unwrap(expression);
  switch (node.type) {
    case 'ObjectExpression':
      return literalEntries(node, code, steps);
    case 'Identifier':
    case 'MemberExpression': {
      const found = definitionAt(node, code);
      if (found?.kind === 'value' && found.node !== node) return objectAt(found.node, found, steps + 1);
      return undefined;
    }
    case 'CallExpression':
      return calledObject(node, code, steps);
    default:
      return undefined;
  }
}

function literalEntries(
  node: Extract<Expression, { type: 'ObjectExpression' }>,
  code: Code,
  steps: number,
): ObjectOf {
  const entries: Entry[] = [];
  let isComplete = true;
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      const spread = objectAt(property.argument, code, steps + 1);
      entries.push(...(spread?.entries ?? []));
      if (spread?.isComplete !== true) isComplete = false;
      continue;
    }
    const constant = property.computed ? constantOf(property.key as Expression, code, steps + 1) : undefined;
    const key = typeof constant === 'string' ? constant : keyName(property.key, property.computed);
    if (key === undefined) isComplete = false;
    else entries.push({ key, keySpan: spanOf(property.key), value: property.value, code });
  }
  return { entries: lastOfEach(entries), isComplete };
}

/** A later entry takes the place of an earlier one of its name. */
function lastOfEach(entries: readonly Entry[]): readonly Entry[] {
  return [...new Map(entries.map((entry) => [entry.key, entry])).values()];
}

function calledObject(
  { callee, arguments: args }: Extract<Expression, { type: 'CallExpression' }>,
  code: Code,
  steps: number,
): ObjectOf | undefined {
  const [first] = args;
  if (memberName(callee) === 'freeze' && first !== undefined && first.type !== 'SpreadElement')
    return objectAt(first, code, steps + 1);
  const found = definitionAt(callee, code);
  const body = found === undefined ? undefined : returnedBy(found);
  return body === undefined ? undefined : objectAt(body.node, body, steps + 1);
}

/** The function that a name stands for, if it stands for one. */
export function functionOf(definition: Definition) {
  if (definition.kind !== 'function' && definition.kind !== 'value') return undefined;
  const { node, file, tree } = definition;
  if (
    node.type !== 'FunctionDeclaration' &&
    node.type !== 'FunctionExpression' &&
    node.type !== 'ArrowFunctionExpression'
  )
    return undefined;
  return { node, file, tree };
}

/** What a function of the tree gives back, where that is one expression. */
export function returnedBy(definition: Definition): (Code & { readonly node: Expression }) | undefined {
  const found = functionOf(definition);
  const body = found === undefined ? undefined : returned(found.node);
  return found === undefined || body === undefined
    ? undefined
    : { node: body, file: found.file, tree: found.tree };
}

/** One entry of an object by its key. */
export function entryOf(object: ObjectOf | undefined, key: string): Entry | undefined {
  return object?.entries.find((entry) => entry.key === key);
}

/** The constant that an object has under a key. */
export function optionOf(object: ObjectOf | undefined, key: string): Constant | undefined {
  const entry = entryOf(object, key);
  return entry === undefined ? undefined : constantOf(entry.value, entry.code);
}

/** An element of an array, spread ones in place. */
export interface Item {
  readonly value: Expression;
  readonly code: Code;
}

/** The elements of an array literal or of a constant that is one; undefined where it is none that can be read. */
export function itemsOf(
  expression: Expression | undefined,
  code: Code,
  steps = 0,
): readonly Item[] | undefined {
  if (expression === undefined || steps > MAX_STEPS) return undefined;
  const node = unwrap(expression);
  if (node.type === 'ArrayExpression') {
    const items: Item[] = [];
    for (const element of node.elements) {
      if (element === null) continue;
      if (element.type !== 'SpreadElement') items.push({ value: element, code });
      else items.push(...(itemsOf(element.argument, code, steps + 1) ?? []));
    }
    return items;
  }
  if (node.type !== 'Identifier' && node.type !== 'MemberExpression') return undefined;
  const found = definitionAt(node, code);
  return found?.kind === 'value' && found.node !== node ? itemsOf(found.node, found, steps + 1) : undefined;
}

/** `@name(args)`, by the name that it has where it is exported. */
export interface DecoratorOf {
  readonly name: string;
  /** The package that it is imported from; undefined for one of the project. */
  readonly specifier: string | undefined;
  readonly args: readonly Argument[];
  readonly definition: Definition | undefined;
  readonly span: Span;
}

/** The decorators of a class or a member in their order. */
export function decoratorsOf(
  node: { readonly decorators: readonly Decorator[] },
  code: Code,
): readonly DecoratorOf[] {
  return node.decorators.flatMap((decorator) => {
    const expression = unwrap(decorator.expression);
    const callee = expression.type === 'CallExpression' ? unwrap(expression.callee) : expression;
    const definition = definitionAt(callee, code);
    const local = callee.type === 'Identifier' ? callee.name : memberName(callee);
    const isNamed =
      definition?.kind === 'package' && definition.name !== 'default' && definition.name !== '*';
    const name = isNamed ? definition.name : local;
    if (name === undefined) return [];
    return {
      name,
      specifier: definition?.kind === 'package' ? definition.specifier : undefined,
      args: expression.type === 'CallExpression' ? expression.arguments : [],
      definition,
      span: spanOf(decorator),
    };
  });
}

export type ClassDefinition = Extract<Definition, { kind: 'class' }>;

/** A class and those that it extends, nearest first. */
export interface ClassChain {
  readonly classes: readonly ClassDefinition[];
  /** What the last of them extends, if that is no class of the tree. */
  readonly root: Definition | undefined;
  /** False where a base class could not be found. */
  readonly isComplete: boolean;
}

export function classChain(definition: ClassDefinition): ClassChain {
  const classes: ClassDefinition[] = [definition];
  for (let at = definition; at.node.superClass !== null;) {
    const base = definitionAt(at.node.superClass, at);
    if (base?.kind !== 'class' || classes.some(({ node }) => node === base.node))
      return { classes, root: base, isComplete: base?.kind === 'package' };
    classes.push(base);
    at = base;
  }
  return { classes, root: undefined, isComplete: true };
}

/** Offsets of a node in its file. */
export function spanOf({ start, end }: Pick<Node, 'start' | 'end'>): Span {
  return { start, end };
}
