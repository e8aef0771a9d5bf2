import * as builtInRules from '../rules/index.ts';
import type { Finding } from './finding.ts';
import { FindingWriter } from './findings.ts';
import { blocks, isNew } from './judge.ts';
import { HistoryJudge, RuleBook, type RuleSetting } from './judging.ts';
import type { History, Migration } from './migration.ts';
import type { Source, SourceComment, Unsupported } from './operation.ts';
import type { PostgresVersion } from './postgres/effect.ts';
import type { ApplicationCode, Subject } from './reference.ts';
import { removalOf } from './references/removal.ts';
import { replay, type Reading, type Replay } from './replay.ts';
import type { ReplayMemory } from './replay/memory.ts';
import type { Report, Rule } from './rule.ts';
import type { MigrationEnd, Settings, Step } from './step.ts';
import { applySuppressions, outerComments } from './suppressions.ts';

export type { RuleSetting } from './judging.ts';

/** What decides a run besides the migrations themselves. */
export interface LintSettings {
  readonly postgres: PostgresVersion;
  /**
   * The setting of each rule, by its id, for a file (relative to the working directory); a rule that
   * is not named is off. Files with equal settings should be given the same map.
   */
  readonly rulesFor: (file: string) => ReadonlyMap<string, RuleSetting>;
  /** All new migrations are rolled out together; otherwise each is a deploy of its own. */
  readonly together: boolean;
  /** What the connection of the migrations is set to. */
  readonly connection: Settings;
  /** An ignore comment has to give its reason. */
  readonly requireReason: boolean;
  /** `squawk-ignore` comments count too. Default: they do not. */
  readonly squawkComments?: boolean;
  /** Default: those that ddlint brings. */
  readonly rules?: ReadonlyMap<string, Rule>;
  /**
   * The files that are reported on, of those that are judged: default all. The others belong to the
   * same deploy and are somebody else's business, such as what a branch has committed before.
   */
  readonly isReported?: (file: string) => boolean;
  /** The application's code, where somebody searches it. */
  readonly code?: ApplicationCode;
  /** See `ReplayOptions`. */
  readonly read?: (migration: Migration) => Source;
  /** See `ReplayOptions`. */
  readonly memory?: ReplayMemory;
  /** Called before each migration is read. */
  readonly progress?: (migration: Migration) => void;
}

export type Risk = 'safe' | 'risky' | 'dangerous';

/** What a report says of one migration that was judged. */
export interface MigrationSummary {
  readonly migration: Migration;
  /** `dangerous` with an error, `risky` with a warning or with a statement that cannot be read. */
  readonly risk: Risk;
  /** Reads or writes of a relation in use wait while it is rewritten or read in full. */
  readonly needsMaintenanceWindow: boolean;
  readonly source: Source;
  readonly steps: readonly Step[];
}

/** What was read and judged; a history that was only replayed does not count. */
export interface Coverage {
  readonly files: number;
  readonly statements: number;
  readonly operations: number;
  readonly unsupported: readonly { readonly migration: Migration; readonly operation: Unsupported }[];
}

export interface LintResult {
  /** In the order of the migrations, then of the places in their files. */
  readonly findings: readonly Finding[];
  readonly migrations: readonly MigrationSummary[];
  readonly coverage: Coverage;
}

/** The rules that ddlint brings, by id. */
export const RULES: ReadonlyMap<string, Rule> = new Map(Object.entries<Rule>(builtInRules));

/**
 * Judges the new migrations of each history. Synchronous; `loadParser()` has to have been awaited
 * before. Whatever the migrations hold becomes findings or coverage: it throws only for its own bugs.
 */
export function lint(histories: readonly History[], settings: LintSettings): LintResult {
  return judgeReplayed(replayAll(histories, settings), settings);
}

/** A history with what its migrations have done, and what was thought of each step on the way. */
export interface Replayed {
  readonly history: History;
  readonly run: Replay;
  readonly judge: HistoryJudge;
}

/** The first half of `lint`, for those who have something to prepare for the second. */
export function replayAll(
  histories: readonly History[],
  { postgres, together, connection, progress, code, read, memory, ...settings }: LintSettings,
): readonly Replayed[] {
  const book = new RuleBook(settings.rules ?? RULES, settings.rulesFor);
  return histories.map((history) => {
    const judge = new HistoryJudge(book, history);
    const run = replay(history, {
      postgres,
      together,
      settings: connection,
      ran: (end) => {
        judge.judgeSteps(end);
      },
      ...(progress === undefined ? {} : { progress }),
      ...(code === undefined ? {} : { code }),
      ...(read === undefined ? {} : { read }),
      ...(memory === undefined ? {} : { memory }),
    });
    return { history, run, judge };
  });
}

/** What rules that are on will ask the application's code for. */
export function subjectsOf(replayed: readonly Replayed[], settings: LintSettings): readonly Subject[] {
  const ends = replayed.flatMap(({ run }) => run.ends);
  return ends.flatMap((end) => {
    const rules = settings.rulesFor(end.migration.file);
    return end.steps.flatMap((step) => {
      const removal = removalOf(step, end);
      const isOn = removal !== undefined && (rules.get(removal.rule)?.severity ?? 'off') !== 'off';
      return isOn ? removal.subjects : [];
    });
  });
}

/** The second half of `lint`. `subjects` are what `subjectsOf` gives, where somebody has asked it already. */
export function judgeReplayed(
  replayed: readonly Replayed[],
  settings: LintSettings,
  subjects?: readonly Subject[],
): LintResult {
  const { isReported = () => true } = settings;
  const migrations: MigrationSummary[] = [];
  const findings: Finding[] = [];
  const readings: Reading[] = [];
  settings.code?.expect(subjects ?? subjectsOf(replayed, settings));
  for (const { run, judge } of replayed) {
    const judged = judge.finish(run.end);
    const sources = run.readings.filter((reading) => reading.source !== undefined);
    for (const file of byFile(run.ends, sources)) {
      if (!isReported(file[0].migration.file)) continue;
      const kept = suppress(file, judged, settings);
      findings.push(...kept);
      for (const part of file) migrations.push(summaryOf(part, kept));
    }
    findings.push(...judgedAlone(judged, run).filter(({ file }) => isReported(file)));
    readings.push(...sources.filter(({ migration }) => isReported(migration.file)));
  }
  return { findings, migrations, coverage: coverageOf(readings) };
}

/** What is said of files that hold no judged migration. */
function judgedAlone(
  judged: ReadonlyMap<Migration, readonly Finding[]>,
  { ends }: Replay,
): readonly Finding[] {
  const files = new Set(ends.map(({ migration }) => migration.file));
  return [...judged].flatMap(([{ file }, findings]) => (files.has(file) ? [] : findings));
}

/** The findings in a file that no comment ignores, and what is wrong with the comments. */
function suppress(
  file: FileParts,
  judged: ReadonlyMap<Migration, readonly Finding[]>,
  settings: LintSettings,
): readonly Finding[] {
  const [{ migration }] = file;
  const findings = file.flatMap((part) => judged.get(part.migration) ?? []);
  const comments = commentsOf(file);
  if (comments.length === 0) return findings;
  const { rules = RULES } = settings;
  const setting = settings.rulesFor(migration.file);
  const { kept, problems } = applySuppressions({
    text: migration.text,
    comments,
    statements: file.flatMap(({ source }) => source.statements),
    findings,
    rules: rules.keys(),
    isOn: (rule) => (setting.get(rule)?.severity ?? 'off') !== 'off',
    requireReason: settings.requireReason,
    squawkComments: settings.squawkComments ?? false,
  });
  if (problems.length === 0) return kept;
  const writer = new FindingWriter();
  const reported = problems.flatMap(({ rule, messageId, data, span }) => {
    const severity = setting.get(rule)?.severity ?? 'off';
    const module = rules.get(rule);
    if (severity === 'off' || module === undefined) return [];
    const report: Report = { messageId, data, span, advice: [] };
    return [writer.write({ id: rule, rule: module, severity, report, migration, step: undefined })];
  });
  return [...kept, ...reported].sort((left, right) => left.span.start - right.span.start);
}

/** A migration that was judged, with what was read of it. */
interface Part extends Pick<MigrationEnd, 'migration' | 'steps'> {
  readonly source: Source;
}

/** The migrations that stand in one file, in order. */
type FileParts = readonly [Part, ...Part[]];

function byFile(ends: readonly MigrationEnd[], sources: readonly Reading[]): readonly FileParts[] {
  const files: [Part, ...Part[]][] = [];
  for (const [index, { migration, steps }] of ends.entries()) {
    const part = { migration, steps, source: sources[index]?.source ?? { statements: [], comments: [] } };
    const last = files.at(-1);
    if (last?.[0].migration.file === migration.file) last.push(part);
    else files.push([part]);
  }
  return files;
}

/** The comments of the migrations and those that stand before, between and after them. */
function commentsOf(file: FileParts): readonly SourceComment[] {
  const own = file.flatMap(({ source }) => source.comments);
  const [{ migration }] = file;
  const outer = outerComments(
    migration.text,
    file.map((part) => part.migration.span),
  );
  return [...outer, ...own];
}

/** What stands outside of all migrations of its file counts for none of them. */
function summaryOf({ migration, steps, source }: Part, ofFile: readonly Finding[]): MigrationSummary {
  const risk = riskOf({ migration, source }, ofFile);
  return { migration, risk, needsMaintenanceWindow: steps.some(isLongAndFelt), source, steps };
}

/** What cannot be read in full is not called safe. */
function riskOf(
  { migration, source }: Pick<MigrationSummary, 'migration' | 'source'>,
  ofFile: readonly Finding[],
): Risk {
  const { start, end } = migration.span;
  const findings = ofFile.filter(({ span }) => span.start >= start && span.start <= end);
  if (findings.some(({ severity }) => severity === 'error')) return 'dangerous';
  const isUnread = source.statements.some(({ operations }) =>
    operations.some(({ kind }) => kind === 'unsupported'),
  );
  return isUnread || findings.some(({ severity }) => severity === 'warning') ? 'risky' : 'safe';
}

/** The result with some of its findings only, and with what that makes of its migrations. */
export function withFindings(result: LintResult, findings: readonly Finding[]): LintResult {
  const byFile = new Map<string, Finding[]>();
  for (const finding of findings) byFile.set(finding.file, [...(byFile.get(finding.file) ?? []), finding]);
  const migrations = result.migrations.map((summary) => ({
    ...summary,
    risk: riskOf(summary, byFile.get(summary.migration.file) ?? []),
  }));
  return { ...result, findings, migrations };
}

/** Whether running code waits for as long as it takes to read or write a whole relation. */
function isLongAndFelt(step: Step): boolean {
  const { rewrites, scans } = step.effect;
  return [...rewrites, ...scans].some((relation) => !isNew(step, relation)) && blocks(step).length > 0;
}

function coverageOf(readings: readonly Reading[]): Coverage {
  const total = (count: (reading: Reading) => number): number =>
    readings.reduce((sum, reading) => sum + count(reading), 0);
  return {
    files: new Set(readings.map(({ migration }) => migration.file)).size,
    statements: total(({ statements }) => statements),
    operations: total(({ operations }) => operations),
    unsupported: readings.flatMap(({ migration, unsupported }) =>
      unsupported.map((operation) => ({ migration, operation })),
    ),
  };
}
