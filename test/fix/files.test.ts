import { readFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { ESLINTS, optionsIn } from '../support/eslint.ts';
import { createProject, ddlint, type Files } from '../support/project.ts';

const TABLES =
  'CREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);';
const INDEX = 'CREATE INDEX orders_user_idx ON orders (user_id);';

/** The new text of the second migration, and what was said. */
async function fixed(
  tool: string,
  { first = `${TABLES}\n`, second }: { readonly first?: string; readonly second: string },
  beside: Files = {},
) {
  const file = 'migrations/00002_next.sql';
  const config = { postgres: 17, references: false, migrations: [{ directory: 'migrations', tool }] };
  const cwd = createProject({
    'migrations/00001_init.sql': first,
    [file]: second,
    'ddlint.config.json': JSON.stringify(config),
    ...beside,
  });
  const answers = ['y', 'y', 'y', 'y'];
  const { stdout } = await ddlint(cwd, ['fix', '--interactive', file], { answers });
  return { cwd, stdout, text: readFileSync(path.join(cwd, file), 'utf8') };
}

describe('a file of Atlas', () => {
  const SUM = { 'migrations/atlas.sum': 'h1:0=\n' };

  it('keeps the directives that it starts with', async () => {
    const { text } = await fixed('atlas', { second: `-- atlas:nolint data_depend\n\n${INDEX}\n` }, SUM);
    expect(text).toBe(
      `-- atlas:txmode none\n-- atlas:nolint data_depend\n\n${INDEX.replace('INDEX', 'INDEX CONCURRENTLY')}\n`,
    );
  });

  it('needs an empty line where a comment of the statement comes first', async () => {
    const { text } = await fixed('atlas', { second: `-- why\n${INDEX}\n` }, SUM);
    expect(text).toBe(`-- atlas:txmode none\n\n-- why\n${INDEX.replace('INDEX', 'INDEX CONCURRENTLY')}\n`);
  });

  it('has to be hashed again, whatever was changed', async () => {
    const { text, stdout } = await fixed('atlas', { second: `-- atlas:txmode none\n\n${INDEX}\n` }, SUM);
    expect(text).toContain('CONCURRENTLY');
    expect(stdout).toContain('Run "atlas migrate hash" now: atlas.sum has the hash of each file.\n');
    const other = await fixed('plain', { second: `${INDEX}\n` });
    expect(other.stdout).not.toContain('atlas');
  });
});

it('a way back drops what the whole has, with which the indexes of partitions go', async () => {
  const first = `-- migrate:up
CREATE TABLE events (id bigint, day date NOT NULL, kind text) PARTITION BY RANGE (day);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
`;
  const second = '-- migrate:up\nCREATE INDEX events_kind_idx ON events (kind);\n';
  const { cwd, stdout } = await fixed('dbmate', { first, second });
  const files = [...stdout.matchAll(/new file (\S+)/g)].map(([, file = '']) => file);
  expect(files).toHaveLength(3);
  for (const file of files)
    expect(readFileSync(path.join(cwd, file), 'utf8').split('-- migrate:down')[1]).not.toContain('DROP');
});

describe('a file of goose', () => {
  const UP = (sql: string): string => `-- +goose Up\n${sql}\n`;

  it('has its annotations at the start of the line, where others do not count', async () => {
    const { text } = await fixed('goose', {
      first: UP(TABLES),
      second: UP('  ALTER TABLE orders ALTER COLUMN user_id TYPE numeric(12, 2);'),
    });
    const annotations = text.split('\n').filter((line) => line.includes('+goose'));
    expect(annotations).toEqual(['-- +goose Up', '-- +goose StatementBegin', '-- +goose StatementEnd']);
  });

  it('that is new marks a statement with semicolons inside', async () => {
    const { cwd, stdout } = await fixed('goose', {
      first: UP(TABLES),
      second: UP('ALTER TABLE orders ALTER COLUMN user_id TYPE numeric(12, 2);'),
    });
    const [, file = ''] = /new file (\S+)/.exec(stdout) ?? [];
    const text = readFileSync(path.join(cwd, file), 'utf8');
    expect(text).toMatch(/-- \+goose StatementBegin\nDO \$\$\n[^]*\n\$\$;\n-- \+goose StatementEnd\n/);
  });
});

describe.each(ESLINTS)('in ESLint $version', ({ create }) => {
  it.each(['\uFEFF', ''])('the byte order mark stays as it is: %j', async (mark) => {
    const cwd = createProject({ 'migrations/0001_init.sql': `${TABLES}\n` });
    const eslint = create(optionsIn(cwd, undefined, { fix: true }));
    const sql = `${mark}-- Größe 😀\r\n${INDEX}\r\n`;
    const [inSql] = await eslint.lintText(sql, { filePath: 'migrations/0002_index.sql' });
    expect(inSql?.output).toBe(
      `${mark}-- Größe 😀\r\nCREATE INDEX CONCURRENTLY orders_user_idx ON orders (user_id);\r\n`,
    );
  });
});
