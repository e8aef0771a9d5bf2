import { rmSync } from 'node:fs';
import path from 'node:path';

import { ABOUT_COMMENTS } from './lint-fixture.ts';
import { RULES } from '../../src/lint.ts';
import { isScript } from '../../src/script-file.ts';
import type { Fixture } from './fixture.ts';
import { createProject } from './project.ts';
import { createRepository } from './repository.ts';

type Texts = Readonly<Record<string, string>>;

/** How a case is written: its own files, or scripts of Knex that send their text. */
export type Form = 'as it is' | 'js' | 'ts';

/** A case as a project on disk, with the configuration that has just its rule on. */
export interface FixtureProject {
  readonly cwd: string;
  /** By their path in the project. */
  readonly texts: Texts;
  /** The SQL files and scripts among them that are new to git, or all of them where it is not asked. */
  readonly judged: readonly string[];
}

/** Where git has to know what was there before, for the case to be what it is. */
const AGAINST_BASE: readonly string[] = [
  'edited',
  'deleted',
  'renamed',
  'out of order',
  'no lock file',
  'missing',
];

/** A case as somebody has it who works on it; the directory is gone when the test is over. */
export function createFixtureProject(fixture: Fixture, form: Form): FixtureProject {
  const { together, problems, code } = fixture;
  const written = form === 'as it is' ? fixture : inScripts(fixture, form);
  const hasBase =
    together || code?.deployed !== undefined || problems.some(({ kind }) => AGAINST_BASE.includes(kind));
  const gone = problems.filter(({ kind }) => kind === 'deleted' || kind === 'no lock file');
  const files = Object.fromEntries(
    written.files
      .filter(({ name }) => !gone.some(({ file }) => file === name))
      .map(({ name, text }) => [`migrations/${name}`, text]),
  );
  const texts = { ...files, ...journalFor(written), ...code?.head };
  const config = { 'ddlint.config.json': JSON.stringify(configOf(written, hasBase)) };
  const migrations = Object.keys(texts).filter((file) => /^migrations\/.*\.(?:sql|[jt]s)$/.test(file));
  if (!hasBase) return { cwd: createProject({ ...texts, ...config }), texts, judged: migrations };

  const repository = createRepository();
  const base: Texts = { ...mergedIn(written), ...code?.deployed };
  repository.commit({ ...config, ...base });
  for (const name of Object.keys(base))
    if (texts[name] === undefined) rmSync(path.join(repository.cwd, name));
  repository.write(texts);
  return { cwd: repository.cwd, texts, judged: migrations.filter((file) => texts[file] !== base[file]) };
}

function configOf(fixture: Fixture, hasBase: boolean): object {
  const { rule, options, transaction, postgres, requireReason, code } = fixture;
  const scope = transaction === undefined || transaction === 'simple-query' ? {} : { transaction };
  const rules = {
    ...Object.fromEntries([...RULES.keys()].map((id) => [id, 'off'])),
    [rule]: options === undefined ? 'error' : ['error', options],
  };
  return {
    postgres: postgres ?? 18,
    requireReason,
    timeouts: { lock: fixture.lockTimeout, statement: fixture.statementTimeout },
    references: code === undefined ? false : {},
    migrations: [{ directory: 'migrations', tool: toolOf(fixture), ...scope }],
    ...(hasBase ? { since: 'HEAD' } : {}),
    rules: ABOUT_COMMENTS.includes(rule) ? {} : rules,
  };
}

/** A folder of scripts is none of plain SQL, and no configuration says that a file is one query. */
function toolOf({ tool, transaction, files }: Fixture): string {
  if (transaction === 'simple-query') return 'golang-migrate';
  return tool === 'plain' && files.some(({ name }) => isScript(name)) ? 'script' : tool;
}

/** What the last deploy had. */
function mergedIn({ files, problems }: Fixture): Texts {
  const merged = new Map(files.filter((file) => file.merged).map(({ name, text }) => [name, text]));
  for (const { kind, file, others, before = '' } of problems) {
    if (kind === 'edited') merged.set(file, before);
    if (kind === 'renamed')
      for (const name of others) merged.set(name, files.find((other) => other.name === file)?.text ?? '');
    if (kind === 'no lock file') merged.set(file, 'provider = "postgresql"\n');
    if (kind === 'deleted') for (const name of [file, ...others]) merged.set(name, `SELECT '${name}';\n`);
  }
  return Object.fromEntries([...merged].map(([name, text]) => [`migrations/${name}`, text]));
}

/** A migration is unlisted where there is a list, and others are on it. */
function journalFor({ problems }: Fixture): Texts {
  if (!problems.some(({ kind }) => kind === 'unlisted')) return {};
  return {
    'migrations/0000_first.sql': 'SELECT 1;\n',
    'migrations/meta/_journal.json': '{ "entries": [{ "idx": 0, "tag": "0000_first" }] }\n',
  };
}

/** The case as migrations of Knex, each with the same statements. */
export function inScripts(fixture: Fixture, form: Exclude<Form, 'as it is'>): Fixture {
  const { files, problems } = fixture;
  const ups = files.filter(({ down, other }) => !down && other !== true);
  const known = [...new Set([...problems.flatMap(({ file, others }) => [file, ...others]), ...namesOf(ups)])];
  const ordered = known.toSorted((left, right) => orderOf(left, ups) - orderOf(right, ups));
  const nameOf = (name: string): string =>
    `${(20_240_101_000_000 + ordered.indexOf(name)).toString()}_change.${form}`;
  return {
    ...fixture,
    tool: 'knex',
    transaction: undefined,
    files: ups.map((file) => {
      const next = files[files.indexOf(file) + 1];
      const down = next?.down === true ? next.text : undefined;
      return { ...file, name: nameOf(file.name), text: scriptOf(file.text, down, form) };
    }),
    problems: problems.map(({ file, others, before, ...problem }) => ({
      ...problem,
      file: nameOf(file),
      others: others.map(nameOf),
      ...(before === undefined ? {} : { before: scriptOf(before, undefined, form) }),
    })),
  };
}

function namesOf(files: Fixture['files']): readonly string[] {
  return files.map(({ name }) => name);
}

/** What is there no more came first. */
function orderOf(name: string, ups: Fixture['files']): number {
  return namesOf(ups).indexOf(name);
}

function scriptOf(up: string, down: string | undefined, form: 'js' | 'ts'): string {
  const body = (sql: string | undefined): string =>
    sql === undefined ? '{}' : `{\n  await knex.raw(${literal(sql)});\n}`;
  if (form === 'js') {
    return `exports.up = async (knex) => ${body(up)};\nexports.down = async (knex) => ${body(down)};\n`;
  }
  const head = (name: string): string => `export async function ${name}(knex: Knex): Promise<void>`;
  return `import type { Knex } from 'knex';\n\n${head('up')} ${body(up)}\n\n${head('down')} ${body(down)}\n`;
}

function literal(sql: string): string {
  return `\`${sql.replaceAll(/[\\`]|\$\{/g, String.raw`\$&`)}\``;
}
