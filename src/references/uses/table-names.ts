import type { CodeTree } from '../source.ts';
import { spellings } from '../words.ts';
import type { ModelAt } from './keys.ts';
import type { TableName } from './query-names.ts';
import type { Relation } from './relations.ts';
import { CERTAIN, type Doubt, type Targets } from './targets.ts';

/** What turns names in camel case into the database's, for all queries of a connection. */
const MAPPERS: readonly string[] = [
  'CamelCasePlugin',
  'nakeCaseMappers',
  'knex-stringcase',
  'wrapIdentifier',
];

const mapped = new WeakMap<CodeTree, boolean>();

function hasMapper(tree: CodeTree): boolean {
  const known = mapped.get(tree) ?? tree.filesWith(MAPPERS).length > 0;
  mapped.set(tree, known);
  return known;
}

const MAPPED: Doubt = {
  confidence: 'likely',
  because: 'names in camel case are turned into those of the database when the query is sent',
};

/** The table that a query builder names by a string, with the model that declares it for the builder, if any. */
export function relationNamed(
  path: string,
  targets: Targets,
  tree: CodeTree,
  orms: ReadonlySet<string>,
): Relation {
  const parts = path.split('.');
  const written: TableName = { schema: parts.at(-2), name: parts.at(-1) ?? '' };
  const isMapped = hasMapper(tree);
  const table = targets.concerns(written) || !isMapped ? written : (mappedTable(written, targets) ?? written);
  const target = targets.models.find(
    ({ model }) =>
      orms.has(model.orm) &&
      model.table.name === table.name &&
      (model.table.schema === undefined || table.schema === undefined || model.table.schema === table.schema),
  );
  const model: ModelAt | undefined =
    target === undefined ? undefined : { target, doubt: CERTAIN, relation: () => undefined };
  return {
    table,
    model,
    doubt: table === written ? CERTAIN : MAPPED,
    ...(isMapped ? { spelling: MAPPED } : {}),
  };
}

function mappedTable({ schema, name }: TableName, targets: Targets): TableName | undefined {
  for (const subject of targets.subjects) {
    const tables = subject.kind === 'enumValue' ? subject.columns.map(({ table }) => table) : [subject.table];
    const found = tables.find((table) => spellings(table.name).includes(name));
    if (found !== undefined) return { schema, name: found.name };
  }
  return undefined;
}
