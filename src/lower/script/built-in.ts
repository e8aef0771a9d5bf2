import type { Span } from '../../operation.ts';
import { asText } from './as-text.ts';
import { arePostgres } from './dialect.ts';
import type { Interpreter } from './interpreter.ts';
import { Text } from './text.ts';
import {
  constant,
  stringOf,
  truthOf,
  undefinedAt,
  unknown,
  type ArrayValue,
  type Value,
  hostValue,
  type FunctionValue,
  type HostValue,
} from './value.ts';

interface At {
  readonly span: Span;
  readonly run: Interpreter;
}

/** Methods of strings, arrays and the language's own objects; undefined for what is none of them. */
export function callBuiltIn(
  receiver: Value,
  name: string,
  args: readonly Value[],
  at: At,
): Value | undefined {
  switch (receiver.type) {
    case 'array':
      return ofArray(receiver, name, args, at);
    case 'string':
      return ofString(receiver.text, name, args, at);
    case 'function':
      return ofFunction(receiver, name, args, at);
    case 'host':
      return receiver.host.call === undefined ? undefined : ofFunction(receiver, name, args, at);
    default:
      return undefined;
  }
}

// eslint-disable-next-line max-lines-per-function -- a table: a few lines for each method
function ofArray(
  receiver: ArrayValue,
  name: string,
  args: readonly Value[],
  { span, run }: At,
): Value | undefined {
  const [first] = args;
  const list = (items: Value[], complete = receiver.complete): Value => ({
    type: 'array',
    items,
    complete,
    span,
  });
  const each = (callback: Value): Value[] =>
    receiver.items.map((item, index) => run.call(callback, [item, constant(index, span), receiver], span));

  switch (name) {
    case 'map':
      return first === undefined ? undefined : list(each(first));
    case 'flatMap':
      return first === undefined
        ? undefined
        : list(each(first).flatMap((item) => (item.type === 'array' ? item.items : [item])));
    case 'forEach':
      if (first !== undefined) each(first);
      return undefinedAt(span);
    case 'filter': {
      if (first === undefined) return undefined;
      const kept = each(first).map(truthOf);
      return list(
        receiver.items.filter((_, index) => kept[index] !== false),
        receiver.complete && !kept.includes(undefined),
      );
    }
    case 'reduce': {
      const [callback, initial] = args;
      const items = initial === undefined ? receiver.items.slice(1) : receiver.items;
      const start = initial ?? receiver.items[0] ?? undefinedAt(span);
      if (callback === undefined) return undefined;
      return items.reduce<Value>(
        (sum, item, index) => run.call(callback, [sum, item, constant(index, span)], span),
        start,
      );
    }
    case 'join': {
      const separator = first === undefined ? ',' : stringOf(first);
      if (separator === undefined || !receiver.complete) return unknown('a list that is joined', span);
      const parts = receiver.items.flatMap((item, index) => [
        ...(index === 0 ? [] : [Text.of(separator, span)]),
        partOf(item, span),
      ]);
      return { type: 'string', text: Text.join(parts), span };
    }
    case 'push':
      receiver.items.push(...args);
      return undefinedAt(span);
    case 'concat':
      return list([...receiver.items, ...args.flatMap((arg) => (arg.type === 'array' ? arg.items : [arg]))]);
    case 'slice':
      return args.length === 0 ? receiver : undefined;
    case 'reverse':
    case 'toReversed':
      return list(receiver.items.toReversed());
    case 'includes': {
      const wanted = first === undefined ? undefined : stringOf(first);
      const dialects =
        first?.type === 'unknown' && receiver.complete ? arePostgres(receiver.items) : undefined;
      if (dialects !== undefined) return constant(dialects.includes(true), span);
      const strings = receiver.items.map(stringOf);
      if (wanted === undefined || strings.includes(undefined)) return unknown('a search in a list', span);
      return constant(strings.includes(wanted), span);
    }
    default:
      return undefined;
  }
}

/** An item as a part of a list that is joined: it keeps the place where it was written. */
function partOf(item: Value, span: Span): Text {
  if (item.type === 'string') return item.text;
  return (item.type === 'host' ? item.host.inSql?.() : undefined) ?? asText(item, span);
}

function ofFunction(
  receiver: FunctionValue | HostValue,
  name: string,
  args: readonly Value[],
  at: At,
): Value | undefined {
  const { span, run } = at;
  const [self, ...others] = args;
  switch (name) {
    case 'bind': {
      if (self === undefined || others.length === 0)
        return self === undefined || receiver.type === 'host' ? receiver : { ...receiver, self };
      return hostValue(
        { name: 'a function', call: (call) => run.call(receiver, [...others, ...call.args], span, self) },
        span,
      );
    }
    case 'call':
      return run.call(receiver, others, span, self);
    case 'apply':
      return run.call(receiver, others[0]?.type === 'array' ? others[0].items : [], span, self);
    default:
      return undefined;
  }
}

function ofString(text: Text, name: string, args: readonly Value[], { span }: At): Value | undefined {
  if (
    name === 'trim' ||
    name === 'toString' ||
    name === 'trimEnd' ||
    name === 'trimStart' ||
    name === 'valueOf'
  ) {
    return { type: 'string', text, span };
  }
  const [first, second] = args.map(stringOf);
  if (text.hasHoles) return undefined;
  const { value } = text;
  const string = (result: string): Value => ({ type: 'string', text: Text.of(result, span), span });
  switch (name) {
    case 'toLowerCase':
      return string(value.toLowerCase());
    case 'toUpperCase':
      return string(value.toUpperCase());
    case 'replace':
      return first === undefined || second === undefined
        ? undefined
        : string(value.replace(first, () => second));
    case 'replaceAll':
      return first === undefined || second === undefined
        ? undefined
        : string(value.replaceAll(first, () => second));
    case 'split':
      if (first === undefined) return undefined;
      return { type: 'array', items: value.split(first).map(string), complete: true, span };
    case 'startsWith':
      return first === undefined ? undefined : constant(value.startsWith(first), span);
    case 'includes':
      return first === undefined ? undefined : constant(value.includes(first), span);
    case 'concat':
      return string(value + args.map((arg) => stringOf(arg) ?? '').join(''));
    default:
      return undefined;
  }
}
