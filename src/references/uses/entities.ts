import type { Argument, Class, Expression, TSTypeAnnotation } from '@oxc-project/types';

import { definitionAt, definitionOf, type Code } from '../definitions.ts';
import type { Model, UseFinder } from '../source.ts';
import { decoratorsOf } from '../static.ts';
import { argumentAt, memberName, unwrap, walk } from '../syntax.ts';
import { chainOf, type Call, type Link } from './chain.ts';
import { ClassModels, nameOfType } from './class-models.ts';
import { Collector } from './collector.ts';
import { readInsert } from './inserts.ts';
import { KeyReader, type Level, type ModelAt, type Shape } from './keys.ts';
import { Locals, type Local } from './locals.ts';
import { Targets } from './targets.ts';
import { QueryBuilders } from './entity-builder.ts';

/** How an ORM of entity classes names its repositories and their methods. */
export interface EntityOrm {
  readonly orm: Model['orm'];
  /** What each argument of a method is; behind the entity, where a manager is given one. */
  readonly methods: Readonly<Record<string, readonly Level[]>>;
  readonly inserts: ReadonlySet<string>;
  readonly shape: Shape;
  /** Types whose first argument is the entity. */
  readonly repositories: ReadonlySet<string>;
  /** Methods that give the repository of an entity. */
  readonly getters: ReadonlySet<string>;
}

/** Calls of an ORM's repositories, entity managers and query builders. */
export function entityFinder(settings: EntityOrm): UseFinder {
  return {
    mayUse({ text }) {
      return /epositor|[mM]anager\b|\bem\b|QueryBuilder|\.(?:find|save|update|insert|delete|count|create|upsert)/.test(
        text,
      );
    },

    uses(file, question) {
      const models = ClassModels.of(question, [settings.orm], file);
      if (file.script === undefined || models === undefined) return [];
      const collector = new Collector(Targets.of(question), file.file);
      new Finder({ file, tree: question.tree }, settings, { models, collector }).run();
      return collector.uses();
    },
  };
}

class Finder {
  readonly #code: Code;
  readonly #settings: EntityOrm;
  readonly #models: ClassModels;
  readonly #reader: KeyReader;
  readonly #builders: QueryBuilders;
  /** Calls that are links of a chain that has been read. */
  readonly #read = new WeakSet<Call>();

  constructor(
    code: Code,
    settings: EntityOrm,
    { models, collector }: { readonly models: ClassModels; readonly collector: Collector },
  ) {
    this.#code = code;
    this.#settings = settings;
    this.#models = models;
    this.#reader = new KeyReader(code, collector, settings.shape);
    this.#builders = new QueryBuilders(this.#reader, {
      model: (expression) => models.at(expression, this.#code),
      repository: (expression) => this.#repositoryAt(expression, this.#code),
    });
  }

  run(): void {
    const { script } = this.#code.file;
    if (script === undefined) return;
    walk(script.program, (node) => {
      if (node.type !== 'CallExpression' || this.#read.has(node)) return;
      const { root, links } = chainOf(node);
      for (const link of links) this.#read.add(link.node);
      if (!this.#builders.read(root, links)) this.#readMethods(root, links);
    });
  }

  /** `repository.find(…)`, `manager.find(User, …)`, `getRepository(User).find(…)`, `User.find(…)`. */
  #readMethods(root: Expression, links: readonly Link[]): void {
    let model = this.#repositoryAt(root, this.#code);
    for (const link of links) {
      const [first] = link.args;
      if (this.#settings.getters.has(link.name)) model = this.#modelOf(first);
      const levels = Object.hasOwn(this.#settings.methods, link.name)
        ? this.#settings.methods[link.name]
        : undefined;
      if (levels === undefined) continue;
      if (model !== undefined) this.#readArguments(link, link.args, levels, model);
      else {
        const named = this.#modelOf(first);
        if (named !== undefined) this.#readArguments(link, link.args.slice(1), levels, named);
      }
      return;
    }
  }

  #modelOf(argument: Argument | undefined): ModelAt | undefined {
    if (argument === undefined || argument.type === 'SpreadElement') return undefined;
    const node = unwrap(argument);
    return node.type === 'Identifier' || node.type === 'MemberExpression'
      ? this.#models.at(node, this.#code)
      : undefined;
  }

  #readArguments(link: Link, args: readonly Argument[], levels: readonly Level[], model: ModelAt): void {
    const { table } = model.target?.model ?? {};
    if (table !== undefined) this.#reader.collector.table(table, link.nameSpan, 'query', model.doubt);
    if (this.#settings.inserts.has(link.name))
      readInsert(argumentAt(args, 0), model, link.nameSpan, this.#reader);
    for (const [index, level] of levels.entries()) {
      const argument = argumentAt(args, index);
      if (argument !== undefined) this.#reader.read(argument, model, level);
    }
  }

  /** The model of what a method is called on; undefined for what is no repository. */
  #repositoryAt(expression: Expression, code: Code, steps = 0): ModelAt | undefined {
    const node = unwrap(expression);
    const { script } = code.file;
    if (script === undefined || steps > 8) return undefined;
    const locals = Locals.of(script.program);
    switch (node.type) {
      case 'Identifier': {
        const local = locals.lookup(node.name, node.start);
        return local === undefined || local.value?.type === 'ClassExpression'
          ? this.#imported(node, code, steps)
          : this.#ofLocal(local, code, steps);
      }
      case 'ThisExpression':
        return this.#ofClass(locals.classAt(node.start), code);
      case 'MemberExpression': {
        const name = node.object.type === 'ThisExpression' ? memberName(node) : undefined;
        const member = name === undefined ? undefined : locals.member(name, node.start);
        return member === undefined ? this.#models.at(node, code) : this.#ofLocal(member, code, steps);
      }
      case 'CallExpression': {
        const { links } = chainOf(node);
        const getter =
          links.findLast(({ name }) => this.#settings.getters.has(name))?.args ??
          (this.#isGetter(node) ? node.arguments : []);
        const argument = argumentAt(getter, 0);
        return argument === undefined ? undefined : this.#models.at(argument, code);
      }
      case 'AwaitExpression':
        return this.#repositoryAt(node.argument, code, steps + 1);
      default:
        return undefined;
    }
  }

  /** An entity with methods of its own, or a repository that another file exports. */
  #imported(
    node: Extract<Expression, { type: 'Identifier' }>,
    code: Code,
    steps: number,
  ): ModelAt | undefined {
    const found = definitionAt(node, code);
    if (found?.kind !== 'value' || found.node === node) return this.#models.at(node, code);
    return this.#repositoryAt(found.node, found, steps + 1) ?? this.#models.at(node, code);
  }

  #ofLocal(local: Local, code: Code, steps: number): ModelAt | undefined {
    const injected = decoratorsOf(local, code).find(({ name }) => name === 'InjectRepository');
    const argument = injected === undefined ? undefined : argumentAt(injected.args, 0);
    if (argument !== undefined) return this.#models.at(argument, code);
    const typed = this.#ofType(local.type, code);
    if (typed !== undefined || local.value === undefined || local.taken !== undefined) return typed;
    return this.#repositoryAt(local.value, code, steps + 1);
  }

  /** `Repository<User>`, or a class that extends it. */
  #ofType(annotation: TSTypeAnnotation | undefined, code: Code): ModelAt | undefined {
    const type = annotation?.typeAnnotation;
    const name = nameOfType(type);
    if (name === undefined || type?.type !== 'TSTypeReference') return undefined;
    const of = nameOfType(type.typeArguments?.params[0]);
    if (this.#settings.repositories.has(name))
      return of === undefined ? undefined : this.#models.named(of, code);
    const definition = definitionOf(name, code);
    return definition?.kind === 'class' ? this.#ofClass(definition.node, definition) : undefined;
  }

  #ofClass(node: Class | undefined, code: Code): ModelAt | undefined {
    const of = nameOfType(node?.superTypeArguments?.params[0]);
    return of === undefined ? undefined : this.#models.named(of, code);
  }

  /** `getRepository(User)`, a function by itself. */
  #isGetter({ callee }: Call): boolean {
    return callee.type === 'Identifier' && this.#settings.getters.has(callee.name);
  }
}
