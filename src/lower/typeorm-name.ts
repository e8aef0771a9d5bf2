const HASH_LENGTH = { PK: 27, UQ: 27, FK: 27, IDX: 26, CHK: 26, XCL: 26 } as const;

export type GeneratedKind = keyof typeof HASH_LENGTH;

/**
 * The name that TypeORM's default naming strategy gives a key, an index or a check of a table, whose
 * name is given without its schema. `rest` is a predicate or an expression.
 */
export function typeormName(
  kind: GeneratedKind,
  table: string,
  columns: readonly string[] | undefined,
  rest?: string,
): string {
  const parts = [
    table,
    ...(columns === undefined ? [] : [[...columns].sort().join('_')]),
    ...(rest === undefined ? [] : [rest]),
  ];
  // Loaded here, as few histories have a use for it.
  const { createHash } = process.getBuiltinModule('node:crypto');
  const hash = createHash('sha1').update(parts.join('_')).digest('hex');
  return `${kind}_${hash.slice(0, HASH_LENGTH[kind])}`;
}
