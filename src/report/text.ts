/** Text as a terminal shows it: how wide it is, where it breaks, what of it may be printed. */

const TAB_WIDTH = 4;

/** Zero columns wide: combining marks, joiners, variation selectors. */
const INVISIBLE = /[\p{Mn}\p{Me}\p{Cf}]/u;
/** Two columns wide: East Asian wide and full-width forms, and emoji that are shown as pictures. */
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F1E6}-\u{1F1FF}\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}/u;

const CONTROL = /[\u0000-\u0008\u000A-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069]/g;

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/** The number of columns that a text without tabs takes. */
export function displayWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  let width = 0;
  for (const character of text) {
    if (INVISIBLE.test(character)) continue;
    width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}

/**
 * The text with control characters replaced by pictures of them, so that no file under lint can
 * move the cursor, change colours or reverse the direction of a line. Tabs stay.
 */
export function visible(text: string): string {
  return text.replace(CONTROL, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? '\u2421' : '\uFFFD';
  });
}

/** Tabs as spaces up to the next stop, counted from column 0. */
export function expandTabs(text: string): string {
  if (!text.includes('\t')) return text;
  let result = '';
  for (const part of text.split(/(\t)/)) {
    result += part === '\t' ? ' '.repeat(TAB_WIDTH - (displayWidth(result) % TAB_WIDTH)) : part;
  }
  return result;
}

/** Lines of at most `width` columns, broken at spaces; a longer word has a line of its own. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line: string[] = [];
  let used = 0;
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const wordWidth = displayWidth(word);
    if (line.length > 0 && used + 1 + wordWidth > width) {
      lines.push(line.join(' '));
      line = [];
      used = 0;
    }
    used += wordWidth + (line.length > 0 ? 1 : 0);
    line.push(word);
  }
  return line.length === 0 ? lines : [...lines, line.join(' ')];
}

/** `one`, `one and two`, `one, two and three`. */
export function enumerate(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

/** `1 error`, `2 errors`. */
export function count(number: number, noun: string): string {
  return `${number.toString()} ${noun}${number === 1 ? '' : 's'}`;
}
