import type { Span } from '../../../operation.ts';
import type { Code, Definition } from '../../definitions.ts';
import type { Model, ModelColumn } from '../../source.ts';
import {
  constantOf,
  entryOf,
  itemsOf,
  objectAt,
  optionOf,
  spanOf,
  textOf,
  type Entry,
  type ObjectOf,
} from '../../static.ts';
import { listedValues } from '../listed-values.ts';
import type { ColumnDeclaration, Members, Property, RelationDeclaration } from './members.ts';
import type { Strategy } from './naming.ts';

/** What a relation has to know of the entity at its other end. */
export interface Target {
  readonly table: string;
  readonly members: Members;
}

/** Finds the entity that a relation names; the owner itself for the parent of a tree. */
export type TargetOf = (definition: Definition | undefined) => Target | undefined;

interface Build {
  readonly strategy: Strategy;
  readonly targetOf: TargetOf;
}

/** The columns of a table, those of join columns last; one that a property and a relation share is listed once. */
export function columnsOf(members: Members, build: Build): readonly ModelColumn[] {
  const columns = new Map<string, ModelColumn>();
  for (const column of [...ownColumns(members, build.strategy, []), ...relationColumns(members, build, [])])
    if (!columns.has(column.column)) columns.set(column.column, column);
  return [...columns.values()];
}

function ownColumns(
  { columns, embeddeds }: Members,
  strategy: Strategy,
  prefixes: readonly string[],
): readonly ModelColumn[] {
  return [
    ...columns.map((declaration) => ownColumn(declaration, strategy, prefixes)),
    ...embeddeds.flatMap(({ prefix, members }) =>
      ownColumns(members, strategy, withPrefix(prefixes, prefix)),
    ),
  ];
}

function withPrefix(prefixes: readonly string[], prefix: string | undefined): readonly string[] {
  return prefix === undefined ? prefixes : [...prefixes, prefix];
}

function ownColumn(
  declaration: ColumnDeclaration,
  strategy: Strategy,
  prefixes: readonly string[],
): ModelColumn {
  const { property, options } = declaration;
  const given = entryOf(options, 'name');
  const listed = entryOf(options, 'enum');
  const values = listedValues(listed?.value, listed?.code ?? property.code);
  return {
    ...named(property, given, { strategy, prefixes, fallback: property.name }),
    onInsert: onInsertOf(declaration),
    ...(values === undefined ? {} : { enumValues: values }),
  };
}

interface Naming {
  readonly strategy: Strategy;
  readonly prefixes: readonly string[];
  /** What the strategy makes the name of where none is given. */
  readonly fallback: string;
}

function named(
  property: Property,
  given: Entry | undefined,
  { strategy, prefixes, fallback }: Naming,
): Omit<ModelColumn, 'onInsert'> {
  const name = given === undefined ? undefined : textOf(given.value, given.code);
  const place =
    given === undefined || name === undefined ? property : { code: given.code, span: spanOf(given.value) };
  const base = {
    property: property.name,
    column: strategy.column(fallback, name, prefixes),
    file: place.code.file.file,
    span: place.span,
  };
  if (given !== undefined && name === undefined)
    return { ...base, confidence: 'possible', because: 'the name of the column is not a constant' };
  if (property.because !== undefined) return { ...base, confidence: 'likely', because: property.because };
  const isWritten = name !== undefined && prefixes.length === 0;
  if (isWritten || strategy.because === undefined) return { ...base, confidence: 'certain' };
  return { ...base, confidence: strategy.confidence, because: strategy.because };
}

/** TypeORM writes `DEFAULT` into an INSERT for each column without a value. */
function onInsertOf({ options, filledBy }: ColumnDeclaration): ModelColumn['onInsert'] {
  if (filledBy === 'client') return 'value of the client';
  if (filledBy === 'null') return 'null';
  if (filledBy === 'database') return 'default of the database';
  const fallback = entryOf(options, 'default');
  const isFilled =
    (fallback !== undefined && constantOf(fallback.value, fallback.code) !== null) ||
    optionOf(options, 'insert') === false ||
    entryOf(options, 'generatedType') !== undefined ||
    entryOf(options, 'asExpression') !== undefined;
  if (isFilled) return 'default of the database';
  return optionOf(options, 'nullable') === true ? 'null' : 'required';
}

function relationColumns(
  { relations, embeddeds }: Members,
  build: Build,
  prefixes: readonly string[],
): readonly ModelColumn[] {
  return [
    ...relations.flatMap((relation) => joinColumns(relation, build, prefixes)),
    ...embeddeds.flatMap(({ prefix, members }) =>
      relationColumns(members, build, withPrefix(prefixes, prefix)),
    ),
  ];
}

function joinColumns(
  { property, target, isNullable, joinColumns: given }: RelationDeclaration,
  { strategy, targetOf }: Build,
  prefixes: readonly string[],
): readonly ModelColumn[] {
  if (given === undefined) return [];
  const entity = targetOf(target);
  const keys = entity === undefined ? [] : primaryKeys(entity.members);
  const referenced = given.length > 0 ? given : keys.map(() => undefined);
  const list = referenced.length > 0 ? referenced : [undefined];
  return list.map((options, index) => {
    const other = optionOf(options, 'referencedColumnName');
    const key = typeof other === 'string' ? other : keys[index]?.property.name;
    const column = named(property, entryOf(options, 'name'), {
      strategy,
      prefixes,
      fallback: strategy.joinColumn(property.name, key ?? 'id'),
    });
    const onInsert = isNullable ? ('null' as const) : ('required' as const);
    if (key !== undefined || column.confidence !== 'certain' || entryOf(options, 'name') !== undefined)
      return { ...column, onInsert };
    const because = 'the key of the entity at the other end is not read';
    return { ...column, onInsert, confidence: 'likely' as const, because };
  });
}

/** The columns of the primary key, those of embeddeds among them. */
export function primaryKeys({ columns, embeddeds }: Members): readonly ColumnDeclaration[] {
  return [
    ...columns.filter(({ isPrimary, options }) => isPrimary || optionOf(options, 'primary') === true),
    ...embeddeds.flatMap(({ members }) => primaryKeys(members)),
  ];
}

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
