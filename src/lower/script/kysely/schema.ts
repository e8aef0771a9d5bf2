import type { Span } from '../../../operation.ts';
import { listed, quotedText, sqlAt } from '../sql-text.ts';
import { Text } from '../text.ts';
import type { CallSite, Host, Value } from '../value.ts';
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
import {
  columnDefinition,
  CONSTRAINT_METHODS,
  CONSTRAINT_TAIL,
  constraintDefinition,
  expression,
} from './column.ts';
import { condition } from './condition.ts';
import {
  at,
  dataType,
  identifier,
  identifiers,
  immediate,
  itemsOf,
  type Kysely,
  nodeOf,
  reference,
  tableReference,
} from './node.ts';

/** `db.schema`. https://kysely-org.github.io/kysely-apidoc/classes/SchemaModule.html */
export function schemaModule(kysely: Kysely): Host {
  return {
    name: 'db.schema',
    sends: true,
    method(name, call) {
      const { args, span } = call;
      const [first] = args;
      if (name === 'withSchema') {
        const schema = first?.type === 'string' ? first.text : Text.hole(span);
        return { type: 'host', host: schemaModule({ ...kysely, schema }), span };
      }
      if (name === 'withPlugin' || name === 'withoutPlugins')
        return { type: 'host', host: schemaModule(kysely), span };
      const shape = SHAPES.get(name);
      if (shape === undefined) {
        kysely.recorder.unreadable(`db.schema.${name}() is not known`, call);
        return undefined;
      }
      const subject: Clause = { name: 'subject', text: subjectOf(name, first, span, kysely) };
      return at(Builder.begin(shape, [subject], span, kysely), span);
    },
  };
}

/** The names of indexes and schemas are quoted as a whole, those of tables, views and types part by part. */
function subjectOf(method: string, name: Value | undefined, span: Span, kysely: Kysely): Text {
  if (method === 'createIndex' || method === 'createSchema' || method === 'dropSchema')
    return identifier(name, span);
  if (method !== 'dropIndex') return tableReference(name, span, kysely);
  const index = identifier(name, span);
  return kysely.schema === undefined ? index : sqlAt(span)`${quotedText(kysely.schema)}.${index}`;
}

const CONSTRAINTS = [
  'addPrimaryKeyConstraint',
  'addUniqueConstraint',
  'addCheckConstraint',
  'addForeignKeyConstraint',
] as const;

/** The four methods that add a constraint, each giving one more of `clauses`. */
function constraintMethods(name: string, before: string): Readonly<Record<string, Method>> {
  const method =
    (kind: string): Method =>
    (call, context) => {
      const constraint = constraintDefinition(kind, call, context);
      return [{ name, text: sqlAt(call.span)`${before}${constraint}`, more: true }];
    };
  return Object.fromEntries(CONSTRAINTS.map((kind) => [kind, method(kind)]));
}

function modifier(name: string): Method {
  return ({ args: [value], span }) => [{ name, text: expression(value, span), more: true }];
}

const CREATE_TABLE: Shape = {
  name: 'createTable()',
  methods: {
    temporary: words('temporary', 'temporary'),
    ifNotExists: words('ifNotExists', 'if not exists'),
    modifyFront: modifier('front'),
    modifyEnd: modifier('end'),
    ...constraintMethods('constraints', ''),
    addColumn: (call, context) => [{ name: 'columns', text: columnDefinition(call, context), more: true }],
    onCommit: ({ args: [value], span }) => [
      { name: 'onCommit', text: sqlAt(span)`on commit ${dataType(value, span)}` },
    ],
    as: ({ args: [query], span }) => [{ name: 'query', text: sqlAt(span)`as ${queryText(query, span)}` }],
  },
  compile(clauses, place) {
    const elements = [...(clauses.get('columns') ?? []), ...(clauses.get('constraints') ?? [])];
    const query = clause(clauses, 'query');
    const body = query === undefined ? sqlAt(place)` (${listed(elements, place)})` : undefined;
    const front = spaced(clauses, 'front', 'temporary');
    const behind = spaced(clauses, 'onCommit', 'end', 'query');
    return sqlAt(place)`create${front} table${spaced(clauses, 'ifNotExists', 'subject')}${body}${behind}`;
  },
};

function queryText(value: Value | undefined, span: Span): Text {
  return nodeOf(value)?.sql ?? Text.hole(value?.span ?? span);
}

/** One change of `alterTable`. */
function change(sql: (call: CallSite, context: Context) => Text): Method {
  return (call, context) => [{ name: 'changes', text: sql(call, context), more: true }];
}

const ALTER_TABLE: Shape = {
  name: 'alterTable()',
  methods: {
    ...CONSTRAINT_METHODS,
    ...constraintMethods('changes', 'add '),
    addColumn: change((call, context) => sqlAt(call.span)`add column ${columnDefinition(call, context)}`),
    dropColumn: change(({ args: [name], span }) => sqlAt(span)`drop column ${identifier(name, span)}`),
    renameColumn: change(
      ({ args: [name, to], span }) =>
        sqlAt(span)`rename column ${identifier(name, span)} to ${identifier(to, span)}`,
    ),
    renameConstraint: change(
      ({ args: [name, to], span }) =>
        sqlAt(span)`rename constraint ${identifier(name, span)} to ${identifier(to, span)}`,
    ),
    renameTo: change(({ args: [name], span }) => sqlAt(span)`rename to ${reference(name, span)}`),
    setSchema: change(({ args: [name], span }) => sqlAt(span)`set schema ${identifier(name, span)}`),
    alterColumn,
    // What Kysely has for other databases, and Postgres refuses.
    modifyColumn: change(
      (call, context) => sqlAt(call.span)`modify column ${columnDefinition(call, context)}`,
    ),
    addIndex: change(({ args: [name], span }) => sqlAt(span)`add index ${identifier(name, span)}`),
    dropIndex: change(({ args: [name], span }) => sqlAt(span)`drop index ${identifier(name, span)}`),
    dropConstraint: ({ args: [name], span }) => [
      { name: 'dropConstraint', text: Text.frame('drop constraint', span) },
      { name: 'constraint', text: identifier(name, span) },
    ],
    ifExists: words('ifExists', 'if exists'),
    cascade: words('cascade', 'cascade'),
    restrict: words('cascade', 'restrict'),
  },
  compile(clauses, place) {
    const changes = clauses.get('changes') ?? [];
    const dropped = spaced(clauses, 'dropConstraint', 'ifExists', 'constraint', 'cascade');
    if (changes.length === 0 && dropped.length === 0) return Text.frame('', place);
    const tail = spaced(clauses, ...CONSTRAINT_TAIL);
    return sqlAt(place)`alter table ${clause(clauses, 'subject')}${
      changes.length === 0 ? dropped : [' ', listed(changes, place), tail]
    }`;
  },
  pointsAt(clauses) {
    const [first, second] = clauses.get('changes') ?? [];
    return first === undefined || second !== undefined ? undefined : first.place;
  },
};

function alterColumn(call: CallSite, context: Context): readonly Clause[] {
  const { args, span } = call;
  const [name, callback] = args;
  const altered = builtBy(callback, Builder.begin(ALTERED_COLUMN, [], span, context), call, context);
  if (altered.value === '') return [];
  return [
    { name: 'changes', text: sqlAt(span)`alter column ${identifier(name, span)} ${altered}`, more: true },
  ];
}

const ALTERED_COLUMN: Shape = {
  name: 'alterColumn()',
  methods: {
    setDataType: ({ args: [type], span }) => [
      { name: 'change', text: sqlAt(span)`type ${dataType(type, span)}` },
    ],
    setDefault: ({ args: [value], span }) => [
      {
        name: 'change',
        text: sqlAt(
          span,
        )`set default ${value === undefined ? Text.hole(span) : immediate(value, value.span)}`,
      },
    ],
    dropDefault: words('change', 'drop default'),
    setNotNull: words('change', 'set not null'),
    dropNotNull: words('change', 'drop not null'),
  },
  compile: (clauses, place) => clause(clauses, 'change') ?? Text.frame('', place),
};

const CREATE_INDEX: Shape = {
  name: 'createIndex()',
  methods: {
    unique: words('unique', 'unique'),
    ifNotExists: words('ifNotExists', 'if not exists'),
    nullsNotDistinct: words('nulls', 'nulls not distinct'),
    on: ({ args: [table], span }, context) => [
      { name: 'on', text: sqlAt(span)`on ${tableReference(table, span, context)}` },
    ],
    using: ({ args: [method], span }) => [
      { name: 'using', text: sqlAt(span)`using ${dataType(method, span)}` },
    ],
    column: columns,
    columns,
    expression: ({ args: [value], span }) => [{ name: 'columns', text: expression(value, span), more: true }],
    where: (call, kysely) => [
      { name: 'where', text: condition({ call, kysely, asSql: immediate }), more: true },
    ],
  },
  compile(clauses, place) {
    const sql = sqlAt(place);
    const elements = clauses.get('columns');
    const keys = elements === undefined ? undefined : sql` (${listed(elements, place)})`;
    return sql`create${spaced(clauses, 'unique')} index${spaced(clauses, 'ifNotExists', 'subject', 'on', 'using')}${keys}${spaced(clauses, 'nulls')}${conditions(clauses, 'where', { word: 'where', place })}`;
  },
};

/** `'name'` and `'name desc'`. */
function columns({ args: [value], span }: CallSite): readonly Clause[] {
  return itemsOf(value, span).map((item) => ({
    name: 'columns',
    text: orderedColumn(item, span),
    more: true,
  }));
}

function orderedColumn(item: Value, span: Span): Text {
  if (item.type !== 'string') return identifier(item, span);
  const [name = '', direction] = item.text.value.split(' ');
  if (direction === undefined) return identifier(item, span);
  const column = identifier({ ...item, text: item.text.slice(0, name.length) }, span);
  return sqlAt(item.span)`${column}${item.text.slice(name.length)}`;
}

const CREATE_VIEW: Shape = {
  name: 'createView()',
  methods: {
    temporary: words('temporary', 'temporary'),
    materialized: words('materialized', 'materialized'),
    ifNotExists: words('ifNotExists', 'if not exists'),
    orReplace: words('orReplace', 'or replace'),
    columns: ({ args: [value], span }) => [
      { name: 'columns', text: sqlAt(span)`(${identifiers(value, span)})` },
    ],
    as: ({ args: [query], span }) => [{ name: 'query', text: sqlAt(span)`as ${queryText(query, span)}` }],
  },
  compile: (clauses, place) =>
    sqlAt(
      place,
    )`create${spaced(clauses, 'orReplace', 'materialized', 'temporary')} view${spaced(clauses, 'ifNotExists', 'subject', 'columns', 'query')}`,
};

const CREATE_TYPE: Shape = {
  name: 'createType()',
  methods: {
    asEnum: ({ args: [values], span }) => [
      {
        name: 'values',
        text: sqlAt(span)`as enum (${listed(
          itemsOf(values, span).map((value) => immediate(value, value.span)),
          span,
        )})`,
      },
    ],
  },
  compile: (clauses, place) => sqlAt(place)`create type${spaced(clauses, 'subject', 'values')}`,
};

const REFRESH: Shape = {
  name: 'refreshMaterializedView()',
  methods: {
    concurrently: words('concurrently', 'concurrently'),
    withData: words('data', 'with data'),
    withNoData: words('data', 'with no data'),
  },
  compile: (clauses, place) =>
    sqlAt(place)`refresh materialized view${spaced(clauses, 'concurrently', 'subject', 'data')}`,
};

const CREATE_SCHEMA: Shape = {
  name: 'createSchema()',
  methods: { ifNotExists: words('ifNotExists', 'if not exists') },
  compile: (clauses, place) => sqlAt(place)`create schema${spaced(clauses, 'ifNotExists', 'subject')}`,
};

function drop(kind: string): Shape {
  return {
    name: `drop ${kind}`,
    methods: {
      ifExists: words('ifExists', 'if exists'),
      cascade: words('cascade', 'cascade'),
      materialized: words('materialized', 'materialized'),
      on: () => [],
    },
    compile: (clauses, place) =>
      sqlAt(
        place,
      )`drop${spaced(clauses, 'materialized')} ${kind}${spaced(clauses, 'ifExists', 'subject', 'cascade')}`,
  };
}

const SHAPES: ReadonlyMap<string, Shape> = new Map([
  ['createTable', CREATE_TABLE],
  ['alterTable', ALTER_TABLE],
  ['createIndex', CREATE_INDEX],
  ['createView', CREATE_VIEW],
  ['createType', CREATE_TYPE],
  ['createSchema', CREATE_SCHEMA],
  ['refreshMaterializedView', REFRESH],
  ['dropTable', drop('table')],
  ['dropIndex', drop('index')],
  ['dropView', drop('view')],
  ['dropType', drop('type')],
  ['dropSchema', drop('schema')],
]);
