import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { ROOT, runBash, writeScript } from '../support/gate.ts';
import type { Files } from '../support/project.ts';
import { createRepository, type Repository } from '../support/repository.ts';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

const MANIFEST = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as Manifest;
const installed = path.join(mkdtempSync(path.join(tmpdir(), 'ddlint-package-')), 'node_modules');

beforeAll(() => {
  const argv = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const { stdout } = spawnSync('npm', argv, { cwd: ROOT, encoding: 'utf8' });
  const [result] = JSON.parse(stdout) as readonly { readonly files: readonly { readonly path: string }[] }[];
  installPackage(result?.files.map(({ path: file }) => file) ?? []);
});

afterAll(() => {
  rmSync(path.dirname(installed), { recursive: true, force: true });
});

/** What npm would install: the files of the package, its dependencies beside it, and its command. */
function installPackage(files: readonly string[]): void {
  for (const file of files.filter((name) => !name.startsWith('dist/types/'))) {
    const target = path.join(installed, 'ddlint', file);
    mkdirSync(path.dirname(target), { recursive: true });
    copyFileSync(path.join(ROOT, file), target);
  }
  for (const name of Object.keys(MANIFEST.dependencies)) {
    const link = path.join(installed, name);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(path.join(ROOT, 'node_modules', name), link);
  }
  mkdirSync(path.join(installed, '.bin'));
  chmodSync(path.join(installed, 'ddlint/dist/cli.cjs'), 0o755);
  symlinkSync('../ddlint/dist/cli.cjs', path.join(installed, '.bin/ddlint'));
}

function install(cwd: string): void {
  symlinkSync(installed, path.join(cwd, 'node_modules'));
}

interface Tool {
  readonly name: string;
  readonly project: Files;
  readonly unsafe: Files;
  readonly safe: Files;
}

const KNEX = (up: string, down: string): string =>
  `exports.up = (knex) => knex.schema.${up};\nexports.down = (knex) => knex.schema.${down};\n`;
const TYPEORM = (name: string, up: string, down: string): string =>
  `import { MigrationInterface, QueryRunner, TableIndex } from 'typeorm';

export class ${name} implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
    ${up}
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    ${down}
  }
}
`;
const JOURNAL = (...tags: readonly string[]): string =>
  JSON.stringify({
    version: '7',
    dialect: 'postgresql',
    entries: tags.map((tag, idx) => ({
      idx,
      version: '7',
      when: 1_760_000_000_000 + idx,
      tag,
      breakpoints: true,
    })),
  });

const TOOLS: readonly Tool[] = [
  {
    name: 'Prisma',
    project: {
      'package.json': '{ "devDependencies": { "prisma": "^7.0.0", "ddlint": "^0.1.0" } }\n',
      'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
      'prisma/migrations/20261101000000_init/migration.sql':
        '-- CreateTable\nCREATE TABLE "users" ("id" BIGSERIAL NOT NULL, "email" TEXT, CONSTRAINT "users_pkey" PRIMARY KEY ("id"));\n',
    },
    unsafe: {
      'prisma/migrations/20261102000000_email/migration.sql':
        '-- CreateIndex\nCREATE INDEX "users_email_idx" ON "users"("email");\n',
    },
    safe: {
      'prisma/migrations/20261103000000_name/migration.sql':
        '-- AlterTable\nALTER TABLE "users" ADD COLUMN "name" TEXT;\n',
    },
  },
  {
    name: 'Drizzle',
    project: {
      'package.json': '{ "devDependencies": { "drizzle-kit": "^0.31.0", "ddlint": "^0.1.0" } }\n',
      'drizzle.config.ts':
        "export default { dialect: 'postgresql', schema: './schema.ts', out: './drizzle' };\n",
      'drizzle/meta/_journal.json': JOURNAL('0000_init'),
      'drizzle/0000_init.sql':
        'CREATE TABLE "users" (\n\t"id" bigint PRIMARY KEY NOT NULL,\n\t"email" text\n);\n',
    },
    unsafe: {
      'drizzle/meta/_journal.json': JOURNAL('0000_init', '0001_email'),
      'drizzle/0001_email.sql': 'CREATE INDEX "users_email_index" ON "users" USING btree ("email");',
    },
    safe: {
      'drizzle/meta/_journal.json': JOURNAL('0000_init', '0001_name'),
      'drizzle/0001_name.sql': 'ALTER TABLE "users" ADD COLUMN "name" text;',
    },
  },
  {
    name: 'Knex',
    project: {
      'package.json': '{ "dependencies": { "knex": "^3.3.0" }, "devDependencies": { "ddlint": "^0.1.0" } }\n',
      'knexfile.js': "module.exports = { client: 'pg', migrations: { directory: './migrations' } };\n",
      'migrations/20261101000000_users.js': KNEX(
        "createTable('users', (table) => { table.bigIncrements('id'); table.string('email'); })",
        "dropTable('users')",
      ),
    },
    unsafe: {
      'migrations/20261102000000_email.js': KNEX(
        "alterTable('users', (table) => { table.index(['email']); })",
        "alterTable('users', (table) => { table.dropIndex(['email']); })",
      ),
    },
    safe: {
      'migrations/20261103000000_name.js': KNEX(
        "alterTable('users', (table) => { table.string('name'); })",
        "alterTable('users', (table) => { table.dropColumn('name'); })",
      ),
    },
  },
  {
    name: 'TypeORM',
    project: {
      'package.json':
        '{ "dependencies": { "typeorm": "^1.0.0" }, "devDependencies": { "ddlint": "^0.1.0" } }\n',
      'tsconfig.json': '{}',
      'src/data-source.ts':
        "import { DataSource } from 'typeorm';\nexport default new DataSource({ type: 'postgres', migrations: ['src/migrations/*.ts'] });\n",
      'src/migrations/1760000000000-Users.ts': TYPEORM(
        'Users1760000000000',
        'await queryRunner.query(`CREATE TABLE "users" ("id" bigint PRIMARY KEY, "email" text)`);',
        'await queryRunner.query(`DROP TABLE "users"`);',
      ),
    },
    unsafe: {
      'src/migrations/1760000000001-Email.ts': TYPEORM(
        'Email1760000000001',
        "await queryRunner.createIndex('users', new TableIndex({ name: 'i', columnNames: ['email'] }));",
        "await queryRunner.dropIndex('users', 'i');",
      ),
    },
    safe: {
      'src/migrations/1760000000002-Name.ts': TYPEORM(
        'Name1760000000002',
        'await queryRunner.query(`ALTER TABLE "users" ADD "name" text`);',
        'await queryRunner.query(`ALTER TABLE "users" DROP COLUMN "name"`);',
      ),
    },
  },
];

const IDENTITY = {
  GIT_AUTHOR_NAME: 'T',
  GIT_AUTHOR_EMAIL: 't@example.com',
  GIT_COMMITTER_NAME: 'T',
  GIT_COMMITTER_EMAIL: 't@example.com',
};

/** Opens a pull request, and checks its merge out as GitHub does. */
function checkOutPullRequest(origin: Repository, branch: string): Repository {
  const merging = origin.clone();
  merging.git('merge', '-q', '--no-ff', '-m', 'Merge', `origin/${branch}`);
  merging.git('push', '-q', 'origin', 'HEAD:refs/pull/1/merge');
  const checkout = createRepository();
  checkout.git('remote', 'add', 'origin', `file://${origin.cwd}`);
  const refs = ['+refs/heads/*:refs/remotes/origin/*', '+refs/pull/1/merge:refs/remotes/pull/1/merge'];
  checkout.git('fetch', '-q', '--no-tags', 'origin', ...refs);
  checkout.git('checkout', '-q', '--detach', 'refs/remotes/pull/1/merge');
  install(checkout.cwd);
  return checkout;
}

/** Runs the last step of the workflow that `ddlint init` has written. */
function runGate(checkout: Repository) {
  const workflow = parse(readFileSync(path.join(checkout.cwd, '.github/workflows/ddlint.yml'), 'utf8')) as {
    readonly jobs: { readonly ddlint: { readonly steps: readonly { readonly run?: string }[] } };
  };
  const bin = path.join(checkout.cwd, '.git/bin');
  writeScript(path.join(bin, 'npx'), 'exec "node_modules/.bin/$@"');
  const summary = path.join(checkout.cwd, '.git/summary');
  const env = {
    PATH: bin,
    GITHUB_ACTIONS: 'true',
    GITHUB_BASE_REF: 'main',
    GITHUB_REF: 'refs/pull/1/merge',
    GITHUB_REF_TYPE: 'branch',
    GITHUB_SHA: checkout.git('rev-parse', 'HEAD'),
    GITHUB_STEP_SUMMARY: summary,
  };
  const script = workflow.jobs.ddlint.steps.at(-1)?.run ?? '';
  return { ...runBash({ script, cwd: checkout.cwd, env }), summary: readFileSync(summary, 'utf8') };
}

describe('a new user', () => {
  it('can install ddlint beside any version of what it may work with', () => {
    expect([...new Set(Object.values(MANIFEST.peerDependencies))]).toEqual(['*']);
  });

  it.each([[], ['baseline'], ['init', '--yes']])(
    'is told with exit code 2 that the package is incomplete: %j',
    (...argv) => {
      const { cwd } = createRepository();
      cpSync(path.join(installed, 'ddlint'), path.join(cwd, 'node_modules/ddlint'), { recursive: true });
      mkdirSync(path.join(cwd, 'migrations'));
      writeFileSync(path.join(cwd, 'migrations/0001.sql'), 'SELECT 1;\n');
      const script = `node node_modules/ddlint/dist/cli.cjs ${argv.join(' ')}`;
      const { code, stderr } = runBash({ script, cwd, env: {} });
      expect(code).toBe(2);
      expect(stderr).toMatch(/^ddlint: .*libpg-query/);
    },
  );

  it.each(TOOLS)('with $name gets from the package to a gate in three steps', ({ project, unsafe, safe }) => {
    const origin = createRepository();
    origin.git('symbolic-ref', 'HEAD', 'refs/heads/main');
    const shop = createRepository();
    shop.git('remote', 'add', 'origin', `file://${origin.cwd}`);
    shop.commit({ '.gitignore': 'node_modules\n', ...project });
    const commit = (message: string) =>
      runBash({ script: `git add -A && git commit -q -m "${message}"`, cwd: shop.cwd, env: IDENTITY });

    install(shop.cwd);
    const setUp = runBash({ script: 'node_modules/.bin/ddlint init --yes', cwd: shop.cwd, env: {} });
    expect(setUp).toMatchObject({ code: 0, stderr: '' });
    expect(commit('Lint migrations')).toMatchObject({ code: 0 });
    origin.git('config', 'receive.denyCurrentBranch', 'ignore');
    shop.git('push', '-q', 'origin', 'main');

    shop.git('checkout', '-q', '-b', 'unsafe');
    shop.write(unsafe);
    const refused = commit('Index e-mail addresses');
    expect(refused.code).toBe(1);
    // What a hook prints, git prints on standard error.
    expect(refused.stderr).toContain('require-concurrent-index');
    shop.git('commit', '-q', '--no-verify', '-m', 'All the same');
    shop.git('push', '-q', 'origin', 'unsafe');

    shop.git('checkout', '-q', '-b', 'safe', 'main');
    shop.write(safe);
    expect(commit('Give users a name').code).toBe(0);
    shop.git('push', '-q', 'origin', 'safe');
    shop.git('checkout', '-q', 'main');
    shop.git('commit', '-q', '--allow-empty', '-m', 'Meanwhile');
    shop.git('push', '-q', 'origin', 'main');

    const failing = Object.keys(unsafe).find((file) => !file.endsWith('.json'));
    const red = runGate(checkOutPullRequest(origin, 'unsafe'));
    expect(red.code).toBe(1);
    expect(red.stdout.split('\n').filter((line) => line.startsWith('::error'))).toHaveLength(1);
    expect(red.stdout).toContain(`::error file=${failing ?? ''},`);
    expect(red.summary).toContain('1 error in 1 migration');

    origin.git('update-ref', '-d', 'refs/pull/1/merge');
    const green = runGate(checkOutPullRequest(origin, 'safe'));
    expect({ code: green.code, stdout: green.stdout }).toEqual({ code: 0, stdout: '' });
    expect(green.summary).toContain('nothing to report in 1 migration');
  });
});
