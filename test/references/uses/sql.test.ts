import { describe, expect, it } from 'vitest';

import { loadParser } from '../../../src/parse/sql.ts';
import type { Moment, Subject } from '../../../src/reference.ts';
import { sql } from '../../../src/references/uses/sql.ts';
import { column, enumValue, insert, table, withMarks } from '../../support/marked-uses.ts';

await loadParser();

interface Case {
  readonly title: string;
  readonly code: string;
  readonly moment?: Moment;
  readonly subjects?: readonly Subject[];
  readonly file?: string;
}

const LEGACY = [column('users.legacy')];

const CASES: readonly Case[] = [
  {
    title: 'the column of the table that a query names, and not the one of another table',
    code: "db.query('SELECT «legacy» FROM users WHERE «legacy» = $1'); db.query('SELECT legacy FROM teams');",
  },
  {
    title: 'a column by the alias of its table',
    code: "db.query('SELECT t.legacy, u.«legacy» FROM users AS u JOIN teams t ON t.id = u.team_id ORDER BY u.«legacy»');",
  },
  {
    title: 'quoted names and names of a schema',
    code: `db.query('SELECT "users"."«legacy»" FROM "public"."users" WHERE public.users.«legacy» IS NULL');`,
  },
  {
    title: 'not the table of that name in another schema',
    code: "db.query('SELECT legacy FROM audit.users');",
  },
  {
    title: 'a name that is not qualified in a query over several tables, less certain at head',
    code: "db.query('SELECT «likely legacy» FROM users JOIN teams USING (team_id)');",
  },
  {
    title: 'and certain in deployed code, which Postgres takes, so that no other table has it',
    moment: 'deployed',
    code: "db.query('SELECT «legacy» FROM users JOIN teams USING (team_id)');",
  },
  {
    title: 'a name in a subquery, which may be of its own table',
    code: "db.query('SELECT 1 FROM users WHERE EXISTS (SELECT 1 FROM teams WHERE «possible legacy» = 1)');",
  },
  {
    title: 'a column through a CTE that takes all of them',
    code: "db.query('WITH x AS (SELECT * FROM users) SELECT x.«legacy» FROM x');",
  },
  {
    title: 'no column of a CTE that names its own',
    code: "db.query('WITH x AS (SELECT id AS legacy FROM users) SELECT x.legacy FROM x');",
  },
  {
    title: 'a CTE that hides the table of its name',
    code: "db.query('WITH users AS (SELECT 1 AS legacy) SELECT legacy FROM users');",
  },
  {
    title: 'columns of INSERT, ON CONFLICT and RETURNING',
    code: `db.query(\`
      INSERT INTO users («legacy», name) VALUES ($1, $2)
      ON CONFLICT («legacy») DO UPDATE SET «legacy» = excluded.«legacy» RETURNING «legacy»
    \`);`,
  },
  {
    title: 'columns of UPDATE with FROM and of DELETE',
    code: `db.query('UPDATE users u SET «legacy» = t.legacy FROM teams t WHERE u.«legacy» = t.id');
      db.query('DELETE FROM users WHERE «legacy» < now()');`,
  },
  {
    title: 'columns of USING',
    code: "db.query('SELECT 1 FROM users JOIN teams USING («legacy»)');",
  },
  { title: 'no column in a star', code: "db.query('SELECT *, u.* FROM users u');" },
  {
    title: 'no output name in ORDER BY',
    code: "db.query('SELECT count(*) AS legacy FROM users ORDER BY legacy');",
  },
  {
    title: 'values in holes as parameters',
    code: 'await sql`SELECT «legacy» FROM users WHERE id = ${id} AND «legacy» IN (${list})`;',
  },
  {
    title: 'names in holes that a library quotes',
    code: "await sql`SELECT ${sql.identifier(['«legacy»'])} FROM ${sql.identifier(['users'])}`;",
  },
  {
    title: 'a condition inside of the query that it is a part of',
    code: 'sql`SELECT 1 FROM users WHERE ${all ? sql`true` : sql`«legacy» = ${x}`}`;',
  },
  {
    title: 'a condition that names its table, less certain by itself',
    code: 'const where = sql`users.«likely legacy» = ${x} AND teams.legacy = 1`;',
  },
  {
    title: 'the tags of Prisma, with types',
    code: 'prisma.$queryRaw<Row[]>`SELECT «legacy» FROM users`; prisma.$queryRaw(Prisma.sql`SELECT «legacy» FROM users`);',
  },
  {
    title: 'parts of a string and constants',
    code: `const TABLE = 'users'; db.query('SELECT «legacy»' + ' FROM ' + TABLE + ' WHERE x = ' + y);
      db.query(\`SELECT «legacy» FROM \${TABLE}\`);`,
  },
  {
    title: 'lines that are joined',
    code: "db.query(['SELECT «legacy»', 'FROM users'].join('\\n'));",
  },
  {
    title: 'names behind escapes',
    code: String.raw`db.query('SELECT \'x\', «legacy»\nFROM users');`,
  },
  {
    title: 'parameters with names and question marks',
    code: "db.query('SELECT «legacy» FROM users WHERE a = :name AND b = ? AND c IN (:...ids)'); knex.raw('SELECT ?? , «legacy» FROM users WHERE id = ?');",
  },
  {
    title: 'syntax that only the grammar of Postgres knows',
    code: "db.query('MERGE INTO users u USING teams t ON u.id = t.id WHEN MATCHED THEN UPDATE SET «legacy» = 1');",
  },
  {
    title: 'queries of which a library writes a clause',
    code: `sql\`UPDATE users SET \${sql(values)} WHERE «legacy» = 1\`; sql\`INSERT INTO users («legacy») VALUES \${sql(rows)} RETURNING id\`;
      sql\`INSERT INTO users \${sql(rows)} RETURNING «legacy»\`; db.run('DELETE FROM users WHERE «legacy»=? AND id<>?');`,
  },
  {
    title: 'a subquery with a name',
    code: "knex.raw('(SELECT count(*) FROM users WHERE «legacy» = true AND teams.legacy) AS total');",
  },
  {
    title: 'words of a query that nothing parses',
    code: 'db.query(`SELECT «possible legacy» FROM users ${filter} ORDER ${order} GROUP HAVING`);',
  },
  {
    title: 'a string that nobody is seen to send',
    code: "send('SELECT «likely legacy» FROM users'); const QUERY = 'SELECT «legacy» FROM users';",
  },
  { title: 'nothing in prose', code: "log('Please select a legacy name from the users');" },
  {
    title: 'nothing in markup',
    code: 'const a = <p title="select legacy from users">select legacy from users</p>;',
    file: 'src/app.tsx',
  },
  {
    title: 'a table',
    subjects: [table('users')],
    code: "db.query('SELECT 1 FROM «users» u JOIN public.«users» ON true'); db.query('TRUNCATE «users»'); db.query('SELECT users FROM teams');",
  },
  {
    title: 'queries of a file, with comments and parameters',
    file: 'prisma/sql/byName.sql',
    code: '-- @param {String} $1:name\nSELECT «legacy» FROM users WHERE name = $1;\nSELECT legacy FROM teams;\n',
  },
  {
    title: 'no definition in a file of the schema',
    file: 'db/structure.sql',
    code: 'CREATE TABLE users (legacy text);\nCREATE INDEX ON users (legacy);\n',
  },
  {
    title: 'an INSERT that gives no value for a column',
    subjects: [insert('users.plan')],
    code: `db.query('INSERT INTO «users» (id) VALUES (1)');
      db.query('INSERT INTO users (id, plan) VALUES (1, 2)');
      db.query('INSERT INTO «users» (id, plan) VALUES (1, DEFAULT)');
      db.query('INSERT INTO «possible users» VALUES (1, 2)');
      db.query('INSERT INTO teams (id) VALUES (1)');
      db.query(\`INSERT INTO «possible users» (\${names}) VALUES (\${values})\`);`,
  },
  {
    title: 'a value of an enum beside a column of its type',
    subjects: [enumValue('users.status', 'status', 'old')],
    code: `db.query("SELECT 1 FROM users WHERE status = '«old»' OR status IN ('new', '«old»') OR name = 'old'");
      db.query("SELECT 1 FROM teams WHERE status = 'old'");
      db.query("INSERT INTO users (name, status) VALUES ('old', '«old»')");
      db.query("UPDATE users SET name = 'old', status = '«old»'");
      db.query("SELECT '«old»'::status");`,
  },
];

describe('SQL in code names', () => {
  it.each(CASES)('$title', ({ code, subjects = LEGACY, ...rest }) => {
    expect(withMarks(sql, code, { subjects, ...rest })).toBe(code);
  });
});
