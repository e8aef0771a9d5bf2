import { describe, expect, it } from 'vitest';

import { prisma } from '../../../src/references/models/prisma.ts';
import { modelsOf, outline, pointed } from '../../support/models.ts';

describe('Prisma models', () => {
  it('are tables under their own names or the mapped ones', () => {
    const models = modelsOf(prisma, {
      'schema.prisma': `
        model User {
          id    Int     @id @default(autoincrement())
          name  String? // the full name
          email String  @unique @map("email_address")
        }
        /// Groups of users.
        model Team {
          id   Int    @id
          name String
          @@map("teams")
          @@schema("crm")
        }`,
    });
    expect(models.map(outline)).toEqual(['User: User(id, name, email_address)', 'Team: crm.teams(id, name)']);
    expect(models.every(({ isComplete, confidence }) => isComplete && confidence === 'certain')).toBe(true);
  });

  it('point at the name of the column', () => {
    const files = { 'schema.prisma': 'model User {\n  id Int @id\n  email String @map(name: "e_mail")\n}\n' };
    expect(pointed(prisma, files)).toEqual({ User: ['id', '"e_mail"'] });
  });

  it('leave out relations, ignored fields and types that the client does not know', () => {
    const models = modelsOf(prisma, {
      'schema.prisma': `
        model Post {
          id       Int    @id
          authorId Int    @map("author_id")
          author   User   @relation(fields: [authorId], references: [id],
                                    onDelete: Cascade)
          tags     Tag[]
          legacy   String @ignore
          place    Unsupported("circle")?
          title    String @default("a { b } \\"c\\"")
        }
        model Old {
          id Int @id
          @@ignore
        }
        view Recent {
          id    Int      @unique
          since DateTime @map("since_at")
        }`,
    });
    expect(models.map(outline)).toEqual(['Post: Post(id, author_id, title)', 'Recent: Recent(id, since_at)']);
  });

  it('say who fills in a value on INSERT', () => {
    const [model] = modelsOf(prisma, {
      'schema.prisma': `
        model Thing {
          a Int      @id @default(autoincrement())
          b String   @default(dbgenerated("gen_random_uuid()")) @db.Uuid
          c String   @default(uuid())
          d DateTime @default(now())
          e DateTime @updatedAt
          f Boolean  @default(false)
          g String?
          h String[]
          i String
          j Int[]    @default([1, 2])
        }`,
    });
    expect(model?.columns.map(({ property, onInsert }) => [property, onInsert])).toEqual([
      ['a', 'default of the database'],
      ['b', 'default of the database'],
      ['c', 'value of the client'],
      ['d', 'value of the client'],
      ['e', 'value of the client'],
      ['f', 'value of the client'],
      ['g', 'null'],
      ['h', 'null'],
      ['i', 'required'],
      ['j', 'value of the client'],
    ]);
  });

  it('know enums of the other files of the schema, by their values in the database', () => {
    const [model] = modelsOf(prisma, {
      'prisma/schema/user.prisma':
        'model User {\n  id Int @id\n  role Role @default(MEMBER)\n  other Other\n}',
      'prisma/schema/enums.prisma': 'enum Role {\n  ADMIN\n  MEMBER @map("member")\n  @@map("role")\n}',
      'elsewhere/enums.prisma': 'enum Other {\n  A\n}',
    });
    expect(model?.columns.map(({ column }) => column)).toEqual(['id', 'role']);
    expect(model?.columns[1]?.enumValues?.map(({ value, file }) => [value, file])).toEqual([
      ['ADMIN', 'prisma/schema/enums.prisma'],
      ['member', 'prisma/schema/enums.prisma'],
    ]);
  });

  it('are tables of their own where a relation is a list on both sides', () => {
    const models = modelsOf(prisma, {
      'schema/post.prisma':
        'model Post {\n id Int @id\n tags Tag[]\n likers User[] @relation("Likes")\n author User @relation("Author", fields: [authorId], references: [id])\n authorId Int\n}',
      'schema/tag.prisma': 'model Tag {\n id Int @id\n posts Post[]\n}',
      'schema/user.prisma':
        'model User {\n id Int @id\n liked Post[] @relation("Likes")\n posts Post[] @relation("Author")\n friends User[] @relation("Friends")\n friendOf User[] @relation("Friends")\n}',
    });
    expect(models.map(outline)).toEqual([
      'Post: Post(id, authorId)',
      'Post.tags: _PostToTag(A, B)',
      'Post.likers: _Likes(A, B)',
      'Tag: Tag(id)',
      'User: User(id)',
      'User.friends: _Friends(A, B)',
    ]);
  });

  it('are none where the schema is for another database', () => {
    const model = 'model User {\n  id Int @id\n}\n';
    const files = {
      'mysql/schema.prisma': `datasource db {\n  provider = "mysql"\n  url = env("URL")\n}\n${model}`,
      'pg/schema.prisma': `datasource db {\n  provider = "postgresql"\n}\n${model}`,
    };
    expect(modelsOf(prisma, files).map(({ file }) => file)).toEqual(['pg/schema.prisma']);
  });

  it('are read as far as a broken file allows', () => {
    const models = modelsOf(prisma, {
      'schema.prisma':
        'model User {\n  id Int @id(\n}\nmodel {\n  = ]\n}\nmodel Team {\n  id Int @id\n  name',
    });
    expect(models[0]?.name).toBe('User');
  });
});
