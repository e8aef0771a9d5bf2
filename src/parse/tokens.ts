import type { Span } from '../operation.ts';
import {
  AMPERSAND,
  BACKSLASH,
  classOf,
  CLOSE_BRACKET,
  COLON,
  DIGIT,
  DOLLAR,
  DOT,
  DOUBLE_QUOTE,
  EQUALS,
  endOfLetters,
  LETTER,
  MINUS,
  NEWLINE,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPERATOR,
  PUNCTUATION,
  QUOTE,
  RETURN,
  SEMICOLON,
  SLASH,
  SPACE,
  STAR,
} from './characters.ts';
import {
  endOfBlockComment,
  endOfBraces,
  endOfDollarString,
  endOfLine,
  endOfNumber,
  endOfOperator,
  endOfQuotedName,
  endOfString,
} from './scan.ts';

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
  readonly #start: number;
  readonly #placeholders: boolean;
  readonly #tokens: Token[] = [];
  readonly #comments: Span[] = [];
  readonly #commands: Span[] = [];
  readonly #data: Span[] = [];
  #at: number;
  #brackets = 0;
  /** False once no end marker follows. */
  #mayHoldData = true;
  /** The index of the first token of the statement that is being read. */
  #statement = 0;

  constructor(text: string, span: Span, placeholders: boolean) {
    this.#text = span.end < text.length ? text.slice(0, span.end) : text;
    this.#at = span.start;
    this.#start = span.start;
    this.#placeholders = placeholders;
  }

  run(): Tokens {
    const text = this.#text;
    while (this.#at < text.length) {
      const code = text.charCodeAt(this.#at);
      switch (classOf(code)) {
        case SPACE:
          this.#at++;
          break;
        case LETTER:
          this.#word(code);
          break;
        case DIGIT:
          this.#push('number', endOfNumber(text, this.#at));
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

  /** A token that may be open at the end of the range, as `end` then says with -1. */
  #pushClosed(kind: TokenKind, end: number): void {
    if (end < 0) this.#push('unterminated', this.#text.length);
    else this.#push(kind, end);
  }

  #word(first: number): void {
    const text = this.#text;
    const start = this.#at;
    const next = text.charCodeAt(start + 1);
    if (next === QUOTE && STRING_PREFIXES.includes(text.charAt(start))) {
      this.#pushClosed('string', endOfString(text, start + 1, (first | 32) === LOWER_E));
    } else if (next === AMPERSAND && (first | 32) === LOWER_U && text.charCodeAt(start + 2) === QUOTE) {
      this.#pushClosed('string', endOfString(text, start + 2, false));
    } else if (
      next === AMPERSAND &&
      (first | 32) === LOWER_U &&
      text.charCodeAt(start + 2) === DOUBLE_QUOTE
    ) {
      this.#pushClosed('quotedName', endOfQuotedName(text, start + 2));
    } else {
      this.#name('word', start + 1);
    }
  }

  /** The rest of a name from `from` on; a placeholder inside it makes all of it one. */
  #name(kind: 'word' | 'placeholder', from: number): void {
    const text = this.#text;
    let at = from;
    let found = kind;
    for (;;) {
      at = endOfLetters(text, at);
      const code = text.charCodeAt(at);
      if (code !== DOLLAR && code !== OPEN_BRACE) break;
      const end = endOfBraces(text, at);
      if (end > at) {
        found = 'placeholder';
        at = end;
      } else if (code === DOLLAR) {
        at++;
      } else {
        break;
      }
    }
    this.#push(found, at);
  }

  #operator(first: number): void {
    const text = this.#text;
    const start = this.#at;
    const next = text.charCodeAt(start + 1);
    if (first === MINUS && next === MINUS) {
      this.#at = endOfLine(text, start);
      this.#comments.push({ start, end: this.#at });
    } else if (first === SLASH && next === STAR) {
      const end = endOfBlockComment(text, start);
      if (end < 0) {
        this.#push('unterminated', text.length);
      } else {
        this.#comments.push({ start, end });
        this.#at = end;
      }
    } else {
      this.#push('operator', endOfOperator(text, start));
    }
  }

  #punctuation(code: number): void {
    const next = this.#text.charCodeAt(this.#at + 1);
    if (code === COLON) {
      this.#colon(next);
    } else if (code === DOT) {
      if (classOf(next) === DIGIT) this.#push('number', endOfNumber(this.#text, this.#at));
      else this.#push('punctuation', this.#at + (next === DOT ? 2 : 1));
    } else {
      if (code === OPEN_BRACKET) this.#brackets++;
      else if (code === CLOSE_BRACKET) this.#brackets--;
      this.#push('punctuation', this.#at + 1);
      if (code === SEMICOLON) this.#endStatement();
    }
  }

  #colon(next: number): void {
    if (next === COLON || next === EQUALS) {
      this.#push('operator', this.#at + 2);
      return;
    }
    // In brackets it is the slice of an array.
    if (this.#placeholders && this.#brackets <= 0) {
      if (next === QUOTE || next === DOUBLE_QUOTE) {
        const end = this.#text.indexOf(this.#text.charAt(this.#at + 1), this.#at + 2);
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
    const text = this.#text;
    const start = this.#at;
    switch (code) {
      case QUOTE:
        this.#pushClosed('string', endOfString(text, start, false));
        return;
      case DOUBLE_QUOTE:
        this.#pushClosed('quotedName', endOfQuotedName(text, start));
        return;
      case DOLLAR:
      case OPEN_BRACE: {
        const end = endOfBraces(text, start);
        if (end > start) this.#name('placeholder', end);
        else if (code === DOLLAR) this.#dollar();
        else this.#push('unknown', start + 1);
        return;
      }
      case BACKSLASH:
        if (!this.#command()) this.#push('unknown', start + 1);
        return;
      default:
        this.#push('unknown', start + 1);
    }
  }

  #dollar(): void {
    const text = this.#text;
    let at = this.#at + 1;
    while (classOf(text.charCodeAt(at)) === DIGIT) at++;
    if (at > this.#at + 1) {
      this.#push('parameter', at);
      return;
    }
    const end = endOfDollarString(text, this.#at);
    if (end === this.#at) this.#push('unknown', at);
    else this.#pushClosed('dollarString', end);
  }

  /** psql takes a backslash for a command anywhere; only those that send the statement stand behind one. */
  #command(): boolean {
    const start = this.#at;
    const sends = sendsStatement(this.#text.slice(start, start + 16));
    if (!sends && !this.#isAtLineStart()) return false;
    this.#at = endOfLine(this.#text, start);
    this.#commands.push({ start, end: this.#at });
    if (sends) this.#statement = this.#tokens.length;
    return true;
  }

  #isAtLineStart(): boolean {
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
    if (!this.#mayHoldData || !this.#readsStandardInput(first)) return;
    // Without its end marker it is no data: a tool that is not psql has sent the statement alone.
    END_OF_DATA.lastIndex = this.#at;
    const marker = END_OF_DATA.exec(this.#text);
    if (marker === null) {
      this.#mayHoldData = false;
      return;
    }
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
    return token !== undefined && isKeyword(this.#text, token, word);
  }
}

const STRING_PREFIXES = 'eEbBxXnN';
const LOWER_E = 101;
const LOWER_U = 117;
const SENDS = /^\\(?:g|gx|gset|gexec|gdesc|crosstabview|watch)\b/;
const END_OF_DATA = /[\r\n]\\\.[ \t]*(?=[\r\n]|$)/g;

/** psql's commands that send the statement before them, as a semicolon does. */
export function sendsStatement(command: string): boolean {
  return SENDS.test(command);
}

/** Whether a token is this keyword; `keyword` is in lower case. */
export function isKeyword(text: string, token: Token, keyword: string): boolean {
  return (
    token.end - token.start === keyword.length &&
    token.kind === 'word' &&
    text.slice(token.start, token.end).toLowerCase() === keyword
  );
}
