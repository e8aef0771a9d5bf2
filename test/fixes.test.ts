import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Finding } from '../src/finding.ts';
import { applyEdits } from '../src/fix/edit.ts';
import { loadScripts, lower } from '../src/lower/lower.ts';
import { RULES, type RuleSetting } from '../src/lint.ts';
import { loadParser, parseSql } from '../src/parse/sql.ts';
import { isScript } from '../src/script-file.ts';
import type { Edit, Suggestion } from '../src/rule.ts';
import { readFixtures, type Fixture } from './support/fixture.ts';
import { historyOf, lintFixture, lintWith } from './support/lint-fixture.ts';
import { clearDatabase, describeDatabase } from './support/pg-catalog.ts';

/** Each rule is on, whatever its preset. */
const EVERY_RULE: ReadonlyMap<string, RuleSetting> = new Map(
  [...RULES].map(([id, { meta }]) => [id, { severity: meta.severity, options: {} }]),
);

interface Case {
  readonly name: string;
  readonly fixture: Fixture;
  readonly finding: Finding;
  readonly edits: readonly Edit[];
  readonly files: NonNullable<Suggestion['files']>;
}

await Promise.all([loadParser(), loadScripts()]);
const FOUND = readFixtures().flatMap((fixture) =>
  lintFixture(fixture).findings.map((finding) => ({ fixture, finding })),
);
const FIXES: readonly Case[] = FOUND.flatMap(({ fixture, finding }) =>
  finding.fix.length === 0
    ? []
    : [{ name: nameOf(fixture, finding), fixture, finding, edits: finding.fix, files: [] }],
);
const SUGGESTIONS: readonly Case[] = FOUND.flatMap(({ fixture, finding }) =>
  finding.suggestions.map(({ title, edits, files = [] }) => ({
    name: `${nameOf(fixture, finding)}: ${title}`,
    fixture,
    finding,
    edits,
    files,
  })),
);

function nameOf({ rule, name }: Fixture, { file, line }: Finding): string {
  return `${rule}/${name}, ${file}:${line.toString()}`;
}

it.each([...RULES])('%s says whether it fixes and suggests', (id, { meta }) => {
  const ofRule = (cases: readonly Case[]): boolean => cases.some(({ fixture }) => fixture.rule === id);
  expect({ fixable: meta.fixable ?? false, hasSuggestions: meta.hasSuggestions ?? false }).toEqual({
    fixable: ofRule(FIXES),
    hasSuggestions: ofRule(SUGGESTIONS),
  });
});

describe('each fix', () => {
  it.each(FIXES)('mends what it is for and nothing else: $name', (fix) => {
    const after = lintEverything(changed(fix));
    const before = lintEverything(fix.fixture);
    expect(count(after, fix.finding)).toBe(count(before, fix.finding) - 1);
    for (const { rule, message } of after) {
      expect(ofRule(after, rule).length, message).toBeLessThanOrEqual(ofRule(before, rule).length);
    }
  });
});

describe('each suggestion', () => {
  it.each(SUGGESTIONS)('mends what it is for: $name', (suggestion) => {
    const after = lintEverything(changed(suggestion));
    const before = lintEverything(suggestion.fixture);
    expect(count(after, suggestion.finding)).toBe(count(before, suggestion.finding) - 1);
  });
});

describe('each fix and suggestion', () => {
  it.each([...FIXES, ...SUGGESTIONS])('can be read, and loses no comment: $name', (change) => {
    const after = sourcesOf(changed(change));
    const unreadable = after.flatMap(({ statements }) =>
      statements.flatMap(({ operations }) => operations.filter(({ kind }) => kind === 'unsupported')),
    );
    expect(unreadable).toEqual([]);
    const comments = (sources: typeof after): readonly string[] =>
      sources.flatMap((source) => source.comments.map(({ text }) => text));
    expect(comments(after)).toEqual(expect.arrayContaining([...comments(sourcesOf(change.fixture))]));
  });
});

describe('on a real Postgres', () => {
  let database: PGlite;

  beforeAll(async () => {
    database = await PGlite.create();
  });

  afterAll(async () => {
    await database.close();
  });

  it.each(FIXES.filter(({ fixture }) => !fixture.files.some(({ name }) => isScript(name))))(
    'the schema is the same in the end: $name',
    async (fix) => {
      const before = await schemaOf(fix.fixture);
      const after = await schemaOf(changed(fix));
      expect(after).toEqual(before);
    },
  );

  async function schemaOf(fixture: Fixture): Promise<readonly string[]> {
    await clearDatabase(database);
    for (const { transaction, text, span } of historyOf(fixture).migrations) {
      const statements = parseSql(text, span, { placeholders: false }).statements.map(({ source }) => source);
      const isOne = transaction.scope === 'simple-query' || transaction.scope === 'automatic';
      if (transaction.scope === 'none' || (isOne && statements.length === 1)) {
        for (const statement of statements) await database.exec(statement);
      } else {
        await database.exec(['BEGIN;', ...statements, 'COMMIT;'].join('\n'));
      }
    }
    const { rows } = await database.query<{ line: string }>(DEFINITIONS);
    return [...(await describeDatabase(database)), ...rows.map(({ line }) => line)];
  }
});

/** What `describeDatabase` leaves out: all of an index and of a constraint, and whether they are valid. */
const DEFINITIONS = `
SELECT pg_get_indexdef(indexrelid) || CASE WHEN indisvalid THEN '' ELSE ' INVALID' END AS line
FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
UNION ALL
SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
WHERE conrelid <> 0 AND connamespace::regnamespace::text !~ '^(pg_|information_schema)'
ORDER BY 1`;

/** The case as it is when the edits are made and the files are there. */
function changed({ fixture, finding, edits, files }: Case): Fixture {
  const added = files.map(({ file, text }) => ({
    name: file,
    text,
    merged: false,
    down: /\bdown\.\w+$/.test(file),
    other: file.endsWith('.toml'),
  }));
  const changedFiles = fixture.files.flatMap((part) =>
    part.name === finding.file ? [{ ...part, text: applyEdits(part.text, edits) }, ...added] : [part],
  );
  return { ...fixture, files: changedFiles };
}

function lintEverything(fixture: Fixture): readonly Finding[] {
  const rules = new Map(EVERY_RULE);
  rules.set(fixture.rule, { severity: 'error', options: fixture.options ?? {} });
  return lintWith(fixture, rules).findings;
}

/** How many findings say the same; lines move when statements are added. */
function count(findings: readonly Finding[], { rule, message }: Finding): number {
  const withoutLines = (text: string): string => text.replaceAll(/line \d+/g, 'line');
  return ofRule(findings, rule).filter((other) => withoutLines(other.message) === withoutLines(message))
    .length;
}

function ofRule(findings: readonly Finding[], rule: string): readonly Finding[] {
  return findings.filter((finding) => finding.rule === rule);
}

function sourcesOf(fixture: Fixture) {
  const { migrations, downs } = historyOf(fixture);
  return [...migrations, ...downs.values()].map(lower);
}
