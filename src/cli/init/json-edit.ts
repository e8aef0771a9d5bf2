type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

interface JsonObject {
  /** The place of the closing brace. */
  readonly close: number;
  /** Where each value starts, by its key. */
  readonly values: ReadonlyMap<string, number>;
  /** Where the first key starts and the last value ends; undefined in an empty object. */
  readonly content: { readonly start: number; readonly end: number } | undefined;
}

/**
 * Adds an entry at the end of the object at `path`, which is made where there is none. All other
 * text stays as it is, and indentation and line ends are those of the file. Undefined where
 * something that is no object is in the way, or the entry is there. The text has to be valid JSON.
 */
export function addToJson(
  text: string,
  path: readonly string[],
  key: string,
  value: Json,
): string | undefined {
  const bom = text.startsWith('\uFEFF') ? 1 : 0;
  let object = readObject(text, skipSpace(text, bom));
  for (const [depth, name] of path.entries()) {
    if (object === undefined) return undefined;
    const at = object.values.get(name);
    if (at === undefined) {
      const missing = path.slice(depth + 1).reduceRight((inner: Json, outer) => ({ [outer]: inner }), {
        [key]: value,
      });
      return insert(text, object, name, missing);
    }
    object = readObject(text, at);
  }
  return object === undefined || object.values.has(key) ? undefined : insert(text, object, key, value);
}

function insert(text: string, { close, content }: JsonObject, key: string, value: Json): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const unit = /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
  const entry = (indent: string): string =>
    `${JSON.stringify(key)}: ${JSON.stringify(value, null, unit).replaceAll('\n', newline + indent)}`;
  if (content === undefined) {
    const outer = indentAt(text, close);
    const open = text.lastIndexOf('{', close);
    return `${text.slice(0, open + 1)}${newline}${outer}${unit}${entry(outer + unit)}${newline}${outer}${text.slice(close)}`;
  }
  const isOneLine = !text.slice(content.end, close).includes('\n');
  const indent = indentAt(text, content.start);
  const addition = isOneLine
    ? `, ${JSON.stringify(key)}: ${JSON.stringify(value)}`
    : `,${newline}${indent}${entry(indent)}`;
  return text.slice(0, content.end) + addition + text.slice(content.end);
}

/** The white space that the line of an offset starts with. */
function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
}

/** The object that starts at an offset; undefined where another value does. */
function readObject(text: string, start: number): JsonObject | undefined {
  if (text[start] !== '{') return undefined;
  const values = new Map<string, number>();
  let content: { start: number; end: number } | undefined;
  let at = skipSpace(text, start + 1);
  while (text[at] === '"') {
    const keyEnd = skipString(text, at);
    const valueStart = skipSpace(text, skipSpace(text, keyEnd) + 1);
    const end = skipValue(text, valueStart);
    values.set(String(JSON.parse(text.slice(at, keyEnd))), valueStart);
    content = { start: content?.start ?? at, end };
    at = skipSpace(text, end);
    if (text[at] === ',') at = skipSpace(text, at + 1);
  }
  return { close: at, values, content };
}

function skipSpace(text: string, at: number): number {
  return at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0);
}

function skipString(text: string, at: number): number {
  return at + (/^"(?:[^"\\]|\\[^])*"/.exec(text.slice(at))?.[0].length ?? 1);
}

/** The end of the value that starts at an offset. */
function skipValue(text: string, start: number): number {
  let depth = 0;
  let at = start;
  do {
    const character = text[at] ?? '';
    if (character === '"') at = skipString(text, at);
    else {
      if ('{['.includes(character)) depth += 1;
      if ('}]'.includes(character)) depth -= 1;
      at += /^[\w.+-]+/.exec(text.slice(at))?.[0].length ?? 1;
    }
  } while (depth > 0 && at < text.length);
  return at;
}
