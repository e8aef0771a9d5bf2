import type { Span } from '../operation.ts';

export type TokenKind =
  /** A keyword or an identifier without quotes. */
  | 'word'
  /** `"…"` or `U&"…"`. */
  | 'quotedName'
  /** `'…'` with any prefix. */
  | 'string'
  /** `$tag$…$tag$`. */
  | 'dollarString'
  | 'number'
  /** `$1`. */
  | 'parameter'
  | 'operator'
  /** One of `( ) [ ] , ; . :`, and `..`. */
  | 'punctuation'
  /** What a migration tool fills in, with the letters that stand directly before or after it. */
  | 'placeholder'
  /** A comment, string or quoted name that is still open at the end of the range. */
  | 'unterminated'
  /** A character that starts no token of Postgres. */
  | 'unknown';

/** Offsets are UTF-16 and absolute in the file. */
export interface Token extends Span {
  readonly kind: TokenKind;
}

/** The tokens of a range; comments, psql's commands and COPY data stand apart. All are in order. */
export interface Tokens {
  readonly tokens: readonly Token[];
  /** With their delimiters, without the newline that ends a line comment. */
  readonly comments: readonly Span[];
  /** psql's backslash commands up to the end of their line. */
  readonly commands: readonly Span[];
  /** The lines that follow `COPY … FROM stdin;`, with the `\.` that ends them. */
  readonly data: readonly Span[];
}

const OTHER = 0;
const SPACE = 1;
const LETTER = 2;
const DIGIT = 3;
const OPERATOR = 4;
const PUNCTUATION = 5;
const CLASSES = classes();

function classes(): Uint8Array {
  const table = new Uint8Array(128);
  const set = (characters: string, value: number) => {
    for (const character of characters) table[character.charCodeAt(0)] = value;
  };
  set(' \t\n\r\f\v', SPACE);
  set('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_', LETTER);
  set('0123456789', DIGIT);
  set('+-*/<>=~!@#%^&|`?', OPERATOR);
  set('()[],;.:', PUNCTUATION);
  return table;
}

// Postgres takes every byte above 127 for a letter.
const classOf = (code: number): number => (code > 127 ? LETTER : (CLASSES[code] ?? OTHER));
const isNamePart = (code: number): boolean => {
  const value = classOf(code);
  return value === LETTER || value === DIGIT || code === DOLLAR;
};

const NEWLINE = 10;
const RETURN = 13;
const DOUBLE_QUOTE = 34;
const DOLLAR = 36;
const AMPERSAND = 38;
const QUOTE = 39;
const OPEN_PAREN = 40;
const CLOSE_PAREN = 41;
const STAR = 42;
const PLUS = 43;
const MINUS = 45;
const DOT = 46;
const SLASH = 47;
const COLON = 58;
const SEMICOLON = 59;
const EQUALS = 61;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;

/**
 * Reads a range of a file as Postgres's scanner and psql read it, with `standard_conforming_strings`
 * on. `${name}` and `{{name}}` are always placeholders, as Postgres has no such tokens; `:name`,
 * `:'name'` and `:"name"` only with `placeholders`. Never throws.
 */
export function tokenize(text: string, span: Span, placeholders: boolean): Tokens {
  return new Lexer(text, span, placeholders).run();
}

class Lexer {
  readonly #text: string;
  readonly #end: number;
  readonly #start: number;
  readonly #placeholders: boolean;
  readonly #tokens: Token[] = [];
  readonly #comments: Span[] = [];
  readonly #commands: Span[] = [];
  readonly #data: Span[] = [];
  #at: number;
  #brackets = 0;
  /** The index of the first token of the statement that is being read. */
  #statement = 0;

  constructor(text: string, span: Span, placeholders: boolean) {
    this.#text = span.end < text.length ? text.slice(0, span.end) : text;
    this.#at = span.start;
    this.#start = span.start;
    this.#end = span.end;
    this.#placeholders = placeholders;
  }

  run(): Tokens {
    const text = this.#text;
    while (this.#at < this.#end) {
      const code = text.charCodeAt(this.#at);
      switch (classOf(code)) {
        case SPACE:
          this.#at++;
          break;
        case LETTER:
          this.#word(code);
          break;
        case DIGIT:
          this.#number();
          break;
        case OPERATOR:
          this.#operator(code);
          break;
        case PUNCTUATION:
          this.#punctuation(code);
          break;
        default:
          this.#other(code);
      }
    }
    return { tokens: this.#tokens, comments: this.#comments, commands: this.#commands, data: this.#data };
  }

  #push(kind: TokenKind, end: number): void {
    this.#tokens.push({ kind, start: this.#at, end });
    this.#at = end;
  }

  #word(first: number): void {
    const text = this.#text;
    const next = text.charCodeAt(this.#at + 1);
    if (next === QUOTE && isStringPrefix(first)) {
      this.#string(this.#at + 1, (first | 32) === 101);
      return;
    }
    if (next === AMPERSAND && (first | 32) === 117) {
      const quote = text.charCodeAt(this.#at + 2);
      if (quote === QUOTE) {
        this.#string(this.#at + 2, false);
        return;
      }
      if (quote === DOUBLE_QUOTE) {
        this.#quotedName(this.#at + 2);
        return;
      }
    }
    this.#name('word', this.#at + 1);
  }

  /** The rest of a name from `at` on; a placeholder inside it makes all of it one. */
  #name(kind: 'word' | 'placeholder', from: number): void {
    const text = this.#text;
    let at = from;
    let found = kind;
    while (at < this.#end) {
      const code = text.charCodeAt(at);
      const end = code === DOLLAR || code === OPEN_BRACE ? this.#braces(at) : at;
      if (end > at) {
        found = 'placeholder';
        at = end;
      } else if (isNamePart(code)) {
        at++;
      } else {
        break;
      }
    }
    this.#push(found, at);
  }

  /** The end of `${…}` or `{{…}}` at `at`, or `at` where there is none. */
  #braces(at: number): number {
    const text = this.#text;
    if (text.charCodeAt(at + 1) !== OPEN_BRACE) return at;
    const close = text.charCodeAt(at) === DOLLAR ? '}' : '}}';
    const end = text.indexOf(close, at + 2);
    if (end < 0 || end - at > 200) return at;
    for (let index = at + 2; index < end; index++) {
      const code = text.charCodeAt(index);
      if (code === NEWLINE || code === RETURN || code === OPEN_BRACE) return at;
    }
    return end + close.length;
  }

  #number(): void {
    const text = this.#text;
    let at = this.#at + 1;
    for (; at < this.#end; at++) {
      const code = text.charCodeAt(at);
      if (code === DOT) {
        if (text.charCodeAt(at + 1) === DOT) break;
      } else if (code === PLUS || code === MINUS) {
        const exponent = (text.charCodeAt(at - 1) | 32) === 101;
        const hexadecimal = (text.charCodeAt(this.#at + 1) | 32) === 120;
        if (!exponent || hexadecimal || classOf(text.charCodeAt(at + 1)) !== DIGIT) break;
      } else {
        const value = classOf(code);
        if (value !== DIGIT && value !== LETTER) break;
      }
    }
    this.#push('number', at);
  }

  #operator(first: number): void {
    const text = this.#text;
    const next = text.charCodeAt(this.#at + 1);
    if (first === MINUS && next === MINUS) {
      this.#lineComment();
      return;
    }
    if (first === SLASH && next === STAR) {
      this.#blockComment();
      return;
    }
    let at = this.#at + 1;
    for (; at < this.#end; at++) {
      const code = text.charCodeAt(at);
      if (classOf(code) !== OPERATOR) break;
      const after = text.charCodeAt(at + 1);
      if ((code === MINUS && after === MINUS) || (code === SLASH && after === STAR)) break;
    }
    // `=-1` is two operators: only one with a character that SQL does not use may end in a sign.
    while (at > this.#at + 1 && isSign(text.charCodeAt(at - 1)) && !this.#hasOwnOperator(at)) at--;
    this.#push('operator', at);
  }

  #hasOwnOperator(end: number): boolean {
    for (let at = this.#at; at < end; at++) {
      if (OWN_OPERATORS.includes(this.#text.charAt(at))) return true;
    }
    return false;
  }

  #lineComment(): void {
    const start = this.#at;
    this.#at = this.#lineEnd(start);
    this.#comments.push({ start, end: this.#at });
  }

  #lineEnd(from: number): number {
    const text = this.#text;
    let at = from;
    for (; at < this.#end; at++) {
      const code = text.charCodeAt(at);
      if (code === NEWLINE || code === RETURN) break;
    }
    return at;
  }

  #blockComment(): void {
    const text = this.#text;
    let depth = 1;
    let at = this.#at + 2;
    while (at < this.#end && depth > 0) {
      const code = text.charCodeAt(at);
      const next = text.charCodeAt(at + 1);
      if (code === STAR && next === SLASH) {
        depth--;
        at += 2;
      } else if (code === SLASH && next === STAR) {
        depth++;
        at += 2;
      } else {
        at++;
      }
    }
    if (depth > 0) {
      this.#push('unterminated', this.#end);
    } else {
      this.#comments.push({ start: this.#at, end: at });
      this.#at = at;
    }
  }

  #punctuation(code: number): void {
    const next = this.#text.charCodeAt(this.#at + 1);
    switch (code) {
      case DOT:
        if (classOf(next) === DIGIT && !this.#followsName()) this.#number();
        else this.#push('punctuation', this.#at + (next === DOT ? 2 : 1));
        return;
      case COLON:
        this.#colon(next);
        return;
      case OPEN_BRACKET:
        this.#brackets++;
        break;
      case CLOSE_BRACKET:
        this.#brackets--;
        break;
      case OPEN_PAREN:
      case CLOSE_PAREN:
        break;
      case SEMICOLON:
        this.#push('punctuation', this.#at + 1);
        this.#endStatement();
        return;
      default:
    }
    this.#push('punctuation', this.#at + 1);
  }

  // `a.1` is no valid SQL, but `t.${name}` has to stay apart from a number such as `.5`.
  #followsName(): boolean {
    const last = this.#tokens.at(-1);
    return (
      last !== undefined && last.end === this.#at && last.kind !== 'operator' && last.kind !== 'punctuation'
    );
  }

  #colon(next: number): void {
    if (next === COLON || next === EQUALS) {
      this.#push('operator', this.#at + 2);
      return;
    }
    if (this.#placeholders && this.#brackets <= 0) {
      if (next === QUOTE || next === DOUBLE_QUOTE) {
        const end = this.#text.indexOf(next === QUOTE ? "'" : '"', this.#at + 2);
        if (end > this.#at + 2) {
          this.#push('placeholder', end + 1);
          return;
        }
      } else if (classOf(next) === LETTER) {
        this.#name('placeholder', this.#at + 2);
        return;
      }
    }
    this.#push('punctuation', this.#at + 1);
  }

  #other(code: number): void {
    switch (code) {
      case QUOTE:
        this.#string(this.#at, false);
        return;
      case DOUBLE_QUOTE:
        this.#quotedName(this.#at);
        return;
      case DOLLAR:
        this.#dollar();
        return;
      case OPEN_BRACE: {
        const end = this.#braces(this.#at);
        if (end > this.#at) {
          this.#name('placeholder', end);
          return;
        }
        break;
      }
      case BACKSLASH:
        if (this.#command()) return;
        break;
      default:
    }
    this.#push('unknown', this.#at + 1);
  }

  #string(quote: number, escapes: boolean): void {
    const text = this.#text;
    let at = quote + 1;
    for (;;) {
      const end = text.indexOf("'", at);
      if (end < 0) {
        this.#push('unterminated', this.#end);
        return;
      }
      if (escapes) {
        const backslash = text.indexOf('\\', at);
        if (backslash >= 0 && backslash < end) {
          at = backslash + 2;
          continue;
        }
      }
      if (text.charCodeAt(end + 1) !== QUOTE) {
        this.#push('string', end + 1);
        return;
      }
      at = end + 2;
    }
  }

  #quotedName(quote: number): void {
    const text = this.#text;
    let end = text.indexOf('"', quote + 1);
    while (end >= 0 && text.charCodeAt(end + 1) === DOUBLE_QUOTE) end = text.indexOf('"', end + 2);
    if (end < 0) this.#push('unterminated', this.#end);
    else this.#push('quotedName', end + 1);
  }

  #dollar(): void {
    const text = this.#text;
    const brace = this.#braces(this.#at);
    if (brace > this.#at) {
      this.#name('placeholder', brace);
      return;
    }
    let at = this.#at + 1;
    if (classOf(text.charCodeAt(at)) === DIGIT) {
      while (classOf(text.charCodeAt(at)) === DIGIT) at++;
      this.#push('parameter', at);
      return;
    }
    while (at < this.#end && text.charCodeAt(at) !== DOLLAR && isNamePart(text.charCodeAt(at))) at++;
    if (text.charCodeAt(at) !== DOLLAR) {
      this.#push('unknown', this.#at + 1);
      return;
    }
    const delimiter = text.slice(this.#at, at + 1);
    const close = text.indexOf(delimiter, at + 1);
    if (close < 0) this.#push('unterminated', this.#end);
    else this.#push('dollarString', close + delimiter.length);
  }

  /** psql takes a backslash for a command anywhere; only those that send the statement stand behind one. */
  #command(): boolean {
    const start = this.#at;
    const sends = SENDING_COMMAND.test(this.#text.slice(start, start + 16));
    if (!sends && !this.#atLineStart()) return false;
    this.#at = this.#lineEnd(start);
    this.#commands.push({ start, end: this.#at });
    if (sends) this.#statement = this.#tokens.length;
    return true;
  }

  #atLineStart(): boolean {
    const text = this.#text;
    let at = this.#at - 1;
    for (; at >= this.#start; at--) {
      const code = text.charCodeAt(at);
      if (code === NEWLINE || code === RETURN) return true;
      if (classOf(code) !== SPACE) return false;
    }
    return true;
  }

  #endStatement(): void {
    const first = this.#statement;
    this.#statement = this.#tokens.length;
    if (!this.#readsStandardInput(first)) return;
    // Without its end marker it is no data: a tool that is not psql has sent the statement alone.
    END_OF_DATA.lastIndex = this.#at;
    const marker = END_OF_DATA.exec(this.#text);
    if (marker === null) return;
    const start = this.#at;
    this.#at = marker.index + marker[0].length;
    this.#data.push({ start, end: this.#at });
  }

  #readsStandardInput(first: number): boolean {
    if (!this.#isWord(first, 'copy')) return false;
    for (let index = first + 1; index < this.#tokens.length - 1; index++) {
      if (this.#isWord(index, 'from') && this.#isWord(index + 1, 'stdin')) return true;
    }
    return false;
  }

  #isWord(index: number, word: string): boolean {
    const token = this.#tokens[index];
    return token !== undefined && token.kind === 'word' && isKeyword(this.#text, token, word);
  }
}

const SENDING_COMMAND = /^\\(?:g|gx|gset|gexec|gdesc|crosstabview|watch|bind_named|parse)\b/;
const END_OF_DATA = /[\r\n]\\\.[ \t]*(?=[\r\n]|$)/g;

const OWN_OPERATORS = '~!@#^&|`?%';
const isSign = (code: number): boolean => code === PLUS || code === MINUS;

function isStringPrefix(code: number): boolean {
  const lower = code | 32;
  return lower === 101 || lower === 98 || lower === 120 || lower === 110;
}

/** Whether a token is this keyword; `keyword` is in lower case. */
export function isKeyword(text: string, token: Token, keyword: string): boolean {
  return (
    token.end - token.start === keyword.length &&
    token.kind === 'word' &&
    text.slice(token.start, token.end).toLowerCase() === keyword
  );
}
