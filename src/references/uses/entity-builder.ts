import type { Expression, Node } from '@oxc-project/types';

import { argumentAt, unwrap } from '../syntax.ts';
import { chainOf, type Link } from './chain.ts';
import { readInsert } from './inserts.ts';
import type { KeyReader, ModelAt } from './keys.ts';
import { Locals, type Local } from './locals.ts';
import { Relations, type Relation } from './relations.ts';
import { textAt } from './sql-text.ts';
import { nameOfType } from './class-models.ts';

/** How the finder around it reads what a builder is made from. */
export interface Lookup {
  readonly model: (expression: Expression) => ModelAt | undefined;
  readonly repository: (expression: Expression) => ModelAt | undefined;
}

const MAKERS: ReadonlySet<string> = new Set(['createQueryBuilder', 'qb']);
const JOINS = /^(?:left|inner)Join/;
const TEXTS: ReadonlySet<string> = new Set([
  ...[
    'select',
    'addSelect',
    'where',
    'andWhere',
    'orWhere',
    'having',
    'andHaving',
    'orHaving',
    'groupBy',
    'addGroupBy',
  ],
  ...[
    'orderBy',
    'addOrderBy',
    'distinctOn',
    'returning',
    'output',
    'orUpdate',
    'setFindOptions',
    'loadRelationCountAndMap',
  ],
]);

/** Chains on the `createQueryBuilder` of TypeORM and MikroORM. */
export class QueryBuilders {
  readonly #reader: KeyReader;
  readonly #lookup: Lookup;
  /** Builders that are kept in a name, which several statements add to. */
  readonly #kept = new Map<Local, Relations>();
  /** Builders that callbacks are given. */
  readonly #given = new WeakMap<Node, Relations>();

  constructor(reader: KeyReader, lookup: Lookup) {
    this.#reader = reader;
    this.#lookup = lookup;
  }

  /** Reads a chain if it is one of a query builder. */
  read(root: Expression, links: readonly Link[]): boolean {
    const start = links.findIndex(({ name }) => MAKERS.has(name));
    const relations = start < 0 ? this.#relationsAt(root) : this.#made(root, links, start);
    if (relations === undefined) return false;
    for (const link of links.slice(start + 1)) this.#readLink(link, relations);
    return true;
  }

  /** `repository.createQueryBuilder('u')` or `manager.createQueryBuilder(User, 'u')`. */
  #made(root: Expression, links: readonly Link[], start: number): Relations {
    const relations = new Relations(this.#reader.collector);
    const { args } = links[start] ?? { args: [] };
    const [first, second] = [argumentAt(args, 0), argumentAt(args, 1)];
    const isAlias = first === undefined || textAt(first, this.#reader.code) !== undefined;
    const before = links[start - 1]?.node ?? root;
    const model = isAlias ? this.#lookup.repository(before) : this.#lookup.model(first);
    if (model !== undefined)
      relations.add(this.#string(isAlias ? first : second) ?? nameOf(model), relationOf(model));
    return relations;
  }

  #relationsAt(root: Expression): Relations | undefined {
    const { code } = this.#reader;
    if (root.type !== 'Identifier' || code.file.script === undefined) return undefined;
    const local = Locals.of(code.file.script.program).lookup(root.name, root.start);
    if (local === undefined) return undefined;
    const given = local.parameter === undefined ? undefined : this.#given.get(local.parameter.of);
    const kept = given ?? this.#kept.get(local) ?? this.#start(local);
    if (kept !== undefined) this.#kept.set(local, kept);
    return kept;
  }

  #start(local: Local): Relations | undefined {
    if (local.value !== undefined) {
      const { root, links } = chainOf(local.value);
      const start = links.findIndex(({ name }) => MAKERS.has(name));
      if (start < 0) return undefined;
      const relations = this.#made(root, links, start);
      for (const link of links.slice(start + 1)) this.#readLink(link, relations);
      return relations;
    }
    const type = local.type?.typeAnnotation;
    const name = nameOfType(type);
    if (type?.type !== 'TSTypeReference' || !name?.endsWith('QueryBuilder')) return undefined;
    return new Relations(this.#reader.collector);
  }

  #readLink({ name, nameSpan, args }: Link, relations: Relations): void {
    const [first, second, third] = [argumentAt(args, 0), argumentAt(args, 1), argumentAt(args, 2)];
    if (name === 'from' || name === 'into' || name === 'update' || name === 'delete' || name === 'addFrom') {
      const model = first === undefined ? undefined : this.#lookup.model(first);
      if (model !== undefined) relations.add(this.#string(second) ?? nameOf(model), relationOf(model));
      if (name === 'update' && first !== undefined) this.#readFields(first, relations);
    } else if (JOINS.test(name)) {
      const [path, alias, condition] = name.includes('AndMap')
        ? [second, third, argumentAt(args, 3)]
        : [first, second, third];
      this.#join(path, alias, relations);
      if (condition !== undefined) this.#readArgument(condition, relations);
    } else if (name === 'set' || name === 'values' || name === 'setFindOptions') {
      if (first !== undefined) this.#readFields(first, relations);
      if (name === 'values' && relations.main?.model !== undefined) {
        readInsert(first, relations.main.model, nameSpan, this.#reader);
      }
    } else if (TEXTS.has(name)) {
      // Behind it stand parameters, an alias or a direction.
      if (first !== undefined) this.#readArgument(first, relations);
      if (name === 'orUpdate' && second !== undefined) this.#readArgument(second, relations);
    }
  }

  #join(path: Expression | undefined, alias: Expression | undefined, relations: Relations): void {
    const name = this.#string(alias);
    if (path === undefined || name === undefined) return;
    const [from = '', property = ''] = this.#string(path)?.split('.') ?? [];
    const model =
      property === '' ? this.#lookup.model(path) : relations.find(from)?.model?.relation(property);
    relations.add(
      name,
      model === undefined
        ? { table: undefined, model: undefined, doubt: { confidence: 'certain' } }
        : relationOf(model),
    );
    const text = textAt(path, this.#reader.code);
    if (text !== undefined) relations.sql(text.value, (span) => text.spanOf(span));
  }

  #readArgument(argument: Expression, relations: Relations): void {
    const node = unwrap(argument);
    const text = textAt(node, this.#reader.code);
    if (text !== undefined) {
      relations.sql(text.value, (span) => text.spanOf(span));
      return;
    }
    switch (node.type) {
      case 'ArrayExpression':
        for (const element of node.elements) {
          if (element !== null && element.type !== 'SpreadElement') this.#readArgument(element, relations);
        }
        break;
      case 'ObjectExpression':
        this.#readKeysOf(node, relations);
        break;
      case 'NewExpression':
        for (const inner of node.arguments)
          if (inner.type !== 'SpreadElement') this.#readArgument(inner, relations);
        break;
      case 'ArrowFunctionExpression':
      case 'FunctionExpression':
        this.#given.set(node, new Relations(this.#reader.collector, relations));
        break;
      default:
    }
  }

  /** `{ legacy: x }`, and `{ 'u.legacy': 'ASC' }` of `orderBy`. */
  #readKeysOf(node: Extract<Node, { type: 'ObjectExpression' }>, relations: Relations): void {
    this.#readFields(node, relations);
    for (const property of node.properties) {
      if (property.type !== 'Property' || property.key.type !== 'Literal') continue;
      const text = textAt(property.key, this.#reader.code);
      if (text?.value.includes('.') === true) relations.path(text.value, text.place);
    }
  }

  #readFields(fields: Expression, { main }: Relations): void {
    if (main?.model !== undefined) this.#reader.read(fields, main.model, 'fields');
  }

  #string(expression: Expression | undefined): string | undefined {
    return expression === undefined ? undefined : textAt(expression, this.#reader.code)?.value;
  }
}

function relationOf(model: ModelAt): Relation {
  return { table: model.target?.model.table, model, doubt: model.doubt };
}

/** The alias, where none is given. */
function nameOf({ target }: ModelAt): string {
  return target?.model.name ?? '';
}
