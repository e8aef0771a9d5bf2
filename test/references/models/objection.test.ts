import { describe, expect, it } from 'vitest';

import { objection } from '../../../src/references/models/objection.ts';
import { modelsOf, outline, pointed } from '../../support/models.ts';

const USER = `import { Model } from 'objection'; import Team from './team';
  export default class User extends Model {
    static get tableName() { return 'users'; }
    static get jsonSchema() {
      return { type: 'object', required: ['name'], properties: {
        id: { type: 'integer' }, name: { type: 'string' }, nickName: { type: ['string', 'null'] }, isActive: { type: 'boolean', default: true },
      } };
    }
    static get relationMappings() {
      return { team: { relation: Model.BelongsToOneRelation, modelClass: Team, join: { from: 'users.teamId', to: 'teams.id' } } };
    }
  }`;
const TEAM = `import { Model } from 'objection';
  class Team extends Model {
    static tableName = 'teams';
    id!: number; name!: string; madeAt!: Date; users?: User[]; owner?: Owner;
  }
  module.exports = Team;`;

describe('Objection models', () => {
  it('have the columns of their schema, of their relations and of their fields', () => {
    const files = { 'user.ts': USER, 'team.ts': TEAM };
    const models = modelsOf(objection, files);
    expect(models.map(outline)).toEqual([
      'Team: teams(id, name, madeAt, …)',
      'User: users(id, name, nickName, isActive, teamId)',
    ]);
    expect(models[1]?.columns.map(({ confidence, onInsert }) => [confidence, onInsert])).toEqual([
      ['likely', 'null'],
      ['likely', 'required'],
      ['likely', 'null'],
      ['likely', 'value of the client'],
      ['likely', 'null'],
    ]);
    expect(models[0]?.columns[0]?.confidence).toBe('possible');
    expect(pointed(objection, files).User?.at(-1)).toBe("'users.teamId'");
  });

  it('have their names in the database by the mappers of the connection or of the class', () => {
    const connection = `import { knexSnakeCaseMappers } from 'objection'; knex({ ...knexSnakeCaseMappers() });`;
    const model = (
      name: string,
      more: string,
    ): string => `import { Model, snakeCaseMappers } from 'objection';
      export class ${name} extends Model { static tableName = 'userAccounts'; ${more}
        static jsonSchema = { properties: { firstName: { type: 'string' } } }; }`;
    expect(modelsOf(objection, { 'db.ts': connection, 'a.ts': model('A', '') }).map(outline)).toEqual([
      'A: user_accounts(first_name)',
    ]);
    const upper = connection.replace('Mappers()', 'Mappers({ upperCase: true })');
    expect(modelsOf(objection, { 'db.ts': upper, 'a.ts': model('A', '') }).map(outline)).toEqual([
      'A: USER_ACCOUNTS(FIRST_NAME)',
    ]);
    const own = model('B', 'static get columnNameMappers() { return snakeCaseMappers(); }');
    expect(modelsOf(objection, { 'b.ts': own }).map(outline)).toEqual(['B: userAccounts(first_name)']);
  });

  it('may extend classes of the project, and mixins', () => {
    const models = modelsOf(objection, {
      'base.js': `import { Model, mixin } from 'objection'; export class BaseModel extends mixin(Model, [plugin]) {}`,
      'account.js': `import { BaseModel } from './base';
        export class Account extends BaseModel { static get tableName() { return 'accounts'; }
          static get jsonSchema() { return { properties: { code: {} } }; } }`,
      'sequelize.ts': `import { Model } from 'sequelize'; class Activity extends Model { static tableName = 'activities'; id: number; }`,
      'other.js': `class Grid extends Component { static tableName = 'grid'; }
        class NoName extends BaseModel { static get tableName() { return config.table; } }
        class Base { static tableName = 'x'; }`,
      'broken.js': `class Account extends Model { static get tableName() { return 'accounts'`,
    });
    expect(models.map(outline)).toEqual(['Account: accounts(code)']);
  });
});
