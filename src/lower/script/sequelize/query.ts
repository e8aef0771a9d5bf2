import { tokenize, type Token } from '../../../parse/tokens.ts';
import { Text } from '../text.ts';
import { entryOf, type ArrayValue, type Value } from '../value.ts';
import { literalOf } from './expression.ts';

/**
 * The SQL of `sequelize.query(sql, options)`: a string, or an object with `query`. `replacements` are
 * filled in as Sequelize does, which are values and never names.
 */
export function querySql(sql: Value | undefined, options: Value | undefined): Value | undefined {
  const given = entryOf(sql, 'query') ?? sql;
  const replacements = entryOf(options, 'replacements');
  if (given?.type !== 'string' || replacements === undefined) return given;
  return { ...given, text: withReplacements(given.text, replacements) };
}

function withReplacements(text: Text, replacements: Value): Text {
  const { value } = text;
  const { tokens } = tokenize(value, { start: 0, end: value.length }, true);
  const parts: Text[] = [];
  let from = 0;
  let index = 0;
  for (const token of tokens) {
    const replacement = replacementFor(value.slice(token.start, token.end), token, { replacements, index });
    if (replacement === undefined) continue;
    index += 1;
    const place = text.spanOf(token);
    parts.push(text.slice(from, token.start), Text.of(replacement, place));
    from = token.end;
  }
  return Text.join([...parts, text.slice(from)]);
}

interface Replacements {
  readonly replacements: Value;
  /** How many have been filled in. */
  readonly index: number;
}

/** What stands for `:name` or `?`; undefined for any other token. */
function replacementFor(
  written: string,
  { kind }: Token,
  { replacements, index }: Replacements,
): string | undefined {
  if (kind === 'operator' && written === '?' && replacements.type === 'array')
    return sqlOf(replacements.items[index]);
  if (kind !== 'placeholder' || !/^:\w+$/.test(written)) return undefined;
  return sqlOf(entryOf(replacements, written.slice(1)));
}

/** A list is written without brackets. */
function sqlOf(value: Value | undefined): string {
  if (value === undefined) return '$1';
  return value.type === 'array' ? listOf(value) : literalOf(value).value;
}

function listOf({ items }: ArrayValue): string {
  return items.length === 0 ? 'NULL' : items.map(sqlOf).join(', ');
}
