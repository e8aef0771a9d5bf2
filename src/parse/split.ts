import type { Span } from '../operation.ts';
import { isKeyword, sendsStatement, type Token, type Tokens } from './tokens.ts';

/** The tokens of each statement, its semicolon included; empty statements are left out. */
export function splitStatements(text: string, { tokens, commands }: Tokens): readonly (readonly Token[])[] {
  const sent = sendingPlaces(text, commands);
  const statements: (readonly Token[])[] = [];
  let next = 0;
  for (let first = 0; first < tokens.length;) {
    const start = tokens[first]?.start ?? 0;
    while ((sent[next] ?? Infinity) < start) next++;
    const end = endOfStatement(text, tokens, first, sent[next]);
    const last = tokens[end - 1];
    const isEmpty = end === first + 1 && last !== undefined && isPunctuation(text, last, SEMICOLON);
    if (!isEmpty) statements.push(tokens.slice(first, end));
    first = end;
  }
  return statements;
}

/**
 * The index behind the statement that starts at `first`. Every semicolon ends a statement except in
 * the bodies of `CREATE RULE` and `BEGIN ATOMIC … END`, the only places where Postgres's grammar has
 * one: a parenthesis that is never closed hides nothing else. At the offset `sent`, psql sends what
 * stands before it.
 */
export function endOfStatement(
  text: string,
  tokens: readonly Token[],
  first: number,
  sent = Infinity,
): number {
  let body: Body | undefined;
  for (let index = first; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === undefined || token.start > sent) return index;
    if (!isPunctuation(text, token, SEMICOLON)) {
      body = body === undefined ? bodyOf(text, tokens, first, index) : stepInto(body, text, tokens, index);
    } else if (body === undefined || body.depth === 0) {
      return index + 1;
    }
  }
  return tokens.length;
}

/** How deep in a body that may hold semicolons: in parentheses of a rule, in `BEGIN ATOMIC` and `CASE`. */
interface Body {
  readonly kind: 'none' | 'rule' | 'routine';
  readonly depth: number;
}

const NONE: Body = { kind: 'none', depth: 0 };
export const SEMICOLON = 59;
const OPEN = 40;
const CLOSE = 41;

export function isPunctuation(text: string, token: Token, code: number): boolean {
  return token.kind === 'punctuation' && text.charCodeAt(token.start) === code;
}

function sendingPlaces(text: string, commands: readonly Span[]): readonly number[] {
  return commands
    .filter((command) => sendsStatement(text.slice(command.start, command.start + 16)))
    .map((command) => command.start);
}

/** Undefined while the words so far do not tell. */
function bodyOf(text: string, tokens: readonly Token[], first: number, last: number): Body | undefined {
  const is = (index: number, word: string): boolean => {
    const token = index > last ? undefined : tokens[index];
    return token !== undefined && isKeyword(text, token, word);
  };
  if (!is(first, 'create')) return NONE;
  const object = is(first + 1, 'or') ? first + 3 : first + 1;
  if (last < object) return undefined;
  if (is(object, 'rule')) return { kind: 'rule', depth: 0 };
  return is(object, 'function') || is(object, 'procedure') ? { kind: 'routine', depth: 0 } : NONE;
}

function stepInto(body: Body, text: string, tokens: readonly Token[], index: number): Body {
  const token = tokens[index];
  if (token === undefined || body.kind === 'none') return body;
  const change =
    body.kind === 'rule'
      ? parenthesisStep(text, token)
      : atomicStep(text, token, tokens[index + 1], body.depth);
  return change === 0 ? body : { kind: body.kind, depth: body.depth + change };
}

function parenthesisStep(text: string, token: Token): number {
  if (isPunctuation(text, token, OPEN)) return 1;
  return isPunctuation(text, token, CLOSE) ? -1 : 0;
}

function atomicStep(text: string, token: Token, next: Token | undefined, depth: number): number {
  if (token.kind !== 'word') return 0;
  if (depth === 0) {
    const opens = isKeyword(text, token, 'begin') && next !== undefined && isKeyword(text, next, 'atomic');
    return opens ? 1 : 0;
  }
  if (isKeyword(text, token, 'case')) return 1;
  return isKeyword(text, token, 'end') ? -1 : 0;
}
