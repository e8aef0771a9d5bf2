import type { Node } from 'libpg-query';
import type { Span } from '../operation.ts';
import { parseWithGrammar, type GrammarError } from './grammar.ts';
import { byteOffsets, codePointOffset } from './offsets.ts';
import { fill, fillQuotedName, FILLINGS, type Filling } from './placeholders.ts';
import type { Token } from './tokens.ts';

/** Why a statement has no tree. */
export interface SyntaxProblem {
  /** `syntax`: Postgres would refuse it. `tool`: it is too large to read, or a placeholder decides what it is. */
  readonly cause: 'syntax' | 'tool';
  /** As Postgres words it, for `syntax`; a sentence without capital and full stop. */
  readonly message: string;
  /** The token that Postgres points at; absolute in the file. */
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
/** Of fillings for the placeholders of one statement. */
const MAX_TRIES = 50;

/** Parses the tokens of one statement. Masks that overlap `span` in part are left out. */
export function parseStatement(
  file: string,
  span: Span,
  tokens: readonly Token[],
  masks: readonly Mask[],
): ParsedStatement {
  const source = file.slice(span.start, span.end);
  const refusal = refuse(source, span, tokens);
  const { text, outcome } =
    refusal === undefined ? parseFilled(file, span, tokens, masks) : { text: source, outcome: refusal };
  const at = byteOffsets(text, span.start);
  return 'node' in outcome
    ? { span, text, source, node: outcome.node, tokens, at }
    : { span, text, source, node: undefined, error: outcome, tokens, at };
}

function refuse(source: string, span: Span, tokens: readonly Token[]): SyntaxProblem | undefined {
  if (source.includes('\0')) {
    return {
      cause: 'syntax',
      message: 'the statement holds a NUL character, which Postgres does not accept',
      span,
    };
  }
  if (tokens.length > MAX_TOKENS) {
    return {
      cause: 'tool',
      message: `the statement is too large to be read: ${String(tokens.length)} tokens`,
      span,
    };
  }
  return undefined;
}

interface Filled {
  readonly text: string;
  readonly outcome: { readonly node: Node } | SyntaxProblem;
}

/** Tries what each placeholder may stand for. */
function parseFilled(file: string, span: Span, tokens: readonly Token[], masks: readonly Mask[]): Filled {
  const blanks = tokens
    .filter((token) => token.kind === 'placeholder')
    .map((token): Blank => ({ token, filling: 'name' }));
  const fixed = [...masks.filter((mask) => isInside(mask.span, span)), ...nameMasks(file, tokens)];
  for (let tries = 0; ; tries++) {
    const filled = blanks.map(({ token, filling }) => ({ span: token, text: fill(file, token, filling) }));
    const text = applyMasks(file, span, [...fixed, ...filled]);
    const parsed = parseWithGrammar(text);
    const [node] = 'nodes' in parsed ? parsed.nodes : [];
    if (node !== undefined) return { text, outcome: { node } };
    // No tree and no error: all of the statement was a placeholder.
    const error = 'error' in parsed ? parsed.error : { message: '', position: text.length };
    const offset = span.start + codePointOffset(text, error.position);
    const blank = blanks.findLast(({ token }) => token.start <= offset);
    if (blank === undefined) return { text, outcome: problemAt(tokens, offset, error) };
    const next = FILLINGS[FILLINGS.indexOf(blank.filling) + 1];
    if (next === undefined || tries === MAX_TRIES) return { text, outcome: unfilled(file, blank.token) };
    blank.filling = next;
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

function problemAt(tokens: readonly Token[], offset: number, error: GrammarError): SyntaxProblem {
  const { start, end } = tokens.find((token) => token.end > offset) ??
    tokens.at(-1) ?? { start: offset, end: offset };
  return { cause: error.tooLarge === true ? 'tool' : 'syntax', message: error.message, span: { start, end } };
}

function unfilled(file: string, token: Token): SyntaxProblem {
  const name = file.slice(token.start, token.end);
  const message = `${name} decides what this statement is, and the migration tool fills it in`;
  return { cause: 'tool', message, span: { start: token.start, end: token.end } };
}
