import { describe, expect, it } from 'vitest';

import ddlint from '../../src/eslint/plugin.ts';
import { ESLINTS, optionsIn } from '../support/eslint.ts';
import { readFixtures } from '../support/fixture.ts';
import { createProject } from '../support/project.ts';
import { seededRandom } from '../support/random.ts';

const INPUTS = Number(process.env.DDLINT_FUZZ_INPUTS ?? 300);
const NOISE = [
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
  '\uD83D',
  '😀',
  '\0',
  '\r',
  '\u2028',
  'eslint',
];
const texts = readFixtures().flatMap(({ files }) => files.map(({ text }) => text));

describe.each(ESLINTS)('ESLint $version', ({ create }) => {
  it(`reports on ${INPUTS.toString()} damaged files inside of them, and throws on none`, async () => {
    const random = seededRandom(20_261_122);
    const cwd = createProject({
      'migrations/0001_init.sql': 'CREATE TABLE users (id bigint PRIMARY KEY);\n',
    });
    const eslint = create(optionsIn(cwd, ddlint.configs.all));
    for (let input = 0; input < INPUTS; input += 1) {
      const sql = damage(random);
      const isScript = input % 3 === 0;
      const text = isScript ? `exports.up = (knex) => knex.raw(${JSON.stringify(sql)});\n` : sql;
      const filePath = isScript ? 'changes/migrations/20240101000000_a.js' : 'migrations/0002_next.sql';
      const [result] = await eslint.lintText(text, { filePath });
      expect(result?.fatalErrorCount).toBe(0);
      const lines = text.split(/\r\n|[\r\n\u2028\u2029]/);
      for (const { line, message } of result?.messages ?? []) {
        expect(message).not.toContain('Something went wrong');
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(lines.length);
      }
    }
  });
});

function damage(random: () => number): string {
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(random() * items.length)];
  const text = pick(texts) ?? '';
  const other = pick(texts) ?? '';
  const at = Math.floor(random() * (text.length + 1));
  switch (Math.floor(random() * 4)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + other.slice(Math.floor(random() * other.length));
    case 2:
      return text.slice(0, at) + (pick(NOISE) ?? '') + text.slice(at);
    default:
      return text.slice(0, at) + text.slice(at + Math.floor(random() * 40));
  }
}
