import type { Node } from 'libpg-query';
import type { SourceComment, Span } from '../operation.ts';
import { parseWithGrammar, type GrammarError } from './grammar.ts';
import { byteOffsets, codePointOffset } from './offsets.ts';
import { fill, fillQuotedName, FILLINGS, type Filling } from './placeholders.ts';
import { splitStatements } from './split.ts';
import { tokenize, type Token } from './tokens.ts';

export { loadParser } from './grammar.ts';

/** What Postgres says of a statement that it cannot read, and the token it points at. */
export interface SyntaxProblem {
  readonly message: string;
  /** Absolute in the file. */
  readonly span: Span;
}

/** One statement of a range, parsed by itself. */
export interface ParsedStatement {
  /** From the first token to the end of the semicolon or of the last token; absolute in the file. */
  readonly span: Span;
  /** As given to the grammar: placeholders are filled in with text of the same length. */
  readonly text: string;
  /** As written in the file. */
  readonly source: string;
  /** Undefined where `error` is set. Its locations are UTF-8 bytes in `text`. */
  readonly node: Node | undefined;
  readonly error?: SyntaxProblem;
  /** Without comments; absolute in the file. */
  readonly tokens: readonly Token[];
  /** Converts a location of the tree to an absolute UTF-16 offset in the file. */
  at(byteOffset: number): number;
}

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

// Postgres's tree takes some 200 bytes a token, and WebAssembly's memory ends.
const MAX_TOKENS = 500_000;

/**
 * Reads the statements of a range of a file, each by itself, so that a syntax error hides nothing
 * else. Never throws once `loadParser` has run; lines of COPY data are left out.
 */
export function parseSql(text: string, span: Span, options: { readonly placeholders: boolean }): ParsedSql {
  const lexed = tokenize(text, span, options.placeholders);
  const statements = splitStatements(text, lexed).map((tokens) =>
    parseStatement(text, tokens, lexed.commands),
  );
  return {
    statements,
    comments: lexed.comments.map((comment) => ({ span: comment, text: commentText(text, comment) })),
    commands: lexed.commands.map((command) => psqlCommand(text, command)),
  };
}

function commentText(text: string, { start, end }: Span): string {
  return text.slice(start + 2, text.charAt(start) === '-' ? end : end - 2);
}

function psqlCommand(text: string, span: Span): PsqlCommand {
  const line = text.slice(span.start + 1, span.end);
  const end = line.search(/\s/);
  const name = end < 0 ? line : line.slice(0, end);
  return { name, argument: line.slice(name.length).trim(), span };
}

interface Blank {
  readonly token: Token;
  filling: Filling;
}

function parseStatement(file: string, tokens: readonly Token[], commands: readonly Span[]): ParsedStatement {
  const span = { start: tokens[0]?.start ?? 0, end: tokens.at(-1)?.end ?? 0 };
  const source = file.slice(span.start, span.end);
  const blanks: readonly Blank[] = tokens
    .filter((token) => token.kind === 'placeholder')
    .map((token) => ({ token, filling: 'name' }));
  const base = maskNames(file, maskCommands(source, span, commands), span, tokens);
  const refusal = refuse(source, tokens);
  const finish = (text: string, outcome: { node: Node } | { error: SyntaxProblem }): ParsedStatement => ({
    span,
    text,
    source,
    node: 'node' in outcome ? outcome.node : undefined,
    ...('error' in outcome && { error: outcome.error }),
    tokens,
    at: byteOffsets(text, span.start),
  });
  if (refusal !== undefined) return finish(base, { error: { message: refusal, span } });

  let firstProblem: SyntaxProblem | undefined;
  for (;;) {
    const text = fillBlanks(file, base, span, blanks);
    const parsed = parseWithGrammar(text);
    if ('nodes' in parsed) {
      const node = parsed.nodes[0];
      if (node !== undefined && parsed.nodes.length === 1) return finish(text, { node });
      const message = 'the migration tool fills in what this statement is';
      return finish(text, { error: firstProblem ?? { message, span } });
    }
    const offset = span.start + codePointOffset(text, parsed.error.position);
    firstProblem ??= problem(file, tokens, offset, parsed.error);
    if (!fillNext(blanks, offset)) return finish(text, { error: firstProblem });
  }
}

function refuse(source: string, tokens: readonly Token[]): string | undefined {
  if (source.includes('\0')) return 'statement holds a NUL character, which Postgres does not accept';
  if (tokens.length > MAX_TOKENS) return `statement is too large to be read: ${String(tokens.length)} tokens`;
  return undefined;
}

function maskCommands(source: string, span: Span, commands: readonly Span[]): string {
  let text = source;
  for (const command of commands) {
    if (command.start < span.start || command.end > span.end) continue;
    text = splice(text, command.start - span.start, ' '.repeat(command.end - command.start));
  }
  return text;
}

function maskNames(file: string, source: string, span: Span, tokens: readonly Token[]): string {
  if (!source.includes('{')) return source;
  let text = source;
  for (const token of tokens) {
    if (token.kind !== 'quotedName') continue;
    const filled = fillQuotedName(file.slice(token.start, token.end));
    if (filled !== undefined) text = splice(text, token.start - span.start, filled);
  }
  return text;
}

function fillBlanks(file: string, source: string, span: Span, blanks: readonly Blank[]): string {
  let text = source;
  for (const { token, filling } of blanks) {
    text = splice(text, token.start - span.start, fill(file, token, filling));
  }
  return text;
}

function splice(text: string, at: number, replacement: string): string {
  return text.slice(0, at) + replacement + text.slice(at + replacement.length);
}

/** Takes the next filling for the placeholder at an error, or else the last one before it. */
function fillNext(blanks: readonly Blank[], errorOffset: number): boolean {
  const blank = blanks.findLast(({ token }) => token.start <= errorOffset);
  const next = blank && FILLINGS[FILLINGS.indexOf(blank.filling) + 1];
  if (blank === undefined || next === undefined) return false;
  blank.filling = next;
  return true;
}

function problem(
  file: string,
  tokens: readonly Token[],
  offset: number,
  { message }: GrammarError,
): SyntaxProblem {
  const token = tokens.find((candidate) => candidate.end > offset) ?? tokens.at(-1);
  const span = token === undefined ? { start: offset, end: offset } : { start: token.start, end: token.end };
  if (token?.kind !== 'placeholder') return { message, span };
  return { message: `syntax error at or near "${file.slice(token.start, token.end)}"`, span };
}
