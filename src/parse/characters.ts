/** What a UTF-16 code unit may start in Postgres's scanner (scan.l). */
export const OTHER = 0;
export const SPACE = 1;
export const LETTER = 2;
export const DIGIT = 3;
export const OPERATOR = 4;
export const PUNCTUATION = 5;

const CLASSES = classes();

function classes(): Uint8Array {
  const table = new Uint8Array(128);
  const set = (characters: string, value: number) => {
    for (const character of characters) table[character.charCodeAt(0)] = value;
  };
  set(' \t\n\r\f\v', SPACE);
  set('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_', LETTER);
  set('0123456789', DIGIT);
  set('+-*/<>=~!@#%^&|`?', OPERATOR);
  set('()[],;.:', PUNCTUATION);
  return table;
}

/** The class of a code unit; `OTHER` for the `NaN` behind the end of a text. */
export function classOf(code: number): number {
  // Postgres takes every byte above 127 for a letter.
  return code > 127 ? LETTER : (CLASSES[code] ?? OTHER);
}

/** Whether it may go on a name. */
export function isNamePart(code: number): boolean {
  const value = classOf(code);
  return value === LETTER || value === DIGIT || code === DOLLAR;
}

/** The end of the letters and digits that stand at an offset. */
export function endOfLetters(text: string, start: number): number {
  let at = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 127) continue;
    const value = CLASSES[code];
    if (value !== LETTER && value !== DIGIT) break;
  }
  return at;
}

export const NEWLINE = 10;
export const RETURN = 13;
export const DOUBLE_QUOTE = 34;
export const DOLLAR = 36;
export const AMPERSAND = 38;
export const QUOTE = 39;
export const STAR = 42;
export const PLUS = 43;
export const MINUS = 45;
export const DOT = 46;
export const SLASH = 47;
export const COLON = 58;
export const SEMICOLON = 59;
export const EQUALS = 61;
export const OPEN_BRACKET = 91;
export const BACKSLASH = 92;
export const CLOSE_BRACKET = 93;
export const OPEN_BRACE = 123;
