import type { Argument, Expression, Function as FunctionNode, Node, PropertyKey } from '@oxc-project/types';

/** Visits a node and all that is in it, in the order of the text; nothing in a node for which `visit` gives false. */
export function walk(root: Node, visit: (node: Node) => unknown): void {
  if (visit(root) === false) return;
  for (const value of Object.values(root)) {
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) walk(item, visit);
    } else if (isNode(value)) {
      walk(value, visit);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** The expression without what is there for the compiler alone: parentheses, `as`, `satisfies`, `!`. */
export function unwrap(expression: Expression): Expression {
  switch (expression.type) {
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
    case 'TSNonNullExpression':
    case 'TSInstantiationExpression':
    case 'ChainExpression':
      return unwrap(expression.expression);
    default:
      return expression;
  }
}

/** The argument at a place, unwrapped; undefined where there is none or it is spread. */
export function argumentAt(args: readonly Argument[], index: number): Expression | undefined {
  const argument = args[index];
  return argument === undefined || argument.type === 'SpreadElement' ? undefined : unwrap(argument);
}

/** The name of `key:`, `'key':` and `key = …`; undefined for a computed one. */
export function keyName(key: PropertyKey, isComputed = false): string | undefined {
  if (key.type === 'Literal' && (typeof key.value === 'string' || typeof key.value === 'number'))
    return String(key.value);
  if (isComputed) return undefined;
  return key.type === 'Identifier' ? key.name : undefined;
}

/** `name` of `object.name` and `object['name']`. */
export function memberName(expression: Expression): string | undefined {
  if (expression.type !== 'MemberExpression') return undefined;
  return keyName(expression.property, expression.computed);
}

/** What a function gives back where that is one expression: its body, or the last `return` at its top. */
export function returned(
  node: FunctionNode | Extract<Expression, { type: 'ArrowFunctionExpression' }>,
): Expression | undefined {
  const { body } = node;
  if (body === null) return undefined;
  // An arrow's body is an expression, or a block with statements.
  if (body.type !== 'BlockStatement') return unwrap(body);
  const last = body.body.findLast((statement) => statement.type === 'ReturnStatement');
  return last?.argument == null ? undefined : unwrap(last.argument);
}

/** Of calls in a chain, such as `pgView(…).as(…)` or `model.define(…).indexes(…)`, the one that begins it. */
export function innermostCall(expression: Expression): Expression {
  let node = unwrap(expression);
  while (node.type === 'CallExpression' && node.callee.type === 'MemberExpression') {
    const object = unwrap(node.callee.object);
    if (object.type !== 'CallExpression') break;
    node = object;
  }
  return node;
}
