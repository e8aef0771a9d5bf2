import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { createJiti } from 'jiti';
import { beforeAll, describe, expect, it } from 'vitest';

import { readPlainArguments } from '../src/cli/arguments.ts';
import { configSchema } from '../src/config/schema.ts';
import { validate } from '../src/config/validate.ts';
import { RULES } from '../src/lint.ts';
import { loadParser, parseSql } from '../src/parse/sql.ts';

const ROOT = path.join(import.meta.dirname, '..');
const HEADINGS = ['## Why it hurts', '## What to do instead', '## When to turn it off', '## Sources'];
/** Commands that yargs reads. */
const COMMANDS = ['baseline', 'explain', 'rules'];

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...pagesIn('docs'),
  ...pagesIn('docs/decisions'),
  ...pagesIn('docs/rules'),
];

function pagesIn(folder: string): readonly string[] {
  return readdirSync(path.join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
}

function read(page: string): string {
  return readFileSync(path.join(ROOT, page), 'utf8');
}

function blocks(page: string, language: string): readonly string[] {
  return [...read(page).matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(
    (match) => match[1] ?? '',
  );
}

beforeAll(loadParser);

describe.each(pages)('%s', (page) => {
  it('links to files that are there', () => {
    const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
    const local = links.filter((link) => !/^(https?:|#)/.test(link)).map((link) => link.replace(/#.*$/, ''));
    const missing = local.filter((link) => !existsSync(path.join(ROOT, path.dirname(page), link)));
    expect(missing).toEqual([]);
  });

  it('has configurations that ddlint accepts', async () => {
    const schema = configSchema(RULES);
    const jiti = createJiti(import.meta.url, { alias: { ddlint: path.join(ROOT, 'src/index.ts') } });
    // The one there names a rule that the page defines; a test of its own runs it.
    const sources = page === 'docs/custom-rules.md' ? [] : blocks(page, 'ts');
    for (const source of sources.filter((block) => block.includes('defineConfig'))) {
      const config = (await jiti.evalModule(source, {
        filename: path.join(ROOT, 'ddlint.config.ts'),
        async: true,
      })) as {
        readonly default: unknown;
      };
      expect(validate(config.default, schema)).toEqual([]);
    }
    for (const source of blocks(page, 'json')) {
      const config: unknown = JSON.parse(source);
      if (typeof config === 'object' && config !== null && '$schema' in config)
        expect(validate(config, schema)).toEqual([]);
    }
  });

  it('has command lines that ddlint understands', () => {
    const lines = [...blocks(page, 'sh'), ...blocks(page, 'console')].flatMap((block) => block.split('\n'));
    const calls = lines
      .map((line) => /^(?:\$ )?npx ddlint\b(.*)$/.exec(line.replace(/\s+#.*$/, ''))?.[1]?.trim())
      .filter((call) => call !== undefined)
      .map((call) => call.split(/\s+/).filter((word) => word !== ''));
    for (const [command = '', rule = '', ...rest] of calls) {
      if (command === 'explain') expect(RULES.has(rule)).toBe(true);
      else if (!COMMANDS.includes(command))
        expect(readPlainArguments([command, rule, ...rest].filter((word) => word !== ''))).toBeDefined();
    }
  });

  it('has SQL that Postgres can parse', () => {
    for (const sql of blocks(page, 'sql')) {
      // What a page shows as wrong is shown by a case, whose tests expect it.
      if (page === 'docs/rules/syntax-error.md') continue;
      const { statements } = parseSql(sql, { start: 0, end: sql.length }, { placeholders: true });
      expect(
        statements.map(({ error }) => error?.message).filter((message) => message !== undefined),
      ).toEqual([]);
    }
  });
});

describe.each([...RULES.keys()])('docs/rules/%s.md', (id) => {
  it('says why, what instead, when not, and where that is known from', () => {
    const page = read(`docs/rules/${id}.md`);
    expect(page.startsWith(`# ${id}\n`)).toBe(true);
    expect(HEADINGS.filter((heading) => !page.includes(`\n${heading}\n`))).toEqual([]);
  });
});
