import type { Span } from '../../../operation.ts';
import { listed, sqlAt } from '../sql-text.ts';
import { Text } from '../text.ts';
import type { CallSite, Value } from '../value.ts';
import {
  Builder,
  builtBy,
  type Clause,
  type Clauses,
  conditions,
  type Context,
  elements,
  type Method,
  type Shape,
  spaced,
  words,
} from './builder.ts';
import { columnCondition, condition, madeBy } from './condition.ts';
import { aliased, itemsOf, type Kysely, nodeOf, parameter, reference, tableReference } from './node.ts';

/** What a query reads or writes: `'table'`, `'schema.table as alias'` or another query. */
export function sources(value: Value | undefined, span: Span, kysely: Kysely): Text {
  const tables = itemsOf(value, span).map((item) =>
    aliased(item, span, (table) => tableReference(table, span, kysely)),
  );
  return listed(tables, span);
}

/** `from('t')` and `using('t')` */
export function sourceMethod(word: string): Method {
  return ({ args: [table], span }, context) => [
    { name: word, text: sqlAt(span)`${word} ${sources(table, span, context)}` },
  ];
}

/** The methods of queries that choose rows, and those for what comes back. */
export const ROW_METHODS: Readonly<Record<string, Method>> = {
  where: filter('where'),
  whereRef: columnFilter('where'),
  having: filter('having'),
  havingRef: columnFilter('having'),
  innerJoin: join('inner join'),
  leftJoin: join('left join'),
  rightJoin: join('right join'),
  fullJoin: join('full join'),
  crossJoin: join('cross join'),
  groupBy: listMethod('group'),
  orderBy: orderBy,
  limit: ({ args: [value], span }) => [
    {
      name: 'limit',
      text: sqlAt(span)`limit ${value === undefined ? Text.hole(span) : parameter(value, value.span)}`,
    },
  ],
  // How many rows are skipped does not matter to what is read.
  offset: () => [],
  distinct: words('distinct', 'distinct'),
  returning: (call, context) => selections('returning', call, context),
  returningAll: words('returning', '*'),
};

/** The clauses of `ROW_METHODS` behind the tables, in the order of SQL. */
export function rowClauses(clauses: Clauses, place: Span): readonly (Text | string | undefined)[] {
  return [
    conditions(clauses, 'where', { word: 'where', place }),
    elements(clauses, 'group', { word: 'group by', place }),
    conditions(clauses, 'having', { word: 'having', place }),
    elements(clauses, 'order', { word: 'order by', place }),
    ...spaced(clauses, 'limit'),
    elements(clauses, 'returning', { word: 'returning', place }),
  ];
}

export function filter(name: string): Method {
  return (call, kysely) => [{ name, text: sqlAt(call.span)`${condition({ call, kysely })}`, more: true }];
}

export function columnFilter(name: string): Method {
  return (call) => [{ name, text: columnCondition(call), more: true }];
}

function listMethod(name: string): Method {
  return (call, context) => selections(name, call, context);
}

/** `select('a')`, `select(['a as b', …])`, or a callback that gives them. */
export function selections(name: string, call: CallSite, kysely: Context): readonly Clause[] {
  const { args, span } = call;
  return itemsOf(madeBy(args[0], { call, kysely }), span).map((item) => ({
    name,
    text: aliased(item, span, (column) => columnText(column, span)),
    more: true,
  }));
}

function columnText(column: Value | undefined, span: Span): Text {
  const isKnown = column?.type === 'string' || nodeOf(column) !== undefined;
  return isKnown ? reference(column, span) : Text.hole(column?.span ?? span);
}

function orderBy(call: CallSite, kysely: Context): readonly Clause[] {
  const [columns] = call.args;
  return itemsOf(madeBy(columns, { call, kysely }), call.span).map((item) => {
    const name = item.type === 'string' ? item.text.value.split(' ')[0] : undefined;
    const column =
      item.type === 'string' && name !== undefined
        ? { ...item, text: item.text.slice(0, name.length) }
        : item;
    return { name: 'order', text: columnText(column, call.span), more: true };
  });
}

/** `innerJoin('t', 'a', 'b')`, or with a callback that makes the condition. */
export function join(words: string): Method {
  return (call, context) => {
    const { args, span } = call;
    const [table, left, right] = args;
    const head = sqlAt(span)`${words} ${sources(table, span, context)}`;
    if (left === undefined) return [{ name: 'joins', text: head, more: true }];
    const on =
      right === undefined
        ? builtBy(left, Builder.begin(JOIN, [], span, context), call, context)
        : sqlAt(span)` on ${reference(left, span)} = ${reference(right, span)}`;
    return [{ name: 'joins', text: sqlAt(span)`${head}${on}`, more: true }];
  };
}

const JOIN: Shape = {
  name: 'a join',
  methods: { on: filter('on'), onRef: columnFilter('on'), onTrue: words('on', 'true') },
  compile: (clauses, place) =>
    conditions(clauses, 'on', { word: 'on', place }) ?? sqlAt(place)` on ${Text.hole(place)}`,
};
