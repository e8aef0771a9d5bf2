import type { Expression, Node, TSType } from '@oxc-project/types';

import type { UseFinder } from '../source.ts';
import { spanOf } from '../static.ts';
import { argumentAt, memberName, unwrap, walk } from '../syntax.ts';
import { chainOf, lastName, type Chain } from './chain.ts';
import { Collector } from './collector.ts';
import { readInsert } from './inserts.ts';
import { entryAt, KeyReader, type Level, type ModelAt, type Shape } from './keys.ts';
import { PrismaModels } from './prisma-schema.ts';
import { Targets, type Doubt } from './targets.ts';

/** Methods of a model that no other library has by these names. */
const OWN_METHODS: ReadonlySet<string> = new Set([
  ...[
    'findMany',
    'findUnique',
    'findUniqueOrThrow',
    'findFirst',
    'findFirstOrThrow',
    'createMany',
    'updateMany',
  ],
  ...['deleteMany', 'createManyAndReturn', 'updateManyAndReturn', 'groupBy', 'aggregate'],
]);
const METHODS: ReadonlySet<string> = new Set([
  ...OWN_METHODS,
  'create',
  'update',
  'upsert',
  'delete',
  'count',
]);

/** Methods that insert, and the option that holds the values. */
const INSERTS: ReadonlyMap<string, string> = new Map([
  ['create', 'data'],
  ['createMany', 'data'],
  ['createManyAndReturn', 'data'],
  ['upsert', 'create'],
]);

const FIELDS: readonly string[] = [
  ...[
    'where',
    'select',
    'include',
    'omit',
    'data',
    'orderBy',
    'cursor',
    'distinct',
    'by',
    'having',
    'create',
  ],
  ...['some', 'every', 'none', 'is', 'isNot', 'connect', 'disconnect', 'deleteMany'],
];
const MIXED: readonly string[] = [
  'update',
  'updateMany',
  'upsert',
  'createMany',
  'connectOrCreate',
  'delete',
  'set',
];
const AGGREGATES: readonly string[] = ['_count', '_sum', '_avg', '_min', '_max'];

const SHAPE: Shape = {
  options: new Map<string, Level>([
    ...FIELDS.map((key) => [key, 'fields'] as const),
    ...[...MIXED, ...AGGREGATES].map((key) => [key, 'mixed'] as const),
  ]),
  operators: new Map<string, Level>([
    ...['AND', 'OR', 'NOT'].map((key) => [key, 'fields'] as const),
    ...AGGREGATES.map((key) => [key, 'mixed'] as const),
  ]),
};

/** Calls of Prisma's client, and objects that are typed as its arguments. */
export const prisma: UseFinder = {
  mayUse({ text }) {
    return /prisma|\b(?:db|tx|trx|client)\b|\bfind(?:Many|Unique|First)/i.test(text);
  },

  uses(file, question) {
    const models = PrismaModels.of(question);
    if (file.script === undefined || models === undefined) return [];
    const collector = new Collector(Targets.of(question), file.file);
    const reader = new KeyReader({ file, tree: question.tree }, collector, SHAPE);
    walk(file.script.program, (node) => {
      if (node.type === 'CallExpression') readCall(chainOf(node), models, reader);
      const typed = typedValue(node);
      const model = typed === undefined ? undefined : models.ofType(typed.type);
      if (typed !== undefined && model !== undefined)
        reader.read(typed.value, model, levelOfType(typed.type));
    });
    return collector.uses();
  },
};

/** `client.user.findMany({ … })`. */
function readCall({ root, links }: Chain, models: PrismaModels, reader: KeyReader): void {
  const [link, ...rest] = links;
  if (link === undefined || rest.length > 0 || !METHODS.has(link.name) || root.type !== 'MemberExpression')
    return;
  const found = models.ofClient(memberName(root));
  if (found === undefined) return;
  const options = argumentAt(link.args, 0);
  const isCertain = OWN_METHODS.has(link.name) || isClient(root.object);
  if (!isCertain && !hasOption(options)) return;
  const model: ModelAt = isCertain ? found : { ...found, doubt: UNKNOWN_CLIENT };
  if (model.target !== undefined) {
    const span = spanOf(root.property);
    reader.collector.table(model.target.model.table, span, 'query', model.doubt);
    const values = INSERTS.get(link.name);
    if (values !== undefined) readInsert(entryAt(options, values), model, span, reader);
  }
  if (options !== undefined) reader.read(options, model, 'mixed');
}

const UNKNOWN_CLIENT: Doubt = {
  confidence: 'likely',
  because: 'the call looks like one of Prisma, and where its client comes from is not seen',
};

function isClient(object: Expression): boolean {
  return /prisma|db|tx|trx|client|transaction|database/i.test(lastName(object) ?? '');
}

function hasOption(options: Expression | undefined): boolean {
  return ['where', 'data', 'select', 'include'].some((key) => entryAt(options, key) !== undefined);
}

/** A value beside its type, `Prisma.UserSelect` or `UserSelect`: a variable, `satisfies`, `as`, a validator. */
function typedValue(node: Node): { readonly type: string; readonly value: Expression } | undefined {
  switch (node.type) {
    case 'VariableDeclarator': {
      const { id, init } = node;
      const type = id.type === 'Identifier' ? typeName(id.typeAnnotation?.typeAnnotation) : undefined;
      return type === undefined || init === null ? undefined : { type, value: init };
    }
    case 'TSSatisfiesExpression':
    case 'TSAsExpression': {
      const type = typeName(node.typeAnnotation);
      return type === undefined ? undefined : { type, value: node.expression };
    }
    case 'CallExpression': {
      const callee = unwrap(node.callee);
      const value = argumentAt(node.arguments, 0);
      if (callee.type !== 'CallExpression' || lastName(callee.callee) !== 'validator') return undefined;
      const type = typeName(callee.typeArguments?.params[0]);
      return type === undefined || value === undefined ? undefined : { type, value };
    }
    default:
      return undefined;
  }
}

function typeName(type: TSType | undefined): string | undefined {
  if (type?.type !== 'TSTypeReference') return undefined;
  const { typeName: name } = type;
  if (name.type === 'Identifier') return name.name;
  return name.type === 'TSQualifiedName' ? name.right.name : undefined;
}

/** Arguments of a call hold options, the other types fields. */
function levelOfType(type: string): Level {
  return type.endsWith('Args') ? 'mixed' : 'fields';
}
