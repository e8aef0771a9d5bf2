import { listed, type SqlPart } from '../sql-text.ts';
import { Text } from '../text.ts';
import type { Options } from '../typeorm/options.ts';
import { isNullish, stringOf, type Value } from '../value.ts';
import type { Calls } from './calls.ts';
import { parameters } from './routine-calls.ts';
import { sequenceClauses } from './sequence.ts';
import { flag, type Step } from './step.ts';
import { dropped } from './table.ts';
import { typeText } from './type.ts';
import { escaped, listOf, quoted, quotedList, raw } from './value.ts';

/** Schemas, extensions, sequences, roles, grants, casts and operators. */
export const OBJECT_CALLS: Calls = {
  createSchema(step) {
    const options = step.options(1);
    const owner = options.get('authorization');
    return [
      step.sql`CREATE SCHEMA${flag(options, 'ifNotExists', 'IF NOT EXISTS')} ${step.name(0)}${
        owner === undefined ? undefined : [' AUTHORIZATION ', raw(owner)]
      }`,
    ];
  },
  dropSchema: (step) => [dropped(step, 'SCHEMA')],
  renameSchema: (step) => [step.sql`ALTER SCHEMA ${step.name(0)} RENAME TO ${step.name(1)}`],
  createExtension(step) {
    const options = step.options(1);
    const schema = options.get('schema');
    const ifNotExists = flag(options, 'ifNotExists', 'IF NOT EXISTS');
    const inSchema: SqlPart = schema === undefined ? undefined : [' SCHEMA ', quoted(schema, step.place)];
    return listOf(step.args[0]).map(
      (extension) => step.sql`CREATE EXTENSION${ifNotExists} ${quoted(extension, step.place)}${inSchema}`,
    );
  },
  dropExtension(step) {
    const options = step.options(1);
    const [ifExists, cascade] = [flag(options, 'ifExists', 'IF EXISTS'), flag(options, 'cascade', 'CASCADE')];
    return listOf(step.args[0]).map(
      (extension) => step.sql`DROP EXTENSION${ifExists} ${quoted(extension, step.place)}${cascade}`,
    );
  },
  createSequence(step) {
    const options = step.options(1);
    return [
      step.sql`CREATE${flag(options, 'temporary', 'TEMPORARY')} SEQUENCE${flag(
        options,
        'ifNotExists',
        'IF NOT EXISTS',
      )} ${step.name(0)}${sequence(options)}`,
    ];
  },
  alterSequence(step) {
    const options = step.options(1);
    const restart = options.get('restart');
    const isDefault = restart?.type === 'constant' && restart.value === true;
    return [
      step.sql`ALTER SEQUENCE ${step.name(0)}${sequence(options)}${
        restart === undefined ? undefined : isDefault ? ' RESTART' : [' RESTART WITH ', raw(restart)]
      }`,
    ];
  },
  dropSequence: (step) => [dropped(step, 'SEQUENCE')],
  renameSequence: (step) => [step.sql`ALTER SEQUENCE ${step.name(0)} RENAME TO ${step.name(1)}`],
  createRole: (step) => [step.sql`CREATE ROLE ${step.name(0)} WITH${roleOptions(step.options(1), true)}`],
  alterRole: (step) => [step.sql`ALTER ROLE ${step.name(0)} WITH${roleOptions(step.options(1), false)}`],
  dropRole: (step) => [step.sql`DROP ROLE${flag(step.options(1), 'ifExists', 'IF EXISTS')} ${step.name(0)}`],
  renameRole: (step) => [step.sql`ALTER ROLE ${step.name(0)} RENAME TO ${step.name(1)}`],
  grantRoles: (step) => [
    step.sql`GRANT ${names(step, step.args[0])} TO ${names(step, step.args[1])}${flag(
      step.options(2),
      'withAdminOption',
      'WITH ADMIN OPTION',
    )}`,
  ],
  revokeRoles: (step) => [
    step.sql`REVOKE${flag(step.options(2), 'onlyAdminOption', 'ADMIN OPTION FOR')} ${names(
      step,
      step.args[0],
    )} FROM ${names(step, step.args[1])}${flag(step.options(2), 'cascade', 'CASCADE')}`,
  ],
  grantOnSchemas: (step) => [grant(step, (options) => ['SCHEMA ', names(step, options.get('schemas'))])],
  revokeOnSchemas: (step) => [revoke(step, (options) => ['SCHEMA ', names(step, options.get('schemas'))])],
  grantOnTables: (step) => [grant(step, (options) => tables(step, options))],
  revokeOnTables: (step) => [revoke(step, (options) => tables(step, options))],
  createCast(step) {
    const [source, target] = step.args;
    const options = step.options(2);
    const fn = options.get('functionName');
    const argumentTypes = options.get('argumentTypes') ?? source;
    const how: SqlPart =
      fn === undefined
        ? options.flag('inout')
          ? 'WITH INOUT'
          : 'WITHOUT FUNCTION'
        : [
            'WITH FUNCTION ',
            quoted(fn, step.place),
            '(',
            listed(listOf(argumentTypes).map(raw), step.place),
            ')',
          ];
    const implicit = options.get('as');
    return [
      step.sql`CREATE CAST ${castOf(step, source, target)} ${how}${implicit === undefined ? undefined : [' AS ', raw(implicit)]}`,
    ];
  },
  dropCast: (step) => [
    step.sql`DROP CAST${flag(step.options(2), 'ifExists', 'IF EXISTS')} ${castOf(step, step.args[0], step.args[1])}`,
  ],
  createOperator: (step) => [step.sql`CREATE OPERATOR ${bareName(step)} (${operatorDefinition(step)})`],
  dropOperator(step) {
    const options = step.options(1);
    const side = (name: string): SqlPart => quotedOr(options, name, 'none');
    return [
      step.sql`DROP OPERATOR${flag(options, 'ifExists', 'IF EXISTS')} ${bareName(step)}(${side('left')}, ${side('right')})${flag(
        options,
        'cascade',
        'CASCADE',
      )}`,
    ];
  },
  createOperatorClass(step) {
    const [, type, method, list] = step.args;
    const options = step.options(4);
    const family = options.get('family');
    return [
      step.sql`CREATE OPERATOR CLASS ${step.name(0)}${flag(options, 'default', 'DEFAULT')} FOR TYPE ${typeText(
        type,
        step.place,
      )} USING ${quoted(method, step.place)}${family === undefined ? undefined : [' FAMILY ', raw(family)]} AS ${operators(list, step)}`,
    ];
  },
  dropOperatorClass: (step) => [droppedOperator(step, 'CLASS')],
  renameOperatorClass: (step) => [renamedOperator(step, 'CLASS')],
  createOperatorFamily: (step) => [step.sql`CREATE OPERATOR FAMILY ${step.name(0)} USING ${method(step)}`],
  dropOperatorFamily: (step) => [droppedOperator(step, 'FAMILY')],
  renameOperatorFamily: (step) => [renamedOperator(step, 'FAMILY')],
  addToOperatorFamily: (step) => [
    step.sql`ALTER OPERATOR FAMILY ${step.name(0)} USING ${method(step)} ADD ${operators(step.args[2], step)}`,
  ],
  removeFromOperatorFamily: (step) => [
    step.sql`ALTER OPERATOR FAMILY ${step.name(0)} USING ${method(step)} DROP ${operators(step.args[2], step)}`,
  ],
};

function sequence(options: Options): SqlPart {
  return sequenceClauses(options.value).map((clause) => [' ', clause]);
}

function names(step: Step, value: Value | undefined): Text {
  return listed(
    listOf(value).map((name) => (stringOf(name) === 'PUBLIC' ? 'PUBLIC' : quoted(name, step.place))),
    step.place,
  );
}

function tables(step: Step, options: Options): SqlPart {
  const schema = options.get('schema');
  if (schema !== undefined) return ['ALL TABLES IN SCHEMA ', quoted(schema, step.place)];
  return quotedList(options.get('tables'), step.place);
}

function privileges(step: Step, options: Options): Text {
  return listed(listOf(options.get('privileges')).map(raw), step.place);
}

function grant(step: Step, object: (options: Options) => SqlPart): Text {
  const options = step.options(0);
  return step.sql`GRANT ${privileges(step, options)} ON ${object(options)} TO ${names(step, options.get('roles'))}${flag(
    options,
    'withGrantOption',
    'WITH GRANT OPTION',
  )}`;
}

function revoke(step: Step, object: (options: Options) => SqlPart): Text {
  const options = step.options(0);
  return step.sql`REVOKE${flag(options, 'onlyGrantOption', 'GRANT OPTION FOR')} ${privileges(step, options)} ON ${object(
    options,
  )} FROM ${names(step, options.get('roles'))}${flag(options, 'cascade', 'CASCADE')}`;
}

const ROLE_FLAGS: readonly (readonly [string, string])[] = [
  ['superuser', 'SUPERUSER'],
  ['createdb', 'CREATEDB'],
  ['createrole', 'CREATEROLE'],
  ['inherit', 'INHERIT'],
  ['login', 'LOGIN'],
  ['replication', 'REPLICATION'],
  ['bypassrls', 'BYPASSRLS'],
];

/** A new role gets all flags but the last, of which only INHERIT is on unless the options say so. */
function roleOptions(options: Options, isNew: boolean): SqlPart {
  const clauses: SqlPart[] = [];
  for (const [name, word] of ROLE_FLAGS) {
    const isSaid = options.get(name) !== undefined;
    if (!isSaid && (!isNew || name === 'bypassrls')) continue;
    clauses.push(
      isSaid
        ? options.flag(name)
          ? ` ${word}`
          : ` NO${word}`
        : name === 'inherit'
          ? ` ${word}`
          : ` NO${word}`,
    );
  }
  const [limit, password, valid] = [options.get('limit'), options.get('password'), options.get('valid')];
  if (limit !== undefined) clauses.push([' CONNECTION LIMIT ', raw(limit)]);
  if (password !== undefined) clauses.push([' ENCRYPTED PASSWORD ', escaped(password, options.span)]);
  if (valid !== undefined) clauses.push([' VALID UNTIL ', escaped(valid, options.span)]);
  const members = (name: string, words: string): void => {
    const value = options.get(name);
    if (value !== undefined && !isNullish(value))
      clauses.push([` ${words} `, listed(listOf(value).map(raw), options.span)]);
  };
  members('inRole', 'IN ROLE');
  members('role', 'ROLE');
  members('admin', 'ADMIN');
  return clauses;
}

function castOf(step: Step, source: Value | undefined, target: Value | undefined): Text {
  const type = (value: Value | undefined): Text => (value === undefined ? Text.hole(step.place) : raw(value));
  return step.sql`(${type(source)} AS ${type(target)})`;
}

/** The name of an operator is not quoted, its schema neither. */
function bareName(step: Step): SqlPart {
  const [value] = step.args;
  if (value?.type !== 'object') return value === undefined ? Text.hole(step.place) : raw(value);
  const [schema, name] = [value.entries.get('schema'), value.entries.get('name')];
  return [
    schema === undefined ? undefined : [raw(schema), '.'],
    name === undefined ? Text.hole(step.place) : raw(name),
  ];
}

function operatorDefinition(step: Step): Text {
  const options = step.options(1);
  const parts = [
    ['procedure', 'PROCEDURE'],
    ['left', 'LEFTARG'],
    ['right', 'RIGHTARG'],
    ['restrict', 'RESTRICT'],
    ['join', 'JOIN'],
  ].flatMap(([name = '', word = '']): readonly SqlPart[] => {
    const value = options.get(name);
    return value === undefined ? [] : [[`${word} = `, quoted(value, step.place)]];
  });
  const flags = [
    ['hashes', 'HASHES'],
    ['merges', 'MERGES'],
  ].flatMap(([name = '', word = '']) => (options.flag(name) ? [word] : []));
  return listed([...parts, ...flags], step.place);
}

function quotedOr(options: Options, name: string, otherwise: string): SqlPart {
  const value = options.get(name);
  return value === undefined ? otherwise : quoted(value, options.span);
}

function method(step: Step): Text {
  const [, value] = step.args;
  return value === undefined ? Text.hole(step.place) : raw(value);
}

function droppedOperator(step: Step, kind: string): Text {
  const options = step.options(2);
  return step.sql`DROP OPERATOR ${kind}${flag(options, 'ifExists', 'IF EXISTS')} ${step.name(0)} USING ${method(step)}${flag(
    options,
    'cascade',
    'CASCADE',
  )}`;
}

function renamedOperator(step: Step, kind: string): Text {
  return step.sql`ALTER OPERATOR ${kind} ${step.name(0)} USING ${method(step)} RENAME TO ${step.name(2)}`;
}

/** The operators and functions of a class or family. */
function operators(list: Value | undefined, step: Step): Text {
  const items = listOf(list).map((item): SqlPart => {
    if (item.type !== 'object') return Text.hole(item.span);
    const options = step.optionsOf(item);
    const part = (name: string): SqlPart => {
      const value = options.get(name);
      return value === undefined ? Text.hole(item.span) : raw(value);
    };
    const params = options.get('params');
    const isFunction = stringOf(options.get('type'))?.toLowerCase() === 'function';
    const signature = params === undefined && !isFunction ? undefined : parameters(params, step);
    return [
      part('type'),
      ' ',
      part('number'),
      ' ',
      isFunction ? quoted(options.get('name'), item.span) : part('name'),
      signature,
    ];
  });
  return listed(items, step.place);
}
