import type {
  Expression,
  ImportDeclaration,
  ModuleExportName,
  Node,
  Program,
  VariableDeclarator,
} from '@oxc-project/types';

import type { SourceFile } from './source.ts';
import { keyName, memberName, walk } from './syntax.ts';

/** What a name is bound to, before it is followed. */
export type Binding =
  | Node
  /** `name` of a module; `*` for all of it. */
  | { readonly specifier: string; readonly name: string }
  /** Exported under another name than the one it has in the file. */
  | { readonly local: string }
  /** `const { name } = of`. */
  | { readonly of: Expression; readonly name: string };

/** The names of a module. */
export interface Names {
  /** Of the top level; those of inner scopes where the top level has none of the name. */
  readonly bindings: Map<string, Binding>;
  /** By exported name; `=` is what `module.exports` or `export =` is set to. */
  readonly exports: Map<string, Binding>;
  /** `export * from …` */
  readonly stars: string[];
}

const known = new WeakMap<Program, Names>();

/** What a file declares, imports and exports; undefined for one that is no script. Read once. */
export function namesOf({ script }: SourceFile): Names | undefined {
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
