/** Converts UTF-8 byte offsets of `text` to UTF-16 offsets plus `base`. */
export function byteOffsets(text: string, base: number): (byteOffset: number) => number {
  const firstWide = indexOfWide(text);
  if (firstWide < 0) return (offset) => base + clamp(offset, text.length);
  let table: Uint32Array | undefined;
  return (offset) => {
    if (offset <= firstWide) return base + Math.max(0, offset);
    table ??= utf16OfBytes(text);
    return base + (table[clamp(offset, table.length - 1)] ?? text.length);
  };
}

/** Converts an offset in code points of `text` to UTF-16 code units. */
export function codePointOffset(text: string, codePoints: number): number {
  let at = 0;
  for (let count = 0; count < codePoints && at < text.length; count++) at += unitsAt(text, at);
  return at;
}

const clamp = (offset: number, highest: number): number => Math.min(Math.max(0, offset), highest);

function indexOfWide(text: string): number {
  return text.search(/[^\0-\x7f]/);
}

function unitsAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

/** For each byte of the text, and its end, where its character starts. */
function utf16OfBytes(text: string): Uint32Array {
  const table = new Uint32Array(text.length * 3 + 1);
  let byte = 0;
  for (let at = 0; at < text.length;) {
    const code = text.codePointAt(at) ?? 0;
    const bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    table.fill(at, byte, byte + bytes);
    byte += bytes;
    at += code > 0xffff ? 2 : 1;
  }
  table[byte] = text.length;
  return table.slice(0, byte + 1);
}
