import { describe, expect, it } from 'vitest';

import type { Subject } from '../../../src/reference.ts';
import { mikroOrm } from '../../../src/references/uses/mikro-orm.ts';
import { column, insert, table, withMarks } from '../../support/marked-uses.ts';

const FILES = {
  'src/user.ts': `
    import { Entity, ManyToOne, PrimaryKey, Property, Ref } from '@mikro-orm/core';
    import { Team } from './team';
    @Entity({ tableName: 'users' })
    export class User {
      @PrimaryKey() id!: number;
      @Property({ fieldName: 'legacy_email' }) legacy?: string;
      @ManyToOne(() => Team) team!: Ref<Team>;
    }
  `,
  'src/team.ts': `
    import { Collection, Entity, OneToMany, PrimaryKey, Property } from '@mikro-orm/core';
    import { User } from './user';
    @Entity({ tableName: 'teams' })
    export class Team {
      @PrimaryKey() id!: number;
      @Property({ fieldName: 'legacy_email' }) legacy?: string;
      @OneToMany(() => User, (user) => user.team) users = new Collection<User>(this);
    }
  `,
};

const IMPORTS = `import { User } from './user';
      import { Team } from './team';
      `;

interface Case {
  readonly title: string;
  readonly code: string;
  readonly subjects?: readonly Subject[];
}

const CASES: readonly Case[] = [
  {
    title: 'properties of the entity, and not those of another one',
    code: `await em.find(User, { «legacy»: 'x' }, { orderBy: { «legacy»: 'asc' }, fields: ['id', '«legacy»', 'team.legacy'] });
      await em.find(Team, { legacy: 'x' }, { orderBy: { legacy: 'asc' }, fields: ['id', 'legacy', 'users.«legacy»'] });
      em.create(User, { «legacy»: 'x' }); await em.nativeUpdate(User, { id }, { «legacy»: 'x' }); await em.nativeUpdate(Team, { id }, { legacy: 'x' });`,
  },
  {
    title: 'properties behind relations and operators, both ways',
    code: `await em.find(Team, { $or: [{ legacy: '' }, { users: { «legacy»: 'x', team: { legacy: '' } } }] });
      await em.findOne(User, { $and: [{ «legacy»: 'x' }, { team: { legacy: 'x' } }] });`,
  },
  {
    title: 'repositories and query builders',
    code: `class Service {
        constructor(private users: EntityRepository<User>, @InjectRepository(Team) private teams) {}
        async run() {
          await this.users.findOne({ «legacy»: 'x' }); await this.teams.findOne({ legacy: 'x' });
          await this.em.createQueryBuilder(User, 'u').select(['u.«legacy»']).where({ «legacy»: 'x' }).leftJoin('u.team', 't').andWhere('t.legacy = u.«legacy»');
        }
      }`,
  },
  {
    title: 'a table',
    subjects: [table('users')],
    code: 'em.«find»(User, {}); em.find(Team, {}); em.getRepository(User).«count»();',
  },
  {
    title: 'rows that leave a column to the database',
    subjects: [insert('users.plan')],
    code: 'em.«insert»(User, { id }); em.insert(Team, { id }); em.«possible create»(User, data);',
  },
];

describe('calls of MikroORM name', () => {
  it.each(CASES)('$title', ({ code, subjects = [column('users.legacy_email')] }) => {
    expect(withMarks(mikroOrm, IMPORTS + code, { subjects, files: FILES })).toBe(IMPORTS + code);
  });
});
