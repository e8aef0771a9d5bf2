import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { ESLint } from 'eslint';
import { expect, it, vi } from 'vitest';

import * as sql from '../../src/lower/sql/lower-sql.ts';
import ddlint from '../../src/eslint/plugin.ts';
import { Projects } from '../../src/eslint/project.ts';
import { ReplayStore } from '../../src/eslint/replay-store.ts';
import { RULES } from '../../src/lint.ts';
import { optionsIn } from '../support/eslint.ts';
import { createProject } from '../support/project.ts';

vi.mock('../../src/lower/sql/lower-sql.ts', { spy: true });

const RULES_ON = new Map([...RULES].map(([id, rule]) => [id, { rule, options: {} }]));
const OTHERS = 110;
const INDEX = 'CREATE INDEX things_name ON things (name);\n';

/** A long history that makes a table, with a folder for what tools keep. */
function createHistory(files: Readonly<Record<string, string>> = {}): string {
  return createProject({
    'node_modules/.keep': '',
    'migrations/0001_things.sql': 'CREATE TABLE things (id bigint PRIMARY KEY, name text);\n',
    ...Object.fromEntries(
      Array.from({ length: OTHERS }, (_, index) => [
        `migrations/${(1000 + index).toString()}_table.sql`,
        `CREATE TABLE table_${index.toString()} (id bigint PRIMARY KEY);\n`,
      ]),
    ),
    ...files,
  });
}

/** What a new process says of a new migration. */
async function judge(cwd: string, text = INDEX, projects = new Projects(new ReplayStore())) {
  const file = path.join(cwd, 'migrations/9999_new.sql');
  const { findings, problem } = projects.judge({ cwd, file, text, rules: RULES_ON });
  await new Promise(setImmediate);
  expect(problem).toBeUndefined();
  return findings.map(({ rule, message, span }) => ({ rule, message, span }));
}

function keptIn(cwd: string): readonly string[] {
  const directory = path.join(cwd, 'node_modules/.cache/ddlint');
  return existsSync(directory) ? readdirSync(directory).map((name) => path.join(directory, name)) : [];
}

/** How many migrations are read meanwhile. */
async function reads(run: () => Promise<unknown>): Promise<number> {
  vi.mocked(sql.lowerSql).mockClear();
  await run();
  return vi.mocked(sql.lowerSql).mock.calls.length;
}

it('spares the next process the migrations that this one has read', async () => {
  const cwd = createHistory();
  const first = await judge(cwd);
  expect(first.map(({ rule }) => rule)).toContain('require-concurrent-index');
  expect(keptIn(cwd)).toHaveLength(1);
  expect(await reads(() => judge(cwd))).toBe(1);
  expect(await judge(cwd)).toEqual(first);

  // What has come since is read.
  writeFileSync(path.join(cwd, 'migrations/9000_more.sql'), 'ALTER TABLE things DROP COLUMN name;\n');
  expect(await reads(() => judge(cwd))).toBe(2);
  expect((await judge(cwd)).map(({ rule }) => rule)).toContain('no-failing-statement');
});

it('is understood by a process that has seen nothing of the history', async () => {
  const cwd = createHistory({
    'migrations/0002_more.sql': "CREATE TYPE mood AS ENUM ('ok');\nCREATE INDEX things_id ON things (id);\n",
  });
  const text = [
    'CREATE INDEX ON things (nothing);',
    'CREATE INDEX things_id ON things (name);',
    "CREATE TYPE mood AS ENUM ('bad');",
  ].join('\n');
  const first = await judge(cwd, text);
  expect(first.filter(({ rule }) => rule === 'no-failing-statement')).toHaveLength(3);
  vi.resetModules();
  const project = await import('../../src/eslint/project.ts');
  const store = await import('../../src/eslint/replay-store.ts');
  expect(await judge(cwd, text, new project.Projects(new store.ReplayStore()))).toEqual(first);
});

it.each([
  ['one is changed', { 'migrations/0001_things.sql': 'CREATE TABLE things (id bigint PRIMARY KEY);\n' }],
  ['one is added before them', { 'migrations/0000_early.sql': 'CREATE TABLE things (id bigint);\n' }],
  ['one is added between them', { 'migrations/0002_drop.sql': 'ALTER TABLE things DROP COLUMN name;\n' }],
  ['one is gone', { 'migrations/0001_things.sql': undefined }],
  ['Postgres is another', { 'ddlint.config.json': '{ "postgres": 12 }' }],
  ['a timeout is set', { 'ddlint.config.json': '{ "timeouts": { "lock": "5s" } }' }],
  [
    'a transaction is put around them',
    { 'ddlint.config.json': '{ "migrations": [{ "directory": "migrations", "transaction": "file" }] }' },
  ],
  [
    'the history starts from a dump',
    {
      'ddlint.config.json': '{ "migrations": [{ "directory": "migrations", "baseline": "dump.sql" }] }',
      'dump.sql': 'CREATE TABLE things (id bigint);\n',
    },
  ],
])('keeps nothing that has become untrue: %s', async (_, change) => {
  const cwd = createHistory({ 'ddlint.config.json': '{ "postgres": 17 }' });
  await judge(cwd);
  for (const [name, text] of Object.entries(change)) {
    if (text === undefined) rmSync(path.join(cwd, name));
    else writeFileSync(path.join(cwd, name), text);
  }
  const text = `${INDEX}ALTER TABLE things ADD COLUMN more text;\n`;
  let found: unknown;
  expect(await reads(async () => (found = await judge(cwd, text)))).toBeGreaterThan(OTHERS);
  expect(found).toEqual(await judge(cwd, text, new Projects()));
  // Once more, from what has been kept since.
  expect(await judge(cwd, text)).toEqual(await judge(cwd, text, new Projects()));
});

it('goes on from what was kept as long as nothing before it changes, and then does without', async () => {
  const cwd = createHistory();
  const first = await judge(cwd);
  const projects = new Projects(new ReplayStore());
  const file = path.join(cwd, 'migrations/9999_new.sql');
  const lint = () =>
    projects.judge({ cwd, file, text: INDEX, rules: RULES_ON }).findings.map(({ rule }) => rule);
  const rules = first.map(({ rule }) => rule);
  let found: unknown;
  expect(await reads(() => Promise.resolve((found = lint())))).toBe(1);
  expect(await reads(() => Promise.resolve((found = lint())))).toBe(0);
  expect(found).toEqual(rules);
  writeFileSync(path.join(cwd, 'migrations/0002_drop.sql'), 'ALTER TABLE things DROP COLUMN name;\n');
  expect(lint()).toContain('no-failing-statement');
  rmSync(path.join(cwd, 'migrations/0002_drop.sql'));
  expect(lint()).toEqual(rules);
});

it('judges a migration among those that were kept', async () => {
  const cwd = createHistory();
  await judge(cwd);
  const file = path.join(cwd, 'migrations/0001_things.sql');
  const { findings } = new Projects(new ReplayStore()).judge({
    cwd,
    file,
    text: 'SELEC 1;',
    rules: RULES_ON,
  });
  expect(findings.map(({ rule }) => rule)).toContain('syntax-error');
});

it('does without a file that is damaged', async () => {
  const cwd = createHistory();
  const first = await judge(cwd);
  const [file = ''] = keptIn(cwd);
  const whole = readFileSync(file);
  const flipped = Buffer.from(whole);
  flipped.writeUInt8((whole.at(-100) ?? 0) ^ 1, whole.length - 100);
  for (const damaged of [Buffer.from(''), whole.subarray(0, 5000), flipped]) {
    writeFileSync(file, damaged);
    expect(await judge(cwd)).toEqual(first);
    // And writes it again.
    expect(readFileSync(file).equals(whole)).toBe(true);
  }
});

it('keeps nothing of a short history, of scripts, nor where there is no place for it', async () => {
  const short = createProject({ 'node_modules/.keep': '', 'migrations/0001_things.sql': 'SELECT 1;\n' });
  await judge(short);
  expect(keptIn(short)).toEqual([]);

  const scripts = createHistory({
    'migrations/0500_script.js': 'exports.up = (knex) => knex.raw("SELECT 1");\n',
  });
  await judge(scripts);
  expect(keptIn(scripts)).toEqual([]);

  const homeless = createHistory();
  rmSync(path.join(homeless, 'node_modules'), { recursive: true });
  await judge(homeless);
  expect(readdirSync(homeless).sort()).toEqual(['.git', 'migrations']);

  const full = createHistory({ 'node_modules/.cache': 'No folder.' });
  await judge(full);
  expect(statSync(path.join(full, 'node_modules/.cache')).isFile()).toBe(true);
});

it('writes nothing where the settings of ESLint say so', async () => {
  const lint = async (cwd: string, settings: object): Promise<readonly string[]> => {
    const config = [...ddlint.configs.recommended, { settings: { ddlint: settings } }];
    const eslint = new ESLint(optionsIn(cwd, config));
    const [result] = await eslint.lintText(INDEX, { filePath: 'migrations/9999_new.sql' });
    expect(result?.messages).toMatchObject([{ ruleId: 'ddlint/require-concurrent-index' }]);
    await new Promise(setImmediate);
    return keptIn(cwd);
  };
  expect(await lint(createHistory(), { cache: false })).toEqual([]);
  expect(await lint(createHistory(), {})).toHaveLength(1);
});
