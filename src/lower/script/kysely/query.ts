import { listed, sqlAt } from '../sql-text.ts';
import { Text } from '../text.ts';
import type { CallSite, Value } from '../value.ts';
import { Builder, clause, type Shape, spaced, words } from './builder.ts';
import { ROW_METHODS, rowClauses, selections, sourceMethod, sources } from './filter.ts';
import { assignments, INSERT } from './insert.ts';
import { MERGE } from './merge.ts';
import { at, identifier, type Kysely, reference } from './node.ts';

/** Queries on rows, `db.updateTable(…)` and its like; undefined for what is no query. */
export function beginQuery(method: string, call: CallSite, kysely: Kysely): Value | undefined {
  const shape = QUERIES.get(method);
  if (shape === undefined) return undefined;
  const { args, span } = call;
  const { ctes } = kysely;
  const tables = { name: 'table', text: sources(args[0], span, kysely) };
  const before = ctes.length === 0 ? [] : [{ name: 'with', text: sqlAt(span)`with ${listed(ctes, span)} ` }];
  return at(Builder.begin(shape, [...before, tables], span, { ...kysely, ctes: [] }), span);
}

const UPDATE: Shape = {
  name: 'updateTable()',
  isQuery: true,
  methods: { ...ROW_METHODS, set: assignments, from: sourceMethod('from') },
  compile(clauses, place) {
    const unknown = sqlAt(place)`${Text.hole(place)} = ${Text.hole(place)}`;
    const sets = listed(clauses.get('set') ?? [unknown], place);
    const joined = spaced(clauses, 'from', 'joins');
    return sqlAt(
      place,
    )`${clause(clauses, 'with')}update ${clause(clauses, 'table')} set ${sets}${joined}${rowClauses(clauses, place)}`;
  },
};

const DELETE: Shape = {
  name: 'deleteFrom()',
  isQuery: true,
  methods: { ...ROW_METHODS, using: sourceMethod('using') },
  compile: (clauses, place) =>
    sqlAt(
      place,
    )`${clause(clauses, 'with')}delete from${spaced(clauses, 'table', 'using', 'joins')}${rowClauses(clauses, place)}`,
};

const SELECT: Shape = {
  name: 'selectFrom()',
  isQuery: true,
  methods: {
    ...ROW_METHODS,
    select: (call, context) => selections('selections', call, context),
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
    skipLocked: words('wait', 'skip locked'),
    noWait: words('wait', 'nowait'),
    as: ({ args: [name], span }) => [{ name: 'alias', text: sqlAt(span)`as ${identifier(name, span)}` }],
  },
  compile(clauses, place) {
    const list = listed(clauses.get('selections') ?? [Text.hole(place)], place);
    const from = clause(clauses, 'table');
    const source = from === undefined || from.value === '' ? undefined : [' from ', from];
    return sqlAt(
      place,
    )`${clause(clauses, 'with')}select${spaced(clauses, 'distinct')} ${list}${source}${spaced(
      clauses,
      'joins',
    )}${rowClauses(clauses, place)}${spaced(clauses, 'lock', 'wait')}`;
  },
};

const QUERIES: ReadonlyMap<string, Shape> = new Map([
  ['updateTable', UPDATE],
  ['deleteFrom', DELETE],
  ['insertInto', INSERT],
  ['mergeInto', MERGE],
  ['selectFrom', SELECT],
  ['selectNoFrom', SELECT],
]);
