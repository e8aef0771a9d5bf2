import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import type { HistoryProblem } from '../../src/migration.ts';

const ROOT = path.join(import.meta.dirname, '../..');
export const RULE_FIXTURES = path.join(ROOT, 'fixtures/rules');
const SCRIPT_FIXTURES = path.join(ROOT, 'fixtures/scripts');

/** A finding that a case announces: it starts on that line of that file. */
export interface Expectation {
  readonly file: string;
  /** 1-based, in the text without its markers. */
  readonly line: number;
  readonly messageId: string;
}

export interface FixtureFile {
  readonly name: string;
  readonly text: string;
  /** Applied by an earlier deploy: it is replayed and not judged. */
  readonly merged: boolean;
  /** Reverses the file before it. */
  readonly down: boolean;
  /** A journal, or a migration that is gone. */
  readonly other?: boolean;
}

export interface FixtureCode {
  readonly head: Readonly<Record<string, string>>;
  /** Undefined where there is no base to read it from. */
  readonly deployed: Readonly<Record<string, string>> | undefined;
}

/** One case: a history of one or more migration files, and what a rule has to say of it. */
export interface Fixture {
  readonly rule: string;
  /** The name of its file without the ending. */
  readonly name: string;
  readonly title: string | undefined;
  readonly tool: string;
  readonly transaction: string | undefined;
  readonly postgres: number | undefined;
  readonly together: boolean;
  readonly options: object | undefined;
  readonly requireReason: boolean;
  readonly lockTimeout: number | undefined;
  readonly statementTimeout: number | undefined;
  readonly files: readonly FixtureFile[];
  /** The application's code by the names of its files; undefined where nobody searches any. */
  readonly code: FixtureCode | undefined;
  /** What is wrong with the files themselves; their texts are those of the case. */
  readonly problems: readonly Omit<HistoryProblem, 'text'>[];
  readonly expectations: readonly Expectation[];
}

const SEPARATOR = /^-- (file|down|code|deployed|other): (.*?)( \(merged\))?\s*$/;
const DIRECTIVE =
  /^-- (title|tool|transaction|postgres|deploy|options|lock-timeout|statement-timeout|require-reason|base|problems): (.*?)\s*$/;
const EXPECT = /^\s*(?:--|\/\/) expect: (\S+)\s*$/;

/** Every case of every rule, or of one. */
export function readFixtures(rule?: string): readonly Fixture[] {
  const rules = rule === undefined ? folders(RULE_FIXTURES) : [rule];
  return rules.flatMap((id) =>
    readdirSync(path.join(RULE_FIXTURES, id))
      .filter((file) => file.endsWith('.sql'))
      .sort()
      .map((file) =>
        parseFixture(
          id,
          path.basename(file, '.sql'),
          readFileSync(path.join(RULE_FIXTURES, id, file), 'utf8'),
        ),
      ),
  );
}

function folders(directory: string): readonly string[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** The migrations of each library as a case without expectations: the first one is merged, the others are new. */
export function readScriptFixtures(): readonly Fixture[] {
  return folders(SCRIPT_FIXTURES).map((tool) => ({
    ...parseFixture('scripts', tool, ''),
    tool,
    files: readdirSync(path.join(SCRIPT_FIXTURES, tool))
      .sort()
      .map((name, index) => ({
        name,
        text: readFileSync(path.join(SCRIPT_FIXTURES, tool, name), 'utf8'),
        merged: index === 0,
        down: false,
      })),
  }));
}

/** Reads the directives of the header, the files and the markers of a case; throws on a marker that stands nowhere. */
export function parseFixture(rule: string, name: string, source: string): Fixture {
  const directives = new Map<string, string>();
  const sections: Section[] = [];
  const expectations: Expectation[] = [];
  let pending: string[] = [];

  for (const line of source.replace(/\n$/, '').split('\n')) {
    const separator = SEPARATOR.exec(line);
    const directive = sections.length === 0 ? DIRECTIVE.exec(line) : null;
    const expected = EXPECT.exec(line);
    const current = sections.at(-1);
    if (separator !== null) {
      const [, kind = 'file', file = '', merged] = separator;
      sections.push({ name: file, lines: [], merged: merged !== undefined, kind });
    } else if (directive !== null) {
      directives.set(directive[1] ?? '', directive[2] ?? '');
    } else if (expected !== null) {
      pending.push(expected[1] ?? '');
      if (current === undefined) sections.push({ ...ONLY, lines: [] });
    } else if (current === undefined) {
      if (line.trim() !== '') sections.push({ ...ONLY, lines: [line] });
    } else {
      current.lines.push(line);
    }
    const target = sections.at(-1);
    if (expected === null && target !== undefined) {
      expectations.push(
        ...pending.map((messageId) => ({ file: target.name, line: target.lines.length, messageId })),
      );
      pending = [];
    }
  }
  if (pending.length > 0)
    throw new Error(`${rule}/${name}: an expect marker stands at the end, above nothing`);
  return {
    rule,
    name,
    title: directives.get('title'),
    tool: directives.get('tool') ?? 'plain',
    transaction: directives.get('transaction'),
    postgres: numberOf(directives.get('postgres')),
    together: directives.get('deploy') === 'together',
    options: optionsOf(directives.get('options')),
    requireReason: directives.get('require-reason') === 'true',
    lockTimeout: numberOf(directives.get('lock-timeout')),
    statementTimeout: numberOf(directives.get('statement-timeout')),
    problems: JSON.parse(directives.get('problems') ?? '[]') as Fixture['problems'],
    files: sections
      .filter(({ kind }) => kind === 'file' || kind === 'down' || kind === 'other')
      .map((section) => ({
        name: section.name,
        text: textOf(section),
        merged: section.merged,
        down: section.kind === 'down',
        ...(section.kind === 'other' ? { other: true } : {}),
      })),
    code: codeOf(sections, directives.get('base') !== 'none'),
    expectations,
  };
}

interface Section {
  readonly name: string;
  readonly lines: string[];
  readonly merged: boolean;
  /** `file`, `down`, `code`, `deployed` or `other`. */
  readonly kind: string;
}

/** What a case holds that names no file. */
const ONLY = { name: '0001_case.sql', merged: false, kind: 'file' };

function textOf({ lines }: Section): string {
  return `${lines.join('\n')}\n`;
}

/** The deployed code is the code with those files that it holds otherwise. */
function codeOf(sections: readonly Section[], hasBase: boolean): FixtureCode | undefined {
  const textsOf = (kind: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
      sections.filter((section) => section.kind === kind).map((section) => [section.name, textOf(section)]),
    );
  if (!sections.some(({ kind }) => kind === 'code' || kind === 'deployed')) return undefined;
  const head = textsOf('code');
  return { head, deployed: hasBase ? { ...head, ...textsOf('deployed') } : undefined };
}

function numberOf(value: string | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}

function optionsOf(value: string | undefined): object | undefined {
  const options: unknown = value === undefined ? undefined : JSON.parse(value);
  return typeof options === 'object' && options !== null ? options : undefined;
}
