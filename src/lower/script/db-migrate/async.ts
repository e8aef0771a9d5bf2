import { constant, hostValue, unknown, type CallSite, type Host, type Value } from '../value.ts';

const TASKS = /^(?:series|parallel|waterfall|auto)$/;
const OVER_LIST = /^(?:each|forEach|map|concat|eachOf|forEachOf)(?:Series|Limit)?$/;

/** The package `async`, with which steps that take callbacks are put in order. https://caolan.github.io/async/ */
export function asyncModule(): Host {
  return {
    name: 'async',
    method(name, call) {
      const { args, run, span } = call;
      const done = hostValue(DONE, span);
      if (TASKS.test(name)) for (const task of listOf(args[0])) run.call(task, [done], span);
      else if (OVER_LIST.test(name)) {
        const step = args.find(({ type }) => type === 'function' || type === 'host');
        if (step === undefined) return undefined;
        for (const item of listOf(args[0])) run.call(step, [item, done], span);
      } else return undefined;
      return finished(call);
    },
  };
}

/** What each step calls when it is done. */
const DONE: Host = { name: 'callback', call: ({ span }) => constant(undefined, span) };

function listOf(tasks: Value | undefined): readonly Value[] {
  if (tasks?.type === 'array') return tasks.items;
  return tasks?.type === 'object' ? [...tasks.entries.values()] : [];
}

function finished({ args, run, span }: CallSite): Value {
  const callback = args.at(-1);
  const answer = unknown('what the steps gave', span);
  if (args.length > 1 && callback?.type === 'function')
    run.call(callback, [constant(null, span), answer], span);
  return answer;
}
