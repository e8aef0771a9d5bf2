import { describe, expect, it } from 'vitest';

import type { Moment, Subject } from '../../src/reference.ts';
import { typeorm } from '../../src/references/models/typeorm.ts';
import { symbolUses, worthAsking, type SymbolSearch } from '../../src/references/symbols.ts';
import { codeTree } from '../support/code-tree.ts';
import { column, marksOf, modelsOf, unmarked } from '../support/marked-uses.ts';

const ENTITIES = {
  'src/typeorm.d.ts': `
    declare module 'typeorm' {
      export function Entity(name: string): ClassDecorator;
      export function Column(options?: object): PropertyDecorator;
      export type Where<T> = { [P in keyof T]?: T[P] };
      export interface Repository<T> { find(options: { where: Where<T>; order?: { [P in keyof T]?: 'ASC' } }): Promise<T[]>; }
    }
  `,
  'src/user.ts': `
    import { Column, Entity } from 'typeorm';
    @Entity('users')
    export class User { @Column({ name: 'legacy_email' }) legacy!: string; }
  `,
  'src/team.ts': `
    import { Column, Entity } from 'typeorm';
    @Entity('teams')
    export class Team { @Column({ name: 'legacy_email' }) legacy!: string; }
  `,
};
const CONFIG = {
  'tsconfig.json': '{ "compilerOptions": { "strict": true, "experimentalDecorators": true, "types": [] } }',
};

const LEGACY = [column('users.legacy_email')];
const APP = `
  import type { Repository } from 'typeorm';
  import { Team } from './team';
  import { User } from './user';
  export async function run(users: Repository<User>, teams: Repository<Team>) {
    const [user] = await users.find({ where: { «legacy»: 'x' }, order: { «legacy»: 'ASC' } });
    const [team] = await teams.find({ where: { legacy: 'x' } });
    const { «legacy», ...rest } = user!;
    return [user!.«legacy», user?.['«legacy»'], team!.legacy, rest, { legacy }];
  }
`;

function search(
  files: Readonly<Record<string, string>>,
  subjects: readonly Subject[] = LEGACY,
  moment: Moment = 'head',
): SymbolSearch {
  const tree = codeTree(files, { moment });
  return symbolUses({ subjects, models: modelsOf(subjects, tree, [typeorm]), tree }, '/application');
}

function marked(file: string, text: string, { uses }: SymbolSearch): string {
  return marksOf(
    text,
    uses.filter((use) => use.file === file),
  );
}

describe('uses of a property by its symbol', () => {
  it('are those of the class, through types, and not those of another class', () => {
    const text = unmarked(APP);
    const found = search({ ...ENTITIES, ...CONFIG, 'src/app.ts': text });
    expect(marked('src/app.ts', text, found)).toBe(APP);
    expect(found.unread).toEqual([]);
  });

  it('are found in the code of a revision, which is not on disk', () => {
    const text = unmarked(APP);
    const found = search({ ...ENTITIES, ...CONFIG, 'src/app.ts': text }, LEGACY, 'deployed');
    expect(found.uses).toHaveLength(5);
  });

  it('are found by the options that a tsconfig.json extends', () => {
    const app = "import { User } from '@/user'; export const legacy = (user: User) => user.«legacy»;";
    const found = search({
      ...ENTITIES,
      'tsconfig.json': '{ "extends": "./tsconfig.base.json" } // of all',
      'tsconfig.base.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] }, "types": [] } }',
      'src/app.ts': unmarked(app),
    });
    expect(marked('src/app.ts', unmarked(app), found)).toBe(app);
  });

  it('are left to syntax where nothing says how a file is compiled', () => {
    const found = search({ ...ENTITIES, 'src/app.ts': unmarked(APP) });
    expect(found.uses).toEqual([]);
    expect(found.unread).toContainEqual({
      subject: LEGACY[0],
      file: 'src/app.ts',
      reason: 'no tsconfig.json says how it is compiled',
    });
  });

  it('are left to syntax where a tsconfig.json cannot be read', () => {
    const found = search({ ...ENTITIES, 'tsconfig.json': '[', 'src/app.ts': unmarked(APP) });
    expect(found.uses).toEqual([]);
    expect(found.unread.map(({ file }) => file)).toEqual(['tsconfig.json']);
  });

  it('are not asked for where no model declares the subject', () => {
    expect(search({ ...ENTITIES, ...CONFIG }, [column('users.name')])).toEqual({ uses: [], unread: [] });
  });

  it('leave what does not parse to itself', () => {
    const found = search({ ...ENTITIES, ...CONFIG, 'src/app.ts': 'const legacy = {{{ ; user.legacy' });
    expect(found.uses).toEqual([]);
  });
});

describe('the compiler', () => {
  const tree = codeTree({ ...ENTITIES, ...CONFIG });
  const question = { subjects: LEGACY, models: modelsOf(LEGACY, tree, [typeorm]), tree };
  const use = {
    subject: column('users.legacy_email'),
    file: 'src/app.ts',
    span: { start: 0, end: 1 },
    kind: 'query',
    confidence: 'certain',
  } as const;
  const found = LEGACY.map((subject) => ({ ...use, subject }));

  it('is asked for what no other finder has a place of', () => {
    expect(worthAsking(question, []).subjects).toEqual(LEGACY);
    expect(worthAsking(question, found).subjects).toEqual([]);
  });

  it('is asked about the code as it stands alone, unless it always is', () => {
    const deployed = { ...question, tree: codeTree({}, { moment: 'deployed' }) };
    expect(worthAsking(deployed, []).subjects).toEqual([]);
    expect(worthAsking(deployed, found, 'always').subjects).toEqual(LEGACY);
    expect(worthAsking(question, [], 'never').subjects).toEqual([]);
  });
});
