import type { Span } from '../operation.ts';
import type { Token } from './tokens.ts';

/** The value of a string, with the place in the source that each of its UTF-16 code units comes from. */
export interface DecodedText {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Collects a text from pieces of a source. */
export class TextBuilder {
  readonly #parts: string[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  /** All of `text` comes from `span`. */
  add(text: string, span: Span): void {
    this.#parts.push(text);
    this.#starts.push(...new Array<number>(text.length).fill(span.start));
    this.#ends.push(...new Array<number>(text.length).fill(span.end));
  }

  /** `text` stands in the source as it is, from `start` on. */
  addVerbatim(text: string, start: number): void {
    this.#parts.push(text);
    for (let index = 0; index < text.length; index++) {
      this.#starts.push(start + index);
      this.#ends.push(start + index + 1);
    }
  }

  append(decoded: DecodedText): void {
    this.#parts.push(decoded.text);
    for (const start of decoded.starts) this.#starts.push(start);
    for (const end of decoded.ends) this.#ends.push(end);
  }

  build(): DecodedText {
    return { text: this.#parts.join(''), starts: this.#starts, ends: this.#ends };
  }
}

/** A span of the decoded text as a span of the source. */
export function toSource({ text, starts, ends }: DecodedText, { start, end }: Span): Span {
  const last = ends[Math.min(end, text.length) - 1] ?? 0;
  const first = starts[start] ?? last;
  return { start: first, end: end > start ? Math.max(first, last) : first };
}

/**
 * The value of a string token; `base` is the offset of `text` in the file that tokens and the result
 * refer to. Undefined for a token that is no string, and for the bit and `U&` strings.
 */
export function decodeString(text: string, base: number, token: Token): DecodedText | undefined {
  const source = text.slice(token.start - base, token.end - base);
  const builder = new TextBuilder();
  if (token.kind === 'dollarString') {
    const delimiter = source.slice(0, source.indexOf('$', 1) + 1);
    builder.addVerbatim(source.slice(delimiter.length, -delimiter.length), token.start + delimiter.length);
    return builder.build();
  }
  const quote = source.indexOf("'");
  const prefix = source.slice(0, quote).toLowerCase();
  if (token.kind !== 'string' || !['', 'e', 'n'].includes(prefix)) return undefined;
  const special = prefix === 'e' ? /''|\\(?:x[\da-f]{1,2}|u[\da-f]{4}|U[\da-f]{8}|[0-7]{1,3}|[^])/gi : /''/g;
  const content = source.slice(quote + 1, -1);
  const start = token.start + quote + 1;
  let at = 0;
  for (const match of content.matchAll(special)) {
    builder.addVerbatim(content.slice(at, match.index), start + at);
    at = match.index + match[0].length;
    builder.add(unescape(match[0]), { start: start + match.index, end: start + at });
  }
  builder.addVerbatim(content.slice(at), start + at);
  return builder.build();
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function unescape(escape: string): string {
  if (escape === "''") return "'";
  const kind = escape.charAt(1);
  const digits = escape.slice(2);
  if (digits === '' && !/[0-7]/.test(kind)) return ESCAPES[kind] ?? kind;
  const code = /[0-7]/.test(kind) ? parseInt(escape.slice(1), 8) & 255 : parseInt(digits, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD';
}
