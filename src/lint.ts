import * as builtInRules from '../rules/index.ts';
import type { Finding } from './finding.ts';
import { FindingWriter } from './findings.ts';
import type { Situation } from './fix/remedy.ts';
import { blocks, isNew } from './judge.ts';
import type { History, HistoryProblem, Migration, TransactionMode } from './migration.ts';
import type { Source, SourceComment, Unsupported } from './operation.ts';
import type { PostgresVersion } from './postgres/effect.ts';
import type { ApplicationCode, Subject } from './reference.ts';
import { removalOf } from './references/removal.ts';
import { replay, type Reading, type Replay } from './replay.ts';
import type { ReplayMemory } from './replay/memory.ts';
import type { EndReport, Report, Rule, Severity } from './rule.ts';
import type { MigrationEnd, Settings, Step } from './step.ts';
import { applySuppressions, outerComments } from './suppressions.ts';

/** How one rule is set for one file. */
export interface RuleSetting {
  readonly severity: Severity | 'off';
  readonly options: object;
}

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

/** A history with what its migrations have done, before anything is thought of it. */
export interface Replayed {
  readonly history: History;
  readonly run: Replay;
}

/** The first half of `lint`, for those who have something to prepare for what is judged. */
export function replayAll(
  histories: readonly History[],
  { postgres, together, connection, progress, code, read, memory }: LintSettings,
): readonly Replayed[] {
  return histories.map((history) => ({
    history,
    run: replay(history, {
      postgres,
      together,
      settings: connection,
      ...(progress === undefined ? {} : { progress }),
      ...(code === undefined ? {} : { code }),
      ...(read === undefined ? {} : { read }),
      ...(memory === undefined ? {} : { memory }),
    }),
  }));
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
  const judge = new Judge(settings);
  const { isReported = () => true } = settings;
  const migrations: MigrationSummary[] = [];
  const findings: Finding[] = [];
  const readings: Reading[] = [];
  settings.code?.expect(subjects ?? subjectsOf(replayed, settings));
  for (const { history, run } of replayed) {
    const judged = judge.history(run, history);
    const sources = run.readings.filter((reading) => reading.source !== undefined);
    for (const file of byFile(run.ends, sources)) {
      if (!isReported(file[0].migration.file)) continue;
      const kept = judge.suppress(file, judged);
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

/** Applies rules to what a replay gives, and comments to what rules say. */
class Judge {
  readonly #settings: LintSettings;
  readonly #rules: ReadonlyMap<string, Rule>;
  readonly #writer = new FindingWriter();
  readonly #active = new WeakMap<ReadonlyMap<string, RuleSetting>, ActiveRules>();

  constructor(settings: LintSettings) {
    this.#settings = settings;
    this.#rules = settings.rules ?? RULES;
  }

  /** The findings of each migration, in the order of their places. */
  history({ ends, end }: Replay, history: History): ReadonlyMap<Migration, Finding[]> {
    const findings = new Map<Migration, Finding[]>();
    const run = { history, ends: new Map(ends.map((end) => [end.migrationIndex, end])) };
    const add = (migration: Migration, finding: Finding): void => {
      const known = findings.get(migration);
      if (known === undefined) findings.set(migration, [finding]);
      else known.push(finding);
    };
    for (const migrationEnd of ends) {
      const { migration } = migrationEnd;
      const active = this.#activeFor(migration.file);
      for (const step of migrationEnd.steps) {
        for (const { rule, handle } of active.handlersOf(step.operation.kind)) {
          for (const report of handle(step.operation, step, rule.options))
            add(migration, this.#write(rule, report, { at: step, run }));
        }
      }
      for (const rule of active.atMigrationEnd) {
        for (const report of rule.rule.on.migrationEnd?.(migrationEnd, rule.options) ?? []) {
          add(migration, this.#write(rule, report, { at: migrationEnd, run }));
        }
      }
    }
    for (const [migration, finding] of this.#judgeEnd(end, run)) add(migration, finding);
    return new Map([...findings].map(([migration, list]) => [migration, this.#heard(list).sort(byPlace)]));
  }

  /** Without what a rule says of a place that another one knows more of. */
  #heard(findings: readonly Finding[]): Finding[] {
    const isTold = ({ rule, span }: Finding): boolean => {
      const better = this.#rules.get(rule)?.meta.yieldsTo;
      return (
        better !== undefined &&
        findings.some((other) => other.rule === better && other.span.start === span.start)
      );
    };
    return findings.filter((finding) => !isTold(finding));
  }

  /** The findings in a file that no comment ignores, and what is wrong with the comments. */
  suppress(file: FileParts, judged: ReadonlyMap<Migration, readonly Finding[]>): readonly Finding[] {
    const [{ migration }] = file;
    const findings = file.flatMap((part) => judged.get(part.migration) ?? []);
    const comments = commentsOf(file);
    if (comments.length === 0) return findings;
    const setting = this.#settings.rulesFor(migration.file);
    const { kept, problems } = applySuppressions({
      text: migration.text,
      comments,
      statements: file.flatMap(({ source }) => source.statements),
      findings,
      rules: this.#rules.keys(),
      isOn: (rule) => (setting.get(rule)?.severity ?? 'off') !== 'off',
      requireReason: this.#settings.requireReason,
      squawkComments: this.#settings.squawkComments ?? false,
    });
    if (problems.length === 0) return kept;
    const reported = problems.flatMap(({ rule, messageId, data, span }) => {
      const severity = setting.get(rule)?.severity ?? 'off';
      const module = this.#rules.get(rule);
      if (severity === 'off' || module === undefined) return [];
      const report: Report = { messageId, data, span, advice: [] };
      return [this.#writer.write({ id: rule, rule: module, severity, report, migration, step: undefined })];
    });
    return [...kept, ...reported].sort((left, right) => left.span.start - right.span.start);
  }

  *#judgeEnd(end: Replay['end'], run: Run): Iterable<readonly [Migration, Finding]> {
    for (const [id, rule] of this.#rules) {
      if (rule.on.historyEnd === undefined) continue;
      for (const report of rule.on.historyEnd(end, this.#optionsOf(id, end))) {
        const migration = migrationAt(report.at, run);
        const active = this.#activeFor(migration.file).get(id);
        if (active !== undefined) yield [migration, this.#write(active, report, { at: report.at, run })];
      }
    }
  }

  /** Options of a rule that looks at a whole history: those of its newest file. */
  #optionsOf(id: string, end: Replay['end']): Options {
    const newest = end.ends.at(-1)?.migration.file ?? '';
    return this.#activeFor(newest).get(id)?.options ?? NO_OPTIONS;
  }

  #write({ id, rule, severity }: ActiveRule, report: Report | EndReport, { at, run }: Reported): Finding {
    const place = 'at' in report ? report.at : at;
    const migration = migrationAt(place, run);
    const step = 'operation' in place ? place : undefined;
    const situation = step === undefined ? undefined : situationOf(step, run);
    return this.#writer.write({ id, rule, severity, report, migration, step, situation });
  }

  #activeFor(file: string): ActiveRules {
    const setting = this.#settings.rulesFor(file);
    const known = this.#active.get(setting);
    if (known !== undefined) return known;
    const active = new ActiveRules(this.#rules, setting);
    this.#active.set(setting, active);
    return active;
  }
}

/** What is judged: the history and, of each migration, what is known when it has run. */
interface Run {
  readonly history: History;
  readonly ends: ReadonlyMap<number, MigrationEnd>;
}

interface Reported {
  readonly at: Step | MigrationEnd | HistoryProblem;
  readonly run: Run;
}

/** The migration of a place, or what stands for a file that is not judged, or that is not there. */
function migrationAt(at: Reported['at'], { history, ends }: Run): Migration {
  if ('migration' in at) return at.migration;
  const { file, text } = at;
  const judged = [...ends.values()].find(({ migration }) => migration.file === file);
  if (judged !== undefined) return judged.migration;
  const span = { start: 0, end: text.length };
  const rest = { isNew: false, missingDown: false, placeholders: false } as const;
  return { file, text, span, id: file, tool: history.tool, direction: 'up', transaction: UNTOUCHED, ...rest };
}

const UNTOUCHED: TransactionMode = { scope: 'none', because: 'nothing of it is run', optOut: undefined };

/** Undefined for a step of a down migration. */
function situationOf(step: Step, { history, ends }: Run): Situation | undefined {
  const end = ends.get(step.migrationIndex);
  return end?.migration === step.migration ? { step, end, history } : undefined;
}

type Options = Record<string, never>;
type StepHandler = (operation: Step['operation'], step: Step, options: Options) => Iterable<Report>;
const NO_OPTIONS: Options = {};

interface ActiveRule {
  readonly id: string;
  readonly rule: Rule;
  readonly severity: Severity;
  readonly options: Options;
}

/** A rule with what it does for one kind of operation. */
interface Handler {
  readonly rule: ActiveRule;
  readonly handle: StepHandler;
}

/** The rules that are on, by what they listen to. */
class ActiveRules {
  readonly atMigrationEnd: readonly ActiveRule[];
  readonly #byId = new Map<string, ActiveRule>();
  readonly #byKind = new Map<Step['operation']['kind'], readonly Handler[]>();

  constructor(rules: ReadonlyMap<string, Rule>, setting: ReadonlyMap<string, RuleSetting>) {
    for (const [id, rule] of rules) {
      const { severity = 'off', options = {} } = setting.get(id) ?? {};
      // What a rule gets has been checked against its schema, which its own type of options stands for.
      if (severity !== 'off')
        this.#byId.set(id, {
          id,
          rule,
          severity,
          options: { ...rule.meta.defaultOptions, ...options },
        });
    }
    this.atMigrationEnd = [...this.#byId.values()].filter(({ rule }) => rule.on.migrationEnd !== undefined);
  }

  get(id: string): ActiveRule | undefined {
    return this.#byId.get(id);
  }

  /** Those for the kind alone come first. */
  handlersOf(kind: Step['operation']['kind']): readonly Handler[] {
    let handlers = this.#byKind.get(kind);
    if (handlers === undefined) {
      handlers = [...this.#handlers(kind), ...this.#handlers('any')];
      this.#byKind.set(kind, handlers);
    }
    return handlers;
  }

  *#handlers(kind: Step['operation']['kind'] | 'any'): Iterable<Handler> {
    for (const rule of this.#byId.values()) {
      // The handler found under an operation's kind is given operations of that kind.
      const handle = rule.rule.on[kind] as StepHandler | undefined;
      if (handle !== undefined) yield { rule, handle };
    }
  }
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

function byPlace(left: Finding, right: Finding): number {
  return left.span.start - right.span.start;
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
