import { listed, type SqlPart } from '../sql-text.ts';
import { Text } from '../text.ts';
import type { Options } from '../options.ts';
import { isNullish, stringOf, type ObjectValue, type Value } from '../value.ts';
import type { Calls } from './calls.ts';
import { flag, type Step } from './step.ts';
import { typeText, withShorthands } from './type.ts';
import { escaped, listOf, quoted, raw } from './value.ts';

/** Functions, triggers and policies. https://salsita.github.io/node-pg-migrate/migrations/functions */
export const ROUTINE_CALLS: Calls = {
  createFunction(step) {
    const [name, params, , body] = step.args;
    return [functionOf(step, { name, params: parameters(params, step), options: step.options(2), body })];
  },
  dropFunction: (step) => [
    step.sql`DROP FUNCTION${flag(step.options(2), 'ifExists', 'IF EXISTS')} ${step.name(0)}${parameters(
      step.args[1],
      step,
      false,
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
};

/** `(type, …)`, each a type or `{ mode, name, type, default }`; a function is dropped without its defaults. */
export function parameters(value: Value | undefined, step: Step, withDefaults = true): Text {
  const list = listOf(value).map((item): SqlPart => {
    const param = withShorthands(item, step.shorthands);
    if (param === undefined) return Text.hole(item.span);
    const { entries } = param;
    const [mode, name, defaultTo] = [entries.get('mode'), entries.get('name'), entries.get('default')];
    return [
      mode === undefined ? undefined : [raw(mode), ' '],
      name === undefined ? undefined : [quoted(name, item.span), ' '],
      typeText(entries.get('type'), item.span),
      defaultTo === undefined || !withDefaults ? undefined : [' DEFAULT ', escaped(defaultTo, item.span)],
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

interface Routine {
  readonly name: Value | undefined;
  readonly params: Text;
  readonly options: Options;
  readonly body: Value | undefined;
}

function functionOf(step: Step, { name, params, options, body }: Routine): Text {
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
  const made = { name: fn, params: step.sql`()`, options: step.optionsOf(returning), body };
  return [functionOf(step, made), trigger];
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
