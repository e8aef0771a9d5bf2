import { beforeAll, describe, expect, it } from 'vitest';

import type { Finding } from '../../src/finding.ts';
import { diffLines } from '../../src/fix/diff.ts';
import { applyEdits } from '../../src/fix/edit.ts';
import { lint, RULES } from '../../src/lint.ts';
import { loadScripts } from '../../src/lower/lower.ts';
import type { Migration, TransactionMode } from '../../src/migration.ts';
import { loadParser } from '../../src/parse/sql.ts';
import type { Edit, Suggestion } from '../../src/rule.ts';
import { HAZARDS, LIVE, migrationOf, SHELLS } from '../support/hazards.ts';
import { recommendedRules } from '../support/lint-fixture.ts';

const FILE = '1700000000002_change.ts';

beforeAll(async () => {
  await Promise.all([loadParser(), loadScripts()]);
});

const STRICT = new Map([...RULES].map(([id, { meta }]) => [id, { severity: meta.severity, options: {} }]));

interface Changed {
  readonly text: string;
  readonly files?: Suggestion['files'];
}

function findingsOf(
  tool: string,
  scope: TransactionMode['scope'],
  { text, files = [] }: Changed,
  rules = recommendedRules(),
): readonly Finding[] {
  const optOut = scope === 'none' ? undefined : 'Leave the transaction.';
  const transaction: TransactionMode = { scope, because: 'the test says so', optOut };
  const scripts = [{ file: FILE, text }, ...files].map((part): Migration => ({
    ...migrationOf({ ...part, tool, isNew: true }),
    transaction,
  }));
  const before = migrationOf({ file: '1700000000001_init.sql', tool: 'plain', text: LIVE, isNew: false });
  const { findings, coverage } = lint(
    [
      {
        tool,
        toolName: tool,
        directory: '.',
        migrations: [before, ...scripts],
        downs: new Map(),
        baseline: undefined,
      },
    ],
    {
      postgres: 17,
      rulesFor: () => rules,
      together: false,
      connection: { lockTimeout: undefined, statementTimeout: undefined },
      requireReason: false,
    },
  );
  expect(coverage.unsupported).toEqual([]);
  return findings;
}

const CASES = HAZARDS.flatMap(({ rule, bodies }) =>
  Object.entries(bodies).flatMap(([tool, body]) =>
    tool === 'plain' ? [] : [{ rule, tool, text: `${(SHELLS[tool] ?? String)(body)}\n` }],
  ),
);

describe.each(['none', 'file', 'batch'] as const)('where the transaction is: %s', (scope) => {
  it.each(CASES)('$rule in $tool: what is offered can be read, and mends it', ({ rule, tool, text }) => {
    const before = findingsOf(tool, scope, { text });
    for (const finding of before.filter((found) => found.rule === rule)) {
      const offers = [...(finding.fix.length > 0 ? [{ edits: finding.fix }] : []), ...finding.suggestions];
      for (const { edits, ...offer } of offers) {
        const after = findingsOf(tool, scope, { text: applyEdits(text, edits), ...offer });
        expect(after.filter((found) => found.rule === rule && found.message === finding.message)).toEqual([]);
      }
      if (finding.fix.length > 0) {
        const fixed = findingsOf(tool, scope, { text: applyEdits(text, finding.fix) });
        expect(fixed.length).toBeLessThan(before.length);
      }
    }
  });

  it('looks like this', async () => {
    const shown = CASES.flatMap(({ rule, tool, text }) => {
      const show = (
        title: string,
        edits: readonly Edit[],
        files: Suggestion['files'] = [],
      ): readonly string[] => [
        `=== ${rule} in ${tool}: ${title}`,
        ...diffLines(text, applyEdits(text, edits), 0),
        ...files.flatMap((file) => [`in ${file.file}`, ...diffLines('', file.text)]),
      ];
      return findingsOf(tool, scope, { text })
        .filter((finding) => finding.rule === rule)
        .flatMap(({ fix, suggestions }) => [
          ...(fix.length > 0 ? show('fix', fix) : []),
          ...suggestions.flatMap(({ title, edits, files }) => show(title, edits, files)),
        ]);
    });
    await expect(`${shown.join('\n')}\n`).toMatchFileSnapshot(`../snapshots/fixes/scripts-${scope}.snap`);
  });
});

describe('a call that', () => {
  const KNEX = SHELLS.knex ?? String;
  const offersOf = (body: string): number => {
    const found = findingsOf('knex', 'none', { text: KNEX(body) });
    return found.reduce((sum, { fix, suggestions }) => sum + fix.length + suggestions.length, 0);
  };

  it.each([
    [
      'runs in a loop',
      `for (const name of ['orders']) await knex.raw('CREATE INDEX ' + name + '_idx ON orders (note)');`,
    ],
    ['may not run', `if (process.env.X) await knex.raw('CREATE INDEX a ON orders (note)');`],
    [
      'runs in a transaction of the code',
      `await knex.transaction(async (trx) => { await trx.raw('CREATE INDEX a ON orders (note)'); });`,
    ],
    [
      'gives a value',
      `const result = await knex.raw('CREATE INDEX a ON orders (note)'); console.log(result);`,
    ],
  ])('%s is left to a person', (_, body) => {
    expect(offersOf(body)).toBe(0);
  });

  it('stands beside others in a builder keeps them', () => {
    const text = KNEX(
      `await knex.schema.alterTable('orders', (table) => {\n    table.text('more');\n    table.index(['note'], 'orders_note');\n  });`,
    );
    const [finding] = findingsOf('knex', 'none', { text });
    const [suggestion] = finding?.suggestions ?? [];
    expect(diffLines(text, applyEdits(text, suggestion?.edits ?? []), 0)).toEqual([
      "-    table.index(['note'], 'orders_note');",
      '…',
      '+  await knex.raw(`CREATE INDEX CONCURRENTLY orders_note ON orders ("note")`);',
    ]);
  });

  it('is sent on any connection of a pool is given no setting of the session', () => {
    const fixesOf = (tool: string, body: string): number => {
      const text = (SHELLS[tool] ?? String)(body);
      return findingsOf(tool, 'none', { text }, STRICT).filter(
        ({ rule, fix }) => rule === 'require-lock-timeout' && fix.length > 0,
      ).length;
    };
    expect(fixesOf('sequelize', `await queryInterface.addColumn('orders', 'more', Sequelize.TEXT);`)).toBe(0);
    expect(fixesOf('node-pg-migrate', `pgm.addColumn('orders', { more: 'text' });`)).toBe(1);
  });
});
