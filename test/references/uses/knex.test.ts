import { describe, expect, it } from 'vitest';

import type { Subject } from '../../../src/reference.ts';
import { knex } from '../../../src/references/uses/knex.ts';
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
    code: `await knex('users').select('id', '«legacy»').where({ «legacy»: 1 }).andWhere('«legacy»', '>', 2).orderBy('«legacy»', 'desc');
      await knex('teams').select('id', 'legacy').where({ legacy: 1 }).andWhere('legacy', '>', 2).orderBy('legacy', 'desc');`,
  },
  {
    title: 'columns by alias in joins',
    code: `await knex('users as u').join('teams as t', 't.legacy', '=', 'u.«legacy»').select('u.«legacy» as old', 't.legacy')
        .leftJoin('plans', function () { this.on('u.«legacy»', '=', 'plans.legacy').andOn('t.legacy', 'plans.id'); });
      await knex('teams').join('users', 'users.«legacy»', 'teams.legacy').where('users.«legacy»', 1).where('teams.legacy', 1);`,
  },
  {
    title: 'a name that is not qualified among several tables',
    code: "await knex('users').join('teams', 'teams.id', 'users.team_id').where('«likely legacy»', 1);",
  },
  {
    title: 'values are no columns',
    code: "await knex('users').where('name', 'legacy').whereIn('name', ['legacy']).insert({ name: 'legacy' });",
  },
  {
    title: 'columns that are written',
    code: `await trx('users').insert({ «legacy»: 1 }).onConflict('«legacy»').merge(['«legacy»']).returning('«legacy»');
      await knex('users').where({ id }).update({ «legacy»: null }); await knex('users').update('«legacy»', 1);
      await knex.insert([{ «legacy»: 1 }]).into('users'); await knex('teams').update({ legacy: 1 });`,
  },
  {
    title: 'callbacks, and builders that are kept in a name',
    code: `const query = knex('users').where((qb) => { qb.where('«legacy»', 1).orWhereNull('«legacy»'); });
      if (x) query.where('«legacy»', x); query.whereIn('team_id', knex('teams').select('legacy'));
      knex('users').whereExists(function () { this.select('*').from('teams').where('teams.legacy', 1); });`,
  },
  {
    title: 'SQL in raw parts',
    code: "await knex('users as u').join('teams as t', 't.id', 'u.id').whereRaw('u.«legacy» = t.legacy').select(knex.raw('max(u.«legacy»)'));",
  },
  {
    title: 'a chain whose table stands in the middle',
    code: "await knex.select('«legacy»').from('users').where('«legacy»', 1); await knex.select('legacy').from('teams');",
  },
  {
    title: 'a schema and a name that is constant',
    code: "const TABLE = 'users'; await knex(TABLE).select('«legacy»'); await knex('public.users').select('«legacy»'); await knex('audit.users').select('legacy'); /* knex */",
  },
  {
    title: 'a builder that is handed on under another name',
    files: { 'src/db.ts': "import knex from 'knex';" },
    code: `class Store { async run() {
        await this.db(TABLE).select(COLUMNS).where({ «legacy»: 1 }); await this.db.select('«legacy»').from('users'); await this.db.table('users').where({ «legacy»: 1 });
        await this.db('teams').select('legacy'); await this.db.select('legacy').from('teams');
      } }
      const TABLE = 'users'; const COLUMNS = ['id', '«legacy»'];`,
  },
  {
    title: 'less of a function that is not known to be Knex',
    code: "db('users').select('«likely legacy»');",
  },
  {
    title: 'names that something turns into the ones of the database',
    subjects: [column('users.legacy_email')],
    files: { 'src/db.ts': "knex({ client: 'pg', ...knexSnakeCaseMappers() });" },
    code: "await knex('users').select('«likely legacyEmail»'); await knex('teams').select('legacyEmail');",
  },
  {
    title: 'a table',
    subjects: [table('users')],
    code: "knex('«users»').select(); knex('teams').join('«users» as u', 'u.id', 'x').select(); knex.select().from('«users»');",
  },
  {
    title: 'rows that leave a column to the database',
    subjects: [insert('users.plan')],
    code: "knex('users').«insert»({ id }); knex('users').insert({ id, plan }); knex('teams').insert({ id }); knex('users').«possible insert»(rows);",
  },
];

const MODELS = {
  'src/user.ts': `
    import { Model } from 'objection';
    export class User extends Model {
      static get tableName() { return 'users'; }
      static jsonSchema = { type: 'object', properties: { id: {}, legacy: {} } };
    }
  `,
  'src/team.ts': `
    import { Model } from 'objection';
    export class Team extends Model {
      static tableName = 'teams';
      static jsonSchema = { type: 'object', properties: { id: {}, legacy: {} } };
    }
  `,
};

describe("calls of Objection's models name", () => {
  // A schema of JSON need not list columns alone.
  it('columns of the model, and not those of another one', () => {
    const code = `import { User } from './user'; import { Team } from './team';
      await User.query().select('«likely legacy»').where('«likely legacy»', 1).patch({ «likely legacy»: 2 }).findOne({ «likely legacy»: 3 });
      await Team.query().select('legacy').where('legacy', 1).patch({ legacy: 2 });
      class Service {
        constructor(private users: typeof User, private proxied: Proxied<typeof User>, private teams: typeof Team) {}
        run() { this.users.query().insert({ «likely legacy»: 1 }); this.proxied().query().orderBy('«likely legacy»'); this.teams.query().orderBy('legacy'); }
      }`;
    expect(withMarks(knex, code, { subjects: [column('users.legacy')], files: MODELS })).toBe(code);
  });

  it('columns that the model does not list, in one spelling or another', () => {
    const model = (name: string, table: string): string =>
      `import { Model } from 'objection'; export class ${name} extends Model { static tableName = '${table}'; }`;
    const code = `import { User } from './user'; import { Team } from './team';
      await User.query().where('«likely legacy_name»', 1).findOne({ «likely legacyName»: 3 });
      await Team.query().where('legacy_name', 1).findOne({ legacyName: 3 });`;
    const files = { 'src/user.ts': model('User', 'users'), 'src/team.ts': model('Team', 'teams') };
    expect(withMarks(knex, code, { subjects: [column('users.legacy_name')], files })).toBe(code);
  });
});

describe('calls of Knex name', () => {
  it.each(CASES)('$title', ({ code, subjects = [column('users.legacy')], files = {} }) => {
    expect(withMarks(knex, code, { subjects, files })).toBe(code);
  });
});
