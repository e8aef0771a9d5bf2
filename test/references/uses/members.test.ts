import { describe, expect, it } from 'vitest';

import { members } from '../../../src/references/uses/members.ts';
import { column, withMarks } from '../../support/marked-uses.ts';

const FILES = {
  'src/entities.ts': `
    import { Column, Entity } from 'typeorm';
    @Entity('users')
    export class User { @Column({ name: 'legacy_email' }) legacy: string; }
    @Entity('teams')
    export class Team { @Column({ name: 'legacy_email' }) legacy: string; }
  `,
};

const CASES = [
  {
    title: 'of a parameter or variable with the type of the model',
    code: `import { Team, User } from './entities';
      export const a = (one: User, other: Team) => [one.«legacy», other.legacy, one['«legacy»']];
      const b: User = x; const { «legacy» } = b; const c: Team = x; const { legacy: d } = c;
      const e = new User(); e.«legacy» = 'x'; const f = new Team(); f.legacy = 'x';`,
  },
  {
    title: 'of what a query gives, less certain',
    code: `import { Team, User } from './entities';
      const one = await manager.findOne(User, {}); one.«likely legacy»; const other = await manager.findOne(Team, {}); other.legacy;`,
  },
  {
    title: 'of an object that is called after the model, least certain',
    code: 'const text = session.user.«possible legacy» + team.legacy + account.legacy; list.map((user) => user.«possible legacy»);',
  },
  {
    title: 'of nothing that is declared to be something else',
    code: 'async function f() { const user = await fetch(url); return user.legacy; } const g = (user: Profile) => user.legacy;',
  },
];

describe('properties of rows are found', () => {
  it.each(CASES)('$title', ({ code }) => {
    expect(withMarks(members, code, { subjects: [column('users.legacy_email')], files: FILES })).toBe(code);
  });

  it('in the class itself', () => {
    const code =
      "import { Column, Entity } from 'typeorm';\n@Entity('people')\nclass Person { @Column() old: string; is() { return this.«old» === ''; } }";
    expect(withMarks(members, code, { subjects: [column('people.old')] })).toBe(code);
  });
});
