import { describe, expect, it } from 'vitest';

import { discover } from '../../src/discover/discover.ts';
import { files, find, fixture, ids, only, project, sql } from '../support/discovery.ts';

const UP = 'CREATE TABLE a (id int);\n';

describe('Prisma', () => {
  it('applies the folders by name, each as one query', () => {
    const history = only(fixture('prisma'));
    expect(history).toMatchObject({ tool: 'prisma', toolName: 'Prisma', directory: 'prisma/migrations' });
    expect(ids(history)).toEqual([
      '20250110083012_init',
      '20250211140501_rooms',
      '20250302091500_starts_at_idx',
      '20250318162244_room_indexes',
    ]);
    expect(new Set(history.migrations.map(({ transaction }) => transaction.scope))).toEqual(
      new Set(['simple-query']),
    );
    expect(history.migrations[0]?.transaction.because).toContain('Prisma sends the whole file as one query');
    expect(history.migrations[0]?.transaction.optOut).toContain('--create-only');
    expect(history.downs.size).toBe(0);
    expect(history.migrations.some(({ missingDown }) => missingDown)).toBe(false);
  });

  it('sends the statements one by one since 7.4, unless its parser gives up on the file', () => {
    const cwd = project({
      'package.json': '{ "devDependencies": { "prisma": "^7.4.2" } }',
      'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
      'prisma/migrations/20260101000000_init/migration.sql': UP,
      'prisma/migrations/20260102000000_drop/migration.sql': `${UP}DROP INDEX CONCURRENTLY a_idx;\n`,
    });
    const history = only(discover({ cwd, paths: [] }));
    expect(find(history, '20260101000000_init').transaction.scope).toBe('none');
    expect(find(history, '20260102000000_drop').transaction.scope).toBe('simple-query');
  });

  it('believes what is installed before what package.json allows', () => {
    const cwd = project({
      'package.json': '{ "devDependencies": { "prisma": "^7.2.0" } }',
      'node_modules/prisma/package.json': '{ "version": "7.10.1" }',
      'prisma/migrations/20260101000000_init/migration.sql': UP,
    });
    expect(only(discover({ cwd, paths: [] })).migrations[0]?.transaction.scope).toBe('none');
  });

  it('names folders without a script and leaves out other databases', () => {
    const cwd = project({
      'a/migrations/migration_lock.toml': 'provider = "postgresql"\n',
      'a/migrations/20260101000000_init/migration.sql': UP,
      'a/migrations/20260102000000_backfill/migration.ts': 'export {};\n',
      'b/migrations/migration_lock.toml': 'provider = "mysql"\n',
      'b/migrations/20260101000000_init/migration.sql': UP,
    });
    const { histories, notes } = discover({ cwd, paths: [] });
    expect(histories.map(({ directory }) => directory)).toEqual(['a/migrations']);
    expect(notes).toEqual([
      'b/migrations was left out: its migrations are for mysql.',
      'a/migrations/20260102000000_backfill holds no migration.sql and was left out.',
    ]);
  });
});

describe('Drizzle', () => {
  it('applies what the journal lists, all in one transaction', () => {
    const history = only(fixture('drizzle'));
    expect(history).toMatchObject({ tool: 'drizzle', toolName: 'Drizzle', directory: 'drizzle' });
    expect(ids(history)).toEqual([
      '0000_quiet_magneto',
      '0001_swift_rogue',
      '0002_amused_storm',
      '0003_brave_forge',
    ]);
    expect(history.migrations[0]?.transaction).toEqual({
      scope: 'batch',
      because: 'Drizzle applies all pending migrations in one transaction',
      optOut: undefined,
    });
  });

  it('reads the folders of Drizzle 1.0, which has no journal', () => {
    const history = only(fixture('drizzle-folders'));
    expect(history.tool).toBe('drizzle');
    expect(ids(history)).toEqual([
      '20260104101500_first_light',
      '20260119080312_lonely_hawk',
      '20260202133000_calm_river',
    ]);
  });

  const journal = (entries: readonly object[]) =>
    JSON.stringify({ version: '7', dialect: 'postgresql', entries });

  it('follows the order of the journal, and names what it would not apply', () => {
    const cwd = project({
      'drizzle/meta/_journal.json': journal([
        { idx: 0, when: 20, tag: '0001_second' },
        { idx: 1, when: 10, tag: '0000_first' },
        { idx: 2, when: 30, tag: '0002_gone' },
      ]),
      'drizzle/0000_first.sql': UP,
      'drizzle/0001_second.sql': UP,
      'drizzle/0003_orphan.sql': UP,
    });
    const discovery = discover({ cwd, paths: [] });
    expect(ids(only(discovery))).toEqual(['0001_second', '0000_first']);
    expect(only(discovery).problems).toMatchObject([
      { kind: 'missing', file: 'drizzle/meta/_journal.json', others: ['drizzle/0002_gone.sql'] },
      { kind: 'unlisted', file: 'drizzle/0003_orphan.sql' },
      { kind: 'out of order', file: 'drizzle/0000_first.sql', others: ['drizzle/0001_second.sql'] },
    ]);
  });

  it('does not lose the migrations to a journal with conflict markers', () => {
    const cwd = project({
      'drizzle/meta/_journal.json': '<<<<<<< HEAD\n{}\n',
      'drizzle/0000_first.sql': UP,
      'drizzle/0001_second.sql': UP,
    });
    const discovery = discover({ cwd, paths: [] });
    expect(ids(only(discovery))).toEqual(['0000_first', '0001_second']);
    expect(only(discovery).problems).toMatchObject([{ kind: 'unreadable journal' }]);
  });

  it('leaves out other dialects', () => {
    const cwd = project({
      'drizzle/meta/_journal.json':
        '{ "dialect": "sqlite", "entries": [{ "idx": 0, "when": 1, "tag": "0000_a" }] }',
      'drizzle/0000_a.sql': UP,
    });
    expect(discover({ cwd, paths: [] })).toMatchObject({
      histories: [],
      notes: ['drizzle was left out: its migrations are for sqlite.'],
    });
  });
});

describe('Flyway', () => {
  const history = only(fixture('flyway'));

  it('applies versions by their numbers and repeatable migrations last', () => {
    expect(history).toMatchObject({ tool: 'flyway', toolName: 'Flyway' });
    expect(ids(history)).toEqual(['1', '1.9', '1.10', '2', '3', '4', 'R__parcels_by_depot']);
  });

  it('wraps a migration by what it holds, or as the file beside it says', () => {
    expect(find(history, '1').transaction.scope).toBe('automatic');
    expect(find(history, '4').transaction.scope).toBe('none');
    expect(find(history, '4').transaction.because).toContain('executeInTransaction=false');
  });

  it('pairs undo scripts, fills in placeholders and passes over callbacks', () => {
    expect(history.downs.get('2')?.file).toMatch(/U2__drop_received_at_index\.sql$/);
    expect(find(history, '3').missingDown).toBe(true);
    expect(find(history, 'R__parcels_by_depot').missingDown).toBe(false);
    expect(history.migrations.every(({ placeholders }) => placeholders)).toBe(true);
    expect(files(history).some((file) => file.includes('afterMigrate'))).toBe(false);
  });

  it('knows the settings "group" and "placeholderReplacement"', () => {
    const cwd = project({
      'flyway.conf': 'flyway.group=true\nflyway.placeholderReplacement=false\n',
      'sql/V1__a.sql': UP,
    });
    const migration = find(only(discover({ cwd, paths: [] })), '1');
    expect(migration.transaction.scope).toBe('batch');
    expect(migration.placeholders).toBe(false);
  });

  it('starts from a baseline where what it sums up is gone', () => {
    const cwd = project({ 'sql/B5__base.sql': UP, 'sql/V6__b.sql': UP, 'sql/V5_1__a.sql': UP });
    expect(ids(only(discover({ cwd, paths: [] })))).toEqual(['B5__base', '5.1', '6']);
    const kept = project({ 'sql/B5__base.sql': UP, 'sql/V4__a.sql': UP, 'sql/V6__b.sql': UP });
    expect(ids(only(discover({ cwd: kept, paths: [] })))).toEqual(['4', '6']);
  });

  it('names a script that Flyway would pass over', () => {
    const cwd = project({ 'sql/V1__a.sql': UP, 'sql/V2_missing_underscore.sql': UP });
    expect(discover({ cwd, paths: [] }).notes).toEqual([
      'sql/V2_missing_underscore.sql is not named as Flyway expects a migration and was left out.',
    ]);
  });
});

describe('Liquibase', () => {
  const discovery = fixture('liquibase');
  const history = only(discovery);

  it('makes each changeset a migration, in the order of the changelog', () => {
    expect(history.tool).toBe('liquibase');
    expect(ids(history)).toEqual([
      'mara:create-rooms',
      'jonas:rooms-floor',
      'mara:create-bookings',
      'jonas:bookings-during-idx',
      'mara:rename-room-name',
    ]);
    expect(sql(find(history, 'jonas:rooms-floor'))).toBe(
      '--changeset jonas:rooms-floor\n--comment The sign at the lift asks for it\nALTER TABLE rooms ADD COLUMN floor integer NOT NULL DEFAULT 0;\n--rollback ALTER TABLE rooms DROP COLUMN floor;\n',
    );
    expect(discovery.notes).toEqual([]);
  });

  it('wraps a changeset unless it says otherwise', () => {
    expect(find(history, 'mara:create-rooms').transaction.scope).toBe('file');
    expect(find(history, 'mara:create-rooms').transaction.optOut).toContain('runInTransaction:false');
    expect(find(history, 'jonas:bookings-during-idx').transaction.scope).toBe('none');
  });

  it('reads the rollback at its place in the file', () => {
    const down = history.downs.get('jonas:bookings-during-idx');
    expect(sql(down).trim()).toBe('DROP INDEX CONCURRENTLY bookings_during_idx;');
    const original = find(history, 'jonas:bookings-during-idx').text;
    const statement = 'DROP INDEX CONCURRENTLY bookings_during_idx';
    expect(down?.text.indexOf(statement)).toBe(original.indexOf(statement));
    expect(down?.text).toHaveLength(original.length);
    expect(find(history, 'mara:rename-room-name').missingDown).toBe(true);
  });

  it('says that it does not know a delimiter of its own', () => {
    const cwd = project({
      'a.sql': '--liquibase formatted sql\n--changeset me:1 endDelimiter:GO\nSELECT 1\nGO\n',
    });
    expect(discover({ cwd, paths: [] }).notes).toEqual([
      'a.sql sets "endDelimiter"; its statements are read as ending with a semicolon.',
    ]);
  });
});

describe('dbmate', () => {
  const history = only(fixture('dbmate'));

  it('reads the two sections of a file', () => {
    expect(history).toMatchObject({ tool: 'dbmate', toolName: 'dbmate', directory: 'db/migrations' });
    expect(ids(history)).toEqual(['20240105090000', '20240212100000', '20240301120000', '20240404080000']);
    expect(sql(find(history, '20240212100000'))).not.toContain('DROP COLUMN');
    expect(sql(history.downs.get('20240212100000'))).toContain('DROP COLUMN published_at');
  });

  it('wraps a section, and sends it as one query where it opts out', () => {
    expect(find(history, '20240105090000').transaction.scope).toBe('file');
    expect(find(history, '20240105090000').transaction.optOut).toContain('-- migrate:up transaction:false');
    expect(find(history, '20240301120000').transaction.scope).toBe('simple-query');
    expect(history.downs.get('20240301120000')?.transaction.scope).toBe('simple-query');
  });

  it('counts an empty down section as none', () => {
    expect(find(history, '20240404080000').missingDown).toBe(true);
    expect(history.downs.has('20240404080000')).toBe(false);
    expect(find(history, '20240105090000').missingDown).toBe(false);
  });

  it('reads several pairs of sections in one file', () => {
    const cwd = project({
      'db/migrations/1_a.sql':
        '-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 2;\n-- migrate:up transaction:false\nSELECT 3;\n-- migrate:down\nSELECT 4;\n',
    });
    const pairs = only(discover({ cwd, paths: [] }));
    expect(ids(pairs)).toEqual(['1', '1 (2)']);
    expect(sql(find(pairs, '1 (2)'))).toContain('SELECT 3;');
    expect(sql(pairs.downs.get('1 (2)'))).toContain('SELECT 4;');
  });
});

describe('goose', () => {
  const history = only(fixture('goose'));

  it('orders by number and tells up from down', () => {
    expect(history).toMatchObject({ tool: 'goose', toolName: 'goose', directory: 'migrations' });
    expect(ids(history)).toEqual(['00001', '00002', '00003', '00010']);
    expect(sql(find(history, '00001'))).not.toContain('DROP TABLE');
    expect(sql(history.downs.get('00001'))).toContain('DROP TABLE accounts;');
  });

  it('wraps a migration unless the file says NO TRANSACTION', () => {
    expect(find(history, '00002').transaction.scope).toBe('file');
    expect(find(history, '00002').transaction.optOut).toContain('-- +goose NO TRANSACTION');
    expect(find(history, '00003').transaction.scope).toBe('none');
    expect(history.downs.get('00003')?.transaction.scope).toBe('none');
  });

  it('names files without its markers, and knows variables', () => {
    const cwd = project({
      'migrations/1_a.sql': '-- +goose ENVSUB ON\n-- +goose Up\nGRANT SELECT ON a TO ${ROLE};\n',
      'migrations/2_b.sql': UP,
      'migrations/3_c.sql': `-- +goose Up\n${UP}`,
    });
    const discovery = discover({ cwd, paths: [] });
    expect(discovery.notes).toEqual([
      'migrations/2_b.sql has no version or no "-- +goose Up" and was left out.',
    ]);
    expect(only(discovery).migrations.map(({ placeholders }) => placeholders)).toEqual([true, false]);
  });
});

describe('golang-migrate', () => {
  const history = only(fixture('golang-migrate'));

  it('orders by number and pairs the downs', () => {
    expect(history).toMatchObject({ tool: 'golang-migrate', toolName: 'golang-migrate' });
    expect(ids(history)).toEqual(['1', '2', '9', '10']);
    expect(history.downs.get('9')?.file).toBe('db/migrations/9_assignee.down.sql');
    expect(find(history, '10').missingDown).toBe(true);
  });

  it('sends a file as one query', () => {
    expect(find(history, '2').transaction.scope).toBe('simple-query');
    expect(find(history, '2').transaction.because).toContain(
      'golang-migrate sends the whole file as one query',
    );
  });

  it('takes the files for Postgres where several databases share a folder', () => {
    const cwd = project({
      'migrations/1_a.mysql.up.sql': UP,
      'migrations/1_a.postgres.up.sql': UP,
      'migrations/1_a.sqlite3.up.sql': UP,
      'migrations/2_b.up.sql': UP,
    });
    expect(files(only(discover({ cwd, paths: [] })))).toEqual([
      'migrations/1_a.postgres.up.sql',
      'migrations/2_b.up.sql',
    ]);
  });
});

describe('sqlx', () => {
  const history = only(fixture('sqlx'));

  it('is told from golang-migrate by the crate', () => {
    expect(history).toMatchObject({ tool: 'sqlx', toolName: 'sqlx', directory: 'migrations' });
    expect(ids(history)).toEqual(['20240510081500', '20240611090000', '20240702100000', '20240820110000']);
    expect(history.downs.get('20240611090000')?.file).toBe('migrations/20240611090000_sightings.down.sql');
  });

  it('wraps a migration, and sends the file as one query where it opts out', () => {
    expect(find(history, '20240611090000').transaction.scope).toBe('file');
    expect(find(history, '20240611090000').transaction.optOut).toContain('-- no-transaction');
    expect(find(history, '20240702100000').transaction.scope).toBe('simple-query');
  });
});

describe('diesel', () => {
  const history = only(fixture('diesel'));

  it('orders by the version in the name of the folder', () => {
    expect(history).toMatchObject({ tool: 'diesel', toolName: 'diesel', directory: 'migrations' });
    expect(ids(history)).toEqual([
      '00000000000000',
      '20240301101500',
      '20240412083000',
      '202405201400000000',
    ]);
    expect(history.downs.get('20240301101500')?.file).toBe(
      'migrations/2024-03-01-101500_create_recipes/down.sql',
    );
  });

  it('wraps a migration unless its metadata says otherwise', () => {
    expect(find(history, '20240301101500').transaction.scope).toBe('file');
    expect(find(history, '20240301101500').transaction.optOut).toContain('run_in_transaction = false');
    expect(find(history, '20240412083000').transaction.scope).toBe('simple-query');
    expect(history.downs.get('20240412083000')?.transaction.scope).toBe('simple-query');
  });
});

describe('Sqitch', () => {
  const history = only(fixture('sqitch'));

  it('follows the plan, reworked changes included', () => {
    expect(history).toMatchObject({ tool: 'sqitch', toolName: 'Sqitch', directory: '.' });
    expect(files(history)).toEqual([
      'deploy/members@v1.0.sql',
      'deploy/loans.sql',
      'deploy/loans_due_idx.sql',
      'deploy/members.sql',
    ]);
    expect(history.downs.get('loans')?.file).toBe('revert/loans.sql');
  });

  it('leaves transactions to the scripts', () => {
    expect(find(history, 'loans').transaction.scope).toBe('none');
    expect(find(history, 'loans').placeholders).toBe(true);
  });
});

describe('Atlas', () => {
  const history = only(fixture('atlas'));

  it('wraps a file unless its first line says otherwise', () => {
    expect(history).toMatchObject({ tool: 'atlas', toolName: 'Atlas', directory: 'migrations' });
    expect(ids(history)).toEqual(['20240301100000', '20240408093000', '20240515111500']);
    expect(find(history, '20240408093000').transaction.scope).toBe('file');
    expect(find(history, '20240408093000').transaction.optOut).toContain('-- atlas:txmode none');
    expect(find(history, '20240515111500').transaction.scope).toBe('none');
  });

  it('takes a directive only where an empty line parts it from the statement, as Atlas does', () => {
    const cwd = project({ 'm/atlas.sum': 'h1:\n', 'm/1_a.sql': `-- atlas:txmode none\n${UP}` });
    expect(only(discover({ cwd, paths: [] })).migrations[0]?.transaction.scope).toBe('file');
  });

  it('leaves out checkpoints of a history that is there', () => {
    const cwd = project({
      'm/atlas.sum': 'h1:\n',
      'm/1_a.sql': UP,
      'm/2_checkpoint.sql': `-- atlas:checkpoint\n\n${UP}`,
      'm/3_b.sql': UP,
    });
    const discovery = discover({ cwd, paths: [] });
    expect(ids(only(discovery))).toEqual(['1', '3']);
    expect(discovery.notes[0]).toContain('m/2_checkpoint.sql is a checkpoint');
  });
});

describe('Supabase', () => {
  it('runs a file with its bookkeeping as one batch, and knows no opt-out', () => {
    const history = only(fixture('supabase'));
    expect(history).toMatchObject({
      tool: 'supabase',
      toolName: 'Supabase',
      directory: 'supabase/migrations',
    });
    expect(ids(history)).toEqual(['20240601080000', '20240715093000', '20240902110000']);
    expect(history.migrations[0]?.transaction.scope).toBe('file');
    expect(history.migrations[0]?.transaction.optOut).toBeUndefined();
  });
});

describe('graphile-migrate', () => {
  const history = only(fixture('graphile-migrate'));

  it('applies what is committed, then the current migration', () => {
    expect(history).toMatchObject({ tool: 'graphile-migrate', directory: 'migrations' });
    expect(ids(history)).toEqual(['000001-singers', '000002-voice-idx', 'current']);
    expect(history.migrations.every(({ placeholders }) => placeholders)).toBe(true);
  });

  it('wraps a migration, and sends the file as one query where it opts out', () => {
    expect(find(history, 'current').transaction.scope).toBe('file');
    expect(find(history, 'current').transaction.optOut).toContain('--! no-transaction');
    expect(find(history, '000002-voice-idx').transaction.scope).toBe('simple-query');
  });
});

describe('node-pg-migrate', () => {
  it('applies all pending migrations in one transaction', () => {
    const history = only(fixture('node-pg-migrate'));
    expect(history).toMatchObject({ tool: 'node-pg-migrate', directory: 'migrations' });
    expect(ids(history)).toEqual([
      '1709280000000_create-bikes',
      '1711958400000_frame-no-unique',
      '1714550400000_frame-no-idx',
      '1717228800000_frame-no-lookup',
    ]);
    expect(sql(find(history, '1709280000000_create-bikes'))).not.toContain('DROP TABLE');
    expect(sql(history.downs.get('1709280000000_create-bikes'))).toContain('DROP TABLE bikes;');
    expect(history.migrations[0]?.transaction.scope).toBe('batch');
    expect(history.migrations[0]?.transaction.optOut).toContain('pgm.noTransaction()');
  });
});

describe('Umzug', () => {
  it('finds the downs in their folder', () => {
    const history = only(fixture('umzug'));
    expect(history).toMatchObject({ tool: 'umzug', toolName: 'Umzug', directory: 'migrations' });
    expect(ids(history)).toEqual([
      '2024.02.24T18.00.40.items',
      '2024.03.02T09.15.00.found-at',
      '2024.04.11T07.45.00.owner',
    ]);
    expect(history.downs.get('2024.02.24T18.00.40.items')?.file).toBe(
      'migrations/down/2024.02.24T18.00.40.items.sql',
    );
    expect(find(history, '2024.04.11T07.45.00.owner').missingDown).toBe(true);
    expect(history.migrations[0]?.transaction.scope).toBe('simple-query');
  });
});

describe('plain SQL', () => {
  it('runs statement by statement, in the order of the numbers', () => {
    const history = only(fixture('plain'));
    expect(history).toMatchObject({ tool: 'plain', directory: 'db/migrations' });
    expect(ids(history)).toEqual(['001_stations', '002_readings', '003_station_idx', '004_drop_name']);
    expect(history.migrations[0]?.transaction.scope).toBe('none');
  });

  it('may hold variables of psql', () => {
    expect(only(fixture('plain')).migrations[0]?.placeholders).toBe(true);
  });

  it('puts 10 after 9', () => {
    const cwd = project({ 'migrations/9_b.sql': UP, 'migrations/10_c.sql': UP, 'migrations/1_a.sql': UP });
    expect(ids(only(discover({ cwd, paths: [] })))).toEqual(['1_a', '9_b', '10_c']);
  });

  it('takes the transaction that it is told', () => {
    const history = only(fixture('plain', { defaultTransaction: 'file' }));
    expect(history.migrations[0]?.transaction.scope).toBe('file');
    expect(only(fixture('goose', { defaultTransaction: 'none' })).migrations[0]?.transaction.scope).toBe(
      'file',
    );
  });
});
