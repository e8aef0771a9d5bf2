import { isUtf8 } from 'node:buffer';

export interface Decoded {
  /** Without a byte order mark. */
  readonly text: string;
  /** What a person should know of how it was read: a clause that follows the file's name. */
  readonly note?: string;
}

const UTF_16 = 'is encoded in UTF-16 and was read as that; most migration tools expect UTF-8';

/** The text of a file in UTF-8 or, as PowerShell writes it, in UTF-16 with a byte order mark. */
export function decode(bytes: Buffer): Decoded {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    return { text: bytes.subarray(2).toString('utf16le'), note: UTF_16 };
  }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    const even = bytes.subarray(2, bytes.length - (bytes.length % 2));
    return { text: Buffer.from(even).swap16().toString('utf16le'), note: UTF_16 };
  }
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  if (isUtf8(bytes)) return { text };
  return { text, note: 'is not valid UTF-8; the bytes in question were replaced by U+FFFD' };
}

/** A text in the encoding of these bytes, with their byte order mark; undefined where they are not valid. */
export function encodeLike(bytes: Buffer, text: string): Buffer | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return Buffer.from(`\uFEFF${text}`, 'utf16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return Buffer.from(`\uFEFF${text}`, 'utf16le').swap16();
  if (!isUtf8(bytes)) return undefined;
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return Buffer.from(hasMark ? `\uFEFF${text}` : text, 'utf8');
}
