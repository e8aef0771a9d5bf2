import type { Span } from '../operation.ts';
import { endOfStatement } from './split.ts';
import { isKeyword, type Token } from './tokens.ts';

/** A piece of SQL in a PL/pgSQL body. Its tokens are without the closing semicolon. */
export interface Fragment {
  readonly kind:
    /** Runs as it stands; `into` is no part of the SQL. */
    | 'statement'
    /** What follows `PERFORM`, with that word as its first token. */
    | 'perform'
    /** A scalar expression, as after `SELECT`. */
    | 'expression'
    /** A query that only a cursor runs. */
    | 'query'
    /** The expression whose value `EXECUTE` runs. */
    | 'dynamic';
  readonly tokens: readonly Token[];
  /** `INTO` and the variables behind it. */
  readonly into: Span | undefined;
  /** Inside of a branch, a loop, a handler, or a block whose failure is handled. */
  readonly conditional: boolean;
}

export interface PlpgsqlBody {
  readonly fragments: readonly Fragment[];
  /** Tokens at which the structure of the body was lost. */
  readonly problems: readonly Span[];
}

/**
 * Finds the SQL of a PL/pgSQL body in the way Postgres's own scanner does (pl_gram.y): a statement
 * runs to its semicolon, an expression to the keyword that ends it outside of parentheses. Reads on
 * after an error.
 */
export function readPlpgsql(text: string, tokens: readonly Token[]): PlpgsqlBody {
  const reader = new BodyReader(text, tokens);
  reader.readAll();
  return { fragments: reader.fragments, problems: reader.problems };
}

// Deeper nesting than this is no code that a person wrote.
const MAX_DEPTH = 200;
/** Words that end a list of statements and belong to what opened it. */
const CLOSERS = ['end', 'elsif', 'elseif', 'else', 'when', 'exception'];
const NO_SQL = ['null', 'get', 'fetch', 'move', 'close'];

class BodyReader {
  readonly fragments: Fragment[] = [];
  readonly problems: Span[] = [];
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #index = 0;
  #depth = 0;
  #conditional = 0;

  constructor(text: string, tokens: readonly Token[]) {
    this.#text = text;
    this.#tokens = tokens;
  }

  readAll(): void {
    this.#skipLabel();
    if (this.#isWord('declare') || this.#isWord('begin')) this.#block();
    else this.#problem();
    // What follows the outer block is no PL/pgSQL, but its SQL is read all the same.
    while (this.#index < this.#tokens.length) {
      this.#problem();
      if (CLOSERS.some((word) => this.#isWord(word))) this.#index++;
      this.#statements();
    }
  }

  #token(offset = 0): Token | undefined {
    return this.#tokens[this.#index + offset];
  }

  #isWordAt(index: number, word: string): boolean {
    const token = this.#tokens[index];
    return token !== undefined && isKeyword(this.#text, token, word);
  }

  #isWord(word: string, offset = 0): boolean {
    return this.#isWordAt(this.#index + offset, word);
  }

  #isSymbolAt(index: number, ...symbols: readonly string[]): boolean {
    const token = this.#tokens[index];
    if (token?.kind !== 'operator' && token?.kind !== 'punctuation') return false;
    return symbols.includes(this.#text.slice(token.start, token.end));
  }

  /** Steps over a word if it stands here. */
  #accept(word: string): boolean {
    const found = this.#isWord(word);
    if (found) this.#index++;
    return found;
  }

  #expect(word: string): void {
    if (!this.#accept(word)) this.#problem();
  }

  #problem(): void {
    const token = this.#token() ?? this.#tokens.at(-1);
    const last = this.problems.at(-1);
    if (token !== undefined && token.start !== last?.start) {
      this.problems.push({ start: token.start, end: token.end });
    }
  }

  /** Steps behind the next semicolon. */
  #semicolon(): void {
    if (!this.#isSymbolAt(this.#index, ';')) this.#problem();
    this.#index = this.#find([], [';']) + 1;
  }

  /** The index of the first of these outside of parentheses, or of the semicolon before it, or the end. */
  #find(words: readonly string[], symbols: readonly string[] = [], to = this.#tokens.length): number {
    let depth = 0;
    for (let index = this.#index; index < to; index++) {
      if (this.#isSymbolAt(index, ';')) return index;
      if (depth <= 0) {
        if (symbols.length > 0 && this.#isSymbolAt(index, ...symbols)) return index;
        if (words.some((word) => this.#isWordAt(index, word))) return index;
      }
      if (this.#isSymbolAt(index, '(', '[')) depth++;
      else if (this.#isSymbolAt(index, ')', ']')) depth--;
    }
    return to;
  }

  #add(kind: Fragment['kind'], end: number): void {
    const tokens = this.#tokens.slice(this.#index, end);
    if (tokens.length === 0) this.#problem();
    else this.fragments.push({ kind, tokens, into: undefined, conditional: this.#conditional > 0 });
    this.#index = end;
  }

  /** An expression up to one of these words, or to the semicolon. */
  #expressionTo(...words: readonly string[]): void {
    this.#add('expression', this.#find(words));
  }

  /** Expressions with commas between them. */
  #expressions(end: number): void {
    while (this.#index < end) {
      this.#add('expression', this.#find([], [','], end));
      if (this.#index < end) this.#index++;
    }
  }

  #skipLabel(): void {
    if (this.#isSymbolAt(this.#index, '<<') && this.#isSymbolAt(this.#index + 2, '>>')) this.#index += 3;
  }

  #statements(): void {
    this.#depth++;
    while (this.#index < this.#tokens.length && !this.#isCloser()) {
      if (this.#depth > MAX_DEPTH) {
        this.#problem();
        this.#index = this.#tokens.length;
        break;
      }
      this.#statement();
    }
    this.#depth--;
  }

  #isCloser(): boolean {
    return CLOSERS.some((word) => this.#isWord(word));
  }

  #branch(): void {
    this.#conditional++;
    this.#statements();
    this.#conditional--;
  }

  #block(): void {
    while (this.#accept('declare')) this.#declarations();
    this.#expect('begin');
    const first = this.fragments.length;
    this.#statements();
    if (this.#accept('exception')) {
      for (let at = first; at < this.fragments.length; at++) {
        const fragment = this.fragments[at];
        if (fragment !== undefined) this.fragments[at] = { ...fragment, conditional: true };
      }
      this.#whens();
    }
    this.#expect('end');
    if (this.#index < this.#tokens.length) this.#end();
  }

  /** The label that may follow END, and the semicolon, which the outer block need not have. */
  #end(): void {
    if (!this.#isSymbolAt(this.#index, ';')) this.#index++;
    if (this.#index < this.#tokens.length) this.#semicolon();
  }

  /** The handlers of a block. */
  #whens(): void {
    while (this.#accept('when')) {
      this.#index = this.#find(['then']);
      this.#expect('then');
      this.#branch();
    }
  }

  #declarations(): void {
    while (this.#index < this.#tokens.length && !this.#isWord('begin') && !this.#isWord('declare')) {
      this.#declaration(this.#find([]));
    }
  }

  #declaration(end: number): void {
    const cursor = this.#find(['cursor'], [], Math.min(end, this.#index + 4));
    if (this.#isWordAt(cursor, 'cursor')) {
      this.#index = this.#find(['for', 'is'], [], end) + 1;
      this.#add('query', end);
    } else {
      const value = this.#find(['default'], [':=', '='], end);
      this.#index = value + 1;
      if (value < end) this.#add('expression', end);
    }
    this.#index = end + 1;
  }

  #statement(): void {
    this.#skipLabel();
    const token = this.#token();
    if (token === undefined) return;
    if (this.#isSymbolAt(this.#index, ';')) {
      this.#index++;
      return;
    }
    if (this.#isAssignment()) {
      this.#index = this.#find([], [':=', '=']) + 1;
      this.#expressionTo();
      this.#semicolon();
      return;
    }
    const word = token.kind === 'word' ? this.#text.slice(token.start, token.end).toLowerCase() : '';
    if (!this.#compound(word) && !this.#simple(word)) this.#sql();
  }

  /** `x := …`, `x = …`, `x.y := …`, `x[1] := …`: a word that opens a statement has none of these behind it. */
  #isAssignment(): boolean {
    const kind = this.#token()?.kind;
    if (kind !== 'word' && kind !== 'quotedName' && kind !== 'parameter') return false;
    return this.#isSymbolAt(this.#index + 1, ':=', '=', '[', '.');
  }

  #compound(word: string): boolean {
    switch (word) {
      case 'declare':
      case 'begin':
        this.#block();
        return true;
      case 'if':
        this.#if();
        return true;
      case 'case':
        this.#case();
        return true;
      case 'loop':
      case 'while':
      case 'for':
      case 'foreach':
        this.#loop(word);
        return true;
      default:
        return false;
    }
  }

  #if(): void {
    do {
      this.#index++;
      this.#expressionTo('then');
      this.#expect('then');
      this.#branch();
    } while (this.#isWord('elsif') || this.#isWord('elseif'));
    if (this.#accept('else')) this.#branch();
    this.#expect('end');
    this.#expect('if');
    this.#semicolon();
  }

  #case(): void {
    this.#index++;
    if (!this.#isWord('when')) this.#expressionTo('when');
    while (this.#accept('when')) {
      this.#expressions(this.#find(['then']));
      this.#expect('then');
      this.#branch();
    }
    if (this.#accept('else')) this.#branch();
    this.#expect('end');
    this.#expect('case');
    this.#semicolon();
  }

  #loop(word: string): void {
    if (word === 'while') {
      this.#index++;
      this.#expressionTo('loop');
    } else if (word !== 'loop') {
      this.#index = this.#find(['in']);
      this.#expect('in');
      if (word === 'foreach') {
        this.#expect('array');
        this.#expressionTo('loop');
      } else {
        this.#forSource(this.#find(['loop']));
      }
    }
    this.#expect('loop');
    this.#branch();
    this.#expect('end');
    this.#expect('loop');
    if (this.#index < this.#tokens.length) this.#end();
  }

  #forSource(end: number): void {
    if (this.#isWord('execute')) {
      this.#execute(end);
      return;
    }
    this.#accept('reverse');
    const range = this.#find([], ['..'], end);
    if (range < end) {
      this.#add('expression', range);
      this.#index++;
      this.#add('expression', this.#find(['by'], [], end));
      if (this.#accept('by')) this.#add('expression', end);
    } else if (QUERIES.some((word) => this.#isWord(word)) || this.#isSymbolAt(this.#index, '(')) {
      this.#add('statement', end);
    } else {
      this.#cursorArguments(end);
    }
  }

  /** `cursor (a, b => c)`. */
  #cursorArguments(end: number): void {
    this.#index++;
    if (this.#isSymbolAt(this.#index, '(') && this.#isSymbolAt(end - 1, ')')) {
      this.#index++;
      this.#expressions(end - 1);
    }
    this.#index = end;
  }

  #simple(word: string): boolean {
    switch (word) {
      case 'execute':
        this.#execute(this.#find([]));
        break;
      case 'perform':
        this.#add('perform', this.#find([]));
        break;
      case 'exit':
      case 'continue':
        this.#index = this.#find(['when']);
        if (this.#accept('when')) this.#expressionTo();
        break;
      case 'return':
        this.#return();
        break;
      case 'raise':
        this.#raise(this.#find([]));
        break;
      case 'assert':
        this.#index++;
        this.#expressions(this.#find([]));
        break;
      case 'open':
        this.#open(this.#find([]));
        break;
      default:
        if (!NO_SQL.includes(word)) return false;
        this.#index = this.#find([]);
    }
    this.#semicolon();
    return true;
  }

  /** `EXECUTE string [INTO target] [USING a, b]`, in either order. */
  #execute(end: number): void {
    this.#index++;
    this.#add('dynamic', this.#find(['into', 'using'], [], end));
    while (this.#index < end) {
      if (this.#accept('using')) this.#expressions(this.#find(['into'], [], end));
      else this.#index = this.#find(['using'], [], end);
    }
  }

  #return(): void {
    const end = this.#find([]);
    this.#index++;
    if (this.#accept('query')) {
      if (this.#isWord('execute')) this.#execute(end);
      else this.#add('statement', end);
      return;
    }
    this.#accept('next');
    if (this.#index < end) this.#add('expression', end);
  }

  /** `RAISE level 'format', a, b USING option = c, …`. */
  #raise(end: number): void {
    const using = this.#find(['using'], [], end);
    this.#index = Math.min(this.#find([], [','], using) + 1, using);
    this.#expressions(using);
    this.#index = Math.min(using + 1, end);
    while (this.#index < end) {
      this.#index = Math.min(this.#find([], ['=', ':='], end) + 1, end);
      if (this.#index < end) this.#add('expression', this.#find([], [','], end));
      if (this.#index < end) this.#index++;
    }
  }

  #open(end: number): void {
    this.#index++;
    const query = this.#find(['for'], [], end);
    if (query === end) {
      this.#cursorArguments(end);
      return;
    }
    this.#index = query + 1;
    if (this.#isWord('execute')) this.#execute(end);
    else this.#add('statement', end);
  }

  #sql(): void {
    const behind = endOfStatement(this.#text, this.#tokens, this.#index);
    const end = this.#isSymbolAt(behind - 1, ';') ? behind - 1 : behind;
    const tokens = this.#tokens.slice(this.#index, end);
    const into = this.#into(end);
    this.fragments.push({ kind: 'statement', tokens, into, conditional: this.#conditional > 0 });
    this.#index = end;
    this.#semicolon();
  }

  /** `INTO [STRICT] a, b.c` in a statement of which it is no part, unlike that of INSERT and MERGE. */
  #into(end: number): Span | undefined {
    if (this.#isWord('import')) return undefined;
    for (let index = this.#index + 1; index < end; index++) {
      if (!this.#isWordAt(index, 'into')) continue;
      if (this.#isWordAt(index - 1, 'insert') || this.#isWordAt(index - 1, 'merge')) continue;
      const last = this.#endOfTarget(this.#isWordAt(index + 1, 'strict') ? index + 2 : index + 1);
      return { start: this.#tokens[index]?.start ?? 0, end: this.#tokens[last]?.end ?? 0 };
    }
    return undefined;
  }

  /** The last token of a list of variables. */
  #endOfTarget(first: number): number {
    let index = first;
    while (this.#isSymbolAt(index + 1, '.', ',')) index += 2;
    return index;
  }
}

const QUERIES = [
  'select',
  'with',
  'values',
  'table',
  'insert',
  'update',
  'delete',
  'merge',
  'explain',
  'show',
];
