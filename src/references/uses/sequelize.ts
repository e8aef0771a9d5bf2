import type { Expression } from '@oxc-project/types';

import type { Code } from '../definitions.ts';
import type { UseFinder } from '../source.ts';
import { argumentAt, unwrap, walk } from '../syntax.ts';
import { chainOf, type Call, type Link } from './chain.ts';
import { ClassModels } from './class-models.ts';
import { Collector, lower } from './collector.ts';
import { readInsert } from './inserts.ts';
import { entryAt, KeyReader, type Level, type ModelAt, type Shape } from './keys.ts';
import { Locals } from './locals.ts';
import { Targets, type Doubt } from './targets.ts';

/** What each argument of a model's method is. */
const METHODS: Readonly<Record<string, readonly Level[]>> = {
  findAll: ['mixed'],
  findOne: ['mixed'],
  findByPk: ['mixed', 'mixed'],
  findOrBuild: ['mixed'],
  findOrCreate: ['mixed'],
  findCreateFind: ['mixed'],
  findAndCountAll: ['mixed'],
  findAllWithoutDeleted: ['mixed'],
  count: ['mixed'],
  create: ['fields', 'mixed'],
  build: ['fields', 'mixed'],
  bulkCreate: ['fields', 'mixed'],
  bulkBuild: ['fields', 'mixed'],
  upsert: ['fields', 'mixed'],
  update: ['fields', 'mixed'],
  destroy: ['mixed'],
  restore: ['mixed'],
  increment: ['fields', 'mixed'],
  decrement: ['fields', 'mixed'],
  max: ['fields', 'mixed'],
  min: ['fields', 'mixed'],
  sum: ['fields', 'mixed'],
  aggregate: ['fields', 'fields', 'mixed'],
  scope: ['mixed'],
  addScope: ['fields', 'mixed'],
};

/** Methods that insert, and the option that holds the values. */
const INSERTS: ReadonlyMap<string, string | undefined> = new Map([
  ['create', undefined],
  ['bulkCreate', undefined],
  ['upsert', undefined],
  ['findOrCreate', 'defaults'],
]);

const SHAPE: Shape = {
  options: new Map<string, Level>([
    ...[
      'where',
      'attributes',
      'order',
      'group',
      'having',
      'fields',
      'returning',
      'defaults',
      'updateOnDuplicate',
    ].map((key) => [key, 'fields'] as const),
    ...['conflictFields', 'conflictAttributes', 'conflictWhere'].map((key) => [key, 'fields'] as const),
    ['include', 'named'],
  ]),
  operators: new Map<string, Level>(
    ['and', 'or', 'not', '$and', '$or', '$not', 'include', 'exclude'].map((key) => [key, 'fields'] as const),
  ),
  modelKey: 'model',
  functions: new Set(['col', 'fn', 'cast', 'where', 'and', 'or', 'json']),
};

/** Calls of Sequelize's models. */
export const sequelize: UseFinder = {
  mayUse({ text }) {
    return /\.(?:find|count|create|build|bulk|upsert|update|destroy|restore|increment|decrement|max|min|sum|aggregate|scope)/.test(
      text,
    );
  },

  uses(file, question) {
    const models = ClassModels.of(question, ['sequelize'], file);
    if (file.script === undefined || models === undefined) return [];
    const code: Code = { file, tree: question.tree };
    const collector = new Collector(Targets.of(question), file.file);
    const modelOf = (expression: Expression): ModelAt | undefined => modelAt(expression, models, code);
    const reader = new KeyReader(code, collector, SHAPE, modelOf);
    const read = new WeakSet<Call>();
    walk(file.script.program, (node) => {
      if (node.type !== 'CallExpression' || read.has(node)) return;
      const { root, links } = chainOf(node);
      for (const link of links) read.add(link.node);
      if (links.length === 0) return;
      const model = modelOf(root);
      for (const link of links) readLink(link, model, reader);
    });
    return collector.uses();
  },
};

function readLink({ name, nameSpan, args }: Link, model: ModelAt | undefined, reader: KeyReader): void {
  const levels = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  if (levels === undefined) {
    if (model !== undefined) readOwn(args, model, reader);
    return;
  }
  const { target, doubt } = model ?? {};
  if (target !== undefined) reader.collector.table(target.model.table, nameSpan, 'query', doubt);
  if (model !== undefined && INSERTS.has(name)) {
    const key = INSERTS.get(name);
    const first = argumentAt(args, 0);
    readInsert(key === undefined ? first : entryAt(first, key), model, nameSpan, reader);
  }
  for (const [index, level] of levels.entries()) {
    const argument = argumentAt(args, index);
    // The options of another model may include this one.
    if (argument !== undefined) reader.read(argument, model ?? OTHER, level);
  }
}

/** A method that the project adds to its models, such as one that takes a context first. */
function readOwn(args: Link['args'], model: ModelAt, reader: KeyReader): void {
  const own = { ...model, doubt: lower(model.doubt, OWN_METHOD) };
  for (const argument of args) {
    const node = argument.type === 'SpreadElement' ? undefined : unwrap(argument);
    if (node?.type === 'ObjectExpression') reader.read(node, own, 'mixed');
  }
}

const OWN_METHOD: Doubt = {
  confidence: 'likely',
  because: "the method of the model is the project's own",
};

/** A model that has no subject. */
const OTHER: ModelAt = { target: undefined, doubt: { confidence: 'certain' }, relation: () => undefined };

/** `User`, `db.User`, `sequelize.models.User` or `sequelize.model('User')`, scoped or not. */
function modelAt(expression: Expression, models: ClassModels, code: Code): ModelAt | undefined {
  const node = unwrap(expression);
  switch (node.type) {
    case 'ThisExpression': {
      // Inside of a static method.
      const own = code.file.script && Locals.of(code.file.script.program).classAt(node.start)?.id;
      return own == null ? undefined : models.named(own.name, code);
    }
    case 'Identifier':
    case 'MemberExpression':
      return models.at(node, code);
    case 'CallExpression': {
      const { links } = chainOf(node);
      const named = links.findLast(({ name }) => name === 'model');
      return named === undefined ? undefined : models.at(argumentAt(named.args, 0), code);
    }
    default:
      return undefined;
  }
}
