import type { Span } from '../../../operation.ts';
import { listed, type SqlPart, sqlAt } from '../sql-text.ts';
import type { Text } from '../text.ts';
import type { Options } from '../options.ts';
import { entryOf, type Value } from '../value.ts';
import type { Calls } from './calls.ts';
import { flag, placeOf, type Step } from './step.ts';
import { bare, composed, listOf, literalOf, quoted, quotedList, raw } from './value.ts';

/** https://salsita.github.io/node-pg-migrate/migrations/indexes */
export const INDEX_CALLS: Calls = {
  createIndex(step) {
    const [, columns] = step.args;
    const options = step.options(2);
    const { place } = step;
    const elements = listOf(columns).map((column) => elementOf(column, place));
    return [
      sqlAt(
        place,
      )`CREATE${flag(options, 'unique', 'UNIQUE')} INDEX${flag(options, 'concurrently', 'CONCURRENTLY')}${flag(
        options,
        'ifNotExists',
        'IF NOT EXISTS',
      )} ${indexName(step, options, false)} ON ${step.name(0)}${when(options, 'method', (method) => [' USING ', raw(method)])} (${listed(
        elements,
        place,
      )})${when(options, 'include', (include) => [' INCLUDE (', quotedList(include, place), ')'])}${when(
        options,
        'nulls',
        (nulls) => [' NULLS ', raw(nulls)],
      )}${when(options, 'where', (where) => [' WHERE ', raw(where)])}`,
    ];
  },
  dropIndex(step) {
    const options = step.options(2);
    return [
      step.sql`DROP INDEX${flag(options, 'concurrently', 'CONCURRENTLY')}${flag(
        options,
        'ifExists',
        'IF EXISTS',
      )} ${indexName(step, options, true)}${flag(options, 'cascade', 'CASCADE')}`,
    ];
  },
  renameIndex: (step) => [step.sql`ALTER INDEX ${step.name(0)} RENAME TO ${step.name(1)}`],
};

function when(options: Options, name: string, make: (value: Value) => SqlPart): Text | undefined {
  const value = options.get(name);
  return value === undefined ? undefined : sqlAt(placeOf(options.value, name))`${make(value)}`;
}

/**
 * The name of an index: the one that is given, else `table_column_index`, with `_unique` in it where it
 * is. It is in the schema of the table, which only a statement that drops it says.
 */
function indexName(step: Step, options: Options, withSchema: boolean): Text {
  const [table, columns] = step.args;
  const { place } = step;
  const given = options.get('name');
  const parts = listOf(columns).flatMap((column, index) => [
    ...(index === 0 ? [] : ['_']),
    schemalized(column, place),
  ]);
  const unique = options.flag('unique') ? '_unique' : '';
  const name =
    given === undefined
      ? quoted(
          stringAt(composed([bare(table, place), '_', ...parts, `${unique}_index`], place), place),
          place,
        )
      : quoted(given, place);
  const schema = table?.type === 'object' ? table.entries.get('schema') : undefined;
  return withSchema && schema !== undefined ? step.sql`${quoted(schema, place)}.${name}` : name;
}

function stringAt(text: Text, span: Span): Value {
  return { type: 'string', text, span };
}

/** What the library takes for an expression it puts in parentheses, in the name of the index too. */
function schemalized(column: Value, place: Span): Text {
  const text = bare(column, place);
  return isExpression(text.value) ? sqlAt(place)`(${text})` : text;
}

function isExpression(column: string): boolean {
  return (
    /->|#>|@\?|@@|@>|<@|\?[|&]?|#-|\|\||::/.test(column) ||
    /^[\w.]+\(/.test(column) ||
    /\s[+*/-]\s/.test(column) ||
    (/[=<>!]/.test(column) && /[a-zA-Z0-9]/.test(column))
  );
}

/** A column, an expression, or `{ name, opclass, sort }`. */
function elementOf(column: Value, place: Span): Text {
  const literal = literalOf(column);
  if (literal !== undefined) return literal;
  const name = entryOf(column, 'name') ?? column;
  const [operators, sort] = [entryOf(column, 'opclass'), entryOf(column, 'sort')];
  const text = keyOf(name, place);
  if (operators === undefined && sort === undefined) return text;
  return sqlAt(column.span)`${text}${operators === undefined ? undefined : [' ', quoted(operators, place)]}${
    sort === undefined ? undefined : [' ', raw(sort)]
  }`;
}

function keyOf(name: Value, place: Span): Text {
  const text = schemalized(name, place);
  if (text.hasHoles || !/[^\w".]/.test(text.value)) return quoted(stringAt(text, name.span), place);
  return text.value.endsWith(')') ? text : sqlAt(name.span)`(${text})`;
}
