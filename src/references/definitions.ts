import type {
  Class,
  Expression,
  Function as FunctionNode,
  TSEnumDeclaration,
  TSInterfaceDeclaration,
  TSTypeAliasDeclaration,
} from '@oxc-project/types';

import { namesOf, type Binding } from './module-names.ts';
import type { CodeTree, SourceFile } from './source.ts';
import { argumentAt, keyName, memberName, unwrap } from './syntax.ts';

/** Where a piece of code stands, and the tree that its imports lead into. */
export interface Code {
  readonly file: SourceFile;
  readonly tree: CodeTree;
  /** What the parameters of a function are known to be at the call that is looked at. */
  readonly parameters?: ReadonlyMap<string, string>;
}

/** What a name stands for, followed through imports and exports of the tree's files. */
export type Definition =
  | (Code & { readonly kind: 'value'; readonly node: Expression })
  | (Code & { readonly kind: 'class'; readonly node: Class })
  | (Code & { readonly kind: 'function'; readonly node: FunctionNode })
  | (Code & { readonly kind: 'interface'; readonly node: TSInterfaceDeclaration })
  | (Code & { readonly kind: 'alias'; readonly node: TSTypeAliasDeclaration })
  | (Code & { readonly kind: 'enum'; readonly node: TSEnumDeclaration })
  /** All that a file of the tree exports. */
  | (Code & { readonly kind: 'module' })
  /** An export of a package; `*` for all of them. */
  | { readonly kind: 'package'; readonly specifier: string; readonly name: string };

/** The names that were followed on the way: one that comes again is a loop, as of files that export each other. */
type Trail = Set<string>;

/** The definition of a name as it is seen in a file; undefined where it has none that can be read. */
export function definitionOf(name: string, code: Code, trail: Trail = new Set()): Definition | undefined {
  if (isLoop(`${code.file.file} ${name}`, trail)) return undefined;
  if (code.parameters?.has(name) === true) return undefined;
  const binding = namesOf(code.file)?.bindings.get(name);
  return binding === undefined ? undefined : follow(binding, code, trail);
}

function isLoop(name: string, trail: Trail): boolean {
  if (trail.has(name)) return true;
  trail.add(name);
  return false;
}

/** What was found in a tree before: files that export all of many others are asked for many names. */
interface Memory {
  readonly exports: Map<string, Definition | undefined>;
  readonly files: Map<string, SourceFile | undefined>;
}

const memories = new WeakMap<CodeTree, Memory>();

function memoryOf(tree: CodeTree): Memory {
  const memory = memories.get(tree) ?? { exports: new Map(), files: new Map() };
  memories.set(tree, memory);
  return memory;
}

/** The file that an import names. */
function fileAt(specifier: string, { file, tree }: Code): SourceFile | undefined {
  const { files } = memoryOf(tree);
  const key = `${file.file} ${specifier}`;
  if (!files.has(key)) files.set(key, tree.resolve(file, specifier));
  return files.get(key);
}

/** What a file exports under a name. */
export function exportOf(name: string, code: Code, trail: Trail = new Set()): Definition | undefined {
  const key = `${code.file.file} export ${name}`;
  const known = memoryOf(code.tree).exports;
  if (known.has(key)) return known.get(key);
  // In the middle of a search nothing may be found for a loop, which says nothing of the next one.
  const isWhole = trail.size === 0;
  const found = isLoop(key, trail) ? undefined : findExport(name, code, trail);
  if (isWhole || found !== undefined) known.set(key, found);
  return found;
}

function findExport(name: string, code: Code, trail: Trail): Definition | undefined {
  const names = namesOf(code.file);
  const binding = names?.exports.get(name);
  if (binding !== undefined) return follow(binding, code, trail);
  for (const specifier of name === 'default' ? [] : (names?.stars ?? [])) {
    const file = fileAt(specifier, code);
    const found = file === undefined ? undefined : exportOf(name, { file, tree: code.tree }, trail);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What an expression such as `Column`, `typeorm.Column` or `schema.users` stands for, where it is a definition. */
export function definitionAt(
  expression: Expression,
  code: Code,
  trail: Trail = new Set(),
): Definition | undefined {
  const node = unwrap(expression);
  if (node.type === 'Identifier') return definitionOf(node.name, code, trail);
  if (node.type === 'ClassExpression') return { ...placeOf(code), kind: 'class', node };
  const specifier = requiredModule(node);
  if (specifier !== undefined) return follow({ specifier, name: '*' }, code, trail);
  const name = memberName(node);
  if (node.type !== 'MemberExpression' || name === undefined) return undefined;
  const object = definitionAt(node.object, code, trail);
  return object === undefined ? undefined : memberOf(object, name, trail);
}

function memberOf(object: Definition, name: string, trail: Trail): Definition | undefined {
  switch (object.kind) {
    case 'package':
      return { kind: 'package', specifier: object.specifier, name };
    case 'module':
      return exportOf(name, object, trail);
    case 'value': {
      if (object.node.type !== 'ObjectExpression') return undefined;
      for (const property of object.node.properties) {
        if (property.type === 'Property' && keyName(property.key, property.computed) === name)
          return ofExpression(property.value, object, trail);
      }
      return undefined;
    }
    default:
      return undefined;
  }
}

function ofExpression(expression: Expression, { file, tree }: Code, trail: Trail): Definition {
  const node = unwrap(expression);
  const code = { file, tree };
  return definitionAt(node, code, trail) ?? { kind: 'value', node, ...code };
}

/** What is found does not know of the parameters of the function that names it; a definition is a place too. */
function placeOf({ file, tree }: Code): Code {
  return { file, tree };
}

function follow(binding: Binding, from: Code, trail: Trail): Definition | undefined {
  const code = placeOf(from);
  if ('local' in binding && typeof binding.local === 'string')
    return definitionOf(binding.local, code, trail);
  if ('specifier' in binding) return imported(binding, code, trail);
  if ('of' in binding) {
    const object = definitionAt(binding.of, code, trail);
    return object === undefined ? undefined : memberOf(object, binding.name, trail);
  }
  if (!('type' in binding)) return undefined;
  switch (binding.type) {
    case 'ClassDeclaration':
    case 'ClassExpression':
      return { ...code, kind: 'class', node: binding };
    case 'FunctionDeclaration':
    case 'FunctionExpression':
      return { ...code, kind: 'function', node: binding };
    case 'TSInterfaceDeclaration':
      return { ...code, kind: 'interface', node: binding };
    case 'TSTypeAliasDeclaration':
      return { ...code, kind: 'alias', node: binding };
    case 'TSEnumDeclaration':
      return { ...code, kind: 'enum', node: binding };
    case 'VariableDeclarator':
      return binding.init === null ? undefined : ofExpression(binding.init, code, trail);
    case 'ExpressionStatement':
      return ofExpression(binding.expression, code, trail);
    default:
      return undefined;
  }
}

function imported(
  { specifier, name }: { readonly specifier: string; readonly name: string },
  { file, tree }: Code,
  trail: Trail,
): Definition | undefined {
  const target = fileAt(specifier, { file, tree });
  if (target === undefined)
    return specifier.startsWith('.') ? undefined : { kind: 'package', specifier, name };
  const code = { file: target, tree };
  // What CommonJS assigns is all of the module.
  if (name === '*') return exportOf('=', code, trail) ?? { kind: 'module', ...code };
  return exportOf(name, code, trail) ?? (name === 'default' ? exportOf('=', code, trail) : undefined);
}

/** `require('specifier')` and `await import('specifier')`. */
function requiredModule(node: Expression): string | undefined {
  if (node.type === 'AwaitExpression') return requiredModule(unwrap(node.argument));
  const source =
    node.type === 'ImportExpression'
      ? node.source
      : node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'require'
        ? argumentAt(node.arguments, 0)
        : undefined;
  return source?.type === 'Literal' && typeof source.value === 'string' ? source.value : undefined;
}
