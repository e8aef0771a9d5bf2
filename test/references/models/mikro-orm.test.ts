import { describe, expect, it } from 'vitest';

import { mikroOrm } from '../../../src/references/models/mikro-orm.ts';
import { modelsOf, outline, pointed } from '../../support/models.ts';

const IMPORTS = `import { Embeddable, Embedded, Entity, EntitySchema, Enum, Formula, ManyToMany, ManyToOne, OneToMany, OneToOne, PrimaryKey, Property, defineEntity } from '@mikro-orm/core';\n`;

const BASE = `${IMPORTS}
  export abstract class Base {
    @PrimaryKey() id!: number;
    @Property() createdAt: Date = new Date();
    @Property({ onUpdate: () => new Date(), fieldName: 'changed' }) updatedAt: Date = new Date();
  }
  @Embeddable() export class Geo { @Property() latValue!: number; }
  @Embeddable() export class Address {
    @Property() streetName!: string;
    @Property({ fieldName: 'zip' }) postalCode!: string;
    @Embedded(() => Geo) geo!: Geo;
  }`;

describe('MikroORM entities', () => {
  // As the metadata of MikroORM 6 gives them for these classes.
  it('are tables with the columns that MikroORM makes of them', () => {
    const models = modelsOf(mikroOrm, {
      'base.ts': BASE,
      'user.ts': `${IMPORTS}import { Address, Base } from './base';
        @Entity({ tableName: 'app_users', schema: 'crm' })
        export class User extends Base {
          @Property({ fieldName: 'full_name' }) name!: string;
          @Property({ name: 'nick' }) nickName!: string;
          @Property() userIDNumber2!: string;
          @Property({ persist: false }) temp!: string;
          @Formula('1 + 1') two!: number;
          @Embedded(() => Address) home!: Address;
          @Embedded(() => Address, { prefix: 'w_' }) work!: Address;
          @Embedded(() => Address, { prefix: false }) flat!: Address;
          @Embedded(() => Address, { object: true }) jsonAddress!: Address;
          @ManyToOne(() => Team) mainTeam!: Team;
          @ManyToOne({ entity: () => Team, joinColumn: 'second', nullable: true }) secondTeam?: Team;
          @ManyToOne() annotated!: Rel<Team>;
          @OneToOne(() => Profile) profile!: Profile;
          @ManyToMany(() => Team) otherTeams = new Collection<Team>(this);
          @ManyToMany(() => User) friendList = new Collection<User>(this);
          @ManyToMany({ entity: () => Team, pivotTable: 'named_pivot', joinColumn: 'u', inverseJoinColumn: 't' }) named = new Collection<Team>(this);
          @ManyToOne(() => Pair) pair!: Pair;
        }
        @Entity() export class Team { @PrimaryKey({ type: 'uuid' }) teamKey!: string; @OneToMany(() => User, 'mainTeam') users; }
        @Entity() export class Profile extends Base { @OneToOne(() => User, (user) => user.profile) user!: User; }
        @Entity() export class Pair { @PrimaryKey() left!: number; @PrimaryKey({ fieldName: 'r' }) right!: number; }`,
    });
    expect(models.map(outline)).toEqual([
      'User: crm.app_users(full_name, nick, user_idnumber2, home_street_name, home_zip, home_geo_lat_value, ' +
        'w_street_name, w_zip, w_geo_lat_value, street_name, zip, geo_lat_value, json_address, ' +
        'main_team_team_key, second, annotated_team_key, profile_id, pair_left, pair_r, id, created_at, changed)',
      'User.otherTeams: crm.app_users_other_teams(user_id, team_team_key)',
      'User.friendList: crm.app_users_friend_list(user_1_id, user_2_id)',
      'User.named: crm.named_pivot(u, t)',
      'Team: team(team_key)',
      'Profile: profile(id, created_at, changed)',
      'Pair: pair(left, r)',
    ]);
    expect(models[0]?.columns.slice(0, 3).map(({ confidence, because }) => [confidence, because])).toEqual([
      ['certain', undefined],
      ['certain', undefined],
      ['likely', "MikroORM's naming strategy makes the name"],
    ]);
  });

  it('keep their names under EntityCaseNamingStrategy', () => {
    const models = modelsOf(mikroOrm, {
      'mikro-orm.config.ts': `import { EntityCaseNamingStrategy } from '@mikro-orm/core';
        export default { namingStrategy: EntityCaseNamingStrategy };`,
      'user.ts': `${IMPORTS}@Entity() class UserAccount { @PrimaryKey() userId!: number; @ManyToOne(() => UserAccount) theBoss!: UserAccount; }`,
    });
    expect(models.map(outline)).toEqual(['UserAccount: UserAccount(userId, theBoss)']);
  });

  it('may share a table', () => {
    const models = modelsOf(mikroOrm, {
      'person.ts': `${IMPORTS}
        @Entity({ discriminatorColumn: 'kind', discriminatorMap: { p: 'Person', e: 'Employee' } })
        export class Person { @PrimaryKey() id!: number; @Property() firstName!: string; }`,
      'employee.ts': `${IMPORTS}import { Person } from './person';
        @Entity() export class Employee extends Person { @Property() salaryValue!: number; }`,
    });
    expect(models.map(outline)).toEqual([
      'Employee: person(salary_value, id, first_name, kind)',
      'Person: person(id, first_name, kind)',
    ]);
  });

  it('may be objects in place of classes', () => {
    const models = modelsOf(mikroOrm, {
      'schemas.ts': `${IMPORTS}
        export const BaseSchema = new EntitySchema({ name: 'BaseThing', abstract: true, properties: { id: { type: 'number', primary: true }, createdAt: { type: 'Date', onCreate: () => new Date() } } });
        export const ThingSchema = new EntitySchema({ name: 'BigThing', extends: BaseSchema, properties: {
          theLabel: { type: 'string', fieldName: 'lbl' }, owner: { kind: 'm:1', entity: () => AuthorEntity }, all: { kind: '1:m', entity: 'X', mappedBy: 'y' } } });
        const p = defineEntity.properties;
        export const AuthorEntity = defineEntity({ name: 'Author', tableName: 'authors', properties: {
          id: p.integer().primary(), fullName: p.string().nullable(), born: p.date().name('born_on'),
          temp: p.string().persist(false), role: p.enum(['a', 'b']), mentor: () => p.manyToOne(AuthorEntity).nullable(),
        } });
        export const Callback = defineEntity({ name: 'Callback', properties: (q) => ({ id: q.integer().primary(), dueAt: q.datetime() }) });`,
    });
    expect(models.map(outline)).toEqual([
      'BigThing: big_thing(lbl, owner_id, id, created_at)',
      'Author: authors(id, full_name, born_on, role, mentor_id)',
      'Callback: callback(id, due_at)',
    ]);
    expect(models[1]?.columns[3]?.enumValues?.map(({ value }) => value)).toEqual(['a', 'b']);
  });

  it('may be models of Medusa', () => {
    const files = {
      'product.ts': `import { model } from '@medusajs/framework/utils';
        import { ProductType } from './type';
        export const Product = model.define('Product', {
          id: model.id({ prefix: 'prod' }).primaryKey(),
          title: model.text().searchable(),
          status: model.enum(['draft', 'live']).default('draft'),
          price: model.bigNumber().nullable(),
          productType: model.belongsTo(() => ProductType, { mappedBy: 'products' }).nullable(),
          options: model.hasMany(() => ProductOption),
        }).indexes([{ on: ['title'] }]);
        export const Named = model.define({ name: 'named', tableName: 'crm.named_things' }, { id: model.id() });`,
    };
    const models = modelsOf(mikroOrm, files);
    expect(models.map(outline)).toEqual([
      'Product: product(id, title, status, price, raw_price, product_type_id, created_at, updated_at, deleted_at)',
      'Named: crm.named_things(id, created_at, updated_at, deleted_at)',
    ]);
    expect(models[0]?.columns.map(({ onInsert }) => onInsert).slice(0, 6)).toEqual([
      'value of the client',
      'required',
      'default of the database',
      'null',
      'null',
      'null',
    ]);
    expect(pointed(mikroOrm, files).Product?.slice(0, 2)).toEqual(['id', 'title']);
  });

  it('say who fills in a value on INSERT, and list the values of enums', () => {
    const [model] = modelsOf(mikroOrm, {
      'a.ts': `${IMPORTS}enum Role { A = 'a', B = 'b' }
        @Entity() class Thing {
          @PrimaryKey() a!: number;
          @Property() b!: string;
          @Property({ nullable: true }) c?: string;
          @Property({ default: true }) d!: boolean;
          @Property({ defaultRaw: 'now()' }) e!: Date;
          @Property({ onCreate: () => new Date() }) f!: Date;
          @Property() g = 'x';
          @Enum(() => Role) h!: Role;
          @Enum({ items: ['x', 'y'], nullable: true }) i?: string;
        }
        @Entity() class Other { @PrimaryKey({ type: 'uuid' }) a!: string; }`,
    });
    expect(model?.columns.map(({ property, onInsert }) => `${property}: ${onInsert}`)).toEqual([
      'a: default of the database',
      'b: required',
      'c: null',
      'd: default of the database',
      'e: default of the database',
      'f: value of the client',
      'g: value of the client',
      'h: required',
      'i: null',
    ]);
    expect(model?.columns.flatMap(({ enumValues = [] }) => enumValues.map(({ value }) => value))).toEqual([
      'a',
      'b',
      'x',
      'y',
    ]);
  });

  it('say so where something cannot be read', () => {
    const models = modelsOf(mikroOrm, {
      'a.ts': `${IMPORTS}import { Base, Part } from './missing';
        @Entity() class A extends Base { @Property() x!: string; }
        @Entity() class B { @Embedded(() => Part) part!: Part; @Property({ fieldName: name() }) y!: string; }
        @Entity({ abstract: true }) class Abstract { @Property() z!: string; }`,
      'broken.ts': `${IMPORTS}@Entity() class C { @Property( }`,
    });
    expect(models.map(outline)).toEqual(['A: a(x, …)', 'B: b(y, …)']);
    expect(models[1]?.columns[0]?.confidence).toBe('possible');
  });
});
