import type { Argument, Expression, Node } from '@oxc-project/types';

import type { Span } from '../../operation.ts';
import type { Code } from '../definitions.ts';
import { argumentAt, keyName, unwrap, walk } from '../syntax.ts';
import { chainOf, type Call, type Chain, type Link } from './chain.ts';
import type { Collector } from './collector.ts';
import { insideQuotes, valueOf } from './keys.ts';
import { readRows } from './inserts.ts';
import { Locals, type Local } from './locals.ts';
import { Relations, type Relation } from './relations.ts';
import { textAt } from './sql-text.ts';

/** What the arguments of a method are. */
export type Role =
  /** Tables. */
  | 'from'
  /** The table that rows are inserted into. */
  | 'into'
  /** A table, and then the columns that it is joined by. */
  | 'join'
  /** The first is a column, an object whose keys are columns, or a callback; the others are values. */
  | 'first'
  /** All are columns. */
  | 'all'
  /** Columns beside an operator. */
  | 'compared'
  /** An object whose keys are columns, or a list of them. */
  | 'rows'
  /** The same, of rows that are inserted. */
  | 'inserted'
  /** SQL. */
  | 'raw'
  /** Callbacks that build more of the same. */
  | 'callback';

export interface Dialect {
  readonly roles: Readonly<Record<string, Role>>;
  /** Relations to begin with, and how many links they take; undefined where the chain is none of the builder. */
  readonly start: (chain: Chain, relations: Relations) => number | undefined;
  /** The relation that an argument names as a table; undefined for what is none. */
  readonly relation: (expression: Expression) => Named | undefined;
}

export interface Named {
  readonly alias: string;
  readonly relation: Relation;
  readonly span: Span;
}

/** Follows a query builder through chains, names that are kept and callbacks. */
export class Builder {
  readonly #code: Code;
  readonly #collector: Collector;
  readonly #dialect: Dialect;
  readonly #locals: Locals | undefined;
  readonly #kept = new Map<Local, Relations>();
  readonly #given = new Map<Node, Relations>();
  readonly #read = new WeakSet<Call>();

  constructor(code: Code, collector: Collector, dialect: Dialect) {
    this.#code = code;
    this.#collector = collector;
    this.#dialect = dialect;
    this.#locals = code.file.script === undefined ? undefined : Locals.of(code.file.script.program);
  }

  run(): void {
    const { script } = this.#code.file;
    if (script === undefined) return;
    walk(script.program, (node) => {
      if (node.type === 'CallExpression' && !this.#read.has(node)) this.#readChain(chainOf(node), node);
    });
  }

  #readChain(chain: Chain, node: Call): void {
    for (const link of chain.links) this.#read.add(link.node);
    const kept = this.#relationsAt(chain.root);
    const relations = new Relations(this.#collector, kept ?? this.#around(node.start));
    const taken = this.#dialect.start(chain, relations);
    if (taken !== undefined) this.#readLinks(chain.links.slice(taken), relations);
    else if (kept !== undefined) this.#readLinks(chain.links, kept);
  }

  /** The builder that a name stands for, or that a callback is given, as an argument, a part of one or `this`. */
  #relationsAt(root: Expression): Relations | undefined {
    if (root.type === 'ThisExpression') return this.#around(root.start, true);
    const name = root.type === 'CallExpression' ? unwrap(root.callee) : root;
    if (name.type !== 'Identifier') return undefined;
    const local = this.#locals?.lookup(name.name, name.start);
    if (local === undefined) return undefined;
    const given = local.parameter === undefined ? undefined : this.#given.get(local.parameter.of);
    const first = root.type === 'CallExpression' ? argumentAt(root.arguments, 0) : undefined;
    // `eb('legacy', '=', value)`, `ref('legacy')`
    if (given !== undefined && first !== undefined) this.#column(first, given);
    return given ?? this.#kept.get(local) ?? this.#keep(local);
  }

  #keep(local: Local): Relations | undefined {
    if (local.value === undefined || local.taken !== undefined) return undefined;
    const chain = chainOf(local.value);
    const relations = new Relations(this.#collector);
    const taken = this.#dialect.start(chain, relations);
    if (taken === undefined) return undefined;
    this.#kept.set(local, relations);
    this.#readLinks(chain.links.slice(taken), relations);
    return relations;
  }

  /** What the innermost callback around an offset is given. */
  #around(offset: number, isThis = false): Relations | undefined {
    let found: Relations | undefined;
    for (const [node, relations] of this.#given) {
      const isOfThis = !isThis || node.type === 'FunctionExpression';
      if (isOfThis && node.start <= offset && node.end >= offset) found = relations;
    }
    return found;
  }

  #readLinks(links: readonly Link[], relations: Relations): void {
    for (const link of links) {
      const { roles } = this.#dialect;
      const role = Object.hasOwn(roles, link.name) ? roles[link.name] : undefined;
      if (role !== undefined) this.#readLink(link, role, relations);
    }
  }

  #readLink({ args, nameSpan }: Link, role: Role, relations: Relations): void {
    const first = argumentAt(args, 0);
    switch (role) {
      case 'from':
      case 'into':
        for (const argument of args) this.#from(argument, relations);
        break;
      case 'join':
        this.#from(args[0], relations);
        this.#readEach(args.slice(1), relations);
        break;
      case 'first':
        if (first !== undefined) this.#column(first, relations);
        for (const argument of args.slice(1)) this.#callback(argument, relations);
        break;
      case 'all':
      case 'compared':
        this.#readEach(args, relations);
        break;
      case 'inserted':
        this.#inserted(first, nameSpan, relations);
        if (first !== undefined) this.#column(first, relations);
        break;
      case 'rows':
        if (first !== undefined) this.#column(first, relations);
        break;
      case 'raw':
        if (first !== undefined) this.#sql(first, relations);
        break;
      case 'callback':
        for (const argument of args) this.#callback(argument, relations);
        break;
      default:
        role satisfies never;
    }
  }

  #from(argument: Argument | undefined, relations: Relations): void {
    if (argument === undefined || argument.type === 'SpreadElement') return;
    const node = unwrap(argument);
    if (node.type === 'ArrayExpression') {
      for (const element of node.elements) if (element !== null) this.#from(element, relations);
      return;
    }
    const named = this.#dialect.relation(node);
    if (named === undefined) {
      this.#callback(node, relations);
      return;
    }
    relations.add(named.alias, named.relation);
    const { table, doubt } = named.relation;
    if (table !== undefined) relations.table(table, named.span, doubt);
  }

  #inserted(rows: Expression | undefined, span: Span, { main }: Relations): void {
    if (main !== undefined) readRows(rows, main, span, { code: this.#code, collector: this.#collector });
  }

  #readEach(args: readonly Argument[], relations: Relations): void {
    for (const argument of args) if (argument.type !== 'SpreadElement') this.#column(argument, relations);
  }

  /** A column, several of them, an object with them or a callback. */
  #column(argument: Expression, relations: Relations, steps = 0): void {
    const node = unwrap(argument);
    const text = textAt(node, this.#code);
    if (text !== undefined) {
      const [path = ''] = text.value.split(/\s+as\s+/i);
      relations.path(path, text.spanOf({ start: 0, end: path.length }));
      return;
    }
    switch (node.type) {
      case 'ArrayExpression':
        for (const element of node.elements) {
          if (element !== null && element.type !== 'SpreadElement') this.#column(element, relations, steps);
        }
        break;
      case 'ObjectExpression':
        this.#object(node, relations);
        break;
      case 'ConditionalExpression':
        this.#column(node.consequent, relations, steps);
        this.#column(node.alternate, relations, steps);
        break;
      case 'Identifier': {
        const found = steps < 4 ? valueOf(node, this.#code) : undefined;
        if (found?.code.file === this.#code.file) {
          this.#column(found.node, relations, steps + 1);
        }
        break;
      }
      case 'CallExpression':
        this.#call(node, relations);
        break;
      default:
        this.#callback(node, relations);
    }
  }

  /** Keys are columns, and so are the values of `{ alias: 'u.legacy' }` and `{ column: 'legacy' }`. */
  #object(node: Extract<Node, { type: 'ObjectExpression' }>, relations: Relations): void {
    for (const property of node.properties) {
      if (property.type === 'SpreadElement') {
        this.#column(property.argument, relations, 1);
        continue;
      }
      const { key, value } = property;
      const name = keyName(key, property.computed);
      if (name !== undefined) relations.path(name, key.type === 'Literal' ? insideQuotes(key) : key);
      const text = value.type === 'Literal' ? textAt(value, this.#code) : undefined;
      if (text !== undefined && (name === 'column' || text.value.includes('.')))
        relations.path(text.value, text.place);
    }
  }

  /** `knex.raw('…')`, `knex.ref('…')`, `eb.ref('…')` as an argument. */
  #call(node: Call, relations: Relations): void {
    const { links } = chainOf(node);
    for (const { name, args } of links) {
      const [first] = args;
      if (first === undefined || first.type === 'SpreadElement') continue;
      if (name === 'raw') this.#sql(first, relations);
      else if (name === 'ref') this.#column(first, relations);
    }
  }

  #sql(expression: Expression, relations: Relations): void {
    const text = textAt(unwrap(expression), this.#code);
    if (text !== undefined) relations.sql(text.value, (span) => text.spanOf(span));
  }

  #callback(argument: Argument, relations: Relations): void {
    if (argument.type === 'SpreadElement') return;
    const node = unwrap(argument);
    if (node.type !== 'ArrowFunctionExpression' && node.type !== 'FunctionExpression') return;
    this.#given.set(node, new Relations(this.#collector, relations));
  }
}
