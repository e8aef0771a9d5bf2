import { describe, expect, it } from 'vitest';

import { ddlint, type Files } from '../support/project.ts';
import { createRepository, type Repository } from '../support/repository.ts';

/** What is found since `main`, as `rule file`. */
async function found({ cwd }: Repository, ...argv: readonly string[]): Promise<readonly string[]> {
  const { stdout, stderr, code } = await ddlint(cwd, ['--since', 'main', '--format', 'json', ...argv]);
  if (code > 1) throw new Error(stderr);
  const { findings } = JSON.parse(stdout) as { findings: { rule: string; file: string }[] };
  return findings.filter(({ rule }) => OURS.includes(rule)).map(({ rule, file }) => `${rule} ${file}`);
}

const OURS = [
  'no-edited-migration',
  'no-out-of-order-migration',
  'no-duplicate-version',
  'no-journal-mismatch',
];

const USERS = 'CREATE TABLE users (id bigint PRIMARY KEY);\n';
const TEAMS = 'CREATE TABLE teams (id bigint PRIMARY KEY);\n';

/** A branch on top of what is merged. */
function branchOf(merged: Files): Repository {
  const repository = createRepository();
  repository.commit(merged);
  repository.git('checkout', '-q', '-b', 'change');
  return repository;
}

const GOOSE = {
  'db/00001_users.sql': `-- +goose Up\n${USERS}`,
  'db/00003_teams.sql': `-- +goose Up\n${TEAMS}`,
};
const PRISMA = {
  'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
  'prisma/migrations/20250101000000_users/migration.sql': USERS,
};

describe('a merged migration', () => {
  it('that is edited is reported where it stands, and judged as it is now', async () => {
    const repository = branchOf(PRISMA);
    const file = 'prisma/migrations/20250101000000_users/migration.sql';
    repository.commit({ [file]: `${USERS}CREATE TABLE more (id int);\n` });
    expect(await found(repository)).toEqual([`no-edited-migration ${file}`]);
    const { stdout } = await ddlint(repository.cwd, ['--since', 'main']);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('Prisma warns that it was modified');
  });

  it('whose lines only end otherwise is not edited', async () => {
    const repository = branchOf(GOOSE);
    repository.commit({ 'db/00001_users.sql': `-- +goose Up\r\n${USERS.replace('\n', '\r\n')}` });
    expect(await found(repository)).toEqual([]);
  });

  it('whose way back is edited is not edited', async () => {
    const repository = branchOf(GOOSE);
    repository.commit({
      'db/00001_users.sql': `-- +goose Up\n${USERS}\n-- +goose Down\nDROP TABLE users;\n`,
    });
    expect(await found(repository)).toEqual([]);
  });

  it('that is deleted is reported although its file is not there', async () => {
    const repository = branchOf(GOOSE);
    repository.git('rm', '-q', 'db/00001_users.sql');
    repository.commit({});
    expect(await found(repository)).toEqual(['no-edited-migration db/00001_users.sql']);
  });

  it('that is deleted is reported before the commit', async () => {
    const repository = branchOf(GOOSE);
    repository.git('rm', '-q', 'db/00001_users.sql');
    const { stdout, code } = await ddlint(repository.cwd, ['--staged', '--format', 'compact']);
    expect(stdout).toContain('db/00001_users.sql:1:1');
    expect(code).toBe(1);
  });

  it('is reported once where a whole history is squashed', async () => {
    const repository = branchOf(GOOSE);
    repository.git('rm', '-q', 'db/00001_users.sql', 'db/00003_teams.sql');
    repository.commit({ 'db/00004_all.sql': `-- +goose Up\n${USERS}${TEAMS}` });
    expect(await found(repository)).toEqual(['no-edited-migration db/00001_users.sql']);
    const { stdout } = await ddlint(repository.cwd, ['--since', 'main']);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('"db/00001_users.sql" and 1 more migration');
  });

  it('that is renamed is reported at its new name', async () => {
    const repository = branchOf(GOOSE);
    repository.git('mv', 'db/00003_teams.sql', 'db/00004_teams.sql');
    repository.commit({});
    expect(await found(repository)).toEqual(['no-edited-migration db/00004_teams.sql']);
  });

  it('can be edited where the comment says why', async () => {
    const repository = branchOf(GOOSE);
    const comment = '-- ddlint-ignore-file no-edited-migration: it was never applied';
    repository.commit({ 'db/00001_users.sql': `${comment}\n-- +goose Up\n${TEAMS}` });
    expect(await found(repository)).toEqual([]);
  });

  it('is none where there is no base revision', async () => {
    const repository = branchOf(GOOSE);
    repository.commit({ 'db/00001_users.sql': `-- +goose Up\n${TEAMS}` });
    const { stdout } = await ddlint(repository.cwd, ['--format', 'json']);
    expect(stdout).not.toContain('no-edited-migration');
  });

  it('in a file of many is told from one that is added to it', async () => {
    const changelog = '--liquibase formatted sql\n--changeset ann:1\n';
    const repository = branchOf({ 'db/changelog.sql': changelog + USERS });
    repository.commit({ 'db/changelog.sql': `${changelog}${USERS}--changeset ann:2\n${TEAMS}` });
    expect(await found(repository)).toEqual([]);
    repository.commit({ 'db/changelog.sql': `${changelog}${TEAMS}` });
    expect(await found(repository)).toEqual(['no-edited-migration db/changelog.sql']);
  });
});

describe('a new migration', () => {
  it('that comes before a merged one is reported', async () => {
    const repository = branchOf(GOOSE);
    repository.commit({
      'db/00002_plans.sql': '-- +goose Up\nCREATE TABLE plans (id bigint PRIMARY KEY);\n',
    });
    expect(await found(repository)).toEqual(['no-out-of-order-migration db/00002_plans.sql']);
  });

  it('that has the number of another is reported, and not what was so before', async () => {
    const merged = { ...GOOSE, 'db/00003_roles.sql': '-- +goose Up\nCREATE TABLE roles (id bigint);\n' };
    const repository = branchOf(merged);
    repository.commit({
      'db/00004_plans.sql': '-- +goose Up\nCREATE TABLE plans (id bigint PRIMARY KEY);\n',
    });
    expect(await found(repository)).toEqual([]);
    repository.commit({
      'db/00004_rates.sql': '-- +goose Up\nCREATE TABLE rates (id bigint PRIMARY KEY);\n',
    });
    expect(await found(repository)).toEqual(['no-duplicate-version db/00004_rates.sql']);
  });
});

describe('the journal of Drizzle', () => {
  const journal = (...entries: readonly (readonly [tag: string, when: number])[]): string =>
    JSON.stringify({
      dialect: 'postgresql',
      entries: entries.map(([tag, when], idx) => ({ idx, tag, when })),
    });
  const merged = {
    'drizzle/0000_users.sql': USERS,
    'drizzle/old.sql': 'SELECT 1;\n',
    'drizzle/meta/_journal.json': journal(['0000_users', 10]),
  };

  it('has to list each new file', async () => {
    const repository = branchOf(merged);
    repository.commit({ 'drizzle/0001_teams.sql': TEAMS });
    expect(await found(repository)).toEqual(['no-journal-mismatch drizzle/0001_teams.sql']);
    repository.commit({ 'drizzle/meta/_journal.json': journal(['0000_users', 10], ['0001_teams', 20]) });
    expect(await found(repository)).toEqual([]);
  });

  it('has to have the file of each entry', async () => {
    const repository = branchOf(merged);
    repository.commit({ 'drizzle/meta/_journal.json': journal(['0000_users', 10], ['0001_teams', 20]) });
    expect(await found(repository)).toEqual(['no-journal-mismatch drizzle/meta/_journal.json']);
  });

  it('keeps its entries', async () => {
    const repository = branchOf(merged);
    repository.commit({
      'drizzle/0001_teams.sql': TEAMS,
      'drizzle/meta/_journal.json': journal(['0001_teams', 20]),
    });
    expect(await found(repository)).toEqual(['no-journal-mismatch drizzle/0000_users.sql']);
  });

  it('is in the order of its dates', async () => {
    const repository = branchOf(merged);
    repository.commit({
      'drizzle/0001_teams.sql': TEAMS,
      'drizzle/meta/_journal.json': journal(['0000_users', 10], ['0001_teams', 5]),
    });
    expect(await found(repository)).toEqual(['no-out-of-order-migration drizzle/0001_teams.sql']);
  });

  it('has no conflict markers', async () => {
    const repository = branchOf(merged);
    repository.commit({ 'drizzle/meta/_journal.json': '<<<<<<< HEAD\n', 'drizzle/0001_teams.sql': TEAMS });
    expect(await found(repository)).toEqual(['no-journal-mismatch drizzle/meta/_journal.json']);
  });
});

describe('the lock file of Prisma', () => {
  it('is missed where it is gone', async () => {
    const repository = branchOf(PRISMA);
    repository.git('rm', '-q', 'prisma/migrations/migration_lock.toml');
    repository.commit({});
    expect(await found(repository)).toEqual(['no-journal-mismatch prisma/migrations/migration_lock.toml']);
  });
});
