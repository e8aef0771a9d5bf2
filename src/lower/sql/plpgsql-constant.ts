import { decodeString, TextBuilder, toSource, type DecodedText } from '../../parse/literal.ts';
import { isKeyword, type Token } from '../../parse/tokens.ts';

/**
 * The value of an expression that is made of nothing but strings: one, several joined by `||`, or
 * `format` of them. Undefined where anything else takes part in it.
 */
export function constantText(text: string, tokens: readonly Token[]): DecodedText | undefined {
  const reader = new ConstantReader(text, tokens);
  const value = reader.concatenation();
  return reader.isAtEnd ? value : undefined;
}

class ConstantReader {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #index = 0;

  constructor(text: string, tokens: readonly Token[]) {
    this.#text = text;
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#index >= this.#tokens.length;
  }

  concatenation(): DecodedText | undefined {
    const builder = new TextBuilder();
    do {
      const part = this.#part();
      if (part === undefined) return undefined;
      builder.append(part);
    } while (this.#accept('||'));
    return builder.build();
  }

  #part(): DecodedText | undefined {
    const value = this.#primary();
    while (value !== undefined && this.#accept('::')) {
      if (!this.#acceptWord('text') && !this.#acceptWord('varchar')) return undefined;
    }
    return value;
  }

  #primary(): DecodedText | undefined {
    if (this.#accept('(')) {
      const value = this.concatenation();
      return this.#accept(')') ? value : undefined;
    }
    if (this.#acceptWord('format')) return this.#format();
    const token = this.#tokens[this.#index++];
    return token && decodeString(this.#text, 0, token);
  }

  #format(): DecodedText | undefined {
    if (!this.#accept('(')) return undefined;
    const values: DecodedText[] = [];
    do {
      const value = this.concatenation();
      if (value === undefined) return undefined;
      values.push(value);
    } while (this.#accept(','));
    const [template, ...rest] = values;
    return this.#accept(')') && template !== undefined ? formatted(template, rest) : undefined;
  }

  #accept(symbol: string): boolean {
    const token = this.#tokens[this.#index];
    const isHere =
      (token?.kind === 'operator' || token?.kind === 'punctuation') &&
      this.#text.slice(token.start, token.end) === symbol;
    if (isHere) this.#index++;
    return isHere;
  }

  #acceptWord(word: string): boolean {
    const token = this.#tokens[this.#index];
    const isHere = token !== undefined && isKeyword(this.#text, token, word);
    if (isHere) this.#index++;
    return isHere;
  }
}

/** `%s`, `%I`, `%L` and `%%`, also as `%1$s`; undefined for a width or a missing value. */
function formatted(template: DecodedText, values: readonly DecodedText[]): DecodedText | undefined {
  const builder = new TextBuilder();
  let at = 0;
  let next = 0;
  for (const match of template.text.matchAll(/%(?:(\d+)\$)?([\s\S]?)/g)) {
    const end = match.index + match[0].length;
    appendRange(builder, template, at, match.index);
    at = end;
    const span = toSource(template, { start: match.index, end });
    if (match[2] === '%') {
      builder.add('%', span);
      continue;
    }
    const position = match[1] === undefined ? next : Number(match[1]) - 1;
    const value = values[position]?.text;
    const text = value === undefined ? undefined : formatValue(value, match[2] ?? '');
    if (text === undefined) return undefined;
    builder.add(text, span);
    next = position + 1;
  }
  appendRange(builder, template, at, template.text.length);
  return builder.build();
}

function appendRange(builder: TextBuilder, decoded: DecodedText, start: number, end: number): void {
  builder.append({
    text: decoded.text.slice(start, end),
    starts: decoded.starts.slice(start, end),
    ends: decoded.ends.slice(start, end),
  });
}

function formatValue(value: string, conversion: string): string | undefined {
  switch (conversion) {
    case 's':
      return value;
    case 'I':
      return /^[a-z_][a-z0-9_]*$/.test(value) ? value : `"${value.replaceAll('"', '""')}"`;
    case 'L':
      return `'${value.replaceAll("'", "''")}'`;
    default:
      return undefined;
  }
}
