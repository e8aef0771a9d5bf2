import type { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';

import ddlint, { pluginOf } from '../../src/eslint/plugin.ts';
import { RULES } from '../../src/lint.ts';
import { defineRule } from '../../src/rule.ts';
import { createProject } from '../support/project.ts';
import { ESLINTS, optionsIn } from '../support/eslint.ts';

/** Fixtures keep what rules say of themselves true, in test/fixes.test.ts. */
it.each([...RULES])('%s announces to ESLint what it offers and no more', (id, { meta }) => {
  const announced = ddlint.rules?.[id]?.meta;
  expect(announced?.fixable).toBe(meta.fixable === true ? 'code' : undefined);
  expect(announced?.hasSuggestions).toBe(meta.hasSuggestions);
});

const USERS = 'CREATE TABLE users (id bigint PRIMARY KEY, email text);\n';
const NO_SELECT = defineRule({
  meta: {
    category: 'style',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow queries',
    messages: { query: 'A migration reads nothing.' },
  },
  on: {
    *any({ kind, span }) {
      if (kind !== 'select') return;
      const suggestions = [{ title: 'Count instead', edits: [{ span, text: 'SELECT count(*)' }] }];
      yield { messageId: 'query', advice: [], fix: [{ span, text: '' }], suggestions };
    },
  },
});
/** What a rule in JavaScript could say. */
const SILENT = { fixable: false, hasSuggestions: false } as object;
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

  it('offers what a rule of somebody else offers, announced or not, unless it says that it does not', async () => {
    const cwd = createProject({ 'migrations/0001_users.sql': USERS });
    const config = (rules: Parameters<typeof pluginOf>[0]) => ({
      files: ['**/*.sql'],
      plugins: { ddlint, own: pluginOf(rules) },
      language: 'ddlint/sql',
      rules: { 'own/no-select': 'error' },
    });
    const lint = async (rule: Parameters<typeof pluginOf>[0][string]) => {
      const eslint = create(optionsIn(cwd, [config({ 'no-select': rule }) as Linter.Config]));
      const [result] = await eslint.lintText('SELECT 1;\n', { filePath: 'migrations/0002_select.sql' });
      return result?.messages.map(({ fix, suggestions = [] }) => [
        fix?.text,
        suggestions.map(({ desc }) => desc),
      ]);
    };
    expect(await lint(NO_SELECT)).toEqual([['', ['Count instead.']]]);
    expect(await lint({ ...NO_SELECT, meta: { ...NO_SELECT.meta, ...SILENT } })).toEqual([[undefined, []]]);
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
