import type { Node } from 'libpg-query';
import type { Span } from '../operation.ts';
import { parseWithGrammar, type GrammarError } from './grammar.ts';
import { byteOffsets, codePointOffset } from './offsets.ts';
import { fill, fillQuotedName, FILLINGS, type Filling } from './placeholders.ts';
import type { Token } from './tokens.ts';

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

/** Text of the same length that the grammar is given in place of what stands in the file. */
export interface Mask {
  readonly span: Span;
  readonly text: string;
}

// Postgres's tree takes some 200 bytes a token, and WebAssembly's memory ends.
const MAX_TOKENS = 500_000;

/** Parses the tokens of one statement. Masks that overlap `span` in part are left out. */
export function parseStatement(
  file: string,
  span: Span,
  tokens: readonly Token[],
  masks: readonly Mask[],
): ParsedStatement {
  const source = file.slice(span.start, span.end);
  const refusal = refuse(source, tokens);
  const { text, outcome } =
    refusal === undefined
      ? parseFilled(file, span, tokens, masks)
      : { text: source, outcome: { error: { message: refusal, span } } };
  const at = byteOffsets(text, span.start);
  return 'error' in outcome
    ? { span, text, source, node: undefined, error: outcome.error, tokens, at }
    : { span, text, source, node: outcome.node, tokens, at };
}

function refuse(source: string, tokens: readonly Token[]): string | undefined {
  if (source.includes('\0')) return 'the statement holds a NUL character, which Postgres does not accept';
  if (tokens.length > MAX_TOKENS)
    return `the statement is too large to be read: ${String(tokens.length)} tokens`;
  return undefined;
}

interface Filled {
  readonly text: string;
  readonly outcome: { readonly node: Node } | { readonly error: SyntaxProblem };
}

/** Tries what each placeholder may stand for; the error is that of the first try. */
function parseFilled(file: string, span: Span, tokens: readonly Token[], masks: readonly Mask[]): Filled {
  const blanks = tokens
    .filter((token) => token.kind === 'placeholder')
    .map((token): Blank => ({ token, filling: 'name' }));
  const fixed = [...masks.filter((mask) => isInside(mask.span, span)), ...nameMasks(file, tokens)];
  let firstProblem: SyntaxProblem | undefined;
  for (;;) {
    const filled = blanks.map(({ token, filling }) => ({ span: token, text: fill(file, token, filling) }));
    const text = applyMasks(file, span, [...fixed, ...filled]);
    const parsed = parseWithGrammar(text);
    if ('nodes' in parsed) {
      const [node] = parsed.nodes;
      if (node !== undefined) return { text, outcome: { node } };
      const message = 'the migration tool fills in what this statement is';
      return { text, outcome: { error: { message, span } } };
    }
    const offset = span.start + codePointOffset(text, parsed.error.position);
    firstProblem ??= problemAt(file, tokens, offset, parsed.error);
    if (!fillNext(blanks, offset)) return { text, outcome: { error: firstProblem } };
  }
}

const isInside = (inner: Span, outer: Span): boolean => inner.start >= outer.start && inner.end <= outer.end;

function nameMasks(file: string, tokens: readonly Token[]): readonly Mask[] {
  return tokens.flatMap((token) => {
    const text = token.kind === 'quotedName' ? fillQuotedName(file.slice(token.start, token.end)) : undefined;
    return text === undefined ? [] : [{ span: token, text }];
  });
}

function applyMasks(file: string, span: Span, masks: readonly Mask[]): string {
  if (masks.length === 0) return file.slice(span.start, span.end);
  const inOrder = masks.toSorted((a, b) => a.span.start - b.span.start);
  const parts: string[] = [];
  let at = span.start;
  for (const mask of inOrder) {
    parts.push(file.slice(at, mask.span.start), mask.text);
    at = mask.span.end;
  }
  parts.push(file.slice(at, span.end));
  return parts.join('');
}

interface Blank {
  readonly token: Token;
  filling: Filling;
}

/** Takes the next filling for the placeholder at an error, or else for the last one before it. */
function fillNext(blanks: readonly Blank[], errorOffset: number): boolean {
  const blank = blanks.findLast(({ token }) => token.start <= errorOffset);
  const next = blank && FILLINGS[FILLINGS.indexOf(blank.filling) + 1];
  if (blank === undefined || next === undefined) return false;
  blank.filling = next;
  return true;
}

function problemAt(
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
