import { describe, expect, it } from 'vitest';

import type { Subject } from '../../src/reference.ts';
import { openCode } from '../../src/references/open.ts';
import { historyOf, migrationOf } from '../support/migrations.ts';
import { createRepository } from '../support/repository.ts';

const EMAIL: Subject = { kind: 'column', table: { schema: 'public', name: 'users' }, column: 'email' };
const QUERY = `import { Pool } from 'pg';\nexport const emails = () => new Pool().query('SELECT email FROM users');\n`;
const MAKE = 'CREATE TABLE users (id bigint PRIMARY KEY, email text);\n';
const DROP = 'packages/db/migrations/2.sql';
const MANIFEST = (name: string, ...dependencies: readonly string[]): string =>
  JSON.stringify({ name, dependencies: Object.fromEntries(dependencies.map((other) => [other, '*'])) });

/** The files that use the column which a migration of packages/db drops. */
async function users(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { cwd, commit } = createRepository();
  const texts = {
    [DROP]: 'ALTER TABLE users DROP COLUMN email;\n',
    'packages/db/package.json': MANIFEST('db'),
  };
  commit({ ...texts, ...files });
  const histories = [historyOf([migrationOf(texts[DROP], { file: DROP })])];
  const code = await openCode({ cwd, histories });
  code.expect([EMAIL]);
  return code.search(EMAIL).references.map(({ file }) => file);
}

describe('the code of a package', () => {
  it('is about its own database where its migrations know a table of the name', async () => {
    const files = {
      'packages/feed/package.json': MANIFEST('feed'),
      'packages/feed/src/users.ts': QUERY,
      'packages/db/src/users.ts': QUERY,
    };
    expect(await users({ ...files, 'packages/feed/migrations/1.sql': MAKE })).toEqual([
      'packages/db/src/users.ts',
    ]);
    expect(
      await users({ ...files, 'packages/feed/migrations/1.sql': MAKE.replace('users', 'feeds') }),
    ).toEqual(['packages/db/src/users.ts', 'packages/feed/src/users.ts']);
  });

  it('is about the database of the package that it depends on, with old migrations of its own or without', async () => {
    const found = await users({
      'apps/web/package.json': MANIFEST('web'),
      'apps/web/src/users.ts': QUERY,
      'apps/api/package.json': MANIFEST('api', 'db'),
      'apps/api/src/users.ts': QUERY,
      'apps/api/migrations/1.sql': MAKE,
    });
    expect(found).toEqual(['apps/api/src/users.ts', 'apps/web/src/users.ts']);
  });

  it('is about the one database of the repository where the migrations lie in the root', async () => {
    const found = await users({
      'package.json': MANIFEST('all'),
      'migrations/1.sql': MAKE,
      'src/users.ts': QUERY,
    });
    expect(found).toEqual(['src/users.ts']);
  });
});
