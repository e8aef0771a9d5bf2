import { parseSql } from '../../src/parse/sql.ts';
import type { ParsedStatement } from '../../src/parse/statement.ts';
import type { Edit } from '../../src/rule.ts';
import { applyEdits } from '../../src/fix/edit.ts';
import type { Fixture, FixtureFile } from './fixture.ts';
import { historyOf } from './lint-fixture.ts';

/** The same migration, written in another way. */
export interface Mutation {
  readonly name: string;
  readonly of: (fixture: Fixture) => Fixture;
}

/** One by one. */
export const MUTATIONS: readonly Mutation[] = [
  { name: 'line ends of Windows', of: inNewFiles((text) => text.replaceAll('\n', '\r\n')) },
  {
    name: 'a comment with accents and an emoji on the line',
    of: inStatements(({ span }) => [{ span: at(span.start), text: '/* Größe und 😀 */ ' }]),
  },
  {
    name: 'a comment on the line above',
    of: inStatements(({ span }, index) => [
      { span: at(span.start), text: `-- Über 😀 ${index.toString()}.\n` },
    ]),
  },
  {
    name: 'a comment behind each statement',
    of: inStatements(({ span }, index) => [{ span: at(span.end), text: ` -- behind ${index.toString()}` }]),
  },
  {
    name: 'comments inside of each statement',
    of: inStatements(({ tokens }, index) => [
      ...tokens.slice(1, 3).map((token, place) => ({
        span: at(token.end),
        text: ` /* inside ${index.toString()}.${place.toString()} */`,
      })),
    ]),
  },
  {
    name: 'a comment before each semicolon',
    of: inStatements(({ tokens, source, span }, index) =>
      source.endsWith(';') && tokens.length > 1
        ? [{ span: at(span.end - 1), text: ` -- last ${index.toString()}\n` }]
        : [],
    ),
  },
  {
    name: 'others on the same line',
    of: inStatements(({ span, source }) =>
      source.endsWith(';')
        ? [
            { span: at(span.start), text: 'SELECT 1; ' },
            { span: at(span.end), text: ' SELECT 2;' },
          ]
        : [],
    ),
  },
  { name: 'no line breaks between statements', of: inNewFiles(joined) },
  { name: 'no semicolon at the end', of: inNewFiles((text) => text.replace(/;(\s*)$/, '$1')) },
  { name: 'no line break at the end', of: inNewFiles((text) => text.trimEnd()) },
  { name: 'indented', of: inStatements(({ span }) => [{ span: at(span.start), text: '    ' }]) },
  { name: 'names in mixed case, in quotes', of: quoted },
  { name: 'keywords in lower case', of: inStatements(inLowerCase) },
];

/** All of them, several at once. */
export const MIXTURES: readonly Mutation[] = [
  mixed(
    'indented',
    'a comment with accents and an emoji on the line',
    'a comment behind each statement',
    'no semicolon at the end',
    'line ends of Windows',
  ),
  mixed(
    'comments inside of each statement',
    'a comment before each semicolon',
    'a comment on the line above',
    'names in mixed case, in quotes',
  ),
  mixed(
    'keywords in lower case',
    'others on the same line',
    'no line breaks between statements',
    'no line break at the end',
  ),
];

function mixed(...names: readonly string[]): Mutation {
  const parts = names.map((name) => {
    const found = MUTATIONS.find((mutation) => mutation.name === name);
    if (found === undefined) throw new Error(`there is no mutation "${name}"`);
    return found;
  });
  return {
    name: names.join(', '),
    of: (fixture) => parts.reduce((changed, { of }) => of(changed), fixture),
  };
}

function at(offset: number): Edit['span'] {
  return { start: offset, end: offset };
}

function inNewFiles(change: (text: string) => string): Mutation['of'] {
  return (fixture) => ({
    ...fixture,
    files: fixture.files.map((file) => (isChanged(file) ? { ...file, text: change(file.text) } : file)),
  });
}

function isChanged({ merged, other, down }: FixtureFile): boolean {
  return !merged && other !== true && !down;
}

function inStatements(
  change: (statement: ParsedStatement, index: number) => readonly Edit[],
): Mutation['of'] {
  return (fixture) => {
    const { migrations } = historyOf(fixture);
    const edits = new Map<string, Edit[]>();
    for (const { file, text, span } of migrations) {
      const { statements } = parseSql(text, span, { placeholders: false });
      edits.set(file, [...(edits.get(file) ?? []), ...statements.flatMap(change)]);
    }
    return {
      ...fixture,
      files: fixture.files.map((file) =>
        isChanged(file) ? { ...file, text: applyEdits(file.text, edits.get(file.name) ?? []) } : file,
      ),
    };
  };
}

/** Comments keep their lines. */
function joined(text: string): string {
  return text.includes('--') ? text : text.replaceAll(/;\n(?=\S)/g, '; ');
}

const TABLES = ['users', 'orders', 'products', 'events', 'accounts', 'invoices', 'lines', 'posts', 'plans'];

/** Each table has a name that has to be quoted; the names of other things stay. */
function quoted(fixture: Fixture): Fixture {
  const pattern = new RegExp(`"?\\b(${TABLES.join('|')})\\b"?(?!')`, 'g');
  const change = (text: string): string =>
    text.replaceAll(pattern, (_, name: string) => `"${name.charAt(0).toUpperCase()}${name.slice(1)} été"`);
  return { ...fixture, files: fixture.files.map((file) => ({ ...file, text: change(file.text) })) };
}

function inLowerCase({ tokens, source, span }: ParsedStatement): readonly Edit[] {
  return tokens.flatMap(({ start, end }) => {
    const word = source.slice(start - span.start, end - span.start);
    return /^[A-Z]+$/.test(word) ? [{ span: { start, end }, text: word.toLowerCase() }] : [];
  });
}
