import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';

import { describe, expect, it } from 'vitest';

import { createProject, ddlint } from '../support/project.ts';
import { createRepository } from '../support/repository.ts';

const TABLE = 'CREATE TABLE users (id bigint PRIMARY KEY, email text);\n';
const INDEX = 'CREATE INDEX users_email_idx ON users (email);\n';
const FIXED = 'CREATE INDEX CONCURRENTLY users_email_idx ON users (email);\n';
const UNSAFE = { 'db/migrations/0001_users.sql': TABLE, 'db/migrations/0002_index.sql': INDEX };
const FILE = 'db/migrations/0002_index.sql';

const read = (cwd: string, file = FILE): string => readFileSync(path.join(cwd, file), 'utf8');

describe('ddlint fix', () => {
  it('writes what is safe, and is content afterwards', async () => {
    const cwd = createProject(UNSAFE);
    const { code, stdout } = await ddlint(cwd, ['fix', FILE]);
    expect([code, read(cwd)]).toEqual([0, FIXED]);
    expect(stdout).toBe(`Fixed 1 finding in ${FILE}.\nNo finding is left.\n`);
    expect((await ddlint(cwd, ['fix', FILE])).stdout).toBe('There is nothing to fix.\nNo finding is left.\n');
    expect(read(cwd)).toBe(FIXED);
  });

  it('goes on until nothing is left to fix', async () => {
    const statement =
      'ALTER TABLE users ADD CONSTRAINT a CHECK (id > 0), ADD CONSTRAINT b CHECK (id < 9); -- both\n';
    const cwd = createProject({ ...UNSAFE, [FILE]: statement });
    const { code, stdout } = await ddlint(cwd, ['fix', FILE]);
    expect(stdout).toContain('Fixed 2 findings');
    expect(code).toBe(0);
    expect(read(cwd)).toBe(
      'ALTER TABLE users ADD CONSTRAINT a CHECK (id > 0) NOT VALID, ADD CONSTRAINT b CHECK (id < 9) NOT VALID; -- both\n' +
        'ALTER TABLE users VALIDATE CONSTRAINT b;\nALTER TABLE users VALIDATE CONSTRAINT a;\n',
    );
  });

  it('prints a patch that git applies, and writes nothing, with --dry-run', async () => {
    const cwd = createProject(UNSAFE);
    const { code, stdout, stderr } = await ddlint(cwd, ['fix', '--dry-run', FILE]);
    expect([code, read(cwd)]).toEqual([0, INDEX]);
    expect(stderr).toBe(`ddlint: Would fix 1 finding in ${FILE}.\n`);
    const outside = createProject({ [FILE]: INDEX });
    expect(spawnSync('git', ['apply', '-'], { cwd: outside, input: stdout }).status).toBe(0);
    expect(read(outside)).toBe(FIXED);
  });

  it('keeps line ends, the byte order mark, the mode and links', async () => {
    const cwd = createProject({
      'db/migrations/0001_users.sql': TABLE,
      'shared/index.sql': `\uFEFF-- why\r\nALTER TABLE users ADD CHECK (id > 0);\r\n`,
    });
    chmodSync(path.join(cwd, 'shared/index.sql'), 0o755);
    symlinkSync('../../shared/index.sql', path.join(cwd, FILE));
    await ddlint(cwd, ['fix', FILE]);
    expect(read(cwd, 'shared/index.sql')).toBe(
      '\uFEFF-- why\r\nALTER TABLE users ADD CONSTRAINT users_id_check CHECK (id > 0) NOT VALID;\r\n' +
        'ALTER TABLE users VALIDATE CONSTRAINT users_id_check;\r\n',
    );
    expect(statSync(path.join(cwd, 'shared/index.sql')).mode & 0o777).toBe(0o755);
    expect(lstatSync(path.join(cwd, FILE)).isSymbolicLink()).toBe(true);
  });

  it('keeps UTF-16, and lets alone what is no valid UTF-8', async () => {
    const utf16 = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, 'utf16le');
    const cwd = createProject({ ...UNSAFE, [FILE]: utf16(INDEX) });
    await ddlint(cwd, ['fix', FILE]);
    expect(readFileSync(path.join(cwd, FILE))).toEqual(utf16(FIXED));

    const latin1 = Buffer.from(`-- \xe9\n${INDEX}`, 'latin1');
    const other = createProject({ ...UNSAFE, [FILE]: latin1 });
    const { code, stderr } = await ddlint(other, ['fix', FILE]);
    expect(code).toBe(2);
    expect(stderr).toContain('is not valid UTF-8 and was not written');
    expect(readFileSync(path.join(other, FILE))).toEqual(latin1);
  });

  it('tells which suggestions remain, and what the others are worth', async () => {
    const cwd = createProject({ ...UNSAFE, [FILE]: 'ALTER TABLE users ADD UNIQUE (email);\n' });
    const { code, stdout } = await ddlint(cwd, ['fix', FILE]);
    expect(code).toBe(1);
    expect(stdout).toContain(`  ${FILE}:1:19  require-unique-using-index\n`);
    expect(stdout).toContain('Build its index CONCURRENTLY, and have the constraint take that over');
    expect(stdout).toContain('ddlint fix --interactive shows each and asks.');
    expect(stdout).toContain('1 finding left');
  });
});

describe('what is changed', () => {
  it('is what is new, as the repository tells', async () => {
    const repository = createRepository();
    repository.commit(UNSAFE);
    repository.git('switch', '-q', '-c', 'branch');
    const added = 'db/migrations/0003_more.sql';
    const more = 'CREATE INDEX users_id_idx ON users (id);\n';
    repository.write({ [added]: more });
    repository.git('add', '.');
    await ddlint(repository.cwd, ['fix']);
    expect(read(repository.cwd)).toBe(INDEX);
    expect(read(repository.cwd, added)).toBe('CREATE INDEX CONCURRENTLY users_id_idx ON users (id);\n');
    // The index is as it was.
    expect(repository.git('show', `:${added}`)).toBe(more.trim());
  });

  it('is nothing where nobody says what is new', async () => {
    const cwd = createProject(UNSAFE);
    const { code } = await ddlint(cwd, ['fix']);
    expect([code, read(cwd)]).toEqual([2, INDEX]);
  });

  it('is all with --since none', async () => {
    const cwd = createProject(UNSAFE);
    await ddlint(cwd, ['fix', '--since', 'none']);
    expect(read(cwd)).toBe(FIXED);
  });
});

describe('ddlint --fix', () => {
  it('reports what the fixes leave', async () => {
    const cwd = createProject({ ...UNSAFE, [FILE]: `${INDEX}DROP TABLE users;\n` });
    const { code, stdout, stderr } = await ddlint(cwd, ['--fix', FILE, '--format', 'compact']);
    expect(code).toBe(1);
    expect(stderr).toBe(`ddlint: Fixed 1 finding in ${FILE}.\n`);
    expect(stdout).toContain('no-drop-table');
    expect(stdout).not.toContain('require-concurrent-index');
  });

  it.each(['--staged', '--stdin'])('does not go with %s', async (flag) => {
    const { code, stderr } = await ddlint(createProject(UNSAFE), ['--fix', flag]);
    expect([code, stderr]).toEqual([
      2,
      'ddlint: --fix changes files, and goes with neither --stdin nor --staged.\n',
    ]);
  });
});

describe('ddlint fix --interactive', () => {
  const UNIQUE = 'ALTER TABLE users ADD UNIQUE (email);\n';
  const DBMATE = {
    'db/migrations/20260101000000_users.sql': `-- migrate:up\n${TABLE}\n-- migrate:down\nDROP TABLE users;\n`,
    'db/migrations/20260102000000_check.sql': `-- migrate:up\nALTER TABLE users ADD CONSTRAINT short CHECK (id > 0);\n\n-- migrate:down\nALTER TABLE users DROP CONSTRAINT short;\n`,
  };

  it('shows each suggestion and makes those that are wanted', async () => {
    const cwd = createProject({ ...UNSAFE, [FILE]: `${UNIQUE}ALTER TABLE users ADD UNIQUE (id, email);\n` });
    const { code, stdout } = await ddlint(cwd, ['fix', '--interactive', FILE], {
      answers: ['n', 'what', 'y'],
    });
    expect(code).toBe(1);
    expect(stdout).toContain('  -ALTER TABLE users ADD UNIQUE (email);\n');
    expect(stdout).toContain('  +CREATE UNIQUE INDEX CONCURRENTLY users_email_key ON users (email);\n');
    expect(read(cwd)).toBe(
      `${UNIQUE}CREATE UNIQUE INDEX CONCURRENTLY users_id_email_key ON users (id, email);\n` +
        'ALTER TABLE users ADD CONSTRAINT users_id_email_key UNIQUE USING INDEX users_id_email_key;\n',
    );
  });

  it('writes a migration that the tool applies next', async () => {
    const cwd = createProject(DBMATE);
    const file = 'db/migrations/20260102000000_check.sql';
    const { code, stdout } = await ddlint(cwd, ['fix', '--interactive', file], { answers: ['y'] });
    expect(stdout).toContain('new file db/migrations/20260102000001_validate_short.sql');
    expect(code).toBe(0);
    expect(read(cwd, file)).toContain('CHECK (id > 0) NOT VALID;');
    expect(read(cwd, 'db/migrations/20260102000001_validate_short.sql')).toBe(
      '-- migrate:up\nALTER TABLE users VALIDATE CONSTRAINT short;\n\n-- migrate:down\n-- Nothing to undo.\n',
    );
    expect((await ddlint(cwd, ['db/migrations'])).code).toBe(0);
  });

  it('stops at q', async () => {
    const cwd = createProject({ ...UNSAFE, [FILE]: UNIQUE });
    const { stdout } = await ddlint(cwd, ['fix', '--interactive', FILE], { answers: ['q'] });
    expect(read(cwd)).toBe(UNIQUE);
    expect(stdout).toContain('Suggestions that remain');
  });

  it('never writes over a file that is there', async () => {
    const cwd = createProject({
      'migrations/2026-01-01-000000_users/up.sql': TABLE,
      'migrations/2026-01-02-000000_index/up.sql': INDEX,
      'migrations/2026-01-02-000000_index/metadata.toml': '# mine\n',
    });
    const { code, stderr } = await ddlint(
      cwd,
      ['fix', '--interactive', 'migrations/2026-01-02-000000_index/up.sql'],
      { answers: ['y'] },
    );
    expect(code).toBe(2);
    expect(stderr).toContain('metadata.toml is there already and was not written');
    expect(read(cwd, 'migrations/2026-01-02-000000_index/up.sql')).toBe(INDEX);
    expect(readdirSync(path.join(cwd, 'migrations'))).toHaveLength(2);
  });

  it('needs somebody to ask', async () => {
    const { code, stderr } = await ddlint(createProject(UNSAFE), ['fix', '--interactive', FILE]);
    expect([code, stderr]).toEqual([2, 'ddlint: --interactive needs a terminal to ask on.\n']);
  });

  it('does not write over what somebody has saved meanwhile', async () => {
    const cwd = createProject({ ...UNSAFE, [FILE]: UNIQUE });
    const saved = '-- saved by the editor\n';
    const { code, stderr } = await ddlint(cwd, ['fix', '--interactive', FILE], {
      answers: ['y'],
      onQuestion: () => {
        writeFileSync(path.join(cwd, FILE), saved);
      },
    });
    expect([code, read(cwd)]).toEqual([2, saved]);
    expect(stderr).toContain('has changed meanwhile');
  });
});
