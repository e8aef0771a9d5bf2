import type { Class, ClassElement, MethodDefinition } from '@oxc-project/types';

import type { Span } from '../../operation.ts';
import type { Interpreter } from './interpreter.ts';
import type { Scope } from './scope.ts';
import { objectValue, type ClassValue, type FunctionValue, type ObjectValue, type Value } from './value.ts';

/** Classes that extend each other; one that extends itself ends here. */
const MAX_DEPTH = 20;

/** The class to make an object of, and what it is made with. */
interface Making {
  readonly instance: ObjectValue;
  readonly args: readonly Value[];
  readonly run: Interpreter;
}

/** An object of a class of the project: its fields and methods, and those of the classes that it extends. */
export function makeInstance(
  { node, scope }: Pick<ClassValue, 'node' | 'scope'>,
  args: readonly Value[],
  span: Span,
  run: Interpreter,
): ObjectValue {
  const lineage = lineageOf(node, scope, run);
  const isKnown = lineage.at(-1)?.node.superClass === null;
  const instance = objectValue(new Map<string, Value>(), span, isKnown);
  let parent: ObjectValue | undefined;
  for (const part of lineage.toReversed()) {
    const inner = part.scope.child();
    inner.declare('this', instance);
    if (parent !== undefined) inner.declare('super', parent);
    addMembers(part.node, inner, { instance, args, run });
    parent = objectValue(new Map(instance.entries), span, isKnown);
  }
  return instance;
}

/** The class and what it extends, as far as that can be read. */
function lineageOf(
  node: Class,
  scope: Scope,
  run: Interpreter,
): readonly Pick<ClassValue, 'node' | 'scope'>[] {
  const lineage = [{ node, scope }];
  for (let last = lineage[0]; last?.node.superClass != null && lineage.length < MAX_DEPTH;) {
    const parent = run.evaluate(last.node.superClass, last.scope);
    last = parent.type === 'class' ? { node: parent.node, scope: parent.scope } : undefined;
    if (last !== undefined) lineage.push(last);
  }
  return lineage;
}

function addMembers(node: Class, scope: Scope, { instance, args, run }: Making): void {
  const { entries } = instance;
  const getters: [string, FunctionValue][] = [];
  let constructed: FunctionValue | undefined;
  for (const member of node.body.body) {
    const name = nameOf(member);
    if (name === undefined || ('static' in member && member.static)) continue;
    if (member.type === 'PropertyDefinition' && member.value !== null) {
      entries.set(name, run.evaluate(member.value, scope));
    } else if (member.type === 'MethodDefinition') {
      const method = methodOf(member, scope, instance, run);
      if (member.kind === 'constructor') constructed = method;
      else if (member.kind === 'get') getters.push([name, method]);
      else if (member.kind === 'method') entries.set(name, method);
    }
  }
  if (constructed !== undefined) construct(constructed, { instance, args, run });
  for (const [name, getter] of getters) entries.set(name, run.call(getter, [], getter.span, instance));
}

function methodOf(member: MethodDefinition, scope: Scope, self: Value, run: Interpreter): FunctionValue {
  return { type: 'function', node: member.value, scope, self, span: run.spanOf(member, scope) };
}

/** Runs the constructor; `constructor(private readonly x)` sets a field too. */
function construct(constructed: FunctionValue, { instance, args, run }: Making): void {
  for (const [index, param] of constructed.node.params.entries()) {
    const value = args[index];
    if (param.type !== 'TSParameterProperty' || value === undefined) continue;
    if (param.parameter.type === 'Identifier') instance.entries.set(param.parameter.name, value);
  }
  run.call(constructed, args, constructed.span, instance);
}

/** `Class.name`; undefined where the class has no such static member. */
export function staticMember(value: ClassValue, name: string, run: Interpreter): Value | undefined {
  const { node, scope } = value;
  const member = node.body.body.find(
    (candidate) => 'static' in candidate && candidate.static && nameOf(candidate) === name,
  );
  if (member?.type === 'MethodDefinition') return methodOf(member, scope, value, run);
  if (member?.type !== 'PropertyDefinition' || member.value === null) return undefined;
  return run.evaluate(member.value, scope);
}

/** Private names with their `#`. */
function nameOf(member: ClassElement): string | undefined {
  if (!('key' in member) || member.computed) return undefined;
  const { key } = member;
  switch (key.type) {
    case 'Identifier':
      return key.name;
    case 'PrivateIdentifier':
      return `#${key.name}`;
    case 'Literal':
      return String(key.value);
    default:
      return undefined;
  }
}
