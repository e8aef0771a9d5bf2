import type { Expression, Node } from '@oxc-project/types';

import type { Span } from '../../operation.ts';
import { definitionAt, type Code, type Definition } from '../definitions.ts';
import type { CodeTree, Model, ModelColumn, ModelReader, SourceFile } from '../source.ts';
import { objectAt, spanOf, textOf, type Entry, type ObjectOf } from '../static.ts';
import { argumentAt, keyName, memberName, returned, unwrap, walk } from '../syntax.ts';
import { enumValuesOf } from './drizzle-enum.ts';
import { camelCase, snakeCase } from './naming.ts';

type Call = Extract<Expression, { type: 'CallExpression' }>;
type EnumValues = NonNullable<ModelColumn['enumValues']>;

const PACKAGE = 'drizzle-orm/pg-core';
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
    return { call: innermost(node.init), name: node.id.name, span: spanOf(node.id) };
  if (node.type !== 'Property' && node.type !== 'PropertyDefinition') return undefined;
  const name = keyName(node.key, node.computed);
  const value = node.value as Expression | null;
  if (name === undefined || value === null) return undefined;
  return { call: innermost(value), name, span: spanOf(node.key) };
}

/** Of `pgView(…).as(…)` the call that makes the view. */
function innermost(expression: Expression): Expression {
  let node = unwrap(expression);
  while (node.type === 'CallExpression' && node.callee.type === 'MemberExpression') {
    const object = unwrap(node.callee.object);
    if (object.type !== 'CallExpression') break;
    node = object;
  }
  return node;
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

function isOfDrizzle(found: Definition | undefined): found is Extract<Definition, { kind: 'package' }> {
  return found?.kind === 'package' && found.specifier === PACKAGE;
}

interface Made {
  readonly call: Call;
  readonly code: Code;
}

/** The call of a function of Drizzle that gave a value. */
function madeBy(name: string, found: Definition | undefined): Made | undefined {
  if (found?.kind !== 'value' || found.node.type !== 'CallExpression') return undefined;
  const callee = definitionAt(found.node.callee, found);
  return isOfDrizzle(callee) && callee.name === name ? { call: found.node, code: found } : undefined;
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

/** A chain of calls such as `varchar('name').notNull()`, through constants and functions of the project. */
interface Builder {
  readonly name: { readonly text: string; readonly span: Span; readonly file: SourceFile } | undefined;
  readonly methods: ReadonlySet<string>;
  readonly enumValues: EnumValues | undefined;
  /** False where what the chain starts with is not of Drizzle or the project. */
  readonly isKnown: boolean;
}

const MAX_STEPS = 8;

function builderAt(expression: Expression, code: Code, steps = 0): Builder {
  const methods = new Set<string>();
  let node = unwrap(expression);
  for (;;) {
    if (node.type !== 'CallExpression') break;
    const callee = unwrap(node.callee);
    const object = callee.type === 'MemberExpression' ? unwrap(callee.object) : undefined;
    if (object === undefined || (object.type === 'Identifier' && !isBuilder(object, code))) break;
    methods.add(memberName(callee) ?? '');
    node = object;
  }
  const root = steps > MAX_STEPS ? undefined : rootOf(node, code, steps);
  for (const method of root?.methods ?? []) methods.add(method);
  return {
    name: root?.name,
    methods,
    enumValues: root?.enumValues,
    isKnown: root?.isKnown ?? false,
  };
}

/** Whether a name is a column or a part of one, rather than the `t` of a callback or a namespace. */
function isBuilder(node: Expression, code: Code): boolean {
  return definitionAt(node, code)?.kind === 'value';
}

function rootOf(node: Expression, code: Code, steps: number): Builder | undefined {
  if (node.type !== 'CallExpression') {
    const found = definitionAt(node, code);
    return found?.kind === 'value' && found.node !== node
      ? builderAt(found.node, found, steps + 1)
      : undefined;
  }
  const callee = unwrap(node.callee);
  const found = definitionAt(callee, code);
  const named = nameOf(node, code);
  const made = found === undefined || isOfDrizzle(found) ? undefined : ofProject(found, node, code, steps);
  if (made !== undefined) return { ...made, name: made.name ?? (made.isColumnType ? named : undefined) };
  const type = memberName(callee) ?? (callee.type === 'Identifier' ? callee.name : '');
  const isKnown = isOfDrizzle(found) || callee.type === 'MemberExpression';
  return { name: named, methods: new Set([type]), enumValues: undefined, isKnown };
}

function nameOf(call: Call, code: Code): Builder['name'] {
  const argument = argumentAt(call.arguments, 0);
  const text = textOf(argument, code);
  if (argument === undefined || text === undefined) return undefined;
  return { text, span: spanOf(argument), file: code.file };
}

/** `roleEnum('role')` of a `pgEnum`, a `customType`, a function of the project that gives a column. */
function ofProject(
  found: Definition,
  call: Call,
  code: Code,
  steps: number,
): (Builder & { readonly isColumnType: boolean }) | undefined {
  const enumValues = enumValuesOf(found);
  if (enumValues !== undefined || madeBy('customType', found) !== undefined)
    return { name: undefined, methods: new Set(), enumValues, isKnown: true, isColumnType: true };
  if (found.kind !== 'function' && found.kind !== 'value') return undefined;
  const { node } = found;
  if (
    node.type !== 'ArrowFunctionExpression' &&
    node.type !== 'FunctionExpression' &&
    node.type !== 'FunctionDeclaration'
  )
    return undefined;
  const body = returned(node);
  if (body === undefined) return undefined;
  const parameters = new Map<string, string>();
  for (const [index, parameter] of node.params.entries()) {
    const text = textOf(argumentAt(call.arguments, index), code);
    if (parameter.type === 'Identifier' && text !== undefined) parameters.set(parameter.name, text);
  }
  const inner = builderAt(body, { file: found.file, tree: found.tree, parameters }, steps + 1);
  if (inner.name === undefined) return { ...inner, isColumnType: false };
  // A name that the caller gave is written at the call.
  const given = call.arguments.find(
    (argument) => argument.type !== 'SpreadElement' && textOf(argument, code) === inner.name?.text,
  );
  const name = given === undefined ? inner.name : { ...inner.name, span: spanOf(given), file: code.file };
  return { ...inner, name, isColumnType: false };
}

const BY_CLIENT: ReadonlySet<string> = new Set(['$default', '$defaultFn']);
const BY_CLIENT_WITHOUT_DEFAULT: ReadonlySet<string> = new Set(['$onUpdate', '$onUpdateFn']);
const BY_DATABASE: ReadonlySet<string> = new Set([
  'default',
  'defaultNow',
  'defaultRandom',
  'generatedAlwaysAs',
  'generatedAlwaysAsIdentity',
  'generatedByDefaultAsIdentity',
  'serial',
  'bigserial',
  'smallserial',
]);

/** Drizzle writes every column of the table into an INSERT, `DEFAULT` for those without a value. */
function onInsertOf({ methods }: Builder): ModelColumn['onInsert'] {
  const isAny = (names: ReadonlySet<string>): boolean => [...methods].some((method) => names.has(method));
  if (isAny(BY_CLIENT)) return 'value of the client';
  if (isAny(BY_DATABASE)) return 'default of the database';
  if (isAny(BY_CLIENT_WITHOUT_DEFAULT)) return 'value of the client';
  return methods.has('notNull') || methods.has('primaryKey') ? 'required' : 'null';
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
