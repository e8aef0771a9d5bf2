import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { afterEach, describe, expect, it, vi } from 'vitest';

import { digestOf } from '../../src/cli/cache.ts';
import { createProject, ddlint, type Outcome } from '../support/project.ts';
import { createRepository } from '../support/repository.ts';

const release = vi.hoisted(() => ({ version: '1.0.0' }));
vi.mock(import('../../src/cli/package.ts'), async (original) => ({
  ...(await original()),
  versionOf: () => release.version,
}));
afterEach(() => {
  release.version = '1.0.0';
});

const USERS = 'CREATE TABLE users (id bigint PRIMARY KEY, email text);\n';
const INDEX = 'CREATE INDEX users_email_idx ON users (email);\n';
const HISTORY = { 'migrations/0001_users.sql': USERS, 'migrations/0002_index.sql': INDEX };

const FORGED = 'said before';

const write = (cwd: string, file: string, text: string): void => {
  writeFileSync(path.join(cwd, file), text);
};

function entriesIn(directory: string): readonly string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => name.endsWith('.run'))
    .map((name) => path.join(directory, name));
}

/** Has whatever is kept in a project say something that no run says. */
function forge(cwd: string, directory = '.ddlint-cache'): void {
  for (const file of entriesIn(path.join(cwd, directory))) {
    const entry = JSON.parse(readFileSync(file, 'utf8').split('\n').slice(1).join('\n')) as {
      outcome: { reports: { text: string }[] };
    };
    for (const report of entry.outcome.reports) report.text = FORGED;
    const body = JSON.stringify(entry);
    writeFileSync(file, `${digestOf(body)}\n${body}`);
  }
}

const cached = (cwd: string, argv: readonly string[] = []): Promise<Outcome> =>
  ddlint(cwd, ['--cache', ...argv]);

/** Runs, and again with what the first run kept: what the second says tells whether it was repeated. */
async function isRepeated(cwd: string, argv: readonly string[] = []): Promise<boolean> {
  await cached(cwd, argv);
  forge(cwd);
  return (await cached(cwd, argv)).stdout === FORGED;
}

/** After a change, what is said is what a run without a cache says. */
async function expectAnew(cwd: string, argv: readonly string[] = []): Promise<Outcome> {
  const outcome = await cached(cwd, argv);
  expect(outcome).toEqual(await ddlint(cwd, argv));
  expect(outcome.stdout).not.toBe(FORGED);
  return outcome;
}

describe('a second run', () => {
  it('says the same and ends the same, from the cache', async () => {
    const cwd = createProject({ ...HISTORY, 'migrations/0003_note.sql': '-- nothing here\n' });
    const argv = ['--format', 'pretty', '--format', 'json=report.json'];
    const first = await cached(cwd, argv);
    const report = readFileSync(path.join(cwd, 'report.json'), 'utf8');
    expect(first.code).toBe(1);
    expect(first).toEqual(await ddlint(cwd, argv));

    rmSync(path.join(cwd, 'report.json'));
    expect(await cached(cwd, argv)).toEqual(first);
    expect(readFileSync(path.join(cwd, 'report.json'), 'utf8')).toBe(report);
    expect(await isRepeated(cwd, argv)).toBe(true);
  });

  it('tells what a baseline accepts', async () => {
    const cwd = createProject(HISTORY);
    await ddlint(cwd, ['baseline']);
    const first = await cached(cwd);
    expect(first.stderr).toContain('Left out');
    expect(await cached(cwd)).toEqual(first);
  });

  it('is one for each way of asking', async () => {
    const cwd = createProject(HISTORY);
    await cached(cwd);
    await cached(cwd, ['--format', 'json']);
    expect((await cached(cwd)).stdout).toContain('users_email_idx');
    expect(JSON.parse((await cached(cwd, ['--format', 'json'])).stdout)).toHaveProperty('findings');
  });
});

describe('a run is made anew', () => {
  it('when a migration says something else', async () => {
    const cwd = createProject(HISTORY);
    expect(await isRepeated(cwd)).toBe(true);
    write(cwd, 'migrations/0002_index.sql', INDEX.replace('CREATE INDEX', 'CREATE INDEX CONCURRENTLY'));
    expect((await expectAnew(cwd)).code).toBe(0);
  });

  it('when there is another migration', async () => {
    const cwd = createProject(HISTORY);
    expect(await isRepeated(cwd)).toBe(true);
    write(cwd, 'migrations/0003_drop.sql', 'DROP TABLE users;\n');
    expect((await expectAnew(cwd)).stdout).toContain('0003_drop.sql');
  });

  it('when a migration has another name, and so another place', async () => {
    const cwd = createProject(HISTORY);
    expect(await isRepeated(cwd)).toBe(true);
    renameSync(path.join(cwd, 'migrations/0002_index.sql'), path.join(cwd, 'migrations/0000_index.sql'));
    expect((await expectAnew(cwd)).stdout).toContain('0000_index.sql');
  });

  it('when a migration is gone', async () => {
    const cwd = createProject(HISTORY);
    expect(await isRepeated(cwd)).toBe(true);
    rmSync(path.join(cwd, 'migrations/0002_index.sql'));
    expect((await expectAnew(cwd)).code).toBe(0);
  });

  it('when a settings file of the tool says something else', async () => {
    const cwd = createProject({
      'diesel.toml': '',
      'migrations/2024-01-01-000000_users/up.sql': USERS,
      'migrations/2024-01-01-000000_users/down.sql': 'DROP TABLE users;\n',
      'migrations/2024-01-02-000000_index/up.sql': INDEX.replace('INDEX', 'INDEX CONCURRENTLY'),
      'migrations/2024-01-02-000000_index/down.sql': 'DROP INDEX CONCURRENTLY users_email_idx;\n',
    });
    expect(await isRepeated(cwd)).toBe(true);
    write(cwd, 'migrations/2024-01-02-000000_index/metadata.toml', 'run_in_transaction = false\n');
    expect((await expectAnew(cwd)).code).toBe(0);
  });

  it('when the configuration says something else, or there is one', async () => {
    const cwd = createProject(HISTORY);
    expect(await isRepeated(cwd)).toBe(true);
    write(cwd, 'ddlint.config.json', '{ "rules": { "require-concurrent-index": "warning" } }');
    await expectAnew(cwd);
    expect(await isRepeated(cwd)).toBe(true);
    write(cwd, 'ddlint.config.json', '{ "ignore": ["migrations/0002_index.sql"] }');
    expect((await expectAnew(cwd)).code).toBe(0);
  });

  it.each([
    ['--preset', 'all'],
    ['--rule', 'require-concurrent-index=off'],
    ['--postgres', '12'],
    ['--transaction', 'batch'],
    ['--fail-on', 'never'],
    ['--quiet'],
    ['--color'],
    ['--format', 'compact'],
    ['migrations/0001_users.sql'],
  ])('when the command line says %s %s', async (...flags) => {
    const cwd = createProject(HISTORY);
    expect(await isRepeated(cwd)).toBe(true);
    const argv = flags.filter((flag) => typeof flag === 'string');
    await expectAnew(cwd, argv);
  });

  it('when the terminal has another width', async () => {
    const cwd = createProject(HISTORY);
    expect(await isRepeated(cwd)).toBe(true);
    expect(await ddlint(cwd, ['--cache'], { columns: 40 })).toEqual(await ddlint(cwd, [], { columns: 40 }));
  });

  it('when ddlint has another version', async () => {
    const cwd = createProject(HISTORY);
    expect(await isRepeated(cwd)).toBe(true);
    release.version = '1.0.1';
    await expectAnew(cwd);
  });

  it('when the project runs another version of Postgres', async () => {
    const compose = (image: string): string => `services:\n  db:\n    image: ${image}\n`;
    const cwd = createProject({ ...HISTORY, 'docker-compose.yml': compose('postgres:14') });
    expect(await isRepeated(cwd)).toBe(true);
    write(cwd, 'docker-compose.yml', compose('postgres:17'));
    await expectAnew(cwd);
  });

  it('when the baseline accepts something else', async () => {
    const cwd = createProject(HISTORY);
    expect(await isRepeated(cwd)).toBe(true);
    await ddlint(cwd, ['baseline']);
    expect((await expectAnew(cwd)).code).toBe(0);
  });

  it('when the base of the change is another one', async () => {
    const { cwd, git, commit } = createRepository();
    commit({ 'migrations/0001_users.sql': USERS });
    git('branch', 'base');
    commit({ 'migrations/0002_index.sql': INDEX });
    expect(await isRepeated(cwd, ['--since', 'base'])).toBe(true);
    git('branch', '-f', 'base', 'HEAD');
    expect((await expectAnew(cwd, ['--since', 'base'])).stderr).toContain('No migration is new');
  });

  it('when something else is staged', async () => {
    const { cwd, git, write: save, commit } = createRepository();
    commit({ 'migrations/0001_users.sql': USERS });
    save({ 'migrations/0002_index.sql': INDEX });
    git('add', '-A');
    expect(await isRepeated(cwd, ['--staged'])).toBe(true);
    save({ 'migrations/0002_index.sql': '-- nothing yet\n' });
    git('add', '-A');
    expect((await expectAnew(cwd, ['--staged'])).code).toBe(0);
  });

  it('when standard input says something else', async () => {
    const cwd = createProject(HISTORY);
    const argv = ['--stdin', '--stdin-filename', 'migrations/0003_new.sql'];
    await ddlint(cwd, ['--cache', ...argv], { input: 'SELECT 1;\n' });
    forge(cwd);
    expect(await ddlint(cwd, ['--cache', ...argv], { input: 'SELECT 1;\n' })).toMatchObject({
      stdout: FORGED,
    });
    expect((await ddlint(cwd, ['--cache', ...argv], { input: 'DROP TABLE users;\n' })).code).toBe(1);
  });

  it('when a script imports other modules of the project, whatever they say', async () => {
    const migration = (table: string): string =>
      `import { ${table} } from './names';\nexport async function up(knex) {\n  await knex.schema.dropTable(${table});\n}\n`;
    const cwd = createProject({
      'package.json': '{ "dependencies": { "knex": "3" } }',
      'migrations/names.js': "export const table = 'users';\n",
      'migrations/20240101000000_users.js':
        "export async function up(knex) {\n  await knex.schema.createTable('users', (t) => { t.increments(); });\n}\n",
      'migrations/20240102000000_drop.js': migration('table'),
    });
    expect((await cached(cwd, ['--no-references'])).stdout).toContain('users');
    write(cwd, 'migrations/names.js', "export const table = 'accounts';\n");
    expect((await expectAnew(cwd, ['--no-references'])).stdout).toContain('accounts');
  });
});

describe("where the application's code was searched", () => {
  const CODE = 'export const query = `SELECT email FROM users`;\n';
  const ENTITY = `import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('users')
export class User {
  @PrimaryColumn('bigint') id!: string;
  @Column('text') email!: string;
}
`;
  const DROP = { ...HISTORY, 'migrations/0003_drop.sql': 'ALTER TABLE users DROP COLUMN email;\n' };

  it('is repeated while git sees the same code', async () => {
    const { cwd, commit } = createRepository();
    commit({ ...DROP, 'src/users.ts': CODE });
    expect((await cached(cwd)).stdout).toContain('src/users.ts');
    expect(await isRepeated(cwd)).toBe(true);
    expect(await isRepeated(cwd, ['--format', 'json=out.json', '--format', 'pretty'])).toBe(true);
  });

  it('is made anew when a file is changed, added or committed', async () => {
    const { cwd, write: save, commit } = createRepository();
    commit({ ...DROP, 'src/users.ts': CODE });
    expect(await isRepeated(cwd)).toBe(true);
    save({ 'src/users.ts': 'export {};\n' });
    expect((await expectAnew(cwd)).stdout).not.toContain('src/users.ts');
    expect(await isRepeated(cwd)).toBe(true);
    save({ 'src/users.ts': 'export const none = 1;\n', 'src/more.ts': CODE });
    expect((await expectAnew(cwd)).stdout).toContain('src/more.ts');
    expect(await isRepeated(cwd)).toBe(true);
    save({ 'src/more.ts': `\n${CODE}` });
    expect((await expectAnew(cwd)).stdout).toContain('src/more.ts:2');
    expect(await isRepeated(cwd)).toBe(true);
    commit({ 'src/more.ts': 'export {};\n' });
    expect((await expectAnew(cwd)).stdout).not.toContain('src/more.ts');
  });

  it('is made anew when the deployed code is another', async () => {
    const { cwd, git, commit } = createRepository();
    commit({ 'migrations/0001_users.sql': USERS, 'src/users.ts': CODE });
    git('branch', 'early');
    commit({ 'src/users.ts': 'export {};\n' });
    git('branch', 'base');
    commit({ 'migrations/0003_drop.sql': 'ALTER TABLE users DROP COLUMN email;\n' });
    expect(await isRepeated(cwd, ['--since', 'base'])).toBe(true);
    git('branch', '-f', 'base', 'early');
    expect((await expectAnew(cwd, ['--since', 'base'])).stdout).toContain('src/users.ts');
  });

  it('is not kept where the TypeScript compiler was asked, which reads packages', async () => {
    const { cwd, commit } = createRepository();
    commit({
      ...DROP,
      'package.json': '{ "dependencies": { "typeorm": "0.3" } }',
      'tsconfig.json': '{ "compilerOptions": { "experimentalDecorators": true } }',
      'src/user.ts': ENTITY,
    });
    expect((await cached(cwd)).stdout).toContain('src/user.ts');
    expect(entriesIn(path.join(cwd, '.ddlint-cache'))).toEqual([]);
  });

  it('is not kept outside of a repository', async () => {
    const cwd = createProject({ ...DROP, 'src/users.ts': CODE });
    await cached(cwd);
    expect(entriesIn(path.join(cwd, '.ddlint-cache'))).toEqual([]);
    expect(await isRepeated(cwd, ['--no-references'])).toBe(true);
  });
});

describe('the cache', () => {
  it('is kept with those of other tools where there is a node_modules', async () => {
    const cwd = createProject({ ...HISTORY, 'node_modules/': '', 'db/': '' });
    await cached(path.join(cwd, 'migrations'));
    expect(entriesIn(path.join(cwd, 'node_modules/.cache/ddlint'))).toHaveLength(1);
    expect(existsSync(path.join(cwd, 'migrations/.ddlint-cache'))).toBe(false);
  });

  it('is kept where the command line says', async () => {
    const cwd = createProject(HISTORY);
    await cached(cwd, ['--cache-location', 'kept/here']);
    expect(entriesIn(path.join(cwd, 'kept/here'))).toHaveLength(1);
    expect((await ddlint(cwd, ['--cache-location', 'kept'])).stderr).toContain(
      '--cache-location needs --cache',
    );
  });

  it('is no file of the project to git', async () => {
    const { cwd, git, commit } = createRepository();
    commit(HISTORY);
    await cached(cwd);
    expect(git('status', '--porcelain')).toBe('');
  });

  it.each([
    ['is cut off', (text: string) => text.slice(0, text.length / 2)],
    ['is empty', () => ''],
    ['has another letter', (text: string) => text.replace('users', 'usurs')],
    ['is something else', () => 'x\n{}'],
  ])('is ignored where it %s', async (_, damage) => {
    const cwd = createProject(HISTORY);
    const first = await cached(cwd);
    const [file = ''] = entriesIn(path.join(cwd, '.ddlint-cache'));
    writeFileSync(file, damage(readFileSync(file, 'utf8')));
    expect(await cached(cwd)).toEqual(first);
    expect(await isRepeated(cwd)).toBe(true);
  });

  it('is done without where it cannot be written', async () => {
    const cwd = createProject({ ...HISTORY, file: '' });
    const { stderr, ...outcome } = await cached(cwd, ['--cache-location', 'file/cache']);
    const { stderr: _, ...expected } = await ddlint(cwd, []);
    expect(outcome).toEqual(expected);
    expect(stderr).toBe('ddlint: The cache cannot be written (ENOTDIR).\n');
  });

  it('holds no reports that say when they were made', async () => {
    const cwd = createProject(HISTORY);
    await cached(cwd, ['--format', 'junit']);
    await cached(cwd, ['--format', 'html=report.html']);
    expect(entriesIn(path.join(cwd, '.ddlint-cache'))).toEqual([]);
  });

  it('forgets what is old', async () => {
    const cwd = createProject(HISTORY);
    for (let columns = 40; columns < 65; columns += 1) await ddlint(cwd, ['--cache'], { columns });
    const kept = entriesIn(path.join(cwd, '.ddlint-cache'));
    expect(kept).toHaveLength(20);
    const newest = Math.max(...kept.map((file) => statSync(file).mtimeMs));
    await ddlint(cwd, ['--cache'], { columns: 64 });
    expect(Math.max(...kept.map((file) => statSync(file).mtimeMs))).toBe(newest);
  });
});
