import { beforeAll, describe, expect, it } from 'vitest';

import { discover } from '../../src/discover/discover.ts';
import { lint, RULES, type LintResult } from '../../src/lint.ts';
import { loadParser } from '../../src/parse/sql.ts';
import { renderJson } from '../../src/report/json.ts';
import { renderOperations } from '../../src/report/operations.ts';
import { renderPretty } from '../../src/report/pretty.ts';
import { defineRule, type Rule } from '../../src/rule.ts';
import { createProject, type Files } from '../support/project.ts';

beforeAll(loadParser);

/** Rules whose words stay as they are here, beside those that read comments. */
const TEST_RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...[...RULES].filter(([id]) => /-suppression$|^syntax-error$/.test(id)),
  [
    'no-index',
    defineRule({
      meta: {
        category: 'locking',
        severity: 'error',
        preset: 'recommended',
        description: 'Disallow indexes',
        messages: {
          built:
            'Writes on "{{table}}" wait until the index is built, which takes longer the larger the table is.',
        },
      },
      on: {
        *createIndex(operation) {
          yield {
            messageId: 'built',
            data: { table: operation.table.name },
            advice: [
              { title: 'Think again about whether the index is needed at all', place: 'later deploy' },
              { title: 'Build it without blocking', sql: 'CREATE INDEX CONCURRENTLY i\n  ON t (c);' },
            ],
          };
        },
      },
    }),
  ],
  [
    'no-note',
    defineRule({
      meta: {
        category: 'style',
        severity: 'warning',
        preset: 'all',
        description: 'Disallow comments on objects',
        messages: { note: 'Nobody reads it.' },
      },
      on: {
        *comment() {
          yield { messageId: 'note', advice: [] };
        },
      },
    }),
  ],
]);

function lintProject(files: Files): LintResult {
  const { histories } = discover({ cwd: createProject(files), paths: [] });
  return lint(histories, {
    postgres: 16,
    rulesFor: () => SETTINGS,
    together: false,
    connection: { lockTimeout: undefined, statementTimeout: undefined },
    requireReason: false,
    rules: TEST_RULES,
  });
}

const SETTINGS = new Map(
  [...TEST_RULES].map(([id, { meta }]) => [id, { severity: meta.severity, options: {} }]),
);

const PROJECT: Files = {
  'migrations/0001_users.sql': 'CREATE TABLE users (\n  id bigint PRIMARY KEY,\n  email text\n);\n',
  'migrations/0002_émail.sql': [
    '-- Größe: 🚀',
    "COMMENT ON TABLE users IS '日本語'; CREATE INDEX users_email_idx ON users (email);",
    '',
    'ALTER TABLE users',
    '\tADD COLUMN age int,',
    '\tDROP COLUMN email;',
    '',
  ].join('\r\n'),
  'migrations/0003_broken.sql':
    '-- ddlint-ignore no-notes: a slip\nSELEC 1;\nCREATE INDEX CONCURRENTLY i ON users (age);\n',
  'migrations/0004_last.sql': 'SELECT 1;\n',
};

describe('pretty', () => {
  it('shows code, consequences, locks and the safe way, and sums up', async () => {
    const report = renderPretty(lintProject(PROJECT), { width: 80, color: false, quiet: false });
    await expect(report).toMatchFileSnapshot('../snapshots/report/pretty.txt');
  });

  it('fits a narrow terminal, but for SQL that is to be copied', async () => {
    const report = renderPretty(lintProject(PROJECT), { width: 50, color: false, quiet: false });
    await expect(report).toMatchFileSnapshot('../snapshots/report/pretty-narrow.txt');
    const prose = report.split('\n').filter((line) => !line.startsWith('                '));
    expect(prose.filter((line) => line.length > 50 && !/^ {2}(dangerous|migrations)/.test(line))).toEqual([]);
  });

  it('says the same in colour', () => {
    const options = { width: 80, quiet: false };
    const colored = renderPretty(lintProject(PROJECT), { ...options, color: true });

    const plain = colored.replaceAll(/\u001B\[\d+m/g, '');
    expect(colored).not.toBe(plain);
    expect(plain).toBe(renderPretty(lintProject(PROJECT), { ...options, color: false }));
  });

  it('is short where nothing is wrong', () => {
    const result = lintProject({ 'migrations/0001_users.sql': 'CREATE TABLE users (id int);\n' });
    expect(renderPretty(result, { width: 80, color: false, quiet: false })).toMatchInlineSnapshot(`
      "Migrations

        safe       migrations/0001_users.sql

      ✔ Nothing to report in 1 migration with 1 statement.
      "
    `);
    expect(renderPretty(result, { width: 80, color: false, quiet: true })).toBe('');
  });

  it('counts safe migrations where there are many', () => {
    const files = Array.from({ length: 12 }, (_, index) => [
      `migrations/${(index + 10).toString()}_a.sql`,
      'SELECT 1;\n',
    ]);
    const report = renderPretty(
      lintProject({
        ...(Object.fromEntries(files) as Files),
        'migrations/99_b.sql': 'CREATE INDEX i ON x (y);\n',
      }),
      { width: 80, color: false, quiet: false },
    );
    expect(report).toContain('safe       12 other migrations');
    expect(report).toContain('dangerous  migrations/99_b.sql');
  });

  it('lets no file under lint steer the terminal', () => {
    const result = lintProject({
      'migrations/0001_a.sql': 'CREATE INDEX "\u001B[2J" ON "\u001B[31m" (a);\n',
    });
    expect(renderPretty(result, { width: 80, color: false, quiet: false })).not.toContain('\u001B');
  });
});

describe('json', () => {
  it('is the contract', async () => {
    const report = renderJson(lintProject(PROJECT));
    await expect(report).toMatchFileSnapshot('../snapshots/report/report.json');
  });

  it('has every field in every finding, in order', () => {
    const { findings, migrations, coverage } = JSON.parse(renderJson(lintProject(PROJECT))) as {
      findings: object[];
      migrations: object[];
      coverage: { unsupported: object[] };
    };
    const fields =
      'rule category severity message advice file line column endLine endColumn operation relation name effect references docs fix suggestions';
    expect(findings.map((finding) => Object.keys(finding).join(' '))).toEqual(findings.map(() => fields));
    expect(migrations.map((migration) => Object.keys(migration).join(' '))).toEqual(
      migrations.map(() => 'file tool direction transaction risk statements operations'),
    );
    expect(Object.keys(coverage)).toEqual(['files', 'statements', 'operations', 'unsupported']);
    expect(coverage.unsupported.map((place) => Object.keys(place))).toEqual([
      ['file', 'line', 'column', 'reason'],
    ]);
  });

  it('points at the very characters, in UTF-16, with Windows line ends', () => {
    const text = String(PROJECT['migrations/0002_émail.sql']);
    const { findings } = JSON.parse(renderJson(lintProject(PROJECT))) as {
      findings: { rule: string; line: number; column: number; endLine: number; endColumn: number }[];
    };
    const index = findings.find(({ rule }) => rule === 'no-index');
    const line = text.split('\r\n')[(index?.line ?? 0) - 1] ?? '';
    expect(line.slice((index?.column ?? 0) - 1, (index?.endColumn ?? 0) - 1)).toMatch(
      /^CREATE INDEX users_email_idx ON users \(email\);?$/,
    );
  });
});

describe('operations', () => {
  it('lists what every statement does, findings apart', async () => {
    const report = renderOperations(lintProject(PROJECT));
    await expect(report).toMatchFileSnapshot('../snapshots/report/operations.json');
  });

  it('numbers statements, of which one may do several things', () => {
    const { operations } = JSON.parse(renderOperations(lintProject(PROJECT))) as {
      operations: { file: string; statement: number; operation: string; relation: string; name: string }[];
    };
    expect(
      operations
        .filter(({ file }) => file.includes('0002'))
        .map(({ statement, operation, relation, name }) => [statement, operation, relation, name]),
    ).toEqual([
      [1, 'comment', null, 'users'],
      [2, 'createIndex', 'public.users', 'users_email_idx'],
      [3, 'addColumn', 'public.users', 'age'],
      [3, 'dropColumn', 'public.users', 'email'],
    ]);
  });
});
