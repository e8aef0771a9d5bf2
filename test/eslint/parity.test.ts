import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { beforeAll, describe, expect, it } from 'vitest';

import { loadConfig } from '../../src/config/load.ts';
import { configuredFolders, judgedHistories } from '../../src/config/scope.ts';
import { resolveSettings } from '../../src/config/settings.ts';
import { discover } from '../../src/discover/discover.ts';
import ddlint from '../../src/eslint/plugin.ts';
import type { Finding } from '../../src/finding.ts';
import { asOneEdit } from '../../src/fix/edit.ts';
import { lint, RULES } from '../../src/lint.ts';
import { loadScripts } from '../../src/lower/lower.ts';
import { loadParser } from '../../src/parse/sql.ts';
import type { Edit } from '../../src/rule.ts';
import { isScript } from '../../src/script-file.ts';
import { ESLINTS, optionsIn } from '../support/eslint.ts';
import { readFixtures, type Fixture } from '../support/fixture.ts';
import { createProject, ddlint as commandLine, type Files } from '../support/project.ts';

/** The rules that speak of ignore comments, which are nothing without the rules that are ignored. */
const ABOUT_COMMENTS: readonly string[] = ['invalid-suppression', 'unused-suppression'];

/** What somebody gets to see of a finding, wherever it is shown. */
interface Shown {
  readonly rule: string;
  readonly message: string;
  readonly place: readonly (number | undefined)[];
  readonly fix: unknown;
  readonly suggestions: readonly unknown[];
}

beforeAll(async () => {
  await Promise.all([loadParser(), loadScripts()]);
});

const ids = [...RULES.keys()];

describe.each(ids)('%s', (id) => {
  const fixtures = readFixtures(id).filter(
    ({ code, problems }) => code === undefined && problems.length === 0,
  );

  it('says in ESLint what the library and the command line say of its cases', async () => {
    for (const fixture of fixtures) {
      const cwd = projectOf(fixture, sqlFiles(fixture));
      const findings = await fromLibrary(cwd);
      const places = findings
        .filter(({ rule }) => rule === id)
        .map(({ file, line }) => ({ file: path.posix.relative('migrations', file), line }));
      expect(places, fixture.name).toEqual(
        expect.arrayContaining(fixture.expectations.map(({ file, line }) => ({ file, line }))),
      );
      expect(places, fixture.name).toHaveLength(fixture.expectations.length);
      await expectSame(cwd, fixture, findings);
    }
  });

  it.each([
    ['JavaScript, read by espree', 'js'],
    ['JavaScript, read by typescript-eslint', 'mjs'],
    ['TypeScript, read by typescript-eslint', 'ts'],
  ])('says the same of %s', async (_, extension) => {
    for (const fixture of fixtures.filter(({ files }) => !files.some(({ name }) => isScript(name)))) {
      const cwd = projectOf(
        { ...fixture, tool: 'knex', transaction: undefined },
        scriptFiles(fixture, extension),
      );
      await expectSame(cwd, fixture, await fromLibrary(cwd));
    }
  });
});

const WITH_CODE = readFixtures().filter(({ code, tool }) => code !== undefined && tool === 'plain');

it.each(WITH_CODE.map((fixture) => [`${fixture.rule}/${fixture.name}`, fixture] as const))(
  'says in ESLint what the command line says of code that still uses what is taken away: %s',
  async (_, fixture) => {
    const { head = {}, deployed } = fixture.code ?? {};
    const together = deployed !== undefined;
    const cwd = projectOf({ ...fixture, together }, sqlFiles(fixture), { references: {} }, deployed);
    for (const name of Object.keys(deployed ?? {})) rmSync(path.join(cwd, name));
    for (const [name, text] of Object.entries(head)) {
      mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
      writeFileSync(path.join(cwd, name), text);
    }
    const { stdout, stderr } = await commandLine(cwd, ['--format', 'json']);
    if (stdout === '') throw new Error(stderr);
    const { findings } = JSON.parse(stdout) as { readonly findings: readonly Finding[] };
    expect(findings).toHaveLength(fixture.expectations.length);
    for (const { create } of ESLINTS) {
      const results = await create(optionsIn(cwd, configFor(fixture))).lintFiles(['migrations']);
      const shown = results.flatMap(({ filePath, messages }) =>
        messages.map((message) => {
          const { rule, message: text, place } = shownOfMessage(message);
          return { rule, message: text, file: path.relative(cwd, filePath), place };
        }),
      );
      expect(shown).toEqual(findings.map(shownOfJson));
    }
  },
);

it('has fixes and suggestions to compare', async () => {
  const compared: Finding[] = [];
  for (const fixture of readFixtures('require-concurrent-index'))
    compared.push(...(await fromLibrary(projectOf(fixture, sqlFiles(fixture)))));
  expect(compared.some(({ fix }) => fix.length > 0)).toBe(true);
  expect(compared.some(({ suggestions }) => suggestions.length > 0)).toBe(true);
});

async function expectSame(cwd: string, fixture: Fixture, findings: readonly Finding[]): Promise<void> {
  const { stdout } = await commandLine(cwd, ['--format', 'json', '--no-references']);
  const reported = (JSON.parse(stdout) as { readonly findings: readonly Finding[] }).findings;
  expect(reported.map(shownOfJson), fixture.name).toEqual(findings.map(shownOfJson));

  for (const { create } of ESLINTS) {
    const eslint = create(optionsIn(cwd, configFor(fixture)));
    const results = await eslint.lintFiles(['migrations']);
    const shown = results.flatMap(({ filePath, messages }) =>
      messages.map((message) => [path.relative(cwd, filePath), shownOfMessage(message)] as const),
    );
    expect(sorted(shown), fixture.name).toEqual(
      sorted(findings.map((finding) => [finding.file, shownOf(finding, cwd, fixture)] as const)),
    );
  }
}

function sorted(shown: readonly (readonly [string, Shown])[]): readonly (readonly [string, Shown])[] {
  const key = ([file, { place, rule, message }]: readonly [string, Shown]): string =>
    [file, ...place.map((part) => (part ?? 0).toString().padStart(6, '0')), rule, message].join(' ');
  return shown.toSorted((left, right) => (key(left) < key(right) ? -1 : 1));
}

function shownOfJson({ rule, message, file, line, column, endLine, endColumn }: Finding): unknown {
  return { rule, message, file, place: [line, column, endLine, endColumn] };
}

function shownOfMessage(message: Linter.LintMessage): Shown {
  const { ruleId, line, column, endLine, endColumn, fix, suggestions = [] } = message;
  return {
    rule: ruleId?.replace('ddlint/', '') ?? 'eslint',
    message: message.message,
    place: [line, column, endLine, endColumn],
    fix,
    suggestions: suggestions.map((suggestion) => ({ desc: suggestion.desc, fix: suggestion.fix })),
  };
}

function shownOf(finding: Finding, cwd: string, fixture: Fixture): Shown {
  const text = textsOf.get(cwd)?.[finding.file];
  if (typeof text !== 'string') throw new Error(`${fixture.name} has no ${finding.file}`);
  const edit = (edits: readonly Edit[]): unknown => {
    const one = asOneEdit(text, edits);
    return one === undefined ? undefined : { range: [one.span.start, one.span.end], text: one.text };
  };
  return {
    rule: finding.rule,
    message: finding.message,
    place: [finding.line, finding.column, finding.endLine, finding.endColumn],
    fix: edit(finding.fix),
    suggestions: finding.suggestions
      .filter(({ files = [], edits }) => files.length === 0 && edits.length > 0)
      .map(({ title, edits }) => ({ desc: `${title}.`, fix: edit(edits) })),
  };
}

/** The findings of a run over the whole project, as somebody who uses the library would get them. */
async function fromLibrary(cwd: string): Promise<readonly Finding[]> {
  const config = await loadConfig(path.join(cwd, 'ddlint.config.json'), RULES);
  const input = { config, directory: cwd, cwd, rules: RULES, ruleFlags: {}, today: new Date('2026-12-01') };
  const { histories } = discover({
    cwd,
    paths: [],
    configured: configuredFolders(input),
    since: config.since,
  });
  return lint(judgedHistories(histories, input), resolveSettings(input)).findings;
}

function configFor({ rule, options }: Fixture): readonly Linter.Config[] {
  const own: Linter.RulesRecord = {
    [`ddlint/${rule}`]: options === undefined ? 'error' : ['error', options],
  };
  const rules = ABOUT_COMMENTS.includes(rule) ? { ...ddlint.configs.recommended[0]?.rules, ...own } : own;
  const plugins = { ddlint };
  return [
    { files: ['**/*.sql'], plugins, language: 'ddlint/sql', rules },
    { files: ['**/*.{js,mjs,ts}'], plugins, rules },
    { files: ['**/*.{mjs,ts}'], languageOptions: { parser: tseslint.parser } },
  ];
}

const textsOf = new Map<string, Files>();

function projectOf(
  fixture: Fixture,
  files: Files,
  more: object = {},
  deployed: Readonly<Record<string, string>> = {},
): string {
  const { rule, options, transaction, postgres, together, requireReason } = fixture;
  const scope = transaction === undefined || transaction === 'simple-query' ? {} : { transaction };
  const rules = ABOUT_COMMENTS.includes(rule)
    ? {}
    : {
        ...Object.fromEntries(ids.map((id) => [id, 'off'])),
        [rule]: options === undefined ? 'error' : ['error', options],
      };
  const timeouts = { lock: fixture.lockTimeout, statement: fixture.statementTimeout };
  const config = {
    postgres: postgres ?? 18,
    requireReason,
    timeouts,
    references: false,
    migrations: [{ directory: 'migrations', tool: toolOf(fixture), ...scope }],
    ...(together ? { since: 'HEAD' } : {}),
    rules,
    ...more,
  };
  const cwd = createProject({ ...files, ...deployed, 'ddlint.config.json': JSON.stringify(config) });
  textsOf.set(cwd, files);
  if (together) commit(cwd, fixture, Object.keys(files), Object.keys(deployed));
  return cwd;
}

/** A folder of scripts is none of plain SQL, and no configuration says that a file is one query. */
function toolOf({ tool, transaction, files }: Fixture): string {
  if (transaction === 'simple-query') return 'golang-migrate';
  return files.some(({ name }) => isScript(name)) ? 'script' : tool;
}

/** What is merged is in the commit that the migrations are new since. */
function commit(
  cwd: string,
  { files }: Fixture,
  names: readonly string[],
  deployed: readonly string[],
): void {
  const git = (...args: readonly string[]): void => {
    execFileSync('git', args, { cwd, stdio: 'ignore' });
  };
  git('init', '--quiet');
  const merged = [...names.filter((_, index) => files[index]?.merged === true), ...deployed];
  if (merged.length > 0) git('add', '--', ...merged);
  const author = ['-c', 'user.name=ddlint', '-c', 'user.email=ddlint@example.com'];
  git(...author, 'commit', '--quiet', '--allow-empty', '--message', 'Merged');
}

function sqlFiles({ files }: Fixture): Files {
  return Object.fromEntries(files.map(({ name, text }) => [`migrations/${name}`, text]));
}

/** Each migration as a call of Knex that sends the same text. */
function scriptFiles({ files }: Fixture, extension: string): Files {
  const ups = files.filter(({ down }) => !down);
  return Object.fromEntries(
    ups.map(({ text }, index) => {
      const name = `migrations/${(20_240_101_000_000 + index).toString()}_change.${extension}`;
      return [name, scriptOf(text, extension)];
    }),
  );
}

function scriptOf(sql: string, extension: string): string {
  const literal = `\`${sql.replaceAll(/[\\`]|\$\{/g, String.raw`\$&`)}\``;
  switch (extension) {
    case 'js':
      return `exports.up = async (knex) => {\n  await knex.raw(${literal});\n};\nexports.down = async () => {};\n`;
    case 'mjs':
      return `export async function up(knex) {\n  await knex.raw(${literal});\n}\nexport async function down() {}\n`;
    default:
      return `import type { Knex } from 'knex';\n\nexport async function up(knex: Knex): Promise<void> {\n  await knex.raw(${literal});\n}\n\nexport async function down(): Promise<void> {}\n`;
  }
}
