import type { Span } from '../../../operation.ts';
import { listed, sqlAt } from '../sql-text.ts';
import { Text } from '../text.ts';
import type { CallSite, ObjectValue, Value } from '../value.ts';
import {
  Builder,
  builtBy,
  clause,
  type Clause,
  conditions,
  type Context,
  type Method,
  type Shape,
  spaced,
  words,
} from './builder.ts';
import { madeBy, operand } from './condition.ts';
import { columnFilter, filter, ROW_METHODS, rowClauses } from './filter.ts';
import { identifier, identifiers, itemsOf, nodeOf, parameter, reference } from './node.ts';

/** `set({ column: value })`, `set('column', value)`, or a callback that gives the object. */
export const assignments: Method = (call, kysely) => {
  const { args, span } = call;
  const [first, second] = args;
  const assignment = (column: Text, value: Value, place: Span): Clause => ({
    name: 'set',
    text: sqlAt(place)`${column} = ${operand(value, { call, kysely })}`,
    more: true,
  });
  if (first !== undefined && second !== undefined) return [assignment(reference(first, span), second, span)];
  const given = madeBy(first, { call, kysely });
  if (given?.type !== 'object') {
    kysely.note('the columns of set() are only known when the migration runs', given?.span ?? span);
    return [];
  }
  if (!given.complete)
    kysely.note('some columns of set() are only known when the migration runs', given.span);
  return [...given.entries]
    .filter(([, value]) => isGiven(value))
    .map(([name, value]) => {
      const key = given.keys?.get(name) ?? given.span;
      const column: Value = { type: 'string', text: Text.of(name, key), span: key };
      const place = { start: Math.min(key.start, value.span.start), end: Math.max(key.end, value.span.end) };
      return assignment(reference(column, key), value, place);
    });
};

/** Kysely leaves out what is undefined. */
function isGiven(value: Value): boolean {
  return value.type !== 'constant' || value.value !== undefined;
}

export const INSERT: Shape = {
  name: 'insertInto()',
  isQuery: true,
  methods: {
    returning: ROW_METHODS.returning,
    returningAll: ROW_METHODS.returningAll,
    values: insertedRows,
    columns: ({ args: [names], span }) => [
      { name: 'columns', text: sqlAt(span)`(${identifiers(names, span)})` },
    ],
    expression: (call, kysely) => {
      const query = nodeOf(madeBy(call.args[0], { call, kysely }));
      return [{ name: 'rows', text: query?.sql ?? Text.hole(call.span) }];
    },
    defaultValues: words('rows', 'default values'),
    onConflict: (call, context) => {
      const conflict = builtBy(
        call.args[0],
        Builder.begin(ON_CONFLICT, [], call.span, context),
        call,
        context,
      );
      return [{ name: 'conflict', text: sqlAt(call.span)`on conflict${conflict}` }];
    },
  },
  compile(clauses, place) {
    const rows = clause(clauses, 'rows') ?? Text.hole(place);
    const head = spaced(clauses, 'table', 'columns');
    return sqlAt(
      place,
    )`${clause(clauses, 'with')}insert into${head} ${rows}${spaced(clauses, 'conflict')}${rowClauses(clauses, place)}`;
  },
};

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
    where: filter('where'),
    whereRef: columnFilter('where'),
  },
  compile: (clauses, place) =>
    sqlAt(
      place,
    )`${spaced(clauses, 'target', 'action')}${conditions(clauses, 'where', { word: 'where', place })}`,
};

function conflictColumns({ args: [names], span }: CallSite): readonly Clause[] {
  return [{ name: 'target', text: sqlAt(span)`(${identifiers(names, span)})` }];
}

/** `values(row)` and `values([row, …])`: the columns are those of all rows, in the order in which they appear. */
export function insertedRows(call: CallSite, kysely: Context): readonly Clause[] {
  const { span } = call;
  const value = madeBy(call.args[0], { call, kysely });
  const items = itemsOf(value, span);
  const rows = items.filter((row) => row.type === 'object');
  const columns = columnsOf(rows);
  const isKnown = rows.length === items.length && rows.every((row) => row.complete);
  if (!isKnown || columns.size === 0)
    return [{ name: 'rows', text: sqlAt(span)`values (${Text.hole(value?.span ?? span)})` }];

  const names = [...columns].map(([name, place]) =>
    identifier({ type: 'string', text: Text.of(name, place), span: place }, place),
  );
  const lists = rows.map((row) => {
    const values = [...columns.keys()].map((name) => {
      const entry = row.entries.get(name);
      return entry === undefined || !isGiven(entry) ? 'default' : parameter(entry, entry.span);
    });
    return sqlAt(row.span)`(${listed(values, row.span)})`;
  });
  return [
    { name: 'columns', text: sqlAt(span)`(${listed(names, span)})` },
    { name: 'rows', text: sqlAt(span)`values ${listed(lists, span)}` },
  ];
}

function columnsOf(rows: readonly ObjectValue[]): ReadonlyMap<string, Span> {
  const columns = new Map<string, Span>();
  for (const row of rows) {
    for (const [name, value] of row.entries)
      if (isGiven(value) && !columns.has(name)) columns.set(name, row.keys?.get(name) ?? row.span);
  }
  return columns;
}
