import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { createProject, ddlint, type Files } from '../support/project.ts';
import { createRepository } from '../support/repository.ts';

const PRISMA: Files = {
  'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
  'prisma/migrations/20260101000000_init/migration.sql':
    'CREATE TABLE "users" ("id" bigint PRIMARY KEY, "email" text);\n',
};
const PLAIN: Files = { 'migrations/0001_init.sql': 'CREATE TABLE users (id bigint PRIMARY KEY);\n' };
const GOOSE: Files = {
  'db/migrations/00001_init.sql':
    '-- +goose Up\nCREATE TABLE users (id bigint PRIMARY KEY);\n-- +goose Down\nDROP TABLE users;\n',
};
const INDEX = 'CREATE INDEX users_id ON "users" ("id");\n';

const manifest = (value: object) => `${JSON.stringify({ name: 'shop', private: true, ...value }, null, 2)}\n`;
const WITH_DDLINT = manifest({ devDependencies: { ddlint: '^0.1.0', typescript: '^5.0.0' } });

function createShop(files: Files, { isInstalled = true } = {}) {
  const repository = createRepository();
  repository.write({ '.gitignore': 'node_modules\n', ...files });
  if (isInstalled) {
    repository.write({
      'node_modules/ddlint/package.json': '{ "name": "ddlint", "type": "module", "exports": "./index.js" }',
      'node_modules/ddlint/index.js': 'export const defineConfig = (config) => config;\n',
    });
  }
  return repository;
}

/** All files of a project besides those of git and of packages, with their content. */
function filesOf(cwd: string): Record<string, string> {
  const names = readdirSync(cwd, { recursive: true, encoding: 'utf8' })
    .map((name) => name.split(path.sep).join('/'))
    .filter((name) => !/^(?:\.git|node_modules)(?:\/|$)/.test(name) || name === '.git/hooks/pre-commit')
    .filter((name) => statSync(path.join(cwd, name)).isFile());
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(path.join(cwd, name), 'utf8')]));
}

const SHAPES: Readonly<Record<string, { files: Files; folder?: string; written: readonly string[] }>> = {
  'Prisma, npm, husky, TypeScript': {
    files: {
      ...PRISMA,
      'package.json': manifest({ devDependencies: { ddlint: '*', husky: '^9.0.0' }, scripts: { test: 'x' } }),
      'package-lock.json': '{}',
      'vitest.config.ts': 'export default {};\n',
      '.husky/pre-commit': 'npm test',
    },
    written: ['.github/workflows/ddlint.yml', '.husky/pre-commit', 'ddlint.config.ts', 'package.json'],
  },
  'plain SQL, pnpm, lint-staged, an existing workflow': {
    files: {
      ...PLAIN,
      'package.json': manifest({ 'lint-staged': { '*.js': 'eslint' }, devDependencies: { ddlint: '*' } }),
      'pnpm-lock.yaml': '',
      '.github/workflows/test.yml': 'on: push\n',
    },
    written: ['.github/workflows/ddlint.yml', 'ddlint.config.json', 'package.json'],
  },
  'goose, no package.json, pre-commit': {
    files: {
      ...GOOSE,
      'go.mod': 'module shop\n',
      '.pre-commit-config.yaml': 'repos:\n  - repo: local\n    hooks:\n      - id: a\n        entry: a\n',
    },
    written: ['.github/workflows/ddlint.yml', '.pre-commit-config.yaml', 'ddlint.config.json'],
  },
  'yarn, lefthook, ESLint, GitLab': {
    files: {
      ...PRISMA,
      'package.json': WITH_DDLINT,
      'yarn.lock': '',
      '.yarnrc.yml': 'nodeLinker: node-modules\n',
      'lefthook.yml': 'pre-push:\n  jobs:\n    - run: yarn test',
      'eslint.config.js': 'export default [];\n',
      '.gitlab-ci.yml': 'stages: [build]\n',
    },
    written: ['ddlint.config.json', 'lefthook.yml', 'package.json'],
  },
  'a package of a monorepo, bun, simple-git-hooks in the package': {
    files: {
      'package.json': manifest({ workspaces: ['packages/*'] }),
      'bun.lock': '',
      'packages/the db/package.json': manifest({
        'simple-git-hooks': { 'commit-msg': 'x' },
        devDependencies: { ddlint: '*' },
      }),
      ...Object.fromEntries(Object.entries(PRISMA).map(([name, text]) => [`packages/the db/${name}`, text])),
    },
    folder: 'packages/the db',
    written: [
      '.github/workflows/ddlint.yml',
      'packages/the db/ddlint.config.json',
      'packages/the db/package.json',
    ],
  },
  'CircleCI, a hook of git, squawk': {
    files: {
      ...PLAIN,
      'package.json': WITH_DDLINT,
      '.circleci/config.yml': 'version: 2.1\n',
      '.git/hooks/pre-commit': '#!/bin/sh\nmake check\n',
      '.squawk.toml': 'excluded_rules = ["ban-drop-column"]\nassume_in_transaction = true\n',
    },
    written: ['.git/hooks/pre-commit', 'ddlint.config.json', 'package.json'],
  },
  'a configuration, and a baseline': {
    files: {
      ...PRISMA,
      'package.json': WITH_DDLINT,
      'ddlint.config.json': '{ "postgres": 16 }',
      'ddlint.baseline.json': '{ "version": 1, "findings": [] }\n',
      '.squawk.toml': 'excluded_rules = ["ban-drop-column"]\n',
    },
    written: ['.git/hooks/pre-commit', '.github/workflows/ddlint.yml', 'package.json'],
  },
};

describe('ddlint init --yes', () => {
  it.each(Object.entries(SHAPES))('sets up %s, and changes nothing the second time', async (_name, shape) => {
    const { cwd: root } = createShop(shape.files);
    const cwd = path.join(root, shape.folder ?? '.');
    const before = filesOf(root);

    const first = await ddlint(cwd, ['init', '--yes']);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const after = filesOf(root);
    const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
    expect(changed).toEqual(shape.written);

    const second = await ddlint(cwd, ['init', '--yes']);
    expect(second).toMatchObject({ code: 0, stderr: '' });
    expect(filesOf(root)).toEqual(after);
    expect(first.stdout).toMatch(/^ok {5}(?:Wrote|Added to) /m);
    expect(second.stdout).not.toMatch(/^ok {5}(?:Wrote|Added to) /m);

    expect(await ddlint(cwd, ['--since', 'none'])).toMatchObject({ code: 0 });
  });

  it.each(Object.entries(SHAPES))('keeps every line of the files of %s', async (_name, shape) => {
    const { cwd: root } = createShop(shape.files);
    const before = filesOf(root);
    await ddlint(path.join(root, shape.folder ?? '.'), ['init', '--yes']);
    const after = filesOf(root);
    for (const [name, text] of Object.entries(before)) {
      const kept = text.split('\n').map((line) => line.replace(/,$/, ''));
      const lines = (after[name] ?? '').split('\n').map((line) => line.replace(/,$/, ''));
      expect(kept.filter((line) => !lines.includes(line))).toEqual([]);
    }
  });

  it('writes YAML that means what it shows', async () => {
    const files = Object.values(SHAPES).map(async (shape) => {
      const { cwd } = createShop(shape.files);
      await ddlint(path.join(cwd, shape.folder ?? '.'), ['init', '--yes']);
      return filesOf(cwd);
    });
    const [husky, pnpm, goose, yarn, bun] = await Promise.all(files);
    const stepsOf = (all: Record<string, string> | undefined) =>
      (
        parse(all?.['.github/workflows/ddlint.yml'] ?? '') as {
          jobs: { ddlint: { steps: readonly Record<string, unknown>[] } };
        }
      ).jobs.ddlint.steps;
    const lint = '--format github --format markdown="$GITHUB_STEP_SUMMARY"';
    expect(stepsOf(husky)).toEqual([
      { uses: 'actions/checkout@v4', with: { 'fetch-depth': 0 } },
      { uses: 'actions/setup-node@v4', with: { 'node-version': 22 } },
      { run: 'npm ci' },
      { run: `npx ddlint ${lint}` },
    ]);
    expect(stepsOf(pnpm).slice(1)).toEqual([
      { uses: 'pnpm/action-setup@v4', with: { version: 'latest' } },
      { uses: 'actions/setup-node@v4', with: { 'node-version': 22 } },
      { run: 'pnpm install --frozen-lockfile' },
      { run: `pnpm exec ddlint ${lint}` },
    ]);
    expect(stepsOf(goose).slice(2)).toEqual([{ run: `npx --yes ddlint@0.1.0 ${lint}` }]);
    expect(stepsOf(bun).slice(2)).toEqual([
      { uses: 'oven-sh/setup-bun@v2' },
      { run: 'bun install --frozen-lockfile' },
      { run: `bunx ddlint ${lint}`, 'working-directory': 'packages/the db' },
    ]);
    expect(parse(yarn?.['lefthook.yml'] ?? '')).toEqual({
      'pre-push': { jobs: [{ run: 'yarn test' }] },
      'pre-commit': {
        jobs: [{ name: 'ddlint', glob: '*.{sql,ts,js,mts,mjs,cts,cjs}', run: 'yarn ddlint --staged' }],
      },
    });
    expect(parse(goose?.['.pre-commit-config.yaml'] ?? '')).toEqual({
      repos: [
        { repo: 'local', hooks: [{ id: 'a', entry: 'a' }] },
        {
          repo: 'local',
          hooks: [
            {
              id: 'ddlint',
              name: 'ddlint',
              entry: 'ddlint --staged',
              language: 'node',
              additional_dependencies: ['ddlint@0.1.0'],
              files: String.raw`\.(sql|[cm]?[jt]s)$`,
              pass_filenames: false,
              require_serial: true,
            },
          ],
        },
      ],
    });
  });

  it('takes over what squawk is told', async () => {
    const { cwd } = createShop({
      ...PLAIN,
      ...PRISMA,
      'package.json': manifest({}),
      'compose.yaml': 'services:\n  db:\n    image: postgres:17\n',
      '.squawk.toml':
        'excluded_rules = ["ban-drop-table", "prefer-identity"]\nexcluded_paths = ["old/*"]\nassume_in_transaction = true\n',
    });
    const { stdout } = await ddlint(cwd, ['init', '--yes']);
    expect(stdout).toContain('.squawk.toml: excluded_rules: ddlint has no rule like prefer-identity.');
    expect(JSON.parse(filesOf(cwd)['ddlint.config.json'] ?? '')).toEqual({
      $schema: './node_modules/ddlint/schema/ddlint.config.schema.json',
      postgres: 17,
      squawkComments: true,
      migrations: [
        { directory: 'migrations', transaction: 'file' },
        { directory: 'prisma/migrations', tool: 'prisma' },
      ],
      ignore: ['old/**/*'],
      rules: { 'no-drop-table': 'off' },
    });
  });

  it('writes TypeScript only where there is such a configuration, and ddlint to import', async () => {
    const files = { ...PLAIN, 'package.json': WITH_DDLINT, 'tsconfig.json': '{}' };
    const typed = { ...files, 'drizzle.config.ts': 'export default {};\n' };
    const configOf = async (project: { readonly cwd: string }) => {
      await ddlint(project.cwd, ['init', '--yes']);
      return Object.keys(filesOf(project.cwd)).filter((name) => name.startsWith('ddlint.'));
    };
    expect(await configOf(createShop(files))).toEqual(['ddlint.config.json']);
    expect(await configOf(createShop(typed, { isInstalled: false }))).toEqual(['ddlint.config.json']);
    const shop = createShop(typed);
    expect(await configOf(shop)).toEqual(['ddlint.config.ts']);
    expect(filesOf(shop.cwd)['ddlint.config.ts']).toBe(
      [
        "import { defineConfig } from 'ddlint';",
        '',
        'export default defineConfig({',
        '  // The major version that production runs on. What a statement does depends on it.',
        '  postgres: 15,',
        '});',
        '',
      ].join('\n'),
    );
  });

  it('lets comments for squawk count where there are such', async () => {
    const { cwd } = createShop({
      'migrations/0001.sql': 'CREATE TABLE t (a text);\n',
      'migrations/0002.sql': '-- squawk-ignore ban-drop-column\nALTER TABLE t DROP COLUMN a;\n',
    });
    await ddlint(cwd, ['init', '--yes']);
    expect(JSON.parse(filesOf(cwd)['ddlint.config.json'] ?? '')).toMatchObject({ squawkComments: true });
    expect(await ddlint(cwd, [])).toMatchObject({ code: 0 });
  });

  it('says what a configuration lacks of what squawk is told, until it is there', async () => {
    const toml = { '.squawk.toml': 'excluded_rules = ["ban-drop-table"]\n' };
    const { cwd, write } = createShop({ ...PLAIN, ...toml, 'ddlint.config.json': '{}' });
    expect((await ddlint(cwd, ['init', '--yes'])).stdout).toContain(
      [
        'To do: Add to ddlint.config.json what is set for squawk',
        '    {',
        '      "squawkComments": true,',
        '      "rules": {',
        '        "no-drop-table": "off"',
      ].join('\n'),
    );
    write({ 'ddlint.config.json': '{ "squawkComments": true, "rules": { "no-drop-table": "warning" } }' });
    expect((await ddlint(cwd, ['init', '--yes'])).stdout).toContain('ddlint.config.json is there.');
  });

  it('shows what to add to a config of ESLint, until it is there', async () => {
    const { cwd, write } = createShop({ ...PLAIN, 'eslint.config.mjs': 'export default [];\n' });
    const { stdout } = await ddlint(cwd, ['init', '--yes']);
    expect(stdout).toContain("    import ddlint from 'ddlint/eslint';\n");
    expect(stdout).toContain('    ...ddlint.configs.recommended,\n');
    write({
      'eslint.config.mjs':
        "import ddlint from 'ddlint/eslint';\nexport default ddlint.configs.recommended;\n",
    });
    expect((await ddlint(cwd, ['init', '--yes'])).stdout).toContain('eslint.config.mjs has ddlint.');
  });

  it('says what to install, and with which command', async () => {
    const files = { ...PLAIN, 'package.json': manifest({ packageManager: 'pnpm@10.0.0' }) };
    const { cwd } = createShop(files, { isInstalled: false });
    const { stdout } = await ddlint(cwd, ['init', '--yes']);
    expect(stdout).toContain('To do: Install ddlint in the project\n    pnpm add --save-dev ddlint\n');
  });

  it('adds to a hook of git, and makes one that git runs', async () => {
    const { cwd } = createShop(PLAIN);
    await ddlint(cwd, ['init', '--yes']);
    const hook = path.join(cwd, '.git/hooks/pre-commit');
    expect(readFileSync(hook, 'utf8')).toBe('#!/bin/sh\nnpx --yes ddlint@0.1.0 --staged\n');
    expect(statSync(hook).mode & 0o111).toBe(0o111);

    const { cwd: other } = createShop(SHAPES['CircleCI, a hook of git, squawk']?.files ?? {});
    await ddlint(other, ['init', '--yes']);
    expect(filesOf(other)['.git/hooks/pre-commit']).toBe(
      '#!/bin/sh\nmake check\nnode_modules/.bin/ddlint --staged\n',
    );
  });

  it('leaves hooks that end by themselves, and that are no shell, to their authors', async () => {
    for (const text of ['#!/bin/sh\nexec make check\n', '#!/usr/bin/env python3\nprint(1)\n']) {
      const { cwd } = createShop({ ...PLAIN, '.git/hooks/pre-commit': text });
      const { stdout } = await ddlint(cwd, ['init', '--yes']);
      expect(filesOf(cwd)['.git/hooks/pre-commit']).toBe(text);
      expect(stdout).toContain('To do: Lint staged migrations before each commit, in .git/hooks/pre-commit');
    }
  });

  it('is quiet about a baseline where nothing is found', async () => {
    const { cwd, write } = createShop(PRISMA);
    expect((await ddlint(cwd, ['init', '--yes'])).stdout).not.toContain('baseline');
    write({ 'prisma/migrations/20260102000000_index/migration.sql': INDEX });
    expect((await ddlint(cwd, ['init', '--yes'])).stdout).toContain(
      'To do: Accept the 1 finding in the migrations that there are, so that only new ones count\n    npx --yes ddlint@0.1.0 baseline\n',
    );
  });

  it('has nothing to set up without migrations', async () => {
    const { cwd } = createShop({ 'package.json': manifest({}) });
    const { code, stdout, stderr } = await ddlint(cwd, ['init', '--yes']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('run it again with the first migration');
  });

  it('works outside of git, without a hook', async () => {
    const cwd = createProject({ ...PLAIN });
    expect(await ddlint(cwd, ['init', '-y'])).toMatchObject({ code: 0, stderr: '' });
    expect(Object.keys(filesOf(cwd))).toEqual([
      '.github/workflows/ddlint.yml',
      'ddlint.config.json',
      'migrations/0001_init.sql',
    ]);
  });

  it('says which .squawk.toml cannot be read', async () => {
    const { cwd } = createShop({ ...PLAIN, '.squawk.toml': 'excluded_rules = [' });
    const { code, stderr } = await ddlint(cwd, ['init', '--yes']);
    expect(code).toBe(2);
    expect(stderr).toContain('.squawk.toml cannot be read');
  });
});

describe('ddlint init', () => {
  it('proposes without a terminal, and writes nothing', async () => {
    const { cwd } = createShop({ ...PRISMA, 'package.json': WITH_DDLINT });
    const before = filesOf(cwd);
    const { code, stdout } = await ddlint(cwd, ['init']);
    expect(code).toBe(0);
    expect(stdout).toContain('found  Prisma: 1 migration in prisma/migrations');
    expect(stdout).toContain('Write ddlint.config.json');
    expect(stdout).toContain('Nothing was written');
    expect(filesOf(cwd)).toEqual(before);
  });

  it('writes what is accepted on a terminal', async () => {
    const { cwd } = createShop({
      ...PRISMA,
      'prisma/migrations/20260102000000_index/migration.sql': INDEX,
      'package.json': WITH_DDLINT,
    });
    const before = filesOf(cwd);
    const { code, stdout } = await ddlint(cwd, ['init'], { answers: ['', 'no', 'what?', 'Y', 'n', 'yes'] });
    expect(code).toBe(0);
    const after = filesOf(cwd);
    const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
    expect(changed).toEqual(['.github/workflows/ddlint.yml', 'ddlint.baseline.json', 'ddlint.config.json']);
    expect(stdout).toContain('ddlint.baseline.json accepts 1 finding.');
    expect(await ddlint(cwd, [])).toMatchObject({ code: 0 });
  });

  it('stops where nobody answers', async () => {
    const { cwd } = createShop({ ...PRISMA, 'package.json': WITH_DDLINT });
    const before = filesOf(cwd);
    expect((await ddlint(cwd, ['init'], { answers: [] })).code).toBe(2);
    expect(filesOf(cwd)).toEqual(before);
  });

  it('takes no paths', async () => {
    const { cwd } = createShop(PRISMA);
    expect(await ddlint(cwd, ['init', 'prisma'])).toMatchObject({ code: 2 });
  });
});
