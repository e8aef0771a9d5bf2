import type { Span } from '../../../operation.ts';
import type { Code } from '../../definitions.ts';
import type { Model, ModelColumn } from '../../source.ts';
import { entryOf, itemsOf, objectAt, optionOf, type ObjectOf } from '../../static.ts';
import { named, ownColumn, primaryKeys, type Build, type Target } from './build.ts';
import type { Members, Property, RelationDeclaration } from './members.ts';
import type { Strategy } from './naming.ts';

interface Owner extends Target {
  readonly className: string;
  readonly schema: string | undefined;
  readonly code: Code;
}

/** The tables between two entities, one for each many-to-many relation that owns one. */
export function joinTables(owner: Owner, build: Build): readonly Model[] {
  return allRelations(owner.members).flatMap((relation) => {
    const found =
      relation.joinTable === undefined ? undefined : joinTable(relation, relation.joinTable, owner, build);
    return found === undefined ? [] : [found];
  });
}

function allRelations({ relations, embeddeds }: Members): readonly RelationDeclaration[] {
  return [...relations, ...embeddeds.flatMap(({ members }) => allRelations(members))];
}

function joinTable(
  { property, target }: RelationDeclaration,
  options: ObjectOf,
  owner: Owner,
  { strategy, targetOf }: Build,
): Model | undefined {
  const entity = targetOf(target);
  const given = optionOf(options, 'name');
  if (typeof given !== 'string' && entity === undefined) return undefined;
  const name =
    typeof given === 'string' ? given : strategy.joinTable(owner.table, entity?.table ?? '', property.name);
  const sides = [
    ...sideColumns(owner, options, ['joinColumn', 'joinColumns'], { property, strategy }),
    ...sideColumns(entity, options, ['inverseJoinColumn', 'inverseJoinColumns'], { property, strategy }),
  ];
  const [first, second] = sides;
  // A table that joins an entity with itself counts its columns.
  const isDouble = sides.length === 2 && first?.column === second?.column;
  const columns = isDouble
    ? sides.map((side, index) => ({ ...side, column: `${side.column}_${String(index + 1)}` }))
    : sides;
  const schema = optionOf(options, 'schema');
  const confidence = typeof given === 'string' && strategy.prefix === '' ? 'certain' : strategy.confidence;
  return {
    orm: 'typeorm',
    name: `${owner.className}.${property.name}`,
    table: { schema: typeof schema === 'string' ? schema : owner.schema, name: strategy.prefix + name },
    file: property.code.file.file,
    span: property.span,
    columns,
    isComplete: entity !== undefined,
    confidence,
    ...(confidence === 'certain' || strategy.because === undefined ? {} : { because: strategy.because }),
  };
}

/** The table of all pairs of ancestor and descendant that `@Tree('closure-table')` keeps. */
export function closureTable(
  owner: Owner,
  span: Span,
  options: ObjectOf | undefined,
  strategy: Strategy,
): Model {
  const given = optionOf(options, 'closureTableName');
  const file = owner.code.file.file;
  const columns = primaryKeys(owner.members).flatMap(({ property }) =>
    ['ancestor', 'descendant'].map((end) => ({
      property: `${property.name}_${end}`,
      column: strategy.column(`${property.name}_${end}`, undefined, []),
      file,
      span,
      confidence: strategy.confidence,
      onInsert: 'value of the client' as const,
      ...(strategy.because === undefined ? {} : { because: strategy.because }),
    })),
  );
  return {
    orm: 'typeorm',
    name: `${owner.className} closure`,
    table: {
      schema: owner.schema,
      name: `${strategy.prefix}${typeof given === 'string' ? given : owner.table}_closure`,
    },
    file,
    span,
    columns,
    isComplete: owner.members.isComplete,
    confidence: strategy.confidence,
    ...(strategy.because === undefined ? {} : { because: strategy.because }),
  };
}

function sideColumns(
  side: Target | undefined,
  options: ObjectOf,
  [single, several]: readonly [string, string],
  { property, strategy }: { readonly property: Property; readonly strategy: Strategy },
): readonly ModelColumn[] {
  const one = entryOf(options, single);
  const many = entryOf(options, several);
  const given = (
    many === undefined ? (one === undefined ? [] : [one]) : (itemsOf(many.value, many.code) ?? [])
  ).map(({ value, code }) => objectAt(value, code));
  const keys = side === undefined ? [] : primaryKeys(side.members);
  const count = Math.max(given.length, keys.length);
  return Array.from({ length: count }, (_, index) => {
    const key = keys[index];
    const written = entryOf(given[index], 'name');
    const fallback = strategy.joinTableColumn(
      side?.table ?? '',
      key === undefined ? 'id' : ownColumn(key, strategy, []).column,
    );
    const column = named(property, written, {
      strategy: { ...strategy, column: plainName },
      prefixes: [],
      fallback,
    });
    return { ...column, onInsert: 'required' as const };
  });
}

function plainName(property: string, given: string | undefined): string {
  return given ?? property;
}
