import type { Naming } from '../../migration.ts';
import { Text } from './text.ts';

/** A string, which stays as it is, or a name. */
const QUOTED = /'(?:[^']|'')*'|"((?:[^"]|"")+)"/g;

/** SQL that a library has put together, with its names in quotes as the library sends them. */
export function renamed(text: Text, naming: Naming | undefined): Text {
  if (naming === undefined) return text;
  const parts: Text[] = [];
  let at = 0;
  for (const match of text.value.matchAll(QUOTED)) {
    const [, name] = match;
    if (name === undefined || name.includes('${')) continue;
    const start = match.index + 1;
    const end = start + name.length;
    parts.push(text.slice(at, start), Text.of(snakeCase(name, naming), text.slice(start, end).place));
    at = end;
  }
  return at === 0 ? text : Text.join([...parts, text.slice(at)]);
}

/**
 * A name in snake case, as Kysely's `CamelCasePlugin` and Objection's `knexSnakeCaseMappers` write it:
 * https://github.com/kysely-org/kysely/blob/master/src/plugin/camel-case/camel-case.ts
 */
function snakeCase(name: string, naming: Naming): string {
  const snake = name.replaceAll(/[^]/g, (char, index: number) => {
    const before = name[index - 1];
    if (before === undefined) return char.toLowerCase();
    if (isDigit(char)) {
      const isFirst = !isDigit(before) && before !== '_';
      return naming.underscoreBeforeDigits && isFirst ? `_${char}` : char;
    }
    if (!isUpper(char)) return char;
    const isApart = naming.underscoreBetweenUppercaseLetters || !isUpper(before);
    return isApart ? `_${char.toLowerCase()}` : char.toLowerCase();
  });
  return naming.upperCase ? snake.toUpperCase() : snake;
}

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9';
}

function isUpper(char: string): boolean {
  return char === char.toUpperCase() && char !== char.toLowerCase();
}
