import { definitionAt, type Definition } from '../definitions.ts';
import type { ModelColumn } from '../source.ts';
import { constantOf, enumMembers, itemsOf, objectAt, spanOf } from '../static.ts';
import { argumentAt, memberName, unwrap } from '../syntax.ts';

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
  // `Object.values(Role)` lists the same as the enum itself.
  const source = list.type === 'CallExpression' ? argumentAt(list.arguments, 0) : list;
  if (source === undefined) return [];
  const declared = definitionAt(source, found);
  if (declared?.kind === 'enum')
    return enumMembers(declared.node, declared).map(({ value, span }) => ({
      value: String(value),
      span,
      file: declared.file.file,
    }));
  const items = itemsOf(source, found) ?? objectAt(source, found)?.entries ?? [];
  return items.flatMap(({ value, code }) => {
    const text = constantOf(value, code);
    return typeof text === 'string'
      ? [{ value: text, span: spanOf(unwrap(value)), file: code.file.file }]
      : [];
  });
}
