import type { Expression, Node, TemplateLiteral } from '@oxc-project/types';

import type { Text } from '../../lower/script/text.ts';
import { splitStatements } from '../../parse/split.ts';
import { tokenize } from '../../parse/tokens.ts';
import type { Code } from '../definitions.ts';
import type { Question, SourceFile, Use, UseFinder } from '../source.ts';
import { memberName, walk } from '../syntax.ts';
import { Collector } from './collector.ts';
import type { QueryNames, TableName } from './query-names.ts';
import { collectQuery, readFragment, readQuery, searchTokens, type QuerySettings } from './sql-query.ts';
import { templateText, textAt } from './sql-text.ts';
import { CERTAIN, type Doubt, Targets } from './targets.ts';

/** The words that queries begin with. */
const FIRST_WORDS: ReadonlySet<string> = new Set([
  ...['select', 'insert', 'update', 'delete', 'with', 'merge', 'truncate', 'copy', 'values', 'table'],
]);

/** What sends the SQL that it is given. */
const SENDERS: ReadonlySet<string> = new Set([
  ...[
    'query',
    'queryRaw',
    'queryRawUnsafe',
    'raw',
    'unsafe',
    'execute',
    'executeQuery',
    'exec',
    'prepare',
    'run',
  ],
  ...['$queryRaw', '$executeRaw', '$queryRawUnsafe', '$executeRawUnsafe', '$queryRawTyped'],
  ...[
    'any',
    'one',
    'none',
    'many',
    'oneOrNone',
    'manyOrNone',
    'oneFirst',
    'maybeOne',
    'anyFirst',
    'stream',
    'cursor',
  ],
  ...['sql', 'SQL', 'literal', 'join', 'empty', 'type', 'fragment', 'typeAlias'],
]);

/** Templates of other languages. */
const OTHER_TAGS: ReadonlySet<string> = new Set([
  'gql',
  'graphql',
  'css',
  'html',
  'styled',
  'svg',
  'keyframes',
]);

/** SQL in scripts, and in files of its own. */
export const sql: UseFinder = {
  mayUse({ file, text }) {
    return (
      file.endsWith('.sql') || /\b(?:select|insert|update|delete|sql|query|raw|truncate|merge)/i.test(text)
    );
  },

  uses(file, question): Iterable<Use> {
    const targets = Targets.of(question);
    const collector = new Collector(targets, file.file);
    if (file.file.endsWith('.sql')) readFile(file, question, collector);
    else if (file.script !== undefined) new ScriptReader(file, question, collector).read(file.script.program);
    return collector.uses();
  },
};

function readFile({ text }: SourceFile, { tree }: Question, collector: Collector): void {
  const lexed = tokenize(text, { start: 0, end: text.length }, true);
  for (const tokens of splitStatements(text, lexed)) {
    const first = tokens[0];
    if (first === undefined || !FIRST_WORDS.has(text.slice(first.start, first.end).toLowerCase())) continue;
    const { start, end } = { start: first.start, end: tokens.at(-1)?.end ?? first.end };
    const statement = text.slice(start, end);
    if (!collector.targets.isNamedIn(statement)) continue;
    const settings: QuerySettings = {
      collector,
      kind: 'sql',
      moment: tree.moment,
      toFile: (span) => ({ start: start + span.start, end: start + span.end }),
    };
    const names = readQuery(statement);
    if (names === undefined) searchTokens(statement, settings);
    else collectQuery(names, settings);
  }
}

/** Where a text stands, which tells whether it is SQL. */
type Role = 'tagged' | 'sent' | 'text';

class ScriptReader {
  readonly #code: Code;
  readonly #collector: Collector;

  constructor(file: SourceFile, { tree }: Question, collector: Collector) {
    this.#code = { file, tree };
    this.#collector = collector;
  }

  /** `tables` are those of the query that a template is a part of. */
  read(root: Node, tables: readonly TableName[] = [], role: Role = 'text'): void {
    walk(root, (node) => {
      if (!this.#mayHold(node)) return false;
      switch (node.type) {
        case 'TaggedTemplateExpression': {
          const tag = tagOf(node.tag);
          if (tag !== undefined && OTHER_TAGS.has(tag)) return true;
          this.#template(node.quasi, tables, 'tagged');
          return false;
        }
        case 'TemplateLiteral':
          this.#template(node, tables, node === root ? role : 'text');
          return false;
        case 'Literal':
        case 'BinaryExpression':
          return this.#string(node, node === root ? role : 'text');
        case 'CallExpression':
        case 'NewExpression':
          return this.#call(node, tables);
        case 'VariableDeclarator':
          if (
            node.init === null ||
            node.id.type !== 'Identifier' ||
            !/sql|query|statement/i.test(node.id.name)
          )
            return true;
          this.read(node.init, tables, 'sent');
          return false;
        case 'Property':
          if (node.key.type !== 'Identifier' || !/^(?:text|sql|query|statement)$/.test(node.key.name))
            return true;
          this.read(node.value, tables, 'sent');
          return false;
        case 'ImportDeclaration':
        case 'JSXText':
        case 'JSXAttribute':
          return node.type === 'JSXAttribute' && node.value?.type === 'JSXExpressionContainer';
        default:
          return true;
      }
    });
  }

  #mayHold(node: Node): boolean {
    return this.#collector.targets.placesIn(this.#code.file).isIn(node);
  }

  #call(
    node: Extract<Node, { type: 'CallExpression' | 'NewExpression' }>,
    tables: readonly TableName[],
  ): boolean {
    const name = node.callee.type === 'Identifier' ? node.callee.name : memberName(node.callee);
    const joined = textAt(node, this.#code);
    if (joined !== undefined) {
      this.#text(joined, [], 'text');
      return false;
    }
    if (name === undefined || !SENDERS.has(name)) return true;
    this.read(node.callee, tables);
    for (const argument of node.arguments) this.read(argument, tables, 'sent');
    return false;
  }

  #string(node: Extract<Node, { type: 'Literal' | 'BinaryExpression' }>, role: Role): boolean {
    const text = textAt(node, this.#code);
    if (text === undefined) return true;
    this.#text(text, [], role);
    return false;
  }

  #template(node: TemplateLiteral, outer: readonly TableName[], role: Role): void {
    const names = this.#text(templateText(node, this.#code), outer, role);
    const tables = [...(names?.tables ?? []), ...outer];
    for (const hole of node.expressions) this.read(hole, tables, role);
  }

  #text(text: Text, outer: readonly TableName[], role: Role): QueryNames | undefined {
    const isQuery = beginsLikeQuery(text.value);
    if (role === 'tagged' && !isQuery) return this.#fragment(text, outer);
    if (!isQuery) return undefined;
    // In parentheses it may have a name behind it.
    const names = readQuery(text.value) ?? readFragment(text.value, outer);
    const isPlain = role === 'text' && !text.value.includes('\n');
    if (names !== undefined) collectQuery(names, this.#settings(text, isPlain ? UNSENT : CERTAIN));
    else if (!isPlain) searchTokens(text.value, this.#settings(text, CERTAIN));
    return names;
  }

  /** A part of a query, such as a condition. */
  #fragment(text: Text, outer: readonly TableName[]): QueryNames | undefined {
    const names = readFragment(text.value, outer);
    if (names === undefined) searchTokens(text.value, this.#settings(text, CERTAIN));
    else collectQuery(names, this.#settings(text, outer.length > 0 ? CERTAIN : FRAGMENT));
    return names;
  }

  #settings(text: Text, doubt: Doubt): QuerySettings {
    return {
      collector: this.#collector,
      kind: 'sql',
      moment: this.#code.tree.moment,
      doubt,
      toFile: (span) => text.spanOf(span),
    };
  }
}

const UNSENT: Doubt = {
  confidence: 'likely',
  because: 'the string reads as a query, and it is not seen where it is sent',
};

const FRAGMENT: Doubt = {
  confidence: 'likely',
  because: 'it is a part of a query whose tables stand elsewhere',
};

function beginsLikeQuery(text: string): boolean {
  const { tokens } = tokenize(text, { start: 0, end: text.length }, true);
  const first = tokens.find(({ start, end }) => text.slice(start, end) !== '(');
  return first?.kind === 'word' && FIRST_WORDS.has(text.slice(first.start, first.end).toLowerCase());
}

/** `sql` of `sql`, `sql<Row>`, `Prisma.sql`, `prisma.$queryRaw` and `sql.type(schema)`. */
function tagOf(tag: Expression): string | undefined {
  switch (tag.type) {
    case 'Identifier':
      return tag.name;
    case 'CallExpression':
      return tagOf(tag.callee);
    case 'TSInstantiationExpression':
      return tagOf(tag.expression);
    default:
      return memberName(tag);
  }
}
