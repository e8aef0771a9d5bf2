import type { Finding } from './finding.ts';
import { FindingWriter } from './findings.ts';
import type { Situation } from './fix/remedy.ts';
import type { History, HistoryProblem, Migration, TransactionMode } from './migration.ts';
import type { EndReport, Report, Rule, Severity } from './rule.ts';
import type { HistoryEnd, MigrationEnd, Step } from './step.ts';

/** How one rule is set for one file. */
export interface RuleSetting {
  readonly severity: Severity | 'off';
  readonly options: object;
}

/** The rules of a run, as they are set for each file. */
export class RuleBook {
  /** All there are, by id, whether they are on or off. */
  readonly rules: ReadonlyMap<string, Rule>;
  readonly #settingsFor: (file: string) => ReadonlyMap<string, RuleSetting>;
  readonly #active = new WeakMap<ReadonlyMap<string, RuleSetting>, ActiveRules>();

  constructor(
    rules: ReadonlyMap<string, Rule>,
    settingsFor: (file: string) => ReadonlyMap<string, RuleSetting>,
  ) {
    this.rules = rules;
    this.#settingsFor = settingsFor;
  }

  activeFor(file: string): ActiveRules {
    const setting = this.#settingsFor(file);
    const known = this.#active.get(setting);
    if (known !== undefined) return known;
    const active = new ActiveRules(this.rules, setting);
    this.#active.set(setting, active);
    return active;
  }
}

/**
 * Applies rules to a history. What they say of a step is asked for as soon as its migration has
 * run, while the catalog that it saw is the newest, in which a look-up is quickest. The rest is
 * asked for at the end, when the application's code has been searched.
 */
export class HistoryJudge {
  readonly #book: RuleBook;
  readonly #writer = new FindingWriter();
  readonly #history: History;
  readonly #ends = new Map<number, MigrationEnd>();
  readonly #findings = new Map<Migration, Finding[]>();

  constructor(book: RuleBook, history: History) {
    this.#book = book;
    this.#history = history;
  }

  /** Takes a new migration that has run, in order. */
  judgeSteps(end: MigrationEnd): void {
    this.#ends.set(end.migrationIndex, end);
    const active = this.#book.activeFor(end.migration.file);
    for (const step of end.steps) {
      for (const { rule, handle } of active.handlersOf(step.operation.kind)) {
        for (const report of handle(step.operation, step, rule.options))
          this.#add(end.migration, this.#write(rule, report, step));
      }
    }
  }

  /** The findings of each migration, in the order of their places, when all of them have run. */
  finish(historyEnd: HistoryEnd): ReadonlyMap<Migration, Finding[]> {
    for (const end of this.#ends.values()) {
      for (const rule of this.#book.activeFor(end.migration.file).atMigrationEnd) {
        for (const report of rule.rule.on.migrationEnd?.(end, rule.options) ?? [])
          this.#add(end.migration, this.#write(rule, report, end));
      }
    }
    this.#judgeHistory(historyEnd);
    return new Map(
      [...this.#findings].map(([migration, list]) => [migration, this.#heard(list).sort(byPlace)]),
    );
  }

  #judgeHistory(historyEnd: HistoryEnd): void {
    for (const [id, rule] of this.#book.rules) {
      if (rule.on.historyEnd === undefined) continue;
      for (const report of rule.on.historyEnd(historyEnd, this.#optionsOf(id, historyEnd))) {
        const migration = this.#migrationAt(report.at);
        const active = this.#book.activeFor(migration.file).get(id);
        if (active !== undefined) this.#add(migration, this.#write(active, report, report.at));
      }
    }
  }

  /** Options of a rule that looks at a whole history: those of its newest file. */
  #optionsOf(id: string, { ends }: HistoryEnd): Options {
    const newest = ends.at(-1)?.migration.file ?? '';
    return this.#book.activeFor(newest).get(id)?.options ?? NO_OPTIONS;
  }

  #add(migration: Migration, finding: Finding): void {
    const known = this.#findings.get(migration);
    if (known === undefined) this.#findings.set(migration, [finding]);
    else known.push(finding);
  }

  /** Without what a rule says of a place that another one knows more of. */
  #heard(findings: readonly Finding[]): Finding[] {
    const isTold = ({ rule, span }: Finding): boolean => {
      const better = this.#book.rules.get(rule)?.meta.yieldsTo;
      return (
        better !== undefined &&
        findings.some((other) => other.rule === better && other.span.start === span.start)
      );
    };
    return findings.filter((finding) => !isTold(finding));
  }

  #write({ id, rule, severity }: ActiveRule, report: Report | EndReport, at: Place): Finding {
    const place = 'at' in report ? report.at : at;
    const migration = this.#migrationAt(place);
    const step = 'operation' in place ? place : undefined;
    const situation = step === undefined ? undefined : this.#situationOf(step);
    return this.#writer.write({ id, rule, severity, report, migration, step, situation });
  }

  /** The migration of a place, or what stands for a file that is not judged, or that is not there. */
  #migrationAt(at: Place): Migration {
    if ('migration' in at) return at.migration;
    const { file, text } = at;
    const judged = [...this.#ends.values()].find(({ migration }) => migration.file === file);
    if (judged !== undefined) return judged.migration;
    const span = { start: 0, end: text.length };
    const { tool } = this.#history;
    const rest = { isNew: false, missingDown: false, placeholders: false } as const;
    return { file, text, span, id: file, tool, direction: 'up', transaction: UNTOUCHED, ...rest };
  }

  /** Undefined for a step of a down migration. */
  #situationOf(step: Step): Situation | undefined {
    const end = this.#ends.get(step.migrationIndex);
    return end?.migration === step.migration ? { step, end, history: this.#history } : undefined;
  }
}

type Place = Step | MigrationEnd | HistoryProblem;

const UNTOUCHED: TransactionMode = { scope: 'none', because: 'nothing of it is run', optOut: undefined };

function byPlace(left: Finding, right: Finding): number {
  return left.span.start - right.span.start;
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
