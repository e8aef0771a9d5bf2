import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { discover } from '../../src/discover/discover.ts';
import { DiscoverError } from '../../src/discover/error.ts';
import { files, find, fixture, git, ids, only, project, write } from '../support/discovery.ts';
import type { Discovery } from '../../src/discover/discover.ts';

const UP = 'CREATE TABLE a (id int);\n';

function judged({ histories }: Discovery): readonly string[] {
  return histories.flatMap(({ migrations, downs }) =>
    [...migrations, ...downs.values()].filter(({ isNew }) => isNew).map(({ file }) => file),
  );
}

describe('without paths', () => {
  it('finds every migration folder of a repository as a history of its own', () => {
    const cwd = project({
      'services/billing/migrations/1_a.up.sql': UP,
      'services/billing/migrations/1_a.down.sql': 'DROP TABLE a;\n',
      'packages/web/drizzle/meta/_journal.json':
        '{ "dialect": "postgresql", "entries": [{ "idx": 0, "when": 1, "tag": "0000_a" }] }',
      'packages/web/drizzle/0000_a.sql': UP,
    });
    const { histories, notes } = discover({ cwd, paths: [] });
    expect(histories.map(({ directory, tool }) => [directory, tool])).toEqual([
      ['packages/web/drizzle', 'drizzle'],
      ['services/billing/migrations', 'golang-migrate'],
    ]);
    expect(notes).toEqual([]);
  });

  it('does not take queries, seeds, fixtures and dependencies for migrations', () => {
    const cwd = project({
      'sql/queries/users.sql': 'SELECT 1;\n',
      'db/seeds/001_users.sql': 'INSERT INTO users VALUES (1);\n',
      'test/migrations/001_a.sql': UP,
      'node_modules/pkg/migrations/001_a.sql': UP,
      'reports/001_monthly.sql': 'SELECT 1;\n',
      'migrations/notes.sql': 'SELECT 1;\n',
    });
    expect(discover({ cwd, paths: [] })).toMatchObject({
      histories: [],
      notes: ['No migrations were found. Name the folder that holds them, or configure it.'],
    });
  });

  it('leaves out folders of other databases, and says so', () => {
    const cwd = project({ 'migrations/postgres/1_a.up.sql': UP, 'migrations/mysql/1_a.up.sql': UP });
    const discovery = discover({ cwd, paths: [] });
    expect(files(only(discovery))).toEqual(['migrations/postgres/1_a.up.sql']);
    expect(discovery.notes).toEqual(['migrations/mysql was left out: by its name it is for MySQL.']);
  });

  it('leaves out what .gitignore does', () => {
    const cwd = project({
      '.gitignore': '/generated/\n',
      'generated/migrations/001_a.sql': UP,
      'migrations/001_a.sql': UP,
    });
    git(cwd, 'init', '-q');
    expect(files(only(discover({ cwd, paths: [] })))).toEqual(['migrations/001_a.sql']);
  });

  it('judges everything it finds', () => {
    expect(judged(fixture('sqlx'))).toHaveLength(8);
  });
});

describe('paths', () => {
  it('judges a single file after the rest of its history', () => {
    const discovery = fixture('golang-migrate', { paths: ['db/migrations/9_assignee.up.sql'] });
    expect(ids(only(discovery))).toEqual(['1', '2', '9', '10']);
    expect(judged(discovery)).toEqual(['db/migrations/9_assignee.up.sql']);
  });

  it('finds the history above a file', () => {
    const prisma = fixture('prisma', {
      paths: ['prisma/migrations/20250302091500_starts_at_idx/migration.sql'],
    });
    expect(only(prisma).directory).toBe('prisma/migrations');
    expect(judged(prisma)).toEqual(['prisma/migrations/20250302091500_starts_at_idx/migration.sql']);
    const sqitch = fixture('sqitch', { paths: ['revert/loans.sql'] });
    expect(only(sqitch).tool).toBe('sqitch');
    expect(judged(sqitch)).toEqual(['revert/loans.sql']);
  });

  it('judges a folder of a history after the rest of it', () => {
    const discovery = fixture('diesel', { paths: ['migrations/2024-04-12-083000_title_idx'] });
    expect(ids(only(discovery))).toHaveLength(4);
    expect(judged(discovery)).toEqual([
      'migrations/2024-04-12-083000_title_idx/up.sql',
      'migrations/2024-04-12-083000_title_idx/down.sql',
    ]);
  });

  it('expands globs by itself', () => {
    const discovery = fixture('goose', { paths: ['migrations/0000{1,2}_*.sql'] });
    expect(ids(only(discovery))).toHaveLength(4);
    expect(new Set(judged(discovery))).toEqual(
      new Set(['migrations/00001_create_accounts.sql', 'migrations/00002_touch_function.sql']),
    );
  });

  it('takes any folder that is named, in the order of its paths', () => {
    const cwd = project({ 'changes/2024/b.sql': UP, 'changes/2024/a.sql': UP, 'changes/2025/a.sql': UP });
    const history = only(discover({ cwd, paths: ['changes'] }));
    expect(history).toMatchObject({ tool: 'plain', directory: 'changes' });
    expect(files(history)).toEqual(['changes/2024/a.sql', 'changes/2024/b.sql', 'changes/2025/a.sql']);
  });

  it('does not replay what lies beside a file in a folder that is no history', () => {
    const cwd = project({ 'sql/fix.sql': UP, 'sql/report.sql': 'SELECT 1;\n' });
    expect(files(only(discover({ cwd, paths: ['sql/fix.sql'] })))).toEqual(['sql/fix.sql']);
  });

  it('judges a named file that its tool would not apply', () => {
    const cwd = project({
      'drizzle/meta/_journal.json':
        '{ "dialect": "postgresql", "entries": [{ "idx": 0, "when": 1, "tag": "0000_a" }] }',
      'drizzle/0000_a.sql': UP,
      'drizzle/0001_b.sql': UP,
    });
    const discovery = discover({ cwd, paths: ['drizzle/0001_b.sql'] });
    expect(judged(discovery)).toEqual(['drizzle/0001_b.sql']);
    expect(only(discovery).tool).toBe('drizzle');
    expect(only(discovery).problems).toMatchObject([{ kind: 'unlisted', file: 'drizzle/0001_b.sql' }]);
  });

  it('reads both of two migrations of the same version, and says so', () => {
    const cwd = project({
      'migrations/0002_teams.up.sql': UP,
      'migrations/0002_teams.down.sql': 'DROP TABLE t;\n',
      'migrations/0002_users.up.sql': UP,
      'migrations/0002_users.down.sql': 'DROP TABLE t;\n',
    });
    const history = only(discover({ cwd, paths: [] }));
    expect(history.tool).toBe('golang-migrate');
    expect(files(history)).toEqual(['migrations/0002_teams.up.sql', 'migrations/0002_users.up.sql']);
    expect(history.problems).toMatchObject([
      { kind: 'duplicate', file: 'migrations/0002_users.up.sql', others: ['migrations/0002_teams.up.sql'] },
    ]);
  });

  it('finds a project inside a folder of fixtures when that is named', () => {
    const { histories } = discover({ cwd: 'fixtures', paths: ['projects/plain'] });
    expect(histories.map(({ directory }) => directory)).toEqual(['projects/plain/db/migrations']);
  });

  it('passes over files that are neither SQL nor scripts, with a note', () => {
    const cwd = project({ 'migrations/1_a.py': '' });
    expect(discover({ cwd, paths: ['migrations/1_a.py'] })).toMatchObject({
      histories: [],
      notes: ['migrations/1_a.py is neither SQL nor a script and was left out.'],
    });
  });

  it('leaves out what is to be ignored', () => {
    const discovery = fixture('goose', { ignore: ['migrations/0000[12]_*.sql'] });
    expect(ids(only(discovery))).toEqual(['00003', '00010']);
    expect(fixture('goose', { ignore: ['migrations'] }).histories).toEqual([]);
    expect(fixture('goose', { ignore: ['**/*.sql'] }).histories).toEqual([]);
  });

  it('refuses a path that does not exist and a glob that matches nothing', () => {
    expect(() => fixture('goose', { paths: ['migratoins'] })).toThrow(
      new DiscoverError('migratoins does not exist.'),
    );
    expect(() => fixture('goose', { paths: ['migratoins/*.sql'] })).toThrow(
      new DiscoverError('migratoins/*.sql matches no file.'),
    );
  });
});

describe('standard input', () => {
  it('takes the place of a file, or is one more', () => {
    const stdin = { filename: 'migrations/00003_owner_idx.sql', text: '\uFEFF-- +goose Up\nSELECT 1;\n' };
    const replaced = only(fixture('goose', { stdin }));
    expect(find(replaced, '00003')).toMatchObject({ text: '-- +goose Up\nSELECT 1;\n', isNew: true });
    expect(replaced.migrations.filter(({ isNew }) => isNew)).toHaveLength(1);

    const added = fixture('goose', {
      stdin: { filename: 'migrations/00011_new.sql', text: '-- +goose Up\nSELECT 1;\n' },
    });
    expect(ids(only(added))).toEqual(['00001', '00002', '00003', '00010', '00011']);
    expect(judged(added)).toEqual(['migrations/00011_new.sql']);
  });
});

describe('files', () => {
  it('reads them without a byte order mark and keeps their line ends', () => {
    const cwd = project({
      'migrations/1_a.sql': '\uFEFF-- migrate:up\r\nSELECT 1;\r\n-- migrate:down\r\nSELECT 2;\r\n',
    });
    const history = only(discover({ cwd, paths: [] }));
    expect(history.tool).toBe('dbmate');
    expect(history.migrations[0]?.text.startsWith('-- migrate:up\r\n')).toBe(true);
    expect(history.downs.get('1')?.span).toEqual({ start: 26, end: 54 });
  });

  it('reads UTF-16 as PowerShell writes it, and says so', () => {
    const cwd = project({
      'migrations/1_a.sql': Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(UP, 'utf16le')]),
      'migrations/2_b.sql': Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(UP, 'utf16le').swap16()]),
    });
    const discovery = discover({ cwd, paths: [] });
    expect(only(discovery).migrations.map(({ text }) => text)).toEqual([UP, UP]);
    expect(discovery.notes).toHaveLength(2);
    expect(discovery.notes[0]).toContain('migrations/1_a.sql is encoded in UTF-16');
  });

  it('reads on where bytes are not UTF-8, and says so', () => {
    const cwd = project({ 'migrations/1_a.sql': Buffer.from("SELECT 'caf\xe9';\n", 'latin1') });
    const discovery = discover({ cwd, paths: [] });
    expect(only(discovery).migrations[0]?.text).toBe("SELECT 'caf\uFFFD';\n");
    expect(discovery.notes[0]).toContain('migrations/1_a.sql is not valid UTF-8');
  });

  it('passes over a directory that is named like a file', () => {
    const cwd = project({ 'migrations/1_a.sql': UP, 'migrations/2_b.sql/readme.txt': '' });
    expect(files(only(discover({ cwd, paths: [] })))).toEqual(['migrations/1_a.sql']);
  });

  it('names a file that cannot be read', () => {
    const cwd = project({ 'migrations/1_a.sql': UP });
    symlinkSync(join(cwd, 'gone.sql'), join(cwd, 'migrations/2_b.sql'));
    expect(() => discover({ cwd, paths: [] })).toThrow(
      new DiscoverError('migrations/2_b.sql cannot be read: it is a link that leads nowhere.'),
    );
  });

  it('takes an empty file for an empty migration', () => {
    const cwd = project({ 'migrations/1_a.sql': '' });
    expect(only(discover({ cwd, paths: [] })).migrations[0]).toMatchObject({
      text: '',
      span: { start: 0, end: 0 },
    });
  });
});

describe('configured folders', () => {
  const cwd = () =>
    project({
      'schema.sql': 'CREATE TABLE base (id int);\n',
      'db/apply/10-b.sql': UP,
      'db/apply/9-a.sql': UP,
      'db/back/9-a.sql': 'DROP TABLE a;\n',
      'other/migrations/1_a.sql': UP,
    });

  it('are linted instead of what would be found', () => {
    const history = only(
      discover({
        cwd: cwd(),
        paths: [],
        configured: [
          {
            directory: 'db',
            up: 'apply/*.sql',
            down: 'back/*.sql',
            transaction: 'batch',
            placeholders: true,
            baseline: 'schema.sql',
          },
        ],
      }),
    );
    expect(files(history)).toEqual(['db/apply/9-a.sql', 'db/apply/10-b.sql']);
    expect(history.migrations[0]).toMatchObject({ placeholders: true, transaction: { scope: 'batch' } });
    expect(history.migrations[0]?.transaction.because).toBe(
      'the configuration says that all pending migrations are applied in one transaction',
    );
    expect(history.baseline).toEqual({ file: 'schema.sql', text: 'CREATE TABLE base (id int);\n' });
  });

  it('can name their order and their tool', () => {
    const configured = [{ directory: 'db/apply', order: 'name', tool: 'golang-migrate' }] as const;
    const history = only(discover({ cwd: cwd(), paths: [], configured }));
    expect(history.tool).toBe('golang-migrate');
    expect(files(history)).toEqual(['db/apply/10-b.sql', 'db/apply/9-a.sql']);
  });

  it('may be a glob', () => {
    const root = project({ 'apps/a/sql/1_a.sql': UP, 'apps/b/sql/1_a.sql': UP });
    const { histories } = discover({ cwd: root, paths: [], configured: [{ directory: 'apps/*/sql' }] });
    expect(histories.map(({ directory }) => directory)).toEqual(['apps/a/sql', 'apps/b/sql']);
  });

  it('keep their settings when a path inside is named', () => {
    const configured = [{ directory: 'other/migrations', transaction: 'file' }] as const;
    const discovery = discover({ cwd: cwd(), paths: ['other/migrations/1_a.sql'], configured });
    expect(only(discovery).migrations[0]?.transaction.scope).toBe('file');
  });

  it('must exist and hold migrations, and so must a baseline', () => {
    const root = project({ 'empty/readme.md': '', 'migrations/1_a.sql': UP });
    const configure = (configured: Parameters<typeof discover>[0]['configured']) => () =>
      discover({ cwd: root, paths: [], ...(configured === undefined ? {} : { configured }) });
    expect(configure([{ directory: 'gone' }])).toThrow('The configured folder gone does not exist.');
    expect(configure([{ directory: 'empty' }])).toThrow('The configured folder empty holds no migrations.');
    expect(configure([{ directory: 'migrations', baseline: 'dump.sql' }])).toThrow(
      'The configured baseline dump.sql does not exist.',
    );
    expect(configure([{ directory: 'migrations', tool: 'prizma' }])).toThrow('There is no tool "prizma".');
  });
});

describe('since', () => {
  function repository(): string {
    const cwd = project({ 'app/migrations/1_a.sql': UP, 'app/migrations/2_b.sql': UP });
    git(cwd, 'init', '-q', '-b', 'main');
    git(cwd, 'add', '.');
    git(cwd, 'commit', '-q', '-m', 'first');
    git(cwd, 'checkout', '-q', '-b', 'feature');
    return cwd;
  }

  it('judges what was added or changed since the merge base, committed or not', () => {
    const cwd = repository();
    write(cwd, { 'app/migrations/3_c.sql': UP });
    git(cwd, 'add', '.');
    git(cwd, 'commit', '-q', '-m', 'third');
    write(cwd, { 'app/migrations/2_b.sql': `${UP}-- changed\n`, 'app/migrations/4_ü.sql': UP });
    git(cwd, 'checkout', '-q', 'main');
    write(cwd, { 'unrelated.txt': '' });
    git(cwd, 'add', 'unrelated.txt');
    git(cwd, 'commit', '-q', '-m', 'elsewhere');
    git(cwd, 'checkout', '-q', 'feature');

    const discovery = discover({ cwd: join(cwd, 'app'), paths: [], since: 'main' });
    expect(ids(only(discovery))).toEqual(['1_a', '2_b', '3_c', '4_ü']);
    expect(judged(discovery)).toEqual(['migrations/2_b.sql', 'migrations/3_c.sql', 'migrations/4_ü.sql']);
  });

  it('judges only the changeset that was added to a file', () => {
    const first = '--liquibase formatted sql\n--changeset me:1\nSELECT 1;\n';
    const cwd = project({ 'changelog.sql': first });
    git(cwd, 'init', '-q', '-b', 'main');
    git(cwd, 'add', '.');
    git(cwd, 'commit', '-q', '-m', 'first');
    write(cwd, { 'changelog.sql': `${first}--changeset me:2\nSELECT 2;\n` });
    const history = only(discover({ cwd, paths: [], since: 'main' }));
    expect(history.migrations.map(({ id, isNew }) => [id, isNew])).toEqual([
      ['me:1', false],
      ['me:2', true],
    ]);
  });

  it('says what is wrong with the reference or the repository', () => {
    const outside = project({ 'migrations/1_a.sql': UP });
    expect(() => discover({ cwd: outside, paths: [], since: 'main' })).toThrow(
      'is not inside a git repository',
    );
    const cwd = repository();
    expect(() => discover({ cwd, paths: [], since: 'origin/main' })).toThrow(
      'git knows no commit "origin/main".',
    );
    expect(() => discover({ cwd, paths: [], since: '--output=x' })).toThrow('git knows no commit');
  });

  it('explains a shallow clone', () => {
    const origin = repository();
    write(origin, { 'app/migrations/3_c.sql': UP });
    git(origin, 'add', '.');
    git(origin, 'commit', '-q', '-m', 'third');
    const cwd = project({});
    git(cwd, 'clone', '-q', '--depth', '1', `file://${origin}`, 'clone');
    expect(() => discover({ cwd: join(cwd, 'clone'), paths: [], since: 'main' })).toThrow('fetch-depth: 0');
  });
});
