import type { Expression } from '@oxc-project/types';

import type { Span } from '../../../operation.ts';
import type { Code } from '../../definitions.ts';
import type { ModelColumn } from '../../source.ts';
import {
  constantOf,
  entryOf,
  objectAt,
  optionOf,
  spanOf,
  textOf,
  type Entry,
  type ObjectOf,
} from '../../static.ts';
import { argumentAt, memberName, unwrap } from '../../syntax.ts';
import { listedValues } from '../listed-values.ts';
import { certainty, columnName, isShared, timestampsOf, type TableOptions } from './options.ts';

/** One attribute of a model, from an object or from decorators. */
export interface Attribute {
  readonly name: string;
  readonly span: Span;
  readonly code: Code;
  /** `field` with its name of the column. */
  readonly field: { readonly value: Expression; readonly code: Code } | undefined;
  readonly type: Expression | undefined;
  readonly isPrimary: boolean;
  readonly onInsert: ModelColumn['onInsert'];
  /** Is there by a decorator such as `@UpdatedAt` alone, which an option of the model may turn off. */
  readonly isTimestamp?: boolean;
}

/** An entry of the first argument of `init` or `define`: options, or a type alone. */
export function attributeOf({ key, keySpan, value, code }: Entry): Attribute {
  const options = objectAt(value, code);
  const field = entryOf(options, 'field');
  return {
    name: key,
    span: keySpan,
    code,
    field,
    type: options === undefined ? unwrap(value) : entryOf(options, 'type')?.value,
    isPrimary: optionOf(options, 'primaryKey') === true,
    onInsert: onInsertOf(options),
  };
}

/** Sequelize fills in its own defaults; what has none is left out of an INSERT. */
export function onInsertOf(options: ObjectOf | undefined): ModelColumn['onInsert'] {
  if (optionOf(options, 'autoIncrement') === true || optionOf(options, 'autoIncrementIdentity') === true)
    return 'default of the database';
  const given = entryOf(options, 'defaultValue');
  if (given !== undefined && constantOf(given.value, given.code) !== null) return 'value of the client';
  const isRequired = optionOf(options, 'allowNull') === false || optionOf(options, 'primaryKey') === true;
  return isRequired ? 'required' : 'null';
}

/** The columns of the attributes and those that Sequelize adds: `id` where nothing is the key, and the timestamps. */
export function columnsOf(
  attributes: readonly Attribute[],
  options: TableOptions,
  model: { readonly span: Span; readonly file: string },
): readonly ModelColumn[] {
  const timestamps = timestampsOf(options);
  const filled = new Set(timestamps.filter(({ key }) => key !== 'deletedAt').map(({ name }) => name));
  const columns = attributes
    .filter(({ type }) => !isVirtual(type))
    .filter(({ isTimestamp, name }) => isTimestamp !== true || timestamps.some((at) => at.name === name))
    .map((attribute) => columnOf(attribute, options))
    .map((column) =>
      filled.has(column.property) ? { ...column, onInsert: 'value of the client' as const } : column,
    );
  return [...columns, ...addedColumns(attributes, options, model)];
}

function addedColumns(
  attributes: readonly Attribute[],
  options: TableOptions,
  model: { readonly span: Span; readonly file: string },
): readonly ModelColumn[] {
  const names = new Set(attributes.map(({ name }) => name));
  const added = timestampsOf(options)
    .filter(({ name }) => !names.has(name))
    .map(({ key, name }) => ({
      property: name,
      column: columnName(name, options),
      ...model,
      confidence: 'likely' as const,
      because: 'Sequelize adds it by itself',
      onInsert: key === 'deletedAt' ? ('null' as const) : ('value of the client' as const),
    }));
  if (names.has('id') || attributes.some(({ isPrimary }) => isPrimary)) return added;
  const id: ModelColumn = {
    property: 'id',
    column: 'id',
    ...model,
    confidence: 'possible',
    because: 'Sequelize adds it where no attribute is the key and no association makes one',
    onInsert: 'default of the database',
  };
  return [id, ...added];
}

function columnOf(
  { name, span, code, field, type, onInsert }: Attribute,
  options: TableOptions,
): ModelColumn {
  const values = type === undefined ? undefined : enumValuesOf(type, code);
  const base = { property: name, onInsert, ...(values === undefined ? {} : { enumValues: values }) };
  const written = field === undefined ? undefined : textOf(field.value, field.code);
  if (field !== undefined && written !== undefined)
    return {
      ...base,
      column: written,
      file: field.code.file.file,
      span: spanOf(field.value),
      confidence: 'certain',
    };
  const place = { ...base, column: columnName(name, options), file: code.file.file, span };
  if (field !== undefined)
    return { ...place, confidence: 'possible', because: 'the name of the column is not a constant' };
  return { ...place, ...certainty(isShared(options, 'underscored')) };
}

/** `DataTypes.VIRTUAL`, called, constructed or as it is, is no column. */
function isVirtual(type: Expression | undefined): boolean {
  if (type === undefined) return false;
  const node = unwrap(type);
  return memberName(calleeOf(node)) === 'VIRTUAL';
}

function calleeOf(node: Expression): Expression {
  return node.type === 'CallExpression' || node.type === 'NewExpression' ? unwrap(node.callee) : node;
}

/** `DataTypes.ENUM('a', 'b')` and `DataTypes.ENUM(...values)`. */
function enumValuesOf(type: Expression, code: Code): ModelColumn['enumValues'] {
  const node = unwrap(type);
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return undefined;
  if (memberName(calleeOf(node)) !== 'ENUM') return undefined;
  return node.arguments.flatMap((argument, index) => {
    if (argument.type === 'SpreadElement') return listedValues(argument.argument, code) ?? [];
    const value = textOf(argument, code);
    if (value !== undefined) return [{ value, span: spanOf(argument), file: code.file.file }];
    // The values may stand in an object or an array.
    const options = objectAt(argument, code);
    const values = entryOf(options, 'values');
    return listedValues(values?.value ?? argumentAt(node.arguments, index), values?.code ?? code) ?? [];
  });
}
