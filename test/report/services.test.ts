import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { Ajv, type AnySchema } from 'ajv';
import formats from 'ajv-formats';
import { ParseOption, XmlDocument, XsdValidator } from 'libxml2-wasm';
import { describe, expect, it } from 'vitest';

import { createProject, ddlint, type Files } from '../support/project.ts';

const SCHEMAS = path.join(import.meta.dirname, '../schemas');

/** What is wrong with a value, as a published schema sees it. */
function problemsOf(value: unknown, schemaFile: string): readonly string[] {
  const schema = JSON.parse(readFileSync(path.join(SCHEMAS, schemaFile), 'utf8')) as Record<string, unknown>;
  // The schema of SARIF is draft 4, of which it uses nothing that draft 7 reads otherwise but these two.
  delete schema.$schema;
  delete schema.id;
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  void ajv.validate(schema as AnySchema, value);
  return (ajv.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
}

const TABLE = 'CREATE TABLE users (id bigint PRIMARY KEY, email text, age int);\n';
const NASTY = 'migrations/0002_größe, 100% <a> #1.sql';
const PROJECT: Files = {
  'migrations/0001_users.sql': TABLE,
  [NASTY]: [
    'CREATE INDEX users_email_idx ON users (email);',
    "ALTER TABLE users\r\n  ALTER COLUMN age TYPE text\r\n  USING age::text || '|`@someone` & <b>\u0001';",
    '-- ddlint-ignore no-such-rule: typo',
    'SELEC 1;',
    "DO $$ BEGIN EXECUTE 'SELECT ' || now(); END $$;",
    '',
  ].join('\n'),
};
const CLEAN: Files = { 'migrations/0001_users.sql': TABLE };

async function reportOf(files: Files, format: string, more: readonly string[] = []): Promise<string> {
  const { stdout, stderr } = await ddlint(createProject(files), ['--format', format, ...more]);
  expect(stderr).toBe('');
  return stdout;
}

interface Sarif {
  readonly runs: readonly {
    readonly tool: {
      readonly driver: { readonly rules: readonly { readonly id: string; readonly helpUri: string }[] };
    };
    readonly columnKind: string;
    readonly originalUriBaseIds: Readonly<Record<string, { readonly uri: string }>>;
    readonly invocations: readonly { readonly toolExecutionNotifications: readonly unknown[] }[];
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string; readonly uriBaseId: string };
        };
      }[];
      readonly partialFingerprints: Readonly<Record<string, string>>;
    }[];
  }[];
}

async function sarifOf(files: Files): Promise<Sarif['runs'][number]> {
  const [run] = (JSON.parse(await reportOf(files, 'sarif')) as Sarif).runs;
  if (run === undefined) throw new Error('no run');
  return run;
}

async function fingerprintsOf(files: Files): Promise<readonly string[]> {
  return (await sarifOf(files)).results.map(
    ({ ruleId, partialFingerprints }) => `${ruleId} ${partialFingerprints['ddlint/v1'] ?? ''}`,
  );
}

describe('sarif', () => {
  it.each([PROJECT, CLEAN])('is valid by the published schema', async (files) => {
    const report: unknown = JSON.parse(await reportOf(files, 'sarif'));
    expect(problemsOf(report, 'sarif-2.1.0.json')).toEqual([]);
  });

  it('has rules with help, and addresses that lead to the file', async () => {
    const { tool, results, columnKind, originalUriBaseIds, invocations } = await sarifOf(PROJECT);
    expect(columnKind).toBe('utf16CodeUnits');
    for (const { ruleId, ruleIndex, locations } of results) {
      expect(tool.driver.rules[ruleIndex]).toMatchObject({
        id: ruleId,
        helpUri: expect.stringContaining(`docs/rules/${ruleId}.md`) as string,
        help: { markdown: expect.stringContaining('## Why it hurts') as string },
      });
      const { uri, uriBaseId } = locations[0]?.physicalLocation.artifactLocation ?? {};
      const base = originalUriBaseIds[uriBaseId ?? '']?.uri ?? '';
      expect(decodeURIComponent(new URL(uri ?? '', base).pathname)).toMatch(new RegExp(`/${NASTY}$`));
    }
    expect(invocations[0]?.toolExecutionNotifications).toHaveLength(2);
  });

  it('keeps fingerprints where lines move and code is formatted', async () => {
    const before = await fingerprintsOf({
      ...CLEAN,
      'migrations/0002.sql': 'CREATE INDEX a ON users (email);\nDROP TABLE users;\n',
    });
    const after = await fingerprintsOf({
      ...CLEAN,
      'migrations/0002.sql':
        '-- Moved\n\nSELECT 1;\ncreate index a\n  on users(email)  -- why\n;\n\nDROP\tTABLE users;\n',
    });
    expect(before.length).toBeGreaterThan(1);
    expect(after).toEqual(before);
  });

  it('has another fingerprint for another statement, file or rule, and for a second one alike', async () => {
    const index = 'CREATE INDEX ON users (email);\n';
    const prints = await fingerprintsOf({
      ...CLEAN,
      'migrations/0002.sql': `${index}${index}CREATE INDEX ON users (age);\n`,
      'migrations/0003.sql': `${index}DROP TABLE users;\n`,
    });
    expect(prints.length).toBeGreaterThanOrEqual(5);
    expect(new Set(prints).size).toBe(prints.length);
  });
});

describe('gitlab', () => {
  it.each([PROJECT, CLEAN])('has entries that are valid by the schema of GitLab', async (files) => {
    const issues = JSON.parse(await reportOf(files, 'gitlab')) as { fingerprint: string; severity: string }[];
    expect(issues.flatMap((issue) => problemsOf(issue, 'gitlab-code-quality.json'))).toEqual([]);
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
    const levels = ['info', 'minor', 'major', 'critical', 'blocker'];
    expect(issues.filter(({ severity }) => !levels.includes(severity))).toEqual([]);
  });

  it('has the fingerprints of SARIF', async () => {
    const issues = JSON.parse(await reportOf(PROJECT, 'gitlab')) as {
      check_name: string;
      fingerprint: string;
    }[];
    expect(issues.map(({ check_name, fingerprint }) => `${check_name} ${fingerprint}`)).toEqual(
      await fingerprintsOf(PROJECT),
    );
  });
});

describe('junit', () => {
  it.each([PROJECT, CLEAN])('is valid by the published schema', async (files) => {
    const xml = await reportOf(files, 'junit');
    using schema = XmlDocument.fromBuffer(readFileSync(path.join(SCHEMAS, 'junit.xsd')));
    using validator = XsdValidator.fromDoc(schema);
    using document = XmlDocument.fromString(xml, { option: ParseOption.XML_PARSE_NONET });
    expect(() => {
      validator.validate(document);
    }).not.toThrow();
  });

  it('fails for warnings only where the run does', async () => {
    const files: Files = { ...CLEAN, 'migrations/0002.sql': 'CREATE INDEX i ON users (email);\n' };
    const rule = ['--rule', 'require-concurrent-index=warning'];
    expect(await reportOf(files, 'junit', rule)).toContain('tests="1" failures="0"');
    expect(await reportOf(files, 'junit', [...rule, '--fail-on', 'warning'])).toContain(
      '<failure message="Every INSERT',
    );
  });
});

describe('github', () => {
  it('writes each annotation on one line, its file and its message escaped', async () => {
    const report = await reportOf(PROJECT, 'github');
    const lines = report.trimEnd().split('\n');
    expect(lines.filter((line) => !/^::(error|warning|notice) file=[^:]*::/.test(line))).toEqual([]);
    expect(lines[0]).toMatch(
      /^::error file=migrations\/0002_größe%2C 100%25 <a> #1\.sql,line=1,endLine=1,col=1,endColumn=\d+,title=ddlint%3A /,
    );
    expect(lines[0]).toContain('%0A   CREATE INDEX CONCURRENTLY');
  });

  it('leaves columns out of what spans lines, as GitHub wants it', async () => {
    const report = await reportOf(
      { ...CLEAN, 'migrations/0002.sql': 'CREATE INDEX i\n  ON users (email);\n' },
      'github',
    );
    expect(report).toContain('line=1,endLine=2,title=');
  });

  it('names files from the root of the repository', async () => {
    const cwd = createProject({ 'packages/db/migrations/0001.sql': 'DROP TABLE users;\n' });
    const { stdout } = await ddlint(path.join(cwd, 'packages/db'), ['--format', 'github']);
    expect(stdout).toContain('file=packages/db/migrations/0001.sql,');
  });
});

describe('compact', () => {
  it('is a line for each finding', async () => {
    const report = await reportOf({ ...CLEAN, 'migrations/0002.sql': 'SELEC 1;\n' }, 'compact');
    expect(report).toMatch(/^migrations\/0002\.sql:1:1: error: .* \[syntax-error\]\n$/);
  });
});

describe('markdown', () => {
  it('has a table, and folded below it what was found', async () => {
    const report = await reportOf(PROJECT, 'markdown');
    await expect(report).toMatchFileSnapshot('../snapshots/report/markdown.md');
  });

  it('renders names and messages as they are', async () => {
    const report = await reportOf(
      { 'migrations/0001_a|b.sql': 'DROP TABLE "@me<b>*x*[y](z)#1";\n' },
      'markdown',
    );
    expect(report).toContain('| `migrations/0001_a\\|b.sql` |');
    expect(report).toContain('&#64;me&lt;b&gt;\\*x\\*\\[y\\](z)&#35;1');
  });

  it('is never longer than a comment may be, and says what is missing', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 400 }, (_, index) => [
        `migrations/${(1000 + index).toString()}_a_long_name_that_takes_its_room_in_the_table.sql`,
        'CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON users (email);\nDROP TABLE users;\n',
      ]),
    );
    const report = await reportOf({ ...many }, 'markdown');
    expect(report.length).toBeLessThanOrEqual(65_536);
    expect(report).toMatch(/And \d+ more migrations\./);
    expect(report).toMatch(/Details of \d+ more migrations do not fit here\./);
    expect(report.match(/<details>/g)?.length).toBe(report.match(/<\/details>/g)?.length);
  });

  it('says so where there is nothing to report', async () => {
    expect(await reportOf(CLEAN, 'markdown')).toContain('### ddlint: nothing to report in 1 migration\n');
  });
});

describe('several reports', () => {
  it('go each to its file, and one to standard output', async () => {
    const cwd = createProject(PROJECT);
    const { code, stdout } = await ddlint(cwd, ['--format=sarif=out/ddlint.sarif', '--format', 'github']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^::error /);
    const file: unknown = JSON.parse(readFileSync(path.join(cwd, 'out/ddlint.sarif'), 'utf8'));
    expect(problemsOf(file, 'sarif-2.1.0.json')).toEqual([]);
  });

  it('share standard output only where each line stands for itself', async () => {
    const cwd = createProject(PROJECT);
    const both = await ddlint(cwd, ['--format', 'compact', '--format', 'github']);
    expect(both.stdout).toMatch(/^migrations[^]*\n::error /);
    const { code, stdout, stderr } = await ddlint(cwd, ['--format', 'json', '--format', 'github']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('--format json=<file>');
  });

  it.each([['--format=sarif='], ['--format', 'yaml'], ['--format', 'yaml=x']])(
    'are refused: %s',
    async (...argv) => {
      expect((await ddlint(createProject(CLEAN), argv)).code).toBe(2);
    },
  );

  it('cannot be written where a directory stands', async () => {
    const cwd = createProject(CLEAN);
    mkdirSync(path.join(cwd, 'out.sarif'));
    const { code, stderr } = await ddlint(cwd, ['--format', 'sarif=out.sarif']);
    expect(code).toBe(2);
    expect(stderr).toBe('ddlint: out.sarif cannot be written (EISDIR).\n');
  });
});
