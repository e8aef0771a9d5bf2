import { describe, expect, it } from 'vitest';

import type { Subject } from '../../../src/reference.ts';
import { prisma } from '../../../src/references/uses/prisma.ts';
import { column, enumValue, insert, table, withMarks } from '../../support/marked-uses.ts';

const FILES = {
  'prisma/schema.prisma': `
    datasource db {
      provider = "postgresql"
    }
    enum Status {
      old
      current
    }
    model User {
      id        Int     @id
      legacy    String? @map("legacy_email")
      plan      String  @default(dbgenerated("'free'"))
      status    Status
      team      Team    @relation(fields: [teamId], references: [id])
      teamId    Int
      @@unique([teamId, legacy])
      @@map("users")
    }
    model Team {
      id     Int     @id
      legacy String? @map("legacy_email")
      plan   String
      users  User[]
      @@map("teams")
    }
  `,
};

interface Case {
  readonly title: string;
  readonly code: string;
  readonly subjects?: readonly Subject[];
}

const CASES: readonly Case[] = [
  {
    title: 'fields of the model, and not those of another one',
    code: `await prisma.user.findMany({ select: { «legacy»: true }, where: { «legacy»: { not: null } }, orderBy: [{ «legacy»: 'asc' }] });
      await prisma.team.findMany({ select: { legacy: true }, where: { legacy: null }, orderBy: { legacy: 'asc' } });`,
  },
  {
    title: 'data of create, update and upsert',
    code: `await tx.user.create({ data: { «legacy»: 'x' } });
      await this.prisma.user.update({ where: { id }, data: { «legacy»: null } });
      await db.user.upsert({ where: { teamId_legacy: { teamId, «legacy»: 'x' } }, create: { «legacy»: 'x' }, update: { «legacy»: 'y' } });
      await db.user.createMany({ data: [{ id, «legacy» }] });
      await db.team.create({ data: { legacy: 'x' } });`,
  },
  {
    title: 'fields behind relations, both ways',
    code: `await prisma.team.findMany({
        where: { legacy: '', users: { some: { «legacy»: 'x', team: { legacy: '' } } } },
        include: { users: { select: { «legacy»: true }, where: { «legacy»: null } } },
      });
      await prisma.user.findFirst({ where: { team: { legacy: 'x', users: { every: { «legacy»: 'y' } } } } });
      await prisma.team.create({ data: { legacy: '', users: { create: [{ «legacy»: '' }], connect: { «legacy»: '' } } } });
      await prisma.team.update({ where: {}, data: { users: { update: { where: { «legacy»: '' }, data: { «legacy»: '' } } } } });`,
  },
  {
    title: 'logic, aggregates and groups',
    code: `await prisma.user.findMany({ where: { OR: [{ «legacy»: 'x' }, { NOT: { «legacy»: 'y' } }] }, distinct: ['«legacy»'] });
      await prisma.user.groupBy({ by: ['«legacy»'], _count: { «legacy»: true }, having: { «legacy»: {} } });
      await prisma.user.aggregate({ _max: { «legacy»: true } });`,
  },
  {
    title: 'arguments that are built before the call',
    code: `const where = { «legacy»: 'x' }; const select = admin ? { «legacy»: true } : { id: true };
      await prisma.user.findMany({ where: { ...where, id }, select });
      const other = { legacy: 'x' }; await prisma.team.findMany({ where: other });`,
  },
  {
    title: 'objects that are typed as arguments',
    code: `const where: Prisma.UserWhereInput = { «legacy»: 'x' };
      const select = { «legacy»: true } satisfies Prisma.UserSelect;
      const args = Prisma.validator<Prisma.UserFindManyArgs>()({ select: { «legacy»: true } });
      const teams: Prisma.TeamWhereInput = { legacy: 'x', users: { some: { «legacy»: 'x' } } };`,
  },
  {
    title: 'less of a call whose client is not known, and nothing of one that is none',
    code: `service.user.update({ where: { id }, data: { «likely legacy»: 'x' } });
      service.user.update({ legacy: 'x' }); prisma.legacy.findMany({ where: { legacy: 1 } });`,
  },
  {
    title: 'a table',
    subjects: [table('users')],
    code: 'await prisma.«user».findMany(); await prisma.team.findMany(); await prisma.«user».count();',
  },
  {
    title: 'values of an enum',
    subjects: [enumValue('users.status', 'Status', 'old')],
    code: `await prisma.user.findMany({ where: { status: '«old»', legacy: 'old' } });
      await prisma.user.update({ where: {}, data: { status: Status.«old» } });
      await prisma.user.count({ where: { status: { in: ['current', '«old»'] } } });`,
  },
  {
    title: 'rows that leave a column to the database',
    subjects: [insert('users.plan'), insert('users.added')],
    code: 'await prisma.«user».create({ data: { added: 1 } }); await prisma.user.create({ data: { plan: 1, added: 1 } }); await prisma.team.create({ data: {} });',
  },
];

describe("calls of Prisma's client name", () => {
  it.each(CASES)('$title', ({ code, subjects = [column('users.legacy_email')] }) => {
    expect(withMarks(prisma, code, { subjects, files: FILES })).toBe(code);
  });
});
