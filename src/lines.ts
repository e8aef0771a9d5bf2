import type { Location } from './finding.ts';
import type { Span } from './operation.ts';

/** Where the lines of one text start; made once for a text and then asked for any number of places. */
export class LineIndex {
  readonly text: string;
  /** Offsets of the first character of each line, in order. */
  readonly #starts: readonly number[];

  constructor(text: string) {
    this.text = text;
    this.#starts = [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map((end) => end.index + end[0].length)];
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  /** Line and column of an offset, both 1-based; an offset past the end is the end. */
  locate(offset: number): { readonly line: number; readonly column: number } {
    const at = Math.max(0, Math.min(offset, this.text.length));
    const line = this.#lineOf(at);
    return { line, column: at - this.startOf(line) + 1 };
  }

  location(span: Span): Location {
    const start = this.locate(span.start);
    const end = this.locate(Math.max(span.start, span.end));
    return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
  }

  /** The offset of the first character of a 1-based line. */
  startOf(line: number): number {
    return this.#starts[line - 1] ?? this.text.length;
  }

  /** The text of a 1-based line without its line break; empty for a line that is not there. */
  line(line: number): string {
    return this.text.slice(this.startOf(line), this.startOf(line + 1)).replace(/[\r\n]+$/, '');
  }

  /** The last line that starts at or before the offset, found by halving. */
  #lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.startOf(middle + 1) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }
}
