import { expect, it } from 'vitest';

import type { Subject } from '../../src/reference.ts';
import { SearchedCode } from '../../src/references/find.ts';
import { MODEL_READERS } from '../../src/references/models.ts';
import { USE_FINDERS } from '../../src/references/uses.ts';
import { codeTree } from '../support/code-tree.ts';

/**
 * Code of two tables with a column of the same name, of which one is dropped: `users.name` goes,
 * `teams.name` stays. The lines that end in `// users` use the one that goes; no other line does.
 */
const APPLICATIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Prisma: {
    'prisma/schema.prisma': `
datasource db {
  provider = "postgresql"
}

model User {
  id     Int    @id
  name   String // users
  teamId Int    @map("team_id")
  team   Team   @relation(fields: [teamId], references: [id])

  @@map("users")
}

model Team {
  id    Int    @id
  name  String
  users User[]

  @@map("teams")
}
`,
    'src/users.ts': `
import { PrismaClient } from '@prisma/client';

const prisma = new PrismaClient();

export const users = () =>
  prisma.user.findMany({
    where: { name: 'a' }, // users
    select: {
      id: true,
      name: true, // users
      team: { select: { name: true } },
    },
    orderBy: { team: { name: 'asc' } },
  });
export const teams = () => prisma.team.findMany({ where: { name: 'a' }, orderBy: { name: 'asc' } });
export const rename = () => prisma.team.update({ where: { id: 1 }, data: { name: 'b' } });
`,
  },
  TypeORM: {
    'src/user.entity.ts': `
import { Column, Entity, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Team } from './team.entity';

@Entity('users')
export class User {
  @PrimaryGeneratedColumn()
  id: number;

  @Column()
  name: string; // users

  @ManyToOne(() => Team)
  team: Team;
}
`,
    'src/team.entity.ts': `
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity('teams')
export class Team {
  @PrimaryGeneratedColumn()
  id: number;

  @Column()
  name: string;
}
`,
    'src/users.ts': `
import { Repository } from 'typeorm';
import { Team } from './team.entity';
import { User } from './user.entity';

export class Users {
  constructor(
    private readonly users: Repository<User>,
    private readonly teams: Repository<Team>,
  ) {}

  findUsers() {
    return this.users.find({
      where: { name: 'a' }, // users
    });
  }

  findTeams() {
    return this.teams.find({ where: { name: 'a' }, order: { name: 'ASC' } });
  }
}
`,
  },
  Drizzle: {
    'src/schema.ts': `
import { integer, pgTable, text } from 'drizzle-orm/pg-core';

export const teams = pgTable('teams', { id: integer('id').primaryKey(), name: text('name') });
export const users = pgTable('users', {
  id: integer('id').primaryKey(),
  name: text('name'), // users
  teamId: integer('team_id').references(() => teams.id),
});
`,
    'src/users.ts': `
import { eq } from 'drizzle-orm';
import { db } from './db';
import { teams, users } from './schema';

export const both = () =>
  db
    .select({
      user: users.name, // users
      team: teams.name,
    })
    .from(users)
    .innerJoin(teams, eq(users.teamId, teams.id));
export const team = () => db.update(teams).set({ name: 'a' }).where(eq(teams.name, 'b'));
`,
  },
  Sequelize: {
    'src/models.ts': `
import { DataTypes, Model, Sequelize } from 'sequelize';

const sequelize = new Sequelize('postgres://localhost/app');

export class User extends Model {}
export class Team extends Model {}

User.init(
  {
    name: DataTypes.STRING, // users
  },
  { sequelize, tableName: 'users' },
);
Team.init({ name: DataTypes.STRING }, { sequelize, tableName: 'teams' });

export const users = () =>
  User.findAll({
    where: { name: 'a' }, // users
  });
export const teams = () => Team.findAll({ where: { name: 'a' }, order: [['name', 'ASC']] });
`,
  },
  MikroORM: {
    'src/entities.ts': `
import { Entity, ManyToOne, PrimaryKey, Property } from '@mikro-orm/core';

@Entity({ tableName: 'teams' })
export class Team {
  @PrimaryKey()
  id!: number;

  @Property()
  name!: string;
}

@Entity({ tableName: 'users' })
export class User {
  @PrimaryKey()
  id!: number;

  @Property()
  name!: string; // users

  @ManyToOne(() => Team)
  team!: Team;
}
`,
    'src/users.ts': `
import { EntityManager } from '@mikro-orm/core';
import { Team, User } from './entities';

export const users = (em: EntityManager) =>
  em.find(User, {
    name: 'a', // users
  });
export const teams = (em: EntityManager) => em.find(Team, { name: 'a' }, { orderBy: { name: 'asc' } });
`,
  },
  Kysely: {
    'src/database.ts': `
import { Kysely, type Generated } from 'kysely';

export interface UsersTable {
  id: Generated<number>;
  name: string; // users
  team_id: number;
}

export interface TeamsTable {
  id: Generated<number>;
  name: string;
}

export interface Database {
  users: UsersTable;
  teams: TeamsTable;
}

export const db = new Kysely<Database>({});
`,
    'src/users.ts': `
import { db } from './database';

export const both = () =>
  db
    .selectFrom('users')
    .innerJoin('teams', 'teams.id', 'users.team_id')
    .select('teams.name as team')
    .select('users.name as user') // users
    .execute();
export const teams = () => db.selectFrom('teams').select('name').where('name', '=', 'a').execute();
`,
  },
  'Objection and Knex': {
    'src/models.ts': `
import { Model } from 'objection';

export class User extends Model {
  static tableName = 'users';
  static jsonSchema = {
    type: 'object',
    properties: {
      id: { type: 'integer' },
      name: { type: 'string' }, // users
    },
  };
}

export class Team extends Model {
  static tableName = 'teams';
  static jsonSchema = {
    type: 'object',
    properties: { id: { type: 'integer' }, name: { type: 'string' } },
  };
}
`,
    'src/queries.ts': `
import knex from 'knex';

const db = knex({ client: 'pg' });

export const users = () =>
  db('users')
    .select('id')
    .where({ name: 'a' }); // users
export const teams = () => db('teams').select('name').where({ name: 'a' });
export const both = () =>
  db('users as u')
    .join('teams as t', 't.id', 'u.team_id')
    .select('t.name')
    .select('u.name'); // users
`,
  },
  SQL: {
    'src/queries.ts': `
import { Pool } from 'pg';

const pool = new Pool();

export const users = () => pool.query('SELECT u.name FROM users u JOIN teams t ON t.id = u.team_id'); // users
export const teams = () => pool.query('SELECT t.name FROM users u JOIN teams t ON t.id = u.team_id');
export const inner = () => pool.query('SELECT id FROM users WHERE team_id IN (SELECT id FROM teams WHERE name = $1)', ['a']);
export const outer = () => pool.query('WITH users AS (SELECT id, name FROM teams) SELECT name FROM users');
export const insert = () => pool.query('INSERT INTO teams (name) SELECT $1 FROM users', ['a']);
`,
  },
};

const NAME: Subject = { kind: 'column', table: { schema: 'public', name: 'users' }, column: 'name' };

it.each(Object.entries(APPLICATIONS))('takes no name of teams for that of users in %s', (_, files) => {
  const code = new SearchedCode(
    {
      head: codeTree(files),
      deployed: undefined,
      isStopped: true,
      isApplication: () => true,
      root: '/',
      cwd: '/',
    },
    { models: MODEL_READERS, uses: USE_FINDERS },
  );
  code.expect([NAME]);
  // A name without its table in a subquery may be of an outer table, if the inner one has not got it.
  const found = code
    .search(NAME)
    .references.filter(({ confidence }) => confidence !== 'possible')
    .map(({ file, line }) => `${file}:${line.toString()}`);
  const expected = Object.entries(files).flatMap(([file, text]) =>
    text
      .split('\n')
      .flatMap((line, index) => (line.endsWith('// users') ? [`${file}:${(index + 1).toString()}`] : [])),
  );
  expect([...new Set(found)].sort()).toEqual(expected.sort());
});
