import type { Finding } from '../../finding.ts';
import type { MigrationSummary } from '../../lint.ts';
import type { Span } from '../../operation.ts';
import { adviceParts } from '../advice-text.ts';
import { placesOf } from '../references.ts';
import { count, enumerate } from '../text.ts';
import { html, pathMarkup, type Markup } from './markup.ts';
import {
  timelineOf,
  type Timeline,
  type TimelineGroup,
  type TimelineLock,
  type TimelineStatement,
} from './timeline.ts';

/** What one migration is shown with. */
export interface Shown {
  readonly summary: MigrationSummary;
  /** Of the section, for links. */
  readonly id: string;
  readonly name: string;
  /** Those in the migration's own part of its file. */
  readonly findings: readonly Finding[];
  /** The name of a file as all machines see it. */
  readonly pathOf: (file: string) => string;
}

/** More tables than this have no bar of their own; the text beside the code names them all. */
const MOST_LANES = 8;
/** From so many statements in a row on that nobody waits for, they are folded away. */
const FOLDED_FROM = 4;

/** A migration's statements in the order in which they run. */
export function migrationSection({ summary, id, name, findings, pathOf }: Shown): Markup {
  const { migration, risk, needsMaintenanceWindow } = summary;
  const timeline = timelineOf(summary, findings);
  const lanes = timeline.lanes.slice(0, MOST_LANES);
  const about = [
    `${migration.tool}, ${count(
      timeline.groups.reduce((sum, { statements }) => sum + statements.length, 0),
      'statement',
    )}`,
    ...(needsMaintenanceWindow ? ['wants a maintenance window'] : []),
  ];
  const page = { lanes, text: migration.text, pathOf };
  return html`<section
    class="migration"
    id="${id}"
    aria-labelledby="${id}-title"
    style="${laneWidths(lanes.length)}"
  >
    <div class="title">
      <h3 id="${id}-title">${pathMarkup(name)}</h3>
      <span class="badge ${risk}">${risk}</span>
    </div>
    <p class="about">${about.join('; ')}</p>
    ${laneKey(timeline, lanes)}${timeline.groups.map((group) => groupOf(group, page))}${aloneOf(timeline, page)}
  </section> `;
}

interface Page {
  readonly lanes: readonly string[];
  /** Of the whole file. */
  readonly text: string;
  readonly pathOf: (file: string) => string;
}

function laneWidths(lanes: number): string {
  const width = (lane: number, gap: number): number => (lanes === 0 ? 0 : lanes * (lane + gap) - gap);
  return `--lanes: ${width(18, 4).toString()}px; --narrow-lanes: ${width(12, 3).toString()}px`;
}

function laneKey({ lanes: all }: Timeline, lanes: readonly string[]): Markup | undefined {
  if (lanes.length === 0) return undefined;
  const more = all.length - lanes.length;
  return html`<ul class="lanes-key" aria-label="Tables">
    ${lanes.map(
      (relation, index) => html`<li><b>${index + 1}</b> <code>${relation}</code></li>`,
    )}${more > 0 ? html`<li>and ${count(more, 'more table')}</li>` : undefined}
  </ul> `;
}

function groupOf({ transaction, statements }: TimelineGroup, page: Page): Markup {
  const heading =
    transaction === undefined
      ? html`<h4>${statements.length === 1 ? 'In no transaction' : 'Each statement by itself'}</h4>`
      : html`<h4>One transaction</h4>
          <p>${because(transaction)}</p>`;
  return html`<div class="transaction">${heading}</div>
    <ol>
      ${foldQuiet(statements)
        .map((part) =>
          part.length < FOLDED_FROM ? part.map((row) => rowOf(row, page)) : quietRows(part, page),
        )
        .flat()}
    </ol> `;
}

function because({ kind, mode }: NonNullable<TimelineGroup['transaction']>): string {
  if (kind === 'explicit') return 'The migration opens it itself. Locks are held until it ends.';
  const { because: reason } = mode;
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}. Locks are held until it ends.`;
}

/** Statements that somebody should look at by themselves, and runs of the others. */
function foldQuiet(statements: readonly TimelineStatement[]): readonly (readonly TimelineStatement[])[] {
  const parts: TimelineStatement[][] = [];
  let quiet: TimelineStatement[] | undefined;
  for (const statement of statements) {
    if (!isQuiet(statement)) {
      quiet = undefined;
      parts.push([statement]);
    } else if (quiet === undefined) {
      quiet = [statement];
      parts.push(quiet);
    } else quiet.push(statement);
  }
  return parts;
}

function isQuiet({ locks, findings, work, unread }: TimelineStatement): boolean {
  const isFelt = locks.some(({ blocks }) => blocks.length > 0);
  return !isFelt && findings.length === 0 && work.length === 0 && unread.length === 0;
}

function quietRows(statements: readonly TimelineStatement[], page: Page): Markup {
  const rows = statements.map((row) => rowOf(row, page));
  return html`<li>
    <details class="quiet">
      <summary>${count(statements.length, 'statement')} that nobody waits for</summary>
      <ol>
        ${rows}
      </ol>
    </details>
  </li> `;
}

function rowOf(row: TimelineStatement, page: Page): Markup {
  const bars = page.lanes.map((relation, index) =>
    barOf(
      row.locks.find((lock) => lock.relation === relation),
      index,
    ),
  );
  return html`<li class="row">
    <div class="lanes" aria-hidden="true">${bars}</div>
    <div class="code">
      <p class="at">Line ${row.line}</p>
      <pre><code>${codeOf(row, page.text)}</code></pre>
    </div>
    <div class="facts">${locksOf(row)}${row.findings.map((finding) => findingOf(finding, page.pathOf))}</div>
  </li> `;
}

function barOf(lock: TimelineLock | undefined, index: number): Markup {
  if (lock === undefined || lock.isNew) return html`<span class="lane"></span>`;
  const state = lock.heldSince === undefined ? 'taken' : 'held';
  return html`<span class="lane ${strength(lock)} ${state}"
    >${state === 'taken' ? index + 1 : undefined}</span
  >`;
}

function strength({ blocks }: TimelineLock): 'all' | 'writes' | 'none' {
  if (blocks.includes('reads')) return 'all';
  return blocks.length > 0 ? 'writes' : 'none';
}

function locksOf({ locks, work, unread }: TimelineStatement): Markup {
  const lines = [
    ...locks.map(lockLine),
    ...work.map((phrase) => html`<li>${phrase.charAt(0).toUpperCase() + phrase.slice(1)}</li>`),
    ...unread.map((reason) => html`<li>Could not be read: ${reason}</li>`),
  ];
  return html`<ul class="locks" aria-label="Locks">
    ${lines.length === 0 ? html`<li class="soft">No table is locked</li>` : lines}
  </ul>`;
}

function lockLine(lock: TimelineLock): Markup {
  const { relation, mode, blocks, isNew, heldSince } = lock;
  const waits = isNew
    ? 'new, so nobody waits'
    : blocks.length === 0
      ? 'reads and writes go on'
      : `${enumerate(blocks)} wait`;
  const since = heldSince === undefined ? '' : `, held since ${heldSince}`;
  const style = isNew ? 'soft' : `mode ${strength(lock)}`;
  return html`<li>
    <code>${relation}</code> <span class="${style}">${mode}</span>
    <span class="soft">– ${waits}${since}</span>
  </li>`;
}

/** The statement with the places of its findings marked. */
function codeOf({ statement, findings }: TimelineStatement, text: string): Markup {
  const { start, end } = statement.span;
  const parts: (string | Markup)[] = [];
  let at = start;
  for (const span of marksOf(findings, end)) {
    if (span.start < at) continue;
    parts.push(text.slice(at, span.start), html`<mark>${text.slice(span.start, span.end)}</mark>`);
    at = span.end;
  }
  return html`${[...parts, text.slice(at, end)]}`;
}

function marksOf(findings: readonly Finding[], end: number): readonly Span[] {
  return findings
    .map(({ span }) => ({ start: span.start, end: Math.min(span.end, end) }))
    .filter((span) => span.end > span.start)
    .sort((left, right) => left.start - right.start || left.end - right.end);
}

function findingOf(finding: Finding, pathOf: Page['pathOf']): Markup {
  const { rule, severity, docs, message, advice } = finding;
  return html`<div class="finding is-${severity}">
    <p>
      <span class="badge ${severity}">${severity}</span>
      ${docs === '' ? rule : html`<a href="${docs}">${rule}</a>`}
    </p>
    <p>${message}</p>
    ${placeList(finding, pathOf)} ${advice === '' ? undefined : adviceOf(advice)}
  </div>`;
}

/** Where what the statement takes away is still used. */
function placeList(finding: Finding, pathOf: Page['pathOf']): Markup | undefined {
  if (finding.references.length === 0) return undefined;
  const { shown, rest } = placesOf(finding, pathOf);
  const places = shown.map(
    ({ words, text }) =>
      html`<li>
        ${pathMarkup(words)}:
        <code>${text}</code>
      </li>`,
  );
  return html`<ul class="places">
    ${places}${rest === '' ? undefined : html`<li>${rest}</li>`}
  </ul>`;
}

function adviceOf(advice: string): Markup {
  const parts = adviceParts(advice).map(
    ({ number, text, code }) =>
      html`<p>${number}${text}</p>
        ${code === '' ? undefined : html`<pre><code>${code}</code></pre>`}`,
  );
  return html`<details class="advice">
    <summary>What to do instead</summary>
    ${parts}
  </details>`;
}

function aloneOf({ findings }: Timeline, { text, pathOf }: Page): Markup | undefined {
  if (findings.length === 0) return undefined;
  const shown = findings.map((finding) => {
    const code = text.slice(finding.span.start, finding.span.end).trim();
    return html`<p class="at">Line ${finding.line}</p>
      ${code === '' ? undefined : html`<pre><code>${code}</code></pre>`}${findingOf(finding, pathOf)}`;
  });
  return html`<div class="alone">${shown}</div> `;
}
