import type { TSType } from '@oxc-project/types';

import type { Model, ModelColumn } from '../source.ts';
import { definitionOfType, literalsOf, membersOfType, typeName, type TypeProperty } from '../types.ts';

/** How the names of the database come from those of the types. */
export interface Naming {
  readonly nameOf: (name: string) => string;
  /** Set where a plugin makes them. */
  readonly because: string | undefined;
}

/** Types run no query: what they declare fails where a query uses it. */
const DECLARED = 'a type declares it, and a query names it where it is used';

/** The table that a property of a database's type stands for, such as `users: UsersTable`. */
export function typedTable(
  property: TypeProperty,
  { orm, naming }: { readonly orm: 'kysely' | 'knex'; readonly naming: Naming },
): Model | undefined {
  const { name, span, code } = property;
  const type = property.type && rowType(property.type);
  if (type === undefined) return undefined;
  const members = membersOfType(type, code);
  const isDeclared = type.type === 'TSTypeReference' && definitionOfType(type, code) !== undefined;
  const [table = name, schema] = name.split('.').toReversed();
  return {
    orm,
    name: isDeclared ? (typeName(type) ?? name) : name,
    table: {
      schema: schema === undefined ? undefined : naming.nameOf(schema),
      name: naming.nameOf(table),
    },
    file: code.file.file,
    span,
    columns: members.properties.map((member) => columnOf(member, naming)),
    isComplete: members.isComplete,
    ...doubt(naming, table),
  };
}

/** Knex has a type of its own for a table whose rows differ between SELECT and INSERT. */
function rowType(type: TSType): TSType | undefined {
  return typeName(type) === 'CompositeTableType' && type.type === 'TSTypeReference'
    ? type.typeArguments?.params[0]
    : type;
}

function doubt({ nameOf, because }: Naming, name: string): Pick<Model, 'confidence' | 'because'> {
  return because === undefined || nameOf(name) === name
    ? { confidence: 'certain' }
    : { confidence: 'likely', because };
}

function columnOf(property: TypeProperty, naming: Naming): ModelColumn {
  const { name, span, code, type } = property;
  const column = naming.nameOf(name);
  const enumValues = type === undefined ? [] : literalsOf(stored(type), code);
  return {
    property: name,
    column,
    file: code.file.file,
    span,
    confidence: 'likely',
    because: column === name ? DECLARED : (naming.because ?? DECLARED),
    onInsert: property.isOptional ? 'null' : onInsertOf(property),
    ...(enumValues.length === 0 ? {} : { enumValues }),
  };
}

/** What is stored, without what the type says of INSERTs. */
function stored(type: TSType): TSType {
  const inner = type.type === 'TSTypeReference' ? type.typeArguments?.params[0] : undefined;
  return inner !== undefined && /^(?:Generated|GeneratedAlways|ColumnType)$/.test(typeName(type) ?? '')
    ? inner
    : type;
}

const MAX_STEPS = 8;

function onInsertOf({ type, code }: Pick<TypeProperty, 'type' | 'code'>, steps = 0): ModelColumn['onInsert'] {
  if (type === undefined || steps > MAX_STEPS) return 'required';
  if (type.type === 'TSParenthesizedType') return onInsertOf({ type: type.typeAnnotation, code }, steps + 1);
  if (type.type === 'TSUnionType') {
    const parts = type.types.map((part) => onInsertOf({ type: part, code }, steps + 1));
    return (
      parts.find((part) => part === 'default of the database') ??
      (hasType(type, 'TSNullKeyword') ? 'null' : 'required')
    );
  }
  if (type.type !== 'TSTypeReference') return 'required';
  const name = typeName(type);
  if (name === 'Generated' || name === 'GeneratedAlways') return 'default of the database';
  if (name === 'ColumnType') return insertedOf(type.typeArguments?.params ?? []);
  const found = definitionOfType(type, code);
  return found?.kind === 'alias' && found.node.typeParameters === null
    ? onInsertOf({ type: found.node.typeAnnotation, code: found }, steps + 1)
    : 'required';
}

/** `ColumnType<Date, string | undefined, never>`: the second type is what an INSERT takes. */
function insertedOf([select, insert = select]: readonly TSType[]): ModelColumn['onInsert'] {
  if (insert === undefined) return 'required';
  if (insert.type === 'TSNeverKeyword' || hasType(insert, 'TSUndefinedKeyword'))
    return 'default of the database';
  return hasType(insert, 'TSNullKeyword') ? 'null' : 'required';
}

function hasType(type: TSType, kind: TSType['type']): boolean {
  return type.type === kind || (type.type === 'TSUnionType' && type.types.some((part) => part.type === kind));
}
