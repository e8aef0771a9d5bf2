import type { Expression } from '@oxc-project/types';

import { definitionAt, type Code } from '../definitions.ts';
import type { ModelColumn } from '../source.ts';
import { enumMembers, itemsOf, objectAt, spanOf, textOf } from '../static.ts';
import { argumentAt, unwrap } from '../syntax.ts';

type EnumValues = NonNullable<ModelColumn['enumValues']>;

/** The texts that an enum, an array, an object or `Object.values(…)` of one lists; undefined where it is none of them. */
export function listedValues(expression: Expression | undefined, code: Code): EnumValues | undefined {
  if (expression === undefined) return undefined;
  const node = unwrap(expression);
  if (node.type === 'CallExpression') return listedValues(argumentAt(node.arguments, 0), code);
  // `() => Role`, as some decorators want it.
  if (node.type === 'ArrowFunctionExpression' && node.body.type !== 'BlockStatement')
    return listedValues(node.body, code);
  const found = definitionAt(node, code);
  if (found?.kind === 'enum')
    return enumMembers(found.node, found).map(({ value, span }) => ({
      value: String(value),
      span,
      file: found.file.file,
    }));
  const items = itemsOf(node, code) ?? objectAt(node, code)?.entries;
  return items?.flatMap((item) => {
    const value = textOf(item.value, item.code);
    const span = spanOf(unwrap(item.value));
    return value === undefined ? [] : [{ value, span, file: item.code.file.file }];
  });
}
