import type { Span } from '../../../operation.ts';
import { listed, sqlAt } from '../sql-text.ts';
import { Text } from '../text.ts';
import { hostValue, isNullish, type CallSite, type Value } from '../value.ts';
import {
  Builder,
  builtBy,
  clause,
  type Clause,
  type Clauses,
  type Context,
  type Method,
  type Shape,
  spaced,
  words,
} from './builder.ts';
import { columnCondition, condition, expressionBuilder, operand } from './condition.ts';
import {
  aliased,
  at,
  identifier,
  identifiers,
  itemsOf,
  type Kysely,
  nodeOf,
  parameter,
  reference,
  tableReference,
} from './node.ts';

/** Queries on rows, `db.updateTable(…)` and its like; undefined for what is no query. */
export function beginQuery(method: string, call: CallSite, kysely: Kysely): Value | undefined {
  const shape = QUERIES.get(method);
  if (shape === undefined) return undefined;
  const { args, span } = call;
  const tables = listed(
    itemsOf(args[0], span).map((table) => source(table, span, kysely)),
    span,
  );
  return at(Builder.begin(shape, [{ name: 'table', text: tables }], span, kysely), span);
}

/** What a query reads or writes: `'table'`, `'schema.table as alias'` or another query. */
function source(value: Value | undefined, span: Span, kysely: Kysely): Text {
  return aliased(value, span, (table) => tableReference(table, span, kysely));
}

const where: Method = (call, context) => [
  { name: 'where', text: sqlAt(call.span)`${condition(call, context)}`, more: true },
];
const whereRef: Method = (call) => [{ name: 'where', text: columnCondition(call), more: true }];

const FILTERS: Readonly<Record<string, Method>> = {
  where,
  whereRef,
  limit: ({ args: [value], span }) => [
    {
      name: 'limit',
      text: sqlAt(span)`limit ${value === undefined ? Text.hole(span) : parameter(value, value.span)}`,
    },
  ],
  innerJoin: join('inner join'),
  leftJoin: join('left join'),
  rightJoin: join('right join'),
  fullJoin: join('full join'),
  crossJoin: join('cross join'),
};

/** The order, the groups and what comes back change neither the tables nor the columns that are written. */
const IGNORED: Readonly<Record<string, Method>> = Object.fromEntries(
  [
    'returning',
    'returningAll',
    'orderBy',
    'groupBy',
    'having',
    'havingRef',
    'offset',
    'distinct',
    'distinctOn',
    'skipLocked',
    'noWait',
  ].map((name): [string, Method] => [name, () => []]),
);

/** `innerJoin('t', 'a', 'b')` or with a callback, whose condition is not followed. */
function join(words: string): Method {
  return ({ args: [table, left, right], span }, context) => {
    const on =
      left === undefined
        ? undefined
        : right === undefined
          ? [' on ', Text.hole(left.span)]
          : [' on ', reference(left, span), ' = ', reference(right, span)];
    return [{ name: 'joins', text: sqlAt(span)`${words} ${source(table, span, context)}${on}`, more: true }];
  };
}

/** The conditions of all calls of `where`. */
function whereClause(clauses: Clauses, place: Span): Text | undefined {
  const conditions = clauses.get('where');
  if (conditions === undefined) return undefined;
  return sqlAt(place)` where ${conditions.map((text, index) => (index === 0 ? [text] : [' and ', text]))}`;
}

const UPDATE: Shape = {
  name: 'updateTable()',
  isQuery: true,
  methods: {
    ...FILTERS,
    ...IGNORED,
    set: (call, context) => assignments(call, context),
    from: ({ args: [table], span }, context) => [
      {
        name: 'from',
        text: sqlAt(span)`from ${listed(
          itemsOf(table, span).map((item) => source(item, span, context)),
          span,
        )}`,
      },
    ],
  },
  compile(clauses, place) {
    const sets = clauses.get('set') ?? [Text.hole(place)];
    return sqlAt(
      place,
    )`update ${clause(clauses, 'table')} set ${listed(sets, place)}${spaced(clauses, 'from', 'joins')}${whereClause(clauses, place)}`;
  },
};

/** `set({ column: value })`, `set('column', value)`, or a callback that gives the object. */
function assignments(call: CallSite, context: Context): readonly Clause[] {
  const { args, span } = call;
  const [first, second] = args;
  const assignment = (column: Text, value: Value, place: Span): Clause => ({
    name: 'set',
    text: sqlAt(place)`${column} = ${operand(value, call, context)}`,
    more: true,
  });
  if (first !== undefined && second !== undefined) return [assignment(reference(first, span), second, span)];
  const eb = hostValue(expressionBuilder(context, parameter), span);
  const given = first?.type === 'function' ? call.run.call(first, [eb], span) : first;
  if (given?.type !== 'object') {
    context.note('the columns of set() are only known when the migration runs', given?.span ?? span);
    return [];
  }
  if (!given.complete)
    context.note('some columns of set() are only known when the migration runs', given.span);
  return [...given.entries]
    .filter(([, value]) => value.type !== 'constant' || value.value !== undefined)
    .map(([name, value]) => {
      const place = given.keys?.get(name) ?? given.span;
      const column: Value = { type: 'string', text: Text.of(name, place), span: place };
      return assignment(reference(column, place), value, {
        start: Math.min(place.start, value.span.start),
        end: Math.max(place.end, value.span.end),
      });
    });
}

const DELETE: Shape = {
  name: 'deleteFrom()',
  isQuery: true,
  methods: {
    ...FILTERS,
    ...IGNORED,
    using: ({ args: [table], span }, context) => [
      {
        name: 'using',
        text: sqlAt(span)`using ${listed(
          itemsOf(table, span).map((item) => source(item, span, context)),
          span,
        )}`,
      },
    ],
  },
  compile: (clauses, place) =>
    sqlAt(
      place,
    )`delete from ${clause(clauses, 'table')}${spaced(clauses, 'using', 'joins')}${whereClause(clauses, place)}`,
};

const INSERT: Shape = {
  name: 'insertInto()',
  isQuery: true,
  methods: {
    ...IGNORED,
    values: insertedRows,
    columns: ({ args: [names], span }) => [
      { name: 'columns', text: sqlAt(span)`(${identifiers(names, span)})` },
    ],
    expression: (call, context) => {
      const [query] = call.args;
      const made =
        query?.type === 'function'
          ? call.run.call(query, [hostValue(expressionBuilder(context, parameter), call.span)], call.span)
          : query;
      return [{ name: 'rows', text: nodeOf(made)?.sql ?? Text.hole(query?.span ?? call.span) }];
    },
    defaultValues: words('rows', 'default values'),
    onConflict: (call, context) => {
      const [callback] = call.args;
      const conflict = builtBy(callback, Builder.begin(ON_CONFLICT, [], call.span, context), call, context);
      return [{ name: 'conflict', text: sqlAt(call.span)`on conflict${conflict}` }];
    },
  },
  compile: (clauses, place) =>
    sqlAt(
      place,
    )`insert into ${clause(clauses, 'table')}${spaced(clauses, 'columns')} ${clause(clauses, 'rows') ?? Text.hole(place)}${spaced(clauses, 'conflict')}`,
};

/** `values(row)` and `values([row, …])`: the columns are those of all rows, in the order in which they appear. */
function insertedRows({ args: [value], span }: CallSite, context: Context): readonly Clause[] {
  const rows = itemsOf(value, span);
  const isKnown = rows.every((row) => row.type === 'object' && row.complete);
  const objects = rows.filter((row) => row.type === 'object');
  const names = new Map<string, Span>();
  for (const row of objects)
    for (const [name, entry] of row.entries)
      if (entry.type !== 'constant' || entry.value !== undefined)
        names.set(name, names.get(name) ?? row.keys?.get(name) ?? row.span);
  if (!isKnown || names.size === 0)
    return [{ name: 'rows', text: sqlAt(span)`values (${Text.hole(value?.span ?? span)})` }];
  const columns = [...names].map(([name, place]) =>
    identifier({ type: 'string', text: Text.of(name, place), span: place }, place),
  );
  const row = (entries: ReadonlyMap<string, Value>, place: Span): Text => {
    const values = [...names.keys()].map((name) => {
      const entry = entries.get(name);
      return entry === undefined ||
        (isNullish(entry) && entry.type === 'constant' && entry.value === undefined)
        ? Text.of('default', place)
        : operandOf(entry, context);
    });
    return sqlAt(place)`(${listed(values, place)})`;
  };
  return [
    { name: 'columns', text: sqlAt(span)`(${listed(columns, span)})` },
    {
      name: 'rows',
      text: sqlAt(span)`values ${listed(
        objects.map(({ entries, span: place }) => row(entries, place)),
        span,
      )}`,
    },
  ];
}

function operandOf(value: Value, _context: Context): Text {
  return parameter(value, value.span);
}

const ON_CONFLICT: Shape = {
  name: 'onConflict()',
  methods: {
    column: conflictColumns,
    columns: conflictColumns,
    constraint: ({ args: [name], span }) => [
      { name: 'target', text: sqlAt(span)`on constraint ${identifier(name, span)}` },
    ],
    expression: ({ args: [value], span }) => [
      { name: 'target', text: sqlAt(span)`(${nodeOf(value)?.sql ?? Text.hole(span)})` },
    ],
    doNothing: words('action', 'do nothing'),
    doUpdateSet: (call, context) => {
      const sets = assignments(call, context).map(({ text }) => text);
      const list = sets.length === 0 ? Text.hole(call.span) : listed(sets, call.span);
      return [{ name: 'action', text: sqlAt(call.span)`do update set ${list}` }];
    },
    where,
    whereRef,
  },
  compile: (clauses, place) =>
    sqlAt(place)`${spaced(clauses, 'target')}${spaced(clauses, 'action')}${whereClause(clauses, place)}`,
};

function conflictColumns({ args: [names], span }: CallSite): readonly Clause[] {
  return [{ name: 'target', text: sqlAt(span)`(${identifiers(names, span)})` }];
}

const SELECT: Shape = {
  name: 'selectFrom()',
  isQuery: true,
  methods: {
    ...FILTERS,
    ...IGNORED,
    select: (call, context) => selections(call, context),
    selectAll: ({ args: [table], span }) => [
      {
        name: 'selections',
        text: table === undefined ? sqlAt(span)`*` : sqlAt(span)`${reference(table, span)}.*`,
        more: true,
      },
    ],
    forUpdate: words('lock', 'for update'),
    forShare: words('lock', 'for share'),
    forKeyShare: words('lock', 'for key share'),
    forNoKeyUpdate: words('lock', 'for no key update'),
    as: ({ args: [name], span }) => [{ name: 'alias', text: sqlAt(span)`as ${identifier(name, span)}` }],
  },
  compile(clauses, place) {
    const selections = clauses.get('selections');
    const list = selections === undefined ? Text.hole(place) : listed(selections, place);
    const from = clause(clauses, 'table');
    return sqlAt(
      place,
    )`select ${list}${from?.value === '' ? undefined : [' from ', from]}${spaced(clauses, 'joins')}${whereClause(clauses, place)}${spaced(clauses, 'limit', 'lock')}`;
  },
};

/** `select('a')`, `select(['a as b', …])`, or a callback that gives them. */
function selections(call: CallSite, context: Context): readonly Clause[] {
  const { args, span } = call;
  const [first] = args;
  const eb = hostValue(expressionBuilder(context, parameter), span);
  const given = first?.type === 'function' ? call.run.call(first, [eb], span) : first;
  return itemsOf(given, span).map((item) => ({
    name: 'selections',
    text: aliased(item, span, (column) =>
      column?.type === 'string' || nodeOf(column) !== undefined ? reference(column, span) : Text.hole(span),
    ),
    more: true,
  }));
}

const QUERIES: ReadonlyMap<string, Shape> = new Map([
  ['updateTable', UPDATE],
  ['deleteFrom', DELETE],
  ['insertInto', INSERT],
  ['selectFrom', SELECT],
  ['selectNoFrom', SELECT],
]);
