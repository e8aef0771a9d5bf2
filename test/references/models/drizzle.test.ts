import { describe, expect, it } from 'vitest';

import { drizzle } from '../../../src/references/models/drizzle.ts';
import { modelsOf, outline, pointed } from '../../support/models.ts';

const IMPORTS = `import { integer, pgEnum, pgSchema, pgTable, pgTableCreator, pgView, serial, text, timestamp, uuid, varchar, customType } from 'drizzle-orm/pg-core';\n`;

function outlines(texts: Readonly<Record<string, string>>): readonly string[] {
  return modelsOf(drizzle, texts).map(outline);
}

describe('Drizzle tables', () => {
  it('have the names that are written, or those of the keys', () => {
    expect(
      outlines({
        'schema.ts': `${IMPORTS}
          export const users = pgTable('users', {
            id: serial('id').primaryKey(),
            name: text('full_name').notNull(),
            createdAt: timestamp({ withTimezone: true }).defaultNow(),
          }, (table) => [index('users_name_idx').on(table.name)]);
          export const teams = pgTable('teams', { id: serial().primaryKey(), name: text() });`,
      }),
    ).toEqual(['users: users(id, full_name, createdAt)', 'teams: teams(id, name)']);
  });

  it('point at the name of the column', () => {
    const files = {
      'schema.ts': `${IMPORTS}export const users = pgTable('users', { id: serial(), eMail: varchar('e_mail', { length: 20 }) });`,
    };
    expect(pointed(drizzle, files)).toEqual({ users: ['id', "'e_mail'"] });
  });

  it('may be of a schema, of a creator, and written with a callback', () => {
    expect(
      outlines({
        'schema.ts': `
          import * as pg from 'drizzle-orm/pg-core';
          export const auth = pg.pgSchema('auth');
          const createTable = pg.pgTableCreator((name) => \`app_\${name}\`);
          const prefixed = pg.pgTableCreator(function (name) { return 'x_' + name; });
          const t = pg.text('unrelated');
          export const sessions = auth.table('sessions', { id: pg.uuid('id') });
          export const posts = createTable('post', (t) => ({ id: t.serial('id'), body: t.text() }));
          export const tags = prefixed('tags', { id: pg.serial() });
          export const secret = pg.pgTable.withRLS('secret', { id: pg.serial() });`,
      }),
    ).toEqual([
      'sessions: auth.sessions(id)',
      'posts: app_post(id, body)',
      'tags: x_tags(id)',
      'secret: secret(id)',
    ]);
  });

  it('hold columns that are spread from constants and functions of other files', () => {
    const files = {
      'columns.ts': `${IMPORTS}
        export const timestamps = { createdAt: timestamp('created_at').defaultNow().notNull() };
        export const softDelete = () => ({ ...timestamps, deletedAt: timestamp('deleted_at') });
        export const id = uuid('id').primaryKey().defaultRandom();
        export const named = (name: string) => text(name).notNull();`,
      'index.ts': `export * from './columns.js';`,
      'schema.ts': `${IMPORTS}
        import * as columns from './index';
        import { named, softDelete } from './index';
        export const users = pgTable('users', {
          id: columns.id, ...softDelete(), title: named('the_title'), ...outside(),
        });`,
    };
    const [model] = modelsOf(drizzle, files);
    expect(model && outline(model)).toBe('users: users(id, created_at, deleted_at, the_title, …)');
    expect(model?.columns.map(({ file, onInsert }) => [file, onInsert])).toEqual([
      ['columns.ts', 'default of the database'],
      ['columns.ts', 'default of the database'],
      ['columns.ts', 'null'],
      ['schema.ts', 'required'],
    ]);
  });

  it('name columns by the casing of the client, which is inferred', () => {
    const [model] = modelsOf(drizzle, {
      'db.ts': `import { drizzle } from 'drizzle-orm/node-postgres';\nexport const db = drizzle(url, { casing: 'snake_case' });`,
      'schema.ts': `${IMPORTS}export const users = pgTable('users', { id: serial(), firstName: text(), lastName: text('surname') });`,
    });
    expect(model?.columns.map(({ column, confidence, because }) => [column, confidence, because])).toEqual([
      ['id', 'certain', undefined],
      ['first_name', 'likely', 'Drizzle\'s casing is "snake_case"'],
      ['surname', 'certain', undefined],
    ]);
  });

  it('say who fills in a value on INSERT', () => {
    const [model] = modelsOf(drizzle, {
      'schema.ts': `${IMPORTS}
        export const things = pgTable('things', {
          a: serial(), b: text().default('x').notNull(), c: text().$defaultFn(() => id()).notNull(),
          d: timestamp().$onUpdate(() => new Date()), e: text(), f: text().notNull(),
          g: text().primaryKey(), h: integer().generatedAlwaysAsIdentity(),
          i: timestamp().defaultNow().$onUpdate(() => new Date()),
        });`,
    });
    expect(model?.columns.map(({ property, onInsert }) => `${property}: ${onInsert}`)).toEqual([
      'a: default of the database',
      'b: default of the database',
      'c: value of the client',
      'd: value of the client',
      'e: null',
      'f: required',
      'g: required',
      'h: default of the database',
      'i: default of the database',
    ]);
  });

  it('list the values of enums', () => {
    const [model] = modelsOf(drizzle, {
      'enums.ts': `${IMPORTS}export enum Plan { Free = 'free', Pro = 'pro' }
        export const role = pgEnum('role', ['admin', 'member']);
        export const plan = pgEnum('plan', Object.values(Plan) as [string, ...string[]]);`,
      'schema.ts': `${IMPORTS}import { plan, role } from './enums';
        export const users = pgTable('users', { role: role('the_role').default('member'), plan: plan().notNull() });`,
    });
    expect(
      model?.columns.map(({ column, enumValues }) => [column, enumValues?.map(({ value }) => value)]),
    ).toEqual([
      ['the_role', ['admin', 'member']],
      ['plan', ['free', 'pro']],
    ]);
  });

  it('may be views, and of types of the project', () => {
    expect(
      outlines({
        'schema.ts': `${IMPORTS}
          const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
          export const recent = pgView('recent_users', { id: integer('user_id') }).as(sql\`select 1\`);
          export const files = pgTable('files', { content: bytes('the_content'), digest: bytes() });`,
      }),
    ).toEqual(['recent: recent_users(user_id)', 'files: files(the_content, digest)']);
  });

  it('are not those of other databases, of other libraries or without a name', () => {
    expect(
      outlines({
        'mysql.ts': `import { mysqlTable, serial } from 'drizzle-orm/mysql-core';\nexport const t = mysqlTable('t', { id: serial() });`,
        'other.ts': `import { pgTable } from './mine';\nconst a = table('a', {}); const b = pgTable('b', {});`,
        'unnamed.ts': `${IMPORTS}const a = pgTable(process.env.NAME, { id: serial() });`,
        'loop.ts': `${IMPORTS}const a = { ...a }; export const b = pgTable('b', a);`,
        'broken.ts': `${IMPORTS}export const users = pgTable('users', { id: serial(`,
      }),
    ).toEqual(['b: b(…)']);
  });
});
