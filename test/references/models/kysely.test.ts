import { describe, expect, it } from 'vitest';

import { kysely } from '../../../src/references/models/kysely.ts';
import { modelsOf, outline, pointed } from '../../support/models.ts';

const TABLES = `import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
  type Timestamp = ColumnType<Date, Date | string, Date | string>;
  interface Timestamped { created_at: Generated<Timestamp>; deleted_at: Timestamp | null; }
  export interface UsersTable extends Timestamped {
    id: GeneratedAlways<number>;
    name: string;
    nick?: string;
    role: 'admin' | 'member';
    seen_at: ColumnType<Date, string | undefined, never>;
  }
  export type TeamsTable = Omit<{ id: string; name: string; old: string }, 'old'> & { size: number | null };`;

const CLIENT = `import { Kysely } from 'kysely'; import type { Database } from './database';
  export const db = new Kysely<Database>({ dialect });`;

describe('Kysely tables', () => {
  it('are those of the type that a client is given, wherever their columns are declared', () => {
    const files = {
      'database.ts': `import type { TeamsTable, UsersTable } from './tables';
        export interface Database extends More { users: UsersTable; 'crm.teams': TeamsTable; }
        interface More { tags: { id: string; label: string } }
        export interface Unrelated { things: UsersTable }`,
      'tables.ts': TABLES,
      'client.ts': CLIENT,
    };
    const models = modelsOf(kysely, files);
    expect(models.map(outline)).toEqual([
      'UsersTable: users(id, name, nick, role, seen_at, created_at, deleted_at)',
      'TeamsTable: crm.teams(id, name, size)',
      'tags: tags(id, label)',
    ]);
    expect(models[0]?.file).toBe('database.ts');
    expect(models[0]?.columns[0]).toMatchObject({ file: 'tables.ts', confidence: 'likely' });
    expect(pointed(kysely, files).tags).toEqual(['id', 'label']);
    expect(models[0]?.columns.map(({ property, onInsert }) => `${property}: ${onInsert}`)).toEqual([
      'id: default of the database',
      'name: required',
      'nick: null',
      'role: required',
      'seen_at: default of the database',
      'created_at: default of the database',
      'deleted_at: null',
    ]);
    expect(models[0]?.columns[3]?.enumValues?.map(({ value }) => value)).toEqual(['admin', 'member']);
  });

  it('may be put together from modules, each with the name of its table in a constant', () => {
    const models = modelsOf(kysely, {
      'database.ts': `import * as users from './tables/users'; import * as teams from './tables/teams';
        export type Database = users.PartialDB & teams.PartialDB;`,
      'tables/users.ts': `export interface User { id: string; name: string }
        export const tableName = 'user_account';
        export type PartialDB = { [tableName]: User };`,
      'tables/teams.ts': `const table = 'team';
        export interface PartialDB { [table]: { id: string } }`,
      'client.ts': CLIENT,
    });
    expect(models.map(outline).sort()).toEqual(['User: user_account(id, name)', 'team: team(id)']);
  });

  it('are named by CamelCasePlugin where a client has it', () => {
    const [model] = modelsOf(kysely, {
      'db.d.ts': `import type { ColumnType } from 'kysely';
        export type Generated<T> = T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>;
        export interface ApiKeys { id: Generated<string>; lastUsedAt: Date | null; URLPath: string }
        export interface DB { apiKeys: ApiKeys }`,
      'client.ts': `import { DB } from './db'; export type Client = Kysely<DB>;
        new Kysely<DB>({ dialect, plugins: [new CamelCasePlugin()] });`,
    });
    expect(model && outline(model)).toBe('ApiKeys: api_keys(id, last_used_at, urlpath)');
    expect(model?.because).toBe('CamelCasePlugin makes the name');
    expect(model?.columns[0]?.onInsert).toBe('default of the database');
  });

  it('say so where a type is not read, and are none without a client', () => {
    const files = {
      'database.ts': `import type { Row } from './missing'; import { z } from 'zod';
        export interface Database { users: Row; teams: z.infer<typeof team>; loop: Loop }
        type Loop = Loop & { a: string };`,
    };
    expect(modelsOf(kysely, files)).toEqual([]);
    expect(modelsOf(kysely, { ...files, 'client.ts': CLIENT }).map(outline)).toEqual([
      'users: users(…)',
      'teams: teams(…)',
      'Loop: loop(a, …)',
    ]);
    expect(
      modelsOf(kysely, { 'database.ts': `export interface Database { users: {`, 'client.ts': CLIENT }),
    ).toEqual([]);
  });
});
