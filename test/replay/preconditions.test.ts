import { beforeAll, describe, expect, it } from 'vitest';

import { loadScripts } from '../../src/lower/lower.ts';
import { loadParser } from '../../src/parse/sql.ts';
import { blocks } from '../../src/judge.ts';
import { replay, type Replay } from '../../src/replay.ts';
import { historyOf, migrationOf } from '../support/migrations.ts';

beforeAll(async () => {
  await Promise.all([loadParser(), loadScripts()]);
});

/** What a TypeORM migration does after SQL of earlier ones. */
function replayAfter(history: string, code: string): Replay {
  const text = `import { QueryRunner, Table, TableColumn } from 'typeorm';
export class Change1700000000000 {
  async up(queryRunner: QueryRunner) {
    ${code}
  }
}`;
  const migrations = [
    migrationOf(history, { id: '1', isNew: false }),
    migrationOf(text, { id: '2', file: 'change.ts', tool: 'typeorm' }),
  ];
  return replay(historyOf(migrations), { postgres: 18, together: false });
}

/** What it does, and how much is reported to be unknown. */
function stepsAfter(
  history: string,
  code: string,
): { readonly kinds: readonly string[]; readonly unknown: number } {
  const { ends, readings } = replayAfter(history, code);
  return {
    kinds: ends[0]?.steps.map(({ operation }) => operation.kind) ?? [],
    unknown: readings[1]?.unsupported.length ?? 0,
  };
}

const change = (options: string): string =>
  `await queryRunner.changeColumn('users', 'email', new TableColumn({ name: 'email', ${options} }));`;

describe('what a library decides by the database', () => {
  it.each<readonly [name: string, history: string, code: string, kinds: readonly string[]]>([
    ['the same column', 'CREATE TABLE users (email text NOT NULL)', change(`type: 'text'`), []],
    [
      'another type',
      'CREATE TABLE users (email text NOT NULL)',
      change(`type: 'uuid'`),
      ['dropColumn', 'addColumn'],
    ],
    [
      'another length',
      'CREATE TABLE users (email varchar(10) NOT NULL)',
      change(`type: 'character varying', length: '20'`),
      ['dropColumn', 'addColumn'],
    ],
    [
      'a list of the type',
      'CREATE TABLE users (email text NOT NULL)',
      change(`type: 'text', isArray: true`),
      ['dropColumn', 'addColumn'],
    ],
    [
      'another precision',
      'CREATE TABLE users (email numeric(4) NOT NULL)',
      change(`type: 'numeric', precision: 5`),
      ['alterColumnType'],
    ],
    [
      'a serial column',
      'CREATE TABLE users (email serial)',
      change(`type: 'integer', isGenerated: true`),
      [],
    ],
    ['a column that may be null', 'CREATE TABLE users (email text)', change(`type: 'text'`), ['setNotNull']],
    [
      'a column that may be null again',
      'CREATE TABLE users (email text NOT NULL)',
      change(`type: 'text', isNullable: true`),
      ['dropNotNull'],
    ],
    [
      'a default that is left out',
      `CREATE TABLE users (email text NOT NULL DEFAULT 'x')`,
      change(`type: 'text'`),
      ['dropDefault'],
    ],
    [
      'a unique constraint that is left out',
      'CREATE TABLE users (email text NOT NULL UNIQUE)',
      change(`type: 'text'`),
      ['dropConstraint'],
    ],
    [
      'a unique constraint that is there',
      'CREATE TABLE users (email text NOT NULL UNIQUE)',
      change(`type: 'text', isUnique: true`),
      [],
    ],
    [
      'a primary key that is left out',
      'CREATE TABLE users (email text PRIMARY KEY)',
      change(`type: 'text'`),
      ['dropConstraint'],
    ],
    [
      'a new primary key',
      'CREATE TABLE users (email text NOT NULL)',
      change(`type: 'text', isPrimary: true`),
      ['addConstraint'],
    ],
    [
      'the values of an enum',
      `CREATE TYPE users_email_enum AS ENUM ('a'); CREATE TABLE users (email users_email_enum NOT NULL)`,
      change(`type: 'enum', enum: ['a', 'b', 'c']`),
      ['addEnumValue', 'addEnumValue'],
    ],
    [
      'an enum that is new',
      'CREATE TABLE users (email text NOT NULL)',
      change(`type: 'enum', enum: ['a']`),
      ['dropColumn', 'createType', 'addColumn'],
    ],
    [
      'a table that is there',
      'CREATE TABLE users (email text)',
      `await queryRunner.createTable(new Table({ name: 'users', columns: [{ name: 'id', type: 'int' }], indices: [{ columnNames: ['id'] }] }), true);`,
      [],
    ],
    [
      'a table that is not there',
      'CREATE TABLE orgs (email text)',
      `await queryRunner.createTable(new Table({ name: 'users', columns: [{ name: 'id', type: 'int' }], indices: [{ columnNames: ['id'] }] }), true);`,
      ['createTable', 'createIndex'],
    ],
  ])('%s', (_, history, code, kinds) => {
    expect(stepsAfter(history, code)).toEqual({ kinds, unknown: 0 });
  });

  it('says so where the history does not have the column', () => {
    expect(stepsAfter('CREATE TABLE orgs (id int)', change(`type: 'text'`))).toEqual({
      kinds: ['unsupported'],
      unknown: 1,
    });
  });
});

describe('a table that TypeORM makes only where there is none', () => {
  const table = `new Table({ name: 'audit', columns: [{ name: 'id', type: 'int' }], indices: [{ columnNames: ['id'] }] })`;
  const afterwards = `await queryRunner.query('CREATE INDEX later ON audit (id)');`;

  it.each([
    ['is new', '', []],
    ['may be older once the call is over', ', true', ['writes']],
  ])('%s', (_, asked, blocked) => {
    const { ends } = replayAfter('', `await queryRunner.createTable(${table}${asked}); ${afterwards}`);
    const indexed = ends[0]?.steps.filter(({ operation }) => operation.kind === 'createIndex') ?? [];
    expect(indexed.map(blocks)).toEqual([[], blocked]);
  });
});
