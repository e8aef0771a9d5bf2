import type { Argument, Expression, Node } from '@oxc-project/types';

import type { Span } from '../../operation.ts';
import { spanOf } from '../static.ts';
import { memberName, unwrap } from '../syntax.ts';

export type Call = Extract<Node, { type: 'CallExpression' }>;

/** `.name(args)` of a chain. */
export interface Link {
  readonly name: string;
  readonly nameSpan: Span;
  readonly args: readonly Argument[];
  readonly node: Call;
}

/** `root.first(…).second(…)`; the root is no call of a method. */
export interface Chain {
  readonly root: Expression;
  readonly links: readonly Link[];
}

/** The calls of methods that lead to an expression, in the order in which they run. */
export function chainOf(expression: Expression): Chain {
  const links: Link[] = [];
  let at = unwrap(expression);
  for (;;) {
    if (at.type === 'AwaitExpression') {
      at = unwrap(at.argument);
      continue;
    }
    if (at.type !== 'CallExpression') break;
    const callee = unwrap(at.callee);
    const name = memberName(callee);
    if (callee.type !== 'MemberExpression' || name === undefined) break;
    links.push({ name, nameSpan: spanOf(callee.property), args: at.arguments, node: at });
    at = unwrap(callee.object);
  }
  return { root: at, links: links.reverse() };
}

/** The last name of `a`, `a.b` and `this.b`. */
export function lastName(expression: Expression): string | undefined {
  const node = unwrap(expression);
  return node.type === 'Identifier' ? node.name : memberName(node);
}
