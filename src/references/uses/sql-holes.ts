import { isKeyword, tokenize, type Token } from '../../parse/tokens.ts';

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

/** The text with its holes, but for those that no name and no value can fill, and without question marks. */
export function withHoles(text: string): string {
  return filled(text, (source) => (source === '??' ? 'h_' : source === '?' ? '1' : undefined));
}

type Fill = (source: string) => string | undefined;

function filled(written: string, fill: Fill): string {
  // TypeORM's `:...ids` is a parameter that stands for a list.
  const text = written.replaceAll(/:\.\.\.(?=\w)/g, '   :');
  const { tokens } = tokenize(text, { start: 0, end: text.length }, true);
  const parts: string[] = [];
  let at = 0;
  for (const [index, token] of tokens.entries()) {
    const filling = fillingAt(index, tokens, text, fill);
    if (filling === undefined) continue;
    parts.push(text.slice(at, token.start), filling);
    at = token.end;
  }
  return parts.join('') + text.slice(at);
}

function fillingAt(index: number, tokens: readonly Token[], text: string, fill: Fill): string | undefined {
  const token = tokens[index];
  if (token === undefined) return undefined;
  const source = text.slice(token.start, token.end);
  switch (token.kind) {
    case 'placeholder':
      return clauseAt(index, tokens, text)?.padEnd(source.length) ?? fill(source);
    case 'quotedName':
      return source.includes('${') ? `"${NAME.padEnd(source.length - 2, '_')}"` : undefined;
    case 'operator':
      // `?` and `??` of Knex, Sequelize and TypeORM; the operators of jsonb are told apart by the grammar.
      if (source === '?' || source === '??') return fill(source);
      return /^(?:[=<>]|<>|!=|<=|>=)\?$/.test(source) ? `${source.slice(0, -1)}1` : undefined;
    default:
      return undefined;
  }
}

/** What can stand where a library writes a whole clause: rows behind VALUES, assignments, all of an INSERT. */
function clauseAt(index: number, tokens: readonly Token[], text: string): string | undefined {
  const [before, token, next] = [tokens[index - 1], tokens[index], tokens[index + 1]];
  const into = tokens[index - 2];
  if (before === undefined || token === undefined || token.end - token.start < 'TABLE h'.length)
    return undefined;
  if (isKeyword(text, before, 'values')) return '(1)';
  if (isKeyword(text, before, 'set') && text.charAt(next?.start ?? text.length) !== '=') return 'h=1';
  if (into === undefined || !isKeyword(text, into, 'into')) return undefined;
  return next === undefined || isKeyword(text, next, 'returning') || isKeyword(text, next, 'on')
    ? 'TABLE h'
    : undefined;
}
