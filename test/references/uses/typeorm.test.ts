import { describe, expect, it } from 'vitest';

import type { Subject } from '../../../src/reference.ts';
import { typeorm } from '../../../src/references/uses/typeorm.ts';
import { column, insert, table, withMarks } from '../../support/marked-uses.ts';

const FILES = {
  'src/user.entity.ts': `
    import { Column, Entity, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
    import { Team } from './team.entity';
    @Entity('users')
    export class User extends BaseEntity {
      @PrimaryGeneratedColumn() id: number;
      @Column({ name: 'legacy_email' }) legacy: string;
      @Column({ default: 'free' }) plan: string;
      @ManyToOne(() => Team, (team) => team.users) team: Team;
    }
  `,
  'src/team.entity.ts': `
    import { Column, Entity, OneToMany, PrimaryGeneratedColumn } from 'typeorm';
    import { User } from './user.entity';
    @Entity('teams')
    export class Team {
      @PrimaryGeneratedColumn() id: number;
      @Column({ name: 'legacy_email' }) legacy: string;
      @OneToMany(() => User, (user) => user.team) users: User[];
    }
  `,
  'src/users.repository.ts': `
    import { Repository } from 'typeorm';
    import { User } from './user.entity';
    export class UsersRepository extends Repository<User> {}
  `,
};

const IMPORTS = `import { User } from './user.entity';
      import { Team } from './team.entity';
      import { UsersRepository } from './users.repository';
      `;

interface Case {
  readonly title: string;
  readonly code: string;
  readonly subjects?: readonly Subject[];
}

const CASES: readonly Case[] = [
  {
    title: 'fields of repositories that are injected, and not those of another entity',
    code: `class Service {
        constructor(
          @InjectRepository(User) private readonly users,
          private teams: Repository<Team>,
          private own: UsersRepository,
        ) {}
        async run() {
          await this.users.find({ select: { «legacy»: true }, where: [{ «legacy»: 'x' }], order: { «legacy»: 'ASC' } });
          await this.users.findOneBy({ «legacy»: 'x' });
          await this.own.find({ select: ['id', '«legacy»'] });
          await this.teams.find({ select: { legacy: true }, where: { legacy: 'x' }, order: { legacy: 'ASC' } });
        }
      }`,
  },
  {
    title: 'repositories and managers that are asked for',
    code: `const users = dataSource.getRepository(User);
      await users.save({ «legacy»: 'x' });
      await getRepository(User).update({ id }, { «legacy»: 'x' });
      await getRepository(Team).update({ id }, { legacy: 'x' });
      await manager.findOne(User, { where: { «legacy»: 'x' } });
      await manager.findOne(Team, { where: { legacy: 'x' } });
      await manager.getRepository(User).increment({ id }, '«legacy»', 1);
      await User.findBy({ «legacy»: 'x' });`,
  },
  {
    title: 'fields behind relations, both ways',
    code: `await manager.find(Team, { where: { legacy: '', users: { «legacy»: 'x', team: { legacy: '' } } }, select: { users: { «legacy»: true } } });
      await manager.find(User, { where: { team: { legacy: 'x' } } });`,
  },
  {
    title: 'properties in the strings of a query builder, by their alias',
    code: `const found = await getRepository(User).createQueryBuilder('u')
        .leftJoinAndSelect('u.team', 't', 't.legacy = u.«legacy»')
        .select(['u.«legacy»', 't.legacy']).addSelect('LOWER(u.«legacy»)', 'legacy_lower')
        .where('u.«legacy» = :legacy AND t.legacy = :other', { legacy: 1, other: 2 })
        .andWhere(new Brackets((qb) => { qb.where('t.legacy IS NULL').orWhere('u.«legacy» IS NULL'); }))
        .orderBy('u.«legacy»', 'DESC').getMany();`,
  },
  {
    title: 'columns of raw names, and of a builder that is kept in a variable',
    code: `const qb = manager.createQueryBuilder(User, 'user');
      qb.innerJoin('user.team', 'team');
      qb.where('"user"."«legacy_email»" IS NOT NULL').andWhere(\`team.legacy = \${x}\`);
      if (x) qb.orderBy({ 'user.«legacy»': 'ASC', 'team.legacy': 'ASC' });`,
  },
  {
    title: 'changes by a query builder',
    code: `await dataSource.createQueryBuilder().update(User).set({ «legacy»: 'x' }).where('«legacy» = 1').execute();
      await dataSource.createQueryBuilder().insert().into(User).values({ «legacy»: 'x', plan: 'x' }).execute();
      await dataSource.createQueryBuilder().update(Team).set({ legacy: 'x' }).where('legacy = 1').execute();`,
  },
  {
    title: 'conditions that are built before the call',
    code: `const where = { «legacy»: 'x' }; await manager.find(User, { where });
      const of = { legacy: 'x' }; await manager.find(Team, { where: of });`,
  },
  {
    title: 'the table of the entity',
    subjects: [table('users')],
    code: 'manager.«find»(User); manager.find(Team); getRepository(User).«count»();',
  },
  {
    title: 'rows that leave a column to the database',
    subjects: [insert('users.plan')],
    code: `await manager.«insert»(User, { id }); await manager.insert(User, { id, plan: 'x' }); await manager.insert(Team, { id });
      await getRepository(User).«possible save»(user);`,
  },
];

describe('calls of TypeORM name', () => {
  it.each(CASES)('$title', ({ code, subjects = [column('users.legacy_email')] }) => {
    expect(withMarks(typeorm, IMPORTS + code, { subjects, files: FILES })).toBe(IMPORTS + code);
  });
});
