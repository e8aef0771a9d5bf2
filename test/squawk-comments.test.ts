import { describe, expect, it } from 'vitest';

import { createProject, ddlint } from './support/project.ts';

const TABLES = `CREATE TABLE t (id bigint PRIMARY KEY, a text, b text, c text);\n`;

interface Options {
  readonly config?: object;
  readonly preset?: string;
}

/** What is found in a migration of a table that is in use, as `rule:line`. */
async function findingsOf(sql: string, { config = { squawkComments: true }, preset }: Options = {}) {
  const cwd = createProject({
    'ddlint.config.json': JSON.stringify({ ...config, ...(preset === undefined ? {} : { preset }) }),
    'migrations/0001_tables.sql': TABLES,
    'migrations/0002_change.sql': sql,
  });
  const { stdout } = await ddlint(cwd, ['--format', 'json', 'migrations/0002_change.sql']);
  const { findings } = JSON.parse(stdout) as { findings: { rule: string; line: number; message: string }[] };
  return findings.map(({ rule, line }) => `${rule}:${line.toString()}`);
}

describe('a comment for squawk', () => {
  it('counts only where the configuration says so', async () => {
    const sql = '-- squawk-ignore ban-drop-column\nALTER TABLE t DROP COLUMN a;\n';
    expect(await findingsOf(sql)).toEqual([]);
    expect(await findingsOf(sql, { config: {} })).toEqual(['no-drop-column:2']);
    expect(await findingsOf(sql, { config: { squawkComments: false } })).toEqual(['no-drop-column:2']);
  });

  it.each([
    ['one rule of several', '-- squawk-ignore renaming-table, ban-drop-column,prefer-robust-stmts\n'],
    ['a block', '/* squawk-ignore ban-drop-column */\n'],
    ['no space in front', '--squawk-ignore ban-drop-column\n'],
    ['space behind', '-- squawk-ignore ban-drop-column  \n'],
    ['line ends of Windows', '-- squawk-ignore ban-drop-column\r\n'],
    ['a reason', '-- squawk-ignore ban-drop-column -- nobody reads it\n'],
    ['a rule that is not known', '-- squawk-ignore no-such-rule, ban-drop-column\n'],
  ])('is read with %s', async (_name, comment) => {
    expect(await findingsOf(`${comment}ALTER TABLE t DROP COLUMN a;\n`)).toEqual([]);
  });

  it.each([
    ['names no rule', '-- squawk-ignore\n'],
    ['names a rule that squawk does not have', '-- squawk-ignore no-such-rule\n'],
    ['names what every object has', '-- squawk-ignore constructor\n'],
    ['names another rule', '-- squawk-ignore renaming-table\n'],
    ['puts a reason behind the name', '-- squawk-ignore ban-drop-column nobody reads it\n'],
    ['puts a colon behind the word', '-- squawk-ignore: ban-drop-column\n'],
    ['has words in front', '-- please squawk-ignore ban-drop-column\n'],
    ['is written in capitals', '-- SQUAWK-IGNORE ban-drop-column\n'],
    ['is another word', '-- squawk-ignored ban-drop-column\n'],
    ['stands above a blank line', '-- squawk-ignore ban-drop-column\n\n'],
    ['stands above another comment', '-- squawk-ignore ban-drop-column\n-- Drop it.\n'],
    ['stands above another statement', '-- squawk-ignore ban-drop-column\nSELECT 1;\n'],
    ['stands in a string', "SELECT '\n-- squawk-ignore-file ban-drop-column\n';\n"],
    ['stands in the body of a function', 'DO $$ BEGIN\n-- squawk-ignore-file ban-drop-column\nEND $$;\n'],
  ])('ignores nothing where it %s', async (_name, comment) => {
    const [first] = await findingsOf(`${comment}ALTER TABLE t DROP COLUMN a;\n`);
    expect(first).toMatch(/^no-drop-column:/);
  });

  it('reaches its own line and the next one, and no further', async () => {
    const sql = [
      'ALTER TABLE t DROP COLUMN a; -- squawk-ignore ban-drop-column',
      'ALTER TABLE t',
      '  -- squawk-ignore ban-drop-column',
      '  DROP COLUMN b,',
      '  DROP COLUMN c;',
    ].join('\n');
    expect(await findingsOf(sql)).toEqual(['no-drop-column:5']);
  });

  it('reaches a statement that starts on the next line as far as squawk is about all of it', async () => {
    const sql = '-- squawk-ignore require-lock-timeout, ban-drop-column\nALTER TABLE t\n  DROP COLUMN a;\n';
    expect(await findingsOf(sql, { preset: 'strict' })).toEqual(['no-drop-column:3']);
  });

  it('reaches all of a clause that starts on the next line', async () => {
    const sql = '-- squawk-ignore require-concurrent-index-creation\nCREATE INDEX i\n  ON t (a);\n';
    expect(await findingsOf(sql)).toEqual([]);
  });

  it('is no mistake where it has nothing to do', async () => {
    expect(await findingsOf('-- squawk-ignore ban-drop-column\nSELECT 1;\n')).toEqual([]);
  });

  it('has to give its reason where the configuration says so', async () => {
    const config = { squawkComments: true, requireReason: true };
    const sql = (comment: string) => `${comment}\nALTER TABLE t DROP COLUMN a;\n`;
    expect(await findingsOf(sql('-- squawk-ignore ban-drop-column -- unused'), { config })).toEqual([]);
    expect(await findingsOf(sql('-- squawk-ignore ban-drop-column'), { config })).toEqual([
      'invalid-suppression:1',
      'no-drop-column:2',
    ]);
  });
});

describe('a comment for squawk and a file', () => {
  const DROPS = 'ALTER TABLE t DROP COLUMN a;\nCREATE INDEX i ON t (b);\n';

  it('reaches all of the file, wherever it stands', async () => {
    expect(await findingsOf(`${DROPS}-- squawk-ignore-file ban-drop-column\n`)).toEqual([
      'require-concurrent-index:2',
    ]);
  });

  it('is about all rules where it names none', async () => {
    expect(await findingsOf(`-- squawk-ignore-file\n${DROPS}`)).toEqual([]);
    expect(await findingsOf(`-- squawk-ignore-file -- written before we cared\n${DROPS}`)).toEqual([]);
  });

  it.each([
    '-- squawk-ignore-file no-such-rule',
    '-- squawk-ignore-file all of it',
    '-- squawk-ignore-files',
  ])('is not about all rules in %j', async (comment) => {
    expect(await findingsOf(`${comment}\n${DROPS}`)).toEqual([
      'no-drop-column:2',
      'require-concurrent-index:3',
    ]);
  });

  it('never hides what cannot be read', async () => {
    expect(await findingsOf('-- squawk-ignore-file\nSELEC 1;\n')).toEqual(['syntax-error:2']);
  });

  it('counts in front of the first marker of a tool', async () => {
    const sql = `-- squawk-ignore-file ban-drop-column\n-- migrate:up\n${DROPS}-- migrate:down\n`;
    expect(await findingsOf(sql)).toEqual(['require-concurrent-index:4']);
  });
});
