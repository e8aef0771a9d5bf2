import type {
  ArrowFunctionExpression,
  BindingPattern,
  Class,
  Decorator,
  Expression,
  Function as FunctionNode,
  Node,
  ParamPattern,
  Program,
  TSTypeAnnotation,
} from '@oxc-project/types';

import { keyName, walk } from '../syntax.ts';

/** What is known of a variable, a parameter or a member of a class. */
export interface Local {
  readonly type: TSTypeAnnotation | undefined;
  /** What it is set to where it is declared. */
  readonly value: Expression | undefined;
  readonly decorators: readonly Decorator[];
  /** The function whose parameter it is, and its place among them. */
  readonly parameter:
    { readonly of: FunctionNode | ArrowFunctionExpression; readonly index: number } | undefined;
  /** The name that it has in the object that it is taken out of. */
  readonly taken: string | undefined;
}

interface Area {
  readonly start: number;
  readonly end: number;
  readonly names: Map<string, Local>;
}

const known = new WeakMap<Program, Locals>();

/** Names of one file by the block, function or class that they belong to. */
export class Locals {
  readonly #blocks: Area[] = [];
  readonly #classes: (Area & { readonly node: Class })[] = [];

  static of(program: Program): Locals {
    const found = known.get(program) ?? new Locals(program);
    known.set(program, found);
    return found;
  }

  private constructor(program: Program) {
    const top = area(program);
    this.#blocks.push(top);
    walk(program, (node) => {
      this.#visit(node);
    });
  }

  /** The innermost declaration of a name that is seen from an offset. */
  lookup(name: string, offset: number): Local | undefined {
    return this.#innermost(this.#blocks, offset, (block) => block.names.get(name));
  }

  /** `this.name` at an offset. */
  member(name: string, offset: number): Local | undefined {
    return this.#innermost(this.#classes, offset, (block) => block.names.get(name));
  }

  /** The class that an offset stands in. */
  classAt(offset: number): Class | undefined {
    return this.#innermost(this.#classes, offset, ({ node }) => node);
  }

  /** Areas are in the order of their starts, so that the last that holds an offset is the innermost. */
  #innermost<A extends Area, T>(
    areas: readonly A[],
    offset: number,
    find: (area: A) => T | undefined,
  ): T | undefined {
    for (let index = areas.length - 1; index >= 0; index--) {
      const candidate = areas[index];
      if (candidate === undefined || candidate.start > offset || candidate.end < offset) continue;
      const found = find(candidate);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #visit(node: Node): void {
    switch (node.type) {
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        this.#addFunction(node);
        break;
      case 'BlockStatement':
      case 'ForStatement':
      case 'ForOfStatement':
      case 'ForInStatement':
        this.#blocks.push(area(node));
        break;
      case 'VariableDeclarator':
        declare(node.id, this.#blockAt(node.start).names, { ...NOTHING, value: node.init ?? undefined });
        break;
      case 'ClassDeclaration':
      case 'ClassExpression':
        this.#addClass(node);
        break;
      default:
    }
  }

  #blockAt(offset: number): Area {
    const block = this.#innermost(this.#blocks, offset, (candidate) => candidate);
    // The program itself holds every offset.
    return block ?? { start: 0, end: Infinity, names: new Map() };
  }

  #addFunction(node: FunctionNode | ArrowFunctionExpression): void {
    const block = area(node);
    this.#blocks.push(block);
    for (const [index, parameter] of node.params.entries()) {
      const pattern = patternOf(parameter);
      const decorators = 'decorators' in parameter ? parameter.decorators : [];
      if (pattern !== undefined)
        declare(pattern, block.names, { ...NOTHING, decorators, parameter: { of: node, index } });
    }
  }

  #addClass(node: Class): void {
    const block = { ...area(node), node };
    this.#classes.push(block);
    for (const member of node.body.body) {
      if (member.type === 'PropertyDefinition') {
        const name = keyName(member.key, member.computed);
        const { decorators } = member;
        const type = member.typeAnnotation ?? undefined;
        if (name !== undefined)
          block.names.set(name, { ...NOTHING, decorators, type, value: member.value ?? undefined });
      } else if (member.type === 'MethodDefinition' && member.kind === 'constructor') {
        this.#addParameterProperties(member.value, block);
      }
    }
  }

  #addParameterProperties(constructor: FunctionNode, { names }: Area): void {
    for (const parameter of constructor.params) {
      if (parameter.type !== 'TSParameterProperty') continue;
      const pattern = patternOf(parameter);
      if (pattern !== undefined) declare(pattern, names, { ...NOTHING, decorators: parameter.decorators });
    }
    // `this.users = users;`
    walk(constructor, (node) => {
      if (node.type !== 'AssignmentExpression' || node.left.type !== 'MemberExpression') return;
      const name =
        node.left.object.type === 'ThisExpression'
          ? keyName(node.left.property, node.left.computed)
          : undefined;
      const before = name === undefined ? undefined : names.get(name);
      if (name !== undefined && before?.value === undefined && before?.type === undefined) {
        names.set(name, { ...NOTHING, ...before, value: node.right });
      }
    });
  }
}

const NOTHING: Local = {
  type: undefined,
  value: undefined,
  decorators: [],
  parameter: undefined,
  taken: undefined,
};

function area({ start, end }: Node): Area {
  return { start, end, names: new Map() };
}

function patternOf(parameter: ParamPattern): BindingPattern | undefined {
  if (parameter.type === 'TSParameterProperty') return parameter.parameter;
  return parameter.type === 'RestElement' ? undefined : parameter;
}

function declare(pattern: BindingPattern, names: Map<string, Local>, local: Local): void {
  switch (pattern.type) {
    case 'Identifier':
      names.set(pattern.name, { ...local, type: pattern.typeAnnotation ?? local.type });
      break;
    case 'AssignmentPattern':
      declare(pattern.left, names, local);
      break;
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        if (property.type === 'RestElement') continue;
        declare(property.value, names, { ...local, taken: keyName(property.key, property.computed) });
      }
      break;
    case 'ArrayPattern':
      break;
    default:
      pattern satisfies never;
  }
}
