import { expect, it } from 'vitest';

import { knex } from '../../../src/references/models/knex.ts';
import { modelsOf, outline } from '../../support/models.ts';

it('Knex tables are those that its module is told of', () => {
  const models = modelsOf(knex, {
    'rows.ts': `export interface User { id: number; name: string; deleted_at: Date | null }
      export interface Team { id: number; name: string }`,
    'knex.d.ts': `import { Knex } from 'knex'; import { Team, User } from './rows';
      declare module 'knex/types/tables' {
        interface Tables {
          users: User;
          teams: Knex.CompositeTableType<Team, Pick<Team, 'name'>, Partial<Team>>;
        }
        interface Other { things: Team }
      }
      declare module 'other' { interface Tables { others: Team } }`,
    'broken.ts': `declare module 'knex/types/tables' { interface Tables {`,
  });
  expect(models.map(outline)).toEqual(['User: users(id, name, deleted_at)', 'Team: teams(id, name)']);
  expect(models[0]?.columns.map(({ confidence, onInsert }) => [confidence, onInsert])).toEqual([
    ['likely', 'required'],
    ['likely', 'required'],
    ['likely', 'null'],
  ]);
});
