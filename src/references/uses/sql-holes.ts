import { tokenize, type Token } from '../../parse/tokens.ts';

/** What no table or column is called, in the length of the hole that it fills. */
const NAME = 'hole';

/** Whether a name was filled in for what the code decides when it runs. */
export function isFilled(name: string): boolean {
  return /^hole_*$/.test(name);
}

/** The text with a parameter in place of each hole and each parameter of a library, in the same length. */
export function withParameters(text: string): string {
  return filled(text, (source) => {
    if (source === '??') return 'h_';
    return source.length < 2 ? '1' : '$1'.padEnd(source.length, '0');
  });
}

/** The text with names in place of the holes. */
export function withNames(text: string): string {
  return filled(text, (source) => (source.length < NAME.length ? '1' : NAME.padEnd(source.length, '_')));
}

function filled(written: string, fill: (source: string) => string): string {
  // TypeORM's `:...ids` is a parameter that stands for a list.
  const text = written.replaceAll(/:\.\.\.(?=\w)/g, '   :');
  const { tokens } = tokenize(text, { start: 0, end: text.length }, true);
  const parts: string[] = [];
  let at = 0;
  for (const token of tokens) {
    const source = text.slice(token.start, token.end);
    const filling = fillingOf(token, source, fill);
    if (filling === undefined) continue;
    parts.push(text.slice(at, token.start), filling);
    at = token.end;
  }
  return parts.join('') + text.slice(at);
}

function fillingOf(token: Token, source: string, fill: (source: string) => string): string | undefined {
  switch (token.kind) {
    case 'placeholder':
      return fill(source);
    case 'quotedName':
      return source.includes('${') ? `"${NAME.padEnd(source.length - 2, '_')}"` : undefined;
    case 'operator':
      // `?` and `??` of Knex, Sequelize and TypeORM; the operators of jsonb are told apart by the grammar.
      return source === '?' || source === '??' ? fill(source) : undefined;
    default:
      return undefined;
  }
}
