import { describe, expect, it } from 'vitest';

import { sequelize } from '../../../src/references/models/sequelize.ts';
import { modelsOf, outline, pointed } from '../../support/models.ts';

const IMPORTS = `import { DataTypes, Model } from 'sequelize';\n`;

function outlines(texts: Readonly<Record<string, string>>): readonly string[] {
  return modelsOf(sequelize, texts).map(outline);
}

describe('Sequelize models', () => {
  // As `getTableName` and `getAttributes` of Sequelize 6 give them.
  it('are what `init` makes of them, with the columns that Sequelize adds', () => {
    const models = modelsOf(sequelize, {
      'user.ts': `${IMPORTS}
        class User extends Model {
          static associate(models) { this.belongsTo(models.Team, { foreignKey: 'teamId', as: 'team' }); }
        }
        User.init({
          firstName: DataTypes.STRING,
          email: { type: DataTypes.STRING, field: 'e_mail', allowNull: false },
          full: { type: DataTypes.VIRTUAL, get() { return 1; } },
          half: { type: new DataTypes.VIRTUAL(DataTypes.STRING, ['full']) },
        }, { sequelize, underscored: true, modelName: 'UserAccount', paranoid: true });`,
      'team.ts': `${IMPORTS}
        class Team extends Model {}
        Team.init({ email: { type: DataTypes.UUID, primaryKey: true } }, { sequelize, tableName: 'the_teams', schema: 'crm', timestamps: false });`,
      'self.js': `const { Model, DataTypes } = require('sequelize');
        module.exports = class Self extends Model {
          static setup(connection) { super.init({ a: DataTypes.STRING }, { sequelize: connection }); return this; }
        };`,
    });
    expect(models.map(outline)).toEqual([
      'Self: Selves(a, id, createdAt, updatedAt)',
      'Team: crm.the_teams(email)',
      'User: user_accounts(first_name, e_mail, id, created_at, updated_at, deleted_at, team_id)',
    ]);
    expect(models.map(({ confidence }) => confidence)).toEqual(['likely', 'certain', 'likely']);
    expect(models[2]?.columns.map(({ confidence }) => confidence)).toEqual([
      'certain',
      'certain',
      'possible',
      'likely',
      'likely',
      'likely',
      'possible',
    ]);
  });

  it('are what `define` makes of them, in functions as well', () => {
    expect(
      outlines({
        'shared.js': `module.exports = { note: { type: 'TEXT' } };`,
        'category.js': `
          const shared = require('./shared');
          module.exports = (sequelize, DataTypes) => {
            const Category = sequelize.define('category', {
              ...shared, name: DataTypes.TEXT, status: DataTypes.ENUM('on', 'off'),
            }, { createdAt: 'created', updatedAt: false, freezeTableName: true });
            return Category;
          };`,
        'others.js': `
          customElements.define('x-thing', { extends: 'p' });
          const { DataTypes } = require('sequelize');
          model.define('thing', { id: model.id() });
          define('a', ['b']);`,
      }),
    ).toEqual(['category: category(note, name, status, id, created)']);
  });

  it('take what they do not say from the connection', () => {
    const [model] = modelsOf(sequelize, {
      'db.ts': `export const sequelize = new Sequelize(url, { define: { underscored: true, timestamps: false } });`,
      'person.ts': `${IMPORTS}export const Person = sequelize.define('Person', { fullName: DataTypes.STRING });`,
    });
    expect(model && outline(model)).toBe('Person: people(full_name, id)');
    expect(model?.columns[0]).toMatchObject({
      confidence: 'likely',
      because: 'an option of the connection decides it',
    });
  });

  it('may be classes with decorators, with columns of base classes in other files', () => {
    const files = {
      'base.ts': `import { Column, CreatedAt, DataType, DeletedAt, Model } from 'sequelize-typescript';
        export default class BaseModel extends Model {
          @Column(DataType.STRING) note: string;
          @CreatedAt madeAt: Date;
          @DeletedAt goneAt: Date;
        }`,
      'doc.ts': `import { BelongsTo, Column, DataType, ForeignKey, PrimaryKey, Table } from 'sequelize-typescript';
        import BaseModel from './base';
        @Table({ tableName: 'docs', modelName: 'document', underscored: true })
        class Doc extends BaseModel {
          @PrimaryKey @Column(DataType.UUID) id: string;
          @Column({ type: DataType.STRING, field: 'the_title' }) title: string;
          @ForeignKey(() => Doc) @Column(DataType.UUID) parentDocId: string;
          @BelongsTo(() => Doc, 'parentDocId') parent: Doc;
          @Column(DataType.VIRTUAL) virt: string;
        }`,
      'event.ts': `import { Table, UpdatedAt, Model } from 'sequelize-typescript';
        class Timed extends Model { @UpdatedAt changedAt: Date; }
        @Table({ tableName: 'events', updatedAt: false }) class Event extends Timed {}`,
      'story.ts': `import { Column, Model, Table } from 'sequelize-typescript';
        @Table class Story extends Model { @Column bodyText: string; }`,
      'seven.ts': `import { Model, DataTypes } from '@sequelize/core';
        import { Attribute, ColumnName, NotNull, PrimaryKey, AutoIncrement, Table } from '@sequelize/core/decorators-legacy';
        @Table({ tableName: 'sevens', timestamps: false })
        export class Seven extends Model {
          @Attribute(DataTypes.INTEGER) @PrimaryKey @AutoIncrement id: number;
          @Attribute(DataTypes.STRING) @NotNull @ColumnName('first_name') firstName: string;
        }`,
    };
    expect(outlines(files)).toEqual([
      'Doc: docs(id, the_title, parent_doc_id, note, made_at, gone_at, updated_at)',
      'Event: events(id, createdAt)',
      'Seven: sevens(id, first_name)',
      'Story: Stories(bodyText, id, createdAt, updatedAt)',
    ]);
    expect(pointed(sequelize, files).Seven).toEqual(['id', "'first_name'"]);
  });

  it('say who fills in a value on INSERT, and list the values of enums', () => {
    const [model] = modelsOf(sequelize, {
      'thing.ts': `${IMPORTS}const KINDS = ['x', 'y'] as const;
        sequelize.define('thing', {
          a: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
          b: { type: DataTypes.STRING, allowNull: false },
          c: { type: DataTypes.STRING, allowNull: false, defaultValue: 'c' },
          d: DataTypes.STRING,
          e: { type: DataTypes.ENUM(...KINDS), defaultValue: null },
          f: { type: DataTypes.ENUM({ values: ['z'] }) },
          createdAt: { type: DataTypes.DATE, allowNull: false },
        }, { updatedAt: false });`,
    });
    expect(model?.columns.map(({ property, onInsert }) => `${property}: ${onInsert}`)).toEqual([
      'a: default of the database',
      'b: required',
      'c: value of the client',
      'd: null',
      'e: null',
      'f: null',
      'createdAt: value of the client',
    ]);
    expect(model?.columns.flatMap(({ enumValues = [] }) => enumValues.map(({ value }) => value))).toEqual([
      'x',
      'y',
      'z',
    ]);
  });

  it('say so where something cannot be read', () => {
    expect(
      outlines({
        'a.ts': `${IMPORTS}sequelize.define('a', { ...outside(), x: DataTypes.STRING }, { timestamps: false });`,
        'b.ts': `${IMPORTS}import { Base } from './missing'; class B extends Base {} B.init({ x: DataTypes.STRING }, { sequelize, timestamps: false });`,
        'broken.ts': `${IMPORTS}sequelize.define('c', { x: DataTypes.`,
      }),
    ).toEqual(['a: as(x, id, …)', 'B: Bs(x, id, …)']);
  });
});
