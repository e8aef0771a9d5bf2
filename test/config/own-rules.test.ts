import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { createProject, ddlint, type Files } from '../support/project.ts';

const SQL = 'CREATE TABLE users (id bigint PRIMARY KEY, email varchar(80));\n';
const RULE = `export default {
  meta: {
    category: 'style',
    severity: 'warning',
    preset: 'recommended',
    description: 'Prefer text to a type with a limit',
    messages: { limited: 'Column "{{column}}" of "{{table}}" has a limit, which is hard to lift later.' },
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: { except: { type: 'array', items: { type: 'string' }, description: 'Columns that may.' } },
    },
    defaultOptions: { except: [] },
  },
  on: {
    *createTable(operation, step, { except }) {
      for (const column of operation.columns) {
        if (column.type?.name !== 'varchar' || except.includes(column.name)) continue;
        yield {
          messageId: 'limited',
          data: { column: column.name, table: operation.table.name },
          span: column.span,
          advice: [],
        };
      }
    },
  },
};
`;

function project(rules: unknown, files: Files = {}): string {
  return createProject({
    'migrations/0001_users.sql': SQL,
    'lint/prefer-text.js': RULE,
    'package.json': '{ "type": "module" }',
    'ddlint.config.json': JSON.stringify({ rules }),
    ...files,
  });
}

describe('a rule of the project', () => {
  it('reports beside those of ddlint', async () => {
    const { stdout, stderr, code } = await ddlint(project(['./lint/prefer-text.js']), [
      '--format',
      'compact',
    ]);
    expect(stderr + stdout).toBe(
      'migrations/0001_users.sql:1:44: warning: Column "email" of "users" has a limit, which is hard to lift later. [prefer-text]\n',
    );
    expect(code).toBe(0);
  });

  it('takes a severity and options as others do', async () => {
    const severe = project(['./lint/prefer-text.js', { 'prefer-text': 'error' }]);
    expect((await ddlint(severe, [])).code).toBe(1);
    const excepted = project(['./lint/prefer-text.js', { 'prefer-text': ['error', { except: ['email'] }] }]);
    expect((await ddlint(excepted, [])).code).toBe(0);
    const flagged = await ddlint(project(['./lint/prefer-text.js']), ['--rule', 'prefer-text=error']);
    expect(flagged.code).toBe(1);
  });

  it('can be ignored, and an ignore that has nothing to do is reported', async () => {
    const cwd = project(['./lint/prefer-text.js'], {
      'migrations/0001_users.sql': `-- ddlint-ignore prefer-text: the law says 80\n${SQL}`,
      'migrations/0002_names.sql': `-- ddlint-ignore prefer-text: no reason\nCREATE TABLE names (name text);\n`,
    });
    const { stdout } = await ddlint(cwd, ['--format', 'compact']);
    expect(stdout).toMatch(/^migrations\/0002_names\.sql:1:1: .* \[unused-suppression\]\n$/);
  });

  it('is listed and explained', async () => {
    const cwd = project(['./lint/prefer-text.js']);
    const { stdout } = await ddlint(cwd, ['rules', '--format', 'json']);
    expect(JSON.parse(stdout)).toContainEqual({
      id: 'prefer-text',
      category: 'style',
      severity: 'warning',
      preset: 'recommended',
      description: 'Prefer text to a type with a limit',
    });
    const explained = await ddlint(cwd, ['explain', 'prefer-text']);
    expect(explained.stdout).toContain('Prefer text to a type with a limit.');
    expect(explained.stdout).toContain('except: Columns that may.');
  });

  it('stands in reports without a page that it has not', async () => {
    const cwd = project(['./lint/prefer-text.js']);
    const sarif = JSON.parse((await ddlint(cwd, ['--format', 'sarif'])).stdout) as {
      readonly runs: readonly [{ readonly tool: { readonly driver: { readonly rules: readonly object[] } } }];
    };
    expect(sarif.runs[0].tool.driver.rules).toEqual([
      expect.not.objectContaining({ helpUri: expect.anything() as unknown }),
    ]);
    expect((await ddlint(cwd, ['--format', 'markdown'])).stdout).toContain('#### prefer-text · warning');
  });

  it('may be TypeScript', async () => {
    const cwd = project(['./lint/prefer-text.ts'], {
      'lint/prefer-text.ts': RULE.replace('export default {', 'const rule: object = {').replace(
        /\};\n$/,
        '};\nexport default rule;\n',
      ),
    });
    expect((await ddlint(cwd, ['--format', 'compact'])).stdout).toContain('[prefer-text]');
  });
});

describe('what is wrong with a rule is said', () => {
  const broken = (search: string, replacement: string): Files => ({
    'lint/prefer-text.js': RULE.replace(search, replacement),
  });
  it.each([
    [
      ['./lint/prefer-txt.js'],
      {},
      '"./lint/prefer-txt.js" (in "rules") does not exist. Did you mean "prefer-text.js"?',
    ],
    [
      ['./lint/no-drop-table.js'],
      {},
      '"./lint/no-drop-table.js" (in "rules") is named as a rule of ddlint is.',
    ],
    [['./lint/Prefer_text.js'], {}, "is no name of a rule's file"],
    [['./lint/prefer-text.js', './prefer-text.js'], {}, 'is named as another rule of yours is'],
    [
      ['./lint/prefer-text.js', { 'prefer-txt': 'off' }],
      {},
      'There is no rule "prefer-txt" (in "rules[1]"). Did you mean "prefer-text"?',
    ],
    [{ 'prefer-text': 'off' }, {}, 'There is no rule "prefer-text" (in "rules").'],
    [
      ['./lint/prefer-text.js'],
      broken('createTable', 'createTabel'),
      'There is no operation "createTabel" (in "on"). Did you mean "createTable"?',
    ],
    [
      ['./lint/prefer-text.js'],
      broken("'warning'", "'warn'"),
      '"meta.severity" has to be "error", "warning" or "info", not "warn".',
    ],
    [
      ['./lint/prefer-text.js'],
      broken('category:', 'kategory:'),
      '"meta" has no setting "kategory". Did you mean "category"?',
    ],
    [['./lint/prefer-text.js'], broken('export default', 'export const rule ='), 'it has no default export'],
    [
      ['./lint/prefer-text.js'],
      broken('operation.columns', 'operation.colums'),
      'The rule "prefer-text" (./lint/prefer-text.js) failed on "createTable": ',
    ],
  ])('%j', async (rules, files, message) => {
    const { stderr, code } = await ddlint(project(rules, files), []);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

it('is found from the configuration file on, wherever ddlint runs', async () => {
  const cwd = project(['./lint/prefer-text.js']);
  const { stdout } = await ddlint(path.join(cwd, 'migrations'), ['--format', 'compact']);
  expect(stdout).toContain('[prefer-text]');
});
