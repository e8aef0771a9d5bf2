import type { Entry, LibraryContext } from './library.ts';
import type { ClassValue, FunctionValue, ObjectValue, Value } from './value.ts';

/** Helpers for recognising a migration by the shape of its exports. */

/** The exported class that has an `up` method, or extends one that may; undefined where there is none. */
export function exportedClass(context: LibraryContext): ClassValue | undefined {
  const classes = exportedClasses(context);
  return classes.find((candidate) => methodNames(candidate).includes('up')) ?? classes.find(hasSuperClass);
}

/** The exported classes, each once, in the order in which they are exported. */
export function exportedClasses({ module }: LibraryContext): readonly ClassValue[] {
  const classes = [...module.exports.entries.values()].filter((value) => value.type === 'class');
  return classes.filter((value, index) => classes.findIndex(({ node }) => node === value.node) === index);
}

function methodNames({ node }: ClassValue): readonly string[] {
  return node.body.body.flatMap((member) =>
    'key' in member && member.key.type === 'Identifier' ? [member.key.name] : [],
  );
}

function hasSuperClass({ node }: ClassValue): boolean {
  return node.superClass !== null;
}

/** A migration that is a module or an object with functions. */
export interface ExportedFunctions {
  readonly up: FunctionValue;
  readonly down: FunctionValue | undefined;
  /** What has them, and may have more. */
  readonly migration: ObjectValue;
}

/** The exported functions `up` and `down`; undefined where there is no `up`. */
export function exportedFunctions({ module }: LibraryContext): ExportedFunctions | undefined {
  const up = functionIn(module.exports, 'up');
  if (up !== undefined) return { up, down: functionIn(module.exports, 'down'), migration: module.exports };
  // `export default { up, down }`, or the only object that is exported with them.
  const objects = [...module.exports.entries.values()].filter((value) => value.type === 'object');
  const migrations = new Set(objects.filter((value) => functionIn(value, 'up') !== undefined));
  const [whole] = migrations;
  const inner = whole === undefined || migrations.size > 1 ? undefined : functionIn(whole, 'up');
  if (whole === undefined || inner === undefined) return undefined;
  return { up: inner, down: functionIn(whole, 'down'), migration: whole };
}

export function functionIn(object: ObjectValue, name: string): FunctionValue | undefined {
  const value = object.entries.get(name);
  return value?.type === 'function' ? value : undefined;
}

/** The type annotation of a parameter by name, or undefined. */
export function parameterType(fn: FunctionValue, index: number): string | undefined {
  const param = fn.node.params[index];
  if (param?.type !== 'Identifier') return undefined;
  const annotation = param.typeAnnotation?.typeAnnotation;
  if (annotation?.type !== 'TSTypeReference') return undefined;
  return annotation.typeName.type === 'Identifier' ? annotation.typeName.name : undefined;
}

/** The name of a parameter, or undefined for a pattern. */
export function parameterName(fn: FunctionValue, index: number): string | undefined {
  const param = fn.node.params[index];
  return param?.type === 'Identifier' ? param.name : undefined;
}

/** Whether a specifier is that of a package, or of a path in it. */
export function isPackage(specifier: string, name: string): boolean {
  return specifier === name || specifier.startsWith(`${name}/`);
}

/** Whether the module imports from a package, by `import` or `require`, types included. */
export function importsFrom({ module, text }: LibraryContext, isOf: (specifier: string) => boolean): boolean {
  const imported = module.program.body.some(
    (statement) => statement.type === 'ImportDeclaration' && isOf(statement.source.value),
  );
  return (
    imported || [...text.matchAll(/require\(\s*(['"])([^'"]+)\1\s*\)/g)].some((match) => isOf(match[2] ?? ''))
  );
}

/** Runs functions with the stand-ins that `args` gives. */
export function entryOfFunctions(
  { run }: LibraryContext,
  functions: { readonly up: Value | undefined; readonly down: Value | undefined },
  args: () => readonly Value[],
): Entry {
  const runner = (fn: Value | undefined): (() => void) | undefined =>
    fn?.type !== 'function'
      ? undefined
      : () => {
          run.call(fn, args(), fn.span, fn.self);
        };
  return { up: runner(functions.up), down: runner(functions.down) };
}
