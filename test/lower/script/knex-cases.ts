/** Calls of a migration, and the SQL that Knex 3.3 was seen to send for them to Postgres. */
export const KNEX_CASES: readonly {
  readonly group: string;
  readonly cases: readonly { readonly code: string; readonly sql: readonly string[] }[];
}[] = [
  {
    group: 'column types',
    cases: [
      {
        code: `knex.schema.createTable('t', (t) => { t.increments(); t.string('a'); t.string('b', 20); t.text('c'); t.text('d', 'longtext'); t.boolean('e'); t.bool('f'); })`,
        sql: [
          'create table "t" ("id" serial primary key, "a" varchar(255), "b" varchar(20), "c" text, "d" text, "e" boolean, "f" boolean)',
        ],
      },
      {
        code: `knex.schema.createTable('t', (t) => { t.tinyint('a'); t.smallint('b'); t.mediumint('c'); t.integer('d'); t.integer('e', 8); t.bigint('f'); t.bigInteger('g'); t.biginteger('h'); })`,
        sql: [
          'create table "t" ("a" smallint, "b" smallint, "c" integer, "d" integer, "e" integer, "f" bigint, "g" bigint, "h" bigint)',
        ],
      },
      {
        code: `knex.schema.createTable('t', (t) => { t.float('a'); t.float('b', 3, 1); t.double('c'); t.decimal('d'); t.decimal('e', 14, 4); t.decimal('f', null); })`,
        sql: [
          'create table "t" ("a" real, "b" real, "c" double precision, "d" decimal(8, 2), "e" decimal(14, 4), "f" decimal)',
        ],
      },
      {
        code: `knex.schema.createTable('t', (t) => { t.date('a'); t.datetime('b'); t.dateTime('c', { useTz: false }); t.time('d'); t.timestamp('e'); t.timestamp('f', { useTz: false, precision: 6 }); t.timestamp('g', true); t.datetime('h', { precision: 3 }); })`,
        sql: [
          'create table "t" ("a" date, "b" timestamptz, "c" timestamp, "d" time, "e" timestamptz, "f" timestamp(6), "g" timestamp, "h" timestamptz(3))',
        ],
      },
      {
        code: `knex.schema.createTable('t', (t) => { t.binary('a'); t.json('b'); t.jsonb('c'); t.uuid('d'); t.uuid('e', { primaryKey: true }); t.specificType('f', 'text[]'); t.geometry('g'); t.geography('h'); t.point('i'); t.bit('j', { length: 3 }); })`,
        sql: [
          'create table "t" ("a" bytea, "b" json, "c" jsonb, "d" uuid, "e" uuid primary key, "f" text[], "g" geometry, "h" geography, "i" point, "j" bit(3))',
        ],
      },
      {
        code: `knex.schema.createTable('t', (t) => { t.bigIncrements('a'); t.string('b'); })`,
        sql: ['create table "t" ("a" bigserial primary key, "b" varchar(255))'],
      },
      {
        code: `knex.schema.createTable('t', (t) => { t.increments('a', { primaryKey: false }); t.bigincrements('b', { primaryKey: false }); })`,
        sql: ['create table "t" ("a" serial, "b" bigserial)'],
      },
      {
        code: `knex.schema.createTable('t', (t) => { t.increments(); t.timestamps(); })`,
        sql: [
          'create table "t" ("id" serial primary key, "created_at" timestamptz, "updated_at" timestamptz)',
        ],
      },
      {
        code: `knex.schema.createTable('t', (t) => { t.timestamps(true, true); })`,
        sql: [
          'create table "t" ("created_at" timestamptz not null default CURRENT_TIMESTAMP, "updated_at" timestamptz not null default CURRENT_TIMESTAMP)',
        ],
      },
      {
        code: `knex.schema.createTable('t', (t) => { t.timestamps({ defaultToNow: true, useCamelCase: true }); })`,
        sql: [
          'create table "t" ("createdAt" timestamptz not null default CURRENT_TIMESTAMP, "updatedAt" timestamptz not null default CURRENT_TIMESTAMP)',
        ],
      },
      {
        code: `knex.schema.createTable('t', (t) => { t.timestamps(false, true, true); })`,
        sql: [
          'create table "t" ("createdAt" timestamptz not null default CURRENT_TIMESTAMP, "updatedAt" timestamptz not null default CURRENT_TIMESTAMP)',
        ],
      },
      {
        code: `knex.schema.createTable('t', (t) => { t.enu('a', ['x', 'y']); t.enum('b', ['z']).notNullable().defaultTo('z'); })`,
        sql: [
          `create table "t" ("a" text check ("a" in ('x', 'y')), "b" text check ("b" in ('z')) not null default 'z')`,
        ],
      },
      {
        code: `knex.schema.createTable('t', (t) => { t.enu('a', ['x', 'y'], { useNative: true, enumName: 'kind' }); t.enum('b', null, { useNative: true, existingType: true, enumName: 'other' }); })`,
        sql: [`create type "kind" as enum ('x', 'y')`, 'create table "t" ("a" "kind", "b" "other")'],
      },
      {
        code: `knex.schema.withSchema('s').createTable('t', (t) => { t.enu('a', ['x'], { useNative: true, enumName: 'kind' }); t.enu('b', ['y'], { useNative: true, enumName: 'kind', schemaName: 'u' }); })`,
        sql: [
          `create type "u"."kind" as enum ('y')`,
          `create type "s"."kind" as enum ('x')`,
          'create table "s"."t" ("a" "s"."kind", "b" "u"."kind")',
        ],
      },
    ],
  },
  {
    group: 'modifiers',
    cases: [
      {
        code: `knex.schema.createTable('t', (t) => { t.string('a').notNullable(); t.string('b').notNull(); t.string('c').nullable(); t.string('d').nullable(false); t.string('e').notNullable().nullable(); })`,
        sql: [
          'create table "t" ("a" varchar(255) not null, "b" varchar(255) not null, "c" varchar(255) null, "d" varchar(255) not null, "e" varchar(255) null)',
        ],
      },
      {
        code: `knex.schema.createTable('t', (t) => { t.integer('a').defaultTo(1); t.string('b').defaultTo('x'); t.string('c').default("it's"); t.boolean('d').defaultTo(false); t.boolean('e').defaultTo(true).notNullable(); t.string('f').defaultTo(null); t.string('g').defaultTo('a\\\\b'); })`,
        sql: [
          `create table "t" ("a" integer default '1', "b" varchar(255) default 'x', "c" varchar(255) default 'it''s', "d" boolean default '0', "e" boolean not null default '1', "f" varchar(255) default null, "g" varchar(255) default E'a\\\\b')`,
        ],
      },
      {
        code: `knex.schema.createTable('t', (t) => { t.timestamp('a').defaultTo(knex.fn.now()); t.timestamp('b').defaultTo(knex.fn.now(6)); t.uuid('c').defaultTo(knex.fn.uuid()); t.uuid('d').defaultTo(knex.raw('uuid_generate_v4()')); t.integer('e').defaultTo(knex.raw('?', [5])); })`,
        sql: [
          'create table "t" ("a" timestamptz default CURRENT_TIMESTAMP, "b" timestamptz default CURRENT_TIMESTAMP(6), "c" uuid default (gen_random_uuid()), "d" uuid default uuid_generate_v4(), "e" integer default 5)',
        ],
      },
      {
        code: `knex.schema.createTable('t', (t) => { t.json('a').defaultTo({ b: 1 }); t.jsonb('b').defaultTo(JSON.stringify([])); t.jsonb('c').notNullable().defaultTo('{}'); t.specificType('d', 'int[]').defaultTo('{}'); })`,
        sql: [
          `create table "t" ("a" json default '{"b":1}', "b" jsonb default '[]', "c" jsonb not null default '{}', "d" int[] default '{}')`,
        ],
      },
      {
        code: `knex.schema.createTable('t', (t) => { t.integer('a').unsigned().first(); t.string('b').after('a').collate('utf8'); t.string('c').comment('what it is'); t.comment('about the table'); })`,
        sql: [
          'create table "t" ("a" integer, "b" varchar(255), "c" varchar(255))',
          `comment on table "t" is 'about the table'`,
          `comment on column "t"."c" is 'what it is'`,
        ],
      },
      {
        code: `knex.schema.createTable('t', (t) => { t.string('a').primary(); t.string('b').unique(); t.string('c').index(); t.string('d').index('by_d'); t.string('e').unique({ indexName: 'only_e' }); t.string('f').index('by_f', 'hash'); })`,
        sql: [
          'create table "t" ("a" varchar(255), "b" varchar(255), "c" varchar(255), "d" varchar(255), "e" varchar(255), "f" varchar(255), constraint "t_pkey" primary key ("a"))',
          'alter table "t" add constraint "t_b_unique" unique ("b")',
          'create index "t_c_index" on "t" ("c")',
          'create index "by_d" on "t" ("d")',
          'alter table "t" add constraint "only_e" unique ("e")',
          'create index "by_f" on "t" using hash ("f")',
        ],
      },
      {
        code: `knex.schema.createTable('t', (t) => { t.string('a').primary('the_key'); t.increments('b'); t.increments('c').primary().index(); })`,
        sql: [
          'create table "t" ("a" varchar(255), "b" serial, "c" serial, constraint "the_key" primary key ("a"))',
        ],
      },
      {
        code: `knex.schema.createTable('t', (t) => { t.integer('a').references('id').inTable('u'); t.integer('b').unsigned().references('u.id').onDelete('CASCADE').onUpdate('SET NULL').index(); t.integer('c').notNullable().references('id').inTable('s.u').withKeyName('fk').deferrable('deferred'); t.integer('d').references('id').on('u').onDelete('set default'); t.integer('e').references('id'); })`,
        sql: [
          'create table "t" ("a" integer, "b" integer, "c" integer not null, "d" integer, "e" integer)',
          'alter table "t" add constraint "t_a_foreign" foreign key ("a") references "u" ("id")',
          'alter table "t" add constraint "t_b_foreign" foreign key ("b") references "u" ("id") on update SET NULL on delete CASCADE',
          'create index "t_b_index" on "t" ("b")',
          'alter table "t" add constraint "fk" foreign key ("c") references "s"."u" ("id") deferrable initially deferred ',
          'alter table "t" add constraint "t_d_foreign" foreign key ("d") references "u" ("id") on delete set default',
        ],
      },
      {
        code: `knex.schema.createTable('t', (t) => { t.integer('a').checkPositive(); t.integer('b').checkNegative('neg'); t.string('c').checkIn(['x', 'y']); t.string('d').checkNotIn(['z'], 'not_z'); t.integer('e').checkBetween([1, 5]); t.integer('f').checkBetween([[1, 2], [5, 9]], 'ranges'); t.string('g').checkLength('>=', 8); t.string('h').checkRegex('^[a-z]+$', 'letters'); })`,
        sql: [
          `create table "t" ("a" integer check ("a" > 0), "b" integer constraint neg check ("b" < 0), "c" varchar(255) check ("c" in ('x','y')), "d" varchar(255) constraint not_z check ("d" not in ('z')), "e" integer check ("e" between 1 and 5), "f" integer constraint ranges check ("f" between 1 and 2 or "f" between 5 and 9), "g" varchar(255) check (length("g") >= 8), "h" varchar(255) constraint letters check ("h" ~ '^[a-z]+$'))`,
        ],
      },
    ],
  },
  {
    group: 'createTable',
    cases: [
      {
        code: `knex.schema.createTable('s.t', (t) => { t.integer('a').index(); t.integer('b').unique(); })`,
        sql: [
          'create table "s"."t" ("a" integer, "b" integer)',
          'create index "s_t_a_index" on "s"."t" ("a")',
          'alter table "s"."t" add constraint "s_t_b_unique" unique ("b")',
        ],
      },
      {
        code: `knex.schema.withSchema('s').createTable('t', (t) => { t.integer('A').index(); t.foreign('A').references('id').inTable('s.u'); })`,
        sql: [
          'create table "s"."t" ("A" integer)',
          'create index "t_a_index" on "s"."t" ("A")',
          'alter table "s"."t" add constraint "t_a_foreign" foreign key ("A") references "s"."u" ("id")',
        ],
      },
      {
        code: `knex.schema.createTableIfNotExists('t', (t) => { t.integer('a').primary().comment('c'); t.index(['a']); })`,
        sql: [
          'create table if not exists "t" ("a" integer, constraint "t_pkey" primary key ("a"))',
          `comment on column "t"."a" is 'c'`,
          'create index "t_a_index" on "t" ("a")',
        ],
      },
      {
        code: `knex.schema.createTableLike('a', 'b')`,
        sql: ['create table "a" (like "b" including all)'],
      },
      {
        code: `knex.schema.createTableLike('a', 'b', (t) => { t.text('c').index(); })`,
        sql: ['create table "a" (like "b" including all, "c" text)', 'create index "a_c_index" on "a" ("c")'],
      },
      {
        code: `knex.schema.createTable('t', (t) => { t.integer('a'); t.integer('b'); t.primary(['a', 'b']); t.unique(['a', 'b']); t.index(['b', 'a'], 'both'); t.foreign(['a', 'b']).references(['x', 'y']).inTable('u').onDelete('cascade'); t.foreign('b', 'b_key').references('u.z'); })`,
        sql: [
          'create table "t" ("a" integer, "b" integer, constraint "t_pkey" primary key ("a", "b"))',
          'alter table "t" add constraint "t_a_b_unique" unique ("a", "b")',
          'create index "both" on "t" ("b", "a")',
          'alter table "t" add constraint "t_a_b_foreign" foreign key ("a", "b") references "u" ("x", "y") on delete cascade',
          'alter table "t" add constraint "b_key" foreign key ("b") references "u" ("z")',
        ],
      },
      {
        code: `knex.schema.createTable('t', (t) => { t.integer('a'); t.primary(['a'], { constraintName: 'k', deferrable: 'deferred' }); t.check('?? > ?', ['a', 1]); t.check('a < 10', {}, 'small'); })`,
        sql: [
          'create table "t" ("a" integer, constraint "k" primary key ("a") deferrable initially deferred, check ("a" > 1), constraint small check (a < 10))',
        ],
      },
      {
        code: `knex.schema.createTable('t', (t) => { t.integer('a'); t.inherits('parent'); })`,
        sql: ['create table "t" ("a" integer) inherits ("parent")'],
      },
      {
        code: `knex.schema.createTable('t', function () { this.increments(); this.string('a'); })`,
        sql: ['create table "t" ("id" serial primary key, "a" varchar(255))'],
      },
      {
        code: `knex.schema.createTable('t', (t) => { t.string('a'); t.index(knex.raw('lower(a)'), 'lower_a'); t.index(['a', knex.raw('b desc')], 'mixed'); })`,
        sql: [
          'create table "t" ("a" varchar(255))',
          'create index "lower_a" on "t" (lower(a))',
          'create index "mixed" on "t" ("a", b desc)',
        ],
      },
    ],
  },
  {
    group: 'alterTable',
    cases: [
      {
        code: `knex.schema.alterTable('t', (t) => { t.string('a').notNullable(); t.integer('b').defaultTo(0).index(); t.integer('c').references('id').inTable('u'); t.text('d').comment('x'); t.increments('e'); })`,
        sql: [
          `alter table "t" add column "a" varchar(255) not null, add column "b" integer default '0', add column "c" integer, add column "d" text, add column "e" serial primary key`,
          `comment on column "t"."d" is 'x'`,
          'create index "t_b_index" on "t" ("b")',
          'alter table "t" add constraint "t_c_foreign" foreign key ("c") references "u" ("id")',
        ],
      },
      {
        code: `knex.schema.table('t', (t) => { t.dropColumn('a'); t.dropColumns('b', 'c'); t.dropColumns(['d', 'e']); t.renameColumn('f', 'g'); t.dropTimestamps(); })`,
        sql: [
          'alter table "t" drop column "a"',
          'alter table "t" drop column "b", drop column "c"',
          'alter table "t" drop column "d", drop column "e"',
          'alter table "t" rename "f" to "g"',
          'alter table "t" drop column "created_at", drop column "updated_at"',
        ],
      },
      {
        code: `knex.schema.table('t', (t) => { t.dropTimestamps(true); t.setNullable('a'); t.dropNullable('b'); t.comment('about'); })`,
        sql: [
          'alter table "t" drop column "createdAt", drop column "updatedAt"',
          'alter table "t" alter column "a" drop not null',
          'alter table "t" alter column "b" set not null',
          `comment on table "t" is 'about'`,
        ],
      },
      {
        code: `knex.schema.alterTable('t', (t) => { t.string('a').alter(); t.string('b', 10).notNullable().defaultTo('x').alter(); t.integer('c').nullable().alter(); t.boolean('d').defaultTo(false).notNullable().alter({ alterNullable: false }); t.integer('e').defaultTo(1).alter({ alterType: false }); t.timestamp('f').defaultTo(knex.fn.now()).alter({ alterNullable: false, alterType: false }); })`,
        sql: [
          'alter table "t" alter column "a" drop default',
          'alter table "t" alter column "a" drop not null',
          'alter table "t" alter column "a" type varchar(255) using ("a"::varchar(255))',
          'alter table "t" alter column "b" drop default',
          'alter table "t" alter column "b" drop not null',
          'alter table "t" alter column "b" type varchar(10) using ("b"::varchar(10))',
          `alter table "t" alter column "b" set default 'x'`,
          'alter table "t" alter column "b" set not null',
          'alter table "t" alter column "c" drop default',
          'alter table "t" alter column "c" drop not null',
          'alter table "t" alter column "c" type integer using ("c"::integer)',
          'alter table "t" alter column "d" drop default',
          'alter table "t" alter column "d" type boolean using ("d"::boolean)',
          `alter table "t" alter column "d" set default '0'`,
          'alter table "t" alter column "e" drop default',
          'alter table "t" alter column "e" drop not null',
          `alter table "t" alter column "e" set default '1'`,
          'alter table "t" alter column "f" drop default',
          'alter table "t" alter column "f" set default CURRENT_TIMESTAMP',
        ],
      },
      {
        code: `knex.schema.alterTable('t', (t) => { t.enu('a', ['x'], { useNative: true, existingType: true, enumName: 'kind' }).alter(); t.integer('b').checkPositive().alter(); t.integer('c').checkIn([1], 'one').comment('c').alter(); t.integer('d').unsigned(); t.string('e').notNullable().index().alter(); })`,
        sql: [
          'alter table "t" add column "d" integer',
          'alter table "t" alter column "a" drop default',
          'alter table "t" alter column "a" drop not null',
          'alter table "t" alter column "a" type "kind" using ("a"::text::"kind")',
          'alter table "t" alter column "b" drop default',
          'alter table "t" alter column "b" drop not null',
          'alter table "t" alter column "b" type integer using ("b"::integer)',
          'alter table "t" alter column "c" drop default',
          'alter table "t" alter column "c" drop not null',
          'alter table "t" alter column "c" type integer using ("c"::integer)',
          'alter table "t" alter column "e" drop default',
          'alter table "t" alter column "e" drop not null',
          'alter table "t" alter column "e" type varchar(255) using ("e"::varchar(255))',
          'alter table "t" alter column "e" set not null',
          'alter table "t" add constraint t_b_1 check("b" > 0)',
          `comment on column "t"."c" is 'c'`,
          'alter table "t" add constraint one check("c" in (1))',
          'create index "t_e_index" on "t" ("e")',
        ],
      },
      {
        code: `knex.schema.alterTable('t', (t) => { t.index('a'); t.index(['a', 'b']); t.index(['c'], 'by_c', 'gin'); t.index(['d'], 'by_d', { storageEngineIndexType: 'brin' }); t.index(['e'], 'by_e', { indexType: 'UNIQUE' }); t.index(['f'], null, { predicate: knex.whereNotNull('f') }); t.index('g', 'by_g', { predicate: knex.whereNull('g').orWhereRaw('h > 5') }); })`,
        sql: [
          'create index "t_a_index" on "t" ("a")',
          'create index "t_a_b_index" on "t" ("a", "b")',
          'create index "by_c" on "t" using gin ("c")',
          'create index "by_d" on "t" using brin ("d")',
          'create unique index "by_e" on "t" ("e")',
          'create index "t_f_index" on "t" ("f") where "f" is not null',
          'create index "by_g" on "t" ("g") where "g" is null or h > 5',
        ],
      },
      {
        code: `knex.schema.alterTable('t', (t) => { t.unique('a'); t.unique(['a', 'b'], 'both'); t.unique(['c'], { indexName: 'only_c', deferrable: 'deferred' }); t.unique(['d'], { useConstraint: false }); t.unique(['e'], { indexName: 'part', predicate: knex.whereRaw('e is not null') }); t.unique(['f'], { deferrable: 'immediate' }); })`,
        sql: [
          'alter table "t" add constraint "t_a_unique" unique ("a")',
          'alter table "t" add constraint "both" unique ("a", "b")',
          'alter table "t" add constraint "only_c" unique ("c") deferrable initially deferred',
          'create unique index "t_d_unique" on "t" ("d")',
          'create unique index "part" on "t" ("e") where e is not null',
          'alter table "t" add constraint "t_f_unique" unique ("f") deferrable initially immediate',
        ],
      },
      {
        code: `knex.schema.alterTable('t', (t) => { t.primary(['a']); t.primary(['a', 'b'], 'k'); t.foreign('a').references('id').inTable('u').onDelete('CASCADE').onUpdate('NO ACTION').withKeyName('fk').deferrable('immediate'); })`,
        sql: [
          'alter table "t" add constraint "t_pkey" primary key ("a")',
          'alter table "t" add constraint "k" primary key ("a", "b")',
          'alter table "t" add constraint "fk" foreign key ("a") references "u" ("id") on update NO ACTION on delete CASCADE deferrable initially immediate ',
        ],
      },
      {
        code: `knex.schema.alterTable('t', (t) => { t.dropPrimary(); t.dropPrimary('k'); t.dropPrimaryIfExists(); t.dropUnique(['a', 'b']); t.dropUnique('a', 'u'); t.dropUniqueIfExists(['a']); t.dropIndex('a'); t.dropIndex([], 'by_name'); t.dropForeign('a'); t.dropForeign(['a', 'b']); t.dropForeign('a', 'fk'); t.dropForeignIfExists('a'); })`,
        sql: [
          'alter table "t" drop constraint "t_pkey"',
          'alter table "t" drop constraint "k"',
          'alter table "t" drop constraint if exists "t_pkey"',
          'alter table "t" drop constraint "t_a_b_unique"',
          'alter table "t" drop constraint "u"',
          'alter table "t" drop constraint if exists "t_a_unique"',
          'drop index "t_a_index"',
          'drop index "by_name"',
          'alter table "t" drop constraint "t_a_foreign"',
          'alter table "t" drop constraint "t_a_b_foreign"',
          'alter table "t" drop constraint "fk"',
          'alter table "t" drop constraint if exists "t_a_foreign"',
        ],
      },
      {
        code: `knex.schema.withSchema('s').alterTable('t', (t) => { t.dropIndex(['a']); t.dropUnique(['a']); t.dropPrimary(); t.index('b'); t.renameColumn('a', 'b'); })`,
        sql: [
          'drop index "s"."t_a_index"',
          'alter table "s"."t" drop constraint "t_a_unique"',
          'alter table "s"."t" drop constraint "t_pkey"',
          'create index "t_b_index" on "s"."t" ("b")',
          'alter table "s"."t" rename "a" to "b"',
        ],
      },
      {
        code: `knex.schema.alterTable('t', (t) => { t.check('a > 1', [], 'c'); t.dropChecks('x', 'y'); t.dropChecks(['z']); })`,
        sql: [
          'alter table "t" add constraint c check(a > 1)',
          'alter table "t" drop constraint x',
          'alter table "t" drop constraint z',
        ],
      },
      {
        code: `knex.schema.alterTable('Users', (t) => { t.string('firstName').index(); t.unique(['firstName', 'Last-Name']); t.dropIndex('lastName'); })`,
        sql: [
          'alter table "Users" add column "firstName" varchar(255)',
          'create index "users_firstname_index" on "Users" ("firstName")',
          'alter table "Users" add constraint "users_firstname_last-name_unique" unique ("firstName", "Last-Name")',
          'drop index "users_lastname_index"',
        ],
      },
      {
        code: `knex.schema.alterTable('t', (t) => { t.uuid('id').primary().defaultTo(knex.raw('gen_random_uuid()')); t.specificType('v', 'tsvector').index(null, 'GIN'); })`,
        sql: [
          'alter table "t" add column "id" uuid default gen_random_uuid(), add column "v" tsvector',
          'alter table "t" add constraint "t_pkey" primary key ("id")',
          'create index "t_v_index" on "t" using GIN ("v")',
        ],
      },
      {
        code: `knex.schema.alterTable('t', (t) => { t.string('a').references('id').inTable('u').alter(); })`,
        sql: [
          'alter table "t" alter column "a" drop default',
          'alter table "t" alter column "a" drop not null',
          'alter table "t" alter column "a" type varchar(255) using ("a"::varchar(255))',
          'alter table "t" add constraint "t_a_foreign" foreign key ("a") references "u" ("id")',
        ],
      },
    ],
  },
  {
    group: 'other objects',
    cases: [
      {
        code: `knex.schema.dropTable('t').dropTableIfExists('u').renameTable('a', 'b')`,
        sql: ['drop table "t"', 'drop table if exists "u"', 'alter table "a" rename to "b"'],
      },
      {
        code: `knex.schema.withSchema('s').dropTable('t').dropTableIfExists('u').renameTable('a', 'b').dropView('v')`,
        sql: [
          'drop table "s"."t"',
          'drop table if exists "s"."u"',
          'alter table "s"."a" rename to "b"',
          'drop view "s"."v"',
        ],
      },
      {
        code: `knex.schema.createSchema('a').createSchemaIfNotExists('b').dropSchema('c').dropSchemaIfExists('d').dropSchema('e', true).dropSchemaIfExists('f', true)`,
        sql: [
          'create schema "a"',
          'create schema if not exists "b"',
          'drop schema "c"',
          'drop schema if exists "d"',
          'drop schema "e" cascade',
          'drop schema if exists "f" cascade',
        ],
      },
      {
        code: `knex.schema.createExtension('a').createExtensionIfNotExists('pg_trgm').dropExtension('c').dropExtensionIfExists('d')`,
        sql: [
          'create extension "a"',
          'create extension if not exists "pg_trgm"',
          'drop extension "c"',
          'drop extension if exists "d"',
        ],
      },
      {
        code: `knex.schema.createView('v', (view) => { view.columns(['a', 'b']); view.as(knex('t').select('x', 'y').where('z', '>', 3)); })`,
        sql: ['create view "v" ("a", "b") as select "x", "y" from "t" where "z" > 3'],
      },
      {
        code: `knex.schema.createViewOrReplace('v', (view) => { view.as(knex.select('x').from('t')); view.localCheckOption(); })`,
        sql: ['create or replace view "v" as select "x" from "t" with local check option'],
      },
      {
        code: `knex.schema.createMaterializedView('v', (view) => { view.columns(['a']); view.as(knex.raw('select 1')); })`,
        sql: ['create materialized view "v" ("a") as select 1'],
      },
      {
        code: `knex.schema.refreshMaterializedView('v').refreshMaterializedView('w', true)`,
        sql: ['refresh materialized view "v"', 'refresh materialized view concurrently "w"'],
      },
      {
        code: `knex.schema.dropView('a').dropViewIfExists('b').dropMaterializedView('c').dropMaterializedViewIfExists('d').renameView('e', 'f')`,
        sql: [
          'drop view "a"',
          'drop view if exists "b"',
          'drop materialized view "c"',
          'drop materialized view if exists "d"',
          'alter view "e" rename to "f"',
        ],
      },
      {
        code: `knex.schema.alterView('v', (view) => { view.column('a').rename('b'); view.column('c').defaultTo('1'); })`,
        sql: ['alter view "v" rename "a" to "b"', 'alter view "v" alter "c" set default 1'],
      },
    ],
  },
  {
    group: 'raw SQL',
    cases: [
      {
        code: `knex.schema.raw('create index concurrently i on t (a)')`,
        sql: ['create index concurrently i on t (a)'],
      },
      {
        code: `knex.schema.raw('alter table ?? add column ?? text', ['t', 'a'])`,
        sql: ['alter table "t" add column "a" text'],
      },
      {
        code: `knex.raw('create index i on t (a)')`,
        sql: ['create index i on t (a)'],
      },
      {
        code: `knex.raw('alter table ?? rename column :a to b', ['t'])`,
        sql: ['alter table "t" rename column :a to b'],
      },
      {
        code: `knex.raw('update ?? set a = ? where ?? = ?', ['s.t', 'x', 'b', 3])`,
        sql: [`update "s"."t" set a = 'x' where "b" = 3`],
      },
      {
        code: `knex.raw('alter table :table: alter column :column: set default :value', { table: 't', column: 'c', value: 'x' })`,
        sql: [`alter table "t" alter column "c" set default 'x'`],
      },
      {
        code: `knex.raw("select a::text from t where b \\\\? 'c'")`,
        sql: [`select a::text from t where b ? 'c'`],
      },
      {
        code: `knex.raw('create unique index ?? on ?? (??)', ['i', 't', ['a', 'b']])`,
        sql: ['create unique index "i" on "t" ("a", "b")'],
      },
    ],
  },
  {
    group: 'data',
    cases: [
      {
        code: `knex('t').insert({ a: 1, b: 'x', c: null })`,
        sql: [`insert into "t" ("a", "b", "c") values (1, 'x', NULL)`],
      },
      {
        code: `knex('t').insert([{ a: 1 }, { b: 2, a: 3 }])`,
        sql: ['insert into "t" ("a", "b") values (1, DEFAULT), (3, 2)'],
      },
      {
        code: `knex.insert({ a: knex.fn.now() }).into('t')`,
        sql: ['insert into "t" ("a") values (CURRENT_TIMESTAMP)'],
      },
      {
        code: `knex('t').insert({ a: 1 }).onConflict('a').ignore()`,
        sql: ['insert into "t" ("a") values (1) on conflict ("a") do nothing'],
      },
      {
        code: `knex('t').insert({ a: 1, b: 2 }).onConflict(['a']).merge(['b'])`,
        sql: ['insert into "t" ("a", "b") values (1, 2) on conflict ("a") do update set "b" = excluded."b"'],
      },
      {
        code: `knex('t').insert(knex('u').select('a', 'b'))`,
        sql: ['insert into "t" select "a", "b" from "u"'],
      },
      {
        code: `knex('t').update({ a: 1, b: knex.raw('b + 1') })`,
        sql: ['update "t" set "a" = 1, "b" = b + 1'],
      },
      {
        code: `knex('t').where({ id: 1 }).update('a', 2)`,
        sql: ['update "t" set "a" = 2 where "id" = 1'],
      },
      {
        code: `knex('s.t').update({ a: 1 }).whereNull('b').orWhereNotNull('c')`,
        sql: ['update "s"."t" set "a" = 1 where "b" is null or "c" is not null'],
      },
      {
        code: `knex('t').whereIn('id', [1, 2, 3]).update({ a: 'x' })`,
        sql: [`update "t" set "a" = 'x' where "id" in (1, 2, 3)`],
      },
      {
        code: `knex('t').whereIn('id', knex('u').select('t_id').where('k', 1)).del()`,
        sql: ['delete from "t" where "id" in (select "t_id" from "u" where "k" = 1)'],
      },
      {
        code: `knex('t').whereNotIn('id', function () { this.select('t_id').from('u'); }).delete()`,
        sql: ['delete from "t" where "id" not in (select "t_id" from "u")'],
      },
      {
        code: `knex('t').del()`,
        sql: ['delete from "t"'],
      },
      {
        code: `knex('t').where('a', '<', 5).andWhere((q) => q.where('b', 1).orWhere('c', 2)).del()`,
        sql: ['delete from "t" where "a" < 5 and ("b" = 1 or "c" = 2)'],
      },
      {
        code: `knex('t').whereBetween('a', [1, 5]).whereNot('b', 3).whereNotBetween('c', [2, 3]).del()`,
        sql: ['delete from "t" where "a" between 1 and 5 and not "b" = 3 and "c" not between 2 and 3'],
      },
      {
        code: `knex('t').where('a', 'like', 'x%').whereRaw('b = ?', [4]).whereNotNull('d').update({ e: null })`,
        sql: [`update "t" set "e" = NULL where "a" like 'x%' and b = 4 and "d" is not null`],
      },
      {
        code: `knex('t').whereExists(knex('u').whereRaw('u.t_id = t.id')).update({ a: 1 })`,
        sql: ['update "t" set "a" = 1 where exists (select * from "u" where u.t_id = t.id)'],
      },
      {
        code: `knex('t').where('id', 1).increment('a', 2)`,
        sql: ['update "t" set "a" = "a" + 2 where "id" = 1'],
      },
      {
        code: `knex('t').decrement('a')`,
        sql: ['update "t" set "a" = "a" - 1'],
      },
      {
        code: `knex('t').truncate()`,
        sql: ['truncate "t" restart identity'],
      },
      {
        code: `knex.table('t').withSchema('s').where('a', null).update({ b: 1 })`,
        sql: ['update "s"."t" set "b" = 1 where "a" is null'],
      },
      {
        code: `knex.from('t').where(true).del()`,
        sql: ['delete from "t" where 1 = 1'],
      },
      {
        code: `knex.withSchema('s').from('t').del()`,
        sql: ['delete from "s"."t"'],
      },
      {
        code: `knex('t').join('u', 't.u_id', 'u.id').where('u.k', 1).del()`,
        sql: ['delete from "t" using "u" where "u"."k" = 1 and "t"."u_id" = "u"."id"'],
      },
      {
        code: `knex('t').with('x', knex('u').select('id')).whereIn('id', knex('x').select('id')).del()`,
        sql: ['with "x" as (select "id" from "u") delete from "t" where "id" in (select "id" from "x")'],
      },
      {
        code: `knex('t').update({ a: knex.ref('u.a') }).updateFrom('u').whereColumn('t.id', 'u.t_id')`,
        sql: ['update "t" set "a" = "u"."a" from "u" where "t"."id" = "u"."t_id"'],
      },
      {
        code: `knex('t').select('a', 'b as c').where('d', 1).limit(5)`,
        sql: ['select "a", "b" as "c" from "t" where "d" = 1 limit 5'],
      },
      {
        code: `knex.select('*').from('t').leftJoin('u', 'u.id', 't.u_id').first()`,
        sql: ['select * from "t" left join "u" on "u"."id" = "t"."u_id" limit 1'],
      },
      {
        code: `knex('t').count('* as n').where('a', '!=', 'x')`,
        sql: [`select count(*) as "n" from "t" where "a" != 'x'`],
      },
      {
        code: `knex('t').forUpdate().where('id', 1)`,
        sql: ['select * from "t" where "id" = 1 for update'],
      },
    ],
  },
  {
    group: 'control flow',
    cases: [
      {
        code: `knex.schema.createTable('a', (t) => t.increments()).then(() => knex.schema.createTable('b', (t) => { t.increments(); }))`,
        sql: ['create table "a" ("id" serial primary key)', 'create table "b" ("id" serial primary key)'],
      },
      {
        code: `Promise.all([knex.schema.dropTable('a'), knex('b').del()])`,
        sql: ['drop table "a"', 'delete from "b"'],
      },
      {
        code: `knex.transaction(async (trx) => { await trx.schema.alterTable('t', (t) => { t.dropColumn('a'); }); await trx('t').where('b', 1).del(); await trx.raw('select 1'); })`,
        sql: [
          'BEGIN',
          'alter table "t" drop column "a"',
          'delete from "t" where "b" = 1',
          'select 1',
          'COMMIT',
        ],
      },
      {
        code: `knex.transaction((trx) => trx.schema.dropTable('t').then(() => trx('u').del()))`,
        sql: ['BEGIN', 'drop table "t"', 'delete from "u"', 'COMMIT'],
      },
      {
        code: `['a', 'b'].reduce((chain, name) => chain.then(() => knex.schema.dropTable(name)), Promise.resolve())`,
        sql: ['drop table "a"', 'drop table "b"'],
      },
      {
        code: `Promise.all(['a', 'b'].map((name) => knex.schema.table(name, (t) => t.string('c'))))`,
        sql: ['alter table "a" add column "c" varchar(255)', 'alter table "b" add column "c" varchar(255)'],
      },
      {
        code: `knex.schema.createTable('a', (t) => { t.increments(); }).alterTable('b', (t) => { t.integer('a_id').references('a.id'); }).raw('select 1').dropTable('c')`,
        sql: [
          'create table "a" ("id" serial primary key)',
          'alter table "b" add column "a_id" integer',
          'alter table "b" add constraint "b_a_id_foreign" foreign key ("a_id") references "a" ("id")',
          'select 1',
          'drop table "c"',
        ],
      },
      {
        code: `knex.batchInsert('t', [{ a: 1 }, { a: 2 }])`,
        sql: ['BEGIN', 'insert into "t" ("a") values (1), (2)', 'COMMIT'],
      },
    ],
  },
];
