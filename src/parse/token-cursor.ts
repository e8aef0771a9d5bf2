import { isKeyword, type Token } from './tokens.ts';

/** A place in a list of tokens, with questions about what stands there. */
export class TokenCursor {
  protected readonly text: string;
  protected readonly tokens: readonly Token[];
  protected index = 0;

  constructor(text: string, tokens: readonly Token[]) {
    this.text = text;
    this.tokens = tokens;
  }

  protected get isAtEnd(): boolean {
    return this.index >= this.tokens.length;
  }

  protected isWordAt(index: number, word: string): boolean {
    const token = this.tokens[index];
    return token !== undefined && isKeyword(this.text, token, word);
  }

  protected isWord(word: string, offset = 0): boolean {
    return this.isWordAt(this.index + offset, word);
  }

  protected isSymbolAt(index: number, ...symbols: readonly string[]): boolean {
    const token = this.tokens[index];
    if (token?.kind !== 'operator' && token?.kind !== 'punctuation') return false;
    return symbols.includes(this.text.slice(token.start, token.end));
  }

  /** Steps over a word if it stands here. */
  protected accept(word: string): boolean {
    const found = this.isWord(word);
    if (found) this.index++;
    return found;
  }

  /** The index of the first of these outside of parentheses, or of the semicolon before it, or the end. */
  protected find(words: readonly string[], symbols: readonly string[] = [], to = this.tokens.length): number {
    let depth = 0;
    for (let index = this.index; index < to; index++) {
      if (this.isSymbolAt(index, ';')) return index;
      if (depth <= 0) {
        if (symbols.length > 0 && this.isSymbolAt(index, ...symbols)) return index;
        if (words.some((word) => this.isWordAt(index, word))) return index;
      }
      if (this.isSymbolAt(index, '(', '[')) depth++;
      else if (this.isSymbolAt(index, ')', ']')) depth--;
    }
    return to;
  }
}
