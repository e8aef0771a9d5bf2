import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Finding } from '../../src/finding.ts';
import { diffLines } from '../../src/fix/diff.ts';
import { applyEdits } from '../../src/fix/edit.ts';
import { lint, RULES } from '../../src/lint.ts';
import { loadScripts } from '../../src/lower/lower.ts';
import type { TransactionMode } from '../../src/migration.ts';
import { loadParser } from '../../src/parse/sql.ts';
import type { Edit, Suggestion } from '../../src/rule.ts';
import { Applier, withoutNotNull } from '../support/apply-fixture.ts';
import { HAZARDS, SHELLS } from '../support/hazards.ts';
import { recommendedRules } from '../support/lint-fixture.ts';
import { changesSchema } from '../support/offers.ts';
import { historyOfScripts, type Scripts } from '../support/script-history.ts';

let applier: Applier;

beforeAll(async () => {
  await Promise.all([loadParser(), loadScripts()]);
  applier = await Applier.create();
});

afterAll(() => applier.close());

const STRICT = new Map([...RULES].map(([id, { meta }]) => [id, { severity: meta.severity, options: {} }]));

function findingsOf(
  tool: string,
  scope: TransactionMode['scope'],
  scripts: Scripts,
  rules = recommendedRules(),
): readonly Finding[] {
  const { findings, coverage } = lint([historyOfScripts(tool, scope, scripts)], {
    postgres: 17,
    rulesFor: () => rules,
    together: false,
    connection: { lockTimeout: undefined, statementTimeout: undefined },
    requireReason: false,
  });
  expect(coverage.unsupported).toEqual([]);
  return findings;
}

const CASES = HAZARDS.flatMap(({ rule, bodies }) =>
  Object.entries(bodies).flatMap(([tool, body]) =>
    tool === 'plain' ? [] : [{ rule, tool, body, text: `${(SHELLS[tool] ?? String)(body)}\n` }],
  ),
);

const COMMENTS = ['// Größe und 😀 zählen.', '/* inside */', '// behind'];

/** As it may stand in a file of Windows, with comments around and beside it. */
function annotated({ tool, body }: { readonly tool: string; readonly body: string }): string {
  const [above, beside, behind] = COMMENTS;
  const text = (SHELLS[tool] ?? String)(`${above ?? ''}\n  ${beside ?? ''} ${body} ${behind ?? ''}`);
  return `${text}\n`.replaceAll('\n', '\r\n');
}

interface Made {
  /** Undefined for a fix. */
  readonly title: string | undefined;
  readonly edits: readonly Edit[];
  readonly files?: Suggestion['files'];
}

function offersIn(findings: readonly Finding[]): readonly Made[] {
  return findings.flatMap(({ fix, suggestions }): readonly Made[] => [
    ...(fix.length > 0 ? [{ title: undefined, edits: fix }] : []),
    ...suggestions,
  ]);
}

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

describe.each(['none', 'file', 'batch'] as const)(
  'on a real Postgres, where the transaction is: %s',
  (scope) => {
    let applier: Applier;

    beforeAll(async () => {
      applier = await Applier.create();
    });

    afterAll(() => applier.close());

    it.each(CASES)(
      '$rule in $tool: each offer keeps the comments, and the schema or says so',
      async (hazard) => {
        const { rule, tool } = hazard;
        const text = annotated(hazard);
        const schemaOf = async (scripts: Scripts) =>
          withoutNotNull(await applier.schemaOf(historyOfScripts(tool, scope, scripts)));
        const before = await schemaOf({ text });
        for (const { title, edits, files = [] } of offersIn(findingsOf(tool, scope, { text }, STRICT))) {
          const changed = { text: applyEdits(text, edits), files };
          const all = [changed.text, ...files.map((file) => file.text)].join('');
          for (const comment of COMMENTS) expect(all.split(comment), title).toHaveLength(2);
          expect(all.replaceAll('\r\n', ''), title).not.toContain('\n');
          const after = await schemaOf(changed);
          if (changesSchema(title)) expect(after, title).not.toEqual(before);
          else expect(after, title ?? rule).toEqual(before);
        }
      },
    );
  },
);

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
