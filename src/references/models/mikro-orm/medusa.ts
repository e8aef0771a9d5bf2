import type { CallExpression } from '@oxc-project/types';

import type { Span } from '../../../operation.ts';
import { definitionAt, type Code } from '../../definitions.ts';
import type { Model, ModelColumn } from '../../source.ts';
import { objectAt, optionOf, spanOf, textOf, type Entry } from '../../static.ts';
import { argumentAt, memberName, unwrap } from '../../syntax.ts';
import { listedValues } from '../listed-values.ts';

/** `model.define('product', { … })` of Medusa, which makes entities of MikroORM; undefined for any other call. */
export function medusaModel(call: CallExpression, declared: Span | undefined, code: Code): Model | undefined {
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression' || memberName(callee) !== 'define') return undefined;
  const maker = definitionAt(callee.object, code);
  if (maker?.kind !== 'package' || !maker.specifier.startsWith('@medusajs/') || maker.name !== 'model')
    return undefined;
  const first = argumentAt(call.arguments, 0);
  const options = objectAt(first, code);
  const given = textOf(first, code) ?? optionOf(options, 'tableName');
  const schema = objectAt(argumentAt(call.arguments, 1), code);
  if (first === undefined || typeof given !== 'string' || schema === undefined) return undefined;
  const [name = '', pgSchema] = snakeCase(given).split('.').toReversed();
  const span = declared ?? spanOf(first);
  const file = code.file.file;
  const columns = schema.entries.flatMap((entry) => columnsOf(entry));
  const added = ['created_at', 'updated_at', 'deleted_at'].map((column) => ({
    property: column,
    column,
    file,
    span,
    confidence: 'likely' as const,
    because: 'Medusa adds it by itself',
    onInsert: column === 'deleted_at' ? ('null' as const) : ('value of the client' as const),
  }));
  return {
    orm: 'mikro-orm',
    name: declared === undefined ? given : code.file.text.slice(span.start, span.end),
    table: { schema: pgSchema, name },
    file,
    span,
    columns: [...columns, ...added],
    isComplete: schema.isComplete,
    confidence: 'certain',
  };
}

const WITHOUT_COLUMN: ReadonlySet<string> = new Set(['hasMany', 'hasOne', 'manyToMany']);

function columnsOf({ key, keySpan, value, code }: Entry): readonly ModelColumn[] {
  const methods = new Map<string, CallExpression>();
  let node = unwrap(value);
  let kind = '';
  while (node.type === 'CallExpression') {
    const callee = unwrap(node.callee);
    if (callee.type !== 'MemberExpression') break;
    kind = memberName(callee) ?? '';
    methods.set(kind, node);
    node = unwrap(callee.object);
  }
  if (WITHOUT_COLUMN.has(kind)) return [];
  const base = { property: key, file: code.file.file, span: keySpan, confidence: 'certain' as const };
  const onInsert = insertOf(kind, methods);
  if (kind === 'belongsTo') return [{ ...base, column: `${snakeCase(key)}_id`, onInsert }];
  const choices = kind === 'enum' ? methods.get(kind) : undefined;
  const enumValues = choices === undefined ? undefined : listedValues(argumentAt(choices.arguments, 0), code);
  const column = { ...base, column: key, onInsert, ...(enumValues === undefined ? {} : { enumValues }) };
  // A number of any size keeps its exact form beside it.
  return kind === 'bigNumber' ? [column, { ...column, column: `raw_${key}` }] : [column];
}

function insertOf(kind: string, methods: ReadonlyMap<string, unknown>): ModelColumn['onInsert'] {
  if (kind === 'id') return 'value of the client';
  if (kind === 'autoincrement' || methods.has('default')) return 'default of the database';
  return methods.has('nullable') ? 'null' : 'required';
}

function snakeCase(name: string): string {
  return name.replace(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase();
}
