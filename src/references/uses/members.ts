import type { BindingPattern, Expression, Node } from '@oxc-project/types';

import type { Span } from '../../operation.ts';
import type { Code } from '../definitions.ts';
import type { Model, UseFinder } from '../source.ts';
import { argumentAt, keyName, memberName, unwrap, walk } from '../syntax.ts';
import { chainOf, lastName } from './chain.ts';
import { ClassModels, nameOfType } from './class-models.ts';
import { Collector, lower } from './collector.ts';
import { columnsOf, doubtOf, insideQuotes, type ModelAt } from './keys.ts';
import { Locals, type Local } from './locals.ts';
import { Targets, type Doubt } from './targets.ts';

/** ORMs whose queries give objects of the model; Drizzle's tables are found by their own finder. */
const ORMS: readonly Model['orm'][] = ['prisma', 'typeorm', 'sequelize', 'mikro-orm', 'objection', 'kysely'];

/**
 * Properties of objects that are rows of a model, as far as names and declarations tell: the compiler
 * knows more, where it is asked.
 */
export const members: UseFinder = {
  mayUse({ text }) {
    return text.includes('.') || text.includes('{');
  },

  uses(file, question) {
    const models = ClassModels.of(question, ORMS, file);
    if (file.script === undefined || models === undefined) return [];
    const collector = new Collector(Targets.of(question), file.file);
    const { program } = file.script;
    const reader = new MemberReader({ file, tree: question.tree }, models, collector);
    walk(program, (node) => {
      if (!collector.targets.placesIn(file).isIn(node)) return false;
      if (node.type === 'MemberExpression') reader.member(node);
      else if (node.type === 'VariableDeclarator' && node.init !== null) reader.taken(node.id, node.init);
      return true;
    });
    return collector.uses();
  },
};

class MemberReader {
  readonly #code: Code;
  readonly #models: ClassModels;
  readonly #collector: Collector;
  readonly #locals: Locals | undefined;
  readonly #properties: ReadonlySet<string>;

  constructor(code: Code, models: ClassModels, collector: Collector) {
    this.#code = code;
    this.#models = models;
    this.#collector = collector;
    const { script } = code.file;
    this.#locals = script === undefined ? undefined : Locals.of(script.program);
    this.#properties = new Set(
      collector.targets.models.flatMap(({ columns }) => columns.map(({ property }) => property)),
    );
  }

  /** `user.legacy` */
  member(node: Extract<Node, { type: 'MemberExpression' }>): void {
    const name = memberName(node);
    if (name === undefined || !this.#properties.has(name)) return;
    const row = this.#rowAt(node.object);
    const { property } = node;
    if (row !== undefined) this.#add(row, name, node.computed ? insideQuotes(property) : property);
  }

  /** `const { legacy } = user` */
  taken(pattern: BindingPattern, value: Expression): void {
    if (pattern.type !== 'ObjectPattern') return;
    const named = pattern.properties.flatMap((property) => {
      const name = property.type === 'Property' ? keyName(property.key, property.computed) : undefined;
      return name !== undefined && this.#properties.has(name) && property.type === 'Property'
        ? [{ name, key: property.key }]
        : [];
    });
    if (named.length === 0) return;
    const row = this.#rowAt(value);
    if (row !== undefined) for (const { name, key } of named) this.#add(row, name, key);
  }

  #add(model: ModelAt, property: string, { start, end }: Span): void {
    for (const column of columnsOf(model, property)) {
      if (column.subject.kind !== 'column') continue;
      const doubt = lower(lower(model.doubt, doubtOf(model.target?.model)), doubtOf(column));
      this.#collector.add(column.subject, { span: { start, end }, kind: 'property', doubt });
    }
  }

  /** The model that an object is a row of. */
  #rowAt(expression: Expression): ModelAt | undefined {
    const node = unwrap(expression);
    if (node.type === 'ThisExpression') {
      const name = this.#locals?.classAt(node.start)?.id?.name;
      return name === undefined ? undefined : this.#models.named(name, this.#code);
    }
    if (node.type === 'Identifier') {
      const local = this.#locals?.lookup(node.name, node.start);
      if (local !== undefined)
        return this.#ofLocal(local) ?? (isOpen(local) ? this.#byName(node.name) : undefined);
    }
    if (node.type === 'AwaitExpression' || node.type === 'CallExpression') return this.#given(node);
    const name = lastName(node);
    return name === undefined ? undefined : this.#byName(name);
  }

  #ofLocal({ type, value, taken }: Local): ModelAt | undefined {
    const name = nameOfType(type?.typeAnnotation);
    const typed = name === undefined ? undefined : this.#models.named(name, this.#code);
    if (typed !== undefined || value === undefined || taken !== undefined) return typed;
    const of = unwrap(value);
    return of.type === 'NewExpression' ? this.#models.at(of.callee, this.#code) : this.#given(of);
  }

  /** What a query of the model gives: `await User.findOne(…)`, `prisma.user.findFirst(…)`, `em.findOne(User, …)`. */
  #given(node: Expression): ModelAt | undefined {
    const { root, links } = chainOf(node);
    const [link] = links;
    if (link === undefined || !/^(?:find|get|create|save|update|upsert|query|insert|load)/.test(link.name))
      return undefined;
    const argument = argumentAt(link.args, 0);
    const named = argument?.type === 'Identifier' ? this.#models.at(argument, this.#code) : undefined;
    const model = named ?? this.#models.client(memberName(root)) ?? this.#models.at(root, this.#code);
    return model === undefined ? undefined : { ...model, doubt: lower(model.doubt, TAKEN) };
  }

  #byName(name: string): ModelAt | undefined {
    const model = this.#models.row(name);
    return model === undefined ? undefined : { ...model, doubt: NAMED };
  }
}

/** Neither a type nor a value says what it is. */
function isOpen({ type, value, taken }: Local): boolean {
  return type === undefined && (value === undefined || taken !== undefined);
}

const TAKEN: Doubt = {
  confidence: 'likely',
  because: 'the object is what a query of the model seems to give',
};
const NAMED: Doubt = {
  confidence: 'possible',
  because: 'the name of the object alone says that it is of the model',
};
