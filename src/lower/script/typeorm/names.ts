import { createHash } from 'node:crypto';

import type { Span } from '../../../operation.ts';
import { splitName } from '../sql-text.ts';
import { Text } from '../text.ts';

type Prefix = 'PK' | 'UQ' | 'FK' | 'IDX' | 'CHK' | 'XCL';

const HASH_LENGTH: Readonly<Record<Prefix, number>> = { PK: 27, UQ: 27, FK: 27, IDX: 26, CHK: 26, XCL: 26 };

/**
 * The name that TypeORM's default naming strategy gives what has none, at `place`; a hole where
 * something that it is made of cannot be known. `rest` is a predicate or an expression.
 */
export function generatedName(
  prefix: Prefix,
  table: Text,
  { columns, rest }: { readonly columns?: readonly Text[]; readonly rest?: Text | undefined },
  place: Span,
): Text {
  const parts = [table, ...(columns ?? []), ...(rest === undefined ? [] : [rest])];
  if (parts.some((part) => part.hasHoles)) return Text.hole(place);
  const names = columns?.map((column) => column.value).sort();
  const key = [
    splitName(table).at(-1)?.value,
    ...(names === undefined ? [] : [names.join('_')]),
    ...(rest === undefined ? [] : [rest.value]),
  ].join('_');
  const hash = createHash('sha1').update(key).digest('hex');
  return Text.of(`${prefix}_${hash.slice(0, HASH_LENGTH[prefix])}`, place);
}
