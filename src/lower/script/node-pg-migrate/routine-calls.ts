import { listed, type SqlPart, sqlAt } from '../sql-text.ts';
import { Text } from '../text.ts';
import type { Options } from '../typeorm/options.ts';
import { isNullish, stringOf, type ObjectValue, type Value } from '../value.ts';
import type { Calls } from './calls.ts';
import { flag, type Step } from './step.ts';
import { dropped } from './table.ts';
import { typeText, withShorthands } from './type.ts';
import { escaped, listOf, quoted, raw } from './value.ts';

/** Functions, triggers and policies. https://salsita.github.io/node-pg-migrate/migrations/functions */
export const ROUTINE_CALLS: Calls = {
  createFunction: (step) => [
    functionOf(step, step.args[0], parameters(step.args[1], step), step.options(2), step.args[3]),
  ],
  dropFunction: (step) => [
    step.sql`DROP FUNCTION${flag(step.options(2), 'ifExists', 'IF EXISTS')} ${step.name(0)}${parameters(
      step.args[1],
      step,
    )}${flag(step.options(2), 'cascade', 'CASCADE')}`,
  ],
  renameFunction: (step) => [
    step.sql`ALTER FUNCTION ${step.name(0)}${parameters(step.args[1], step)} RENAME TO ${step.name(2)}`,
  ],
  createTrigger,
  dropTrigger: (step) => [
    step.sql`DROP TRIGGER${flag(step.options(2), 'ifExists', 'IF EXISTS')} ${step.name(1)} ON ${step.name(0)}${flag(
      step.options(2),
      'cascade',
      'CASCADE',
    )}`,
  ],
  renameTrigger: (step) => [
    step.sql`ALTER TRIGGER ${step.name(1)} ON ${step.name(0)} RENAME TO ${step.name(2)}`,
  ],
  createPolicy: (step) => {
    const options = step.options(2);
    const command = options.get('command');
    const all: SqlPart = command === undefined ? 'ALL' : raw(command);
    const clauses = policyClauses(options, 'PUBLIC');
    return [step.sql`CREATE POLICY ${step.name(1)} ON ${step.name(0)} FOR ${all}${clauses}`];
  },
  alterPolicy: (step) => [
    step.sql`ALTER POLICY ${step.name(1)} ON ${step.name(0)}${policyClauses(step.options(2))}`,
  ],
  dropPolicy: (step) => [
    step.sql`DROP POLICY${flag(step.options(2), 'ifExists', 'IF EXISTS')} ${step.name(1)} ON ${step.name(0)}`,
  ],
  renamePolicy: (step) => [
    step.sql`ALTER POLICY ${step.name(1)} ON ${step.name(0)} RENAME TO ${step.name(2)}`,
  ],
  createView,
  alterView: (step) => alteredView(step),
  alterViewColumn(step) {
    const value = step.object(2).entries.get('default');
    if (value === undefined) return [];
    const change = isNullish(value)
      ? step.sql`DROP DEFAULT`
      : step.sql`SET DEFAULT ${escaped(value, value.span)}`;
    return [step.sql`ALTER VIEW ${step.name(0)} ALTER COLUMN ${step.name(1)} ${change}`];
  },
  dropView: (step) => [dropped(step, 'VIEW')],
  renameView: (step) => [step.sql`ALTER VIEW ${step.name(0)} RENAME TO ${step.name(1)}`],
  createMaterializedView,
  alterMaterializedView,
  dropMaterializedView: (step) => [dropped(step, 'MATERIALIZED VIEW')],
  renameMaterializedView: (step) => [
    step.sql`ALTER MATERIALIZED VIEW ${step.name(0)} RENAME TO ${step.name(1)}`,
  ],
  renameMaterializedViewColumn: (step) => [
    step.sql`ALTER MATERIALIZED VIEW ${step.name(0)} RENAME COLUMN ${step.name(1)} TO ${step.name(2)}`,
  ],
  refreshMaterializedView(step) {
    const options = step.options(1);
    return [
      step.sql`REFRESH MATERIALIZED VIEW${flag(options, 'concurrently', 'CONCURRENTLY')} ${step.name(0)}${dataOf(options)}`,
    ];
  },
};

/** `(type, …)`, each a type or `{ mode, name, type, default }`. */
export function parameters(value: Value | undefined, step: Step): Text {
  const list = listOf(value).map((item): SqlPart => {
    const param = withShorthands(item, step.shorthands);
    if (param === undefined) return Text.hole(item.span);
    const { entries } = param;
    const [mode, name, defaultTo] = [entries.get('mode'), entries.get('name'), entries.get('default')];
    return [
      mode === undefined ? undefined : [raw(mode), ' '],
      name === undefined ? undefined : [quoted(name, item.span), ' '],
      typeText(entries.get('type'), item.span),
      defaultTo === undefined ? undefined : [' DEFAULT ', escaped(defaultTo, item.span)],
    ];
  });
  return step.sql`(${listed(list, step.place)})`;
}

/** A tag that does not appear in the body. */
function dollarQuoted(body: Value | undefined, step: Step): Text {
  const text = body === undefined ? Text.hole(step.place) : raw(body);
  let tag = '$pga$';
  for (let index = 1; text.value.includes(tag); index += 1) tag = `$pga${String(index)}$`;
  return step.sql`${tag}${text}${tag}`;
}

function functionOf(
  step: Step,
  name: Value | undefined,
  params: Text,
  options: Options,
  body: Value | undefined,
): Text {
  const word = (option: string, before = ''): SqlPart => {
    const value = options.get(option);
    return value === undefined ? undefined : [before, raw(value)];
  };
  const settings = listOf(options.get('set')).map((setting): SqlPart => {
    if (setting.type !== 'object') return [' SET ', Text.hole(setting.span)];
    const value = setting.entries.get('value');
    const isCurrent = stringOf(value) === 'FROM CURRENT';
    const to: SqlPart = value === undefined ? Text.hole(setting.span) : raw(value);
    return [
      ' SET ',
      quoted(setting.entries.get('configurationParameter'), setting.span),
      isCurrent ? ' ' : ' TO ',
      to,
    ];
  });
  const returns = options.get('returns');
  return step.sql`CREATE${flag(options, 'replace', 'OR REPLACE')} FUNCTION ${quoted(name, step.place)}${params} RETURNS ${
    returns === undefined ? 'void' : raw(returns)
  } AS ${dollarQuoted(body, step)}${[
    word('behavior', ' '),
    word('language', ' LANGUAGE '),
    word('security', ' SECURITY '),
    flag(options, 'window', 'WINDOW'),
    flag(options, 'onNull', 'RETURNS NULL ON NULL INPUT'),
    word('parallel', ' PARALLEL '),
    settings,
  ]}`;
}

/** With a definition the function of the trigger is made first. */
function createTrigger(step: Step): readonly Text[] {
  const [, name, given, body] = step.args;
  const options = step.options(2);
  const events = listOf(options.get('operation')).map(raw);
  const isConstraint = options.flag('constraint');
  const when = options.get('when');
  const isInstead = when?.type === 'string' && /instead\s+of/i.test(when.text.value);
  const timing: SqlPart = isConstraint ? 'AFTER' : when === undefined ? Text.hole(step.place) : raw(when);
  const level = options.get('level');
  const condition = options.get('condition');
  const fn = options.get('function') ?? (isNullish(body) ? undefined : name);
  const args = listOf(options.get('functionParams')).map((arg) => escaped(arg, step.place));
  const initially = options.flag('deferred') ? 'DEFERRED' : 'IMMEDIATE';
  const deferrable = options.flag('deferrable') ? ` DEFERRABLE INITIALLY ${initially}` : ' NOT DEFERRABLE';
  const trigger = step.sql`CREATE${isConstraint ? ' CONSTRAINT' : ''} TRIGGER ${step.name(1)} ${timing} ${events.map(
    (event, index): SqlPart => (index === 0 ? [event] : [' OR ', event]),
  )} ON ${step.name(0)}${isConstraint ? deferrable : ''} FOR EACH ${isInstead ? 'ROW' : level === undefined ? 'STATEMENT' : raw(level)}${
    condition === undefined ? undefined : [' WHEN (', raw(condition), ')']
  } EXECUTE PROCEDURE ${quoted(fn, step.place)}(${listed(args, step.place)})`;
  if (isNullish(body) || given?.type !== 'object') return [trigger];
  const returning: ObjectValue = {
    ...given,
    entries: new Map([
      ...given.entries,
      ['returns', { type: 'string', text: Text.of('trigger', step.place), span: step.place }],
    ]),
  };
  return [functionOf(step, fn, step.sql`()`, step.optionsOf(returning), body), trigger];
}

function policyClauses(options: Options, otherwise?: string): SqlPart {
  const roles = listOf(options.get('role')).map(raw);
  const [using, check] = [options.get('using'), options.get('check')];
  const to: SqlPart = roles.length === 0 ? otherwise : listed(roles, options.span);
  return [
    to === undefined ? undefined : [' TO ', to],
    using === undefined ? undefined : [' USING (', raw(using), ')'],
    check === undefined ? undefined : [' WITH CHECK (', raw(check), ')'],
  ];
}

/** `(a, b)` behind the name of a view. */
function viewColumns(options: Options): SqlPart {
  const columns = listOf(options.get('columns')).map((column) => quoted(column, options.span));
  return columns.length === 0 ? undefined : ['(', listed(columns, options.span), ')'];
}

/** ` WITH (name = value, …)` or ` SET (…)`, without those that are null. */
function parameterList(object: Value | undefined, words: string): SqlPart {
  if (object?.type !== 'object') return undefined;
  const list = [...object.entries]
    .filter(([, value]) => !isNullish(value))
    .map(([name, value]): SqlPart =>
      value.type === 'constant' && value.value === true ? name : [name, ' = ', raw(value)],
    );
  return list.length === 0 ? undefined : [` ${words} (`, listed(list, object.span), ')'];
}

function resetList(object: Value | undefined): SqlPart {
  if (object?.type !== 'object') return undefined;
  const list = [...object.entries].filter(([, value]) => isNullish(value)).map(([name]) => name);
  return list.length === 0 ? undefined : [' RESET (', list.join(', '), ')'];
}

function dataOf(options: Options): SqlPart {
  if (options.get('data') === undefined) return undefined;
  return options.flag('data') ? ' WITH DATA' : ' WITH NO DATA';
}

function createView(step: Step): readonly Text[] {
  const options = step.options(1);
  const [, , definition] = step.args;
  const check = options.get('checkOption');
  return [
    step.sql`CREATE${flag(options, 'replace', 'OR REPLACE')}${flag(options, 'temporary', 'TEMPORARY')}${flag(
      options,
      'recursive',
      'RECURSIVE',
    )} VIEW ${step.name(0)}${viewColumns(options)}${parameterList(options.get('options'), 'WITH')} AS ${
      definition === undefined ? Text.hole(step.place) : raw(definition)
    }${check === undefined ? undefined : [' WITH ', raw(check), ' CHECK OPTION']}`,
  ];
}

function alteredView(step: Step): readonly Text[] {
  const options = step.options(1);
  const given = options.get('options');
  const check = options.get('checkOption');
  const set = parameterList(given, 'SET');
  const reset = resetList(given);
  const changes = [
    ...(set === undefined ? [] : [set]),
    ...(check === undefined ? [] : [[' SET (check_option = ', raw(check), ')']]),
    ...(reset === undefined ? [] : [reset]),
  ];
  return changes.map((change) => step.sql`ALTER VIEW ${step.name(0)}${change}`);
}

function createMaterializedView(step: Step): readonly Text[] {
  const options = step.options(1);
  const [, , definition] = step.args;
  const tablespace = options.get('tablespace');
  return [
    step.sql`CREATE MATERIALIZED VIEW${flag(options, 'ifNotExists', 'IF NOT EXISTS')} ${step.name(0)}${viewColumns(
      options,
    )}${parameterList(options.get('storageParameters'), 'WITH')}${
      tablespace === undefined ? undefined : [' TABLESPACE ', quoted(tablespace, step.place)]
    } AS ${definition === undefined ? Text.hole(step.place) : raw(definition)}${dataOf(options)}`,
  ];
}

function alterMaterializedView(step: Step): readonly Text[] {
  const options = step.options(1);
  const { entries } = options.value;
  const cluster = entries.get('cluster');
  const extension = options.get('extension');
  const parametersGiven = options.get('storageParameters');
  const changes = [
    cluster === undefined
      ? undefined
      : options.flag('cluster')
        ? [' CLUSTER ON ', quoted(cluster, step.place)]
        : ' SET WITHOUT CLUSTER',
    extension === undefined ? undefined : [' DEPENDS ON EXTENSION ', quoted(extension, step.place)],
    parameterList(parametersGiven, 'SET'),
    resetList(parametersGiven),
  ].filter((change) => change !== undefined);
  return [
    step.sql`ALTER MATERIALIZED VIEW ${step.name(0)}${sqlAt(step.place)`${listed(changes, step.place)}`}`,
  ];
}
