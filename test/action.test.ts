import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { checkOut, readYaml, ROOT, runBash, SAFE, UNSAFE, writeScript } from './support/gate.ts';
import { createRepository, type Repository } from './support/repository.ts';

interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly shell: string;
  readonly env: Readonly<Record<string, string>>;
  readonly run: string;
}

interface Action {
  readonly inputs: Readonly<Record<string, { description: string; default: string }>>;
  readonly outputs: Readonly<Record<string, { description: string; value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const ACTION = readYaml('action.yml') as Action;
const [LINT, COMMENT] = ACTION.runs.steps as readonly [Step, Step];
const INPUT = /^\$\{\{ inputs\.([\w-]+) \}\}$/;
const OUTPUT = /^\$\{\{ steps\.lint\.outputs\.([\w-]+) \}\}$/;
const CONTEXT: Readonly<Record<string, string>> = {
  '${{ github.token }}': 'secret',
  '${{ github.event.pull_request.number }}': '7',
};

type Values = Readonly<Record<string, string>>;

/** The environment of a step, as GitHub fills it in. */
function environment(step: Step, inputs: Values, outputs: Values = {}): Values {
  const fill = (text: string): string => {
    const [, input] = INPUT.exec(text) ?? [];
    const [, output] = OUTPUT.exec(text) ?? [];
    if (input !== undefined) return inputs[input] ?? fill(ACTION.inputs[input]?.default ?? '');
    if (output !== undefined) return outputs[output] ?? '';
    return CONTEXT[text] ?? text;
  };
  return Object.fromEntries(Object.entries(step.env).map(([name, text]) => [name, fill(text)]));
}

/** Runs the first step in the checkout of a pull request. */
function lint(checkout: Repository, inputs: Values = {}, extra: Values = {}) {
  const runner = path.join(checkout.cwd, '.git', 'runner temp');
  mkdirSync(runner, { recursive: true });
  const files = {
    GITHUB_OUTPUT: path.join(runner, 'output'),
    GITHUB_STEP_SUMMARY: path.join(runner, 'summary'),
  };
  for (const file of Object.values(files)) writeFileSync(file, '');
  const env = {
    ...environment(LINT, inputs),
    ...files,
    RUNNER_TEMP: runner,
    GITHUB_ACTION_PATH: ROOT,
    GITHUB_ACTIONS: 'true',
    GITHUB_BASE_REF: 'main',
    GITHUB_REF: 'refs/pull/7/merge',
    GITHUB_REF_TYPE: 'branch',
    GITHUB_SHA: checkout.git('rev-parse', 'HEAD'),
    ...extra,
  };
  const run = runBash({ script: LINT.run, cwd: checkout.cwd, env });
  const lines = readFileSync(files.GITHUB_OUTPUT, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const outputs = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  return { ...run, outputs, summary: readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8') };
}

describe('the action', () => {
  it('passes no input into a script', () => {
    for (const { run, shell } of ACTION.runs.steps) {
      expect(run).not.toContain('${{');
      expect(shell).toBe('bash');
    }
  });

  it('uses each of its inputs', () => {
    // What gh reads by itself.
    const isRead = (name: string): boolean =>
      name === 'GH_TOKEN' || ACTION.runs.steps.some(({ run }) => run.includes(`$${name}`));
    const used = ACTION.runs.steps
      .flatMap(({ env }) => Object.entries(env))
      .filter(([name]) => isRead(name))
      .map(([, text]) => INPUT.exec(text)?.[1]);
    const conditions = Object.keys(ACTION.inputs).filter((name) => COMMENT.if?.includes(`inputs.${name} `));
    const all = [...used, ...conditions].filter((name) => name !== undefined);
    expect(all.sort()).toEqual(Object.keys(ACTION.inputs).sort());
  });

  it('gives each environment variable of a script its value', () => {
    for (const { run, env } of ACTION.runs.steps) {
      const read = [...run.matchAll(/\$\{?(DDLINT_\w+)/g)].map(([, name]) => name);
      expect(
        Object.keys(env)
          .filter((name) => name.startsWith('DDLINT_'))
          .sort(),
      ).toEqual([...new Set(read)].sort());
    }
  });

  it('is documented with all inputs and outputs', () => {
    const page = readFileSync(path.join(ROOT, 'docs/ci.md'), 'utf8');
    const names = [...Object.keys(ACTION.inputs), ...Object.keys(ACTION.outputs)];
    expect(names.filter((name) => !new RegExp(`^\\| \`${name}\` +\\|`, 'm').test(page))).toEqual([]);
  });

  it('gives all outputs that it names', () => {
    const { outputs } = lint(checkOut(createRepository(), SAFE));
    const values = Object.values(ACTION.outputs).map(({ value }) => OUTPUT.exec(value)?.[1] ?? value);
    expect(values.filter((name) => outputs[name] === undefined)).toEqual([]);
  });

  it('fails for an unsafe change, with annotations and a summary', () => {
    const { code, stdout, outputs, summary } = lint(checkOut(createRepository(), UNSAFE));
    expect(code).toBe(1);
    expect(stdout).toContain('::error file=migrations/0002_change.sql,line=1,');
    expect(summary).toContain('migrations/0002_change.sql');
    expect(outputs).toMatchObject({
      findings: '1',
      errors: '1',
      warnings: '0',
      risk: 'dangerous',
      'exit-code': '1',
    });
    const report = JSON.parse(readFileSync(outputs.report ?? '', 'utf8')) as { findings: unknown[] };
    expect(report.findings).toHaveLength(1);
  });

  it('passes a safe change', () => {
    const { code, stdout, outputs } = lint(checkOut(createRepository(), SAFE));
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(outputs).toMatchObject({ findings: '0', risk: 'safe', 'exit-code': '0' });
  });

  it('runs on the two commits that a checkout of depth 2 has', () => {
    const { code, outputs } = lint(checkOut(createRepository(), UNSAFE, '--depth', '2'));
    expect({ code, findings: outputs.findings }).toEqual({ code: 1, findings: '1' });
  });

  it('says why it cannot run', () => {
    const { code, stderr, outputs, summary } = lint(checkOut(createRepository(), UNSAFE, '--depth', '1'));
    expect(code).toBe(2);
    expect(stderr).toContain('fetch-depth: 0');
    expect(outputs).toMatchObject({ findings: '0', risk: '', 'exit-code': '2', report: '', markdown: '' });
    expect(summary).toBe('');
  });

  it('follows its inputs', () => {
    const checkout = checkOut(createRepository(), UNSAFE);
    checkout.write({ 'strict.json': '{ "preset": "strict" }' });
    const { code, stdout, outputs, summary } = lint(checkout, {
      paths: 'migrations/0001_users.sql\nmigrations/0002_change.sql\n',
      format: 'compact\nsarif=out/ddlint.sarif\n',
      config: 'strict.json',
      'fail-on': 'never',
      since: 'none',
      summary: 'false',
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^migrations\/0002_change\.sql:1:\d+: error: /m);
    expect(stdout).toContain('[require-lock-timeout]');
    expect(outputs).toMatchObject({ findings: '2', errors: '1', warnings: '1' });
    expect(existsSync(path.join(checkout.cwd, 'out/ddlint.sarif'))).toBe(true);
    expect(summary).toBe('');
  });

  it('takes what it is given for data', () => {
    const checkout = checkOut(createRepository(), UNSAFE);
    const evil = '"; touch pwned; $(touch pwned) `touch pwned` \' && touch pwned';
    for (const name of ['since', 'config', 'preset', 'fail-on', 'format', 'paths', 'version']) {
      const bin = path.join(checkout.cwd, '.git/bin');
      writeScript(path.join(bin, 'npx'), 'exit 2');
      expect(lint(checkout, { [name]: evil }, { PATH: bin }).code).toBe(2);
    }
    expect(lint(checkout, { 'working-directory': evil }).code).not.toBe(0);
    expect(lint(checkout, { since: '--quiet' }).stderr).toContain('git knows no commit "--quiet"');
    expect(existsSync(path.join(checkout.cwd, 'pwned'))).toBe(false);
  });

  it('takes paths with spaces, and paths that look like flags', () => {
    const checkout = checkOut(createRepository(), UNSAFE);
    checkout.write({ 'more migrations/0001.sql': 'SELEC 1;\n', '--quiet/0001.sql': 'SELEC 1;\n' });
    expect(lint(checkout, { paths: 'more migrations\n--quiet\n' }).outputs.errors).toBe('2');
  });

  it('runs the ddlint of the nearest folder above, another version where one is named, else its own', () => {
    const checkout = checkOut(createRepository(), SAFE);
    const bin = path.join(checkout.cwd, '.git/bin');
    writeScript(path.join(bin, 'npx'), 'echo "npx $*"');
    const folder = { 'working-directory': 'migrations' };
    expect(lint(checkout, folder, { PATH: bin })).toMatchObject({ code: 0, stdout: '' });

    const { stdout } = lint(checkout, { version: '9.9.9' }, { PATH: bin });
    expect(stdout).toContain('npx --yes ddlint@9.9.9 --format=json=');

    checkout.git('clean', '-fdxq', '-e', '.git');
    const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
      version: string;
    };
    expect(lint(checkout, {}, { PATH: bin }).stdout).toContain(`npx --yes ddlint@${version} --format=json=`);
  });
});

describe('the comment on a pull request', () => {
  /** Runs the second step with a `gh` that knows of one list of comments and writes down its calls. */
  function comment(outputs: Values, { ids = '', fails = false, number = '7' } = {}) {
    const { cwd } = createRepository();
    const log = path.join(cwd, 'calls');
    writeFileSync(log, '');
    const bin = path.join(cwd, 'bin');
    writeScript(
      path.join(bin, 'gh'),
      `echo "$*" >> "$CALLS"\ncase "$*" in *--paginate*) printf '${ids}';; esac\nexit ${fails ? '1' : '0'}`,
    );
    const env = {
      ...environment(COMMENT, { comment: 'true' }, outputs),
      DDLINT_PULL_REQUEST: number,
      GITHUB_REPOSITORY: 'acme/shop',
      CALLS: log,
      PATH: bin,
    };
    const { code, stdout } = runBash({ script: COMMENT.run, cwd, env });
    const calls = readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
    return { code, stdout, calls: calls.slice(1) };
  }

  const REPORT = { markdown: '/tmp/a b/ddlint.md', migrations: '2' };

  it('is written once, and kept up to date', () => {
    expect(comment(REPORT)).toEqual({
      code: 0,
      stdout: '',
      calls: ['api --silent repos/acme/shop/issues/7/comments --field body=@/tmp/a b/ddlint.md'],
    });
    expect(comment(REPORT, { ids: String.raw`41\n42\n` }).calls).toEqual([
      'api --silent --method PATCH repos/acme/shop/issues/comments/41 --field body=@/tmp/a b/ddlint.md',
    ]);
  });

  it('is not begun where there are no migrations, and tells where there are none any more', () => {
    const none = { ...REPORT, migrations: '0' };
    expect(comment(none).calls).toEqual([]);
    expect(comment(none, { ids: '41' }).calls).toHaveLength(1);
  });

  it('fails nothing where it is not allowed, and where there is no pull request', () => {
    const { code, stdout } = comment(REPORT, { fails: true });
    expect(code).toBe(0);
    expect(stdout).toContain('::warning::');
    expect(comment(REPORT, { number: '' })).toMatchObject({ code: 0, calls: [] });
  });

  it('is written after a failure too, and only where it is asked for', () => {
    expect(COMMENT.if).toBe(
      "${{ !cancelled() && inputs.comment == 'true' && steps.lint.outputs.markdown != '' }}",
    );
  });
});
