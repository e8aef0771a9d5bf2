import type { ArrowFunctionExpression, Function, Node } from '@oxc-project/types';

import type { Migration } from '../migration.ts';
import type { Span } from '../operation.ts';
import { parseScript, type ParsedScript } from '../parse/script.ts';

const TREES = new WeakMap<Migration, ParsedScript>();

/** The tree of a migration in TypeScript or JavaScript, which was parsed before to be read. */
export function treeOf(migration: Migration): ParsedScript {
  const known = TREES.get(migration);
  if (known !== undefined) return known;
  const tree = parseScript(migration.path ?? migration.file, migration.text);
  TREES.set(migration, tree);
  return tree;
}

/** The nodes that contain a span, from the outermost to the innermost. */
export function pathTo(root: Node, span: Span): readonly Node[] {
  const path: Node[] = [];
  for (let node: Node | undefined = root; node !== undefined;) {
    path.push(node);
    node = childrenOf(node).find(({ start, end }) => start <= span.start && end >= span.end);
  }
  return path;
}

/** The first node below one, itself included, that a test holds for. */
export function findNode<Found extends Node>(
  root: Node,
  test: (node: Node) => node is Found,
): Found | undefined {
  if (test(root)) return root;
  for (const child of childrenOf(root)) {
    const found = findNode(child, test);
    if (found !== undefined) return found;
  }
  return undefined;
}

function childrenOf(node: Node): readonly Node[] {
  const values: readonly unknown[] = Object.values(node);
  return values
    .flatMap((value): readonly unknown[] => (Array.isArray(value) ? value : [value]))
    .filter(isNode);
}

function isNode(value: unknown): value is Node {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    'start' in value
  );
}

export type FunctionNode = Function | ArrowFunctionExpression;

export function isFunction(node: Node): node is FunctionNode {
  return (
    node.type === 'FunctionDeclaration' ||
    node.type === 'FunctionExpression' ||
    node.type === 'ArrowFunctionExpression'
  );
}

/** What a function is called by its declaration, by the property or variable that it is given to. */
export function nameOfFunction(path: readonly Node[], node: FunctionNode): string | undefined {
  if (node.type !== 'ArrowFunctionExpression' && node.id !== null) return node.id.name;
  const holder = path[path.indexOf(node) - 1];
  switch (holder?.type) {
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'Property':
      return holder.key.type === 'Identifier' ? holder.key.name : undefined;
    case 'VariableDeclarator':
      return holder.id.type === 'Identifier' ? holder.id.name : undefined;
    case 'AssignmentExpression': {
      const { left } = holder;
      return left.type === 'MemberExpression' && left.property.type === 'Identifier'
        ? left.property.name
        : undefined;
    }
    default:
      return undefined;
  }
}
