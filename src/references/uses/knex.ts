import type { Expression } from '@oxc-project/types';

import type { Code } from '../definitions.ts';
import type { CodeTree, Question, SourceFile, UseFinder } from '../source.ts';
import { argumentAt, keyName, memberName, unwrap, walk } from '../syntax.ts';
import { Builder, type Dialect, type Named, type Role } from './builder.ts';
import { lastName, type Chain } from './chain.ts';
import { ClassModels } from './class-models.ts';
import { Collector, lower } from './collector.ts';
import type { ModelAt } from './keys.ts';
import { Locals } from './locals.ts';
import type { Relations } from './relations.ts';
import { constantText, textAt } from './sql-text.ts';
import { relationNamed } from './table-names.ts';
import { CERTAIN, Targets, type Doubt } from './targets.ts';

const ORMS: ReadonlySet<string> = new Set(['knex', 'objection']);

function named(role: Role, names: string): readonly (readonly [string, Role])[] {
  return names.split(' ').map((name) => [name, role] as const);
}

/** Methods of Knex, and those that Objection adds. */
const ROLES: Readonly<Record<string, Role>> = Object.fromEntries([
  ...named('from', 'from table'),
  ...named('into', 'into'),
  ...named(
    'join',
    'join innerJoin leftJoin leftOuterJoin rightJoin rightOuterJoin outerJoin fullOuterJoin crossJoin',
  ),
  ...named(
    'first',
    'where andWhere orWhere whereNot orWhereNot andWhereNot whereIn orWhereIn whereNotIn orWhereNotIn',
  ),
  ...named(
    'first',
    'whereNull orWhereNull whereNotNull orWhereNotNull whereBetween whereNotBetween orWhereBetween',
  ),
  ...named(
    'first',
    'whereLike whereILike orWhereLike orWhereILike having andHaving orHaving havingIn havingNotIn',
  ),
  ...named(
    'first',
    'havingNull havingNotNull havingBetween increment decrement onConflict onVal onIn onNull onNotNull',
  ),
  ...named('first', 'findOne whereJsonObject whereJsonPath whereJsonSupersetOf orderBy pluck merge update'),
  ...named(
    'all',
    'select column columns first distinct distinctOn groupBy returning count countDistinct min max sum',
  ),
  ...named('all', 'sumDistinct avg avgDistinct partitionBy'),
  ...named('compared', 'on andOn orOn onColumn whereColumn andWhereColumn orWhereColumn whereRef'),
  ...named('inserted', 'insert insertGraph insertAndFetch'),
  ...named('rows', 'patch patchAndFetch upsertGraph batchInsert'),
  ...named(
    'raw',
    'whereRaw andWhereRaw orWhereRaw orderByRaw groupByRaw havingRaw orHavingRaw joinRaw fromRaw selectRaw',
  ),
  ...named('callback', 'modify whereExists orWhereExists whereNotExists with withRecursive union unionAll'),
]);

/** Calls of Knex, and of Objection's models. */
export const knex: UseFinder = {
  mayUse({ text }) {
    return /knex|\.(?:where|select|insert|update|join|query|from)\w*\(/.test(text);
  },

  uses(file, question) {
    if (!Targets.of(question).isNamedIn(file.text) || file.script === undefined) return [];
    const collector = new Collector(Targets.of(question), file.file);
    new Builder({ file, tree: question.tree }, collector, dialectFor(file, question)).run();
    return collector.uses();
  },
};

const withKnex = new WeakMap<CodeTree, boolean>();

/** Whether some file of the tree makes or types a builder of Knex: others are handed it under any name. */
function hasKnex(tree: CodeTree): boolean {
  const known =
    withKnex.get(tree) ??
    tree.filesWith(["from 'knex'", 'from "knex"', "require('knex')", 'require("knex")']).length > 0;
  withKnex.set(tree, known);
  return known;
}

function dialectFor(file: SourceFile, question: Question): Dialect {
  const code: Code = { file, tree: question.tree };
  const targets = Targets.of(question);
  const models = ClassModels.of(question, ['objection', 'knex'], file);
  const relation = (expression: Expression): Named | undefined => tableAt(expression, code, targets);

  return {
    roles: ROLES,
    relation,
    start({ root, links }, relations) {
      // `User.query()`, `this.users().query()`
      const at = links.findIndex(({ name }) => name === 'query' || name === 'relatedQuery');
      const query = links[at];
      const receiver = links[at - 1]?.node ?? root;
      const model = query === undefined || models === undefined ? undefined : classAt(receiver, models, code);
      if (model !== undefined && query !== undefined) {
        const table = model.target?.model.table;
        relations.add(table?.name ?? '', { table, model, doubt: CERTAIN });
        if (table !== undefined) relations.table(table, query.nameSpan, model.doubt);
        return at + 1;
      }
      return startOf({ root, links }, relations, {
        relation,
        isKnex: /knex/i.test(file.text) || hasKnex(question.tree),
      });
    },
  };
}

/** `User`, or what is declared to be it: `this.users` and `this.users()` of the type `typeof User`, in whatever. */
function classAt(root: Expression, models: ClassModels, code: Code): ModelAt | undefined {
  const { script } = code.file;
  const node = root.type === 'CallExpression' ? unwrap(root.callee) : root;
  const name = node.type === 'MemberExpression' ? memberName(node) : undefined;
  const isOwn = node.type === 'MemberExpression' && node.object.type === 'ThisExpression';
  const local =
    script === undefined
      ? undefined
      : node.type === 'Identifier'
        ? Locals.of(script.program).lookup(node.name, node.start)
        : isOwn && name !== undefined
          ? Locals.of(script.program).member(name, node.start)
          : undefined;
  let found: ModelAt | undefined;
  if (local?.type !== undefined) {
    walk(local.type, (type) => {
      if (type.type === 'TSTypeQuery' && type.exprName.type === 'Identifier') {
        found ??= models.named(type.exprName.name, code);
      }
    });
  }
  return found ?? models.at(node, code);
}

/** `knex('users')`, `this.db({ u: 'users' })`, or a chain with `.from('users')` or `.into('users')`. */
function startOf(
  { root, links }: Chain,
  relations: Relations,
  { relation, isKnex }: { readonly relation: Dialect['relation']; readonly isKnex: boolean },
): number | undefined {
  const [first] = links;
  const called = root.type === 'CallExpression' ? root : first?.node;
  const taken = root.type === 'CallExpression' ? 0 : 1;
  const name = called === undefined ? undefined : lastName(called.callee);
  const from = links.find((link) => TABLES.has(link.name));
  // Methods before the table speak of it too.
  const isCalled =
    from === undefined && name !== undefined && !Object.hasOwn(ROLES, name) && !FOREIGN.test(name);
  const table = argumentAt((isCalled ? called?.arguments : from?.args) ?? [], 0);
  const found = table === undefined ? undefined : relation(table);
  const rest = isCalled ? links.slice(taken) : links;
  if (found === undefined || !rest.some((link) => Object.hasOwn(ROLES, link.name) || link.name === 'del')) {
    return undefined;
  }
  const doubt = lower(found.relation.doubt, isKnex ? CERTAIN : UNKNOWN_BUILDER);
  relations.add(found.alias, { ...found.relation, doubt });
  if (isCalled && found.relation.table !== undefined)
    relations.table(found.relation.table, found.span, doubt);
  return isCalled ? taken : 0;
}

const TABLES: ReadonlySet<string> = new Set(['from', 'into', 'table']);
/** Functions that are given names of other things. */
const FOREIGN = /^(?:require|\$|jQuery|expect|cy|page|z|get|set|find|describe|it|test|t)$/;

const UNKNOWN_BUILDER: Doubt = {
  confidence: 'likely',
  because: 'the call looks like one of Knex, and where it comes from is not seen',
};

/** `'users'`, `'auth.users as u'`, `{ u: 'users' }`. */
function tableAt(expression: Expression, code: Code, targets: Targets): Named | undefined {
  const node = unwrap(expression);
  if (node.type === 'ObjectExpression') {
    const [property] = node.properties;
    if (property?.type !== 'Property') return undefined;
    const found = tableAt(property.value, code, targets);
    const alias = keyName(property.key, property.computed);
    return found === undefined || alias === undefined ? undefined : { ...found, alias };
  }
  const constant = textAt(node, code) ?? constantText(node, code);
  if (constant === undefined || constant.hasHoles) return undefined;
  const [path = '', alias] = constant.value.split(/\s+(?:as\s+)?/i);
  const relation = relationNamed(path, targets, code.tree, ORMS);
  const name = path.slice(path.lastIndexOf('.') + 1);
  const span = constant.spanOf({ start: path.length - name.length, end: path.length });
  return { alias: alias ?? name, relation, span };
}
