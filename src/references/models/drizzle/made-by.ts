import type { Expression } from '@oxc-project/types';

import { definitionAt, type Code, type Definition } from '../../definitions.ts';

type Call = Extract<Expression, { type: 'CallExpression' }>;

/** What the tables of Postgres are made with. */
export const PACKAGE = 'drizzle-orm/pg-core';

/** Whether something is exported by `drizzle-orm/pg-core`. */
export function isOfDrizzle(
  found: Definition | undefined,
): found is Extract<Definition, { kind: 'package' }> {
  return found?.kind === 'package' && found.specifier === PACKAGE;
}

/** A call of a function of Drizzle, with where it stands. */
export interface Made {
  readonly call: Call;
  readonly code: Code;
}

/** The call of a function of Drizzle that gave a value. */
export function madeBy(name: string, found: Definition | undefined): Made | undefined {
  if (found?.kind !== 'value' || found.node.type !== 'CallExpression') return undefined;
  const callee = definitionAt(found.node.callee, found);
  return isOfDrizzle(callee) && callee.name === name ? { call: found.node, code: found } : undefined;
}
