import type { Span } from '../../../operation.ts';
import type { Code, Definition } from '../../definitions.ts';
import type { Model, ModelColumn } from '../../source.ts';
import {
  constantOf,
  entryOf,
  itemsOf,
  optionOf,
  spanOf,
  textOf,
  type Entry,
  type ObjectOf,
} from '../../static.ts';
import { listedValues } from '../listed-values.ts';
import type { Strategy } from './naming.ts';

/** A persisted property of an entity, from decorators, an `EntitySchema` or `defineEntity`. */
export interface Property {
  readonly name: string;
  readonly span: Span;
  readonly code: Code;
  /** `pivot` is a many-to-many relation with a table of its own. */
  readonly kind: 'scalar' | 'reference' | 'embedded' | 'pivot';
  readonly options: ObjectOf | undefined;
  readonly isPrimary: boolean;
  /** The other entity or the embeddable. */
  readonly target: Definition | undefined;
  /** Has a value before anything sets it. */
  readonly isInitialized: boolean;
  /** `name?: string` may be left out. */
  readonly isOptional: boolean;
  /** The key is a number that Postgres counts, where that is known. */
  readonly isCounted: boolean;
  /** Of an enum. */
  readonly enumValues: ModelColumn['enumValues'];
}

export interface Entity {
  readonly className: string;
  readonly properties: readonly Property[];
  readonly isComplete: boolean;
}

/** Finds the properties of an entity or embeddable that a property names. */
export type EntityOf = (definition: Definition | undefined) => Entity | undefined;

export interface Build {
  readonly strategy: Strategy;
  readonly entityOf: EntityOf;
}

const MAX_DEPTH = 6;

/** The columns of an entity, and whether an embeddable is missing among them. */
export function columnsOf(
  properties: readonly Property[],
  build: Build,
  prefix = '',
  depth = 0,
): { readonly columns: readonly ModelColumn[]; readonly isComplete: boolean } {
  const columns: ModelColumn[] = [];
  let isComplete = true;
  for (const property of properties) {
    if (optionOf(property.options, 'persist') === false || entryOf(property.options, 'formula') !== undefined)
      continue;
    if (property.kind === 'scalar') columns.push(scalarColumn(property, build, prefix));
    else if (property.kind === 'reference') columns.push(...referenceColumns(property, build, prefix));
    else if (property.kind === 'embedded') {
      const isJson = ['object', 'array'].some((key) => optionOf(property.options, key) === true);
      const embeddable = isJson ? undefined : build.entityOf(property.target);
      if (isJson) columns.push(scalarColumn(property, build, prefix));
      else if (embeddable === undefined || depth > MAX_DEPTH) isComplete = false;
      else {
        const inner = columnsOf(embeddable.properties, build, prefix + ownPrefix(property, build), depth + 1);
        columns.push(...inner.columns);
        isComplete &&= inner.isComplete && embeddable.isComplete;
      }
    }
  }
  return { columns, isComplete };
}

/** `prefix: 'home_'`, none, or by default the name of the column that the property would be. */
function ownPrefix({ name, options }: Property, { strategy }: Build): string {
  const prefix = optionOf(options, 'prefix');
  if (prefix === false) return '';
  return typeof prefix === 'string' ? prefix : `${strategy.column(name)}_`;
}

function scalarColumn(property: Property, { strategy }: Build, prefix: string): ModelColumn {
  const { enumValues } = property;
  return {
    ...named(property, writtenNames(property)[0], { made: strategy.column(property.name), prefix, strategy }),
    onInsert: onInsertOf(property),
    ...(enumValues === undefined ? {} : { enumValues }),
  };
}

function referenceColumns(property: Property, build: Build, prefix: string): readonly ModelColumn[] {
  const { strategy, entityOf } = build;
  const target = entityOf(property.target);
  const keys = target === undefined ? [] : keysOf(target, build);
  const written = writtenNames(property);
  const made = (keys.length === 0 ? ['id'] : keys).map((key) => strategy.joinColumn(property.name, key));
  const count = written.length > 0 ? written.length : made.length;
  const onInsert = onInsertOf(property);
  return Array.from({ length: count }, (_, index) => ({
    ...named(property, written[index], { made: made[index] ?? property.name, prefix, strategy }),
    onInsert,
  }));
}

/** The columns of the primary key of an entity. */
function keysOf({ properties }: Entity, build: Build): readonly string[] {
  return columnsOf(
    properties.filter(({ isPrimary, kind }) => isPrimary && kind === 'scalar'),
    build,
  ).columns.map(({ column }) => column);
}

function writtenNames({ options }: Property): readonly Pick<Entry, 'value' | 'code'>[] {
  for (const key of ['fieldName', 'joinColumn', 'name']) {
    const entry = entryOf(options, key);
    if (entry !== undefined) return [entry];
  }
  for (const key of ['fieldNames', 'joinColumns']) {
    const entry = entryOf(options, key);
    if (entry !== undefined) return itemsOf(entry.value, entry.code) ?? [];
  }
  return [];
}

interface Naming {
  /** What the strategy makes of the property. */
  readonly made: string;
  readonly prefix: string;
  readonly strategy: Strategy;
}

function named(
  { name, code, span }: Pick<Property, 'name' | 'code' | 'span'>,
  given: Pick<Entry, 'value' | 'code'> | undefined,
  { made, prefix, strategy }: Naming,
): Omit<ModelColumn, 'onInsert'> {
  const written = given === undefined ? undefined : textOf(given.value, given.code);
  if (given !== undefined && written !== undefined)
    return {
      property: name,
      column: prefix + written,
      file: given.code.file.file,
      span: spanOf(given.value),
      confidence: 'certain',
    };
  const base = { property: name, column: prefix + made, file: code.file.file, span };
  if (given !== undefined)
    return { ...base, confidence: 'possible', because: 'the name of the column is not a constant' };
  if (prefix + made === name) return { ...base, confidence: 'certain' };
  return { ...base, confidence: strategy.confidence, because: strategy.because };
}

/** MikroORM writes into an INSERT what the entity has a value for, and `default` for the rest. */
function onInsertOf(property: Property): ModelColumn['onInsert'] {
  const { options, isInitialized, isOptional, isPrimary, isCounted } = property;
  if (isInitialized || entryOf(options, 'onCreate') !== undefined || optionOf(options, 'version') === true)
    return 'value of the client';
  const given = entryOf(options, 'default');
  const isFilled =
    (given !== undefined && constantOf(given.value, given.code) !== null) ||
    entryOf(options, 'defaultRaw') !== undefined ||
    entryOf(options, 'generated') !== undefined ||
    optionOf(options, 'autoincrement') === true ||
    (isPrimary && isCounted && optionOf(options, 'autoincrement') !== false);
  if (isFilled) return 'default of the database';
  return optionOf(options, 'nullable') === true || isOptional ? 'null' : 'required';
}

/** The values of `@Enum(() => Role)` or `items: () => Role`. */
export function enumValuesOf(options: ObjectOf | undefined): ModelColumn['enumValues'] {
  const items = entryOf(options, 'items');
  return items === undefined ? undefined : listedValues(items.value, items.code);
}

interface Owner {
  readonly entity: Entity;
  readonly table: string;
  readonly schema: string | undefined;
  readonly file: string;
}

/** The tables between two entities. */
export function pivotTables({ entity, table: owner, schema, file }: Owner, build: Build): readonly Model[] {
  const { strategy, entityOf } = build;
  return entity.properties
    .filter(({ kind, options }) => kind === 'pivot' && entryOf(options, 'pivotEntity') === undefined)
    .map((property) => {
      const { options, name } = property;
      const target = entityOf(property.target);
      const written = optionOf(options, 'pivotTable');
      const [table = '', given] = typeof written === 'string' ? written.split('.').toReversed() : [];
      const isSelf = target?.className === entity.className;
      const columns = [
        ...sideColumns(
          property,
          isSelf ? `${entity.className}_1` : entity.className,
          { side: entity, key: 'joinColumn' },
          build,
        ),
        ...(target === undefined
          ? []
          : sideColumns(
              property,
              isSelf ? `${target.className}_2` : target.className,
              { side: target, key: 'inverseJoinColumn' },
              build,
            )),
      ];
      return {
        orm: 'mikro-orm' as const,
        name: `${entity.className}.${name}`,
        table: {
          schema: given ?? schema,
          name: table === '' ? strategy.joinTable(owner, name) : table,
        },
        file,
        span: property.span,
        columns,
        isComplete: target !== undefined,
        ...(table === ''
          ? { confidence: strategy.confidence, because: strategy.because }
          : { confidence: 'certain' as const }),
      };
    });
}

function sideColumns(
  property: Property,
  className: string,
  { side, key }: { readonly side: Entity; readonly key: string },
  build: Build,
): readonly ModelColumn[] {
  const one = entryOf(property.options, key);
  const several = entryOf(property.options, `${key}s`);
  const written =
    several === undefined ? (one === undefined ? [] : [one]) : (itemsOf(several.value, several.code) ?? []);
  const keys = keysOf(side, build);
  return (keys.length === 0 ? ['id'] : keys).map((referenced, index) => ({
    ...named(property, written[index], {
      made: build.strategy.joinColumn(className, referenced),
      prefix: '',
      strategy: build.strategy,
    }),
    onInsert: 'required' as const,
  }));
}
