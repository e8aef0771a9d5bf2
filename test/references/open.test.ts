import { statSync, unlinkSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { discover } from '../../src/discover/discover.ts';
import type { ApplicationCode, Reference, Search, Subject } from '../../src/reference.ts';
import { openCode, type CodeOptions } from '../../src/references/open.ts';
import { createProject } from '../support/project.ts';
import { createRepository } from '../support/repository.ts';

const LEGACY_EMAIL: Subject = {
  kind: 'column',
  table: { schema: 'public', name: 'users' },
  column: 'legacy_email',
};

const DATASOURCE = 'datasource db {\n  provider = "postgresql"\n}\n\n';
const WITH = `${DATASOURCE}model User {\n  id BigInt @id\n  legacyEmail String? @map("legacy_email")\n\n  @@map("users")\n}\n`;
const WITHOUT = `${DATASOURCE}model User {\n  id BigInt @id\n\n  @@map("users")\n}\n`;
const QUERY = `import { Pool } from 'pg';\nexport const emails = () => new Pool().query('SELECT legacy_email FROM users');\n`;

async function open(options: Omit<CodeOptions, 'histories'>): Promise<ApplicationCode> {
  return openCode({ histories: [], ...options });
}

async function search(options: Omit<CodeOptions, 'histories'>): Promise<Search> {
  const code = await open(options);
  code.expect([LEGACY_EMAIL]);
  return code.search(LEGACY_EMAIL);
}

const places = ({ references }: Search): readonly string[] =>
  references.map(({ file, line, in: moment }: Reference) => `${moment} ${file}:${line.toString()}`);

describe('the code as it stands', () => {
  it('is that of the working tree, committed or not', async () => {
    const { cwd, commit, write } = createRepository();
    commit({ 'prisma/schema.prisma': WITHOUT });
    write({ 'prisma/schema.prisma': WITH, 'src/untracked.ts': QUERY });

    expect(places(await search({ cwd }))).toEqual(['head prisma/schema.prisma:7', 'head src/untracked.ts:2']);
  });

  it('is that of the whole repository, named as the working directory sees it', async () => {
    const { cwd, commit } = createRepository();
    commit({ 'packages/db/schema.prisma': WITH, 'apps/api/package.json': '{}' });

    const found = await search({ cwd: path.join(cwd, 'apps/api') });
    expect(places(found)).toEqual(['head ../../packages/db/schema.prisma:7']);
  });

  it('is that of a directory that is no repository', async () => {
    const cwd = createProject({ 'src/users.ts': QUERY, 'node_modules/pkg/index.js': QUERY });
    expect(places(await search({ cwd }))).toEqual(['head src/users.ts:2']);
  });

  it('leaves out what never runs in production', async () => {
    const { cwd, commit, write } = createRepository();
    commit({
      '.gitignore': 'generated\n',
      'src/users.ts': QUERY,
      'src/users.test.ts': QUERY,
      'src/__tests__/users.ts': QUERY,
      'test/users.ts': QUERY,
      'vendor/lib.js': QUERY,
      'flow-typed/npm/pg.js': QUERY,
      'src/vendor/vendors.ts': QUERY,
      'migrations/0001.ts': QUERY,
      'dist/users.js': QUERY,
      'README.md': QUERY,
    });
    write({ 'generated/client.ts': QUERY });

    expect(places(await search({ cwd }))).toEqual(['head src/users.ts:2', 'head src/vendor/vendors.ts:2']);
  });

  it('takes no folder for foreign that the migrations themselves lie in', async () => {
    const { cwd, commit } = createRepository();
    const project = 'examples/shop';
    commit({
      [`${project}/src/db/pg/migrations/0001_users.sql`]:
        'CREATE TABLE users (id bigint, legacy_email text);\n',
      [`${project}/src/db/pg/migrations/seed.ts`]: QUERY,
      [`${project}/src/db/vendor/users.ts`]: QUERY,
      [`${project}/src/users.ts`]: QUERY,
      [`${project}/test/users.ts`]: QUERY,
      'examples/blog/src/users.ts': QUERY,
      'fixtures/users.ts': QUERY,
    });
    const { histories } = discover({ cwd, paths: [`${project}/src/db/pg/migrations`] });
    const code = await openCode({ cwd, histories });
    code.expect([LEGACY_EMAIL]);
    expect(places(code.search(LEGACY_EMAIL))).toEqual([
      `head ${project}/src/db/vendor/users.ts:2`,
      `head ${project}/src/users.ts:2`,
    ]);
  });

  it('is code that can send SQL, which a schema of an interface cannot', async () => {
    const { cwd, commit } = createRepository();
    const text = 'users legacy_email\n';
    commit({ 'api/schema.graphql': text, 'web/user.vue': text, 'jobs/users.py': text });

    expect(places(await search({ cwd }))).toEqual(['head jobs/users.py:1']);
  });

  it('names the model before the queries', async () => {
    const { cwd, commit } = createRepository();
    commit({ 'api/users.ts': QUERY, 'jobs/users.py': 'users legacy_email\n', 'prisma/schema.prisma': WITH });

    const found = await search({ cwd });
    expect(places(found)).toEqual([
      'head prisma/schema.prisma:7',
      'head api/users.ts:2',
      'head jobs/users.py:1',
    ]);
  });

  it('can be narrowed by globs that are relative to the configuration', async () => {
    const { cwd, commit } = createRepository();
    commit({ 'api/src/users.ts': QUERY, 'api/src/old/users.ts': QUERY, 'web/users.ts': QUERY });

    const found = await search({
      cwd,
      directory: path.join(cwd, 'api'),
      include: ['src'],
      exclude: ['src/old'],
    });
    expect(places(found)).toEqual(['head api/src/users.ts:2']);
  });

  it('is, of a file that an editor holds, what is in the editor', async () => {
    const { cwd, commit } = createRepository();
    commit({ 'src/users.ts': QUERY, 'src/gone.ts': QUERY });
    const texts = new Map([
      [path.join(cwd, 'src/users.ts'), 'export {};\n'],
      [path.join(cwd, 'src/gone.ts'), undefined],
      [path.join(cwd, 'src/new.ts'), QUERY],
    ]);

    expect(places(await search({ cwd, texts }))).toEqual(['head src/new.ts:2']);
  });
});

describe('the deployed code', () => {
  it('is that of the merge base with the reference', async () => {
    const { cwd, commit, git } = createRepository();
    const base = commit({ 'prisma/schema.prisma': WITH, 'src/users.ts': QUERY });
    git('checkout', '-q', '-b', 'feature');
    commit({ 'prisma/schema.prisma': WITHOUT, 'src/users.ts': 'export {};\n' });
    git('checkout', '-q', 'main');
    commit({ 'src/users.ts': 'export const later = 1;\n' });
    git('checkout', '-q', 'feature');

    const found = await search({ cwd, since: 'main' });
    expect(places(found)).toEqual(['deployed prisma/schema.prisma:7', 'deployed src/users.ts:2']);
    expect(found.references.map(({ revision }) => revision)).toEqual([base, base]);
    expect(found.moments).toEqual(['head', 'deployed']);
  });

  it('has the files that are gone and not those that are new', async () => {
    const { cwd, commit, git, write } = createRepository();
    commit({ 'src/old.ts': QUERY });
    git('checkout', '-q', '-b', 'feature');
    unlinkSync(path.join(cwd, 'src/old.ts'));
    write({ 'src/new.ts': QUERY });

    expect(places(await search({ cwd, since: 'main' }))).toEqual([
      'head src/new.ts:2',
      'deployed src/old.ts:2',
    ]);
  });

  it('is not told of where the same line stands in the code of now', async () => {
    const { cwd, commit, git } = createRepository();
    commit({ 'src/users.ts': QUERY });
    git('checkout', '-q', '-b', 'feature');
    commit({ 'src/users.ts': `// Moved down.\n${QUERY}` });

    expect(places(await search({ cwd, since: 'main' }))).toEqual(['head src/users.ts:3']);
  });

  it('does not matter where everything is stopped', async () => {
    const { cwd, commit, git } = createRepository();
    commit({ 'prisma/schema.prisma': WITH });
    git('checkout', '-q', '-b', 'feature');
    commit({ 'prisma/schema.prisma': WITHOUT });

    const found = await search({ cwd, since: 'main', deploy: 'stop-the-world' });
    expect(found).toEqual({
      references: [],
      deployed: [],
      moments: ['head'],
      unread: [],
      isConclusive: true,
    });
  });

  it('is read without touching the repository', async () => {
    const { cwd, commit, git } = createRepository();
    commit({ 'src/users.ts': QUERY });
    commit({ 'src/users.ts': 'export {};\n' });
    const written = (): number => statSync(path.join(cwd, '.git/index')).mtimeMs;
    const status = git('status', '--porcelain');
    const before = written();

    expect(places(await search({ cwd, since: 'HEAD~1' }))).toEqual(['deployed src/users.ts:2']);
    expect(written()).toBe(before);
    expect(git('status', '--porcelain')).toBe(status);
  });
});

describe('that nothing is found', () => {
  it('says that nothing uses it, where all was looked at and read', async () => {
    const { cwd, commit } = createRepository();
    commit({ 'prisma/schema.prisma': WITHOUT });
    const { references, isConclusive } = await search({ cwd, since: 'HEAD' });
    expect({ references, isConclusive }).toEqual({ references: [], isConclusive: true });
  });

  it('says little without a base', async () => {
    const { cwd, commit } = createRepository();
    commit({ 'prisma/schema.prisma': WITHOUT });
    expect(await search({ cwd })).toMatchObject({ moments: ['head'], isConclusive: false });
  });

  it('says little where a file with the name cannot be parsed', async () => {
    const { cwd, commit } = createRepository();
    commit({ 'prisma/schema.prisma': WITHOUT, 'src/broken.ts': 'const legacy_email = {;\n' });
    const { unread, isConclusive } = await search({ cwd, since: 'HEAD' });
    expect(unread.map(({ file }) => file)).toEqual(['src/broken.ts']);
    expect(isConclusive).toBe(false);
  });

  it('says little in a directory without code that uses a database', async () => {
    const cwd = createProject({ 'src/index.ts': 'export {};\n' });
    const { isConclusive } = await search({ cwd, deploy: 'stop-the-world' });
    expect(isConclusive).toBe(false);
  });

  it('says little where no code names the table of a column', async () => {
    const { cwd, commit } = createRepository();
    commit({
      'prisma/schema.prisma': WITHOUT.replaceAll('"users"', '"people"').replaceAll('User', 'Person'),
    });
    expect(await search({ cwd, since: 'HEAD' })).toMatchObject({ references: [], isConclusive: false });
  });

  it('says little in a repository without code that uses a database', async () => {
    const { cwd, commit } = createRepository();
    commit({ 'src/index.ts': 'export {};\n' });
    expect(await search({ cwd, since: 'HEAD' })).toMatchObject({ references: [], isConclusive: false });
  });

  it('says nothing of what was not announced', async () => {
    const { cwd, commit } = createRepository();
    commit({ 'prisma/schema.prisma': WITH });
    const code = await open({ cwd });
    expect(code.search(LEGACY_EMAIL)).toMatchObject({ references: [], moments: [], isConclusive: false });
  });
});
