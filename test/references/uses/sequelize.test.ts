import { describe, expect, it } from 'vitest';

import type { Subject } from '../../../src/reference.ts';
import { sequelize } from '../../../src/references/uses/sequelize.ts';
import { column, enumValue, insert, table, withMarks } from '../../support/marked-uses.ts';

const FILES = {
  'src/user.ts': `
    import { DataTypes, Model } from 'sequelize';
    export class User extends Model {}
    User.init({
      legacy: { type: DataTypes.STRING, field: 'legacy_email' },
      status: { type: DataTypes.ENUM('old', 'current') },
    }, { sequelize, tableName: 'users' });
  `,
  'src/team.ts': `
    import { DataTypes, Model } from 'sequelize';
    export class Team extends Model {}
    Team.init({ legacy: { type: DataTypes.STRING, field: 'legacy_email' } }, { sequelize, tableName: 'teams' });
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
    title: 'attributes of the model, and not those of another one',
    code: `await User.findAll({ attributes: ['id', '«legacy»'], where: { «legacy»: 'x' }, order: [['«legacy»', 'DESC']], group: ['«legacy»'] });
      await Team.findAll({ attributes: ['id', 'legacy'], where: { legacy: 'x' }, order: [['legacy', 'DESC']], group: ['legacy'] });`,
  },
  {
    title: 'attributes that are written',
    code: `await User.create({ «legacy»: 'x' }); await User.bulkCreate([{ «legacy»: 'x' }], { updateOnDuplicate: ['«legacy»'] });
      await User.update({ «legacy»: null }, { where: { «legacy»: 'x' } }); await User.upsert({ «legacy»: 'x' });
      await Team.update({ legacy: null }, { where: { legacy: 'x' } }); await User.increment('«legacy»');`,
  },
  {
    title: 'included models, both ways',
    code: `await Team.findAll({ where: { legacy: '' }, include: [{ model: User, as: 'users', where: { «legacy»: 'x' }, attributes: ['«legacy»'] }], order: [[User, '«legacy»', 'ASC']] });
      await User.findAll({ include: [{ model: Team, attributes: ['legacy'] }, { association: 'team', where: { legacy: '' } }], order: [[Team, 'legacy', 'ASC']] });`,
  },
  {
    title: 'operators, functions and names of outputs',
    code: `await User.findAll({ where: { [Op.or]: [{ «legacy»: 'x' }, { [Op.and]: [{ «legacy»: 'y' }] }] },
        attributes: { exclude: ['«legacy»'], include: [[fn('max', col('«legacy»')), 'legacy']] } });`,
  },
  {
    title: 'models of a collection, less certain',
    code: "await db.User.findOne({ where: { «likely legacy»: 'x' } }); await db.Team.findOne({ where: { legacy: 'x' } }); await sequelize.models.User.count({ where: { «likely legacy»: 1 } });",
  },
  {
    title: 'a table',
    subjects: [table('users')],
    code: 'await User.«findAll»(); await Team.findAll(); await User.«count»({ where: {} });',
  },
  {
    title: 'values of an enum',
    subjects: [enumValue('users.status', 'enum_users_status', 'old')],
    code: "await User.findAll({ where: { status: '«old»', legacy: 'old' } }); await User.update({ status: '«old»' }, { where: { status: { [Op.in]: ['«old»', 'x'] } } });",
  },
  {
    title: 'rows that leave a column to the database',
    subjects: [insert('users.plan')],
    code: 'User.«create»({ id }); Team.create({ id }); User.«possible create»(values);',
  },
];

describe('calls of Sequelize name', () => {
  it.each(CASES)('$title', ({ code, subjects = [column('users.legacy_email')] }) => {
    expect(withMarks(sequelize, IMPORTS + code, { subjects, files: FILES })).toBe(IMPORTS + code);
  });
});
