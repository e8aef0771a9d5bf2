import { readdirSync, readFileSync } from 'node:fs';
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
import { lint, RULES, type LintResult } from '../../src/lint.ts';
import { loadScripts } from '../../src/lower/lower.ts';
import { loadParser } from '../../src/parse/sql.ts';
import { openCode } from '../../src/references/open.ts';
import { renderJson } from '../../src/report/json.ts';
import type { Edit } from '../../src/rule.ts';
import { isScript } from '../../src/script-file.ts';
import { ESLINTS, optionsIn } from '../support/eslint.ts';
import { createFixtureProject, type FixtureProject } from '../support/fixture-project.ts';
import { readFixtures, type Fixture } from '../support/fixture.ts';
import { ABOUT_COMMENTS } from '../support/lint-fixture.ts';
import { createProject, ddlint as commandLine } from '../support/project.ts';

/**
 * Cases whose finding ESLint cannot show, because it is in no file that ESLint is given: the file is
 * gone, or it is the tool's own list of migrations, which is neither SQL nor a script.
 */
const BEYOND_ESLINT: readonly string[] = [
  'no-edited-migration/deleted-diesel',
  'no-edited-migration/deleted-sqlx',
  'no-journal-mismatch/missing',
  'no-journal-mismatch/no-lock-file',
  'no-journal-mismatch/unreadable',
];

/** Cases that are about what no tool of scripts has: a list or lock file beside the migrations. */
const OF_SQL_TOOLS = 'no-journal-mismatch';

beforeAll(async () => {
  await Promise.all([loadParser(), loadScripts()]);
});

const FIXTURES = readFixtures();

describe.each([...RULES.keys()])('%s', (id) => {
  const fixtures = FIXTURES.filter(({ rule }) => rule === id);

  it('is the same from the library, the command line and ESLint', async () => {
    for (const fixture of fixtures) {
      const project = createFixtureProject(fixture, 'as it is');
      const { findings } = await expectSame(project, fixture);
      const places = findings
        .filter(({ rule }) => rule === id)
        .map(({ file, line }) => ({ file: path.posix.relative('migrations', file), line }));
      expect(places, fixture.name).toEqual(
        expect.arrayContaining(fixture.expectations.map(({ file, line }) => ({ file, line }))),
      );
      expect(places, fixture.name).toHaveLength(fixture.expectations.length);
    }
  });

  const inScripts = fixtures.filter(
    ({ files, rule }) => rule !== OF_SQL_TOOLS && !files.some(({ name }) => isScript(name)),
  );

  it.each(['js', 'ts'] as const)('is the same in scripts: %s', async (form) => {
    for (const fixture of inScripts) await expectSame(createFixtureProject(fixture, form), fixture);
  });
});

it.each(BEYOND_ESLINT)('has %s, which ESLint cannot show', (name) => {
  expect(FIXTURES.map((fixture) => `${fixture.rule}/${fixture.name}`)).toContain(name);
});

const SCRIPTS = path.join(import.meta.dirname, '../../fixtures/scripts');

it.each(readdirSync(SCRIPTS))('is the same for every rule over the scripts of %s', async (library) => {
  const names = readdirSync(path.join(SCRIPTS, library));
  const texts = Object.fromEntries(
    names.map((name) => [`migrations/${name}`, readFileSync(path.join(SCRIPTS, library, name), 'utf8')]),
  );
  const config = { postgres: 18, preset: 'all', migrations: [{ directory: 'migrations', tool: library }] };
  const cwd = createProject({ ...texts, 'ddlint.config.json': JSON.stringify(config) });
  const { findings } = await expectSame({ cwd, texts, judged: Object.keys(texts) }, undefined);
  expect(findings.length).toBeGreaterThan(0);
});

it('has fixes and suggestions to compare', async () => {
  const compared: Finding[] = [];
  for (const fixture of readFixtures('require-concurrent-index'))
    compared.push(...(await fromLibrary(createFixtureProject(fixture, 'as it is').cwd)).findings);
  expect(compared.some(({ fix }) => fix.length > 0)).toBe(true);
  expect(compared.some(({ suggestions }) => suggestions.length > 0)).toBe(true);
});

/** Whatever somebody sees of a finding is the same at each door; returns what the library gave. */
async function expectSame(project: FixtureProject, fixture: Fixture | undefined): Promise<LintResult> {
  const { cwd } = project;
  const name = fixture === undefined ? cwd : `${fixture.rule}/${fixture.name}`;
  const result = await fromLibrary(cwd);
  const { stdout, stderr } = await commandLine(cwd, ['--format', 'json']);
  if (stdout === '') throw new Error(`${name}: ${stderr}`);
  expect(JSON.parse(stdout), name).toEqual(JSON.parse(renderJson(result)));

  const inEslint = result.findings.filter(({ file }) => isForEslint(file, project));
  expect(inEslint.length < result.findings.length, name).toBe(BEYOND_ESLINT.includes(name));
  const expected = sorted(inEslint.map((finding) => shownOf(finding, project)));
  for (const { create, version, parser } of hostsFor(project, fixture)) {
    const results = await create(optionsIn(cwd, configFor(fixture, parser))).lintFiles([...project.judged]);
    const shown = results.flatMap(({ filePath, messages }) =>
      messages.map((message) => shownOfMessage(message, path.relative(cwd, filePath))),
    );
    expect(sorted(shown), `${name}, ESLint ${version}, ${parser}`).toEqual(expected);
  }
  return result;
}

type Parser = 'espree' | 'typescript-eslint';

/**
 * Each ESLint with each parser that reads the files. Where the application's code is searched, which
 * takes a second, JavaScript has each ESLint and each parser once, and TypeScript one of them.
 */
function hostsFor({ texts }: FixtureProject, fixture: Fixture | undefined) {
  const migrations = Object.keys(texts).filter((file) => file.startsWith('migrations/'));
  const isJs = migrations.some((file) => /\.c?js$/.test(file));
  const parsers: readonly Parser[] = isJs ? ['espree', 'typescript-eslint'] : ['typescript-eslint'];
  const hosts = ESLINTS.flatMap((eslint) => parsers.map((parser) => ({ ...eslint, parser })));
  if (fixture?.code === undefined || migrations.some((file) => file.endsWith('.sql'))) return hosts;
  return hosts.filter((_, index) => index === 0 || (isJs && index === hosts.length - 1));
}

function isForEslint(file: string, { texts }: FixtureProject): boolean {
  return texts[file] !== undefined && (file.endsWith('.sql') || isScript(file));
}

/** The findings of a run over the whole project, as somebody who uses the library would get them. */
async function fromLibrary(cwd: string): Promise<LintResult> {
  const config = await loadConfig(path.join(cwd, 'ddlint.config.json'), RULES);
  const input = { config, directory: cwd, cwd, rules: RULES, ruleFlags: {}, today: new Date('2026-12-01') };
  const { since, references } = config;
  const { histories } = discover({ cwd, paths: [], configured: configuredFolders(input), since });
  const code =
    references === false
      ? {}
      : { code: await openCode({ cwd, histories, ...(since === undefined ? {} : { since }) }) };
  return lint(judgedHistories(histories, input), { ...resolveSettings(input), ...code });
}

/** A case has its own rule on, other scripts have all rules. */
function configFor(fixture: Fixture | undefined, parser: Parser): readonly Linter.Config[] {
  const { all, recommended } = ddlint.configs;
  const own: Linter.RulesRecord =
    fixture === undefined
      ? {}
      : { [`ddlint/${fixture.rule}`]: fixture.options === undefined ? 'error' : ['error', fixture.options] };
  const preset =
    fixture === undefined ? all : ABOUT_COMMENTS.includes(fixture.rule) ? recommended : undefined;
  const rules = { ...preset?.[0]?.rules, ...own };
  const plugins = { ddlint };
  return [
    { files: ['**/*.sql'], plugins, language: 'ddlint/sql', rules },
    { files: ['**/*.{js,cjs,ts}'], plugins, rules },
    {
      files: [parser === 'espree' ? '**/*.ts' : '**/*.{js,cjs,ts}'],
      languageOptions: { parser: tseslint.parser },
    },
  ];
}

/** What somebody gets to see of a finding in an editor. */
interface Shown {
  readonly file: string;
  readonly place: readonly (number | undefined)[];
  readonly rule: string;
  readonly message: string;
  readonly fix: unknown;
  readonly suggestions: readonly unknown[];
}

function shownOfMessage(message: Linter.LintMessage, file: string): Shown {
  const { ruleId, line, column, endLine, endColumn, fix, suggestions = [] } = message;
  return {
    file,
    place: [line, column, endLine, endColumn],
    rule: ruleId?.replace('ddlint/', '') ?? 'eslint',
    message: message.message,
    fix,
    suggestions: suggestions.map((suggestion) => ({ desc: suggestion.desc, fix: suggestion.fix })),
  };
}

function shownOf(finding: Finding, { texts }: FixtureProject): Shown {
  const edit = (edits: readonly Edit[]): unknown => {
    const one = asOneEdit(texts[finding.file] ?? '', edits);
    return one === undefined ? undefined : { range: [one.span.start, one.span.end], text: one.text };
  };
  return {
    file: finding.file,
    place: [finding.line, finding.column, finding.endLine, finding.endColumn],
    rule: finding.rule,
    message: finding.message,
    fix: edit(finding.fix),
    // ESLint changes the file that it looks at and no other.
    suggestions: finding.suggestions
      .filter(({ files = [], edits }) => files.length === 0 && edits.length > 0)
      .map(({ title, edits }) => ({ desc: `${title}.`, fix: edit(edits) })),
  };
}

function sorted(shown: readonly Shown[]): readonly Shown[] {
  const key = ({ file, place, rule, message }: Shown): string =>
    [file, ...place.map((part) => (part ?? 0).toString().padStart(6, '0')), rule, message].join(' ');
  return shown.toSorted((left, right) => (key(left) < key(right) ? -1 : 1));
}
