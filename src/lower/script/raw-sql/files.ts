import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';

import { lookAt } from '../looked-at.ts';
import type { Recorder } from '../recorder.ts';
import { Text } from '../text.ts';
import {
  NOWHERE,
  constant,
  hostValue,
  stringOf,
  unknown,
  type CallSite,
  type Host,
  type StringValue,
  type Value,
} from '../value.ts';

/** Larger ones are dumps of data. */
const MAX_BYTES = 4_000_000;

/** What Node's own modules give for SQL files that a migration reads, and programs that it starts; undefined for other modules. */
export function nodeModule(specifier: string, recorder: Recorder): Value | undefined {
  switch (specifier.replace(/^node:/, '')) {
    case 'fs':
    case 'fs/promises':
      return hostValue(FS, NOWHERE);
    case 'path':
      return hostValue(PATH, NOWHERE);
    case 'child_process':
      return hostValue(programs(recorder), NOWHERE);
    default:
      return undefined;
  }
}

/** A string that stands in no place of the migration: findings in it are placed at the call that sends it. */
export function elsewhere(value: string): StringValue {
  return { type: 'string', text: Text.of(value, NOWHERE), span: NOWHERE };
}

const FS: Host = {
  name: 'fs',
  get: (property) =>
    property === 'promises'
      ? hostValue(FS, NOWHERE)
      : /^readFile(?:Sync)?$/.test(property)
        ? hostValue({ name: property, call: (call) => contentOf(call) }, NOWHERE)
        : undefined,
  method: (name, call) => (/^readFile(?:Sync)?$/.test(name) ? contentOf(call) : undefined),
};

/** Only SQL files are read: what else a migration reads is no statement. */
function contentOf({ args, span, run }: CallSite): Value {
  const file = stringOf(args[0]);
  const callback = args.find(({ type }) => type === 'function');
  const isSql = file?.endsWith('.sql') === true;
  if (isSql) lookAt(file);
  const isRead = isSql && (statSync(file, { throwIfNoEntry: false })?.size ?? Infinity) < MAX_BYTES;
  const content = isRead
    ? elsewhere(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''))
    : unknown('the content of a file whose name is not known', span);
  if (callback !== undefined) run.call(callback, [constant(null, span), content], span);
  return content;
}

/** A program may do anything to the database. */
function programs(recorder: Recorder): Host {
  const started = (call: CallSite): Value => {
    recorder.unreadable('what a program that the migration starts does to the database cannot be read', call);
    return unknown('what a program gives', call.span);
  };
  return {
    name: 'child_process',
    get: (property) => hostValue({ name: property, sends: true, call: started }, NOWHERE),
    method: (_name, call) => started(call),
  };
}

const PATH: Host = {
  name: 'path',
  get: (property) =>
    /^(?:join|resolve|dirname)$/.test(property)
      ? hostValue({ name: `path.${property}`, call: (call) => pathOf(property, call) }, NOWHERE)
      : undefined,
  method: (name, call) => pathOf(name, call),
};

function pathOf(name: string, { args, span }: CallSite): Value {
  const parts = args.map(stringOf).filter((part) => part !== undefined);
  const [first] = parts;
  if (parts.length < args.length || first === undefined) return unknown('a path that is not known', span);
  switch (name) {
    case 'join':
      return elsewhere(path.join(...parts));
    case 'resolve':
      return path.isAbsolute(first)
        ? elsewhere(path.resolve(...parts))
        : unknown('a path that is not known', span);
    case 'dirname':
      return elsewhere(path.dirname(first));
    default:
      return unknown(`path.${name}()`, span);
  }
}
