import type { Span } from '../../operation.ts';
import { callBuiltIn } from './built-in.ts';
import type { Interpreter } from './interpreter.ts';
import { unknown, type CallSite, type Host, type Value } from './value.ts';

/** What `await` gives: a host says what it resolves to, everything else is followed as its own result. */
export function awaited(value: Value, span: Span): Value {
  return value.type === 'host' ? (value.host.awaited?.(span) ?? value) : value;
}

/** `.then(…)`, `.catch(…)` and `.finally(…)`; undefined for other methods, and for objects that have their own. */
export function callPromise(
  receiver: Value,
  name: string,
  args: readonly Value[],
  { span, run }: { readonly span: Span; readonly run: Interpreter },
): Value | undefined {
  if (receiver.type === 'object' && receiver.entries.has(name)) return undefined;
  const [callback, onFailure] = args;
  const failure = unknown('what a failure throws', span);
  switch (name) {
    case 'then': {
      const result =
        callback?.type === 'function' || callback?.type === 'host'
          ? awaited(run.call(callback, [awaited(receiver, span)], span), span)
          : receiver;
      if (onFailure !== undefined) run.conditionally(() => run.call(onFailure, [failure], span));
      return result;
    }
    case 'catch':
      if (callback !== undefined) run.conditionally(() => run.call(callback, [failure], span));
      return receiver;
    case 'finally':
      if (callback !== undefined) run.call(callback, [], span);
      return receiver;
    default:
      return undefined;
  }
}

/** The global `Promise`, with what Bluebird adds to it. */
export function promiseOf(run: Interpreter): Host {
  return {
    name: 'Promise',
    method(name, { args, span }) {
      const [first, callback] = args;
      switch (name) {
        case 'resolve':
          return first === undefined ? undefined : awaited(first, span);
        case 'all':
          return first?.type === 'array'
            ? { ...first, items: first.items.map((item) => awaited(item, span)) }
            : undefined;
        case 'map':
        case 'mapSeries':
        case 'each':
          return first === undefined || callback === undefined
            ? undefined
            : callBuiltIn(first, 'map', [callback], { span, run });
        default:
          return undefined;
      }
    },
    construct({ args, span }: CallSite) {
      const [executor] = args;
      if (executor !== undefined) run.call(executor, [], span);
      return unknown('what a promise resolves to', span);
    },
  };
}
