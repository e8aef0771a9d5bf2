import type { Argument, ClassElement, Decorator, Node } from '@oxc-project/types';

import { definitionAt, type Code, type Definition } from '../../definitions.ts';
import type { CodeTree } from '../../source.ts';
import { decoratorsOf } from '../../static.ts';
import { walk } from '../../syntax.ts';

/** A decorator of TypeORM, written as such or applied by a decorator of the project. */
export interface Applied {
  readonly name: string;
  readonly args: readonly Argument[];
  readonly code: Code;
  /** The project's decorator that stands for it. */
  readonly wrapper: string | undefined;
}

const DECORATORS: ReadonlySet<string> = new Set([
  'Entity',
  'ViewEntity',
  'ChildEntity',
  'TableInheritance',
  'Tree',
  'Column',
  'PrimaryColumn',
  'PrimaryGeneratedColumn',
  'CreateDateColumn',
  'UpdateDateColumn',
  'DeleteDateColumn',
  'VersionColumn',
  'ViewColumn',
  'Generated',
  'TreeParent',
  'TreeChildren',
  'TreeLevelColumn',
  'ManyToOne',
  'OneToOne',
  'OneToMany',
  'ManyToMany',
  'JoinColumn',
  'JoinTable',
  'VirtualColumn',
  'RelationId',
]);

/** Forks keep its name as the last part of theirs. */
export function isTypeorm(found: Definition | undefined): found is Extract<Definition, { kind: 'package' }> {
  return found?.kind === 'package' && /(?:^|\/)typeorm(?:\/|$)/.test(found.specifier);
}

/** Members that may carry decorators, and classes. */
export function appliedTo(
  node: { readonly decorators: readonly Decorator[] },
  code: Code,
): readonly Applied[] {
  return decoratorsOf(node, code).flatMap(({ name, args, definition }): readonly Applied[] => {
    if (isTypeorm(definition)) return [{ name, args, code, wrapper: undefined }];
    if (definition === undefined) return [];
    const inner = appliedBy(definition);
    if (inner === undefined) return [];
    // What the project's decorator is given is in most cases handed on.
    return [{ name: inner.name, wrapper: name, ...(args.length > 0 ? { args, code } : inner) }];
  });
}

/** The same file may be part of several trees, in which its imports lead elsewhere. */
const known = new WeakMap<CodeTree, WeakMap<Node, { readonly applied: Inner | undefined }>>();

interface Inner {
  readonly name: string;
  readonly args: readonly Argument[];
  readonly code: Code;
}

/** The first of TypeORM's decorators that a function of the project applies, itself or through another. */
function appliedBy(definition: Definition): Inner | undefined {
  if (definition.kind !== 'function' && definition.kind !== 'value') return undefined;
  const { node, file, tree } = definition;
  const code = { file, tree };
  const ofTree = known.get(tree) ?? new WeakMap<Node, { readonly applied: Inner | undefined }>();
  known.set(tree, ofTree);
  const cached = ofTree.get(node);
  if (cached !== undefined) return cached.applied;
  // One that leads back to itself applies nothing.
  ofTree.set(node, { applied: undefined });
  let applied: Inner | undefined;
  walk(node, (inner) => {
    if (applied !== undefined) return false;
    if (inner.type !== 'CallExpression') return true;
    const found = definitionAt(inner.callee, code);
    if (isTypeorm(found) && DECORATORS.has(found.name))
      applied = { name: found.name, args: inner.arguments, code };
    else if (found !== undefined && found.kind !== 'package') applied = appliedBy(found);
    return applied === undefined;
  });
  ofTree.set(node, { applied });
  return applied;
}

export type Decorated = Exclude<ClassElement, { readonly type: 'StaticBlock' | 'TSIndexSignature' }>;

/** Whether a member of a class can carry decorators. */
export function isDecorated(member: ClassElement): member is Decorated {
  return 'decorators' in member && member.decorators.length > 0;
}
