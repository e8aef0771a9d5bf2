import type { Span } from '../../operation.ts';
import type { ParsedStatement } from '../../parse/sql.ts';

/**
 * A run of a statement's tokens: all of it, one clause, or a statement that stands inside of another.
 * `from` and `to` are indexes of tokens, half-open.
 */
export interface Region {
  readonly statement: ParsedStatement;
  readonly from: number;
  readonly to: number;
}

/** The statement without a closing semicolon. */
export function wholeStatement(statement: ParsedStatement): Region {
  const region = { statement, from: 0, to: statement.tokens.length };
  return isSymbol(region, region.to - 1, ';') ? { ...region, to: region.to - 1 } : region;
}

export function slice(region: Region, from: number, to = region.to): Region {
  return { statement: region.statement, from, to: Math.max(from, to) };
}

/** Offsets in the file; an empty region is an empty span where it would stand. */
export function spanOf(region: Region): Span {
  const { tokens, span } = region.statement;
  const first = tokens[region.from];
  const last = tokens[region.to - 1];
  if (region.to > region.from && first !== undefined && last !== undefined) {
    return { start: first.start, end: last.end };
  }
  const offset = first?.start ?? span.end;
  return { start: offset, end: offset };
}

export function sourceText(region: Region, span: Span): string {
  const { statement } = region;
  return statement.source.slice(span.start - statement.span.start, span.end - statement.span.start);
}

export function textOf(region: Region): string {
  return sourceText(region, spanOf(region));
}

/** The token that starts at a location of the syntax tree, or the first one after it. */
export function tokenAt(region: Region, location: number | undefined): number {
  const { tokens } = region.statement;
  const offset = region.statement.at(location ?? 0);
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const token = tokens[middle];
    if (token !== undefined && token.start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** From a location of the syntax tree to the end of the region. */
export function sliceAt(region: Region, location: number | undefined): Region {
  return slice(region, Math.min(tokenAt(region, location), region.to));
}

/** `word` in upper case. A quoted identifier is never a word. */
export function isWord(region: Region, index: number, word: string): boolean {
  const { tokens, source, span } = region.statement;
  const token = tokens[index];
  if (token?.kind !== 'word' || token.end - token.start !== word.length) return false;
  const start = token.start - span.start;
  for (let at = 0; at < word.length; at += 1) {
    // Without its sixth bit a letter of ASCII is in upper case.
    if ((source.charCodeAt(start + at) & ~32) !== word.charCodeAt(at)) return false;
  }
  return true;
}

export function isSymbol(region: Region, index: number, symbol: string): boolean {
  const token = region.statement.tokens[index];
  if (token === undefined || token.end - token.start !== symbol.length) return false;
  const { source, span } = region.statement;
  return source.startsWith(symbol, token.start - span.start);
}

function depthChange(region: Region, index: number): number {
  const { tokens, source, span } = region.statement;
  const token = tokens[index];
  if (token?.kind !== 'punctuation') return 0;
  const character = source[token.start - span.start];
  if (character === '(' || character === '[') return 1;
  return character === ')' || character === ']' ? -1 : 0;
}

/** Calls `visit` for each token of the region that stands outside of brackets, until it returns true. */
function someAtTop(region: Region, visit: (index: number) => boolean): boolean {
  let depth = 0;
  for (let index = region.from; index < region.to; index += 1) {
    const change = depthChange(region, index);
    if (depth === 0 && change >= 0 && visit(index)) return true;
    depth += change;
  }
  return false;
}

/** The first of these words outside of brackets, as the index of its token. */
export function findWord(region: Region, ...words: readonly string[]): number | undefined {
  let found: number | undefined;
  someAtTop(region, (index) => {
    if (!words.some((word) => isWord(region, index, word))) return false;
    found = index;
    return true;
  });
  return found;
}

/** Every place of the words outside of brackets. */
export function findWords(region: Region, ...words: readonly string[]): readonly number[] {
  const found: number[] = [];
  someAtTop(region, (index) => {
    if (words.some((word) => isWord(region, index, word))) found.push(index);
    return false;
  });
  return found;
}

export function findSymbol(region: Region, symbol: string): number | undefined {
  let found: number | undefined;
  someAtTop(region, (index) => {
    if (!isSymbol(region, index, symbol)) return false;
    found = index;
    return true;
  });
  return found;
}

/** The index of the bracket that closes the one at `open`; the end of the region where none does. */
export function closingBracket(region: Region, open: number): number {
  let depth = 0;
  for (let index = open; index < region.to; index += 1) {
    depth += depthChange(region, index);
    if (depth === 0) return index;
  }
  return region.to;
}

/** What stands between the next parentheses at or after `index`. */
export function insideParentheses(region: Region, index = region.from): Region | undefined {
  const open = findSymbol(slice(region, index), '(');
  return open === undefined ? undefined : slice(region, open + 1, closingBracket(region, open));
}

/** The parts between commas outside of brackets. */
export function splitAtCommas(region: Region): readonly Region[] {
  return splitAt(region, ',');
}

export function splitAt(region: Region, symbol: string): readonly Region[] {
  const parts: Region[] = [];
  let from = region.from;
  someAtTop(region, (index) => {
    if (!isSymbol(region, index, symbol)) return false;
    parts.push(slice(region, from, index));
    from = index + 1;
    return false;
  });
  if (from < region.to) parts.push(slice(region, from));
  return parts;
}

/** Whether the region starts with these words at `index`. */
export function startsWith(region: Region, index: number, ...words: readonly string[]): boolean {
  return words.every((word, offset) => isWord(region, index + offset, word));
}

/** The index behind `IF EXISTS` or `IF NOT EXISTS`, if it stands at `index`. */
export function skipIfExists(region: Region, index: number): number {
  if (startsWith(region, index, 'IF', 'EXISTS')) return index + 2;
  return startsWith(region, index, 'IF', 'NOT', 'EXISTS') ? index + 3 : index;
}
