import { listed, sqlAt, valueText, type SqlPart } from '../sql-text.ts';
import { Text } from '../text.ts';
import { entryOf, stringOf, stringsOf, type CallSite, type Value } from '../value.ts';
import { isOn, type Calls } from './calls.ts';
import { quoted, quotedName, quotedTable, tableNameOf } from './names.ts';

/** The calls of a query interface on schemas, functions, triggers, types and databases. */
export const OBJECT_CALLS: Calls = {
  // Sequelize knows the version of the server once it is connected, and then writes IF NOT EXISTS.
  createSchema(call, recorder) {
    recorder.builtQuery(
      sqlAt(call.span)`CREATE SCHEMA IF NOT EXISTS ${quotedName(call.args[0], call)};`,
      call,
    );
  },

  dropSchema(call, recorder) {
    recorder.builtQuery(
      sqlAt(call.span)`DROP SCHEMA IF EXISTS ${quotedName(call.args[0], call)} CASCADE;`,
      call,
    );
  },

  createDatabase(call, recorder) {
    recorder.builtQuery(sqlAt(call.span)`CREATE DATABASE ${quotedName(call.args[0], call)};`, call);
  },

  dropDatabase(call, recorder) {
    recorder.builtQuery(sqlAt(call.span)`DROP DATABASE IF EXISTS ${quotedName(call.args[0], call)};`, call);
  },

  dropEnum(call, recorder) {
    recorder.builtQuery(sqlAt(call.span)`DROP TYPE IF EXISTS ${quotedName(call.args[0], call)};`, call);
  },

  createFunction(call, recorder) {
    const [name, params, returns, language, body, list, options] = call.args;
    if (name === undefined || body?.type !== 'string') {
      recorder.unreadable('the function is only known when the migration runs', call);
      return;
    }
    const sql = sqlAt(call.span);
    const create = isOn(options, 'force') ? 'CREATE OR REPLACE' : 'CREATE';
    const settings = stringsOf(list) ?? [];
    recorder.builtQuery(
      sql`${create} FUNCTION ${valueText(name)}(${parameters(params, call)}) RETURNS ${returns && valueText(returns)} AS $func$ ${variables(options, call)} BEGIN ${body.text} END; $func$ language '${language && valueText(language)}'${settings.join(' ')};`,
      call,
    );
  },

  dropFunction(call, recorder) {
    const [name, params] = call.args;
    const sql = sqlAt(call.span);
    recorder.builtQuery(
      sql`DROP FUNCTION ${name && valueText(name)}(${parameters(params, call)}) RESTRICT;`,
      call,
    );
  },

  renameFunction(call, recorder) {
    const [name, params, to] = call.args;
    const sql = sqlAt(call.span);
    recorder.builtQuery(
      sql`ALTER FUNCTION ${name && valueText(name)}(${parameters(params, call)}) RENAME TO ${to && valueText(to)};`,
      call,
    );
  },

  createTrigger(call, recorder) {
    const [table, trigger, timing, events, fn, params, settings] = call.args;
    const when = TIMINGS[stringOf(timing) ?? ''];
    const names = events === undefined ? undefined : eventsOf(events);
    if (when === undefined || names === undefined || names.length === 0) {
      recorder.unreadable('the events of the trigger are only known when the migration runs', call);
      return;
    }
    const sql = sqlAt(call.span);
    const constraint = stringOf(timing) === 'after_constraint' ? 'CONSTRAINT ' : '';
    const options = (stringsOf(settings) ?? []).map((setting) => `${setting} `);
    recorder.builtQuery(
      sql`CREATE ${constraint}TRIGGER ${quotedName(trigger, call)} ${when} ${names.join(' OR ')} ON ${quotedTable(tableNameOf(table, call))} ${options}EXECUTE PROCEDURE ${fn && valueText(fn)}(${parameters(params, call)});`,
      call,
    );
  },

  dropTrigger(call, recorder) {
    const [table, trigger] = call.args;
    const sql = sqlAt(call.span);
    const on = quotedTable(tableNameOf(table, call));
    recorder.builtQuery(sql`DROP TRIGGER ${quotedName(trigger, call)} ON ${on} RESTRICT;`, call);
  },

  renameTrigger(call, recorder) {
    const [table, trigger, to] = call.args;
    const sql = sqlAt(call.span);
    const on = quotedTable(tableNameOf(table, call));
    recorder.builtQuery(
      sql`ALTER TRIGGER ${quotedName(trigger, call)} ON ${on} RENAME TO ${quoted(to === undefined ? Text.hole(call.span) : valueText(to))};`,
      call,
    );
  },
};

const TIMINGS: Readonly<Record<string, string>> = {
  after: 'AFTER',
  after_constraint: 'AFTER',
  before: 'BEFORE',
  instead_of: 'INSTEAD OF',
};

/** The events of a list or an object: Sequelize reads the values. */
function eventsOf(events: Value): readonly string[] | undefined {
  if (events.type === 'object') {
    const names = [...events.entries.values()].map(stringOf);
    return names.every((name) => name !== undefined) ? names.map((name) => name.toUpperCase()) : undefined;
  }
  return stringsOf(events)?.map((name) => name.toUpperCase());
}

function parameters(params: Value | undefined, { span }: CallSite): SqlPart {
  if (params?.type !== 'array') return undefined;
  const written = params.items.map((param) =>
    ['direction', 'name', 'type']
      .map((name) => entryOf(param, name))
      .filter((part) => part?.type === 'string')
      .flatMap((part, index) => [...(index === 0 ? [] : [' ']), valueText(part)]),
  );
  return listed(written, span);
}

/** `variables` of a function's options, as the DECLARE section. */
function variables(options: Value | undefined, { span }: CallSite): SqlPart {
  const list = entryOf(options, 'variables');
  if (list?.type !== 'array') return undefined;
  const sql = sqlAt(span);
  return list.items.map((variable) => {
    const [name, type, value] = ['name', 'type', 'default'].map((key) => stringOf(entryOf(variable, key)));
    return sql`DECLARE ${name} ${type}${value === undefined ? '' : ` := ${value}`}; `;
  });
}
