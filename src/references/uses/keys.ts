import type { Expression, Node } from '@oxc-project/types';

import type { Span } from '../../operation.ts';
import { definitionAt, type Code } from '../definitions.ts';
import type { ModelColumn } from '../source.ts';
import { constantOf, spanOf } from '../static.ts';
import { keyName, memberName, unwrap } from '../syntax.ts';
import { lastName } from './chain.ts';
import { lower, type Collector } from './collector.ts';
import { Locals } from './locals.ts';
import { CERTAIN, type Doubt, type TargetModel } from './targets.ts';

/** A model that a piece of code speaks of; without a target it only leads to others. */
export interface ModelAt {
  readonly target: TargetModel | undefined;
  /** How sure it is that the code speaks of this model. */
  readonly doubt: Doubt;
  /** The model behind a property that is a relation. */
  readonly relation: (property: string) => ModelAt | undefined;
}

/**
 * How an ORM's calls nest. `mixed`: keys are options first, and fields of the model where they are
 * none. `fields`: keys are fields, operators that hold more of them, and relations. `named`: options
 * of another model, which one of them names.
 */
export type Level = 'mixed' | 'fields' | 'named';

export interface Shape {
  readonly options: ReadonlyMap<string, Level>;
  /** Keys among the fields that hold more of the same, such as `AND`. */
  readonly operators: ReadonlyMap<string, Level>;
  /** The key that names another model beside its options: `include: [{ model: Team, where: … }]`. */
  readonly modelKey?: string;
  /** Functions whose arguments are fields: `col('legacy')`. */
  readonly functions?: ReadonlySet<string>;
}

/** Longer chains of constants are loops. */
const MAX_STEPS = 24;

type ObjectProperty = Extract<ObjectNode['properties'][number], { type: 'Property' }>;
type ObjectNode = Extract<Node, { type: 'ObjectExpression' }>;
type TargetColumn = TargetModel['columns'][number];

/** Finds the fields of a model that the arguments of a call name by keys and, in lists, by strings. */
export class KeyReader {
  readonly code: Code;
  readonly collector: Collector;
  readonly #shape: Shape;
  readonly #modelOf: ((expression: Expression) => ModelAt | undefined) | undefined;
  #steps = 0;

  /** `modelOf` reads what stands under the shape's `modelKey`. */
  constructor(
    code: Code,
    collector: Collector,
    shape: Shape,
    modelOf?: (expression: Expression) => ModelAt | undefined,
  ) {
    this.code = code;
    this.collector = collector;
    this.#shape = shape;
    this.#modelOf = modelOf;
  }

  read(value: Expression, model: ModelAt, level: Level): void {
    if (this.#steps > MAX_STEPS) return;
    this.#steps += 1;
    this.#readNode(unwrap(value), model, level);
    this.#steps -= 1;
  }

  /** A value that stands beside a property outside of an object. */
  readValue(property: string, value: Expression, model: ModelAt): void {
    for (const column of columnsOf(model, property)) this.#readEnumValue(value, column, model);
  }

  #readNode(node: Expression, model: ModelAt, level: Level): void {
    switch (node.type) {
      case 'ObjectExpression':
        this.#readObject(node, model, level);
        return;
      case 'ArrayExpression':
        for (const element of node.elements) {
          const inner = element?.type === 'SpreadElement' ? element.argument : element;
          if (inner?.type === 'ArrayExpression') this.#readTuple(inner, model, level);
          else if (inner != null) this.read(inner, model, level);
        }
        return;
      case 'CallExpression':
        this.#readCall(node, model, level);
        return;
      case 'ConditionalExpression':
        this.read(node.consequent, model, level);
        this.read(node.alternate, model, level);
        return;
      case 'LogicalExpression':
        this.read(node.left, model, level);
        this.read(node.right, model, level);
        return;
      case 'Literal':
        if (typeof node.value === 'string') this.#readName(node.value, insideQuotes(node), model);
        return;
      case 'Identifier':
      case 'MemberExpression':
        this.#readElsewhere(node, model, level);
        return;
      default:
    }
  }

  /** `['legacy', 'DESC']`, `[Team, 'legacy', 'DESC']`, `[column, 'alias']`: one field, behind the models that lead to it. */
  #readTuple(
    { elements }: Extract<Expression, { type: 'ArrayExpression' }>,
    outer: ModelAt,
    level: Level,
  ): void {
    let model = outer;
    for (const element of elements) {
      if (element === null || element.type === 'SpreadElement') return;
      const node = unwrap(element);
      const next = node.type === 'ObjectExpression' ? this.#modelIn(node) : this.#modelOf?.(node);
      if (next === undefined) {
        this.read(node, model, level);
        return;
      }
      model = next;
    }
  }

  #readCall(node: Extract<Expression, { type: 'CallExpression' }>, model: ModelAt, level: Level): void {
    const name = lastName(node.callee);
    if (name === undefined || this.#shape.functions?.has(name) !== true) return;
    for (const argument of node.arguments) {
      if (argument.type !== 'SpreadElement') this.read(argument, model, level);
    }
  }

  #readElsewhere(node: Expression, model: ModelAt, level: Level): void {
    const found = valueOf(node, this.code);
    if (found === undefined) return;
    const reader =
      found.code.file === this.code.file
        ? this
        : new KeyReader(found.code, this.collector, this.#shape, this.#modelOf);
    reader.#steps = this.#steps;
    reader.read(found.node, model, level);
  }

  #readObject(node: ObjectNode, outer: ModelAt, level: Level): void {
    const named = this.#modelIn(node);
    if (level === 'named' && named === undefined) return;
    const model = named ?? outer;
    for (const property of node.properties) {
      if (property.type === 'SpreadElement') {
        this.read(property.argument, model, level);
        continue;
      }
      const constant = property.computed ? constantOf(property.key as Expression, this.code) : undefined;
      const key = typeof constant === 'string' ? constant : keyName(property.key, property.computed);
      const operator = key ?? memberName(property.key as Expression);
      if (operator === undefined) continue;
      const next = level === 'fields' ? undefined : this.#shape.options.get(operator);
      const inner = next ?? this.#shape.operators.get(operator);
      if (inner !== undefined) this.read(property.value, model, inner);
      else if (key !== undefined) this.#readField(key, property, model);
    }
  }

  #modelIn(node: ObjectNode): ModelAt | undefined {
    const { modelKey } = this.#shape;
    const value = modelKey === undefined ? undefined : entryAt(node, modelKey);
    return value === undefined ? undefined : this.#modelOf?.(value);
  }

  #readField(name: string, { key, value }: ObjectProperty, model: ModelAt): void {
    for (const column of columnsOf(model, name)) {
      const span = key.type === 'Literal' ? insideQuotes(key) : spanOf(key);
      if (column.subject.kind === 'column') this.#add(column, span, model);
      else this.#readEnumValue(value, column, model);
    }
    if (name.startsWith('$') && name.endsWith('$')) {
      // Sequelize's way to a field of an included model.
      this.#readName(name.slice(1, -1), { start: key.start + 2, end: key.end - 2 }, model);
      return;
    }
    const relation = model.relation(name);
    if (relation !== undefined) this.read(value, relation, 'mixed');
    // A unique key over several columns: `where: { teamId_legacy: { … } }`.
    else if (name.includes('_')) {
      const inner = unwrap(value);
      if (inner.type === 'ObjectExpression') this.#readObject(inner, model, 'fields');
    }
  }

  /** `'legacy'` and `'team.legacy'` in a list of fields. */
  #readName(name: string, span: Span, model: ModelAt): void {
    const dot = name.indexOf('.');
    if (dot >= 0) {
      const relation = model.relation(name.slice(0, dot));
      const rest = { start: span.start + dot + 1, end: span.end };
      if (relation !== undefined) this.#readName(name.slice(dot + 1), rest, relation);
      return;
    }
    for (const column of columnsOf(model, name)) {
      if (column.subject.kind === 'column') this.#add(column, span, model);
    }
  }

  #readEnumValue(value: Expression, column: TargetColumn, model: ModelAt): void {
    const { subject } = column;
    const node = unwrap(value);
    if (subject.kind !== 'enumValue') return;
    for (const part of partsOf(node)) this.#readEnumValue(part, column, model);
    if (node.type === 'Literal' && node.value === subject.value) {
      this.#add(column, insideQuotes(node), model);
    } else if (node.type === 'MemberExpression') {
      const constant = constantOf(node, this.code) ?? memberName(node);
      if (constant === subject.value) this.#add(column, spanOf(node.property), model);
    }
  }

  #add(column: TargetColumn, span: Span, model: ModelAt): void {
    this.collector.add(column.subject, {
      span,
      kind: 'query',
      file: this.code.file.file,
      doubt: lower(lower(model.doubt, doubtOf(model.target?.model)), doubtOf(column)),
    });
  }
}

/** What may be a value of an enum in the value of a field: in a list, under an operator, of a condition. */
function partsOf(node: Expression): readonly Expression[] {
  switch (node.type) {
    case 'ObjectExpression':
      return node.properties.flatMap((property) => (property.type === 'Property' ? [property.value] : []));
    case 'ArrayExpression':
      return node.elements.flatMap((element) =>
        element === null || element.type === 'SpreadElement' ? [] : [element],
      );
    case 'ConditionalExpression':
      return [node.consequent, node.alternate];
    default:
      return [];
  }
}

export function columnsOf({ target }: ModelAt, property: string): readonly TargetColumn[] {
  return target?.columns.filter((column) => column.property === property) ?? [];
}

/** The place of a string without its quotes. */
export function insideQuotes({ start, end }: Span): Span {
  return { start: start + 1, end: end - 1 };
}

/** The value under a key of an object literal. */
export function entryAt(object: Expression | undefined, key: string): Expression | undefined {
  const node = object === undefined ? undefined : unwrap(object);
  if (node?.type !== 'ObjectExpression') return undefined;
  for (const property of node.properties) {
    if (property.type === 'Property' && keyName(property.key, property.computed) === key)
      return property.value;
  }
  return undefined;
}

/** What a name is set to: in this file by its scope, or where it is imported from. */
export function valueOf(
  node: Expression,
  code: Code,
): { readonly node: Expression; readonly code: Code } | undefined {
  if (node.type === 'Identifier' && code.file.script !== undefined) {
    const local = Locals.of(code.file.script.program).lookup(node.name, node.start);
    if (local?.parameter !== undefined || local?.taken !== undefined) return undefined;
    if (local?.value !== undefined) return { node: unwrap(local.value), code };
  }
  const found = definitionAt(node, code);
  return found?.kind === 'value' && found.node !== node ? { node: found.node, code: found } : undefined;
}

/** How sure it is that a model or a column is the one of the database. */
export function doubtOf(of: Pick<ModelColumn, 'confidence' | 'because'> | undefined): Doubt {
  if (of === undefined) return CERTAIN;
  const { confidence, because } = of;
  return because === undefined ? { confidence } : { confidence, because };
}
