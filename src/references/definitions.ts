import type {
  Class,
  Expression,
  Function as FunctionNode,
  ImportDeclaration,
  ModuleExportName,
  Node,
  Program,
  TSEnumDeclaration,
  TSInterfaceDeclaration,
  TSTypeAliasDeclaration,
  VariableDeclarator,
} from '@oxc-project/types';

import type { CodeTree, SourceFile } from './source.ts';
import { argumentAt, keyName, memberName, unwrap, walk } from './syntax.ts';

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
  const { file, tree } = code;
  return binding === undefined ? undefined : follow(binding, { file, tree }, trail);
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
  if (node.type === 'ClassExpression') return { kind: 'class', node, ...code };
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

type Binding =
  | Node
  /** `name` of a module; `*` for all of it. */
  | { readonly specifier: string; readonly name: string }
  /** Exported under another name than the one it has in the file. */
  | { readonly local: string }
  /** `const { name } = of`. */
  | { readonly of: Expression; readonly name: string };

function follow(binding: Binding, code: Code, trail: Trail): Definition | undefined {
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
      return { kind: 'class', node: binding, ...code };
    case 'FunctionDeclaration':
    case 'FunctionExpression':
      return { kind: 'function', node: binding, ...code };
    case 'TSInterfaceDeclaration':
      return { kind: 'interface', node: binding, ...code };
    case 'TSTypeAliasDeclaration':
      return { kind: 'alias', node: binding, ...code };
    case 'TSEnumDeclaration':
      return { kind: 'enum', node: binding, ...code };
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

interface Names {
  /** Of the top level; those of inner scopes where the top level has none of the name. */
  readonly bindings: Map<string, Binding>;
  /** By exported name; `=` is what `module.exports` or `export =` is set to. */
  readonly exports: Map<string, Binding>;
  /** `export * from …` */
  readonly stars: string[];
}

const known = new WeakMap<Program, Names>();

function namesOf({ script }: SourceFile): Names | undefined {
  if (script === undefined) return undefined;
  const { program } = script;
  const names = known.get(program) ?? readNames(program);
  known.set(program, names);
  return names;
}

function readNames(program: Program): Names {
  const names: Names = { bindings: new Map(), exports: new Map(), stars: [] };
  for (const statement of program.body) {
    switch (statement.type) {
      case 'ImportDeclaration':
        addImports(statement, names);
        break;
      case 'ExportAllDeclaration':
        if (statement.exported === null) names.stars.push(statement.source.value);
        else names.exports.set(nameOf(statement.exported), { specifier: statement.source.value, name: '*' });
        break;
      case 'ExportNamedDeclaration':
        addExports(statement, names);
        break;
      case 'ExportDefaultDeclaration':
        names.exports.set('default', asBinding(statement.declaration));
        addDeclared(statement.declaration, names.bindings);
        break;
      case 'TSExportAssignment':
        names.exports.set('=', asBinding(statement.expression));
        break;
      default:
        addDeclared(statement, names.bindings);
    }
  }
  walk(program, (node) => {
    if (node.type === 'AssignmentExpression') addCommonJs(node, names);
    else if (node.type !== 'ImportDeclaration') addDeclared(node, names.bindings);
  });
  return names;
}

/** A declaration is its own binding; an expression is followed when it is asked for. */
function asBinding(node: Node): Binding {
  switch (node.type) {
    case 'ClassDeclaration':
    case 'ClassExpression':
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'TSInterfaceDeclaration':
      return node;
    case 'Identifier':
      return { local: node.name };
    default:
      return {
        type: 'ExpressionStatement',
        expression: node as Expression,
        start: node.start,
        end: node.end,
      };
  }
}

function addImports(statement: ImportDeclaration, { bindings }: Names): void {
  const specifier = statement.source.value;
  for (const item of statement.specifiers) {
    const name =
      item.type === 'ImportNamespaceSpecifier'
        ? '*'
        : item.type === 'ImportDefaultSpecifier'
          ? 'default'
          : nameOf(item.imported);
    bindings.set(item.local.name, { specifier, name });
  }
}

function addExports(
  statement: Extract<Program['body'][number], { type: 'ExportNamedDeclaration' }>,
  { bindings, exports }: Names,
): void {
  if (statement.declaration !== null) {
    const declared = new Map<string, Binding>();
    addDeclared(statement.declaration, declared);
    for (const [name, binding] of declared) {
      bindings.set(name, binding);
      exports.set(name, binding);
    }
  }
  for (const { local, exported } of statement.specifiers) {
    const from = statement.source?.value;
    exports.set(
      nameOf(exported),
      from === undefined ? { local: nameOf(local) } : { specifier: from, name: nameOf(local) },
    );
  }
}

/** `exports.name = …`, `module.exports = …`, `module.exports.name = …`. */
function addCommonJs(node: Extract<Node, { type: 'AssignmentExpression' }>, { exports }: Names): void {
  const target = node.left;
  if (target.type !== 'MemberExpression') return;
  const name = memberName(target);
  if (name === undefined) return;
  const isExports =
    (target.object.type === 'Identifier' && target.object.name === 'exports') ||
    isModuleExports(target.object);
  if (isExports) exports.set(name, asBinding(node.right));
  else if (isModuleExports(target)) exports.set('=', asBinding(node.right));
}

function isModuleExports(node: Expression): boolean {
  return (
    node.type === 'MemberExpression' &&
    node.object.type === 'Identifier' &&
    node.object.name === 'module' &&
    memberName(node) === 'exports'
  );
}

/** The names that a declaration gives; the first of a name counts. */
function addDeclared(node: Node, bindings: Map<string, Binding>): void {
  const add = (name: string, binding: Binding): void => {
    if (!bindings.has(name)) bindings.set(name, binding);
  };
  switch (node.type) {
    case 'ClassDeclaration':
    case 'FunctionDeclaration':
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
    case 'TSEnumDeclaration':
      if (node.id !== null) add(node.id.name, node);
      break;
    case 'VariableDeclaration':
      for (const declarator of node.declarations) addVariable(declarator, add);
      break;
    default:
  }
}

function addVariable(declarator: VariableDeclarator, add: (name: string, binding: Binding) => void): void {
  const { id, init } = declarator;
  if (id.type === 'Identifier') add(id.name, declarator);
  if (id.type !== 'ObjectPattern' || init === null) return;
  for (const property of id.properties) {
    if (property.type !== 'Property' || property.value.type !== 'Identifier') continue;
    const name = keyName(property.key, property.computed);
    if (name !== undefined) add(property.value.name, { of: init, name });
  }
}

function nameOf(name: ModuleExportName): string {
  return name.type === 'Literal' ? name.value : name.name;
}
