import {
  classOf,
  DIGIT,
  DOLLAR,
  DOT,
  DOUBLE_QUOTE,
  isNamePart,
  LETTER,
  MINUS,
  NEWLINE,
  OPEN_BRACE,
  OPERATOR,
  PLUS,
  QUOTE,
  RETURN,
  SLASH,
  STAR,
} from './characters.ts';

/**
 * Where the token that starts at an offset ends. The text ends with the range that is read; -1 stands
 * for a token that is still open there.
 */
type Scan = (text: string, start: number) => number;

/** The end of the line without its newline. */
export const endOfLine: Scan = (text, start) => {
  const newline = text.indexOf('\n', start);
  const line = text.slice(start, newline < 0 ? text.length : newline);
  const carriageReturn = line.indexOf('\r');
  return start + (carriageReturn < 0 ? line.length : carriageReturn);
};

/** Block comments nest. */
export const endOfBlockComment: Scan = (text, start) => {
  let depth = 1;
  let at = start + 2;
  for (; at < text.length && depth > 0; at++) {
    const code = text.charCodeAt(at);
    if (code !== STAR && code !== SLASH) continue;
    const next = text.charCodeAt(at + 1);
    if (code === STAR && next === SLASH) depth--;
    else if (code === SLASH && next === STAR) depth++;
    else continue;
    at++;
  }
  return depth > 0 ? -1 : at;
};

export const endOfOperator: Scan = (text, start) => {
  let at = start + 1;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (classOf(code) !== OPERATOR) break;
    const next = text.charCodeAt(at + 1);
    if ((code === MINUS && next === MINUS) || (code === SLASH && next === STAR)) break;
  }
  // `=-1` is two operators: only one with a character that SQL does not use may end in a sign.
  while (at > start + 1 && isSign(text.charCodeAt(at - 1)) && !hasOwnCharacter(text, start, at)) at--;
  return at;
};

const isSign = (code: number): boolean => code === PLUS || code === MINUS;

function hasOwnCharacter(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if ('~!@#^&|`?%'.includes(text.charAt(at))) return true;
  }
  return false;
}

export const endOfNumber: Scan = (text, start) => {
  const isHexadecimal = (text.charCodeAt(start + 1) | 32) === 120;
  let at = start + 1;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === DOT) {
      // `1..10` is a range of PL/pgSQL.
      if (text.charCodeAt(at + 1) === DOT) break;
    } else if (isSign(code)) {
      const isExponent = (text.charCodeAt(at - 1) | 32) === 101 && !isHexadecimal;
      if (!isExponent || classOf(text.charCodeAt(at + 1)) !== DIGIT) break;
    } else {
      const value = classOf(code);
      if (value !== DIGIT && value !== LETTER) break;
    }
  }
  return at;
};

/** `quote` is the offset of the opening quote; `escapes` for `E'…'`. */
export function endOfString(text: string, quote: number, escapes: boolean): number {
  let backslash = escapes ? text.indexOf('\\', quote) : -1;
  let end = text.indexOf("'", quote + 1);
  while (end >= 0) {
    let next: number;
    if (backslash >= 0 && backslash < end) next = backslash + 2;
    else if (text.charCodeAt(end + 1) === QUOTE) next = end + 2;
    else return end + 1;
    if (backslash >= 0 && backslash < next) backslash = text.indexOf('\\', next);
    if (end < next) end = text.indexOf("'", next);
  }
  return -1;
}

/** `quote` is the offset of the opening quote. */
export const endOfQuotedName: Scan = (text, quote) => {
  let end = text.indexOf('"', quote + 1);
  while (end >= 0 && text.charCodeAt(end + 1) === DOUBLE_QUOTE) end = text.indexOf('"', end + 2);
  return end < 0 ? -1 : end + 1;
};

/** `start` itself where no dollar quote opens there. */
export const endOfDollarString: Scan = (text, start) => {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== DOLLAR && isNamePart(text.charCodeAt(at))) at++;
  if (text.charCodeAt(at) !== DOLLAR) return start;
  const delimiter = text.slice(start, at + 1);
  const close = text.indexOf(delimiter, at + 1);
  return close < 0 ? -1 : close + delimiter.length;
};

// Longer ones are an open brace and some later closing one.
const MAX_PLACEHOLDER = 200;

/** The end of `${…}` or `{{…}}`, or `start` where none stands there. */
export const endOfBraces: Scan = (text, start) => {
  if (text.charCodeAt(start + 1) !== OPEN_BRACE) return start;
  const isDollar = text.charCodeAt(start) === DOLLAR;
  const limit = Math.min(text.length, start + MAX_PLACEHOLDER);
  for (let at = start + 2; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code === NEWLINE || code === RETURN || code === OPEN_BRACE) break;
    if (code !== CLOSE_BRACE) continue;
    if (isDollar) return at + 1;
    return text.charCodeAt(at + 1) === CLOSE_BRACE ? at + 2 : start;
  }
  return start;
};

const CLOSE_BRACE = 125;
