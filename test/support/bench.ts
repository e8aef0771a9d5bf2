/**
 * Measures whole processes and prints ratios: `npm run bench`, of ESLint alone with
 * `npm run bench -- eslint`, of the search for references alone with `npm run bench -- references`. Build first. Each comparison runs
 * its commands in turn, after a warm-up, and takes the median, so that a machine whose speed drifts
 * slows both sides alike.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { referenceProject } from './bench-references.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const DDLINT = path.join(ROOT, 'dist/cli.cjs');
const TSC = path.join(ROOT, 'node_modules/typescript/bin/tsc');
const SQUAWK = path.join(ROOT, 'node_modules/squawk-cli/js/bin/squawk');
const RUNS = Number(process.env.DDLINT_BENCH_RUNS ?? 9);

interface Command {
  readonly name: string;
  readonly run: readonly string[];
  readonly cwd: string;
}

if (!existsSync(DDLINT)) throw new Error('dist/cli.cjs is missing: run `npm run build` first');
const scratch = mkdtempSync(path.join(tmpdir(), 'ddlint-bench-'));
try {
  main();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function main(): void {
  const only = process.argv[2];
  if (only !== 'references') benchEslint();
  if (only !== 'eslint') benchReferences();
  if (only !== undefined) return;
  const one = history('one', 1);
  const many = history('many', 700);
  const most = history('most', 10_000);
  const ddlint = (cwd: string): Command => ({
    name: 'ddlint',
    run: [process.execPath, DDLINT, '--fail-on', 'never', '.'],
    cwd,
  });

  const node: Command = { name: 'node -e 0', run: [process.execPath, '-e', '0'], cwd: one.directory };
  const squawk: Command = {
    name: 'squawk (npm)',
    run: [process.execPath, SQUAWK, ...one.files],
    cwd: one.directory,
  };
  compare('one small file, against bare Node (at most 3)', ddlint(one.directory), node, 1);
  compare("one small file, against squawk's npm command", ddlint(one.directory), squawk, 1);

  const native = nativeSquawk();
  if (native === undefined) print('a history of 700 files: squawk has no native binary for this platform');
  else {
    const command: Command = { name: 'squawk (native)', run: [native, ...many.files], cwd: many.directory };
    compare('700 files and 1 MB, against the native squawk (at most 3)', ddlint(many.directory), command, 1);
  }
  const scripts = scriptHistories(500);
  compare(
    '500 Knex migrations in TypeScript, against the same in SQL (at most 2)',
    ddlint(scripts.typescript),
    ddlint(scripts.sql),
    1,
  );
  compare(
    '10,000 files, time per file against the 700 (at most 1.3)',
    ddlint(most.directory),
    ddlint(many.directory),
    10_000 / 700,
  );
  compare(
    '700 files, a second run with --cache against the first (at most 0.5)',
    cached(inRepository(many.directory)),
    ddlint(many.directory),
    1,
  );
}

/** The warm-up is what fills the cache. */
function cached(cwd: string): Command {
  return {
    name: 'ddlint --cache',
    run: [process.execPath, DDLINT, '--fail-on', 'never', '--cache', '.'],
    cwd,
  };
}

/** Without one, what was found in the application's code is not kept. */
function inRepository(cwd: string): string {
  const identity = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.com'];
  for (const args of [
    ['init', '-q'],
    ['add', '-A'],
    [...identity, 'commit', '-q', '-m', 'History'],
  ])
    execFileSync('git', args, { cwd });
  return cwd;
}

/**
 * What the plugin adds to ESLint on a file of 500 migrations, in starts of bare Node: in a project
 * where nothing can be kept for the next process, and in one where the warm-up has kept it.
 */
function benchEslint(): void {
  const cwd = path.dirname(history('eslint', 500).directory);
  const script = path.join(import.meta.dirname, 'eslint-process.mjs');
  const eslint = (plugin: 'with' | 'without', times = 1, project = cwd): Command => ({
    name: `ESLint ${plugin} the plugin`,
    run: [process.execPath, script, project, plugin, times.toString()],
    cwd: ROOT,
  });
  const node: Command = { name: 'node -e 0', run: [process.execPath, '-e', '0'], cwd };
  const keeping = eslint('with', 1, keepingProject(500));
  const [starts = [], withouts = [], withs = [], kept = []] = inTurn([
    node,
    eslint('without'),
    eslint('with'),
    keeping,
  ]);
  const bare = median(starts);
  const added = (times: readonly number[]): string => ((median(times) - median(withouts)) / bare).toFixed(2);
  print(`ESLint, cold: what the plugin adds, in starts of bare Node (at most 6): ${added(withs)}`);
  print(`    with ${spread(withs)}   without ${spread(withouts)}   node ${spread(starts)}`);
  print(`ESLint, cold, from what an earlier process has kept, in starts of bare Node: ${added(kept)}`);
  print(`    with ${spread(kept)}`);

  const [warmWith, warmWithout] = [eslint('with', 60), eslint('without', 60)].map(warmTimes);
  const warm = (median(warmWith ?? []) - median(warmWithout ?? [])) / bare;
  print(`ESLint, warm: what the plugin adds, in starts of bare Node (at most 1): ${warm.toFixed(2)}`);
  print(`    with ${spread(warmWith ?? [])}   without ${spread(warmWithout ?? [])}`);
}

function keepingProject(count: number): string {
  const cwd = path.dirname(history('eslint-kept', count).directory);
  for (const name of ['.git', 'node_modules']) mkdirSync(path.join(cwd, name), { recursive: true });
  return cwd;
}

/** What the search for references costs, in a repository of 5,000 source files. */
function benchReferences(): void {
  const ddlint = (cwd: string, ...flags: readonly string[]): Command => ({
    name: ['ddlint', ...flags].join(' '),
    run: [process.execPath, DDLINT, '--since', 'main', '--no-cache', '--fail-on', 'never', ...flags],
    cwd,
  });
  const sql = referenceProject(scratch, 'sql', true);
  const names = sql.columns.flatMap((column) => ['-e', column]);
  const grep: Command = { name: 'git grep', run: ['git', 'grep', '-l', '-F', ...names], cwd: sql.cwd };
  const [greps = [], withouts = [], withs = []] = inTurn([
    grep,
    ddlint(sql.cwd, '--no-references'),
    ddlint(sql.cwd),
  ]);
  const added = (median(withs) - median(withouts)) / median(greps);
  print(
    `five dropped columns, SQL: what the search adds, in runs of git grep (at most 10): ${added.toFixed(2)}`,
  );
  print(`    with ${spread(withs)}   without ${spread(withouts)}   git grep ${spread(greps)}`);

  const typed = referenceProject(scratch, 'typeorm', true);
  const tsc: Command = {
    name: 'tsc --noEmit',
    run: [process.execPath, TSC, '--noEmit', '-p', '.'],
    cwd: typed.cwd,
  };
  compare('five dropped columns, TypeORM: against tsc --noEmit (at most 1.3)', ddlint(typed.cwd), tsc, 1);

  const none = referenceProject(scratch, 'sql', false);
  compare(
    'no dropped column: against --no-references (at most 1.05)',
    ddlint(none.cwd),
    ddlint(none.cwd, '--no-references'),
    1,
  );
}

/** The times that a process of ESLint prints, without the first ones: they warm it up. */
function warmTimes({ run: [program = '', ...args], cwd }: Command): readonly number[] {
  const { stdout, status, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return (JSON.parse(stdout) as readonly number[]).slice(10);
}

/** The times of each command, which run in turn after a warm-up. */
function inTurn(commands: readonly Command[]): readonly (readonly number[])[] {
  commands.forEach(time);
  const times = commands.map((): number[] => []);
  for (let run = 0; run < RUNS; run += 1)
    commands.forEach((command, index) => times[index]?.push(time(command)));
  return times;
}

/** Prints the ratio of the medians, the left one divided by `scale`. */
function compare(title: string, left: Command, right: Command, scale: number): void {
  time(left);
  time(right);
  const lefts: number[] = [];
  const rights: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    lefts.push(time(left));
    rights.push(time(right));
  }
  const ratio = median(lefts) / scale / median(rights);
  print(`${title}: ${ratio.toFixed(2)}`);
  print(`    ${left.name} ${spread(lefts)}   ${right.name} ${spread(rights)}`);
}

function time({ name, run: [program = '', ...args], cwd }: Command): number {
  const start = process.hrtime.bigint();
  const { status, error, stderr } = spawnSync(program, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
  // squawk says 1 where it has findings.
  if (error !== undefined || status === null || status > 1)
    throw error ?? new Error(`${name} failed: ${stderr.toString()}`);
  return milliseconds;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function spread(values: readonly number[]): string {
  const format = (value: number): string => value.toFixed(0);
  return `${format(median(values))} ms (${format(Math.min(...values))} to ${format(Math.max(...values))}, ${values.length.toString()} runs)`;
}

function nativeSquawk(): string | undefined {
  const packages = path.join(ROOT, 'node_modules/@squawk-cli');
  if (!existsSync(packages)) return undefined;
  return readdirSync(packages)
    .flatMap((name) => ['squawk', 'squawk.exe'].map((file) => path.join(packages, name, 'bin', file)))
    .find((file) => existsSync(file));
}

/** A history of plain SQL files of about 1.4 kB each: what a growing product writes. */
function history(
  name: string,
  count: number,
): { readonly directory: string; readonly files: readonly string[] } {
  const directory = path.join(scratch, name, 'migrations');
  mkdirSync(directory, { recursive: true });
  const files = Array.from(
    { length: count },
    (_, index) => `${(index + 1).toString().padStart(5, '0')}_change.sql`,
  );
  for (const [index, file] of files.entries()) writeFileSync(path.join(directory, file), migration(index));
  return { directory, files };
}

function migration(index: number): string {
  const table = `product_${Math.floor(index / 4).toString()}`;
  switch (index % 4) {
    case 0:
      return `-- A new part of the product.
CREATE TABLE ${table} (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id bigint NOT NULL,
  name text NOT NULL CHECK (length(name) > 0),
  state varchar(20) NOT NULL DEFAULT 'draft',
  price numeric(12, 2),
  settings jsonb NOT NULL DEFAULT '{}'::jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ${table}_account_idx ON ${table} (account_id, created_at DESC);
CREATE UNIQUE INDEX ${table}_name_idx ON ${table} (account_id, lower(name));
CREATE TABLE ${table}_events (
  id bigserial PRIMARY KEY,
  ${table}_id bigint NOT NULL REFERENCES ${table} (id) ON DELETE CASCADE,
  kind text NOT NULL,
  payload jsonb,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON ${table}_events (${table}_id, kind) WHERE payload IS NOT NULL;
COMMENT ON TABLE ${table} IS 'What the account sells, part ${index.toString()}';
CREATE VIEW ${table}_active AS
  SELECT p.id, p.name, p.price, count(e.id) AS events
  FROM ${table} p LEFT JOIN ${table}_events e ON e.${table}_id = p.id
  WHERE p.state = 'active' GROUP BY p.id, p.name, p.price;
`;
    case 1:
      return `-- Discounts, filled in by the application.
SET lock_timeout = '5s';
ALTER TABLE ${table} ADD COLUMN discount numeric(5, 2), ADD COLUMN discount_until timestamptz;
ALTER TABLE ${table} ADD CONSTRAINT ${table}_discount_check CHECK (discount IS NULL OR discount BETWEEN 0 AND 100) NOT VALID;
CREATE FUNCTION ${table}_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.discount IS DISTINCT FROM OLD.discount THEN
    INSERT INTO ${table}_events (${table}_id, kind, payload) VALUES (NEW.id, 'discount', jsonb_build_object('to', NEW.discount));
  END IF;
  NEW.updated_at := now();
  RETURN NEW;
END;
$$;
CREATE TRIGGER ${table}_touch BEFORE UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION ${table}_touch();
UPDATE ${table} SET discount = 0 WHERE id IN (SELECT id FROM ${table} WHERE discount IS NULL ORDER BY id LIMIT 1000);
${comments(8)}`;
    case 2:
      return `ALTER TABLE ${table} VALIDATE CONSTRAINT ${table}_discount_check;
CREATE INDEX CONCURRENTLY ${table}_discount_idx ON ${table} (discount_until) WHERE discount > 0;
${comments(14)}`;
    default:
      return `ALTER TABLE ${table} ALTER COLUMN state TYPE text;
ALTER TABLE ${table} ADD COLUMN owner_id bigint REFERENCES ${table} (id);
CREATE INDEX ${table}_owner_idx ON ${table} (owner_id);
ALTER TABLE ${table} DROP COLUMN settings;
${comments(14)}`;
  }
}

/** The same tables and changes as Knex migrations and as the SQL that Knex sends for them. */
function scriptHistories(count: number): { readonly typescript: string; readonly sql: string } {
  const typescript = path.join(scratch, 'typescript');
  const sql = path.join(scratch, 'sql');
  for (const project of [typescript, sql]) mkdirSync(path.join(project, 'migrations'), { recursive: true });
  writeFileSync(path.join(typescript, 'package.json'), '{ "dependencies": { "knex": "3" } }');
  for (let index = 0; index < count; index += 1) {
    const name = `migrations/${(20_240_101_000_000 + index).toString()}_change`;
    const table = `product_${Math.floor(index / 2).toString()}`;
    const [code, statements] = index % 2 === 0 ? createInBoth(table) : growInBoth(table);
    writeFileSync(
      path.join(typescript, `${name}.ts`),
      `import type { Knex } from 'knex';\n\nexport async function up(knex: Knex): Promise<void> {\n${code}}\n\nexport async function down(): Promise<void> {}\n`,
    );
    writeFileSync(path.join(sql, `${name}.sql`), statements);
  }
  return { typescript, sql };
}

function createInBoth(table: string): readonly [code: string, sql: string] {
  return [
    `  await knex.schema.createTable('${table}', (table) => {
    table.bigIncrements('id');
    table.string('name', 80).notNullable();
    table.integer('account_id').notNullable();
    table.decimal('price', 12, 2);
    table.jsonb('settings').notNullable().defaultTo('{}');
    table.timestamp('created_at').defaultTo(knex.fn.now());
    table.index(['account_id'], '${table}_account');
  });
`,
    `create table "${table}" ("id" bigserial primary key, "name" varchar(80) not null, "account_id" integer not null, "price" decimal(12, 2), "settings" jsonb not null default '{}', "created_at" timestamptz default CURRENT_TIMESTAMP);
create index "${table}_account" on "${table}" ("account_id");
`,
  ];
}

function growInBoth(table: string): readonly [code: string, sql: string] {
  return [
    `  await knex.schema.alterTable('${table}', (table) => {
    table.text('note');
    table.boolean('active').notNullable().defaultTo(true);
    table.dropColumn('price');
    table.index(['name'], '${table}_name');
  });
  await knex('${table}').where({ id: 1 }).update({ note: 'x' });
`,
    `alter table "${table}" add column "note" text, add column "active" boolean not null default '1';
alter table "${table}" drop column "price";
create index "${table}_name" on "${table}" ("name");
update "${table}" set "note" = 'x' where "id" = 1;
`,
  ];
}

function comments(count: number): string {
  return '-- Why this is safe: the table is small, the deploy is rolling, and the old code does not read it.\n'.repeat(
    count,
  );
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
