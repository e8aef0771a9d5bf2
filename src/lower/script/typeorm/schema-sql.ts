import { quotedText, splitName, sqlAt, valueText } from '../sql-text.ts';
import { Text } from '../text.ts';
import { entryOf, truthOf, type Value } from '../value.ts';
import type { Sender } from './sender.ts';
import { tableRef, type TableRef } from './table.ts';

/** A view by its name, or as a `View`. */
export function createView(sender: Sender, [view]: readonly Value[]): void {
  const options = sender.options(view, 'the view');
  if (options === undefined) return;
  const expression = options.get('expression');
  if (expression?.type !== 'string') {
    sender.miss('the query of the view is built when the migration runs', expression?.span ?? options.span);
    return;
  }
  const { path } = tableRef(options.value, sender.place);
  const sql = sqlAt(sender.place);
  sender.send(
    sql`CREATE ${options.flag('materialized') ? 'MATERIALIZED ' : ''}VIEW ${path} AS ${expression.text}`,
  );
}

/** Whether a view that is given by its name is materialized, TypeORM reads from its own table. */
export function dropView(sender: Sender, [view]: readonly Value[]): void {
  const { path } = tableRef(view, sender.place);
  const place = view?.span ?? sender.place;
  const materialized = isTrue(entryOf(view, 'materialized')) ? 'MATERIALIZED ' : '';
  sender.send(sqlAt(place)`DROP ${materialized}VIEW ${sender.flag(1) ? 'IF EXISTS ' : ''}${path}`, place);
}

/** A schema may be given with its database before it. */
export function createSchema(sender: Sender, [name]: readonly Value[]): void {
  const sql = sqlAt(sender.place);
  sender.send(sql`CREATE SCHEMA ${sender.flag(1) ? 'IF NOT EXISTS ' : ''}${schemaName(sender, name)}`);
}

export function dropSchema(sender: Sender, [name]: readonly Value[]): void {
  const sql = sqlAt(sender.place);
  const cascade = sender.flag(2) ? ' CASCADE' : '';
  sender.send(sql`DROP SCHEMA ${sender.flag(1) ? 'IF EXISTS ' : ''}${schemaName(sender, name)}${cascade}`);
}

function schemaName(sender: Sender, name: Value | undefined): Text {
  const text = nameText(sender, name);
  const [first = text, second] = splitName(text);
  return quotedText(second ?? first);
}

export function createDatabase(sender: Sender, [name]: readonly Value[]): void {
  sender.send(sqlAt(sender.place)`CREATE DATABASE ${quotedText(nameText(sender, name))}`);
}

export function dropDatabase(sender: Sender, [name]: readonly Value[]): void {
  const sql = sqlAt(sender.place);
  sender.send(sql`DROP DATABASE ${sender.flag(1) ? 'IF EXISTS ' : ''}${quotedText(nameText(sender, name))}`);
}

function nameText(sender: Sender, name: Value | undefined): Text {
  return name === undefined ? Text.hole(sender.place) : valueText(name);
}

export function clearTable(sender: Sender, ref: TableRef, [options]: readonly Value[]): void {
  sender.truncate(ref.path, isTrue(entryOf(options, 'cascade')));
}

function isTrue(value: Value | undefined): boolean {
  return value !== undefined && truthOf(value) === true;
}

/** A transaction inside of one is a savepoint. */
export function startTransaction(sender: Sender, [level]: readonly Value[]): void {
  const { database, place } = sender;
  const sql = sqlAt(place);
  if (database.depth === 0) sender.send(sql`START TRANSACTION`);
  else sender.send(sql`SAVEPOINT typeorm_${String(database.depth)}`);
  if (database.depth === 0 && level?.type === 'string')
    sender.send(sql`SET TRANSACTION ISOLATION LEVEL ${level.text}`);
  database.depth += 1;
}

export function commitTransaction(sender: Sender): void {
  endTransaction(sender, ['COMMIT', 'RELEASE SAVEPOINT']);
}

export function rollbackTransaction(sender: Sender): void {
  endTransaction(sender, ['ROLLBACK', 'ROLLBACK TO SAVEPOINT']);
}

function endTransaction(sender: Sender, [whole, savepoint]: readonly [string, string]): void {
  const { database, place } = sender;
  const sql = sqlAt(place);
  database.depth = Math.max(0, database.depth - 1);
  sender.send(database.depth === 0 ? sql`${whole}` : sql`${savepoint} typeorm_${String(database.depth)}`);
}
