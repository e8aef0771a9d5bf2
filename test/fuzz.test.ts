import { beforeAll, expect, it } from 'vitest';

import type { Finding } from '../src/finding.ts';
import { lint, RULES, type RuleSetting } from '../src/lint.ts';
import type { History, TransactionMode } from '../src/migration.ts';
import { loadParser } from '../src/parse/sql.ts';
import { readFixtures } from './support/fixture.ts';
import { seededRandom } from './support/random.ts';

const INPUTS = Number(process.env.DDLINT_FUZZ_INPUTS ?? 1000);

const texts = readFixtures().flatMap(({ files }) => files.map(({ text }) => text));
const everyRule = new Map<string, RuleSetting>(
  [...RULES].map(([id, { meta }]) => [id, { severity: meta.severity, options: {} }]),
);
const scopes: readonly TransactionMode['scope'][] = ['none', 'file', 'batch', 'simple-query', 'automatic'];

beforeAll(loadParser);

it(`gives findings or coverage for ${INPUTS.toString()} damaged histories, and never throws`, () => {
  const random = seededRandom(20_261_121);
  for (let input = 0; input < INPUTS; input += 1) {
    const files = Array.from({ length: 1 + Math.floor(random() * 3) }, () => damage(random));
    const result = lint([historyOf(files, random)], {
      postgres: 18,
      rulesFor: () => everyRule,
      together: random() < 0.5,
      connection: { lockTimeout: undefined, statementTimeout: undefined },
      requireReason: false,
    });
    expect(result.coverage.files).toBe(files.length);
    for (const finding of result.findings) expectToBeInside(finding, files);
  }
});

function expectToBeInside(finding: Finding, files: readonly string[]): void {
  const text = files[Number(finding.file)] ?? '';
  expect(finding.span.start).toBeGreaterThanOrEqual(0);
  expect(finding.span.end).toBeGreaterThanOrEqual(finding.span.start);
  expect(finding.span.end).toBeLessThanOrEqual(text.length);
  expect(finding.line).toBeGreaterThanOrEqual(1);
  expect(finding.column).toBeGreaterThanOrEqual(1);
}

function historyOf(files: readonly string[], random: () => number): History {
  const scope = scopes[Math.floor(random() * scopes.length)] ?? 'none';
  const transaction = { scope, because: 'the tool does so', optOut: undefined };
  const migrations = files.map((text, index) => ({
    file: index.toString(),
    text,
    span: { start: 0, end: text.length },
    id: index.toString(),
    tool: 'plain',
    direction: 'up' as const,
    transaction,
    isNew: true,
    missingDown: false,
    placeholders: random() < 0.3,
  }));
  return {
    tool: 'plain',
    toolName: 'SQL',
    directory: '.',
    migrations,
    downs: new Map(),
    baseline: undefined,
  };
}

function damage(random: () => number): string {
  const pick = (): string => texts[Math.floor(random() * texts.length)] ?? '';
  const cut = (text: string): number => Math.floor(random() * (text.length + 1));
  const text = pick();
  const at = cut(text);
  switch (Math.floor(random() * 6)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(at);
    case 2: {
      const other = pick();
      return text.slice(0, at) + other.slice(cut(other));
    }
    case 3: {
      const noise = Array.from({ length: 1 + Math.floor(random() * 8) }, () => Math.floor(random() * 0x2_00));
      return text.slice(0, at) + String.fromCharCode(...noise) + text.slice(at + noise.length);
    }
    case 4: {
      const token = [
        "'",
        '"',
        '$$',
        '/*',
        '--',
        ';',
        '(',
        ')',
        '\\',
        '${',
        ':x',
        '\uD83D',
        '😀',
        '\0',
        '\r',
        '.',
      ];
      return text.slice(0, at) + (token[Math.floor(random() * token.length)] ?? '') + text.slice(at);
    }
    default: {
      const end = Math.min(text.length, at + Math.floor(random() * 40));
      return text.slice(0, at) + text.slice(end);
    }
  }
}
