import { readdirSync } from 'node:fs';
import path from 'node:path';

import { beforeAll, describe, expect, it } from 'vitest';

import { lint, RULES } from '../src/lint.ts';
import { loadScripts } from '../src/lower/lower.ts';
import { loadParser, parseSql } from '../src/parse/sql.ts';
import type { History, Migration } from '../src/migration.ts';
import type { Finding } from '../src/finding.ts';
import { readFixtures, type Fixture } from './support/fixture.ts';
import { historyOf, lintFixture, recommendedRules, renderFinding } from './support/lint-fixture.ts';

const ROOT = path.join(import.meta.dirname, '..');
const ids = [...RULES.keys()];

beforeAll(async () => {
  await Promise.all([loadParser(), loadScripts()]);
});

describe('every rule', () => {
  it('has a page, cases and a snapshot, and nothing is left over', () => {
    const names = (folder: string, ending: string): readonly string[] =>
      readdirSync(path.join(ROOT, folder))
        .filter((name) => name.endsWith(ending) && !name.startsWith('README') && name !== 'index.ts')
        .map((name) => path.basename(name, ending))
        .sort();

    expect(names('rules', '.ts')).toEqual(ids);
    expect(names('docs/rules', '.md')).toEqual(ids);
    expect(names('fixtures/rules', '')).toEqual(ids);
    expect(names('test/snapshots/rules', '.snap')).toEqual(ids);
  });

  it.each(ids)('%s describes itself in one sentence', (id) => {
    const meta = RULES.get(id)?.meta;
    expect(meta?.description).toMatch(/^(Disallow|Require|Prefer) .*[^.]$/);
    for (const message of Object.values(meta?.messages ?? {}))
      expect(message).toMatch(/^(["\p{Lu}{]|ddlint ).*[.}]$/u);
    expect(Object.keys(meta?.schema?.properties ?? {})).toEqual(Object.keys(meta?.defaultOptions ?? {}));
  });
});

describe.each(ids)('%s', (id) => {
  const fixtures = readFixtures(id);

  it('has cases that it reports and cases that it does not', () => {
    expect(fixtures.some(({ expectations }) => expectations.length > 0)).toBe(true);
    expect(fixtures.some(({ expectations }) => expectations.length === 0)).toBe(true);
  });

  it('has a case for each message and each option', () => {
    const { meta } = RULES.get(id) ?? {};
    const announced = new Set(
      fixtures.flatMap(({ expectations }) => expectations.map(({ messageId }) => messageId)),
    );
    expect([...announced].sort()).toEqual(Object.keys(meta?.messages ?? {}).sort());
    const set = new Set(fixtures.flatMap(({ options }) => Object.keys(options ?? {})));
    expect([...set].sort()).toEqual(Object.keys(meta?.schema?.properties ?? {}).sort());
  });

  it.each(fixtures.map((fixture) => [fixture.name, fixture] as const))('%s', (_, fixture) => {
    const { findings } = lintFixture(fixture);
    const found = findings.map((finding) => ({
      file: finding.file,
      line: finding.line,
      messageId: messageIdOf(finding),
    }));
    expect(found).toEqual(expect.arrayContaining([...fixture.expectations]));
    expect(found).toHaveLength(fixture.expectations.length);
    for (const finding of findings) expectToBeWithin(finding, fixture);
  });

  it('says what it says', async () => {
    const reported = fixtures.filter(({ expectations }) => expectations.length > 0);
    const text = reported.map((fixture) => {
      const texts = new Map(fixture.files.map((file) => [file.name, file.text]));
      const rendered = lintFixture(fixture).findings.map((finding) =>
        renderFinding(finding, texts.get(finding.file) ?? ''),
      );
      return [`=== ${fixture.name}`, ...rendered].join('\n\n');
    });
    await expect(`${text.join('\n\n')}\n`).toMatchFileSnapshot(`snapshots/rules/${id}.snap`);
  });

  it.each(
    fixtures
      .filter(({ expectations }) => expectations.length > 0)
      .map((fixture) => [fixture.name, fixture] as const),
  )('%s: the safe way that it gives is SQL that ddlint lets pass', (_, fixture) => {
    for (const finding of lintFixture(fixture).findings) expectSafeAdvice(finding, fixture);
  });
});

/** The message that a finding was filled from. */
function messageIdOf(finding: Finding): string | undefined {
  const messages = Object.entries(RULES.get(finding.rule)?.meta.messages ?? {});
  return messages.find(([, template]) => {
    const pattern = template
      .split(/\{\{\w+\}\}/)
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
    return new RegExp(`^${pattern.join('[^]*')}$`).test(finding.message);
  })?.[0];
}

function expectToBeWithin(finding: Finding, fixture: Fixture): void {
  const text = fixture.files.find(({ name }) => name === finding.file)?.text ?? '';
  expect(finding.span.start).toBeGreaterThanOrEqual(0);
  expect(finding.span.end).toBeLessThanOrEqual(text.length);
  expect(finding.message).not.toContain('{{');
  expect(finding.message).not.toContain('undefined');
  expect(finding.advice).not.toContain('undefined');
}

/**
 * Puts the steps of the advice where the statement stood, each in a migration of its own that no
 * transaction wraps, and lints them with the recommended rules.
 */
function expectSafeAdvice(finding: Finding, fixture: Fixture): void {
  const now = finding.adviceSteps.filter(({ place, sql }) => place !== 'later deploy' && sql !== undefined);
  const history = historyOf(fixture);
  const index = history.migrations.findIndex(({ file }) => file === finding.file);
  const stopped = history.migrations[index];
  if (stopped === undefined) {
    // A journal, or a migration that is gone: no SQL mends it.
    expect(now).toEqual([]);
    return;
  }
  const before = [
    ...history.migrations.slice(0, index),
    { ...stopped, text: stopped.text.slice(0, startOfStatement(stopped.text, finding)), isNew: false },
  ];
  const advised = now.map(({ sql = '' }, step) => adviceMigration(stopped, sql, step));
  for (const { text } of advised) {
    const { statements } = parseSql(text, { start: 0, end: text.length }, { placeholders: false });
    expect(statements.map(({ error }) => error?.message)).toEqual(statements.map(() => undefined));
  }
  const migrations = [...before, ...advised].map(fitSpan);
  const patched: History = { ...history, migrations, downs: new Map(), problems: [] };
  const { findings } = lint([patched], {
    postgres: fixture.postgres === undefined ? 18 : (fixture.postgres as 18),
    rulesFor: recommendedRules,
    together: false,
    connection: { lockTimeout: 5000, statementTimeout: undefined },
    requireReason: false,
  });
  const errors = findings.filter(
    ({ severity, message }) => severity === 'error' && !message.includes(ADDED_TWICE),
  );
  expect(errors.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
}

/** Advice may be a better form of an earlier statement, which is still there. */
const ADDED_TWICE = 'error 42701,';

function startOfStatement(text: string, finding: Finding): number {
  const { statements } = parseSql(text, { start: 0, end: text.length }, { placeholders: false });
  return statements.find(({ span }) => span.end >= finding.span.end)?.span.start ?? text.length;
}

function adviceMigration(stopped: Migration, sql: string, step: number): Migration {
  const transaction = {
    scope: 'none',
    because: 'each statement commits by itself',
    optOut: undefined,
  } as const;
  return {
    ...stopped,
    file: `advice_${step.toString()}.sql`,
    id: `advice ${step.toString()}`,
    text: sql,
    transaction,
    isNew: true,
  };
}

function fitSpan(migration: Migration): Migration {
  return { ...migration, span: { start: 0, end: migration.text.length } };
}
