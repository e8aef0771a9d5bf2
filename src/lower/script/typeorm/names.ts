import type { Span } from '../../../operation.ts';
import { typeormName, type GeneratedKind } from '../../typeorm-name.ts';
import { splitName } from '../sql-text.ts';
import { Text } from '../text.ts';

/**
 * The name that TypeORM's default naming strategy gives what has none, at `place`; a hole where
 * something that it is made of cannot be known. `rest` is a predicate or an expression.
 */
export function generatedName(
  prefix: GeneratedKind,
  table: Text,
  { columns, rest }: { readonly columns?: readonly Text[]; readonly rest?: Text | undefined },
  place: Span,
): Text {
  const parts = [table, ...(columns ?? []), ...(rest === undefined ? [] : [rest])];
  if (parts.some((part) => part.hasHoles)) return Text.hole(place);
  const names = columns?.map((column) => column.value);
  return Text.of(typeormName(prefix, splitName(table).at(-1)?.value ?? '', names, rest?.value), place);
}
