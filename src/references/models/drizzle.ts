import type { Expression, Node } from '@oxc-project/types';

import type { Span } from '../../operation.ts';
import { definitionAt, type Code } from '../definitions.ts';
import type { CodeTree, Model, ModelColumn, ModelReader } from '../source.ts';
import { objectAt, spanOf, textOf, type Entry, type ObjectOf } from '../static.ts';
import { argumentAt, innermostCall, keyName, memberName, returned, unwrap, walk } from '../syntax.ts';
import { builderAt, onInsertOf } from './drizzle/builder.ts';
import { isOfDrizzle, madeBy, PACKAGE, type Made } from './drizzle/made-by.ts';
import { camelCase, snakeCase } from './naming.ts';

type Call = Extract<Expression, { type: 'CallExpression' }>;

const TABLES: ReadonlySet<string> = new Set(['pgTable', 'pgView', 'pgMaterializedView']);
const SCHEMA_TABLES: ReadonlySet<string> = new Set(['table', 'view', 'materializedView']);

/** Tables and views of `drizzle-orm/pg-core`. */
export const drizzle: ModelReader = {
  orm: 'drizzle',

  mayDeclare({ text }) {
    return /\b(?:pgTable|pgView|pgMaterializedView|[tT]able\w*|view|materializedView)(?:\.withRLS)?\s*[(<]/.test(
      text,
    );
  },

  models(file, tree) {
    if (file.script === undefined) return [];
    const code = { file, tree };
    const named = new Map<Node, { readonly name: string; readonly span: Span }>();
    const models: Model[] = [];
    walk(file.script.program, (node) => {
      const declared = declaredCall(node);
      if (declared !== undefined) named.set(declared.call, declared);
      if (node.type !== 'CallExpression') return;
      const found = tableAt(node, code);
      if (found !== undefined) models.push(model(found, named.get(node), code));
    });
    return models;
  },
};

/** What a call is given the name of: a constant, a property of an object or of a class. */
function declaredCall(
  node: Node,
): { readonly call: Node; readonly name: string; readonly span: Span } | undefined {
  if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init !== null)
    return { call: innermostCall(node.init), name: node.id.name, span: spanOf(node.id) };
  if (node.type !== 'Property' && node.type !== 'PropertyDefinition') return undefined;
  const name = keyName(node.key, node.computed);
  const value = node.value as Expression | null;
  if (name === undefined || value === null) return undefined;
  return { call: innermostCall(value), name, span: spanOf(node.key) };
}

interface Table {
  readonly schema: string | undefined;
  readonly name: string;
  readonly nameSpan: Span;
  readonly columns: Expression | undefined;
}

function tableAt(call: Call, code: Code): Table | undefined {
  const maker = tableMaker(unwrap(call.callee), code);
  const argument = argumentAt(call.arguments, 0);
  const given = maker === undefined ? undefined : textOf(argument, code);
  if (maker === undefined || argument === undefined || given === undefined) return undefined;
  const name = maker.rename === undefined ? given : maker.rename(given);
  if (name === undefined) return undefined;
  return { schema: maker.schema, name, nameSpan: spanOf(argument), columns: argumentAt(call.arguments, 1) };
}

interface TableMaker {
  readonly schema: string | undefined;
  /** What a table creator makes of the name; undefined where that cannot be known. */
  readonly rename?: (name: string) => string | undefined;
}

/** `pgTable`, `pgTable.withRLS`, `auth.table` of a `pgSchema`, what `pgTableCreator` gave. */
function tableMaker(callee: Expression, code: Code): TableMaker | undefined {
  const member = memberName(callee);
  if (callee.type === 'MemberExpression' && member === 'withRLS')
    return tableMaker(unwrap(callee.object), code);
  const found = definitionAt(callee, code);
  if (isOfDrizzle(found)) return TABLES.has(found.name) ? { schema: undefined } : undefined;
  if (callee.type === 'MemberExpression' && member !== undefined && SCHEMA_TABLES.has(member)) {
    const schema = definitionAt(callee.object, code);
    const name = madeBy('pgSchema', schema);
    return name === undefined ? undefined : { schema: textOf(argumentAt(name.call.arguments, 0), name.code) };
  }
  const creator = madeBy('pgTableCreator', found);
  return creator === undefined ? undefined : { schema: undefined, rename: (name) => renamed(creator, name) };
}

function renamed({ call, code }: Made, name: string): string | undefined {
  const customize = argumentAt(call.arguments, 0);
  if (customize?.type !== 'ArrowFunctionExpression' && customize?.type !== 'FunctionExpression')
    return undefined;
  const [parameter] = customize.params;
  const parameters = new Map(parameter?.type === 'Identifier' ? [[parameter.name, name]] : []);
  return textOf(returned(customize), { ...code, parameters });
}

function model(
  table: Table,
  declared: { readonly name: string; readonly span: Span } | undefined,
  code: Code,
): Model {
  const object = columnsOf(table.columns, code);
  const columns = object?.entries.map((entry) => column(entry, code.tree)) ?? [];
  return {
    orm: 'drizzle',
    name: declared?.name ?? table.name,
    table: { schema: table.schema, name: table.name },
    file: code.file.file,
    span: declared?.span ?? table.nameSpan,
    columns,
    isComplete: object?.isComplete ?? false,
    confidence: 'certain',
  };
}

/** The columns themselves, or what `(t) => ({ … })` gives back. */
function columnsOf(argument: Expression | undefined, code: Code): ObjectOf | undefined {
  if (argument?.type !== 'ArrowFunctionExpression' && argument?.type !== 'FunctionExpression')
    return objectAt(argument, code);
  const [builders] = argument.params;
  const parameters = new Map(builders?.type === 'Identifier' ? [[builders.name, PACKAGE]] : []);
  return objectAt(returned(argument), { ...code, parameters });
}

function column({ key, keySpan, value, code }: Entry, tree: CodeTree): ModelColumn {
  const builder = builderAt(value, code);
  const onInsert = onInsertOf(builder);
  const enumValues = builder.enumValues === undefined ? {} : { enumValues: builder.enumValues };
  const base = { property: key, onInsert, ...enumValues };
  if (builder.name !== undefined) {
    const { text, span, file } = builder.name;
    return { ...base, column: text, file: file.file, span, confidence: 'certain' };
  }
  const place = { file: code.file.file, span: keySpan };
  if (!builder.isKnown)
    return {
      ...base,
      ...place,
      column: key,
      confidence: 'possible',
      because: 'what makes the column is not read',
    };
  const casing = casingOf(tree);
  if (casing === undefined) return { ...base, ...place, column: key, confidence: 'certain' };
  const named = casing === 'snake_case' ? snakeCase(key) : camelCase(key);
  if (named === key) return { ...base, ...place, column: key, confidence: 'certain' };
  return {
    ...base,
    ...place,
    column: named,
    confidence: 'likely',
    because: `Drizzle's casing is "${casing}"`,
  };
}

const casings = new WeakMap<CodeTree, { readonly casing: string | undefined }>();

/** How the client names columns that have no name of their own, where some file of the tree says so. */
function casingOf(tree: CodeTree): string | undefined {
  const known = casings.get(tree) ?? { casing: readCasing(tree) };
  casings.set(tree, known);
  return known.casing;
}

function readCasing(tree: CodeTree): string | undefined {
  for (const file of tree.filesWith(['casing'])) {
    const text = tree.read(file)?.text ?? '';
    if (!/\bdrizzle/i.test(text)) continue;
    const casing = /\bcasing['"]?\s*:\s*['"](snake_case|camelCase)['"]/.exec(text)?.[1];
    if (casing !== undefined) return casing;
  }
  return undefined;
}
