import { listed, sqlAt, type SqlPart } from '../sql-text.ts';
import { Text } from '../text.ts';
import { entryOf, isNullish, type CallSite, type Value } from '../value.ts';
import { isOn, type Calls } from './calls.ts';
import { conditionOf, isExpression, literalOf } from './expression.ts';
import { quoted, quotedTable, tableNameOf } from './names.ts';

/** The calls of a query interface that change rows. */
export const DATA_CALLS: Calls = {
  bulkInsert(call, recorder) {
    const [name, rows, options] = call.args;
    const table = quotedTable(tableNameOf(name, call));
    const sql = sqlAt(call.span);
    const values = rows?.type === 'array' ? rows.items : [];
    const columns = [...new Set(values.flatMap(columnsOf))];
    const behind = isOn(options, 'ignoreDuplicates') ? ' ON CONFLICT DO NOTHING' : '';
    const isKnown = columns.length > 0 && values.every((row) => row.type === 'object');
    const names = isKnown
      ? sql` (${listed(
          columns.map((column) => quotedColumn(column, call)),
          call.span,
        )})`
      : '';
    const tuples = isKnown
      ? values.map(
          (row) =>
            sql`(${listed(
              columns.map((column) => valueIn(row, column)),
              call.span,
            )})`,
        )
      : [sql`(${Text.hole(rows?.span ?? call.span)})`];
    recorder.builtQuery(
      sql`INSERT INTO ${table}${names} VALUES ${listed(tuples, call.span)}${behind};`,
      call,
    );
  },

  /** The first argument is an instance of a model, which migrations leave out. */
  insert(call, recorder) {
    const [, name, row] = call.args;
    const sql = sqlAt(call.span);
    recorder.builtQuery(sql`${insertRow(name, row, call)};`, call);
  },

  upsert(call, recorder) {
    const [name, row, updated] = call.args;
    const sql = sqlAt(call.span);
    const sets = updated === undefined ? [] : columnsOf(updated).map((column) => quotedColumn(column, call));
    const update = sets.map((column) => sql`${column}=EXCLUDED.${column}`);
    const action = update.length === 0 ? 'DO NOTHING' : sql`DO UPDATE SET ${listed(update, call.span)}`;
    const key = Text.hole(call.span);
    recorder.builtQuery(sql`${insertRow(name, row, call)} ON CONFLICT (${key}) ${action};`, call);
  },

  bulkUpdate: (call, recorder) => {
    const [name, values, where] = call.args;
    recorder.builtQuery(updateRows({ name, values, where }, call), call);
  },

  bulkDelete(call, recorder) {
    const [name, where, options] = call.args;
    const table = quotedTable(tableNameOf(name, call));
    const sql = sqlAt(call.span);
    if (isOn(options, 'truncate')) {
      const restart = isOn(options, 'restartIdentity') ? ' RESTART IDENTITY' : '';
      recorder.builtQuery(
        sql`TRUNCATE ${table}${restart}${isOn(options, 'cascade') ? ' CASCADE' : ''}`,
        call,
      );
      return;
    }
    recorder.builtQuery(sql`DELETE FROM ${table}${whereClause(where)}`, call);
  },

  delete(call, recorder) {
    const [, name, where] = call.args;
    const table = quotedTable(tableNameOf(name, call));
    recorder.builtQuery(sqlAt(call.span)`DELETE FROM ${table}${whereClause(where)}`, call);
  },

  update(call, recorder) {
    const [, name, values, where] = call.args;
    recorder.builtQuery(updateRows({ name, values, where }, call), call);
  },

  increment: (call, recorder) => {
    recorder.builtQuery(addTo('+', call), call);
  },

  decrement: (call, recorder) => {
    recorder.builtQuery(addTo('-', call), call);
  },
};

function columnsOf(row: Value): readonly string[] {
  return row.type === 'object' ? [...row.entries.keys()] : [];
}

function quotedColumn(column: string, { span }: CallSite): Text {
  return quoted(Text.of(column, span));
}

function valueIn(row: Value, column: string): Text {
  const value = entryOf(row, column);
  return value === undefined ? Text.frame('NULL', row.span) : literalOf(value);
}

/** `insert` sends the values apart from the statement. */
function insertRow(name: Value | undefined, row: Value | undefined, call: CallSite): Text {
  const sql = sqlAt(call.span);
  const table = quotedTable(tableNameOf(name, call));
  if (row?.type !== 'object') return sql`INSERT INTO ${table} VALUES (${Text.hole(call.span)})`;
  const columns = columnsOf(row).map((column) => quotedColumn(column, call));
  const values = [...row.entries.values()].map(boundValue);
  return sql`INSERT INTO ${table} (${listed(columns, call.span)}) VALUES (${listed(values, call.span)})`;
}

function boundValue(value: Value): SqlPart {
  return isExpression(value) ? literalOf(value) : Text.frame('$1', value.span);
}

interface Rows {
  readonly name: Value | undefined;
  readonly values: Value | undefined;
  readonly where: Value | undefined;
}

function updateRows({ name, values, where }: Rows, call: CallSite): Text {
  const sql = sqlAt(call.span);
  const table = quotedTable(tableNameOf(name, call));
  const sets =
    values?.type === 'object'
      ? [...values.entries].map(([column, value]) => sql`${quotedColumn(column, call)}=${boundValue(value)}`)
      : [sql`${Text.hole(call.span)}=${Text.hole(call.span)}`];
  return sql`UPDATE ${table} SET ${listed(sets, call.span)}${whereClause(where)}`;
}

function addTo(operator: string, call: CallSite): Text {
  const [, name, where, amounts] = call.args;
  const sql = sqlAt(call.span);
  const sets = (amounts === undefined ? [] : columnsOf(amounts)).map((column) => {
    const set = quotedColumn(column, call);
    return sql`${set}=${set}${operator} 1`;
  });
  const table = quotedTable(tableNameOf(name, call));
  return sql`UPDATE ${table} SET ${listed(sets, call.span)}${whereClause(where)}`;
}

function whereClause(where: Value | undefined): SqlPart {
  if (where === undefined || isNullish(where)) return undefined;
  const condition = conditionOf(where);
  return condition === undefined ? undefined : sqlAt(where.span)` WHERE ${condition}`;
}
