import type { Span } from '../operation.ts';
import { endOfStatement } from './split.ts';
import { TokenCursor } from './token-cursor.ts';
import type { Token } from './tokens.ts';

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

/** Reads the statements of PL/pgSQL that hold no others, and collects their SQL. */
export class FragmentReader extends TokenCursor {
  readonly fragments: Fragment[] = [];
  /** Tokens at which something else was expected. */
  readonly problems: Span[] = [];
  /** How many branches, loops and handlers are open. */
  protected conditional = 0;

  protected problem(): void {
    const token = this.tokens[this.index] ?? this.tokens.at(-1);
    const last = this.problems.at(-1);
    if (token !== undefined && token.start !== last?.start) {
      this.problems.push({ start: token.start, end: token.end });
    }
  }

  protected expect(word: string): void {
    if (!this.accept(word)) this.problem();
  }

  /** Steps behind the next semicolon. */
  protected semicolon(): void {
    if (!this.isSymbolAt(this.index, ';')) this.problem();
    this.index = this.find([], [';']) + 1;
  }

  protected add(kind: Fragment['kind'], end: number): void {
    const tokens = this.tokens.slice(this.index, end);
    if (tokens.length === 0) this.problem();
    else this.fragments.push({ kind, tokens, into: undefined, conditional: this.conditional > 0 });
    this.index = end;
  }

  /** An expression up to one of these words, or to the semicolon. */
  protected expressionTo(...words: readonly string[]): void {
    this.add('expression', this.find(words));
  }

  /** Expressions with commas between them. */
  protected expressions(end: number): void {
    while (this.index < end) {
      this.add('expression', this.find([], [','], end));
      if (this.index < end) this.index++;
    }
  }

  protected declaration(end: number): void {
    const cursor = this.find(['cursor'], [], Math.min(end, this.index + 4));
    if (this.isWordAt(cursor, 'cursor')) {
      this.index = this.find(['for', 'is'], [], end) + 1;
      this.add('query', end);
    } else {
      const value = this.find(['default'], [':=', '='], end);
      this.index = value + 1;
      if (value < end) this.add('expression', end);
    }
    this.index = end + 1;
  }

  /** `x := …`, `x = …`, `x.y := …`, `x[1] := …`: a word that opens a statement has none of these behind it. */
  protected isAssignment(): boolean {
    const kind = this.tokens[this.index]?.kind;
    if (kind !== 'word' && kind !== 'quotedName' && kind !== 'parameter') return false;
    return this.isSymbolAt(this.index + 1, ':=', '=', '[', '.');
  }

  protected forSource(end: number): void {
    if (this.isWord('execute')) {
      this.execute(end);
      return;
    }
    this.accept('reverse');
    const range = this.find([], ['..'], end);
    if (range < end) {
      this.add('expression', range);
      this.index++;
      this.add('expression', this.find(['by'], [], end));
      if (this.accept('by')) this.add('expression', end);
    } else if (QUERIES.some((word) => this.isWord(word)) || this.isSymbolAt(this.index, '(')) {
      this.add('statement', end);
    } else {
      this.cursorArguments(end);
    }
  }

  /** `cursor (a, b => c)`. */
  private cursorArguments(end: number): void {
    this.index++;
    if (this.isSymbolAt(this.index, '(') && this.isSymbolAt(end - 1, ')')) {
      this.index++;
      this.expressions(end - 1);
    }
    this.index = end;
  }

  /** `EXECUTE string [INTO target] [USING a, b]`, in either order. */
  protected execute(end: number): void {
    this.index++;
    this.add('dynamic', this.find(['into', 'using'], [], end));
    while (this.index < end) {
      if (this.accept('using')) this.expressions(this.find(['into'], [], end));
      else this.index = this.find(['using'], [], end);
    }
  }

  protected returned(): void {
    const end = this.find([]);
    this.index++;
    if (this.accept('query')) {
      if (this.isWord('execute')) this.execute(end);
      else this.add('statement', end);
      return;
    }
    this.accept('next');
    if (this.index < end) this.add('expression', end);
  }

  /** `RAISE level 'format', a, b USING option = c, …`. */
  protected raise(end: number): void {
    const using = this.find(['using'], [], end);
    this.index = Math.min(this.find([], [','], using) + 1, using);
    this.expressions(using);
    this.index = Math.min(using + 1, end);
    while (this.index < end) {
      this.index = Math.min(this.find([], ['=', ':='], end) + 1, end);
      if (this.index < end) this.add('expression', this.find([], [','], end));
      if (this.index < end) this.index++;
    }
  }

  protected open(end: number): void {
    this.index++;
    const query = this.find(['for'], [], end);
    if (query === end) {
      this.cursorArguments(end);
      return;
    }
    this.index = query + 1;
    if (this.isWord('execute')) this.execute(end);
    else this.add('statement', end);
  }

  protected sql(): void {
    const behind = endOfStatement(this.text, this.tokens, this.index);
    const end = this.isSymbolAt(behind - 1, ';') ? behind - 1 : behind;
    const tokens = this.tokens.slice(this.index, end);
    const into = this.into(end);
    this.fragments.push({ kind: 'statement', tokens, into, conditional: this.conditional > 0 });
    this.index = end;
    this.semicolon();
  }

  /** `INTO [STRICT] a, b.c` in a statement of which it is no part, unlike that of INSERT and MERGE. */
  private into(end: number): Span | undefined {
    if (this.isWord('import')) return undefined;
    for (let index = this.index + 1; index < end; index++) {
      if (!this.isWordAt(index, 'into')) continue;
      if (this.isWordAt(index - 1, 'insert') || this.isWordAt(index - 1, 'merge')) continue;
      const last = this.endOfTarget(this.isWordAt(index + 1, 'strict') ? index + 2 : index + 1);
      return { start: this.tokens[index]?.start ?? 0, end: this.tokens[last]?.end ?? 0 };
    }
    return undefined;
  }

  /** The last token of a list of variables. */
  private endOfTarget(first: number): number {
    let index = first;
    while (this.isSymbolAt(index + 1, '.', ',')) index += 2;
    return index;
  }
}
