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
  /** The whole text that offsets refer to. */
  readonly file: string;
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
  const inside =
    masks.length === 0
      ? masks
      : masks.filter((mask) => mask.span.start >= span.start && mask.span.end <= span.end);
  const names = nameMasks(source, span, tokens);
  const piece = { source, span, tokens, masks: names.length === 0 ? inside : [...inside, ...names] };
  const refusal = refuse(piece);
  const { text, outcome } = refusal === undefined ? parseFilled(piece) : { text: source, outcome: refusal };
  const at = byteOffsets(text, span.start);
  return 'node' in outcome
    ? { span, text, source, file, node: outcome.node, tokens, at }
    : { span, text, source, file, node: undefined, error: outcome, tokens, at };
}

/** What is to be parsed: all places are those of the file, of which `source` is what stands at `span`. */
interface Piece {
  readonly source: string;
  readonly span: Span;
  readonly tokens: readonly Token[];
  readonly masks: readonly Mask[];
}

function refuse({ source, span, tokens }: Piece): SyntaxProblem | undefined {
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
function parseFilled(piece: Piece): Filled {
  const { source, span, tokens } = piece;
  const blanks = blanksOf(piece);
  for (let tries = 0; ; tries++) {
    const text = applyMasks(source, span.start, masksOf(piece, blanks));
    const parsed = parseWithGrammar(upToOpen(text, piece));
    const node = 'nodes' in parsed ? parsed.nodes[0] : undefined;
    if (node !== undefined) return { text, outcome: { node } };
    // No tree and no error: all of the statement was a placeholder.
    const error = 'error' in parsed ? parsed.error : { message: '', position: 0 };
    const offset = span.start + codePointOffset(text, error.position);
    const blank = blankAt(blanks, tokens, offset);
    if (blank === undefined) return { text, outcome: problemAt(tokens, offset, error) };
    const next = FILLINGS[FILLINGS.indexOf(blank.filling) + 1];
    if (next === undefined || tries === MAX_TRIES) return { text, outcome: unfilled(blank) };
    blank.filling = next;
  }
}

/**
 * Without most of a token that is still open at the end: Postgres would repeat all of it in its message,
 * and its scanner takes quadratic time over comments that open in comments.
 */
function upToOpen(text: string, { span, tokens }: Piece): string {
  const last = tokens.at(-1);
  if (last?.kind !== 'unterminated') return text;
  const start = last.start - span.start;
  const [opening = ''] = /^(?:\$[^$]*\$)?.{0,20}/.exec(text.slice(start)) ?? [];
  return text.slice(0, start + opening.length);
}

const sourceOf = ({ source, span }: Piece, { start, end }: Span): string =>
  source.slice(start - span.start, end - span.start);

interface Blank {
  readonly token: Token;
  readonly name: string;
  filling: Filling;
}

function blanksOf(piece: Piece): readonly Blank[] {
  const blanks: Blank[] = [];
  for (const token of piece.tokens) {
    if (token.kind === 'placeholder') blanks.push({ token, name: sourceOf(piece, token), filling: 'name' });
  }
  return blanks;
}

function masksOf({ masks }: Piece, blanks: readonly Blank[]): readonly Mask[] {
  if (blanks.length === 0) return masks;
  return [
    ...masks,
    ...blanks.map(({ token, name, filling }) => ({ span: token, text: fill(name, filling) })),
  ];
}

/** The placeholder that an error points at, or right behind. */
function blankAt(blanks: readonly Blank[], tokens: readonly Token[], offset: number): Blank | undefined {
  if (blanks.length === 0) return undefined;
  const found = tokens.findIndex((token) => token.end > offset);
  const index = found < 0 ? tokens.length - 1 : found;
  return blanks.findLast(({ token }) => token === tokens[index] || token === tokens[index - 1]);
}

function nameMasks(source: string, span: Span, tokens: readonly Token[]): readonly Mask[] {
  if (!source.includes('{')) return [];
  const masks: Mask[] = [];
  for (const token of tokens) {
    if (token.kind !== 'quotedName') continue;
    const text = fillQuotedName(source.slice(token.start - span.start, token.end - span.start));
    if (text !== undefined) masks.push({ span: token, text });
  }
  return masks;
}

function applyMasks(source: string, base: number, masks: readonly Mask[]): string {
  if (masks.length === 0) return source;
  const parts: string[] = [];
  let at = 0;
  for (const { span, text } of masks.toSorted((a, b) => a.span.start - b.span.start)) {
    parts.push(source.slice(at, span.start - base), text);
    at = span.end - base;
  }
  parts.push(source.slice(at));
  return parts.join('');
}

function problemAt(tokens: readonly Token[], offset: number, error: GrammarError): SyntaxProblem {
  const { start, end } = tokens.find((token) => token.end > offset) ??
    tokens.at(-1) ?? { start: offset, end: offset };
  return {
    cause: error.tooLarge === true ? 'tool' : 'syntax',
    // A quoted name may hold line breaks, which Postgres repeats.
    message: error.message.replaceAll(/\s+/g, ' '),
    span: { start, end },
  };
}

function unfilled({ token: { start, end }, name }: Blank): SyntaxProblem {
  const message = `${name} decides what this statement is, and the migration tool fills it in`;
  return { cause: 'tool', message, span: { start, end } };
}
