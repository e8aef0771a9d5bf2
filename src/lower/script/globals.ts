import { Text } from './text.ts';
import {
  constant,
  stringOf,
  unknown,
  type ArrayValue,
  type CallSite,
  type Host,
  type ObjectValue,
  type Value,
} from './value.ts';

/** The global `Object`. */
export const OBJECT: Host = {
  name: 'Object',

  method(name, call) {
    const [first, ...others] = call.args;
    switch (name) {
      case 'freeze':
      case 'seal':
        return first;
      case 'keys':
        if (first?.type === 'host') return first.host.keys?.(call.span);
        return list(first, call, ([key, value], object) => keyOf(key, value, object));
      case 'values':
        return list(first, call, ([, value]) => value);
      case 'entries':
        return list(first, call, ([key, value], object) => ({
          type: 'array',
          items: [keyOf(key, value, object), value],
          complete: true,
          span: value.span,
        }));
      case 'assign':
        return first?.type === 'object' ? assigned(first, others) : undefined;
      case 'fromEntries':
        return first?.type === 'array' ? ofEntries(first) : undefined;
      default:
        return undefined;
    }
  },
};

/** The global `Array`. */
export const ARRAY: Host = {
  name: 'Array',

  method(name, { args, span }) {
    const [first] = args;
    switch (name) {
      case 'isArray':
        return first === undefined || first.type === 'unknown'
          ? undefined
          : constant(first.type === 'array', span);
      case 'of':
        return { type: 'array', items: [...args], complete: true, span };
      default:
        return undefined;
    }
  },
};

type Entry = readonly [string, Value];

function list(
  object: Value | undefined,
  { span }: CallSite,
  item: (entry: Entry, object: ObjectValue) => Value,
): Value {
  const known = object?.type === 'array' ? asObject(object) : object;
  if (known?.type !== 'object') return unknown('the entries of an object that is not known', span);
  const items = [...known.entries].map((entry) => item(entry, known));
  return { type: 'array', items, complete: known.complete, span };
}

function asObject({ items, complete, span }: ArrayValue): ObjectValue {
  return {
    type: 'object',
    entries: new Map(items.map((item, index) => [String(index), item])),
    complete,
    span,
  };
}

function keyOf(key: string, value: Value, { keys }: ObjectValue): Value {
  const span = keys?.get(key) ?? value.span;
  return { type: 'string', text: Text.of(key, span), span };
}

function assigned(target: ObjectValue, sources: readonly Value[]): Value {
  for (const source of sources) {
    if (source.type !== 'object') continue;
    for (const [name, value] of source.entries) target.entries.set(name, value);
  }
  const complete = target.complete && sources.every((source) => source.type === 'object' && source.complete);
  return complete === target.complete ? target : { ...target, complete };
}

function ofEntries({ items, complete, span }: ArrayValue): Value {
  const entries = new Map<string, Value>();
  let isComplete = complete;
  for (const item of items) {
    const [key, value] = item.type === 'array' ? item.items : [];
    const name = stringOf(key);
    if (name === undefined || value === undefined) isComplete = false;
    else entries.set(name, value);
  }
  return { type: 'object', entries, complete: isComplete, span };
}
