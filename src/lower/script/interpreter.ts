import type {
  ArrowFunctionExpression,
  BindingPattern,
  Class,
  Expression,
  Function as FunctionNode,
  ParamPattern,
  PropertyKey,
  Span as NodeSpan,
} from '@oxc-project/types';

import type { Asked, Span } from '../../operation.ts';
import { makeInstance, staticMember } from './class.ts';
import { dialectNamed } from './dialect.ts';
import { evaluateExpression } from './expression.ts';
import { ARRAY, OBJECT } from './globals.ts';
import { JSON_GLOBAL } from './json.ts';
import { promiseOf } from './promise.ts';
import { Scope } from './scope.ts';
import { executeStatements, type Completion } from './statement.ts';
import {
  NOWHERE,
  hostValue,
  isNullish,
  undefinedAt,
  unknown,
  type CallSite,
  type FunctionValue,
  type Outside,
  type Runner,
  type UnknownValue,
  type Value,
} from './value.ts';

/** Calls inside of calls; a helper that calls itself ends here. */
const MAX_DEPTH = 40;
/** Statements and expressions of one migration; a loop that never ends ends here. */
const MAX_WORK = 200_000;

/** Answers `import` and `require`: the names that a module exports, or a library's own. */
export type ImportResolver = (
  specifier: string,
  fromFile: string,
  by?: 'import' | 'require',
) => Value | undefined;

/**
 * Follows a migration as far as a reader would without running it: it evaluates what is constant,
 * takes the branches whose condition is known, unrolls loops over known arrays, and hands each call
 * on a library to the library. Nothing of the migration is run.
 */
export class Interpreter implements Runner {
  readonly #file: string;
  readonly importModule: ImportResolver;
  readonly outside: Outside | undefined;
  readonly globals: Scope;
  /** Where the migration file called code of another file; undefined inside the migration file. */
  #outer: Span | undefined;
  #depth = 0;
  #work = 0;
  #conditions = 0;
  #asked: readonly Asked[] = [];
  #branches = 0;
  /** Of the migration file. */
  readonly text: string;
  /** The migration has come to a `throw` that nothing of it catches. */
  hasThrown = false;

  constructor(
    { file, text }: { readonly file: string; readonly text: string },
    importModule: ImportResolver,
    outside?: Outside,
  ) {
    this.#file = file;
    this.text = text;
    this.importModule = importModule;
    this.outside = outside;
    this.globals = new Scope(file);
    this.globals.declare('Array', hostValue(ARRAY, NOWHERE));
    this.globals.declare('JSON', hostValue(JSON_GLOBAL, NOWHERE));
    this.globals.declare('Object', hostValue(OBJECT, NOWHERE));
    this.globals.declare('Promise', hostValue(promiseOf(this), NOWHERE));
  }

  get isConditional(): boolean {
    return this.#conditions > 0;
  }

  get asked(): readonly Asked[] {
    return this.#asked;
  }

  /** In one of several branches: what it assigns may not hold after them. */
  get isInBranch(): boolean {
    return this.#branches > 0;
  }

  /**
   * Runs `body` as one of several branches, which may not be taken: with `asked`, by what is in the
   * database.
   */
  conditionally<Result>(body: () => Result, asked?: readonly Asked[]): Result {
    this.#branches += 1;
    try {
      return this.afterExit(body, asked);
    } finally {
      this.#branches -= 1;
    }
  }

  /** Runs `body` as code that is not reached where a branch before it has returned. */
  afterExit<Result>(body: () => Result, asked?: readonly Asked[]): Result {
    const before = { conditions: this.#conditions, asked: this.#asked };
    if (asked === undefined) this.#conditions += 1;
    else this.#asked = [...this.#asked, ...asked];
    try {
      return body();
    } finally {
      this.#conditions = before.conditions;
      this.#asked = before.asked;
    }
  }

  /** The place of a node in the migration file: its own, or that of the call that led out of the file. */
  spanOf(node: NodeSpan, scope: Scope): Span {
    if (scope.file === this.#file) return { start: node.start, end: node.end };
    return this.#outer ?? NOWHERE;
  }

  /** Whether the node stands in the migration file, so that offsets inside of it mean something there. */
  isOwn(scope: Scope): boolean {
    return scope.file === this.#file;
  }

  /** False once the migration has used up its share of work; what comes then is unknown. */
  spend(): boolean {
    this.#work += 1;
    return this.#work < MAX_WORK;
  }

  evaluate(node: Expression, scope: Scope): Value {
    if (!this.spend())
      return unknown('the migration does more than can be followed', this.spanOf(node, scope));
    return evaluateExpression(node, scope, this);
  }

  call(callee: Value, args: readonly Value[], span: Span, self?: Value): Value {
    switch (callee.type) {
      case 'function':
        // An arrow function keeps the `this` of where it stands.
        if (callee.node.type === 'ArrowFunctionExpression')
          return this.#callFunction(callee, args, span, callee.self);
        return this.#callFunction(callee, args, span, self ?? callee.self);
      case 'host':
        return callee.host.call?.(this.#siteOf(args, span)) ?? unknown(`${callee.host.name} is called`, span);
      case 'unknown':
        this.outside?.call(this.#siteOf(args, span), callee);
        this.#callBack(args, span);
        return callee;
      default:
        this.#callBack(args, span);
        return unknown('what is called here is no function that can be read', span);
    }
  }

  /** An instance: the fields and methods of a class of the project. */
  instantiate(node: Class, scope: Scope, span: Span, args: readonly Value[] = []): Value {
    return makeInstance({ node, scope }, args, span, this);
  }

  /** Binds the names of a pattern. */
  bind(pattern: BindingPattern | ParamPattern, value: Value, scope: Scope): void {
    switch (pattern.type) {
      case 'Identifier':
        scope.declare(pattern.name, value);
        return;
      case 'AssignmentPattern': {
        const isMissing = value.type === 'constant' && value.value === undefined;
        this.bind(pattern.left, isMissing ? this.evaluate(pattern.right, scope) : value, scope);
        return;
      }
      case 'ObjectPattern':
        for (const property of pattern.properties) {
          if (property.type === 'RestElement') this.bind(property.argument, value, scope);
          else this.bind(property.value, this.#memberOf(value, property.key), scope);
        }
        return;
      case 'ArrayPattern':
        for (const [index, element] of pattern.elements.entries()) {
          if (element === null) continue;
          if (element.type === 'RestElement') this.bind(element.argument, value, scope);
          else this.bind(element, itemOf(value, index, this), scope);
        }
        return;
      case 'TSParameterProperty':
        this.bind(pattern.parameter, value, scope);
        return;
      case 'RestElement':
        this.bind(pattern.argument, value, scope);
    }
  }

  #memberOf(value: Value, key: PropertyKey): Value {
    const name = key.type === 'Identifier' ? key.name : key.type === 'Literal' ? key.value : undefined;
    if (typeof name !== 'string') return unknown('a computed name', value.span);
    return this.property(value, name, value.span);
  }

  /** `value.name` */
  property(value: Value, name: string, span: Span): Value {
    switch (value.type) {
      case 'object': {
        const entry = value.entries.get(name);
        if (entry !== undefined) return entry;
        return value.complete
          ? undefinedAt(span)
          : unknown(`"${name}" of an object that is not known in full`, span);
      }
      case 'host':
        return value.host.get?.(name, this.#siteOf([], span)) ?? unknown(`${value.host.name}.${name}`, span);
      case 'class':
        return staticMember(value, name, this) ?? unknown(`.${name} of a class`, span);
      case 'unknown':
        return dialectNamed(name, span) ?? { ...unknown(value.reason, span), ...moduleOf(value, name) };
      case 'array':
      case 'string':
        if (name === 'length') return lengthOf(value, span);
        return unknown(`.${name} of a value`, span);
      case 'constant':
        // What `?.` gives; without it the migration fails.
        return isNullish(value) ? undefinedAt(span) : unknown(`.${name} of a value`, span);
      default:
        return unknown(`.${name} of a value`, span);
    }
  }

  siteOf(args: readonly Value[], span: Span, nameSpan: Span): CallSite {
    return { args, span, nameSpan, run: this };
  }

  #siteOf(args: readonly Value[], span: Span): CallSite {
    return this.siteOf(args, span, span);
  }

  /** A function that is handed to something unknown may be called by it: what it does is read as conditional. */
  #callBack(args: readonly Value[], span: Span): void {
    for (const arg of args) {
      if (arg.type !== 'function') continue;
      const unknowns = arg.node.params.map(() => unknown('what calls this function decides', span));
      this.conditionally(() => this.#callFunction(arg, unknowns, span, arg.self));
    }
  }

  #callFunction(
    { node, scope }: FunctionValue,
    args: readonly Value[],
    span: Span,
    self: Value | undefined,
  ): Value {
    if (this.#depth >= MAX_DEPTH) return unknown('functions call each other too deeply', span);
    const inner = scope.child();
    if (self !== undefined) inner.declare('this', self);
    const isOutside = !this.isOwn(scope) && this.#outer === undefined;
    if (isOutside) this.#outer = span;
    this.#depth += 1;
    try {
      this.#bindParams(node, args, inner, span);
      return this.#runBody(node, inner, span);
    } finally {
      this.#depth -= 1;
      if (isOutside) this.#outer = undefined;
    }
  }

  #bindParams(
    node: FunctionNode | ArrowFunctionExpression,
    args: readonly Value[],
    scope: Scope,
    span: Span,
  ): void {
    for (const [index, param] of node.params.filter(isPassed).entries()) {
      if (param.type === 'RestElement') {
        this.bind(param.argument, { type: 'array', items: args.slice(index), complete: true, span }, scope);
      } else {
        this.bind(param, args[index] ?? undefinedAt(span), scope);
      }
    }
  }

  #runBody(node: FunctionNode | ArrowFunctionExpression, scope: Scope, span: Span): Value {
    const { body } = node;
    if (body === null) return unknown('the function has no body', span);
    if (body.type !== 'BlockStatement') return this.evaluate(body, scope);
    const completion: Completion = executeStatements(body.body, scope, this);
    return completion.type === 'return' ? completion.value : undefinedAt(span);
  }
}

/** TypeScript's `this: T` is no parameter of its own. */
function isPassed(param: ParamPattern): boolean {
  return param.type !== 'Identifier' || param.name !== 'this';
}

/** What writes to a log is no part of what a migration does. */
const LOGS = /^(?:log|info|warn|error|debug|trace|verbose|success|config)$/;

/** The module of a value is that of what it has. */
function moduleOf({ module }: UnknownValue, name: string): Pick<UnknownValue, 'module'> {
  return module === undefined || LOGS.test(name) ? {} : { module };
}

function itemOf(value: Value, index: number, run: Interpreter): Value {
  if (value.type === 'host') {
    const item = run.property(value, String(index), value.span);
    if (item.type !== 'unknown') return item;
  }
  if (value.type === 'array') {
    const item = value.items[index];
    if (item !== undefined) return item;
    if (value.complete) return undefinedAt(value.span);
  }
  return unknown('an element of a list that is not known', value.span);
}

function lengthOf(value: Extract<Value, { type: 'array' | 'string' }>, span: Span): Value {
  if (value.type === 'array' && value.complete) return { type: 'constant', value: value.items.length, span };
  if (value.type === 'string' && !value.text.hasHoles)
    return { type: 'constant', value: value.text.value.length, span };
  return unknown('the length of a value that is not known', span);
}
