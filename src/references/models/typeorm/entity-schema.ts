import type { NewExpression } from '@oxc-project/types';

import { definitionAt, type Code, type Definition } from '../../definitions.ts';
import type { Model } from '../../source.ts';
import {
  entryOf,
  itemsOf,
  objectAt,
  optionOf,
  spanOf,
  textOf,
  type Entry,
  type ObjectOf,
} from '../../static.ts';
import { argumentAt } from '../../syntax.ts';
import { columnsOf, primaryKeys, type Target, type TargetOf } from './build.ts';
import { joinTables } from './join-tables.ts';
import { typeAt } from '../entity-type.ts';
import { isTypeorm } from './decorators.ts';
import type {
  ColumnDeclaration,
  EmbeddedDeclaration,
  Members,
  Property,
  RelationDeclaration,
} from './members.ts';
import type { Strategy } from './naming.ts';

/** `new EntitySchema({ … })` with its options. */
export interface EntitySchema {
  readonly options: ObjectOf;
  readonly code: Code;
}

/** The options of an `EntitySchema` of TypeORM; undefined for anything else. */
export function schemaAt(node: NewExpression, code: Code): EntitySchema | undefined {
  const found = definitionAt(node.callee, code);
  if (!isTypeorm(found) || found.name !== 'EntitySchema') return undefined;
  const options = objectAt(argumentAt(node.arguments, 0), code);
  return options === undefined ? undefined : { options, code };
}

/** The entity of a constant that holds an `EntitySchema`. */
export function schemaTarget(definition: Definition | undefined, strategy: Strategy): Target | undefined {
  const schema = schemaOf(definition);
  const table = schema === undefined ? undefined : tableName(schema.options, strategy);
  return schema === undefined || table === undefined
    ? undefined
    : { table, members: membersOfSchema(schema) };
}

function schemaOf(definition: Definition | undefined): EntitySchema | undefined {
  return definition?.kind === 'value' && definition.node.type === 'NewExpression'
    ? schemaAt(definition.node, definition)
    : undefined;
}

/** The table of the schema, and those of its many-to-many relations. */
export function schemaModels(
  schema: EntitySchema,
  build: { readonly strategy: Strategy; readonly targetOf: TargetOf },
): readonly Model[] {
  const { options, code } = schema;
  const { strategy } = build;
  const name = entryOf(options, 'name') ?? entryOf(options, 'target');
  const table = tableName(options, strategy);
  if (name === undefined || table === undefined) return [];
  const className = textOf(name.value, name.code) ?? table;
  const given = optionOf(options, 'schema');
  const schemaName = typeof given === 'string' ? given : undefined;
  const members = membersOfSchema(schema);
  // A schema that is there to be embedded has no key of its own.
  if (members.isComplete && primaryKeys(members).length === 0) return [];
  const model: Model = {
    orm: 'typeorm',
    name: className,
    table: { schema: schemaName, name: strategy.prefix + table },
    file: code.file.file,
    span: spanOf(name.value),
    columns: columnsOf(members, build),
    isComplete: members.isComplete,
    ...(strategy.because === undefined || entryOf(options, 'tableName') !== undefined
      ? { confidence: 'certain' }
      : { confidence: strategy.confidence, because: strategy.because }),
  };
  return [model, ...joinTables({ table, members, className, schema: schemaName, code }, build)];
}

function tableName(options: ObjectOf, strategy: Strategy): string | undefined {
  const table = optionOf(options, 'tableName');
  if (typeof table === 'string') return table;
  const name = optionOf(options, 'name');
  if (typeof name === 'string') return strategy.table(name);
  const target = entryOf(options, 'target');
  const found = target === undefined ? undefined : definitionAt(target.value, target.code);
  return found?.kind === 'class' && found.node.id !== null ? strategy.table(found.node.id.name) : undefined;
}

const MAX_DEPTH = 6;

function membersOfSchema({ options }: EntitySchema, depth = 0): Members {
  const columns = objectOf(options, 'columns');
  const embeddeds = objectOf(options, 'embeddeds')?.entries.map((entry) => embeddedOf(entry, depth)) ?? [];
  const relations = objectOf(options, 'relations')?.entries.map(relationOf) ?? [];
  return {
    columns: columns?.entries.map(columnOf) ?? [],
    embeddeds: embeddeds.filter((found) => found !== undefined),
    relations: relations.filter((found) => found !== undefined),
    isComplete:
      options.isComplete &&
      columns?.isComplete === true &&
      !embeddeds.includes(undefined) &&
      !relations.includes(undefined),
  };
}

function objectOf(options: ObjectOf, key: string): ObjectOf | undefined {
  const entry = entryOf(options, key);
  return entry === undefined ? undefined : objectAt(entry.value, entry.code);
}

function propertyOf({ key, keySpan, code }: Entry): Property {
  return { name: key, span: keySpan, code, because: undefined };
}

function columnOf(entry: Entry): ColumnDeclaration {
  const options = objectAt(entry.value, entry.code);
  const is = (key: string): boolean => optionOf(options, key) === true;
  const generated = optionOf(options, 'generated');
  return {
    property: propertyOf(entry),
    options,
    isPrimary: is('primary'),
    filledBy: is('version')
      ? 'client'
      : is('deleteDate')
        ? 'null'
        : (generated !== undefined && generated !== false) || is('createDate') || is('updateDate')
          ? 'database'
          : undefined,
  };
}

function embeddedOf(entry: Entry, depth: number): EmbeddedDeclaration | undefined {
  const options = objectAt(entry.value, entry.code);
  const inner = entryOf(options, 'schema');
  const schema =
    inner === undefined || depth > MAX_DEPTH ? undefined : schemaOf(definitionAt(inner.value, inner.code));
  if (schema === undefined) return undefined;
  const prefix = optionOf(options, 'prefix');
  return {
    property: propertyOf(entry),
    prefix: typeof prefix === 'string' ? prefix || undefined : prefix === false ? undefined : entry.key,
    members: membersOfSchema(schema, depth + 1),
  };
}

function relationOf(entry: Entry): RelationDeclaration | undefined {
  const options = objectAt(entry.value, entry.code);
  const type = optionOf(options, 'type');
  if (options === undefined || type === undefined) return undefined;
  const target = entryOf(options, 'target');
  const joinColumn = entryOf(options, 'joinColumn');
  const joinTable = entryOf(options, 'joinTable');
  const hasColumns = type === 'many-to-one' || (type === 'one-to-one' && joinColumn !== undefined);
  return {
    property: propertyOf(entry),
    target: target === undefined ? undefined : typeAt(target.value, target.code),
    isNullable: optionOf(options, 'nullable') !== false,
    joinColumns: hasColumns ? joinColumnsOf(joinColumn) : undefined,
    joinTable:
      type === 'many-to-many' && joinTable !== undefined
        ? (objectAt(joinTable.value, joinTable.code) ?? { entries: [], isComplete: true })
        : undefined,
  };
}

/** `true` asks for the default ones. */
function joinColumnsOf(entry: Entry | undefined): readonly ObjectOf[] {
  if (entry === undefined) return [];
  const items = itemsOf(entry.value, entry.code) ?? [entry];
  return items.map(({ value, code }) => objectAt(value, code)).filter((found) => found !== undefined);
}
