import type { Migration, ToolId } from '../migration.ts';
import type { Span } from '../operation.ts';
import { parseSql } from '../parse/sql.ts';
import { tokenize } from '../parse/tokens.ts';
import type { Edit } from '../rule.ts';
import type { Step } from '../step.ts';
import { applyEdits } from './edit.ts';
import type { Layout, Taken } from './layout.ts';

/** The layout of a statement in an SQL file. */
export function sqlLayout(step: Step): Layout {
  const place = placeOf(step);
  const { text, span, start, end, indent, lineEnd, separator, isClosed } = place;
  const write = (sql: string): string => {
    const lines = lay(sql, step.migration.tool).replaceAll('\n', `${lineEnd}${indent}`);
    return indent === '' ? lines : atLineStart(lines, lineEnd);
  };
  return {
    before: (sql) => [insertion(start, `${write(sql)}${separator}${lineEnd}${indent}`)],
    after: (sql) => [
      ...(isClosed ? [] : [insertion(span.end, ';')]),
      insertion(separator === '' ? end : span.end, `${separator}${lineEnd}${indent}${write(sql)}`),
    ],
    replace: (sql, of) => replaceIn(place, step, { sql: write(sql), of }),
    isBuilt: false,
    take: () => takeFrom(place, step),
    withEdits: (edits) => {
      const moved = edits.map((edit) => ({
        ...edit,
        span: { start: edit.span.start - span.start, end: edit.span.end - span.start },
      }));
      const sql = applyEdits(text.slice(span.start, span.end), moved);
      return isClosed ? sql : `${sql};`;
    },
  };
}

/** A statement and what stands around it. */
interface Place {
  readonly text: string;
  readonly span: Span;
  /** Of the comments above it, or of the statement. */
  readonly start: number;
  /** Of a comment behind it on the same line, or of the statement. */
  readonly end: number;
  readonly indent: string;
  readonly lineEnd: string;
  /** What the tool wants between two statements. */
  readonly separator: string;
  readonly isClosed: boolean;
  readonly comments: readonly Span[];
}

function placeOf({ migration, statement: { span } }: Step): Place {
  const { text, tool } = migration;
  const comments = commentsOf(migration);
  return {
    text,
    span,
    start: withComments(span, migration, comments),
    end: endOfLine(span.end, text, comments),
    indent: /^[ \t]*/.exec(text.slice(lineStart(text, span.start), span.start))?.[0] ?? '',
    lineEnd: eol(text),
    separator: tool === 'drizzle' ? BREAKPOINT : '',
    isClosed: text.slice(span.start, span.end).endsWith(';'),
    comments,
  };
}

/** A subcommand of ALTER TABLE splits its statement: those before it, what takes its place, those after it. */
function replaceIn(
  place: Place,
  { operation, statement }: Step,
  { sql, of }: { readonly sql: string; readonly of: 'statement' | undefined },
): readonly Edit[] | undefined {
  const { span, isClosed, lineEnd, indent } = place;
  const last = sql.replace(/;$/, '');
  if (of === 'statement' || statement.operations.length === 1)
    return [overwrite(place, span, isClosed ? sql : last)];
  const clause = clauseOf(place, operation.span, statement.operations);
  if (clause === undefined) return undefined;
  const { head, previous, next } = clause;
  const lead = previous === undefined ? '' : `;${lineEnd}${indent}`;
  const start = previous ?? span.start;
  if (next === undefined) return [overwrite(place, { start, end: operation.span.end }, last, lead)];
  return [overwrite(place, { start, end: next }, `${sql}${lineEnd}${indent}${head}`, lead)];
}

function takeFrom(place: Place, { operation, statement }: Step): Taken | undefined {
  const { text, span, start, end } = place;
  if (statement.operations.length > 1) {
    const clause = clauseOf(place, operation.span, statement.operations);
    if (clause === undefined) return undefined;
    const { previous, next } = clause;
    const removed =
      previous === undefined
        ? { start: operation.span.start, end: next ?? operation.span.end }
        : { start: previous, end: operation.span.end };
    return { edits: [overwrite(place, removed, '')], around: [], inside: [] };
  }
  const isOnLines = lineStart(text, start) === start && /^(?:\r?\n|$)/.test(text.slice(end));
  const behind = /^(?:\r?\n)*/.exec(text.slice(end))?.[0] ?? '';
  const removed = { start, end: isOnLines ? end + behind.length : end };
  const around = [
    { start, end: span.start },
    { start: span.end, end },
  ];
  return {
    edits: [{ span: removed, text: '' }],
    around: around.flatMap((part) => commentLines(place, part)),
    inside: commentLines(place, span),
  };
}

/** The ends of the clauses around one of several; undefined where they are no clauses of one ALTER TABLE. */
function clauseOf({ text, span }: Place, own: Span, operations: readonly { readonly span: Span }[]) {
  const clauses = operations.map((operation) => operation.span);
  const index = clauses.findIndex(({ start, end }) => start === own.start && end === own.end);
  const isList = clauses.every((clause, at) => at === 0 || clause.start > (clauses[at - 1]?.end ?? 0));
  const first = clauses[0]?.start ?? span.start;
  const head = text.slice(span.start, first);
  if (!isList || index < 0 || !/^alter\s+table\b/i.test(head)) return undefined;
  return { head, previous: clauses[index - 1]?.end, next: clauses[index + 1]?.start };
}

/** Puts a text in the place of a span; comments in it stay, each on a line above. */
function overwrite(place: Place, span: Span, sql: string, lead = ''): Edit {
  const { lineEnd, indent } = place;
  const comments = missingFrom(sql, commentLines(place, span)).map(
    (comment) => `${comment}${lineEnd}${indent}`,
  );
  const parts = lead === '' && span.start !== place.span.start && comments.length > 0;
  return { span, text: `${parts ? lineEnd + indent : lead}${comments.join('')}${sql}` };
}

/** The comments that SQL made of a statement has not taken over with its parts. */
export function missingFrom(sql: string, comments: readonly string[]): readonly string[] {
  return comments.filter((comment) => !sql.includes(comment));
}

function commentLines({ text, comments }: Place, span: Span): readonly string[] {
  return comments
    .filter(({ start, end }) => start >= span.start && end <= span.end)
    .map(({ start, end }) => text.slice(start, end));
}

/** What Drizzle puts between two statements. */
const BREAKPOINT = '--> statement-breakpoint';

/** The statements as the tool wants to find them in a file, each on lines of its own, below its comments. */
export function lay(sql: string, tool: ToolId): string {
  const statements = statementsIn(sql);
  if (tool === 'drizzle') return statements.join(`${BREAKPOINT}\n`);
  return statements.map((statement) => (tool === 'goose' ? inGoose(statement) : statement)).join('\n');
}

/** goose takes for a marker only what stands at the start of its line. */
function atLineStart(lines: string, lineEnd: string): string {
  return lines.replaceAll(/(^|\n)[ \t]*(?=-- \+goose )/g, (_, before: string) => before || lineEnd);
}

/** goose ends a statement at each semicolon, unless it is told where the end is. */
function inGoose(statement: string): string {
  if (!statement.replace(/;$/, '').includes(';')) return statement;
  return `-- +goose StatementBegin\n${statement}\n-- +goose StatementEnd`;
}

/** Each statement of SQL that is not in a file, with the comments before it. */
function statementsIn(sql: string): readonly string[] {
  const { statements } = parseSql(sql, { start: 0, end: sql.length }, { placeholders: false });
  return statements.map(({ span }, index) =>
    sql.slice(statements[index - 1]?.span.end ?? 0, span.end).trim(),
  );
}

/** The line end that the text is written with. */
export function eol(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

export function insertion(at: number, text: string): Edit {
  return { span: { start: at, end: at }, text };
}

const COMMENTS = new WeakMap<Migration, readonly Span[]>();

function commentsOf(migration: Migration): readonly Span[] {
  const known = COMMENTS.get(migration);
  if (known !== undefined) return known;
  const { comments } = tokenize(migration.text, migration.span, migration.placeholders);
  COMMENTS.set(migration, comments);
  return comments;
}

/** Comments that tell a tool what to do, and are about more than the statement below them. */
const MARKER =
  /^--(?:>|!|[ \t]*(?:\+\w|migrate:|liquibase|changeset|rollback|precondition|atlas:|no-transaction|[-\s]*(?:up|down)[ \t]+migration\b))/i;

/** The start of the comments that stand directly above a statement, or of the statement itself. */
function withComments({ start }: Span, { text, span }: Migration, comments: readonly Span[]): number {
  let at = start;
  for (const comment of comments.toReversed()) {
    if (comment.end > at) continue;
    const isAbove = /^[ \t]*(?:\r\n|\n)?[ \t]*$/.test(text.slice(comment.end, at));
    const isAlone = text.slice(lineStart(text, comment.start), comment.start).trim() === '';
    if (!isAbove || !isAlone || comment.start < span.start) break;
    if (MARKER.test(text.slice(comment.start, comment.end))) break;
    at = comment.start;
  }
  return at;
}

export function lineStart(text: string, offset: number): number {
  if (offset === 0) return 0;
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}

/** Behind a comment that stands on the line on which a statement ends; else where that ends. */
function endOfLine(offset: number, text: string, comments: readonly Span[]): number {
  const comment = comments.find(({ start }) => start >= offset);
  if (comment === undefined || !/^[ \t]*$/.test(text.slice(offset, comment.start))) return offset;
  return /^[ \t]*(?:\r|\n|$)/.test(text.slice(comment.end)) ? comment.end : offset;
}
