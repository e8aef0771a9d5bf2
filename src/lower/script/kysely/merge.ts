import { listed, sqlAt } from '../sql-text.ts';
import { Text } from '../text.ts';
import type { CallSite } from '../value.ts';
import {
  Builder,
  builtBy,
  clause,
  type Clause,
  type Context,
  type Method,
  type Shape,
  spaced,
} from './builder.ts';
import { columnCondition, condition } from './condition.ts';
import { join, ROW_METHODS, rowClauses } from './filter.ts';
import { assignments, insertedRows } from './insert.ts';

/** `db.mergeInto(…)`: each `when…()` and `then…()` is the next part of the list of actions. */
export const MERGE: Shape = {
  name: 'mergeInto()',
  isQuery: true,
  methods: {
    using: join('using'),
    whenMatched: when('when matched'),
    whenMatchedAnd: whenCondition('when matched and'),
    whenMatchedAndRef: whenColumns('when matched and'),
    whenNotMatched: when('when not matched'),
    whenNotMatchedAnd: whenCondition('when not matched and'),
    whenNotMatchedAndRef: whenColumns('when not matched and'),
    whenNotMatchedBySource: when('when not matched by source'),
    whenNotMatchedBySourceAnd: whenCondition('when not matched by source and'),
    whenNotMatchedBySourceAndRef: whenColumns('when not matched by source and'),
    thenDelete: when('then delete'),
    thenDoNothing: when('then do nothing'),
    thenUpdateSet: (call, context) => [updated(call, assignments(call, context))],
    thenUpdate: (call, context) => [
      action(builtBy(call.args[0], Builder.begin(UPDATE, [], call.span, context), call, context)),
    ],
    thenInsertValues: inserted,
    returning: ROW_METHODS.returning,
    returningAll: ROW_METHODS.returningAll,
  },
  compile: (clauses, place) =>
    sqlAt(
      place,
    )`${clause(clauses, 'with')}merge into${spaced(clauses, 'table', 'joins', 'actions')}${rowClauses(clauses, place)}`,
};

const UPDATE: Shape = {
  name: 'thenUpdate()',
  methods: { set: assignments },
  compile: (clauses, place) => updateText(clauses.get('set') ?? [], place),
};

function action(text: Text): Clause {
  return { name: 'actions', text, more: true };
}

function when(words: string): Method {
  return ({ span }) => [action(Text.frame(words, span))];
}

function whenCondition(words: string): Method {
  return (call, kysely) => [action(sqlAt(call.span)`${words} ${condition({ call, kysely })}`)];
}

function whenColumns(words: string): Method {
  return (call) => [action(sqlAt(call.span)`${words} ${columnCondition(call)}`)];
}

function updated({ span }: CallSite, sets: readonly Clause[]): Clause {
  return action(
    updateText(
      sets.map(({ text }) => text),
      span,
    ),
  );
}

function updateText(sets: readonly Text[], place: CallSite['span']): Text {
  const unknown = sqlAt(place)`${Text.hole(place)} = ${Text.hole(place)}`;
  return sqlAt(place)`then update set ${listed(sets.length === 0 ? [unknown] : sets, place)}`;
}

function inserted(call: CallSite, context: Context): readonly Clause[] {
  const rows = insertedRows(call, context).map(({ text }): Text => text);
  return [
    action(sqlAt(call.span)`then insert ${rows.flatMap((row, index) => (index === 0 ? [row] : [' ', row]))}`),
  ];
}
