import type { BinaryExpression, PrivateInExpression } from '@oxc-project/types';

import type { Span } from '../../operation.ts';
import { asText } from './as-text.ts';
import { answerTo, negated, questionOf } from './asked.ts';
import { arePostgres } from './dialect.ts';
import type { Interpreter } from './interpreter.ts';
import type { Scope } from './scope.ts';
import { Text } from './text.ts';
import {
  constant,
  isNullish,
  stringOf,
  truthOf,
  undefinedAt,
  unknown,
  type Question,
  type Value,
} from './value.ts';

/** `!value`, `-value`, `typeof value` and their like. */
export function unary(operator: string, value: Value, span: Span): Value {
  if (operator === 'void') return undefinedAt(span);
  if (operator === '!') {
    const truth = truthOf(value);
    return truth === undefined ? answerTo(negated(questionOf(value)), span) : constant(!truth, span);
  }
  if (operator === '-' && value.type === 'constant' && typeof value.value === 'number')
    return constant(-value.value, span);
  if (operator === '+' && value.type === 'constant') return constant(Number(value.value), span);
  if (operator === 'typeof' && value.type !== 'unknown') {
    const name =
      value.type === 'constant'
        ? typeof value.value
        : value.type === 'array' || value.type === 'host'
          ? 'object'
          : value.type;
    return { type: 'string', text: Text.of(name === 'class' ? 'function' : name, span), span };
  }
  return unknown(`the operator ${operator}`, span);
}

/** Comparisons, sums and joined strings. */
export function binary(
  node: Exclude<BinaryExpression, { left: { type: 'PrivateIdentifier' } }>,
  scope: Scope,
  run: Interpreter,
): Value {
  const span = run.spanOf(node, scope);
  const left = run.evaluate(node.left, scope);
  const right = run.evaluate(node.right, scope);
  const { operator } = node;
  if (operator === '+' && (left.type === 'string' || right.type === 'string')) {
    const text = Text.join([
      asText(left, run.spanOf(node.left, scope)),
      asText(right, run.spanOf(node.right, scope)),
    ]);
    return { type: 'string', text, span };
  }
  const isNegated = operator.startsWith('!');
  const told = toldByHost(isNegated ? `=${operator.slice(1)}` : operator, left, right, span);
  if (told !== undefined) return isNegated ? unary('!', told, span) : told;
  if (operator === '===' || operator === '==' || operator === '!==' || operator === '!=') {
    const equal = areEqual(left, right, operator.length === 2);
    if (equal !== undefined) return constant(isNegated ? !equal : equal, span);
    const isPostgres = comparedWithDialect(node, left, right);
    if (isPostgres !== undefined) return constant(isNegated ? !isPostgres : isPostgres, span);
    const question = comparedTo(left, right) ?? comparedTo(right, left);
    return answerTo(isNegated ? negated(question) : question, span);
  }
  const [a, b] = [numeric(left), numeric(right)];
  const result = a === undefined || b === undefined ? undefined : ARITHMETIC[operator]?.(a, b);
  return result === undefined ? unknown('a computation', span) : constant(result, span);
}

export const ARITHMETIC: Readonly<Record<string, ((a: number, b: number) => number | boolean) | undefined>> =
  {
    '+': (a, b) => a + b,
    '-': (a, b) => a - b,
    '*': (a, b) => a * b,
    '/': (a, b) => a / b,
    '%': (a, b) => a % b,
    '<': (a, b) => a < b,
    '<=': (a, b) => a <= b,
    '>': (a, b) => a > b,
    '>=': (a, b) => a >= b,
  };

export function numeric(value: Value): number | undefined {
  return value.type === 'constant' && typeof value.value === 'number' ? value.value : undefined;
}

/** What a property or a variable is called that holds the name of the database in use. */
const OF_DATABASE = /type|client|dialect|driver|engine|vendor|provider|database|db/i;

/** Whether what is not known would be Postgres, where it is compared with the name of a database. */
function comparedWithDialect(
  node: Pick<BinaryExpression, 'left'>,
  left: Value,
  right: Value,
): boolean | undefined {
  if (left.type !== 'unknown' || !OF_DATABASE.test(nameIn(node.left))) return undefined;
  return arePostgres([right])?.[0];
}

function nameIn(node: BinaryExpression['left']): string {
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'ChainExpression' || node.type === 'TSAsExpression') return nameIn(node.expression);
  return node.type === 'MemberExpression' && node.property.type === 'Identifier' ? node.property.name : '';
}

function toldByHost(operator: string, left: Value, right: Value, span: Span): Value | undefined {
  if (left.type === 'host') return left.host.compares?.(operator, right, span);
  return right.type === 'host' && operator.startsWith('=')
    ? right.host.compares?.(operator, left, span)
    : undefined;
}

/** What is asked by comparing what the database answers with `true`, `false`, null or undefined. */
function comparedTo(value: Value, other: Value): Question | undefined {
  if (other.type !== 'constant') return undefined;
  if (other.value === true) return questionOf(value);
  return other.value === false || isNullish(other) ? negated(questionOf(value)) : undefined;
}

/** `'name' in object` */
export function hasProperty(
  node: BinaryExpression | PrivateInExpression,
  scope: Scope,
  run: Interpreter,
): Value {
  const span = run.spanOf(node, scope);
  const { left } = node;
  const name = left.type === 'PrivateIdentifier' ? undefined : stringOf(run.evaluate(left, scope));
  const object = run.evaluate(node.right, scope);
  if (name === undefined || object.type !== 'host') return unknown('a test for a property', span);
  return answerTo(questionOf(run.property(object, name, span)), span);
}

/** Whether two values are the same; undefined where that is not known. */
export function areEqual(left: Value, right: Value, loose = false): boolean | undefined {
  if (loose && (isNullish(left) || isNullish(right))) {
    // What may be missing is neither true nor false.
    if (truthOf(left) === undefined || truthOf(right) === undefined) return undefined;
    return isNullish(left) && isNullish(right);
  }
  const [a, b] = [stringOf(left), stringOf(right)];
  if (a !== undefined && b !== undefined) return a === b;
  if (left.type === 'constant' && right.type === 'constant') return left.value === right.value;
  const isKnown = (value: Value): boolean => stringOf(value) !== undefined || value.type === 'constant';
  return isKnown(left) && isKnown(right) ? false : undefined;
}
