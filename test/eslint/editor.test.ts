import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { ESLint } from 'eslint';
import { describe, expect, it, vi } from 'vitest';

import ddlint from '../../src/eslint/plugin.ts';
import { ESLINTS, optionsIn, shown, TYPESCRIPT } from '../support/eslint.ts';
import { createProject, ddlint as commandLine } from '../support/project.ts';

vi.mock('node:fs', { spy: true });

const USERS = 'CREATE TABLE users (id bigint PRIMARY KEY, email text);\n';
const INDEX = 'CREATE INDEX users_email ON users (email);\n';
const NEXT = { filePath: 'migrations/0002_index.sql' };

/** What extensions for editors do with each version of a text, in order. */
describe.each(ESLINTS)('ESLint $version, as an editor calls it', ({ create }) => {
  const ruleIds = async (
    eslint: Pick<ESLint, 'lintText'>,
    text: string,
    options = NEXT,
  ): Promise<readonly (string | null)[]> => {
    const [result] = await eslint.lintText(text, options);
    return (result?.messages ?? []).map(({ ruleId }) => ruleId);
  };

  it('judges the text that is not saved, not the one on disk', async () => {
    const cwd = createProject({ 'migrations/0001_users.sql': USERS, 'migrations/0002_index.sql': INDEX });
    const eslint = create(optionsIn(cwd));
    expect(await ruleIds(eslint, 'SELECT 1;\n')).toEqual([]);
    expect(await ruleIds(eslint, INDEX)).toEqual(['ddlint/require-concurrent-index']);
    expect(await ruleIds(eslint, 'SELECT 1;\n')).toEqual([]);
  });

  it('sees at once what is written, added and deleted beside the file', async () => {
    const cwd = createProject({ 'migrations/0001_users.sql': USERS });
    const first = path.join(cwd, 'migrations/0001_users.sql');
    const eslint = create(optionsIn(cwd));
    expect(await ruleIds(eslint, INDEX)).toEqual(['ddlint/require-concurrent-index']);

    writeFileSync(first, USERS.replace('email', 'phone'));
    utimesSync(first, 1_700_000_000, 1_700_000_000);
    expect(await ruleIds(eslint, INDEX)).toContain('ddlint/no-failing-statement');
    // Of the same size and with the same time of change.
    writeFileSync(first, USERS);
    utimesSync(first, 1_700_000_000, 1_700_000_000);
    expect(await ruleIds(eslint, INDEX)).toEqual(['ddlint/require-concurrent-index']);

    const added = path.join(cwd, 'migrations/0001a_index.sql');
    writeFileSync(added, INDEX);
    expect(await ruleIds(eslint, INDEX)).toContain('ddlint/no-failing-statement');
    rmSync(added);
    expect(await ruleIds(eslint, INDEX)).toEqual(['ddlint/require-concurrent-index']);
  });

  it('sees what was written between two files that it is asked about', async () => {
    const cwd = createProject({
      'migrations/0001_users.sql': USERS,
      'migrations/0003_index.sql': INDEX,
      'migrations/0004_index.sql': INDEX.replaceAll('users', 'things'),
    });
    const eslint = create(optionsIn(cwd));
    const saved = async (filePath: string): Promise<readonly (string | null)[]> =>
      ruleIds(eslint, readFileSync(path.join(cwd, filePath), 'utf8'), { filePath });
    const write = (name: string, text: string): void => {
      writeFileSync(path.join(cwd, 'migrations', name), text);
    };
    expect(await saved('migrations/0001_users.sql')).toEqual([]);
    write('0002_things.sql', 'CREATE TABLE things (id bigint PRIMARY KEY);\n');
    expect(await saved('migrations/0004_index.sql')).toContain('ddlint/no-failing-statement');
    write('0001_users.sql', 'CREATE TABLE users (id bigint PRIMARY KEY);\n');
    expect(await saved('migrations/0003_index.sql')).toContain('ddlint/no-failing-statement');
  });

  it('lists a folder once for many of its files, and again for those that are looked at later', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `${(1001 + index).toString()}_select.sql`);
    const cwd = createProject(Object.fromEntries(names.map((name) => [`migrations/${name}`, 'SELECT 1;\n'])));
    const lists = (): number =>
      vi.mocked(readdirSync).mock.calls.filter(([directory]) => directory === path.join(cwd, 'migrations'))
        .length;
    const eslint = create(optionsIn(cwd));
    expect(await eslint.lintFiles(['.'])).toHaveLength(names.length);
    expect(lists()).toBeLessThan(names.length / 3);

    writeFileSync(path.join(cwd, 'migrations', names[0] ?? ''), USERS);
    writeFileSync(path.join(cwd, 'migrations/2000_users.sql'), USERS);
    const found = await eslint.lintFiles(['.']);
    expect(found).toHaveLength(names.length + 1);
    expect(found.at(-1)?.messages).toMatchObject([{ ruleId: 'ddlint/no-failing-statement' }]);
  });

  it('knows what later files do, and what they no longer do', async () => {
    const added = 'ALTER TABLE users ADD CONSTRAINT named CHECK (email IS NOT NULL) NOT VALID;\n';
    const validated = 'ALTER TABLE users VALIDATE CONSTRAINT named;\n';
    const cwd = createProject({
      'migrations/0001_users.sql': USERS,
      'migrations/0002_check.sql': added,
      'migrations/0003_validate.sql': validated,
    });
    const eslint = create(optionsIn(cwd));
    const later = path.join(cwd, 'migrations/0003_validate.sql');
    const filePath = 'migrations/0002_check.sql';
    const found = ['ddlint/require-validate'];
    expect(await ruleIds(eslint, added, { filePath })).toEqual([]);
    writeFileSync(later, 'SELECT 1;\n');
    expect(await ruleIds(eslint, added, { filePath })).toEqual(found);
    expect(await ruleIds(eslint, `${added}${validated}`, { filePath })).not.toContain(found[0]);
    expect(await ruleIds(eslint, added, { filePath })).toEqual(found);
    writeFileSync(later, validated);
    expect(await ruleIds(eslint, added, { filePath })).toEqual([]);
    rmSync(later);
    writeFileSync(path.join(cwd, 'migrations/0003_select.sql'), 'SELECT 1;\n');
    expect(await ruleIds(eslint, added, { filePath })).toEqual(found);
  });

  it('reads a script again when a file that it imports has changed, or is there at last', async () => {
    const cwd = createProject({});
    const eslint = create(optionsIn(cwd));
    const filePath = 'migrations/20240101000000_index.js';
    const text = `const { sql } = require('./sql.cjs');\nexports.up = (knex) => knex.raw(sql);\n`;
    const save = (sql: string): void => {
      mkdirSync(path.join(cwd, 'migrations'), { recursive: true });
      writeFileSync(path.join(cwd, 'migrations/sql.cjs'), `exports.sql = '${sql}';\n`);
    };
    expect(await ruleIds(eslint, text, { filePath })).toEqual([]);
    save('CREATE INDEX a ON b (c)');
    expect(await ruleIds(eslint, text, { filePath })).toEqual(['ddlint/require-concurrent-index']);
    save('SELECT 1');
    expect(await ruleIds(eslint, text, { filePath })).toEqual([]);
  });

  it('follows how the configuration of a library has names written', async () => {
    const mapped = `const { knexSnakeCaseMappers } = require('objection');\nmodule.exports = { client: 'pg', ...knexSnakeCaseMappers() };\n`;
    const cwd = createProject({
      'package.json': '{ "dependencies": { "knex": "3", "objection": "3" } }',
      'knexfile.js': mapped,
    });
    const eslint = create(optionsIn(cwd));
    const text = `exports.up = (knex) => knex.schema.alterTable('userNames', (table) => table.index(['id']));\n`;
    const message = async (): Promise<string | undefined> => {
      const [result] = await eslint.lintText(text, { filePath: 'migrations/20240101000000_index.js' });
      return result?.messages[0]?.message;
    };
    expect(await message()).toContain('"user_names"');
    writeFileSync(path.join(cwd, 'knexfile.js'), "module.exports = { client: 'pg' };\n");
    expect(await message()).toContain('"userNames"');
    writeFileSync(path.join(cwd, 'knexfile.js'), mapped);
    expect(await message()).toContain('"user_names"');
  });

  it('follows the configuration of ddlint', async () => {
    const cwd = createProject({ 'migrations/0001_users.sql': USERS });
    const config = path.join(cwd, 'ddlint.config.json');
    const eslint = create(optionsIn(cwd));
    expect(await ruleIds(eslint, INDEX)).toEqual(['ddlint/require-concurrent-index']);
    for (const off of [
      { rules: { 'require-concurrent-index': 'off' } },
      { ignore: ['migrations/0002*'] },
      { deploy: 'stop-the-world' },
    ]) {
      writeFileSync(config, JSON.stringify(off));
      expect(await ruleIds(eslint, INDEX), JSON.stringify(off)).toEqual([]);
    }
    // What ESLint has turned on is on, whatever the preset says.
    writeFileSync(config, JSON.stringify({ rules: { 'require-concurrent-index': 'info' } }));
    expect(await ruleIds(eslint, INDEX)).toEqual(['ddlint/require-concurrent-index']);
    rmSync(config);
    expect(await ruleIds(eslint, INDEX)).toEqual(['ddlint/require-concurrent-index']);
  });

  it('reads a configuration in TypeScript', async () => {
    const cwd = createProject({
      'migrations/0001_users.sql': USERS,
      'ddlint.config.ts': `const level: 'off' = 'off';\nexport default { rules: { 'require-concurrent-index': level } };\n`,
    });
    expect(await ruleIds(create(optionsIn(cwd)), INDEX)).toEqual([]);
  });

  it('says once what is wrong with the configuration, and throws nothing', async () => {
    const cwd = createProject({
      'migrations/0001_users.sql': USERS,
      'ddlint.config.json': '{ "presset": "all" }',
    });
    const [result] = await create(optionsIn(cwd)).lintText(INDEX, NEXT);
    expect(result?.messages.map(({ message }) => message)).toEqual([
      'ddlint.config.json is not valid.\n  There is no setting "presset". Did you mean "preset"?',
    ]);
  });

  it('judges files outside of its folder, and folders with histories of their own', async () => {
    const other = createProject({ 'db/migrations/0001_users.sql': USERS });
    const cwd = createProject({
      'a/migrations/0001_users.sql': USERS,
      'b/migrations/0001_things.sql': 'CREATE TABLE things (id bigint);\n',
    });
    const eslint = create(optionsIn(other));
    // ESLint itself refuses it, with a message of its own.
    const [outside] = await eslint.lintText(INDEX, {
      filePath: path.join(cwd, 'a/migrations/0002_index.sql'),
    });
    expect(outside?.messages.map(({ message }) => message)).toEqual([
      expect.stringContaining('outside of base path'),
    ]);
    const both = create(optionsIn(cwd));
    expect(await ruleIds(both, INDEX, { filePath: 'a/migrations/0002_index.sql' })).toEqual([
      'ddlint/require-concurrent-index',
    ]);
    expect(
      await ruleIds(both, 'CREATE INDEX ON things (id);\n', { filePath: 'b/migrations/0002_index.sql' }),
    ).toEqual(['ddlint/require-concurrent-index']);
  });

  it('judges the first migration of a folder that is not there yet', async () => {
    const cwd = createProject({});
    const eslint = create(optionsIn(cwd));
    const first = { filePath: 'db/migrations/0001_init.sql' };
    expect(await ruleIds(eslint, `${USERS}SELEC 1;\n`, first)).toEqual(['ddlint/syntax-error']);
  });

  it('reports what is new since the base, in one deploy', async () => {
    const cwd = createProject({ 'migrations/0001_users.sql': USERS });
    rmSync(path.join(cwd, '.git'), { recursive: true });
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], {
        cwd,
        stdio: 'ignore',
      });
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '--message', 'Users');
    writeFileSync(path.join(cwd, 'ddlint.config.json'), '{ "since": "HEAD" }');
    writeFileSync(
      path.join(cwd, 'migrations/0002_things.sql'),
      'CREATE TABLE things (id bigint PRIMARY KEY);\n',
    );
    const eslint = create(optionsIn(cwd));
    const last = { filePath: 'migrations/0003_index.sql' };
    expect(await ruleIds(eslint, 'CREATE INDEX ON things (id);\n', last)).toEqual([]);
    expect(await ruleIds(eslint, INDEX, last)).toEqual(['ddlint/require-concurrent-index']);
    // It is live already, as long as nobody edits it.
    const live = { filePath: 'migrations/0001_users.sql' };
    expect(await ruleIds(eslint, USERS, live)).toEqual([]);
    expect(await ruleIds(eslint, `${USERS}SELEC 1;\n`, live)).toContain('ddlint/syntax-error');
  });

  it('leaves out what ddlint baseline has accepted', async () => {
    const cwd = createProject({ 'migrations/0001_users.sql': USERS, 'migrations/0002_index.sql': INDEX });
    expect((await commandLine(cwd, ['baseline'])).code).toBe(0);
    const eslint = create(optionsIn(cwd));
    expect(await ruleIds(eslint, INDEX)).toEqual([]);
    expect(await ruleIds(eslint, `${INDEX}CREATE INDEX other ON users (id);\n`)).toEqual([
      'ddlint/require-concurrent-index',
    ]);
  });

  it('heeds comments of ddlint and of ESLint, in both languages', async () => {
    const cwd = createProject({ 'migrations/0001_users.sql': USERS });
    const eslint = create(optionsIn(cwd));
    const rule = 'ddlint/require-concurrent-index';
    for (const comment of [
      '-- ddlint-ignore require-concurrent-index: the table is small',
      `-- eslint-disable-next-line ${rule} -- the table is small`,
      `/* eslint-disable-next-line ${rule} */`,
      `/* eslint-disable ${rule} */`,
      '/* eslint-disable */',
      `/* eslint ${rule}: off */`,
      `/* eslint ${rule}: "off", ddlint/no-drop-table: [0] */`,
    ])
      expect(await ruleIds(eslint, `${comment}\n${INDEX}`), comment).toEqual([]);
    expect(await ruleIds(eslint, `${INDEX.trim()} -- eslint-disable-line ${rule}\n`)).toEqual([]);
    expect(await ruleIds(eslint, `SELECT '-- eslint-disable';\n${INDEX}`)).toEqual([rule]);
    expect(await ruleIds(eslint, `/* eslint-disable */\nSELECT 1;\n/* eslint-enable */\n${INDEX}`)).toContain(
      rule,
    );

    const script = (above: string): string =>
      `exports.up = async (knex) => {\n  ${above}\n  await knex.raw('CREATE INDEX a ON b (c)');\n};\n`;
    const js = { filePath: 'changes/migrations/20240101000000_a.js' };
    expect(await ruleIds(eslint, script(''), js)).toEqual([rule]);
    expect(await ruleIds(eslint, script('// ddlint-ignore require-concurrent-index: small'), js)).toEqual([]);
    expect(await ruleIds(eslint, script(`// eslint-disable-next-line ${rule}`), js)).toEqual([]);
  });

  it('reports a comment that has nothing to ignore, and removes it', async () => {
    const cwd = createProject({ 'migrations/0001_users.sql': USERS });
    const text = '-- eslint-disable-next-line ddlint/no-drop-table -- gone\nSELECT 1;\n';
    const [result] = await create(optionsIn(cwd)).lintText(text, NEXT);
    expect(result?.messages.map(shown)).toEqual([
      "1:1-0:0 eslint: Unused eslint-disable directive (no problems were reported from 'ddlint/no-drop-table').",
    ]);
    const [fixed] = await create(optionsIn(cwd, undefined, { fix: true })).lintText(text, NEXT);
    expect(fixed?.output).toBe(' \nSELECT 1;\n');
    const own = '-- ddlint-ignore no-drop-table: gone\nSELECT 1;\n';
    expect(await ruleIds(create(optionsIn(cwd)), own)).toEqual(['ddlint/unused-suppression']);
  });

  it('says what is wrong with a comment', async () => {
    const cwd = createProject({ 'migrations/0001_users.sql': USERS });
    const eslint = create(optionsIn(cwd));
    const [broken] = await eslint.lintText('/* eslint ddlint/no-drop-table: [ */\nSELECT 1;\n', NEXT);
    expect(broken?.messages.map(({ line, message }) => [line, message])).toEqual([
      [1, 'Failed to read the rules of "ddlint/no-drop-table: [".'],
    ]);
    const [spanning] = await eslint.lintText('/* eslint-disable-line\n */ SELECT 1;\n', NEXT);
    expect(spanning?.messages.map(({ message }) => message)).toEqual([
      'eslint-disable-line comment should not span multiple lines.',
    ]);
  });

  it('finds its place in texts with all kinds of line ends and characters', async () => {
    const cwd = createProject({ 'migrations/0001_users.sql': USERS });
    const eslint = create(optionsIn(cwd, undefined, { fix: true }));
    for (const end of ['\n', '\r\n', '\r']) {
      const text = `\uFEFF-- Straße 😀${end}SELECT 'é';${end}${INDEX}`;
      const [result] = await eslint.lintText(text, NEXT);
      expect(result?.output).toBe(text.replace('CREATE INDEX', 'CREATE INDEX CONCURRENTLY'));
    }
  });

  it('gives a renamed plugin its language', async () => {
    const cwd = createProject({ 'migrations/0001_users.sql': USERS });
    const rules = { 'mig/require-concurrent-index': 'error' } as const;
    const config = [{ files: ['**/*.sql'], plugins: { mig: ddlint }, language: 'mig/sql', rules }];
    expect(await ruleIds(create(optionsIn(cwd, config)), INDEX)).toEqual(['mig/require-concurrent-index']);
  });

  it('adds the safe way to the message where the settings ask for it', async () => {
    const cwd = createProject({ 'migrations/0001_users.sql': USERS });
    const settings = { ddlint: { advice: true } };
    const config = [...ddlint.configs.recommended, TYPESCRIPT, { settings }];
    const [result] = await create(optionsIn(cwd, config)).lintText(INDEX, NEXT);
    expect(result?.messages[0]?.message).toMatch(/meanwhile\.\n[^]*CREATE INDEX CONCURRENTLY users_email/);
    expect(result?.messages[0]?.message).not.toContain('--interactive');
  });

  it('tells with the safe way which command writes what ESLint cannot', async () => {
    const cwd = createProject({
      'migrations/0001_users.sql': USERS,
      'migrations/0003_next.sql': 'SELECT 1;\n',
    });
    const config = [...ddlint.configs.recommended, { settings: { ddlint: { advice: true } } }];
    const added = 'ALTER TABLE users ADD CONSTRAINT named CHECK (email IS NOT NULL) NOT VALID;\n';
    const [result] = await create(optionsIn(cwd, config)).lintText(added, NEXT);
    const [message] = result?.messages ?? [];
    expect(message?.suggestions).toBeUndefined();
    expect(message?.message).toMatch(
      /\n`npx ddlint fix --interactive migrations\/0002_index\.sql` writes this, with the files that it takes\.$/,
    );
  });

  it('has a configuration that can be printed and kept', async () => {
    const cwd = createProject({ 'migrations/0001_users.sql': USERS });
    const eslint = create(optionsIn(cwd));
    for (const name of ['migrations/0001_users.sql', 'migrations/0001_users.ts']) {
      const config = (await eslint.calculateConfigForFile(path.join(cwd, name))) as {
        readonly rules: object;
      };
      const printed = JSON.parse(JSON.stringify(config)) as { readonly rules: object };
      expect(Object.keys(printed.rules)).toContain('ddlint/require-concurrent-index');
    }
  });
});
