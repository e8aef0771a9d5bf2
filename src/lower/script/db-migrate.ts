import type { Span } from '../../operation.ts';
import { DATA_TYPES, columnSql, foreignKeySql } from './db-migrate/column.ts';
import { entryOfFunctions, exportedFunctions, functionIn, importsFrom } from './entry.ts';
import { asyncModule } from './db-migrate/async.ts';
import type { Library, LibraryContext } from './library.ts';
import type { Recorder } from './recorder.ts';
import { listed, literalText, quotedText, sqlAt, valueText } from './sql-text.ts';
import { Text } from './text.ts';
import {
  booleanOf,
  constant,
  entryOf,
  hostValue,
  isNullish,
  objectValue,
  stringOf,
  unknown,
  type CallSite,
  type Host,
  type ObjectValue,
  type Value,
  NOWHERE,
} from './value.ts';

/** Calls that only db-migrate has; Kysely and others have a `schema` between `db` and the method. */
const CALLS =
  /\bdb\s*\.\s*(?:runSql|createTable|addColumn|removeColumn|changeColumn|addIndex|removeIndex|addForeignKey|removeForeignKey|dropTable|renameTable|renameColumn)\b/;

/**
 * db-migrate with db-migrate-pg: modules with `up(db, callback)`. What it sends is that of
 * db-migrate-pg 1.5 and db-migrate-base 2.3. https://db-migrate.readthedocs.io/en/latest/API/SQL/
 */
export const dbMigrate: Library = {
  id: 'db-migrate',

  recognise(context) {
    const functions = exportedFunctions(context);
    if (functions === undefined || !isDbMigrate(context)) return undefined;
    const setup = functionIn(context.module.exports, 'setup');
    if (setup !== undefined)
      context.run.call(setup, [setupOptions(), constant(undefined, NOWHERE)], setup.span);
    return entryOfFunctions(context, functions, () => [
      hostValue(new Database(context.recorder), NOWHERE),
      hostValue(CALLBACK, NOWHERE),
    ]);
  },

  importPackage: (specifier) => (specifier === 'async' ? hostValue(asyncModule(), NOWHERE) : undefined),
};

function isDbMigrate(context: LibraryContext): boolean {
  return (
    CALLS.test(context.text) ||
    context.text.includes('options.dbmigrate') ||
    importsFrom(context, (specifier) => specifier.startsWith('db-migrate'))
  );
}

const CALLBACK: Host = {
  name: 'callback',
  call: ({ span }) => constant(undefined, span),
};

/** What `setup` is given: migrations take the names of the data types from it. */
function setupOptions(): Value {
  const types = [...DATA_TYPES].map(
    ([name, type]) =>
      [name, { type: 'string', text: Text.of(type, NOWHERE), span: NOWHERE } as const] as const,
  );
  const module = objectValue(new Map([['dataType', objectValue(new Map(types), NOWHERE)]]), NOWHERE, false);
  return objectValue(new Map([['dbmigrate', module]]), NOWHERE, false);
}

/** The `db` of a migration. */
class Database implements Host {
  readonly name = 'db';
  readonly sends = true;
  readonly #recorder: Recorder;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /** A method that is not called at once: `db.addColumn.bind(db, …)`, as lists of steps hold them. */
  get(property: string, { span }: CallSite): Value | undefined {
    return METHODS.has(property) ? hostValue(this.#bound(property, []), span) : undefined;
  }

  method(name: string, call: CallSite): Value {
    const args = withoutCallback(call.args);
    const send = METHODS.get(name);
    if (send === undefined) {
      if (!READS.test(name)) this.#recorder.unreadable(`db.${name}() is no method that ddlint knows`, call);
    } else send(args, { ...call, args }, this.#recorder);
    const answer = unknown('what the database answers', call.span);
    const callback = call.args[args.length];
    if (callback !== undefined) call.run.call(callback, [constant(null, call.span), answer], call.span);
    return answer;
  }

  #bound(method: string, bound: readonly Value[]): Host {
    return {
      name: `db.${method}`,
      sends: true,
      call: (call) => this.method(method, { ...call, args: [...bound, ...call.args] }),
      method: (name, call) =>
        name === 'bind'
          ? hostValue(this.#bound(method, [...bound, ...call.args.slice(1)]), call.span)
          : undefined,
    };
  }
}

const READS = /^(?:all|lookup|log|close|escape|_?escape\w*|then|catch|_\w*)$/;

function withoutCallback(args: readonly Value[]): readonly Value[] {
  const last = args.at(-1);
  const isCallback = last?.type === 'function' || (last?.type === 'host' && last.host.call !== undefined);
  return isCallback ? args.slice(0, -1) : args;
}

type Send = (args: readonly Value[], call: CallSite, recorder: Recorder) => void;

const runSql: Send = ([sql, ...values], call, recorder) => {
  if (sql?.type === 'string' && values.length > 0) recorder.sql(numbered(sql.text), call);
  else recorder.sqlOf(sql, call);
};

/** Where values are handed with the SQL, each `?` is sent as `$1`, `$2` and so on. */
function numbered(text: Text): Text {
  const parts: Text[] = [];
  let start = 0;
  for (let at = text.value.indexOf('?'); at >= 0; at = text.value.indexOf('?', start)) {
    const place = text.spanOf({ start: at, end: at + 1 });
    parts.push(text.slice(start, at), Text.of(`$${String(parts.length / 2 + 1)}`, place));
    start = at + 1;
  }
  return Text.join([...parts, text.slice(start)]);
}

const METHODS: ReadonlyMap<string, Send> = new Map<string, Send>([
  ['runSql', runSql],
  ['createTable', createTable],
  ['addColumn', addColumn],
  ['changeColumn', changeColumn],
  [
    'all',
    ([sql], call, recorder) => {
      if (sql?.type === 'string') recorder.sqlOf(sql, call);
    },
  ],
  [
    'dropTable',
    ([table, options], call, recorder) => {
      const ifExists = booleanOf(entryOf(options, 'ifExists')) === true ? 'IF EXISTS ' : '';
      recorder.built(sqlAt(call.span)`DROP TABLE ${ifExists}${nameSql(table, call)}`, call);
    },
  ],
  [
    'renameTable',
    ([table, to], call, recorder) => {
      recorder.built(
        sqlAt(call.span)`ALTER TABLE ${nameSql(table, call)} RENAME TO ${nameSql(to, call)}`,
        call,
      );
    },
  ],
  [
    'removeColumn',
    ([table, column], call, recorder) => {
      recorder.built(alterTable(table, sqlAt(call.span)`DROP COLUMN ${nameSql(column, call)}`, call), call);
    },
  ],
  [
    'renameColumn',
    ([table, column, to], call, recorder) => {
      const action = sqlAt(call.span)`RENAME COLUMN ${nameSql(column, call)} TO ${nameSql(to, call)}`;
      recorder.built(alterTable(table, action, call), call);
    },
  ],
  [
    'addIndex',
    ([table, index, columns, unique], call, recorder) => {
      const names = (columns?.type === 'array' ? columns.items : [columns]).map((name) =>
        nameSql(name, call),
      );
      const kind = booleanOf(unique) === true ? 'UNIQUE ' : '';
      const sql = sqlAt(call.span)`CREATE ${kind}INDEX ${nameSql(index, call)} ON ${nameSql(table, call)}`;
      recorder.built(sqlAt(call.span)`${sql} (${listed(names, call.span)})`, call);
    },
  ],
  [
    'removeIndex',
    ([table, index], call, recorder) => {
      recorder.built(sqlAt(call.span)`DROP INDEX ${nameSql(index ?? table, call)}`, call);
    },
  ],
  [
    'addForeignKey',
    ([table, referenced, name, mapping, rules], call, recorder) => {
      const sql = foreignKeySql({ table: nameSql(table, call), referenced, name, mapping, rules }, call.span);
      if (sql === undefined) recorder.unreadable('the columns of the foreign key are not known', call);
      else recorder.built(sql, call);
    },
  ],
  [
    'removeForeignKey',
    ([table, name], call, recorder) => {
      recorder.built(alterTable(table, sqlAt(call.span)`DROP CONSTRAINT ${nameSql(name, call)}`, call), call);
    },
  ],
  [
    'truncate',
    ([table], call, recorder) => {
      recorder.built(sqlAt(call.span)`TRUNCATE ${nameSql(table, call)}`, call);
    },
  ],
  ['insert', insert],
  [
    'update',
    ([table], call, recorder) => {
      // Which rows it changes is not looked at: all that are, are written in one statement.
      recorder.built(
        sqlAt(call.span)`UPDATE ${nameSql(table, call)} SET ${'"?"'} = NULL WHERE ${'"?"'} = 0`,
        call,
      );
    },
  ],
  [
    'switchDatabase',
    ([options], call, recorder) => {
      const schema =
        options?.type === 'object' ? (entryOf(options, 'schema') ?? entryOf(options, 'database')) : options;
      recorder.built(
        sqlAt(call.span)`SET search_path TO ${schema === undefined ? '' : valueText(schema)}`,
        call,
      );
    },
  ],
]);

function nameSql(name: Value | undefined, { span }: CallSite): Text {
  return name === undefined ? Text.hole(span) : quotedText(valueText(name));
}

function alterTable(table: Value | undefined, action: Text, call: CallSite): Text {
  return sqlAt(call.span)`ALTER TABLE ${nameSql(table, call)} ${action}`;
}

function createTable([table, options]: readonly Value[], call: CallSite, recorder: Recorder): void {
  const inner = entryOf(options, 'columns');
  const columns = inner ?? options;
  if (columns?.type !== 'object' || !columns.complete) {
    recorder.unreadable('the columns of the table are not known', call, columns?.span);
    return;
  }
  const keys = [...columns.entries].filter(([, spec]) => isTrue(spec, 'primaryKey')).map(([name]) => name);
  const specs = [...columns.entries].map(([name, spec]) =>
    columnSql({
      table: nameSql(table, call),
      name: keyText(columns, name),
      spec,
      emitsKey: keys.length === 1,
    }),
  );
  const key =
    keys.length > 1
      ? sqlAt(call.span)`, PRIMARY KEY (${listed(
          keys.map((name) => quotedText(keyText(columns, name))),
          call.span,
        )})`
      : '';
  const ifNotExists = inner !== undefined && isTrue(options, 'ifNotExists') ? 'IF NOT EXISTS ' : '';
  const definitions = listed(
    specs.map(({ definition }) => definition),
    call.span,
  );
  recorder.built(
    sqlAt(call.span)`CREATE TABLE ${ifNotExists}${nameSql(table, call)} (${definitions}${key})`,
    call,
  );
  // The library takes them from the end of its list.
  for (const statement of specs.flatMap(({ after }) => after).toReversed()) recorder.built(statement, call);
}

function addColumn([table, column, spec]: readonly Value[], call: CallSite, recorder: Recorder): void {
  if (column === undefined || spec === undefined || spec.type === 'unknown') {
    recorder.unreadable('the definition of the column is not known', call, spec?.span);
    return;
  }
  const sql = columnSql({ table: nameSql(table, call), name: valueText(column), spec, emitsKey: false });
  const action = sqlAt(call.span)`ADD COLUMN ${sql.definition}`;
  recorder.built(alterTable(table, action, call), call);
  for (const statement of sql.after) recorder.built(statement, call);
}

/** It sets all four properties of the column, those that the specification does not name included. */
function changeColumn([table, column, spec]: readonly Value[], call: CallSite, recorder: Recorder): void {
  if (spec?.type !== 'object' || !spec.complete) {
    recorder.unreadable('the definition of the column is not known', call, spec?.span);
    return;
  }
  const name = nameSql(column, call);
  const send = (property: string, action: (at: Span) => Text): void => {
    const place = spec.keys?.get(property) ?? call.span;
    recorder.built(alterTable(table, action(place), call), call, place);
  };
  const change = isTrue(spec, 'notNull') ? 'SET' : 'DROP';
  send('notNull', (at) => sqlAt(at)`ALTER COLUMN ${name} ${change} NOT NULL`);

  const unique = booleanOf(entryOf(spec, 'unique'));
  const [tableName, columnName] = [stringOf(table), stringOf(column)];
  if (unique !== undefined && tableName !== undefined && columnName !== undefined) {
    const constraint = `"${tableName}_${columnName}_key"`;
    const add = (at: Span): Text => sqlAt(at)`ADD CONSTRAINT ${constraint} UNIQUE (${name})`;
    send('unique', unique ? add : (at) => sqlAt(at)`DROP CONSTRAINT ${constraint}`);
  }

  const value = entryOf(spec, 'defaultValue');
  const text = value?.type === 'string' ? literalText(value.text) : value && valueText(value);
  send('defaultValue', (at) =>
    text === undefined
      ? sqlAt(at)`ALTER COLUMN ${name} DROP DEFAULT`
      : sqlAt(at)`ALTER COLUMN ${name} SET DEFAULT ${text}`,
  );

  if (entryOf(spec, 'type') === undefined) return;
  const { type, length } = columnSql({ table: name, name: Text.of('', call.span), spec, emitsKey: false });
  const using = entryOf(spec, 'using');
  const typeName = type.hasHoles ? type : type.value;
  send('type', (at) => {
    const how = using === undefined ? sqlAt(at)`USING ${name}::${typeName}` : valueText(using);
    return sqlAt(at)`ALTER COLUMN ${name} TYPE ${typeName}${length} ${how}`;
  });
}

/** Rows as one object, a list of objects, or a list of columns and one of values. */
function insert([table, first, second]: readonly Value[], call: CallSite, recorder: Recorder): void {
  const rows = second ?? first;
  const row = rows?.type === 'array' && rows.items[0]?.type === 'object' ? rows.items[0] : rows;
  const names = second === undefined ? row : first;
  const columns =
    names?.type === 'object' && names.complete
      ? [...names.entries.keys()].map((name) => quotedText(keyText(names, name)))
      : names?.type === 'array' && names.complete
        ? names.items.map((name) => nameSql(name, call))
        : [];
  const values = row?.type === 'object' ? [...row.entries.values()] : row?.type === 'array' ? row.items : [];
  if (columns.length === 0) {
    recorder.unreadable('the rows are not known', call, first?.span);
    return;
  }
  const literals = columns.map((_, index) => {
    const value = values[index];
    return value === undefined
      ? 'NULL'
      : value.type === 'string'
        ? literalText(value.text)
        : valueText(value);
  });
  const list = sqlAt(call.span)`(${listed(columns, call.span)}) VALUES (${listed(literals, call.span)})`;
  recorder.built(sqlAt(call.span)`INSERT INTO ${nameSql(table, call)} ${list}`, call);
}

function keyText(object: ObjectValue, name: string): Text {
  return Text.of(name, object.keys?.get(name) ?? object.span);
}

function isTrue(object: Value | undefined, name: string): boolean {
  const value = entryOf(object, name);
  return value !== undefined && !isNullish(value) && booleanOf(value) !== false;
}
