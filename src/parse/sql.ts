import type { SourceComment, Span } from '../operation.ts';
import { splitStatements } from './split.ts';
import { parseStatement, type Mask, type ParsedStatement } from './statement.ts';
import { tokenize } from './tokens.ts';

export { loadParser, loadParserSync } from './grammar.ts';
export type { ParsedStatement } from './statement.ts';

/** A backslash command of psql: `\connect app` has the name `connect` and the argument `app`. */
export interface PsqlCommand {
  readonly name: string;
  readonly argument: string;
  readonly span: Span;
}

export interface ParsedSql {
  readonly statements: readonly ParsedStatement[];
  readonly comments: readonly SourceComment[];
  readonly commands: readonly PsqlCommand[];
}

/**
 * Reads the statements of a range of a file, each by itself, so that a syntax error hides nothing
 * else. Never throws once `loadParser` has run; lines of COPY data are left out.
 */
export function parseSql(text: string, span: Span, options: { readonly placeholders: boolean }): ParsedSql {
  const lexed = tokenize(text, span, options.placeholders);
  let next = 0;
  const blanksBefore = (end: number): readonly Mask[] => {
    const first = next;
    while ((lexed.commands[next]?.start ?? Infinity) < end) next++;
    return lexed.commands
      .slice(first, next)
      .map((span) => ({ span, text: ' '.repeat(span.end - span.start) }));
  };
  const statements = splitStatements(text, lexed).map((tokens) => {
    const whole = { start: tokens[0]?.start ?? span.end, end: tokens.at(-1)?.end ?? span.end };
    return parseStatement(text, whole, tokens, blanksBefore(whole.end));
  });
  return {
    statements,
    comments: lexed.comments.map((comment) => ({ span: comment, text: commentText(text, comment) })),
    commands: lexed.commands.map((command) => psqlCommand(text, command)),
  };
}

/** What a comment says, without its delimiters. */
export function commentText(text: string, { start, end }: Span): string {
  return text.slice(start + 2, text.charAt(start) === '-' ? end : end - 2);
}

function psqlCommand(text: string, span: Span): PsqlCommand {
  const line = text.slice(span.start + 1, span.end);
  const end = line.search(/\s/);
  const name = end < 0 ? line : line.slice(0, end);
  return { name, argument: line.slice(name.length).trim(), span };
}
