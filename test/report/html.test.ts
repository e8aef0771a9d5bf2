import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { createProject, ddlint, type Files } from '../support/project.ts';

async function pageOf(files: Files): Promise<string> {
  const { stdout, stderr } = await ddlint(createProject(files), ['--format', 'html', '--fail-on', 'never']);
  expect(stderr).toBe('');
  return stdout;
}

/** What a reader sees, without markup and with single spaces. */
function textOf(page: string): string {
  return page
    .slice(page.indexOf('<body>'))
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ');
}

const TABLES = 'CREATE TABLE users (id bigint PRIMARY KEY, email text);\nCREATE TABLE teams (id bigint);\n';

describe('the HTML report', () => {
  it('shows for each statement the lock that it takes and the locks that are still held', async () => {
    const page = await pageOf({
      'migrations/0001_tables.sql': TABLES,
      'migrations/0002_names.sql': [
        'BEGIN;',
        'ALTER TABLE users ADD COLUMN name text;',
        'CREATE INDEX teams_id ON teams (id);',
        'COMMIT;',
      ].join('\n'),
    });
    const text = textOf(page);
    expect(text).toContain(
      'Line 2 ALTER TABLE users ADD COLUMN name text; public.users ACCESS EXCLUSIVE – reads and writes wait',
    );
    expect(text).toContain(
      'CREATE INDEX teams_id ON teams (id) ; public.teams SHARE – writes wait public.users ACCESS EXCLUSIVE – reads and writes wait, held since line 2',
    );
  });

  it('holds a lock only as long as its transaction', async () => {
    const page = await pageOf({
      'migrations/0001_tables.sql': TABLES,
      'migrations/0002_names.sql':
        'ALTER TABLE users ADD COLUMN name text;\nALTER TABLE teams ADD COLUMN name text;\n',
    });
    expect(textOf(page)).not.toContain('held since');
    expect(textOf(page)).toContain('Each statement by itself');
  });

  it('folds away what nobody waits for', async () => {
    const page = await pageOf({
      'migrations/0001_tables.sql': TABLES.repeat(1).concat(TABLES.replaceAll('TABLE ', 'TABLE new_')),
    });
    expect(textOf(page)).toContain('4 statements that nobody waits for');
  });

  it('shows the text of files as text', async () => {
    const page = await pageOf({
      'migrations/0001_<b>&.sql': `${TABLES}COMMENT ON TABLE users IS '<script>alert(1)</script>\u202E';\nSELEC "</code>";\n`,
    });
    expect(page).not.toContain('<script>');
    expect(page).not.toContain('\u202E');
    expect(page).not.toContain('"</code>"');
    expect(textOf(page)).toContain('<script>alert(1)</script>');
    expect(textOf(page)).toContain('0001_ <b>&.sql'.replace(' ', ''));
  });

  it('names what could not be read and what belongs to no statement', async () => {
    const page = await pageOf({
      'migrations/0001_tables.sql': `-- ddlint-ignore no-such-rule: typo\n${TABLES}DO $$ BEGIN EXECUTE 'SELECT ' || now(); END $$;\n`,
    });
    expect(textOf(page)).toContain('1 statement could not be read');
    expect(textOf(page)).toContain('Could not be read:');
    expect(textOf(page)).toContain('invalid-suppression');
  });

  it('lists where a dropped column is still used, by its place in the repository', async () => {
    const root = createProject({
      'app/migrations/0001_tables.sql': TABLES,
      'app/migrations/0002_drop.sql': 'ALTER TABLE users DROP COLUMN email;\n',
      'app/src/users.ts': "import { Pool } from 'pg';\nnew Pool().query('SELECT email FROM users');\n",
    });
    const { stdout } = await ddlint(path.join(root, 'app'), ['--format', 'html', '--fail-on', 'never']);
    expect(textOf(stdout).replaceAll('/ ', '/')).toContain(
      "app/src/users.ts:2:26: new Pool().query('SELECT email FROM users');",
    );
  });

  it('says so where there is nothing to report', async () => {
    const page = await pageOf({ 'migrations/0001_tables.sql': TABLES });
    expect(textOf(page)).toContain('Nothing to report in 1 migration.');
  });

  it('needs nothing from the network', async () => {
    const page = await pageOf({ 'migrations/0001_tables.sql': TABLES });
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/<(?:script|link|img|iframe)\b|@import|url\(/);
  });
});
