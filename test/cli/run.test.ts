import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { createProject, ddlint } from '../support/project.ts';

const TABLE = 'CREATE TABLE users (id bigint PRIMARY KEY, email text);\n';
const INDEX = 'CREATE INDEX users_email_idx ON users (email);\n';
const UNSAFE = { 'migrations/0001_users.sql': TABLE, 'migrations/0002_index.sql': INDEX };

interface JsonReport {
  readonly version: number;
  readonly findings: readonly {
    readonly rule: string;
    readonly file: string;
    readonly line: number;
    readonly severity: string;
  }[];
  readonly migrations: readonly {
    readonly file: string;
    readonly risk: string;
    readonly transaction: string;
  }[];
  readonly coverage: { readonly files: number };
}

async function jsonOf(cwd: string, argv: readonly string[] = [], input?: string): Promise<JsonReport> {
  const { stdout } = await ddlint(cwd, [...argv, '--format', 'json'], input === undefined ? {} : { input });
  return JSON.parse(stdout) as JsonReport;
}

async function rulesOf(cwd: string, argv: readonly string[] = []): Promise<readonly string[]> {
  return (await jsonOf(cwd, argv)).findings.map(({ rule }) => rule);
}

describe('what is linted', () => {
  it('finds the migrations of the project by itself', async () => {
    const { code, stdout, stderr } = await ddlint(createProject(UNSAFE), []);
    expect(code).toBe(1);
    expect(stdout).toContain('migrations/0002_index.sql');
    expect(stdout).toContain('require-concurrent-index');
    expect(stderr).toBe('');
  });

  it('judges only the file that is named, and knows the migrations before it', async () => {
    const cwd = createProject({ ...UNSAFE, 'migrations/0003_more.sql': 'DROP TABLE users;\n' });
    const { migrations, findings } = await jsonOf(cwd, ['migrations/0002_index.sql']);
    expect(migrations.map(({ file }) => file)).toEqual(['migrations/0002_index.sql']);
    expect(findings.map(({ rule, file }) => [rule, file])).toEqual([
      ['require-concurrent-index', 'migrations/0002_index.sql'],
    ]);
  });

  it('reads standard input in the place of the file that it is said to be', async () => {
    const cwd = createProject({ 'migrations/0001_users.sql': TABLE });
    const { findings } = await jsonOf(cwd, ['--stdin', '--stdin-filename', 'migrations/0002_new.sql'], INDEX);
    expect(findings).toMatchObject([
      { rule: 'require-concurrent-index', file: 'migrations/0002_new.sql', line: 1 },
    ]);
  });

  it('reads standard input without a file name', async () => {
    expect((await jsonOf(createProject({}), ['--stdin'], 'SELEC 1;')).findings).toMatchObject([
      { rule: 'syntax-error', file: 'stdin.sql' },
    ]);
  });

  it('judges what is new since a git reference', async () => {
    const cwd = createProject({ 'migrations/0001_users.sql': TABLE + INDEX });
    const git = (...args: readonly string[]) =>
      spawnSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd });
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('commit', '-q', '-m', 'First');
    git('checkout', '-q', '-b', 'topic');
    spawnSync('cp', ['migrations/0001_users.sql', 'migrations/0002_again.sql'], { cwd });
    const { migrations } = await jsonOf(cwd, ['--since', 'main']);
    expect(migrations.map(({ file }) => file)).toEqual(['migrations/0002_again.sql']);
  });

  it.each([['--since', 'nowhere']])('cannot run with an unknown git reference', async (...argv) => {
    const { code, stdout, stderr } = await ddlint(createProject(UNSAFE), argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('nowhere');
  });

  it('takes the transaction of unknown tools from a flag', async () => {
    const cwd = createProject(UNSAFE);
    expect((await jsonOf(cwd, ['--transaction', 'file'])).migrations[1]?.transaction).toBe('file');
    expect((await jsonOf(cwd, ['--transaction', 'none'])).migrations[1]?.transaction).toBe('none');
  });
});

describe('how it is judged', () => {
  it('sets rules by flag, before the configuration', async () => {
    const cwd = createProject({
      ...UNSAFE,
      'ddlint.config.json': '{ "rules": { "require-concurrent-index": "warning" } }',
    });
    expect((await jsonOf(cwd)).findings[0]?.severity).toBe('warning');
    expect((await jsonOf(cwd, ['--rule', 'require-concurrent-index=info'])).findings[0]?.severity).toBe(
      'info',
    );
    expect(await rulesOf(cwd, ['--rule=require-concurrent-index=off'])).not.toContain(
      'require-concurrent-index',
    );
  });

  it('takes a configuration from where a flag says', async () => {
    const cwd = createProject({
      ...UNSAFE,
      'etc/lint.json': '{ "rules": { "require-concurrent-index": "off" } }',
    });
    expect(await rulesOf(cwd, ['--config', 'etc/lint.json'])).not.toContain('require-concurrent-index');
  });

  it('takes preset and version from flags', async () => {
    const cwd = createProject({ 'migrations/0001.sql': "DO $$ BEGIN EXECUTE 'SELECT ' || 1; END $$;\n" });
    expect(await rulesOf(cwd, ['--preset', 'recommended', '--postgres', '14'])).toEqual([]);
    expect(await rulesOf(cwd, ['--preset', 'strict'])).toContain('unreadable-statement');
  });
});

describe('what comes out', () => {
  it('is nothing but the report on standard output', async () => {
    const { stdout } = await ddlint(createProject(UNSAFE), ['--format', 'json']);
    expect(() => JSON.parse(stdout) as unknown).not.toThrow();
  });

  it('is coloured on a terminal only, unless told otherwise', async () => {
    const cwd = createProject(UNSAFE);
    const isColored = async (argv: readonly string[], options: Parameters<typeof ddlint>[2]) =>
      (await ddlint(cwd, argv, options)).stdout.includes('\u001B[');
    expect(await isColored([], {})).toBe(false);
    expect(await isColored([], { isTTY: true })).toBe(true);
    expect(await isColored(['--no-color'], { isTTY: true })).toBe(false);
    expect(await isColored(['--color'], {})).toBe(true);
    expect(await isColored([], { isTTY: true, env: { NO_COLOR: '1' } })).toBe(false);
    expect(await isColored([], { env: { FORCE_COLOR: '1' } })).toBe(true);
  });

  it('is empty with --quiet where nothing is an error', async () => {
    const argv = ['--quiet', '--rule', 'require-concurrent-index=warning'];
    expect(await ddlint(createProject(UNSAFE), argv)).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

describe('exit codes', () => {
  const WARNED = {
    ...UNSAFE,
    'ddlint.config.json': '{ "rules": { "require-concurrent-index": "warning" } }',
  };

  it.each([
    ['errors', UNSAFE, [], 1],
    ['errors that may be', UNSAFE, ['--fail-on', 'never'], 0],
    ['warnings', WARNED, [], 0],
    ['warnings that count', WARNED, ['--fail-on', 'warning'], 1],
    ['warnings that count, shown or not', WARNED, ['--fail-on', 'warning', '--quiet'], 1],
    ['too many warnings', WARNED, ['--max-warnings', '0'], 1],
    ['not too many warnings', WARNED, ['--max-warnings', '1'], 0],
    ['nothing found', { 'migrations/0001_users.sql': TABLE }, [], 0],
  ])('%s', async (_name, files, argv, code) => {
    expect((await ddlint(createProject(files), argv)).code).toBe(code);
  });

  it.each([
    [['nowhere.sql'], 'nowhere.sql does not exist'],
    [['--colr'], 'There is no flag --colr. Did you mean "--color"?'],
    [['--format', 'xml'], '--format has to be one of pretty, compact, github, '],
    [['--format'], '--format needs a value.'],
    [['--preset', 'best'], '--preset has to be one of recommended, strict, all'],
    [['--postgres', '11'], '--postgres has to be one of 12, 13'],
    [['--max-warnings', 'few'], '--max-warnings has to be a whole number'],
    [['--rule', 'require-concurrent-indx=off'], 'Did you mean "require-concurrent-index"?'],
    [['--rule', 'require-concurrent-index'], '--rule has to be id=level'],
    [['--stdin', 'a.sql'], '--stdin takes no paths'],
    [['--stdin-filename', 'a.sql'], '--stdin-filename needs --stdin'],
    [['--config', 'nowhere.json'], 'There is no configuration file'],
    [['explain'], 'Name the rule to explain'],
    [['explain', 'require-concurrent-indx'], 'There is no rule "require-concurrent-indx".'],
    [['rules', '--format', 'xml'], '--format has to be one of pretty, json'],
    [['rules', 'all'], '"all" is one argument too many'],
  ])('2 for %j, with the reason on standard error', async (argv, reason) => {
    const { code, stdout, stderr } = await ddlint(createProject(UNSAFE), argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(reason);
  });

  it('2 where there is nothing to lint', async () => {
    const { code, stderr } = await ddlint(createProject({}), []);
    expect(code).toBe(2);
    expect(stderr).toContain('No migrations were found');
  });

  it('2 with a broken configuration, and all that is wrong with it', async () => {
    const cwd = createProject({ ...UNSAFE, 'ddlint.config.json': '{ "presett": "all", "postgres": 9 }' });
    const { code, stdout, stderr } = await ddlint(cwd, []);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('There is no setting "presett". Did you mean "preset"?');
    expect(stderr).toContain('"postgres" has to be');
  });
});

describe('broken input', () => {
  it.each([
    ['an empty file', ''],
    ['a file with nothing but comments', '-- nothing\n'],
    ['a binary file', new Uint8Array([0, 1, 2, 0xff, 0xfe, 0, 0x80, 10])],
  ])('reads %s without a stack trace', async (_name, content) => {
    const { code, stdout, stderr } = await ddlint(createProject({ 'migrations/0001_odd.sql': content }), []);
    expect(code).toBeLessThan(2);
    expect(stdout + stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toContain('1 migration');
  });

  it('says which file cannot be read', async () => {
    const cwd = createProject(UNSAFE);
    symlinkSync('gone.sql', path.join(cwd, 'migrations/0003_link.sql'));
    const { code, stdout, stderr } = await ddlint(cwd, []);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('migrations/0003_link.sql cannot be read');
  });
});

describe('help', () => {
  it('names every flag and fits 80 columns', async () => {
    const { code, stdout } = await ddlint(createProject({}), ['--help'], { columns: 80 });
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "ddlint says what migrations will do to a live Postgres, before they are merged.

      Usage
        ddlint [paths…]             Lint migration files, folders or globs; without
                                    paths, the migrations of the project
        ddlint init                 Set a project up: configuration, hook and gate;
                                    --yes writes all without asking
        ddlint fix [paths…]         Make the safe fixes; --dry-run prints them,
                                    --interactive asks for suggestions too
        ddlint baseline             Accept all that is found now; --prune forgets what
                                    is no longer found
        ddlint explain <rule>       Print the page of a rule: why it hurts and what to
                                    do instead
        ddlint rules                List the rules; --format json for programs

      What is linted
        --since <ref>               Judge only migrations that are new since this git
                                    reference; the others are live. auto finds it, as
                                    in CI; none judges all
        --staged                    Judge what the next commit adds, as it is in git's
                                    index
        --stdin                     Read one migration from standard input
        --stdin-filename <file>     Where the text of --stdin belongs, so that its
                                    history is known

      How it is judged
        --config <file>             The configuration file (default: the nearest
                                    ddlint.config.*)
        --preset <name>             Which rules are on (default recommended):
                                    recommended, strict, all
        --rule <id=level>           Set a rule to error, warning, info or off; can be
                                    repeated
        --postgres <major>          The major version that the migrations run on: 12,
                                    13, 14, 15, 16, 17, 18
        --transaction <scope>       What runs in one transaction, where the tool is
                                    not recognised: file, batch, none
        --references                Search the application's code for what migrations
                                    take away, --no-references for not (default: on)

      What comes out
        --fix                       First make the fixes that change neither the
                                    meaning nor the final schema
        --format <name[=file]>      What is written, to a file or to standard output;
                                    can be repeated: pretty, compact, github, gitlab,
                                    html, json, junit, markdown, operations, sarif
        --quiet                     Show errors only, and nothing where there are none
        --fail-on <level>           The least severe finding that makes the exit code
                                    1 (default error): error, warning, never
        --max-warnings <number>     Exit with 1 where there are more warnings than
                                    this
        --cache                     Say again what an earlier run said, where nothing
                                    that it was made from has changed
        --cache-location <folder>   Where --cache keeps it (default:
                                    node_modules/.cache/ddlint, or .ddlint-cache
                                    without node_modules)
        --color                     Colour the output, --no-color for never (default:
                                    on a terminal)

      About ddlint
        -h, --help                  Show this
        -v, --version               Show the version

      Examples
        ddlint --since origin/main  What a branch adds; all before it is live already
        ddlint db/migrations/0042_add_index.sql
                                    One migration, knowing those before it
        ddlint --format json > ddlint.json
                                    For a program

      Exit codes
        0                           Nothing at or above --fail-on
        1                           Findings at or above --fail-on, or more than
                                    --max-warnings
        2                           Could not run: the command line, the
                                    configuration, a file

      A comment above a statement silences a rule there:  -- ddlint-ignore <rule>: reason
      "
    `);
  });

  it('prints the version', async () => {
    expect((await ddlint(createProject({}), ['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('lists the rules for people and for programs', async () => {
    const { stdout } = await ddlint(createProject({}), ['rules', '--format', 'json']);
    const rules = JSON.parse(stdout) as readonly { readonly id: string; readonly preset: string }[];
    expect(rules).toContainEqual(
      expect.objectContaining({ id: 'require-concurrent-index', category: 'locking', preset: 'recommended' }),
    );
    const list = (await ddlint(createProject({}), ['rules'])).stdout;
    for (const { id } of rules) expect(list).toContain(id);
  });

  it('prints the page of a rule without its markup', async () => {
    const { code, stdout } = await ddlint(createProject({}), ['explain', 'unused-suppression']);
    expect(code).toBe(0);
    expect(stdout).toContain('Why it hurts');
    expect(stdout).not.toMatch(/```|<!--|^#/m);
  });
});
