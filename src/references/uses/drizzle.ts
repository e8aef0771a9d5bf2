import type { Expression, Node } from '@oxc-project/types';

import { definitionAt, type Code } from '../definitions.ts';
import type { Question, SourceFile, UseFinder } from '../source.ts';
import { argumentAt, keyName, memberName, unwrap, walk } from '../syntax.ts';
import { chainOf, type Call, type Link } from './chain.ts';
import { ClassModels } from './class-models.ts';
import { Collector, lower } from './collector.ts';
import { relationsOf, type DrizzleRelations } from './drizzle-relations.ts';
import { readInsert } from './inserts.ts';
import {
  columnsOf,
  doubtOf,
  entryAt,
  insideQuotes,
  KeyReader,
  type Level,
  type ModelAt,
  type Shape,
} from './keys.ts';
import { Locals, type Local } from './locals.ts';
import { Targets } from './targets.ts';

/** Options of the relational queries. */
const SHAPE: Shape = {
  options: new Map<string, Level>([
    ...['columns', 'with', 'where', 'orderBy', 'extras'].map((key) => [key, 'fields'] as const),
  ]),
  operators: new Map<string, Level>([...['AND', 'OR', 'NOT'].map((key) => [key, 'fields'] as const)]),
};

const TABLES: ReadonlySet<string> = new Set([
  ...[
    'from',
    'insert',
    'update',
    'delete',
    'leftJoin',
    'rightJoin',
    'innerJoin',
    'fullJoin',
    'crossJoin',
    '$count',
  ],
]);

/** Columns of Drizzle's table objects, and its relational queries. */
export const drizzle: UseFinder = {
  mayUse({ text }) {
    return /drizzle|\.query\.|\.from\(|\.insert\(|\.update\(|\.delete\(|[Ss]chema|eq\(/.test(text);
  },

  uses(file, question) {
    const models = ClassModels.of(question, ['drizzle'], file);
    if (file.script === undefined || models === undefined) return [];
    const collector = new Collector(Targets.of(question), file.file);
    new Finder(file, question, { models, collector }).run(file.script.program);
    return collector.uses();
  },
};

class Finder {
  readonly #code: Code;
  readonly #models: ClassModels;
  readonly #collector: Collector;
  readonly #reader: KeyReader;
  readonly #locals: Locals | undefined;
  readonly #relations: DrizzleRelations;
  /** What callbacks of relational queries are given as their first parameter. */
  readonly #given = new Map<Node, ModelAt>();

  constructor(
    file: SourceFile,
    question: Question,
    { models, collector }: { readonly models: ClassModels; readonly collector: Collector },
  ) {
    this.#code = { file, tree: question.tree };
    this.#models = models;
    this.#collector = collector;
    this.#reader = new KeyReader(this.#code, collector, SHAPE);
    this.#locals = file.script === undefined ? undefined : Locals.of(file.script.program);
    this.#relations = relationsOf(question.tree);
  }

  run(program: Node): void {
    walk(program, (node) => {
      switch (node.type) {
        case 'CallExpression':
          this.#call(node);
          break;
        case 'MemberExpression':
          this.#member(node);
          break;
        case 'VariableDeclarator':
          this.#taken(node);
          break;
        default:
      }
    });
  }

  /** The table that an expression is: an import, an alias, or what a callback is given. */
  #tableAt(expression: Expression, steps = 0): ModelAt | undefined {
    const node = unwrap(expression);
    if (node.type === 'Identifier') {
      const local = this.#locals?.lookup(node.name, node.start);
      if (local?.parameter !== undefined) {
        return local.parameter.index === 0 ? this.#given.get(local.parameter.of) : undefined;
      }
      if (local !== undefined) return this.#ofLocal(node, local, steps);
    }
    return node.type === 'Identifier' || node.type === 'MemberExpression'
      ? this.#models.at(node, this.#code)
      : undefined;
  }

  /** A table that is declared here, another name for one, or an alias in a query. */
  #ofLocal(node: Expression, { value, taken }: Local, steps: number): ModelAt | undefined {
    const of = value === undefined ? undefined : unwrap(value);
    if (of === undefined || steps > 4) return undefined;
    if (of.type === 'Identifier' || of.type === 'MemberExpression') {
      return taken === undefined ? this.#tableAt(of, steps + 1) : this.#models.at(node, this.#code);
    }
    if (taken !== undefined || of.type !== 'CallExpression') return undefined;
    const aliased = isAlias(of) ? argumentAt(of.arguments, 0) : undefined;
    if (aliased !== undefined) return this.#tableAt(aliased, steps + 1);
    const found = definitionAt(node, this.#code);
    return found?.kind === 'value' && found.node === of ? this.#models.at(node, this.#code) : undefined;
  }

  /** `users.legacy` */
  #member(node: Extract<Node, { type: 'MemberExpression' }>): void {
    const name = memberName(node);
    if (name === undefined || !this.#isProperty(name)) return;
    const model = this.#tableAt(node.object);
    if (model === undefined) return;
    const span = node.computed
      ? insideQuotes(node.property)
      : { start: node.property.start, end: node.property.end };
    this.#property(model, name, span);
  }

  #isProperty(name: string): boolean {
    return this.#collector.targets.models.some(({ columns }) =>
      columns.some(({ property }) => property === name),
    );
  }

  #property(model: ModelAt, name: string, span: { readonly start: number; readonly end: number }): void {
    for (const column of columnsOf(model, name)) {
      if (column.subject.kind !== 'column') continue;
      const doubt = lower(lower(model.doubt, doubtOf(model.target?.model)), doubtOf(column));
      this.#collector.add(column.subject, { span, kind: 'property', doubt });
    }
  }

  /** `const { legacy, ...rest } = getTableColumns(users)` */
  #taken({ id, init }: Extract<Node, { type: 'VariableDeclarator' }>): void {
    const value = init === null ? undefined : unwrap(init);
    if (id.type !== 'ObjectPattern' || value?.type !== 'CallExpression') return;
    const { callee } = value;
    const of = argumentAt(value.arguments, 0);
    if (callee.type !== 'Identifier' || !/^get(?:Table|View)?Columns$/.test(callee.name) || of === undefined)
      return;
    const model = this.#tableAt(of);
    for (const property of id.properties) {
      const name = property.type === 'Property' ? keyName(property.key, property.computed) : undefined;
      if (model !== undefined && name !== undefined && property.type === 'Property') {
        this.#property(model, name, property.key);
      }
    }
  }

  #call(node: Call): void {
    const { root, links } = chainOf(node);
    const last = links.at(-1);
    if (node.callee.type === 'Identifier') this.#compared(node);
    if (last === undefined) return;
    if (TABLES.has(last.name)) this.#named(last);
    if (['set', 'values', 'onConflictDoUpdate'].includes(last.name)) this.#written(links);
    if (last.name === 'findMany' || last.name === 'findFirst') this.#relational(root, last);
  }

  #named({ args }: Link): void {
    const first = argumentAt(args, 0);
    const model = first === undefined ? undefined : this.#tableAt(first);
    if (first === undefined || model?.target === undefined) return;
    this.#collector.table(
      model.target.model.table,
      { start: first.start, end: first.end },
      'query',
      model.doubt,
    );
  }

  /** `insert(users).values({ … })`, `update(users).set({ … })`. */
  #written(links: readonly Link[]): void {
    const last = links.at(-1);
    const start = links.findLast(({ name }) => name === 'insert' || name === 'update');
    const table = start === undefined ? undefined : argumentAt(start.args, 0);
    const model = table === undefined ? undefined : this.#tableAt(table);
    const values = last === undefined ? undefined : argumentAt(last.args, 0);
    if (model === undefined || last === undefined || values === undefined) return;
    const rows = last.name === 'onConflictDoUpdate' ? entryAt(values, 'set') : values;
    if (rows !== undefined) this.#reader.read(rows, model, 'fields');
    if (last.name === 'values' && start !== undefined)
      readInsert(values, model, start.nameSpan, this.#reader);
  }

  /** `db.query.users.findMany({ columns: { … } })` */
  #relational(root: Expression, { args }: Link): void {
    const query = root.type === 'MemberExpression' ? unwrap(root.object) : undefined;
    const name = memberName(root);
    const options = argumentAt(args, 0);
    if (query === undefined || memberName(query) !== 'query' || name === undefined) return;
    const model = this.#relations.at(name, this.#models);
    if (model?.target !== undefined && root.type === 'MemberExpression') {
      this.#collector.table(model.target.model.table, root.property, 'query', model.doubt);
    }
    if (model === undefined || options === undefined) return;
    this.#giveTo(options, model);
    this.#reader.read(options, model, 'mixed');
  }

  /** Callbacks anywhere in the options are given the table of the level that they stand at. */
  #giveTo(options: Expression, model: ModelAt): void {
    const node = unwrap(options);
    if (node.type !== 'ObjectExpression') return;
    for (const property of node.properties) {
      if (property.type !== 'Property') continue;
      const value = unwrap(property.value);
      if (value.type === 'ArrowFunctionExpression' || value.type === 'FunctionExpression')
        this.#given.set(value, model);
      const name = keyName(property.key, property.computed);
      if (name !== 'with' || value.type !== 'ObjectExpression') continue;
      for (const inner of value.properties) {
        const key = inner.type === 'Property' ? keyName(inner.key, inner.computed) : undefined;
        const relation = key === undefined ? undefined : model.relation(key);
        if (relation !== undefined && inner.type === 'Property') this.#giveTo(inner.value, relation);
      }
    }
  }

  /** `eq(users.status, 'old')`, `inArray(users.status, ['old'])`. */
  #compared({ arguments: args }: Call): void {
    const [column, value] = [argumentAt(args, 0), argumentAt(args, 1)];
    const name = column?.type === 'MemberExpression' ? memberName(column) : undefined;
    if (
      column?.type !== 'MemberExpression' ||
      value === undefined ||
      name === undefined ||
      !this.#isProperty(name)
    )
      return;
    const model = this.#tableAt(column.object);
    if (model !== undefined) this.#reader.readValue(name, value, model);
  }
}

function isAlias({ callee }: Call): boolean {
  return callee.type === 'Identifier' && /alias/i.test(callee.name);
}
