import type { ArrowFunctionExpression, Class, Function as FunctionNode } from '@oxc-project/types';

import type { Asked, Span } from '../../operation.ts';
import type { Scope } from './scope.ts';
import type { Text } from './text.ts';

/** What an expression of a migration is known to be without running it. */
export type Value =
  | StringValue
  | ConstantValue
  | ArrayValue
  | ObjectValue
  | FunctionValue
  | ClassValue
  | HostValue
  | UnknownValue;

/** The place of what stands nowhere in the migration file, such as what a library hands to it. */
export const NOWHERE: Span = { start: 0, end: 0 };

interface ValueBase {
  /** The expression in the migration file that gave it, or the call that led to another file. */
  readonly span: Span;
}

export interface StringValue extends ValueBase {
  readonly type: 'string';
  readonly text: Text;
}

export interface ConstantValue extends ValueBase {
  readonly type: 'constant';
  readonly value: number | bigint | boolean | null | undefined;
}

/** `complete` is false where elements are missing that could not be known. */
export interface ArrayValue extends ValueBase {
  readonly type: 'array';
  /** Changed by `push`. */
  readonly items: Value[];
  readonly complete: boolean;
}

export interface ObjectValue extends ValueBase {
  readonly type: 'object';
  /** Changed by assignments. */
  readonly entries: Map<string, Value>;
  readonly complete: boolean;
  /** The key of each entry that stands in an object literal. */
  readonly keys?: ReadonlyMap<string, Span>;
  /** It may be null instead, by what the database is asked for. */
  readonly asks?: Question;
}

export interface FunctionValue extends ValueBase {
  readonly type: 'function';
  readonly node: FunctionNode | ArrowFunctionExpression;
  readonly scope: Scope;
  /** `this` of a method. */
  readonly self?: Value;
}

export interface ClassValue extends ValueBase {
  readonly type: 'class';
  readonly node: Class;
  readonly scope: Scope;
}

/** Something of a library: `queryRunner`, `knex.schema`, a tagged template. */
export interface HostValue extends ValueBase {
  readonly type: 'host';
  readonly host: Host;
}

/** `reason` completes "… cannot be known: "; it names the first thing that could not be. */
export interface UnknownValue extends ValueBase {
  readonly type: 'unknown';
  readonly reason: string;
  /** All that it can be, where only the choice is not known. */
  readonly either?: readonly Value[];
  /** The module that it comes from, which could not be read. */
  readonly module?: string;
  /** What the database is asked for with it, where that decides whether it is true. */
  readonly asks?: Question;
}

/**
 * What has to be in the database, or must not, for a value to be true and for it to be false;
 * undefined where that cannot be said by a list of which all have to hold.
 */
export interface Question {
  readonly ifTrue: readonly Asked[] | undefined;
  readonly ifFalse: readonly Asked[] | undefined;
}

/** Stands for an object of a library: answers what migrations ask of it, and records what they do with it. */
export interface Host {
  /** As messages name it: `queryRunner`, `knex.schema`. */
  readonly name: string;
  /** Statements are sent through it: handing it to what cannot be read is an effect that is not known. */
  readonly sends?: boolean;
  /** What it is as a part of SQL, for a fragment or a name; undefined where it is none. Asking uses it up. */
  inSql?(): Text | undefined;
  /** It may be null or undefined instead, so that a condition on it is not known to hold. */
  readonly mayBeMissing?: boolean;
  /** What the database is asked for with it, where that decides whether it is missing. */
  readonly asks?: Question;
  /** `host.property`; undefined where there is no such property that matters. */
  get?(property: string, call: CallSite): Value | undefined;
  /** `host.method(…)`; undefined where the method is not known. */
  method?(name: string, call: CallSite): Value | undefined;
  /** `host(…)`. */
  call?(call: CallSite): Value;
  /** `host === other`, `host > other` and their like, not negated; undefined where that is not known. */
  compares?(operator: string, other: Value, span: Span): Value | undefined;
  /** `Object.keys(host)` */
  keys?(span: Span): Value;
  /** `` host`…` ``, the template as one string with holes for what is not constant, and as it was written. */
  template?(text: Text, call: CallSite, parts: TemplateParts): Value;
  /** `new host(…)`. */
  construct?(call: CallSite): Value;
  /** `await host`; undefined where it is the host itself. */
  awaited?(span: Span): Value | undefined;
}

/** Is asked about calls of what is not known, so that nothing passes in silence. */
export interface Outside {
  /** `receiver.name(…)`; undefined where it is nothing that changes a database. */
  method(name: string, call: CallSite): Value | undefined;
  /** `` tag`…` `` */
  template(tag: string, call: CallSite, parts: TemplateParts): Value | undefined;
  /** Something unknown is called with these arguments. */
  call(call: CallSite, callee?: UnknownValue): void;
}

/** A template of a tag: each value stands behind the string of the same index. */
export interface TemplateParts {
  readonly strings: readonly Text[];
  readonly values: readonly Value[];
  /** From `${` to `}`, in the migration file. */
  readonly holes: readonly Span[];
}

/** One call of a migration on a library. */
export interface CallSite {
  readonly args: readonly Value[];
  /** The call from the receiver's last name to the closing parenthesis, in the migration file. */
  readonly span: Span;
  /** The name that is called. */
  readonly nameSpan: Span;
  readonly run: Runner;
}

/** The branches that a call stands in. */
export interface Branch {
  /** Under one that is not known to be taken. */
  readonly isConditional: boolean;
  /** What they have asked the database for, and what has to be there or not for them to be taken. */
  readonly asked: readonly Asked[];
}

/** What a library may ask of the interpreter during a call. */
export interface Runner extends Branch {
  /** Calls a function of the migration, such as the callback of a table builder. */
  call(callee: Value, args: readonly Value[], span: Span, self?: Value): Value;
}

export function constant(value: ConstantValue['value'], span: Span): ConstantValue {
  return { type: 'constant', value, span };
}

export function unknown(reason: string, span: Span): UnknownValue {
  return { type: 'unknown', reason, span };
}

/** What a module that cannot be read has. */
export function unreadOf(module: string, reason: string, span: Span): UnknownValue {
  return { ...unknown(reason, span), module };
}

/** More choices than a reader would follow are as good as not known. */
const MAX_CHOICES = 16;

/** One of several values; `reason` says why it is not known which. */
export function oneOf(values: readonly Value[], reason: string, span: Span): UnknownValue {
  const either = values.flatMap(choicesOf);
  return either.length > MAX_CHOICES ? unknown(reason, span) : { ...unknown(reason, span), either };
}

/** What a value can be: itself, or each of those that it is one of. */
export function choicesOf(value: Value): readonly Value[] {
  return (value.type === 'unknown' ? value.either : undefined) ?? [value];
}

export function hostValue(host: Host, span: Span): HostValue {
  return { type: 'host', host, span };
}

export function objectValue(entries: Map<string, Value>, span: Span, complete = true): ObjectValue {
  return { type: 'object', entries, span, complete };
}

export function undefinedAt(span: Span): ConstantValue {
  return constant(undefined, span);
}

/** Whether a condition on the value holds; undefined where that is not known. */
export function truthOf(value: Value): boolean | undefined {
  switch (value.type) {
    case 'string':
      return value.text.hasHoles && value.text.value === '${hole}' ? undefined : value.text.value !== '';
    case 'constant':
      return Boolean(value.value);
    case 'unknown':
      return undefined;
    case 'object':
      return value.asks === undefined ? true : undefined;
    case 'array':
    case 'function':
    case 'class':
      return true;
    case 'host':
      return value.host.mayBeMissing === true ? undefined : true;
  }
}

/** The string, or undefined for anything else and for a string with holes. */
export function stringOf(value: Value | undefined): string | undefined {
  return value?.type === 'string' && !value.text.hasHoles ? value.text.value : undefined;
}

export function numberOf(value: Value | undefined): number | undefined {
  return value?.type === 'constant' && typeof value.value === 'number' ? value.value : undefined;
}

/** True or false; undefined where it is neither or not known. */
export function booleanOf(value: Value | undefined): boolean | undefined {
  return value?.type === 'constant' && typeof value.value === 'boolean' ? value.value : undefined;
}

export function isNullish(value: Value | undefined): boolean {
  return (
    value === undefined || (value.type === 'constant' && (value.value === null || value.value === undefined))
  );
}

/** A property of an object, undefined where it has none. */
export function entryOf(value: Value | undefined, name: string): Value | undefined {
  return value?.type === 'object' ? value.entries.get(name) : undefined;
}

/** The strings of an array, or of a single string; undefined where one is not known. */
export function stringsOf(value: Value | undefined): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (value.type !== 'array') {
    const single = stringOf(value);
    return single === undefined ? undefined : [single];
  }
  const strings = value.items.map(stringOf).filter((item) => item !== undefined);
  return value.complete && strings.length === value.items.length ? strings : undefined;
}
