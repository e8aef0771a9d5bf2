import type { Asked, ObjectName, Span } from '../../operation.ts';
import {
  hostValue,
  objectValue,
  stringOf,
  unknown,
  type CallSite,
  type Host,
  type Question,
  type UnknownValue,
  type Value,
} from './value.ts';

/** What the database is asked for by a value, where that decides whether it is true. */
export function questionOf(value: Value): Question | undefined {
  switch (value.type) {
    case 'unknown':
    case 'object':
      return value.asks;
    case 'host':
      return value.host.asks;
    default:
      return undefined;
  }
}

/**
 * Whether a table is there, or a column of it: known only to the database, and to the history. `span`
 * is the call that asks.
 */
export function questionFor(
  { schema, name }: Pick<ObjectName, 'schema' | 'name'>,
  span: Span,
  column?: string,
): Question {
  const table = { schema, name, span };
  const sought = { table, ...(column === undefined ? {} : { column }) };
  return { ifTrue: [{ is: 'there', ...sought }], ifFalse: [{ is: 'notThere', ...sought }] };
}

/** A value that is true where the question is answered by yes. */
export function answerTo(asks: Question | undefined, span: Span): UnknownValue {
  const value = unknown('what is in the database is only known when the migration runs', span);
  return asks === undefined ? value : { ...value, asks };
}

/**
 * A list that is read from the database, of names or of what has a `name`: whether something is in it
 * is what the database is asked for.
 */
export function listInDatabase(questionOn: (name: string) => Question, of: 'names' | 'objects'): Host {
  const isIn = (name: Value | undefined, span: Span): Value => {
    const known = stringOf(name);
    return answerTo(known === undefined ? undefined : questionOn(known), span);
  };
  const anyName: Host = {
    name: 'a name in the database',
    compares: (operator, other, span) => (operator.startsWith('=') ? isIn(other, span) : undefined),
  };
  return {
    name: 'a list read from the database',
    method(method, { args: [first], span, run }: CallSite) {
      switch (method) {
        case 'includes':
        case 'hasOwnProperty':
          return isIn(first, span);
        case 'some':
        case 'find': {
          if (first?.type !== 'function') return undefined;
          const name = hostValue(anyName, span);
          const item = of === 'names' ? name : objectValue(new Map([['name', name]]), span, false);
          return answerTo(questionOf(run.call(first, [item], span)), span);
        }
        default:
          return undefined;
      }
    },
  };
}

export function negated(question: Question | undefined): Question | undefined {
  return question === undefined ? undefined : { ifTrue: question.ifFalse, ifFalse: question.ifTrue };
}

/** `left && right`, of which either may ask nothing. */
export function both(left: Question | undefined, right: Question | undefined): Question | undefined {
  const ifTrue = joined(left?.ifTrue, right?.ifTrue);
  return ifTrue === undefined ? undefined : { ifTrue, ifFalse: undefined };
}

/** `left || right` */
export function either(left: Question | undefined, right: Question | undefined): Question | undefined {
  return negated(both(negated(left), negated(right)));
}

function joined(
  left: readonly Asked[] | undefined,
  right: readonly Asked[] | undefined,
): readonly Asked[] | undefined {
  return left === undefined || right === undefined ? undefined : [...left, ...right];
}
