import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { discover } from '../../src/discover/discover.ts';
import type { Finding } from '../../src/finding.ts';
import { loadScripts } from '../../src/lower/lower.ts';
import type { History } from '../../src/migration.ts';
import { loadParser } from '../../src/parse/sql.ts';
import { Applier } from '../support/apply-fixture.ts';
import { SHELLS } from '../support/hazards.ts';
import { createProject, ddlint } from '../support/project.ts';

/** How a tool wants its migrations: their files, by what they do, and what lies beside them. */
interface Layout {
  readonly tool: string;
  /** In their order. */
  readonly names: readonly [string, string];
  /** A migration's files by their paths below `migrations`, from its name and its statements. */
  readonly write: (name: string, up: string, down: string) => Readonly<Record<string, string>>;
  readonly beside?: Readonly<Record<string, string>>;
  readonly configured?: object;
}

const alone = (name: string, up: string) => ({ [`${name}.sql`]: `${up}\n` });
const pair = (name: string, up: string, down: string) => ({
  [`${name}.up.sql`]: `${up}\n`,
  [`${name}.down.sql`]: `${down}\n`,
});

const SQL_TOOLS: readonly Layout[] = [
  { tool: 'plain', names: ['001_init', '002_change'], write: alone, configured: { transaction: 'file' } },
  { tool: 'flyway', names: ['V1.9__init', 'V1.10__change'], write: alone },
  { tool: 'supabase', names: ['20240131235958_init', '20240131235959_change'], write: alone },
  {
    tool: 'prisma',
    names: ['20240101000000_init', '20240102000000_change'],
    write: (name, up) => ({ [`${name}/migration.sql`]: `${up}\n` }),
    beside: { 'migration_lock.toml': 'provider = "postgresql"\n' },
  },
  {
    tool: 'atlas',
    names: ['20240101000000_init', '20240102000000_change'],
    write: alone,
    beside: { 'atlas.sum': 'h1:0=\n' },
  },
  { tool: 'sqlx', names: ['0001_init', '0002_change'], write: pair },
  { tool: 'golang-migrate', names: ['000009_init', '000010_change'], write: pair },
  {
    tool: 'diesel',
    names: ['2024-01-01-000000_init', '2024-01-02-235959_change'],
    write: (name, up, down) => ({ [`${name}/up.sql`]: `${up}\n`, [`${name}/down.sql`]: `${down}\n` }),
  },
  {
    tool: 'dbmate',
    names: ['20240101000000_init', '20240102000000_change'],
    write: (name, up, down) => ({ [`${name}.sql`]: `-- migrate:up\n${up}\n\n-- migrate:down\n${down}\n` }),
  },
  {
    tool: 'goose',
    names: ['00001_init', '00002_change'],
    write: (name, up, down) => ({ [`${name}.sql`]: `-- +goose Up\n${up}\n\n-- +goose Down\n${down}\n` }),
  },
  {
    tool: 'liquibase',
    names: ['1_init', '2_change'],
    write: (name, up) => ({
      [`${name}.sql`]: `--liquibase formatted sql\n\n--changeset ann:${name.charAt(0)}\n${up}\n`,
    }),
  },
  {
    tool: 'graphile-migrate',
    names: ['committed/000001', 'current'],
    write: (name, up) => ({
      [`${name}.sql`]: name === 'current' ? `${up}\n` : `--! Previous: -\n--! Hash: sha1:0\n\n${up}\n`,
    }),
  },
  {
    tool: 'drizzle',
    names: ['0000_init', '0001_change'],
    write: (name, up) => ({ [`${name}.sql`]: `${up.replaceAll(';\n', ';--> statement-breakpoint\n')}\n` }),
    beside: {
      'meta/_journal.json':
        '{"dialect":"postgresql","entries":[{"idx":0,"when":1,"tag":"0000_init"},{"idx":1,"when":2,"tag":"0001_change"}]}',
    },
  },
];

const SCRIPT_NAMES: Readonly<Record<string, readonly [string, string]>> = {
  typeorm: ['1704067200000-Init.ts', '1706745600000-Change.ts'],
  knex: ['20240101000000_init.ts', '20240102000000_change.ts'],
  sequelize: ['20240101000000-init.js', '20240102000000-change.js'],
  kysely: ['2024-01-01-init.ts', '2024-02-29-change.ts'],
  'node-pg-migrate': ['1704067200000_init.js', '1706745600000_change.js'],
  'mikro-orm': ['Migration20240101000000.ts', 'Migration20240102000000.ts'],
  'db-migrate': ['20240101000000-init.js', '20240102000000-change.js'],
};

const SHELL_OF: typeof SHELLS = {
  ...SHELLS,
  'db-migrate': (body) =>
    `exports.up = async (db) => {\n  ${body}\n};\nexports.down = async () => {};\nexports._meta = { version: 1 };`,
};

const RAW: Readonly<Record<string, (sql: string) => string>> = {
  typeorm: (sql) => `await queryRunner.query(\`${sql}\`);`,
  knex: (sql) => `await knex.raw(\`${sql}\`);`,
  sequelize: (sql) => `await queryInterface.sequelize.query(\`${sql}\`);`,
  kysely: (sql) => `await sql\`${sql}\`.execute(db);`,
  'node-pg-migrate': (sql) => `pgm.sql(\`${sql}\`);`,
  'db-migrate': (sql) => `await db.runSql(\`${sql}\`);`,
  'mikro-orm': (sql) => `this.addSql(\`${sql}\`);`,
};

const SCRIPT_TOOLS: readonly Layout[] = Object.entries(SCRIPT_NAMES).map(([tool, names]) => ({
  tool,
  names,
  write: (name, up) => {
    const calls = up.split('\n').map((sql) => (RAW[tool] ?? String)(sql.replace(/;$/, '')));
    return { [name]: `${(SHELL_OF[tool] ?? String)(calls.join('\n  '))}\n` };
  },
}));

const INIT = `CREATE TABLE users (id bigint PRIMARY KEY, email text);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, note text);`;

/** What is dangerous, and asks for a second migration where the tool wraps a migration in a transaction. */
const CHANGES = [
  {
    rule: 'require-not-valid-foreign-key',
    up: 'ALTER TABLE orders ADD CONSTRAINT orders_user_fkey FOREIGN KEY (user_id) REFERENCES users (id);',
    down: 'ALTER TABLE orders DROP CONSTRAINT orders_user_fkey;',
  },
  {
    rule: 'require-concurrent-index',
    up: 'ALTER TABLE orders ADD COLUMN total bigint;\nCREATE INDEX orders_user_idx ON orders (user_id);',
    down: 'DROP INDEX orders_user_idx;\nALTER TABLE orders DROP COLUMN total;',
  },
];

let applier: Applier;

beforeAll(async () => {
  await Promise.all([loadParser(), loadScripts()]);
  applier = await Applier.create();
});

afterAll(() => applier.close());

const IN_FILE = { transaction: 'file' };
const CASES = [
  ...SQL_TOOLS,
  ...SCRIPT_TOOLS,
  ...SCRIPT_TOOLS.map((layout) => ({ ...layout, configured: IN_FILE })),
].flatMap((layout) =>
  CHANGES.map((change) => ({
    name: `${change.rule} in ${layout.tool}${layout.configured === undefined ? '' : ', one transaction a file'}`,
    layout,
    change,
  })),
);

/** Where no suggestion can be made, as the tool has no way out of its transaction, or none that a file could take. */
const BY_HAND: readonly string[] = [
  'require-concurrent-index in plain, one transaction a file',
  'require-concurrent-index in supabase',
  'require-concurrent-index in graphile-migrate',
  'require-concurrent-index in drizzle',
  'require-concurrent-index in typeorm',
  'require-concurrent-index in sequelize, one transaction a file',
  'require-concurrent-index in kysely',
  'require-concurrent-index in kysely, one transaction a file',
  'require-concurrent-index in db-migrate',
  'require-concurrent-index in db-migrate, one transaction a file',
];

describe('a suggestion that ddlint fix writes', () => {
  const looks: string[] = [];

  it.each(CASES)('$name', async ({ name, layout, change }) => {
    const cwd = projectOf(layout, change);
    const before = { files: filesIn(cwd), history: historyIn(cwd), schema: await schemaIn(cwd) };
    const { stdout } = await ddlint(cwd, ['fix', '--interactive', '--since', 'none'], {
      answers: Array.from({ length: 5 }, () => 'y'),
    });
    const after = { files: filesIn(cwd), history: historyIn(cwd) };

    const found = (await findingsIn(cwd)).map(({ rule }) => rule);
    expect(found).toEqual(BY_HAND.includes(name) ? [change.rule] : []);
    const isPostponed = stdout.includes('to be validated in');
    const schema = await schemaIn(cwd);
    if (isPostponed) expect(schema).not.toEqual(before.schema);
    else expect(schema).toEqual(before.schema);
    // What is new comes after what there was.
    const known = before.history.migrations.map(({ id }) => id);
    expect(after.history.migrations.slice(0, known.length).map(({ id }) => id)).toEqual(known);
    if (layout.tool === 'atlas')
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain('(run "atlas migrate hash" then)');

    const written = Object.entries(after.files).filter(([file, text]) => before.files[file] !== text);
    const shown = written.flatMap(([file, text]) => [`--- ${file}`, text.trimEnd()]);
    looks.push([`=== ${name}`, ...(shown.length === 0 ? ['Nothing can be written.'] : shown)].join('\n'));
  });

  it('looks like this', async () => {
    expect(looks).toHaveLength(CASES.length);
    await expect(`${looks.join('\n\n')}\n`).toMatchFileSnapshot('../snapshots/fixes/new-files.snap');
  });
});

function schemaIn(cwd: string): Promise<readonly string[]> {
  return applier.schemaOf(historyIn(cwd));
}

function projectOf(
  { tool, names, write, beside = {}, configured }: Layout,
  change: (typeof CHANGES)[number],
) {
  const files = {
    ...write(names[0], INIT, 'DROP TABLE orders;\nDROP TABLE users;'),
    ...write(names[1], change.up, change.down),
    ...beside,
  };
  const config = {
    postgres: 17,
    migrations: [{ directory: 'migrations', tool, ...configured }],
    references: false,
  };
  return createProject({
    ...Object.fromEntries(Object.entries(files).map(([file, text]) => [`migrations/${file}`, text])),
    'ddlint.config.json': JSON.stringify(config),
  });
}

function filesIn(cwd: string): Readonly<Record<string, string>> {
  const names = readdirSync(path.join(cwd, 'migrations'), { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => statSync(path.join(cwd, 'migrations', name)).isFile());
  return Object.fromEntries(
    files.map((name) => [name, readFileSync(path.join(cwd, 'migrations', name), 'utf8')]),
  );
}

function historyIn(cwd: string): History {
  const configured = (
    JSON.parse(readFileSync(path.join(cwd, 'ddlint.config.json'), 'utf8')) as {
      readonly migrations: [{ readonly directory: string }];
    }
  ).migrations;
  const { histories } = discover({ cwd, paths: [], configured, since: undefined });
  const [history] = histories;
  if (history === undefined) throw new Error('there is no history');
  return history;
}

async function findingsIn(cwd: string): Promise<readonly Finding[]> {
  const { stdout } = await ddlint(cwd, ['--format', 'json']);
  return (JSON.parse(stdout) as { readonly findings: readonly Finding[] }).findings;
}
