import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '../..');
export const RULE_FIXTURES = path.join(ROOT, 'fixtures/rules');

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
  readonly expectations: readonly Expectation[];
}

const SEPARATOR = /^-- (file|down): (.*?)( \(merged\))?\s*$/;
const DIRECTIVE =
  /^-- (title|tool|transaction|postgres|deploy|options|lock-timeout|statement-timeout|require-reason): (.*?)\s*$/;
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

/** Reads the directives of the header, the files and the markers of a case; throws on a marker that stands nowhere. */
export function parseFixture(rule: string, name: string, source: string): Fixture {
  const directives = new Map<string, string>();
  const files: { name: string; lines: string[]; merged: boolean; down: boolean }[] = [];
  const expectations: Expectation[] = [];
  let pending: string[] = [];

  for (const line of source.replace(/\n$/, '').split('\n')) {
    const separator = SEPARATOR.exec(line);
    const directive = files.length === 0 ? DIRECTIVE.exec(line) : null;
    const expected = EXPECT.exec(line);
    const current = files.at(-1);
    if (separator !== null) {
      const [, kind, file = '', merged] = separator;
      files.push({ name: file, lines: [], merged: merged !== undefined, down: kind === 'down' });
    } else if (directive !== null) {
      directives.set(directive[1] ?? '', directive[2] ?? '');
    } else if (expected !== null) {
      pending.push(expected[1] ?? '');
      if (current === undefined) files.push({ name: '0001_case.sql', lines: [], merged: false, down: false });
    } else if (current === undefined) {
      if (line.trim() !== '')
        files.push({ name: '0001_case.sql', lines: [line], merged: false, down: false });
    } else {
      current.lines.push(line);
    }
    const target = files.at(-1);
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
    files: files.map(({ lines, ...file }) => ({ ...file, text: lines.join('\n') + '\n' })),
    expectations,
  };
}

function numberOf(value: string | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}

function optionsOf(value: string | undefined): object | undefined {
  const options: unknown = value === undefined ? undefined : JSON.parse(value);
  return typeof options === 'object' && options !== null ? options : undefined;
}
