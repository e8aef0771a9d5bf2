import type { Span } from '../../../operation.ts';
import { sqlAt, valueText } from '../sql-text.ts';
import { Text } from '../text.ts';
import { entryOf, isNullish, stringOf, truthOf, type CallSite, type Value } from '../value.ts';
import { columnsText, nameText } from './node.ts';
import { predicateOf } from './predicate.ts';
import { nameOrDefault, primaryKeyName, tableText, type Table } from './table-name.ts';

/** The constraint that `t.primary(…)` adds, from the word CONSTRAINT on. */
export function primaryKey({ args: [columns, options], span }: CallSite, table: Table): Text {
  const given = options?.type === 'object' ? entryOf(options, 'constraintName') : options;
  const name = given === undefined || isNullish(given) ? primaryKeyName(table, span) : nameText(given, span);
  return sqlAt(
    span,
  )`constraint ${name} primary key (${columnsText(columns, span)})${deferrable(options, span)}`;
}

/** The statement of `t.unique(…)`: a constraint, or an index where a predicate or an option asks for one. */
export function uniqueKey({ args: [columns, options], span }: CallSite, table: Table): Text {
  const sql = sqlAt(span);
  const given = options?.type === 'object' ? entryOf(options, 'indexName') : options;
  const name = nameOrDefault(given, { type: 'unique', table, columns }, span);
  const predicate = entryOf(options, 'predicate');
  const useConstraint = entryOf(options, 'useConstraint');
  const isConstraint =
    useConstraint === undefined || isNullish(useConstraint)
      ? predicate === undefined || entryOf(options, 'deferrable') !== undefined
      : truthOf(useConstraint) === true;
  const key = columnsText(columns, span);
  return isConstraint
    ? sql`alter table ${tableText(table)} add constraint ${name} unique (${key})${deferrable(options, span)}`
    : sql`create unique index ${name} on ${tableText(table)} (${key})${predicateOf(predicate, span)}`;
}

/** The statement of `t.index(…)`. */
export function index({ args: [columns, given, options], span }: CallSite, table: Table): Text {
  const sql = sqlAt(span);
  const name = nameOrDefault(given, { type: 'index', table, columns }, span);
  const unique = stringOf(entryOf(options, 'indexType'))?.toLowerCase() === 'unique' ? ' unique' : '';
  const method = options?.type === 'string' ? options : entryOf(options, 'storageEngineIndexType');
  const using = method === undefined || isNullish(method) ? '' : [' using ', valueText(method).within(span)];
  const where = predicateOf(entryOf(options, 'predicate'), span);
  return sql`create${unique} index ${name} on ${tableText(table)}${using} (${columnsText(columns, span)})${where}`;
}

/** The statement of `t.dropIndex(…)`, `t.dropUnique(…)` and their like. */
export function dropped(method: string, call: CallSite, table: Table): Text {
  const { args, span } = call;
  const sql = sqlAt(span);
  const ifExists = method.endsWith('IfExists') ? 'if exists ' : '';
  const name = droppedName(method.replace('IfExists', ''), args, table, span);
  if (method !== 'dropIndex') return sql`alter table ${tableText(table)} drop constraint ${ifExists}${name}`;
  return sql`drop index ${table.schema === undefined ? undefined : [table.schema, '.']}${name}`;
}

function droppedName(method: string, args: readonly Value[], table: Table, span: Span): Text {
  const [first, second] = args;
  switch (method) {
    case 'dropPrimary':
      return first === undefined || isNullish(first) ? primaryKeyName(table, span) : nameText(first, span);
    case 'dropIndex':
      return nameOrDefault(second, { type: 'index', table, columns: first }, span);
    case 'dropUnique':
      return nameOrDefault(second, { type: 'unique', table, columns: first }, span);
    default:
      return nameOrDefault(second, { type: 'foreign', table, columns: first }, span);
  }
}

function deferrable(options: Value | undefined, place: Span): Text | undefined {
  const value = stringOf(entryOf(options, 'deferrable'));
  return value === undefined ? undefined : Text.frame(` deferrable initially ${value}`, place);
}
