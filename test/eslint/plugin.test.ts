import { describe, expect, it } from 'vitest';

import { createProject } from '../support/project.ts';
import { ESLINTS, optionsIn } from '../support/eslint.ts';

const USERS = 'CREATE TABLE users (id bigint PRIMARY KEY, email text);\n';
const KNEX = `import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('users', (table) => {
    table.index(['email']);
  });
}

export async function down(): Promise<void> {}
`;

describe.each(ESLINTS)('ESLint $version', ({ create }) => {
  it('reports on SQL that is not saved yet, knowing the migrations before it', async () => {
    const cwd = createProject({ 'migrations/0001_users.sql': USERS });
    const eslint = create(optionsIn(cwd));

    const [result] = await eslint.lintText('\n  CREATE INDEX users_email ON users (email);\n', {
      filePath: 'migrations/0002_index.sql',
    });

    expect(result?.messages).toMatchObject([
      {
        ruleId: 'ddlint/require-concurrent-index',
        severity: 2,
        ...{ line: 2, column: 3, endLine: 2, endColumn: 44 },
      },
    ]);
  });

  it('reports on the calls of a builder in TypeScript', async () => {
    const create1 = KNEX.replace('alterTable', 'createTable').replace(
      "table.index(['email'])",
      "table.text('email')",
    );
    const cwd = createProject({ 'migrations/20240101000000_users.ts': create1 });
    const eslint = create(optionsIn(cwd));

    const [result] = await eslint.lintText(KNEX, { filePath: 'migrations/20240102000000_index.ts' });

    expect(result?.messages).toMatchObject([
      { ruleId: 'ddlint/require-concurrent-index', ...{ line: 5, column: 11, endLine: 5, endColumn: 27 } },
    ]);
  });

  it('fixes what is safe to fix', async () => {
    const cwd = createProject({ 'migrations/0001_users.sql': USERS });
    const eslint = create(optionsIn(cwd, undefined, { fix: true }));

    const [result] = await eslint.lintText('CREATE INDEX users_email ON users (email);\n', {
      filePath: 'migrations/0002_index.sql',
    });

    expect(result?.output).toBe('CREATE INDEX CONCURRENTLY users_email ON users (email);\n');
    expect(result?.messages).toEqual([]);
  });

  it('says of a syntax error once what Postgres says', async () => {
    const cwd = createProject({ 'migrations/0001_users.sql': USERS });
    const eslint = create(optionsIn(cwd));

    const [result] = await eslint.lintText('SELEC 1;\n', { filePath: 'migrations/0002_typo.sql' });

    expect(result?.messages).toMatchObject([{ ruleId: 'ddlint/syntax-error', line: 1, column: 1 }]);
  });

  it('leaves alone what is no migration', async () => {
    const cwd = createProject({ 'migrations/0001_users.sql': USERS });
    const eslint = create(optionsIn(cwd));
    const dangerous = 'DROP TABLE users;\nSELEC 1;\n';

    for (const filePath of ['queries/users.sql', 'test/migrations/0002_drop.sql', 'report.sql']) {
      const [result] = await eslint.lintText(dangerous, { filePath });
      expect(result?.messages).toEqual([]);
    }
    const [helper] = await eslint.lintText('export const up = 1;\n', { filePath: 'migrations/helper.js' });
    expect(helper?.messages).toEqual([]);
  });
});
