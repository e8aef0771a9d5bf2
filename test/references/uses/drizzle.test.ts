import { describe, expect, it } from 'vitest';

import type { Subject } from '../../../src/reference.ts';
import { drizzle } from '../../../src/references/uses/drizzle.ts';
import { column, enumValue, insert, table, withMarks } from '../../support/marked-uses.ts';

const FILES = {
  'src/schema.ts': `
    import { relations } from 'drizzle-orm';
    import { integer, pgEnum, pgTable, text } from 'drizzle-orm/pg-core';
    export const status = pgEnum('status', ['old', 'current']);
    export const users = pgTable('users', {
      id: integer('id').primaryKey(),
      legacy: text('legacy_email'),
      plan: text('plan').notNull().default('free'),
      status: status('status').notNull(),
      teamId: integer('team_id'),
    });
    export const teams = pgTable('teams', { id: integer('id').primaryKey(), legacy: text('legacy_email'), plan: text('plan') });
    export const usersRelations = relations(users, ({ one }) => ({ team: one(teams, { fields: [users.teamId], references: [teams.id] }) }));
    export const teamsRelations = relations(teams, ({ many }) => ({ users: many(users) }));
  `,
};

const IMPORTS = `import { teams, users, users as people } from './schema';
      import * as schema from './schema';
      `;

interface Case {
  readonly title: string;
  readonly code: string;
  readonly subjects?: readonly Subject[];
}

const CASES: readonly Case[] = [
  {
    title: 'properties of the table, and not of another one',
    code: `await db.select({ old: users.«legacy» }).from(users).where(eq(users.«legacy», teams.legacy)).orderBy(desc(schema.users.«legacy»), people.«legacy»);
      await db.select({ legacy: teams.legacy }).from(teams).where(eq(schema.teams.legacy, 'legacy'));`,
  },
  {
    title: 'aliases, and columns that are taken out',
    code: `const parent = alias(users, 'parent'); eq(parent.«legacy», 1); const other = alias(teams, 't'); eq(other.legacy, 1);
      const { «legacy», ...rest } = getTableColumns(users); const { legacy: old } = getTableColumns(teams);`,
  },
  {
    title: 'nothing of a parameter with the name of the table',
    code: 'function f(users: { legacy: string }) { return users.legacy; }',
  },
  {
    title: 'nothing of a row with the name of the table, and a table by another name',
    code: `async function f() { const users = await load(); const { data: people } = query(); return [users.legacy, people.legacy]; }
      const both = [users, teams]; const same = users; eq(same.«legacy», 1); const { teams: t, users: u } = schema; eq(t.legacy, u.«legacy»);`,
  },
  {
    title: 'values that are written',
    code: `await db.insert(users).values([{ «legacy»: 'x' }]).onConflictDoUpdate({ target: users.«legacy», set: { «legacy»: 'y' } });
      await db.update(users).set({ «legacy»: null }).where(eq(users.id, 1)); await db.update(teams).set({ legacy: null });`,
  },
  {
    title: 'relational queries, through relations both ways',
    code: `await db.query.users.findMany({ columns: { «legacy»: true }, where: (u, { eq }) => eq(u.«legacy», 'x'), with: { team: { columns: { legacy: true } } } });
      await db.query.teams.findFirst({ columns: { legacy: true }, with: { users: { columns: { «legacy»: true }, orderBy: (u) => [u.«legacy»] } } });`,
  },
  { title: 'columns in templates', code: 'sql`lower(${users.«legacy»}) = ${teams.legacy}`;' },
  {
    title: 'a table',
    subjects: [table('users')],
    code: 'db.select().from(«users»).leftJoin(teams, x); db.delete(«users»); db.query.«users».findMany(); db.insert(teams);',
  },
  {
    title: 'values of an enum',
    subjects: [enumValue('users.status', 'status', 'old')],
    code: "eq(users.status, '«old»'); inArray(users.status, ['current', '«old»']); eq(users.legacy, 'old'); db.update(users).set({ status: '«old»', legacy: 'old' });",
  },
  {
    title: 'rows that leave a column to the database',
    subjects: [insert('users.plan')],
    code: 'db.«insert»(users).values({ id: 1 }); db.insert(users).values({ id: 1, plan: 2 }); db.insert(teams).values({ id: 1 });',
  },
];

describe('code that uses Drizzle names', () => {
  it.each(CASES)('$title', ({ code, subjects = [column('users.legacy_email')] }) => {
    expect(withMarks(drizzle, IMPORTS + code, { subjects, files: FILES })).toBe(IMPORTS + code);
  });
});
