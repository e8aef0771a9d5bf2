import type { Span } from '../operation.ts';
import { FragmentReader, type Fragment } from './plpgsql-fragments.ts';
import type { Token } from './tokens.ts';

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

class BodyReader extends FragmentReader {
  #depth = 0;

  readAll(): void {
    this.#skipLabel();
    if (this.isWord('declare') || this.isWord('begin')) this.#block();
    else this.problem();
    // What follows the outer block is no PL/pgSQL, but its SQL is read all the same.
    while (this.index < this.tokens.length) {
      this.problem();
      if (CLOSERS.some((word) => this.isWord(word))) this.index++;
      this.#statements();
    }
  }

  #skipLabel(): void {
    if (this.isSymbolAt(this.index, '<<') && this.isSymbolAt(this.index + 2, '>>')) this.index += 3;
  }

  #statements(): void {
    this.#depth++;
    while (this.index < this.tokens.length && !this.#isCloser()) {
      if (this.#depth > MAX_DEPTH) {
        this.problem();
        this.index = this.tokens.length;
        break;
      }
      this.#statement();
    }
    this.#depth--;
  }

  #isCloser(): boolean {
    return CLOSERS.some((word) => this.isWord(word));
  }

  #branch(): void {
    this.conditional++;
    this.#statements();
    this.conditional--;
  }

  #block(): void {
    while (this.accept('declare')) this.#declarations();
    this.expect('begin');
    const first = this.fragments.length;
    this.#statements();
    if (this.accept('exception')) {
      for (let at = first; at < this.fragments.length; at++) {
        const fragment = this.fragments[at];
        if (fragment !== undefined) this.fragments[at] = { ...fragment, conditional: true };
      }
      this.#whens();
    }
    this.expect('end');
    if (this.index < this.tokens.length) this.#end();
  }

  /** The label that may follow END, and the semicolon, which the outer block need not have. */
  #end(): void {
    if (!this.isSymbolAt(this.index, ';')) this.index++;
    if (this.index < this.tokens.length) this.semicolon();
  }

  /** The handlers of a block. */
  #whens(): void {
    while (this.accept('when')) {
      this.index = this.find(['then']);
      this.expect('then');
      this.#branch();
    }
  }

  #declarations(): void {
    while (this.index < this.tokens.length && !this.isWord('begin') && !this.isWord('declare')) {
      this.declaration(this.find([]));
    }
  }

  #statement(): void {
    this.#skipLabel();
    const token = this.tokens[this.index];
    if (token === undefined) return;
    if (this.isSymbolAt(this.index, ';')) {
      this.index++;
      return;
    }
    if (this.isAssignment()) {
      this.index = this.find([], [':=', '=']) + 1;
      this.expressionTo();
      this.semicolon();
      return;
    }
    const word = token.kind === 'word' ? this.text.slice(token.start, token.end).toLowerCase() : '';
    if (!this.#compound(word) && !this.#simple(word)) this.sql();
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
      this.index++;
      this.expressionTo('then');
      this.expect('then');
      this.#branch();
    } while (this.isWord('elsif') || this.isWord('elseif'));
    if (this.accept('else')) this.#branch();
    this.expect('end');
    this.expect('if');
    this.semicolon();
  }

  #case(): void {
    this.index++;
    if (!this.isWord('when')) this.expressionTo('when');
    while (this.accept('when')) {
      this.expressions(this.find(['then']));
      this.expect('then');
      this.#branch();
    }
    if (this.accept('else')) this.#branch();
    this.expect('end');
    this.expect('case');
    this.semicolon();
  }

  #loop(word: string): void {
    if (word === 'while') {
      this.index++;
      this.expressionTo('loop');
    } else if (word !== 'loop') {
      this.index = this.find(['in']);
      this.expect('in');
      if (word === 'foreach') {
        this.expect('array');
        this.expressionTo('loop');
      } else {
        this.forSource(this.find(['loop']));
      }
    }
    this.expect('loop');
    this.#branch();
    this.expect('end');
    this.expect('loop');
    if (this.index < this.tokens.length) this.#end();
  }

  #simple(word: string): boolean {
    switch (word) {
      case 'execute':
        this.execute(this.find([]));
        break;
      case 'perform':
        this.add('perform', this.find([]));
        break;
      case 'exit':
      case 'continue':
        this.index = this.find(['when']);
        if (this.accept('when')) this.expressionTo();
        break;
      case 'return':
        this.returned();
        break;
      case 'raise':
        this.raise(this.find([]));
        break;
      case 'assert':
        this.index++;
        this.expressions(this.find([]));
        break;
      case 'open':
        this.open(this.find([]));
        break;
      default:
        if (!NO_SQL.includes(word)) return false;
        this.index = this.find([]);
    }
    this.semicolon();
    return true;
  }
}
