import { describe, expect, it } from 'vitest';

import { typeorm } from '../../../src/references/models/typeorm.ts';
import { modelsOf, outline, pointed } from '../../support/models.ts';

const ALL = `import { ChildEntity, Column, CreateDateColumn, DeleteDateColumn, Entity, EntitySchema, Generated, JoinColumn, JoinTable, ManyToMany, ManyToOne, OneToMany, OneToOne, PrimaryColumn, PrimaryGeneratedColumn, TableInheritance, Tree, TreeParent, UpdateDateColumn, VersionColumn, ViewColumn, ViewEntity } from 'typeorm';\n`;
const SNAKE = `export default new DataSource({ namingStrategy: new SnakeNamingStrategy() });`;

const BASE = `${ALL}
  export abstract class Timestamped {
    @CreateDateColumn() createdAt: Date;
    @UpdateDateColumn({ name: 'changed_at' }) updatedAt: Date;
    @DeleteDateColumn() deletedAt?: Date;
    @VersionColumn() version: number;
  }
  export abstract class Identified extends Timestamped {
    @PrimaryGeneratedColumn('uuid') id: string;
  }
  export class Geo { @Column() latValue: number; @Column({ name: 'longitude' }) lng: number; }
  export class Address {
    @Column() street: string;
    @Column({ name: 'zip_code' }) zip: string;
    @Column(() => Geo) geo: Geo;
    @Column(() => Geo, { prefix: false }) flat: Geo;
  }`;

const ENTITIES = `${ALL}
  import { Address, Identified } from './base';
  @Entity('users', { schema: 'crm' })
  export class User extends Identified {
    @Column({ name: 'full_name', type: 'text' }) name: string;
    @Column('varchar', { nullable: true }) nickName: string;
    @Column(() => Address) home: Address;
    @Column(() => Address, { prefix: 'w' }) work: Address;
    @ManyToOne(() => Team, (team) => team.users, { nullable: false }) team: Team;
    @ManyToOne(() => Team) @JoinColumn({ name: 'second_team' }) second: Team;
    @Column({ type: 'int', nullable: true, name: 'thirdId' }) thirdId: number;
    @ManyToOne(() => Team) @JoinColumn({ name: 'thirdId' }) third: Team;
    @ManyToOne('Composite') composite: Composite;
    @ManyToMany(() => Team) @JoinTable() teams: Team[];
    @ManyToMany(() => User) @JoinTable() friends: User[];
    @OneToOne(() => Profile, (profile) => profile.user) profile: Profile;
  }
  @Entity()
  export class Team {
    @PrimaryGeneratedColumn() teamId: number;
    @Column() name: string;
    @OneToMany(() => User, (user) => user.team) users: User[];
  }
  @Entity({ name: 'user_profile' })
  export class Profile {
    @PrimaryColumn({ name: 'the_key' }) key: number;
    @OneToOne(() => User) @JoinColumn() user: User;
  }
  @Entity() export class Composite { @PrimaryColumn() left: number; @PrimaryColumn() right: number; }`;

describe('TypeORM entities', () => {
  // As `buildMetadatas` of TypeORM 0.3 gives them for these classes.
  it('are tables with the columns that TypeORM makes of them', () => {
    expect(modelsOf(typeorm, { 'base.ts': BASE, 'entities.ts': ENTITIES }).map(outline)).toEqual([
      'User: crm.users(full_name, nickName, thirdId, id, createdAt, changed_at, deletedAt, version, ' +
        'homeStreet, homeZip_code, homeGeoLatvalue, homeGeoLongitude, homeLatvalue, homeLongitude, ' +
        'wStreet, wZip_code, wGeoLatvalue, wGeoLongitude, wLatvalue, wLongitude, ' +
        'teamTeamId, second_team, compositeLeft, compositeRight)',
      'User.teams: crm.users_teams_team(usersId, teamTeamId)',
      'User.friends: crm.users_friends_users(usersId_1, usersId_2)',
      'Team: team(teamId, name)',
      'Profile: user_profile(the_key, userId)',
      'Composite: composite(left, right)',
    ]);
  });

  it('are named by SnakeNamingStrategy where a data source sets it, which is inferred', () => {
    const models = modelsOf(typeorm, { 'base.ts': BASE, 'entities.ts': ENTITIES, 'data-source.ts': SNAKE });
    expect(models.map(outline)).toEqual([
      'User: crm.users(full_name, nick_name, thirdId, id, created_at, changed_at, deleted_at, version, ' +
        'home_street, home_zip_code, home_geo_lat_value, home_geo_longitude, home_lat_value, home_longitude, ' +
        'w_street, w_zip_code, w_geo_lat_value, w_geo_longitude, w_lat_value, w_longitude, ' +
        'team_team_id, second_team, composite_left, composite_right)',
      'User.teams: crm.users_teams_team(users_id, team_team_id)',
      'User.friends: crm.users_friends_users(users_id_1, users_id_2)',
      'Team: team(team_id, name)',
      'Profile: user_profile(the_key, user_id)',
      'Composite: composite(left, right)',
    ]);
    const [user, , , team] = models;
    expect([user?.confidence, team?.confidence, team?.because]).toEqual([
      'certain',
      'likely',
      'the naming strategy is "SnakeNamingStrategy"',
    ]);
    expect(user?.columns.slice(0, 2).map(({ confidence }) => confidence)).toEqual(['certain', 'likely']);
  });

  it('take the data source of the same package', () => {
    const entity = `${ALL}@Entity('t') class T { @Column() firstName: string; }`;
    const models = modelsOf(typeorm, {
      'packages/a/src/data-source.ts': SNAKE,
      'packages/a/src/entities/t.ts': entity,
      'packages/b/src/data-source.ts': `const options = { namingStrategy: new OurOwn() };`,
      'packages/b/src/entities/t.ts': entity,
    });
    expect(
      models.map(({ columns: [column] }) => [column?.column, column?.confidence, column?.because]),
    ).toEqual([
      ['first_name', 'likely', 'the naming strategy is "SnakeNamingStrategy"'],
      ['firstName', 'possible', 'the naming strategy "OurOwn" is not read'],
    ]);
  });

  it('point at the name of the column, in the file where it is declared', () => {
    const files = {
      'base.ts': `${ALL}export class Base { @PrimaryColumn({ name: 'the_id' }) id: string; }`,
      'user.ts': `${ALL}import { Base } from './base';
        @Entity() export class User extends Base {
          @Column() name: string;
          @ManyToOne(() => User) @JoinColumn({ name: 'boss_id' }) boss: User;
          @ManyToOne(() => User) mate: User;
        }`,
    };
    expect(pointed(typeorm, files)).toEqual({ User: ['name', "'the_id'", "'boss_id'", 'mate'] });
  });

  it('may inherit a table and be trees', () => {
    const models = modelsOf(typeorm, {
      'content.ts': `${ALL}
        @Entity() @TableInheritance({ column: { type: 'varchar', name: 'kind' } })
        export class ContentItem { @PrimaryGeneratedColumn() id: number; @Column() title: string; }
        @ChildEntity() export class Photo extends ContentItem { @Column() sizePx: number; }
        @Entity() @Tree('nested-set')
        export class CategoryABCNode { @PrimaryGeneratedColumn() id: number; @TreeParent() parent: CategoryABCNode; }
        @Entity() @Tree('materialized-path')
        export class Folder { @PrimaryGeneratedColumn() id: number; @TreeParent() parent: Folder; }
        @Entity() @Tree('closure-table')
        export class Closed { @PrimaryGeneratedColumn() id: number; @TreeParent() parent: Closed; }`,
    });
    expect(models.map(outline)).toEqual([
      'ContentItem: content_item(id, title, kind)',
      'Photo: content_item(sizePx, id, title, kind)',
      'CategoryABCNode: category_abc_node(id, parentId, nsleft, nsright)',
      'Folder: folder(id, parentId, mpath)',
      'Closed: closed(id, parentId)',
      'Closed closure: closed_closure(id_ancestor, id_descendant)',
    ]);
  });

  it('may be schemas in place of classes', () => {
    const models = modelsOf(typeorm, {
      'schemas.ts': `${ALL}
        const AddressSchema = new EntitySchema({ name: 'address_part', columns: { line: { type: 'text' }, zip: { type: 'text', name: 'zip_code' } } });
        const shared = { id: { type: Number, primary: true, generated: true }, createdAt: { type: 'timestamptz', createDate: true } } as const;
        export const GroupSchema = new EntitySchema({ name: 'GroupTwo', columns: { groupId: { type: 'int', primary: true, name: 'gid' }, nameOf: { type: 'text' } } });
        export const ThingSchema = new EntitySchema<Thing>({
          name: 'ThingOne', tableName: 'things',
          columns: { ...shared, label: { type: 'text', name: 'the_label', nullable: true } },
          relations: {
            team: { type: 'many-to-one', target: 'GroupTwo', joinColumn: true },
            owner: { type: 'many-to-one', target: 'GroupTwo', joinColumn: { name: 'owner_id' } },
            tags: { type: 'many-to-many', target: 'GroupTwo', joinTable: true },
          },
          embeddeds: { addr: { schema: AddressSchema, prefix: 'a_' } },
        });`,
    });
    expect(models.map(outline)).toEqual([
      'GroupTwo: group_two(gid, nameOf)',
      'ThingOne: things(id, createdAt, the_label, a_Line, a_Zip_code, teamGroupId, owner_id)',
      'ThingOne.tags: things_tags_group_two(thingsId, groupTwoGid)',
    ]);
  });

  it('say who fills in a value on INSERT, and list the values of enums', () => {
    const [model] = modelsOf(typeorm, {
      'a.ts': `${ALL}export enum Role { Admin = 'admin', Member = 'member' }
        @Entity() export class A {
          @PrimaryGeneratedColumn('uuid') a: string;
          @Column() b: string;
          @Column({ nullable: true }) c: string;
          @Column({ default: 0 }) d: number;
          @Column({ insert: false, nullable: true }) e: string;
          @VersionColumn() f: number;
          @DeleteDateColumn() g: Date;
          @UpdateDateColumn() h: Date;
          @Column() @Generated('increment') i: number;
          @Column({ type: 'enum', enum: Role, default: Role.Member }) j: Role;
          @Column({ type: 'enum', enum: ['x', 'y'], default: null, nullable: true }) k: string;
          @ManyToOne(() => A, { nullable: false }) l: A;
          @ManyToOne(() => A) m: A;
        }`,
    });
    expect(model?.columns.map(({ property, onInsert }) => `${property}: ${onInsert}`)).toEqual([
      'a: default of the database',
      'b: required',
      'c: null',
      'd: default of the database',
      'e: default of the database',
      'f: value of the client',
      'g: null',
      'h: default of the database',
      'i: default of the database',
      'j: default of the database',
      'k: null',
      'l: required',
      'm: null',
    ]);
    expect(model?.columns.flatMap(({ enumValues = [] }) => enumValues.map(({ value }) => value))).toEqual([
      'admin',
      'member',
      'x',
      'y',
    ]);
  });

  it('may carry decorators of the project that apply those of TypeORM', () => {
    const [model] = modelsOf(typeorm, {
      'decorators.ts': `import { Column as TypeOrmColumn, Entity as TypeOrmEntity, PrimaryColumn } from 'typeorm';
        export function MultiColumn(options) { return (target, key) => { TypeOrmColumn({ ...options })(target, key); }; }
        export const MultiEntity = (name) => (target) => TypeOrmEntity(name)(target);
        export function KeyColumn() { return PrimaryColumn({ name: 'the_key' }); }
        export function Tracked() { return (target) => target; }`,
      'a.ts': `import { KeyColumn, MultiColumn, MultiEntity, Tracked } from './decorators';
        @MultiEntity('the_table') @Tracked() class A {
          @KeyColumn() key: string;
          @Tracked() @MultiColumn({ nullable: true }) note: string;
          @Tracked() other: string;
        }`,
    });
    expect(model && outline(model)).toBe('A: the_table(the_key, note)');
    expect(model?.columns[1]?.because).toBe('"@MultiColumn" of the project stands for TypeORM\'s decorator');
  });

  it('say so where something cannot be read', () => {
    const models = modelsOf(typeorm, {
      'a.ts': `${ALL}import { Base, Part } from './missing';
        @Entity() class A extends Base { @Column() x: string; }
        @Entity(process.env.TABLE) class B { @Column({ name: columnName() }) y: string; }
        @Entity('c') class C { @Column(() => Part) part: Part; }
        @ViewEntity({ expression: 'SELECT 1' }) class TopUsers { @ViewColumn({ name: 'user_id' }) id: number; }`,
      'other.ts': `import { Entity, Column } from './mine'; @Entity() class A { @Column() x: string; }`,
      'broken.ts': `${ALL}@Entity() class A { @Column( x: string; }`,
    });
    expect(models.map((model) => `${outline(model)} ${model.confidence}`)).toEqual([
      'A: a(x, …) certain',
      'B: b(y) possible',
      'C: c(…) certain',
      'TopUsers: top_users(user_id) certain',
    ]);
    expect(models[1]?.columns[0]?.confidence).toBe('possible');
  });
});
