import { FileTree } from '../../src/discover/directory.ts';
import { habitsOf } from '../../src/discover/habits.ts';
import { findTool } from '../../src/discover/tools.ts';
import { diffLines } from '../../src/fix/diff.ts';
import { applyEdits } from '../../src/fix/edit.ts';
import type { Finding } from '../../src/finding.ts';
import { lint, RULES, type LintResult, type RuleSetting } from '../../src/lint.ts';
import type { History, Migration, TransactionMode } from '../../src/migration.ts';
import type { PostgresVersion } from '../../src/postgres/effect.ts';
import type { ApplicationCode } from '../../src/reference.ts';
import { DATABASE_WORDS } from '../../src/references/application.ts';
import { SearchedCode } from '../../src/references/find.ts';
import { MODEL_READERS } from '../../src/references/models.ts';
import { USE_FINDERS } from '../../src/references/uses.ts';
import { codeTree } from './code-tree.ts';
import { RULE_FIXTURES, type Fixture, type FixtureCode, type FixtureFile } from './fixture.ts';

/** The history that a case describes, as `discover` would have found it. */
export function historyOf(fixture: Fixture): History {
  const tool = findTool(fixture.tool);
  if (tool === undefined)
    throw new Error(`${fixture.rule}/${fixture.name}: there is no tool "${fixture.tool}"`);
  // What lies beside the migrations may say how they are run.
  const beside = fixture.files
    .filter(({ other }) => other === true)
    .map(({ name, text }) => [name, text] as const);
  const directory = new FileTree(`${RULE_FIXTURES}/${fixture.rule}`, new Map(beside)).directory('.');
  const migrationOf = (file: FixtureFile, hasDown: boolean): Migration => {
    const span = { start: 0, end: file.text.length };
    const mode = tool.transaction(file.text, { directory, file: file.name, span });
    return {
      file: file.name,
      text: file.text,
      span,
      id: file.name,
      tool: fixture.tool,
      direction: file.down ? 'down' : 'up',
      transaction: fixture.transaction === undefined ? mode : overridden(mode, fixture.transaction),
      isNew: !file.merged,
      missingDown: !hasDown && fixture.files.some(({ down }) => down),
      placeholders: tool.placeholders?.(file.text, { directory, file: file.name, span }) ?? false,
    };
  };

  const migrations: Migration[] = [];
  const downs = new Map<string, Migration>();
  for (const [index, file] of fixture.files.entries()) {
    if (file.down || file.other) continue;
    const down = fixture.files[index + 1];
    const hasDown = down?.down === true;
    migrations.push(migrationOf(file, hasDown));
    if (hasDown) downs.set(file.name, migrationOf(down, true));
  }
  const habits = habitsOf(tool.id);
  return {
    tool: fixture.tool,
    toolName: tool.name,
    directory: '.',
    migrations,
    downs,
    baseline: undefined,
    problems: fixture.problems.map((problem) => ({
      ...problem,
      text: fixture.files.find(({ name }) => name === problem.file)?.text ?? '',
    })),
    ...(habits === undefined ? {} : { habits }),
  };
}

function overridden(mode: TransactionMode, scope: string): TransactionMode {
  const scopes: readonly TransactionMode['scope'][] = ['none', 'file', 'batch', 'simple-query', 'automatic'];
  const known = scopes.find((candidate) => candidate === scope);
  if (known === undefined) throw new Error(`no transaction scope "${scope}"`);
  return { ...mode, scope: known, because: 'the migration tool applies each migration so' };
}

/** The rules that speak of ignore comments, which are nothing without the rules that are ignored. */
export const ABOUT_COMMENTS: readonly string[] = ['invalid-suppression', 'unused-suppression'];

/** Lints a case and keeps what its own rule says. */
export function lintFixture(fixture: Fixture, history = historyOf(fixture)): LintResult {
  const settings = new Map<string, RuleSetting>([
    ...(ABOUT_COMMENTS.includes(fixture.rule) ? recommendedRules() : []),
    [fixture.rule, { severity: 'error', options: fixture.options ?? {} }],
  ]);
  const result = lintWith(fixture, settings, history);
  return { ...result, findings: result.findings.filter(({ rule }) => rule === fixture.rule) };
}

/** Lints a case as it says, with these rules. */
export function lintWith(
  fixture: Fixture,
  settings: ReadonlyMap<string, RuleSetting>,
  history = historyOf(fixture),
): LintResult {
  return lint([history], {
    postgres: (fixture.postgres ?? 18) as PostgresVersion,
    rulesFor: () => settings,
    together: fixture.together,
    connection: { lockTimeout: fixture.lockTimeout, statementTimeout: fixture.statementTimeout },
    requireReason: fixture.requireReason,
    ...(fixture.code === undefined ? {} : { code: codeOf(fixture.code) }),
  });
}

function codeOf({ head, deployed }: FixtureCode): ApplicationCode {
  const revision = '1234567890abcdef1234567890abcdef12345678';
  const tree = codeTree(head);
  const places = {
    head: tree,
    deployed: deployed && codeTree(deployed, { moment: 'deployed', revision }),
    isStopped: false,
    isApplication: () => tree.filesWith(DATABASE_WORDS).length > 0,
    root: '/',
    cwd: '/',
  };
  return new SearchedCode(places, { models: MODEL_READERS, uses: USE_FINDERS });
}

/** Each rule of the preset `recommended` with its own severity. */
export function recommendedRules(): ReadonlyMap<string, RuleSetting> {
  const on = [...RULES].filter(([, { meta }]) => meta.preset === 'recommended');
  return new Map(on.map(([id, { meta }]) => [id, { severity: meta.severity, options: {} }]));
}

/** A finding as a person sees it: its lines underlined, then what is said. */
export function renderFinding(finding: Finding, text: string): string {
  const lines = text.split('\n').slice(finding.line - 1, finding.endLine);
  const source = lines.flatMap((line, index) => {
    const from = index === 0 ? finding.column - 1 : line.length - line.trimStart().length;
    const to = index === lines.length - 1 ? finding.endColumn - 1 : line.length;
    return [`  ${line}`, `  ${' '.repeat(from)}${'~'.repeat(Math.max(1, to - from))}`];
  });
  const place = `${finding.file}:${finding.line.toString()}:${finding.column.toString()}`;
  const about = [finding.operation, finding.relation, finding.name]
    .filter((part) => part !== undefined)
    .join(' ');
  return [
    `${place} ${finding.severity} (${about})`,
    ...source,
    `  ${finding.message}`,
    ...finding.references.map(
      ({ file, line, in: moment, text, kind, confidence }) =>
        `  > ${file}:${line.toString()} (${moment}, ${kind}, ${confidence}) ${text}`,
    ),
    ...(finding.advice === '' ? [] : finding.advice.split('\n').map((line) => `  | ${line}`)),
    ...(finding.fix.length === 0
      ? []
      : ['  fix:', ...diffLines(text, applyEdits(text, finding.fix), 0).map(indented)]),
    ...finding.suggestions.flatMap(({ title, edits, files = [] }) => [
      `  suggestion: ${title}`,
      ...diffLines(text, applyEdits(text, edits), 0).map(indented),
      ...files.flatMap((file) => [
        `    in ${file.file}`,
        ...file.text
          .trimEnd()
          .split('\n')
          .map((line) => `    +${line}`),
      ]),
    ]),
  ].join('\n');
}

function indented(line: string): string {
  return `    ${line}`;
}
