import { readFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { ddlint } from '../support/project.ts';
import { createRepository, type Repository } from '../support/repository.ts';

const SCHEMA = (fields: string): string =>
  `datasource db {\n  provider = "postgresql"\n}\n\nmodel User {\n  id BigInt @id\n${fields}\n  @@map("users")\n}\n`;
const WITH = SCHEMA('  legacyEmail String? @map("legacy_email")\n');
const WITHOUT = SCHEMA('');

/** On a branch that drops a column, with the schema as given; `main` still has the column. */
function dropping(schema: string): Repository {
  const repository = createRepository();
  repository.commit({
    'prisma/schema.prisma': WITH,
    'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
    'prisma/migrations/0001_init/migration.sql':
      'CREATE TABLE users (id bigint PRIMARY KEY, legacy_email text);\n',
  });
  repository.git('checkout', '-q', '-b', 'feature');
  repository.commit({
    'prisma/schema.prisma': schema,
    'prisma/migrations/0002_drop/migration.sql': 'ALTER TABLE users DROP COLUMN legacy_email;\n',
  });
  return repository;
}

interface Report {
  readonly findings: readonly {
    readonly rule: string;
    readonly severity: string;
    readonly references: readonly Readonly<Record<string, unknown>>[];
  }[];
}

async function lint(cwd: string, ...argv: readonly string[]): Promise<Report['findings']> {
  const { stdout } = await ddlint(cwd, ['--format', 'json', '--rule', 'require-lock-timeout=off', ...argv]);
  return (JSON.parse(stdout) as Report).findings;
}

const rules = (findings: Report['findings']): readonly string[] => findings.map(({ rule }) => rule);

describe('a column whose name another one gets', () => {
  const PLACES = `import { Pool } from 'pg';\nnew Pool().query('SELECT location FROM users');\n`;
  const LOCATION = (type: string): string => SCHEMA(`  location ${type}?\n`);

  it('is told with what the deployed code expects of it, and not with what head means by the name', async () => {
    const { cwd, git, commit } = createRepository();
    commit({
      'prisma/schema.prisma': LOCATION('String'),
      'src/places.ts': PLACES,
      'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
      'prisma/migrations/0001_init/migration.sql':
        'CREATE TABLE users (id bigint PRIMARY KEY, location text);\n',
    });
    git('checkout', '-q', '-b', 'feature');
    commit({
      'prisma/schema.prisma': LOCATION('Json'),
      'prisma/migrations/0002_location/migration.sql':
        'ALTER TABLE users ADD COLUMN location_json jsonb;\n' +
        'UPDATE users SET location_json = to_jsonb(location);\n' +
        'ALTER TABLE users DROP COLUMN location;\n' +
        'ALTER TABLE users RENAME COLUMN location_json TO location;\n',
    });
    const findings = await lint(cwd, '--since', 'main');
    const dropped = findings.filter(({ rule }) => rule.includes('drop'));
    expect(dropped).toMatchObject([
      {
        rule: 'no-drop-column',
        references: [
          { in: 'deployed', text: 'location String?' },
          { in: 'deployed', file: 'src/places.ts' },
        ],
      },
    ]);
  });
});

describe('a column that is dropped', () => {
  it('is told with every place that uses it', async () => {
    const { cwd } = dropping(WITH);
    const [finding, ...others] = await lint(cwd, '--since', 'main');
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      rule: 'no-drop-referenced-column',
      severity: 'error',
      references: [
        {
          file: 'prisma/schema.prisma',
          line: 7,
          column: 28,
          text: 'legacyEmail String? @map("legacy_email")',
          kind: 'model',
          confidence: 'certain',
          because: null,
          in: 'head',
          revision: null,
        },
      ],
    });
  });

  it('is told with the revision where only the deployed code uses it', async () => {
    const { cwd, git } = dropping(WITHOUT);
    const [finding] = await lint(cwd, '--since', 'main');
    expect(finding?.references).toMatchObject([{ in: 'deployed', revision: git('rev-parse', 'main') }]);
    const { stdout, code } = await ddlint(cwd, ['--since', 'main']);
    expect(stdout).toContain(`prisma/schema.prisma:7:28 in ${git('rev-parse', '--short=8', 'main')}`);
    expect(stdout).toContain('legacyEmail String? @map("legacy_email")');
    expect(code).toBe(1);
  });

  it('is compared with the base that a CI service names', async () => {
    const { cwd } = dropping(WITHOUT);
    const env = { CI_COMMIT_BRANCH: 'feature', CI_DEFAULT_BRANCH: 'main', GITLAB_CI: 'true' };
    const { stdout } = await ddlint(cwd, ['--format', 'compact'], { env });
    expect(stdout).toContain('[no-drop-referenced-column]');
  });

  it('is nothing to speak of where the code went first', async () => {
    const { cwd, git, commit } = dropping(WITHOUT);
    git('checkout', '-q', 'main');
    commit({ 'prisma/schema.prisma': WITHOUT });
    git('checkout', '-q', 'feature');
    git('-c', 'core.editor=true', 'rebase', '-q', 'main');
    expect(await lint(cwd, '--since', 'main')).toEqual([]);
  });

  it('is suspected where a file with its name cannot be read, which is told', async () => {
    const { cwd, git, commit } = dropping(WITHOUT);
    git('checkout', '-q', 'main');
    commit({ 'prisma/schema.prisma': WITHOUT, 'src/broken.ts': 'const legacy_email = {;\n' });
    git('checkout', '-q', 'feature');
    git('-c', 'core.editor=true', 'rebase', '-q', 'main');
    const [finding] = await lint(cwd, '--since', 'main');
    expect(finding).toMatchObject({
      rule: 'no-drop-column',
      severity: 'error',
      references: [{ file: 'src/broken.ts', confidence: 'possible' }],
    });
  });

  it('is suspected where there is no base to read the deployed code from', async () => {
    const { cwd } = dropping(WITHOUT);
    expect(rules(await lint(cwd))).toEqual(['no-drop-column']);
  });

  it('is suspected where the search is off, by a flag or by the configuration', async () => {
    const { cwd, write } = dropping(WITH);
    expect(rules(await lint(cwd, '--since', 'main', '--no-references'))).toEqual(['no-drop-column']);
    write({ 'ddlint.config.json': '{ "references": false }' });
    expect(rules(await lint(cwd, '--since', 'main'))).toEqual(['no-drop-column']);
  });

  it('is suspected where the rule that knows is off', async () => {
    const { cwd } = dropping(WITH);
    const off = ['--rule', 'no-drop-referenced-column=off'];
    expect(rules(await lint(cwd, '--since', 'main', ...off))).toEqual(['no-drop-column']);
  });

  it('is not looked for where the configuration excludes', async () => {
    const { cwd, write } = dropping(WITH);
    write({ 'ddlint.config.json': '{ "references": { "exclude": ["prisma/*.prisma"] } }' });
    expect(rules(await lint(cwd, '--since', 'main'))).toEqual(['no-drop-column']);
  });

  it('is told only by the code of now where everything is stopped', async () => {
    const stopped = '{ "deploy": "stop-the-world" }';
    const shipped = dropping(WITHOUT);
    shipped.write({ 'ddlint.config.json': stopped });
    expect(await lint(shipped.cwd, '--since', 'main')).toEqual([]);
    const forgotten = dropping(WITH);
    forgotten.write({ 'ddlint.config.json': stopped });
    expect(rules(await lint(forgotten.cwd, '--since', 'main'))).toEqual(['no-drop-referenced-column']);
  });
});

it('prints what its page shows', async () => {
  const shown = (fields: string): string => SCHEMA(`  email String\n${fields}`);
  const column = '  legacyEmail String? @map("legacy_email")\n';
  const repository = createRepository();
  repository.commit({
    'prisma/schema.prisma': shown(column),
    'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
    'prisma/migrations/0001_init/migration.sql':
      'CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, legacy_email text);\n',
  });
  repository.git('checkout', '-q', '-b', 'feature');
  repository.commit({
    'prisma/schema.prisma': shown(''),
    'prisma/migrations/0002_drop/migration.sql': 'ALTER TABLE users DROP COLUMN legacy_email;\n',
  });
  const base = repository.git('rev-parse', 'main');
  const page = readFileSync(path.join(import.meta.dirname, '../../docs/references.md'), 'utf8');
  const [, text = ''] = /^```\n([^]*?)\n```$/m.exec(page) ?? [];
  const [, json = ''] = /^```json\n([^]*?)\n```$/m.exec(page) ?? [];
  const reference = JSON.parse(json) as { readonly revision: string };

  const { stdout } = await ddlint(repository.cwd, ['--since', 'main'], { columns: 80 });
  expect(stdout.replaceAll(base.slice(0, 8), reference.revision.slice(0, 8))).toContain(text);
  const [finding] = await lint(repository.cwd, '--since', 'main');
  expect(finding?.references).toEqual([{ ...reference, revision: base }]);
});

it('reads the code that is staged', async () => {
  const { cwd, git, write } = dropping(WITH);
  git('reset', '-q', '--soft', 'main');
  write({ 'prisma/schema.prisma': WITHOUT });
  expect((await lint(cwd, '--staged'))[0]?.references).toMatchObject([{ in: 'head' }]);
  git('add', '-A');
  expect((await lint(cwd, '--staged'))[0]?.references).toMatchObject([{ in: 'deployed' }]);
});
