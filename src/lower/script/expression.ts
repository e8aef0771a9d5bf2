import type {
  Argument,
  ArrayExpression,
  AssignmentExpression,
  CallExpression,
  Expression,
  ImportExpression,
  MemberExpression,
  ObjectExpression,
  PropertyKey,
  TemplateLiteral,
  UpdateExpression,
} from '@oxc-project/types';

import type { Span } from '../../operation.ts';
import { answerTo, both, either, questionOf } from './asked.ts';
import { callBuiltIn } from './built-in.ts';
import type { Interpreter } from './interpreter.ts';
import { awaited, callPromise } from './promise.ts';
import { ARITHMETIC, binary, hasProperty, numeric, unary } from './operators.ts';
import { asText } from './as-text.ts';
import type { Scope } from './scope.ts';
import { Text } from './text.ts';
import {
  constant,
  isNullish,
  oneOf,
  stringOf,
  truthOf,
  undefinedAt,
  unknown,
  unreadOf,
  type Question,
  type TemplateParts,
  type Value,
} from './value.ts';

/** The value of an expression, as far as it can be known; calls on libraries are recorded on the way. */
// eslint-disable-next-line max-lines-per-function -- a table: a few lines for each kind of expression
export function evaluateExpression(node: Expression, scope: Scope, run: Interpreter): Value {
  const span = run.spanOf(node, scope);
  switch (node.type) {
    case 'Literal':
      return literal(node, span, run.isOwn(scope));
    case 'TemplateLiteral':
      return { type: 'string', text: textOfParts(templateParts(node, scope, run)), span };
    case 'Identifier':
      return scope.lookup(node.name) ?? run.globals.lookup(node.name) ?? global(node.name, span);
    case 'ThisExpression':
      return scope.lookup('this') ?? unknown('"this"', span);
    case 'Super':
      return scope.lookup('super') ?? unknown('"super"', span);
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
    case 'TSNonNullExpression':
    case 'TSInstantiationExpression':
    case 'ChainExpression':
      return run.evaluate(node.expression, scope);
    case 'AwaitExpression':
      return awaited(run.evaluate(node.argument, scope), span);
    case 'UnaryExpression':
      return unary(node.operator, run.evaluate(node.argument, scope), span);
    case 'BinaryExpression':
      return 'operator' in node && node.operator !== 'in'
        ? binary(node, scope, run)
        : hasProperty(node, scope, run);
    case 'LogicalExpression':
      return logical(node.operator, [node.left, node.right], scope, run);
    case 'ConditionalExpression':
      return conditional([node.test, node.consequent, node.alternate], scope, run);
    case 'SequenceExpression':
      return node.expressions.reduce<Value>((_, part) => run.evaluate(part, scope), undefinedAt(span));
    case 'ArrayExpression':
      return array(node, scope, run);
    case 'ObjectExpression':
      return object(node, scope, run);
    case 'FunctionExpression':
    case 'ArrowFunctionExpression': {
      const self = node.type === 'ArrowFunctionExpression' ? scope.lookup('this') : undefined;
      return { type: 'function', node, scope, span, ...(self === undefined ? {} : { self }) };
    }
    case 'ClassExpression':
      return { type: 'class', node, scope, span };
    case 'MemberExpression':
      return member(node, scope, run);
    case 'CallExpression':
      return call(node, scope, run);
    case 'NewExpression': {
      const callee = run.evaluate(node.callee, scope);
      const args = argumentsOf(node.arguments, scope, run);
      if (callee.type === 'class') return run.instantiate(callee.node, callee.scope, span, args);
      if (callee.type === 'host') {
        const site = run.siteOf(args, span, run.spanOf(node.callee, scope));
        return callee.host.construct?.(site) ?? unknown(`new ${callee.host.name}`, span);
      }
      run.outside?.call(run.siteOf(args, span, run.spanOf(node.callee, scope)));
      const reason = 'an object of a class that cannot be read';
      return callee.type === 'unknown' ? { ...callee, reason, span } : unknown(reason, span);
    }
    case 'TaggedTemplateExpression': {
      const tag = run.evaluate(node.tag, scope);
      const parts = templateParts(node.quasi, scope, run);
      if (tag.type === 'host') {
        const site = run.siteOf([], span, run.spanOf(node.tag, scope));
        return (
          tag.host.template?.(textOfParts(parts), site, parts) ?? unknown(`${tag.host.name} as a tag`, span)
        );
      }
      const site = run.siteOf([], span, run.spanOf(node.tag, scope));
      return (
        run.outside?.template(nameOfTag(node.tag), site, parts) ??
        unknown('a template whose tag cannot be read', span)
      );
    }
    case 'AssignmentExpression':
      return assign(node, scope, run);
    case 'UpdateExpression':
      return update(node, scope, run);
    case 'ImportExpression':
      return importOf(node, scope, run);
    case 'YieldExpression':
      return node.argument === null ? undefinedAt(span) : run.evaluate(node.argument, scope);
    default:
      return unknown('an expression of a kind that is not followed', span);
  }
}

function literal(node: Extract<Expression, { type: 'Literal' }>, span: Span, isOwn: boolean): Value {
  const { value } = node;
  if (typeof value === 'string') {
    const raw = node.raw ?? '';
    const text = isOwn ? Text.ofLiteral(raw.slice(1, -1), value, span.start + 1) : Text.of(value, span);
    return { type: 'string', text, span };
  }
  if (value instanceof RegExp) return unknown('a regular expression', span);
  return constant(value, span);
}

function templateParts(node: TemplateLiteral, scope: Scope, run: Interpreter): TemplateParts {
  const own = run.isOwn(scope);
  const whole = run.spanOf(node, scope);
  const places = node.quasis.map((_, index) => placeOfQuasi(node, index));
  // The tree has line ends as they are meant, not as they are written.
  const strings = node.quasis.map(({ value: { raw, cooked } }, index) => {
    const { start, end } = places[index] ?? whole;
    return own
      ? Text.ofLiteral(run.text.slice(start, end), cooked ?? raw, start)
      : Text.of(cooked ?? raw, whole);
  });
  const holes = node.expressions.map((_, index) => ({
    start: places[index]?.end ?? whole.start,
    end: places[index + 1]?.start ?? whole.end,
  }));
  return {
    strings,
    values: node.expressions.map((expression) => run.evaluate(expression, scope)),
    holes: own ? holes : holes.map(() => whole),
  };
}

function textOfParts({ strings, values, holes }: TemplateParts): Text {
  return Text.join(
    strings.flatMap((string, index) => {
      const [value, hole] = [values[index], holes[index]];
      return value === undefined || hole === undefined ? [string] : [string, asText(value, hole)];
    }),
  );
}

/** Where the text of a quasi stands: between the backticks and braces around it. */
/** The text between two holes of a template, without the marks around it. */
export function placeOfQuasi(node: TemplateLiteral, index: number): Span {
  const quasi = node.quasis[index] ?? node;
  // Its range holds them in some versions of the tree.
  const isWide = node.quasis[0]?.start === node.start;
  if (!isWide) return { start: quasi.start, end: quasi.end };
  return { start: quasi.start + 1, end: quasi.end - (index === node.quasis.length - 1 ? 1 : 2) };
}

function nameOfTag(tag: Expression): string {
  if (tag.type === 'MemberExpression' && !tag.computed) return tag.property.name;
  return tag.type === 'Identifier' ? tag.name : '';
}

function global(name: string, span: Span): Value {
  if (name === 'undefined') return undefinedAt(span);
  if (name === 'NaN') return constant(NaN, span);
  return unknown(`"${name}" is not defined in a file that can be read`, span);
}

function logical(
  operator: string,
  [left, right]: readonly [Expression, Expression],
  scope: Scope,
  run: Interpreter,
): Value {
  const value = run.evaluate(left, scope);
  const decided =
    operator === '??' ? (value.type === 'unknown' ? undefined : !isNullish(value)) : truthOf(value);
  const keepsLeft = operator === '&&' ? false : true;
  if (decided === undefined) {
    const question = questionOf(value);
    const isAnd = operator === '&&';
    const reached = isAnd ? question?.ifTrue : operator === '||' ? question?.ifFalse : undefined;
    const other = run.conditionally(() => run.evaluate(right, scope), reached);
    if (question !== undefined && operator !== '??') {
      const second = questionOf(other) ?? certainly(other);
      return answerTo(isAnd ? both(question, second) : either(question, second), value.span);
    }
    return isAnd || value.type !== 'unknown'
      ? value
      : unknown(other.type === 'unknown' ? other.reason : 'a choice', value.span);
  }
  return decided === keepsLeft ? value : run.evaluate(right, scope);
}

/** What is true or false whatever the database holds. */
function certainly(value: Value): Question | undefined {
  const truth = truthOf(value);
  return truth === undefined
    ? undefined
    : { ifTrue: truth ? [] : undefined, ifFalse: truth ? undefined : [] };
}

function conditional(
  [test, yes, no]: readonly [Expression, Expression, Expression],
  scope: Scope,
  run: Interpreter,
): Value {
  const condition = run.evaluate(test, scope);
  const truth = truthOf(condition);
  if (truth !== undefined) return run.evaluate(truth ? yes : no, scope);
  const question = questionOf(condition);
  const values = [
    run.conditionally(() => run.evaluate(yes, scope), question?.ifTrue),
    run.conditionally(() => run.evaluate(no, scope), question?.ifFalse),
  ] as const;
  const [first] = values;
  return oneOf(values, 'a choice that is made when the migration runs', first.span);
}

function array(node: ArrayExpression, scope: Scope, run: Interpreter): Value {
  const items: Value[] = [];
  let complete = true;
  for (const element of node.elements) {
    if (element === null) items.push(undefinedAt(run.spanOf(node, scope)));
    else if (element.type === 'SpreadElement') {
      const spread = run.evaluate(element.argument, scope);
      if (spread.type === 'array') items.push(...spread.items);
      complete &&= spread.type === 'array' && spread.complete;
    } else items.push(run.evaluate(element, scope));
  }
  return { type: 'array', items, complete, span: run.spanOf(node, scope) };
}

function object(node: ObjectExpression, scope: Scope, run: Interpreter): Value {
  const entries = new Map<string, Value>();
  const keys = new Map<string, Span>();
  let complete = true;
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      const spread = run.evaluate(property.argument, scope);
      if (spread.type === 'object') {
        for (const [name, value] of spread.entries) entries.set(name, value);
        for (const [name, key] of spread.keys ?? []) keys.set(name, key);
      }
      complete &&= (spread.type === 'object' && spread.complete) || isNullish(spread);
      continue;
    }
    const name = keyOf(property.key, property.computed, scope, run);
    if (name === undefined) complete = false;
    else {
      entries.set(name, run.evaluate(property.value, scope));
      keys.set(name, run.spanOf(property.key, scope));
    }
  }
  return { type: 'object', entries, keys, complete, span: run.spanOf(node, scope) };
}

function keyOf(key: PropertyKey, computed: boolean, scope: Scope, run: Interpreter): string | undefined {
  if (key.type === 'PrivateIdentifier') return undefined;
  if (!computed && key.type === 'Identifier') return key.name;
  const value = run.evaluate(key, scope);
  return stringOf(value) ?? (value.type === 'constant' ? String(value.value) : undefined);
}

function memberName(node: MemberExpression, scope: Scope, run: Interpreter): string | undefined {
  if (!node.computed)
    return node.property.type === 'PrivateIdentifier' ? `#${node.property.name}` : node.property.name;
  const value = run.evaluate(node.property, scope);
  return stringOf(value) ?? (value.type === 'constant' ? String(value.value) : undefined);
}

function member(node: MemberExpression, scope: Scope, run: Interpreter): Value {
  const span = run.spanOf(node, scope);
  const receiver = run.evaluate(node.object, scope);
  const name = memberName(node, scope, run);
  if (name === undefined) return unknown('a property whose name is only known when it runs', span);
  if (receiver.type === 'array' && /^\d+$/.test(name)) {
    const item = receiver.items[Number(name)];
    return (
      item ??
      (receiver.complete ? undefinedAt(span) : unknown('an element of a list that is not known', span))
    );
  }
  return run.property(receiver, name, span);
}

export function argumentsOf(nodes: readonly Argument[], scope: Scope, run: Interpreter): readonly Value[] {
  const values: Value[] = [];
  for (const node of nodes) {
    if (node.type !== 'SpreadElement') {
      values.push(run.evaluate(node, scope));
      continue;
    }
    const spread = run.evaluate(node.argument, scope);
    if (spread.type === 'array') values.push(...spread.items);
    else values.push(unknown('arguments that are only known when it runs', spread.span));
  }
  return values;
}

function call(node: CallExpression, scope: Scope, run: Interpreter): Value {
  const { callee } = node;
  const span = run.spanOf(node, scope);
  if (callee.type === 'Identifier' && callee.name === 'require') {
    const specifier = node.arguments[0]?.type === 'Literal' ? node.arguments[0].value : undefined;
    if (typeof specifier === 'string')
      return (
        run.importModule(specifier, scope.file, 'require') ??
        unreadOf(specifier, `the module "${specifier}"`, span)
      );
  }
  if (callee.type !== 'MemberExpression') {
    const value = run.evaluate(callee, scope);
    const args = argumentsOf(node.arguments, scope, run);
    return run.call(value, args, span);
  }

  const receiver = run.evaluate(callee.object, scope);
  const name = memberName(callee, scope, run);
  const args = argumentsOf(node.arguments, scope, run);
  if (name === undefined)
    return run.call(unknown('a method whose name is only known when it runs', span), args, span);
  const nameSpan = run.spanOf(callee.property, scope);
  if (receiver.type === 'host') {
    // The chain before the name is the receiver's own; the call is from its name to the closing parenthesis.
    const own = run.isOwn(scope) ? { start: nameSpan.start, end: span.end } : span;
    const result = receiver.host.method?.(name, run.siteOf(args, own, nameSpan));
    const at = { span, run };
    const settled = result ?? callPromise(receiver, name, args, at) ?? callBuiltIn(receiver, name, args, at);
    if (settled !== undefined) return settled;
    return run.call(run.property(receiver, name, span), args, span);
  }
  const promise = callPromise(receiver, name, args, { span, run });
  if (promise !== undefined) return promise;
  if (receiver.type === 'unknown') {
    const own = run.isOwn(scope) ? { start: nameSpan.start, end: span.end } : span;
    const answer = run.outside?.method(name, run.siteOf(args, own, nameSpan));
    if (answer !== undefined) return answer;
  }
  const builtIn = callBuiltIn(receiver, name, args, { span, run });
  if (builtIn !== undefined) return builtIn;
  const self = callee.object.type === 'Super' ? scope.lookup('this') : receiver;
  return run.call(run.property(receiver, name, span), args, span, self);
}

function assign(node: AssignmentExpression, scope: Scope, run: Interpreter): Value {
  const right = run.evaluate(node.right, scope);
  const span = run.spanOf(node, scope);
  const { left } = node;
  if (left.type === 'MemberExpression' && node.operator === '=') {
    const receiver = run.evaluate(left.object, scope);
    const name = memberName(left, scope, run);
    if (receiver.type === 'object' && name !== undefined) receiver.entries.set(name, right);
    return right;
  }
  if (left.type !== 'Identifier') return right;
  const before = scope.lookup(left.name);
  const value = node.operator === '=' ? right : combined(node.operator, before, right, span);
  // What a branch that may not be taken assigns may not hold afterwards.
  const either = before === undefined ? [value] : [before, value];
  scope.assign(
    left.name,
    run.isInBranch ? oneOf(either, `"${left.name}" depends on a condition`, span) : value,
  );
  return value;
}

function combined(operator: string, before: Value | undefined, right: Value, span: Span): Value {
  if (operator === '+=' && before?.type === 'string') {
    return { type: 'string', text: Text.join([before.text, asText(right, right.span)]), span };
  }
  const [a, b] = [before === undefined ? undefined : numeric(before), numeric(right)];
  const result = a === undefined || b === undefined ? undefined : ARITHMETIC[operator.slice(0, -1)]?.(a, b);
  return result === undefined ? unknown('a computation', span) : constant(result, span);
}

function update(node: UpdateExpression, scope: Scope, run: Interpreter): Value {
  const span = run.spanOf(node, scope);
  if (node.argument.type !== 'Identifier') return unknown('a computation', span);
  const before = scope.lookup(node.argument.name);
  const value = before === undefined ? undefined : numeric(before);
  const next: Value =
    value === undefined
      ? unknown('a computation', span)
      : constant(value + (node.operator === '++' ? 1 : -1), span);
  scope.assign(node.argument.name, next);
  return node.prefix ? next : (before ?? next);
}

function importOf(node: ImportExpression, scope: Scope, run: Interpreter): Value {
  const specifier = stringOf(run.evaluate(node.source, scope));
  const span = run.spanOf(node, scope);
  if (specifier === undefined) return unknown('a module whose name is only known when it runs', span);
  return run.importModule(specifier, scope.file) ?? unreadOf(specifier, `the module "${specifier}"`, span);
}
