import { describe, expect, it } from 'vitest';

import type { Subject } from '../../../src/reference.ts';
import { kysely } from '../../../src/references/uses/kysely.ts';
import { column, insert, table, withMarks } from '../../support/marked-uses.ts';

interface Case {
  readonly title: string;
  readonly code: string;
  readonly subjects?: readonly Subject[];
  readonly files?: Readonly<Record<string, string>>;
}

const CASES: readonly Case[] = [
  {
    title: 'columns of the table, and not of another one',
    code: `await db.selectFrom('users').select(['id', '«legacy» as old']).where('«legacy»', '=', 'legacy').orderBy('«legacy»', 'desc').execute();
      await db.selectFrom('teams').select(['id', 'legacy as old']).where('legacy', '=', 'legacy').orderBy('legacy', 'desc').execute();`,
  },
  {
    title: 'columns by alias in joins',
    code: `await db.selectFrom('users as u').innerJoin('teams as t', 't.legacy', 'u.«legacy»').select(['u.«legacy»', 't.legacy'])
        .leftJoin('plans', (join) => join.onRef('plans.legacy', '=', 'u.«legacy»').on('u.«legacy»', '=', 't.legacy')).execute();`,
  },
  {
    title: 'columns in expressions',
    code: `await db.selectFrom('users').where((eb) => eb.or([eb('«legacy»', '=', 'x'), eb('name', '=', 'legacy')])).execute();
      await db.selectFrom('users').where(({ eb, and, ref }) => and([eb('«legacy»', '=', ref('users.«legacy»'))])).execute();
      await db.selectFrom('users').select(({ fn }) => [fn.max('«legacy»').as('legacy')]).whereRef('users.«legacy»', '=', 'users.id').execute();`,
  },
  {
    title: 'subqueries, with the tables around them',
    code: `await db.selectFrom('users as u').select((eb) => [
        eb.selectFrom('teams as t').select('t.legacy').whereRef('t.legacy', '=', 'u.«legacy»').as('team'),
      ]).execute();`,
  },
  {
    title: 'columns that are written',
    code: `await db.insertInto('users').values({ «legacy»: 'x' }).onConflict((oc) => oc.column('«legacy»').doUpdateSet({ «legacy»: 'y' })).returning(['«legacy»']).execute();
      await db.updateTable('users').set({ «legacy»: null }).where('id', '=', id).execute();
      await db.updateTable('teams').set({ legacy: null }).execute(); await db.deleteFrom('users').where('«legacy»', 'is', null).execute();`,
  },
  {
    title: 'a query that is kept in a name',
    code: "let query = db.selectFrom('users').selectAll(); if (x) query = query.where('«legacy»', '=', x);",
  },
  {
    title: 'names that a plugin turns into the ones of the database',
    subjects: [column('user_sessions.legacy_id')],
    files: { 'src/db.ts': 'new Kysely({ plugins: [new CamelCasePlugin()] });' },
    code: "db.selectFrom('userSessions').select('«likely legacyId»'); db.selectFrom('teams').select('legacyId');",
  },
  {
    title: 'a table',
    subjects: [table('users')],
    code: "db.selectFrom('«users»'); db.selectFrom('teams').innerJoin('«users» as u', 'u.id', 'x'); db.deleteFrom('public.«users»');",
  },
  {
    title: 'rows that leave a column to the database',
    subjects: [insert('users.plan')],
    code: "db.insertInto('users').«values»({ id }); db.insertInto('users').values({ id, plan }); db.insertInto('teams').values({ id });",
  },
];

describe('calls of Kysely name', () => {
  it.each(CASES)('$title', ({ code, subjects = [column('users.legacy')], files = {} }) => {
    expect(withMarks(kysely, code, { subjects, files })).toBe(code);
  });
});
