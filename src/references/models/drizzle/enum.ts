import { definitionAt, type Definition } from '../../definitions.ts';
import type { ModelColumn } from '../../source.ts';
import { argumentAt, memberName } from '../../syntax.ts';
import { listedValues } from '../listed-values.ts';

/** The values of a `pgEnum` or of a schema's `enum`; undefined for what is none. */
export function enumValuesOf(found: Definition): ModelColumn['enumValues'] {
  if (found.kind !== 'value' || found.node.type !== 'CallExpression') return undefined;
  const { callee, arguments: args } = found.node;
  const maker = definitionAt(callee, found);
  const isEnum =
    (maker?.kind === 'package' && maker.name === 'pgEnum') ||
    (maker === undefined && memberName(callee) === 'enum');
  const list = argumentAt(args, 1);
  if (!isEnum || list === undefined) return undefined;
  return listedValues(list, found) ?? [];
}
