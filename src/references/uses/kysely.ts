import type { Expression } from '@oxc-project/types';

import type { Code } from '../definitions.ts';
import type { Question, UseFinder } from '../source.ts';
import { argumentAt, unwrap } from '../syntax.ts';
import { Builder, type Dialect, type Named, type Role } from './builder.ts';
import { Collector } from './collector.ts';
import { constantText, textAt } from './sql-text.ts';
import { relationNamed } from './table-names.ts';
import { Targets } from './targets.ts';

const ORMS: ReadonlySet<string> = new Set(['kysely']);

function named(role: Role, names: string): readonly (readonly [string, Role])[] {
  return names.split(' ').map((name) => [name, role] as const);
}

/** Methods that a query begins with. */
const STARTS: ReadonlySet<string> = new Set([
  ...['selectFrom', 'insertInto', 'updateTable', 'deleteFrom', 'replaceInto', 'mergeInto'],
]);

const ROLES: Readonly<Record<string, Role>> = Object.fromEntries([
  ...named('from', 'selectFrom updateTable deleteFrom from'),
  ...named('into', 'insertInto replaceInto mergeInto'),
  ...named('join', 'innerJoin leftJoin rightJoin fullJoin crossJoin innerJoinLateral leftJoinLateral using'),
  ...named('first', 'where having orderBy set on onConflict column case when between not exists'),
  ...named('all', 'select selectAll distinctOn groupBy returning columns constraint partitionBy ref eb'),
  ...named('all', 'count countAll max min sum avg coalesce agg jsonAgg toJson any lower upper'),
  ...named('compared', 'whereRef onRef havingRef'),
  ...named('inserted', 'values'),
  ...named('rows', 'doUpdateSet expression'),
  ...named(
    'callback',
    '$if $call with withRecursive and or union unionAll intersect except filterWhere over then else',
  ),
]);

/** Calls of Kysely's query builder. */
export const kysely: UseFinder = {
  mayUse({ text }) {
    return /selectFrom|insertInto|updateTable|deleteFrom|replaceInto|mergeInto|ExpressionBuilder/.test(text);
  },

  uses(file, question) {
    if (!Targets.of(question).isNamedIn(file.text) || file.script === undefined) return [];
    const collector = new Collector(Targets.of(question), file.file);
    new Builder(
      { file, tree: question.tree },
      collector,
      dialectFor({ file, tree: question.tree }, question),
    ).run();
    return collector.uses();
  },
};

function dialectFor(code: Code, question: Question): Dialect {
  const targets = Targets.of(question);
  const relation = (expression: Expression): Named | undefined => tableAt(expression, code, targets);
  return {
    roles: ROLES,
    relation,
    start({ links }) {
      // What stands before it, such as `with`, is a query of its own.
      const start = links.findIndex(({ name }) => STARTS.has(name));
      const first = start < 0 ? undefined : argumentAt(links[start]?.args ?? [], 0);
      return first === undefined ? undefined : start;
    },
  };
}

/** `'users'`, `'auth.users as u'`. */
function tableAt(expression: Expression, code: Code, targets: Targets): Named | undefined {
  const node = unwrap(expression);
  const text = textAt(node, code) ?? constantText(node, code);
  if (text === undefined || text.hasHoles) return undefined;
  const [path = '', alias] = text.value.split(/\s+as\s+/i);
  const name = path.slice(path.lastIndexOf('.') + 1);
  return {
    alias: alias ?? name,
    relation: relationNamed(path, targets, code.tree, ORMS),
    span: text.spanOf({ start: path.length - name.length, end: path.length }),
  };
}
