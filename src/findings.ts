import { findIndex, keyOf, resolveName } from './catalog/lookup.ts';
import type { Finding } from './finding.ts';
import { mend, type Situation } from './fix/remedy.ts';
import { blocks, mayBeNew } from './judge.ts';
import { lazy } from './lazy.ts';
import { indexLines, locateSpan, type LineIndex } from './lines.ts';
import type { Migration } from './migration.ts';
import type { AdviceStep, Report, Rule, Severity } from './rule.ts';
import type { Step } from './step.ts';
import { inLanguageOf } from './advice/language.ts';
import { isScript } from './script-file.ts';
import { subjectOf } from './subject.ts';

/** Where the page of a rule can be read. */
export function docsUrl(rule: string): string {
  return `https://github.com/ddlint/ddlint/blob/main/docs/rules/${rule}.md`;
}

interface Judged {
  readonly id: string;
  readonly rule: Rule;
  readonly severity: Severity;
  readonly report: Report;
  readonly migration: Migration;
  /** The step that the report is about; undefined for one about a whole migration or a comment. */
  readonly step: Step | undefined;
  /** What the report can be mended in; undefined for one that is not about the up migration of a history. */
  readonly situation?: Situation | undefined;
}

const NOTHING = { fix: [], suggestions: [] };

/** Turns what rules report into findings, with lines, texts and the effect that justifies them. */
export class FindingWriter {
  /** Of the file that was asked for last: findings come file by file. */
  #lines: LineIndex | undefined;

  write({ id, rule, severity, report, migration, step, situation }: Judged): Finding {
    const span = report.span ??
      step?.operation.span ?? { start: migration.span.start, end: migration.span.start };
    // Reports show neither: what fixes and suggests asks for them.
    const mended = lazy(() => (situation === undefined ? NOTHING : mend(report.remedies ?? [], situation)));
    const subject = step === undefined ? undefined : subjectOf(step.operation);
    return {
      rule: id,
      category: rule.meta.category,
      severity: severity === 'error' && depends(rule, report, step) ? 'warning' : severity,
      message: fill(rule.meta.messages[report.messageId] ?? report.messageId, report.data ?? {}),
      advice: renderAdvice(report.advice, migration, step),
      adviceSteps: report.advice,
      file: migration.file,
      span,
      ...locateSpan(this.#linesOf(migration.text), span),
      operation: step?.operation.kind,
      relation: step === undefined ? undefined : relationOf(step),
      name: report.name ?? subject?.name,
      effect: step?.effect,
      blocks: step === undefined ? [] : blocks(step),
      get fix() {
        return report.fix ?? mended().fix;
      },
      get suggestions() {
        return [...(report.suggestions ?? []), ...mended().suggestions];
      },
      references: report.references ?? [],
      docs: rule.meta.docs ?? docsUrl(id),
    };
  }

  #linesOf(text: string): LineIndex {
    if (this.#lines?.text !== text) this.#lines = indexLines(text);
    return this.#lines;
  }
}

/**
 * What is not certain is no error. A table that this deploy makes with IF NOT EXISTS may be new:
 * then nobody waits for it or uses it yet.
 */
function depends({ meta }: Rule, report: Report, step: Step | undefined): boolean {
  if (report.depends === true) return true;
  const { relation } = step === undefined ? {} : subjectOf(step.operation);
  if (step === undefined || relation === undefined || meta.category === 'correctness') return false;
  return mayBeNew(step, relation);
}

/** The table of a step with its schema: the one it names, or the one that its index belongs to. */
export function relationOf(step: Step): string | undefined {
  const { operation, catalog } = step;
  const { relation } = subjectOf(operation);
  if (relation !== undefined) return keyOf(resolveName(catalog, relation));
  if ('index' in operation && typeof operation.index === 'object') {
    const index = findIndex(catalog, operation.index);
    return index === undefined ? undefined : keyOf(index.table);
  }
  return undefined;
}

function fill(template: string, data: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{\{(\w+)\}\}/g, (placeholder, name: string) => data[name] ?? placeholder);
}

/** The steps of the safe way as text: each with its place, its SQL below it. */
function renderAdvice(steps: readonly AdviceStep[], migration: Migration, step: Step | undefined): string {
  const lines: string[] = [];
  for (const [index, advice] of steps.entries()) {
    const number = steps.length > 1 ? `${(index + 1).toString()}. ` : '';
    lines.push(`${number}${advice.title}${placeOf(advice)}${advice.sql === undefined ? '.' : ':'}`);
    for (const line of codeOf(advice, migration)) lines.push(`   ${line}`);
  }
  if (steps.some((advice) => advice.outsideTransaction === true)) lines.push(...optOutOf(migration, step));
  return lines.join('\n');
}

/** The lines of its SQL, in the words of the migration that it stands in. */
function codeOf({ sql }: AdviceStep, { file, tool }: Migration): readonly string[] {
  if (sql === undefined) return [];
  return (isScript(file) ? inLanguageOf(tool, sql) : sql).split('\n');
}

function placeOf({ place }: AdviceStep): string {
  if (place === 'own migration') return ', in a migration of its own';
  if (place === 'later deploy') return ', in a later deploy';
  return '';
}

/** How the steps get out of the tool's transaction, where it has one. */
function optOutOf(migration: Migration, step: Step | undefined): readonly string[] {
  const { scope, because, optOut } = migration.transaction;
  if (step?.transaction.kind === 'explicit') {
    return isScript(migration.file)
      ? ['Send it before the transaction of the migration or after it, and without it.']
      : ['Leave out BEGIN and COMMIT, so that it runs outside of a transaction.'];
  }
  if (scope === 'none' || scope === 'automatic') return [];
  return [optOut ?? `No setting changes that ${because}: run it by hand, outside of the migrations.`];
}
