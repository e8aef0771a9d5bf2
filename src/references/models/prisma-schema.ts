import type { Span } from '../../operation.ts';

/** A name or a text with its place; the span of a string has its quotes. */
export interface PrismaText {
  readonly text: string;
  readonly span: Span;
}

export type PrismaValue =
  | ({ readonly kind: 'string' | 'word' } & PrismaText)
  | { readonly kind: 'array'; readonly items: readonly PrismaValue[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly PrismaArgument[] };

export interface PrismaArgument {
  /** `fields` of `fields: [id]`; undefined where it is given by place. */
  readonly name: string | undefined;
  readonly value: PrismaValue;
}

/** `@map("id")`, `@@schema("auth")`, `@db.VarChar(20)`; the name is without the at signs. */
export interface PrismaAttribute {
  readonly name: string;
  readonly args: readonly PrismaArgument[];
}

/** A field of a model or view, or a value of an enum, which has no type. */
export interface PrismaField {
  readonly name: PrismaText;
  /** `Unsupported` for each type that the client does not know. */
  readonly type: string | undefined;
  readonly isList: boolean;
  readonly isOptional: boolean;
  readonly attributes: readonly PrismaAttribute[];
}

/** `model User { … }`, `enum Role { … }`, `datasource db { … }`. */
export interface PrismaBlock {
  readonly keyword: string;
  readonly name: PrismaText;
  readonly fields: readonly PrismaField[];
  readonly attributes: readonly PrismaAttribute[];
  /** What stands behind an equals sign, by the name before it. */
  readonly settings: ReadonlyMap<string, PrismaValue>;
}

interface Token extends PrismaText {
  readonly kind: 'word' | 'string' | 'mark' | 'line';
}

const TOKEN = /\/\/[^\n]*|("(?:\\.|[^"\\\n])*")|([\p{L}\p{N}_](?:[\p{L}\p{N}_-]*))|(\n)|(@@?|[^\s])/gu;

function tokens(text: string): readonly Token[] {
  const found: Token[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const [whole, string, word, line, mark] = match;
    const span = { start: match.index, end: match.index + whole.length };
    if (string !== undefined) found.push({ kind: 'string', text: unquoted(string), span });
    else if (word !== undefined) found.push({ kind: 'word', text: word, span });
    else if (line !== undefined) found.push({ kind: 'line', text: line, span });
    else if (mark !== undefined) found.push({ kind: 'mark', text: mark, span });
  }
  return found;
}

function unquoted(literal: string): string {
  return literal.slice(1, -1).replace(/\\(.)/g, '$1');
}

/**
 * The blocks of a Prisma schema file, in their order. What is not of the language is passed over, so
 * that a file in the middle of an edit gives what can be read of it.
 */
export function parsePrismaSchema(text: string): readonly PrismaBlock[] {
  const cursor = new Cursor(tokens(text));
  const blocks: PrismaBlock[] = [];
  while (!cursor.isAtEnd) {
    const keyword = cursor.word();
    const name = keyword === undefined ? undefined : cursor.word();
    if (keyword !== undefined && name !== undefined && cursor.mark('{'))
      blocks.push(block(keyword.text, name, cursor));
    else cursor.skipLine();
  }
  return blocks;
}

/** The argument of this name, or the first that is given by place. */
export function argumentOf(attribute: PrismaAttribute | undefined, name: string): PrismaValue | undefined {
  return (
    attribute?.args.find((argument) => argument.name === name) ??
    attribute?.args.find((argument) => argument.name === undefined)
  )?.value;
}

class Cursor {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(all: readonly Token[]) {
    this.#tokens = all;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  get next(): Token | undefined {
    return this.#tokens[this.#at];
  }

  skip(): void {
    this.#at += 1;
  }

  /** Lines do not end inside of parentheses and brackets. */
  skipLines(): void {
    while (this.next?.kind === 'line') this.skip();
  }

  skipLine(): void {
    while (!this.isAtEnd && this.next?.kind !== 'line' && this.next?.text !== '}') this.skip();
    if (!this.isAtEnd) this.skip();
  }

  word(): PrismaText | undefined {
    return this.#take((token) => token.kind === 'word');
  }

  mark(text: string): boolean {
    return this.#take((token) => token.kind === 'mark' && token.text === text) !== undefined;
  }

  #take(isWanted: (token: Token) => boolean): Token | undefined {
    const token = this.next;
    if (token === undefined || !isWanted(token)) return undefined;
    this.skip();
    return token;
  }
}

function block(keyword: string, name: PrismaText, cursor: Cursor): PrismaBlock {
  const fields: PrismaField[] = [];
  const attributes: PrismaAttribute[] = [];
  const settings = new Map<string, PrismaValue>();
  while (!cursor.isAtEnd && !cursor.mark('}')) {
    if (cursor.mark('@@')) {
      attributes.push(attribute(cursor));
      continue;
    }
    const first = cursor.word();
    if (first === undefined) {
      cursor.skip();
      continue;
    }
    if (cursor.mark('=')) {
      const value = readValue(cursor);
      if (value !== undefined) settings.set(first.text, value);
    } else {
      fields.push(field(first, cursor));
    }
    if (cursor.next?.text !== '}') cursor.skipLine();
  }
  return { keyword, name, fields, attributes, settings };
}

function field(name: PrismaText, cursor: Cursor): PrismaField {
  // Prisma 1 wrote a colon between name and type.
  cursor.mark(':');
  const type = cursor.word()?.text;
  if (type !== undefined && cursor.mark('(')) readArguments(cursor);
  let isList = false;
  let isOptional = false;
  for (;;) {
    if (cursor.mark('[')) isList = true;
    else if (cursor.mark('?')) isOptional = true;
    else if (!cursor.mark(']') && !cursor.mark('!')) break;
  }
  const attributes: PrismaAttribute[] = [];
  while (cursor.mark('@')) attributes.push(attribute(cursor));
  return { name, type, isList, isOptional, attributes };
}

function attribute(cursor: Cursor): PrismaAttribute {
  let name = cursor.word()?.text ?? '';
  while (cursor.mark('.')) name += `.${cursor.word()?.text ?? ''}`;
  return { name, args: cursor.mark('(') ? readArguments(cursor) : [] };
}

function readArguments(cursor: Cursor): readonly PrismaArgument[] {
  return itemsUntil(')', cursor, () => {
    const value = readValue(cursor);
    if (value?.kind !== 'word' || !cursor.mark(':'))
      return value === undefined ? undefined : { name: undefined, value };
    cursor.skipLines();
    const named = readValue(cursor);
    return named === undefined ? undefined : { name: value.text, value: named };
  });
}

/** What stands before a closing mark, which is taken too; what cannot be read is passed over. */
function itemsUntil<T>(end: string, cursor: Cursor, read: () => T | undefined): readonly T[] {
  const items: T[] = [];
  cursor.skipLines();
  while (!cursor.isAtEnd && !cursor.mark(end)) {
    const item = read();
    if (item === undefined) cursor.skip();
    else items.push(item);
    cursor.skipLines();
  }
  return items;
}

function readValue(cursor: Cursor): PrismaValue | undefined {
  const token = cursor.next;
  if (token?.kind === 'string') {
    cursor.skip();
    return { ...token, kind: 'string' };
  }
  if (cursor.mark('[')) return { kind: 'array', items: itemsUntil(']', cursor, () => readValue(cursor)) };
  if (token?.kind !== 'word') return undefined;
  cursor.skip();
  let name = token.text;
  while (cursor.mark('.')) name += `.${cursor.word()?.text ?? ''}`;
  if (cursor.mark('(')) return { kind: 'call', name, args: readArguments(cursor) };
  return { kind: 'word', text: name, span: token.span };
}
