import { listed, type SqlPart } from '../sql-text.ts';
import type { Text } from '../text.ts';
import type { Options } from '../options.ts';
import { isNullish, stringOf, type Value } from '../value.ts';
import type { Calls } from './calls.ts';
import { sequenceClauses } from './sequence.ts';
import { dropped, flag, type Step } from './step.ts';
import { escaped, listOf, quoted, quotedList, raw } from './value.ts';

/** Schemas, extensions, sequences, roles and grants. */
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
