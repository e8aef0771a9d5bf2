import type { Migration, ToolId } from '../migration.ts';
import type { Span } from '../operation.ts';
import { parseSql } from '../parse/sql.ts';
import { tokenize } from '../parse/tokens.ts';
import type { Edit } from '../rule.ts';
import type { Step } from '../step.ts';
import type { Layout } from './layout.ts';

/** The layout of a statement in an SQL file. */
export function sqlLayout({ migration, statement }: Step): Layout {
  const { text, tool } = migration;
  const { span } = statement;
  const comments = commentsOf(migration);
  const start = withComments(span, migration, comments);
  const indent = /[ \t]*$/.exec(text.slice(lineStart(text, span.start), span.start))?.[0] ?? '';
  const isClosed = text.slice(span.start, span.end).endsWith(';');
  const write = (sql: string): string => inFile(lay(sql, tool), text, indent);
  const separator = tool === 'drizzle' ? BREAKPOINT : '';
  return {
    before: (sql) => [insertion(start, `${write(sql)}${separator}${eol(text)}${indent}`)],
    after: (sql) => [
      ...(isClosed ? [] : [insertion(span.end, ';')]),
      insertion(
        separator === '' ? endOfLine(span.end, text, comments) : span.end,
        `${separator}${eol(text)}${indent}${write(sql)}`,
      ),
    ],
    replace: (sql) => {
      const kept = comments.filter(({ start: at, end }) => at >= span.start && end <= span.end);
      const above = kept.map((comment) => `${text.slice(comment.start, comment.end)}${eol(text)}${indent}`);
      return [{ span, text: `${above.join('')}${write(sql)}` }];
    },
  };
}

/** What Drizzle puts between two statements. */
const BREAKPOINT = '--> statement-breakpoint';

/** The statements as the tool wants to find them in a file, each on lines of its own. */
function lay(sql: string, tool: ToolId): string {
  const statements = statementsIn(sql);
  if (tool === 'drizzle') return statements.join(`${BREAKPOINT}\n`);
  // goose ends a statement at each semicolon, unless it is told where the end is.
  if (tool === 'goose') {
    return statements
      .map((statement) =>
        statement.slice(0, -1).includes(';')
          ? `-- +goose StatementBegin\n${statement}\n-- +goose StatementEnd`
          : statement,
      )
      .join('\n');
  }
  return statements.join('\n');
}

function statementsIn(sql: string): readonly string[] {
  const { statements } = parseSql(sql, { start: 0, end: sql.length }, { placeholders: false });
  return statements.map(({ span }) => sql.slice(span.start, span.end));
}

/** With the line ends and the indentation of the place that it goes to. */
function inFile(lines: string, text: string, indent: string): string {
  return lines.replaceAll('\n', `${eol(text)}${indent}`);
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

function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}

/** Behind a comment that stands on the line on which a statement ends; else where that ends. */
function endOfLine(offset: number, text: string, comments: readonly Span[]): number {
  const comment = comments.find(({ start }) => start >= offset);
  if (comment === undefined || !/^[ \t]*$/.test(text.slice(offset, comment.start))) return offset;
  return /^[ \t]*(?:\r|\n|$)/.test(text.slice(comment.end)) ? comment.end : offset;
}
