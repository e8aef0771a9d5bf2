import type { Expression } from '@oxc-project/types';

import type { Span } from '../../../operation.ts';
import { definitionAt, type Code, type Definition } from '../../definitions.ts';
import type { ModelColumn, SourceFile } from '../../source.ts';
import { functionOf, spanOf, textOf } from '../../static.ts';
import { argumentAt, memberName, returned, unwrap } from '../../syntax.ts';
import { enumValuesOf } from './enum.ts';
import { isOfDrizzle, madeBy } from './made-by.ts';

type Call = Extract<Expression, { type: 'CallExpression' }>;
type EnumValues = NonNullable<ModelColumn['enumValues']>;

/** A chain of calls such as `varchar('name').notNull()`, through constants and functions of the project. */
export interface Builder {
  readonly name: { readonly text: string; readonly span: Span; readonly file: SourceFile } | undefined;
  readonly methods: ReadonlySet<string>;
  readonly enumValues: EnumValues | undefined;
  /** False where what the chain starts with is not of Drizzle or the project. */
  readonly isKnown: boolean;
}

const MAX_STEPS = 8;

/** Reads what makes a column. */
export function builderAt(expression: Expression, code: Code, steps = 0): Builder {
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
  const made = functionOf(found);
  if (made === undefined) return undefined;
  const { node, file, tree } = made;
  const body = returned(node);
  if (body === undefined) return undefined;
  const parameters = new Map<string, string>();
  for (const [index, parameter] of node.params.entries()) {
    const text = textOf(argumentAt(call.arguments, index), code);
    if (parameter.type === 'Identifier' && text !== undefined) parameters.set(parameter.name, text);
  }
  const inner = builderAt(body, { file, tree, parameters }, steps + 1);
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
export function onInsertOf({ methods }: Builder): ModelColumn['onInsert'] {
  const isAny = (names: ReadonlySet<string>): boolean => [...methods].some((method) => names.has(method));
  if (isAny(BY_CLIENT)) return 'value of the client';
  if (isAny(BY_DATABASE)) return 'default of the database';
  if (isAny(BY_CLIENT_WITHOUT_DEFAULT)) return 'value of the client';
  return methods.has('notNull') || methods.has('primaryKey') ? 'required' : 'null';
}
