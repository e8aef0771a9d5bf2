import type { Definition } from '../../definitions.ts';
import type { ModelColumn } from '../../source.ts';
import { constantOf, entryOf, optionOf, spanOf, textOf, type Entry } from '../../static.ts';
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

/** What gives names to the columns of an entity. */
export interface Build {
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

/** The column of a property that is no relation. */
export function ownColumn(
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

export interface Naming {
  readonly strategy: Strategy;
  readonly prefixes: readonly string[];
  /** What the strategy makes the name of where none is given. */
  readonly fallback: string;
}

/** A column by the name that is written or the one that the strategy makes of another. */
export function named(
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
